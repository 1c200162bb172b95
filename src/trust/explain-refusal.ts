import type { ApiFailure } from '../api/api-failure.ts';
import type { Secret } from '../secrets/secret.ts';
import { judgeTimes } from './compare-claims.ts';
import { describeClaims, readClaims } from './read-claims.ts';

/** What a token should have been. */
export interface Expected {
  readonly audience: string;
  /** Whether an identity was compared with it, and is its own. */
  readonly isTrusted: boolean | undefined;
  /** How many milliseconds the server's clock is ahead of this machine's; undefined where it is not known. */
  readonly clockAhead: number | undefined;
}

/**
 * A server says of a token that it does not take only that it knows no such identity (facts 2.8), whatever is wrong.
 * @returns the same failure, with what the token says, what is wrong with it by itself, and what the identity must have
 */
export function explainRefusal(
  refusal: ApiFailure,
  jobToken: Secret,
  { audience, isTrusted = false, clockAhead }: Expected,
): ApiFailure {
  const claims = readClaims(jobToken);
  if (!claims) return refusal.retell('; the token holds no claims that could be read', () => GIVE_OTHER);
  const wrong = [
    ...judgeTimes(claims, { clockAhead }),
    ...(isTrusted || claims.audiences.includes(audience)
      ? []
      : [
          `it is not for OCTOPUS_SERVICE_ACCOUNT_ID, ${audience}, which is right only where the identity names its audience`,
        ]),
  ];
  const said = `; the job's token has ${describeClaims(claims)}`;
  return refusal.retell([said, ...wrong].join('; '), () => (isTrusted ? READ_KEYS : HAVE_IDENTITY));
}

const GIVE_OTHER = 'Give the token that the CI system makes for the job, a JSON Web Token.';
const HAVE_IDENTITY =
  'The service account must have an OpenID Connect identity with that issuer and subject, to the letter: letter case counts, and a slash at the end of the issuer. trust-issuer --verify compares them.';
const READ_KEYS =
  "An identity is the token's: what the server cannot do is check who signed it. It must reach the issuer by https, and find the key of the token among those that the issuer publishes there.";
