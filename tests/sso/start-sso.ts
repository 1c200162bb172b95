import type { IdentityProviderOptions } from '../../scripts/stand-in/identity-provider/identity-provider.ts';
import type { StandInOptions } from '../../scripts/stand-in/stand-in.ts';
import { startWithProvider, type WithProvider } from '../../scripts/stand-in/start-with-provider.ts';

/** A server where people sign in by an identity provider alone, and that provider. */
export interface Sso extends WithProvider {
  /** The variables that let a command in. */
  readonly env: Readonly<Record<string, string>>;
}

export async function startSso(
  options: IdentityProviderOptions = {},
  standIn: StandInOptions & { readonly isAutomatic?: boolean } = {},
): Promise<Sso> {
  const both = await startWithProvider(options, standIn);
  const { server, provider } = both;
  const env = {
    OCTOPUS_URL: server.url,
    OCTOPUS_PROVIDER: 'AzureAD',
    OCTOPUS_USERNAME: provider.username,
    OCTOPUS_PASSWORD: provider.password,
    OCTOPUS_SSO_ORIGINS: provider.issuer,
  };
  return { ...both, env, [Symbol.asyncDispose]: () => both[Symbol.asyncDispose]() };
}
