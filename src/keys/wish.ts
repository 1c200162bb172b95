import { randomInt } from 'node:crypto';
import { isSince, type ListedApiKey } from '../api/schemas.ts';
import { readServerTime, type ServerFacts } from '../api/server-facts.ts';
import { Failure } from '../core/failure.ts';
import type { KeyOwner, OwnerWish } from './owner.ts';
import type { Account } from './revoke.ts';
import type { RotationWish } from './rotation.ts';
import { type KeyScope, requireScopes } from './scope.ts';

const DAY = 86_400_000;
const USUAL_DAYS = 90;

/** What kind of key is wanted, and whose. */
export interface KeyWish extends OwnerWish, KeyScope, RotationWish {
  readonly purpose: string;
  /** Undefined: 90 days, or the most that the server allows. */
  readonly expiresIn: Expiry | undefined;
  /** What to do about a live key of the same purpose; undefined: make another. */
  readonly ifExists: 'skip' | 'rotate' | 'error' | undefined;
}

/** @returns what looks at a server before anybody signs in, and throws if it would refuse such a key */
export function checkWish(
  wish: Pick<KeyWish, 'expiresIn' | 'serviceAccount' | 'agent' | 'accessLevel' | 'actorType'>,
): (server: ServerFacts) => void {
  return (server) => {
    requireAllowed(server, wish.expiresIn, wish.serviceAccount !== undefined);
    requireScopes(server, wish);
  };
}

/**
 * Says before anybody signs in what the server would refuse afterwards.
 * @param isForService whether the key is a service account's, which may have one where users may not (facts 2.4)
 * @throws Failure of kind `key`
 */
function requireAllowed(server: ServerFacts, expiry: Expiry | undefined, isForService: boolean): void {
  const { userKeysEnabled, maxExpiryDays } = server;
  if (!userKeysEnabled && !isForService) {
    throw new Failure({
      kind: 'key',
      attempt: 'mint a key',
      reason: 'the server does not allow API keys for users',
      serverSaid: ['UserApiKeysEnabled is false.'],
      hint: 'Ask an administrator to allow them, or mint for a service account with --service-account.',
    });
  }
  if (expiry && !isWithin(expiry, maxExpiryDays, readServerTime(server))) {
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
function chooseExpiry({ maxExpiryDays = USUAL_DAYS }: ServerFacts): Expiry {
  return { kind: 'after', duration: Math.min(USUAL_DAYS, maxExpiryDays) * DAY };
}

/** When a key is to end: so many milliseconds from its making, at an instant, or never. */
export type Expiry =
  | { readonly kind: 'after'; readonly duration: number }
  | { readonly kind: 'at'; readonly instant: Date }
  | { readonly kind: 'never' };

const MAX_SPREAD_MS = 60_000;
const SPREAD_SHARE = 0.1;

/**
 * The instant to ask for. One that is counted from now is made unlikely, a little earlier and to the millisecond:
 * by it a run can tell its own key from one that another run with the same purpose makes at the same moment.
 * @returns undefined for a key that never expires
 */
function resolveExpiry(expiry: Expiry, now: Date): Date | undefined {
  if (expiry.kind === 'never') return undefined;
  if (expiry.kind === 'at') return expiry.instant;
  const spread = Math.max(2, Math.floor(Math.min(MAX_SPREAD_MS, expiry.duration * SPREAD_SHARE)));
  const instant = now.getTime() + expiry.duration - randomInt(1, spread);
  // Of a full second nobody could tell whether the server keeps milliseconds.
  return new Date(instant % 1000 === 0 ? instant - 1 : instant);
}

/** @returns whether the expiry lies within what a server allows; servers that name no maximum allow all */
export function isWithin(expiry: Expiry, maxExpiryDays: number | undefined, now: Date): boolean {
  if (maxExpiryDays === undefined || expiry.kind === 'never') return true;
  const instant = expiry.kind === 'at' ? expiry.instant.getTime() : now.getTime() + expiry.duration;
  return instant <= now.getTime() + maxExpiryDays * DAY;
}

/** What exactly is asked for, and what it takes to find the key if the reply is lost. */
export interface KeyOrder {
  readonly account: Account;
  readonly userId: string;
  readonly purpose: string;
  /** When it is asked for, by the server's clock. */
  readonly at: Date;
  /** Undefined: never. */
  readonly expires: Date | undefined;
  /** Whether that is counted from `at`. */
  readonly isCounted: boolean;
  /** Asked for as far as somebody wished for it, and made sure of. */
  readonly scope: KeyScope;
  /** The owner's keys from before, as far as they were read. */
  readonly listed: readonly ListedApiKey[];
  /** The keys from before, where `expires` alone would not tell ours from another's of the same purpose. */
  readonly before: readonly ListedApiKey[] | undefined;
  /** Ids of the keys that are to be revoked once it is delivered. */
  readonly replaces: readonly string[];
}

/**
 * @param existing the owner's keys, where they were read
 * @param replaced those of them that are to be revoked once the new one is delivered
 */
export function orderKey(
  wish: KeyWish,
  owner: KeyOwner,
  existing: readonly ListedApiKey[],
  server: ServerFacts,
  replaced: readonly ListedApiKey[] = [],
): KeyOrder {
  const { purpose, accessLevel, actorType } = wish;
  const at = readServerTime(server);
  const expiry = wish.expiresIn ?? chooseExpiry(server);
  return {
    account: owner.account,
    userId: owner.id,
    purpose,
    at,
    expires: resolveExpiry(expiry, at),
    isCounted: expiry.kind === 'after',
    scope: { accessLevel, actorType },
    listed: owner.keys,
    before: isExpiryTelling(wish, server) ? undefined : existing,
    replaces: replaced.map(({ Id }) => Id),
  };
}

/** Whether the expiry alone will tell our key from another's of the same purpose: servers list it since 2020.6 (facts 2.2). */
export function isExpiryTelling({ expiresIn }: Pick<KeyWish, 'expiresIn'>, server: ServerFacts): boolean {
  return (expiresIn ?? chooseExpiry(server)).kind === 'after' && isSince(server.version, 2020, 6);
}
