import type { ServerFacts } from '../api/pre-flight.ts';
import { Failure } from '../failure/failure.ts';
import { type Expiry, isWithin } from './expiry.ts';

const DAY = 86_400_000;
const USUAL_DAYS = 90;

/**
 * Says before anybody signs in what the server would refuse afterwards.
 * @param isForService whether the key is a service account's, which may have one where users may not (facts 2.4)
 * @throws Failure of kind `key`
 */
export function requireAllowed(
  { userKeysEnabled, maxExpiryDays }: ServerFacts,
  expiry: Expiry | undefined,
  isForService: boolean,
): void {
  if (!userKeysEnabled && !isForService) {
    throw new Failure({
      kind: 'key',
      attempt: 'mint a key',
      reason: 'the server does not allow API keys for users',
      serverSaid: ['UserApiKeysEnabled is false.'],
      hint: 'Ask an administrator to allow them, or mint for a service account with --service-account.',
    });
  }
  if (expiry && !isWithin(expiry, maxExpiryDays, new Date())) {
    throw new Failure({
      kind: 'key',
      attempt: 'mint a key',
      reason: 'the expiry lies past what the server allows',
      serverSaid: [`ApiKeyMaxExpiryDays is ${maxExpiryDays}.`],
      hint: `Ask for ${maxExpiryDays}d at the most with OCTOPUS_KEY_EXPIRES_IN (--expires-in).`,
    });
  }
}

/** @returns the expiry for a user who named none: 90 days, or the most that the server allows */
export function chooseExpiry({ maxExpiryDays = USUAL_DAYS }: ServerFacts): Expiry {
  return { kind: 'after', duration: Math.min(USUAL_DAYS, maxExpiryDays) * DAY };
}
