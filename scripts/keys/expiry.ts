/** When a key is to end: so many milliseconds from its making, at an instant, or never. */
export type Expiry =
  | { readonly kind: 'after'; readonly duration: number }
  | { readonly kind: 'at'; readonly instant: Date }
  | { readonly kind: 'never' };

const DAY = 86_400_000;

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
