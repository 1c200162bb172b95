import type { IdentityList } from '../api/identities.ts';
import type { ServerFacts } from '../api/server-facts.ts';
import { Failure } from '../core/failure.ts';
import type { Secret } from '../secrets/secret.ts';
import { type Compared, compareClaims, judgeTimes } from './compare-claims.ts';
import { type Claims, readClaims } from './read-claims.ts';

/** The token of a job beside the identities of a service account. */
export interface Comparison {
  readonly claims: Claims;
  /** What is wrong with it whoever is trusted. */
  readonly faults: readonly string[];
  /** The nearest first. */
  readonly compared: readonly Compared[];
}

/**
 * Compares the token of a job with what a service account trusts.
 * @param server whose clock counts
 * @throws Failure of kind `options`, where it holds no claims
 */
export function compareToken(
  token: Secret,
  { externalId, identities }: IdentityList,
  server: Pick<ServerFacts, 'clockAhead'>,
): Comparison {
  const claims = requireClaims(token);
  return {
    claims,
    faults: judgeTimes(claims, server),
    compared: compareClaims(claims, identities, externalId),
  };
}

/** @throws Failure of kind `options`, where a token holds no claims */
export function requireClaims(token: Secret): Claims {
  const claims = readClaims(token);
  if (claims) return claims;
  throw new Failure({
    kind: 'options',
    attempt: "read the job's token",
    reason: 'it holds no claims',
    hint: 'Give the token that the CI system makes for the job, a JSON Web Token.',
  });
}

/**
 * @param account the service account's name
 * @throws Failure of kind `key`, where no identity is that of the token
 */
export function requireMatch({ faults, compared: [nearest] }: Comparison, account: string): void {
  const differences = nearest?.reasons ?? [];
  if (nearest && differences.length === 0 && faults.length === 0) return;
  const { Id = '', Name } = nearest?.identity ?? {};
  throw new Failure({
    kind: 'key',
    attempt: `verify that ${account} trusts the job`,
    reason: [
      ...faults.map((fault) => `of the token: ${fault}`),
      ...(nearest ? [] : ['the account has no identity']),
      ...(differences.length > 0
        ? [`the nearest identity is ${Id} "${Name ?? ''}", and ${differences.join('; ')}`]
        : []),
    ].join('; '),
    hint: nearest
      ? 'Mend the identity, as with trust-issuer --if-exists replace, or what the CI system signs.'
      : 'Have trust-issuer make one, as with --github owner/repository.',
  });
}
