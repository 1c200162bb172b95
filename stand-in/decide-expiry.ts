import type { Caller, Server } from './caller.ts';
import { badRequest } from './errors.ts';

const DAY = 86_400_000;
const USUAL_DAYS = 180;

/**
 * When a key that is being made will expire (facts: expiry policy). The literal texts of the refusals are not public;
 * these are made up in the server's manner.
 * @param asked the body's `Expires`: an ISO 8601 date-time, null, or not there, which newer servers tell from null
 * @returns null for never
 * @throws ServerError 400
 */
export function decideExpiry(
  asked: string | null | undefined,
  { key: creator }: Caller,
  { traits, edition, state }: Server,
): Date | null {
  if (edition.expiry === 'ignored') return null;
  const limit = edition.expiry === 'limited' ? traits.maxExpiryDays : undefined;
  const now = state.now();
  const expires = asked == null ? decideUnasked(asked, limit, now) : readAsked(asked, limit, now);
  // A key that never expires would outlive its creator too: inferred from the rule, which names dates only.
  if (creator?.expires && (expires === null || expires > creator.expires)) {
    throw badRequest('The expiry date cannot be later than that of the API key used to create it.');
  }
  return expires;
}

function decideUnasked(asked: null | undefined, limit: number | undefined, now: Date): Date | null {
  if (limit === undefined) return null;
  return inDays(asked === null ? limit : Math.min(USUAL_DAYS, limit), now);
}

function readAsked(asked: string, limit: number | undefined, now: Date): Date {
  const expires = new Date(asked);
  if (Number.isNaN(expires.getTime())) throw badRequest('Model validation failed.');
  if (expires < now) throw badRequest('The expiry date of an API key cannot be in the past.');
  if (limit !== undefined && expires > inDays(limit, now)) {
    throw badRequest(`The expiry date of an API key cannot be more than ${limit} days in the future.`);
  }
  return expires;
}

function inDays(days: number, now: Date): Date {
  return new Date(now.getTime() + days * DAY);
}
