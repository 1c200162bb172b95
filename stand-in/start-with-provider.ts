import { type IdentityProvider, startIdentityProvider } from './identity-provider/identity-provider.ts';
import type { IdentityProviderOptions } from './identity-provider/pages.ts';
import type { SingleSignOn, StandInOptions } from './options.ts';
import { redirectPath } from './routes-single-sign-on.ts';
import { type StandIn, startStandIn } from './stand-in.ts';

/** A stand-in where people sign in by an identity provider, and that provider. */
export interface WithProvider extends AsyncDisposable {
  readonly server: StandIn;
  readonly provider: IdentityProvider;
}

/** How the server goes about it. */
export type Manner = Pick<SingleSignOn, 'isAutomatic' | 'forgets'>;

/** Starts both, each knowing the other. */
export async function startWithProvider(
  options: IdentityProviderOptions,
  { isAutomatic = false, forgets, ...standIn }: StandInOptions & Manner,
): Promise<WithProvider> {
  let server: StandIn | undefined;
  const names = { name: 'AzureAD', label: 'Sign in with Microsoft' };
  const redirectUri = () => `${server?.url}${redirectPath(names)}`;
  const provider = await startIdentityProvider(() => ({ redirectUri: redirectUri() }), options);
  const { issuer, clientId } = provider;
  const singleSignOn = { ...names, issuer, clientId, isAutomatic, ...(forgets && { forgets }) };
  const started = await startStandIn({ formsLogin: false, singleSignOn, ...standIn });
  server = started;
  const close = async () => {
    await Promise.all([started.close(), provider.close()]);
  };
  return { server: started, provider, [Symbol.asyncDispose]: close };
}
