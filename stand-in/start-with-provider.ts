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

const NAMES = { name: 'AzureAD', label: 'Sign in with Microsoft' };

/** Starts both, each knowing the other. */
export async function startWithProvider(
  options: IdentityProviderOptions,
  { isAutomatic = false, forgets, ...standIn }: StandInOptions & Manner,
): Promise<WithProvider> {
  let server: StandIn | undefined;
  const redirectUri = () => `${server?.url}${redirectPath(NAMES)}`;
  const provider = await startIdentityProvider(() => ({ redirectUri: redirectUri() }), options);
  const { issuer, clientId } = provider;
  const singleSignOn = { ...NAMES, issuer, clientId, isAutomatic, ...(forgets && { forgets }) };
  const started = await startStandIn({ formsLogin: false, singleSignOn, ...standIn });
  server = started;
  const close = async () => {
    await Promise.all([started.close(), provider.close()]);
  };
  return { server: started, provider, [Symbol.asyncDispose]: close };
}

/** Starts both as many companies have them: the provider asks for a user name, a password, a one-time code, and whether to stay signed in. */
export function startUsualProvider(standIn: StandInOptions = {}): Promise<WithProvider> {
  const pages = ['username', 'password', 'code', 'stay-signed-in'] as const;
  return startWithProvider({ pages, shape: 'entra' }, standIn);
}

/** @returns the variables with which a command of the client signs in there */
export function variablesOf({ server, provider }: WithProvider): Record<string, string> {
  return {
    OCTOPUS_URL: server.url,
    OCTOPUS_PROVIDER: NAMES.name,
    OCTOPUS_SSO_ORIGINS: provider.issuer,
    OCTOPUS_USERNAME: provider.username,
    OCTOPUS_PASSWORD: provider.password,
    OCTOPUS_TOTP_SECRET: provider.totpSecret,
  };
}
