import {
  type IdentityProvider,
  type IdentityProviderOptions,
  startIdentityProvider,
} from '../../scripts/stand-in/identity-provider/identity-provider.ts';
import { type StandIn, type StandInOptions, startStandIn } from '../../scripts/stand-in/stand-in.ts';

/** A server where people sign in by an identity provider alone, and that provider. */
export interface Sso extends AsyncDisposable {
  readonly server: StandIn;
  readonly provider: IdentityProvider;
  /** The variables that let a command in. */
  readonly env: Readonly<Record<string, string>>;
}

const NAME = 'AzureAD';

export async function startSso(
  options: IdentityProviderOptions = {},
  { isAutomatic = false, ...standIn }: StandInOptions & { readonly isAutomatic?: boolean } = {},
): Promise<Sso> {
  let server: StandIn | undefined;
  const redirect = () => ({ redirectUri: `${server?.url}/api/users/authenticatedToken/${NAME}` });
  const provider = await startIdentityProvider(redirect, options);
  const { issuer, clientId } = provider;
  const singleSignOn = { name: NAME, label: 'Sign in with Microsoft', issuer, clientId, isAutomatic };
  server = await startStandIn({ formsLogin: false, singleSignOn, ...standIn });
  const started = server;
  const env = {
    OCTOPUS_URL: started.url,
    OCTOPUS_PROVIDER: NAME,
    OCTOPUS_USERNAME: provider.username,
    OCTOPUS_PASSWORD: provider.password,
    OCTOPUS_SSO_ORIGINS: issuer,
  };
  const close = async () => {
    await Promise.all([started.close(), provider.close()]);
  };
  return { server, provider, env, [Symbol.asyncDispose]: close };
}
