import { isSince } from '../api/schemas.ts';
import type { ServerFacts } from '../api/server-facts.ts';
import { Failure } from '../core/failure.ts';

/**
 * Says before anybody signs in what the server is too old for (facts 2.7). What a server does not tell of itself is found out later.
 * @param subject of the identity that is to be made, if one is
 * @throws Failure of kind `key`
 */
export function requireIdentities({ version }: Pick<ServerFacts, 'version'>, subject?: string): void {
  if (version === undefined) return;
  const isOf2024 = isSince(version, 2024, 1);
  if (!(isOf2024 ? isSince(version, 2024, 1, 1889) : isSince(version, 2023, 4, 8077)))
    throw refuse(
      'OpenID Connect identities of service accounts need an Octopus Server of 2023.4.8077, 2024.1.1889 or newer',
      version,
      'Update the server, or use API keys: mint-key makes one.',
    );
  if (/[*?]/.test(subject ?? '') && !isSince(version, 2024, 1, 7382))
    throw refuse(
      'wildcards in subjects need an Octopus Server of 2024.1.7382 or newer, and stand for themselves in an older one',
      version,
      'Name one subject without a wildcard: --branch, --tag or --environment does that.',
    );
}

function refuse(reason: string, version: string, hint: string): Failure {
  return new Failure({
    kind: 'key',
    attempt: 'trust an issuer',
    reason,
    serverSaid: [`Version is ${version}.`],
    hint,
  });
}
