import type { IdentityProviderOptions } from '../../stand-in/identity-provider/pages.ts';
import type { StandInOptions } from '../../stand-in/stand-in.ts';
import { type Manner, startWithProvider, type WithProvider } from '../../stand-in/start-with-provider.ts';

/** A server where people sign in by an identity provider alone, and that provider. */
export interface Sso extends WithProvider {
  /** The variables that let a command in. */
  readonly env: Readonly<Record<string, string>>;
}

export async function startSso(
  options: IdentityProviderOptions = {},
  standIn: StandInOptions & Manner = {},
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

/** Everything that passed between the browser, the provider and the portal, and is for nobody else. */
export function collectSsoSecrets({ server, provider }: Sso): Map<string, string> {
  const secrets = new Map([
    [provider.password, 'password'],
    [provider.totpSecret, 'secret of the codes'],
  ]);
  for (const { fields } of provider.submissions) if (fields.code) secrets.set(fields.code, 'code');
  for (const cookie of provider.cookies) secrets.set(cookie, "provider's cookie");
  for (const { path, headers, body } of server.requests) {
    for (const pair of (headers.cookie ?? '').split(/;\s*/))
      secrets.set(pair.replace(/^[^=]*=/, ''), 'cookie');
    if (!path.includes('authenticatedToken')) continue;
    const fields = body as Record<string, string>;
    const { nonce } = JSON.parse(Buffer.from(fields.id_token?.split('.')[1] ?? '', 'base64url').toString());
    secrets
      .set(fields.id_token ?? '', 'ID token')
      .set(fields.state ?? '', 'state')
      .set(nonce, 'nonce');
  }
  for (const { key } of server.madeKeys()) secrets.set(key, 'key');
  secrets.delete('');
  return secrets;
}
