import type { ServerFacts } from '../api/server-facts.ts';
import { Failure } from '../core/failure.ts';

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

/** When a key is to end: so many milliseconds from its making, at an instant, or never. */
export type Expiry =
  | { readonly kind: 'after'; readonly duration: number }
  | { readonly kind: 'at'; readonly instant: Date }
  | { readonly kind: 'never' };

const WIDEST_SPREAD = 60_000;

/**
 * The instant to ask for. One that is counted from now is made unlikely, a little earlier and to the millisecond:
 * by it a run can tell its own key from one that another run with the same purpose makes at the same moment.
 * @returns undefined for a key that never expires
 */
export function resolveExpiry(expiry: Expiry, now: Date): Date | undefined {
  if (expiry.kind === 'never') return undefined;
  if (expiry.kind === 'at') return expiry.instant;
  const spread = Math.min(WIDEST_SPREAD, expiry.duration / 100);
  return new Date(now.getTime() + expiry.duration - Math.floor(Math.random() * spread));
}

/** @returns whether the expiry lies within what a server allows; servers that name no maximum allow all */
export function isWithin(expiry: Expiry, maxExpiryDays: number | undefined, now: Date): boolean {
  if (maxExpiryDays === undefined || expiry.kind === 'never') return true;
  const instant = expiry.kind === 'at' ? expiry.instant.getTime() : now.getTime() + expiry.duration;
  return instant <= now.getTime() + maxExpiryDays * DAY;
}
