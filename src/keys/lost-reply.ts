import { listApiKeys } from '../api/endpoints.ts';
import type { ListedApiKey } from '../api/schemas.ts';
import { describeError, Failure } from '../core/failure.ts';
import type { OpenTransaction, Run } from '../core/run.ts';
import type { Session } from '../session/session.ts';
import { adviseRevoking, revokeUndelivered, warnOfLiveKey } from './revoke.ts';
import type { KeyOrder } from './wish.ts';

// A server that has lost its client may still be at work on the request.
const MAX_LOOKS = 3;
const LOOK_INTERVAL_MS = 400;

/**
 * After a key request whose reply was lost: looks whether the server made the key all the same, and revokes it if it can be
 * nobody's but ours. Nothing is posted again. It never throws; what stays open is told, with the keys that it may be.
 */
export async function recoverLostKey(
  order: KeyOrder,
  session: Session,
  transaction: OpenTransaction,
  run: Run,
): Promise<void> {
  const deadline = run.deadline.forCleaningUp();
  try {
    for (let look = 1; look <= MAX_LOOKS; look += 1) {
      const keys = await listApiKeys(session.api, order.userId, deadline);
      const ours = findSurelyOurs(keys, order);
      if (ours) {
        transaction.describe(warnOfLiveKey(ours.Id, order.account));
        const key = { id: ours.Id, userId: order.userId, wasListed: true };
        await revokeUndelivered(key, order.account, [session.api], run);
        return;
      }
      const candidates = findPossiblyOurs(keys, order);
      if (candidates.length > 0) return run.alert(describeDoubt(candidates, order));
      if (look < MAX_LOOKS) await deadline.pause(LOOK_INTERVAL_MS);
    }
    run.alert(
      `The key list shows no key of this run so far. Should the server still make it: ${describeLostKey(order)}`,
    );
  } catch (error) {
    run.alert(`${describeLostKey(order)} The key list could not be read: ${describeError(error)}`);
  }
}

/** @returns the warning of a key of which neither the id is known, nor whether it was made */
export function describeLostKey({
  purpose,
  expires,
  account,
}: Pick<KeyOrder, 'purpose' | 'expires' | 'account'>): string {
  const life = expires ? `, expiring ${expires.toISOString()}` : '';
  return (
    `A KEY MAY HAVE BEEN MADE that nobody holds, with the purpose "${purpose}"${life}. ` +
    `Look for it in the Web Portal, under Profile, My API Keys, and revoke it with: ${adviseRevoking(['<id>'], account)}`
  );
}

function describeDoubt(candidates: readonly ListedApiKey[], { account }: KeyOrder): string {
  const ids = candidates.map(({ Id }) => Id);
  const which = ids.length === 1 ? `THE KEY ${ids[0]} MAY BE` : `ONE OF THE KEYS ${ids.join(', ')} MAY BE`;
  return (
    `${which} this run's, which nobody holds, or another run's of the same moment, and is left alone. ` +
    `Find out which, then revoke it with: ${adviseRevoking(ids.length === 1 ? ids : ['<id>'], account)}`
  );
}

/** What a key whose reply was lost is known by. */
export interface LostKey {
  readonly purpose: string;
  /** As it was asked for; undefined: never. */
  readonly expires: Date | undefined;
  /** The keys from before, where the expiry is not this run's alone. */
  readonly before: readonly (string | { readonly Id: string })[] | undefined;
}

/**
 * @returns the key that can be nobody's but ours: one that bears, to the millisecond, the instant that only we asked for. A
 *   server that keeps less of an instant has none.
 */
export function findSurelyOurs(
  keys: readonly ListedApiKey[],
  { purpose, expires, before }: LostKey,
): ListedApiKey | undefined {
  if (before !== undefined || expires === undefined || expires.getTime() % SECOND === 0) return undefined;
  const exact = keys.filter(
    ({ Purpose, Expires }) =>
      Purpose === purpose && Expires != null && Date.parse(Expires) === expires.getTime(),
  );
  return exact.length === 1 ? exact[0] : undefined;
}

/**
 * @returns the key that was asked for with a purpose and an instant that nobody else asked for; undefined where no key can be it
 * @throws Failure of kind `key`, where it is in doubt which is
 */
export function findAskedFor(
  keys: readonly ListedApiKey[],
  purpose: string,
  expires: Date,
): ListedApiKey | undefined {
  const lost = { purpose, expires, before: undefined };
  const surely = findSurelyOurs(keys, lost);
  const possibly = surely ? [] : findPossiblyOurs(keys, lost);
  if (possibly.length === 0) return surely;
  const ids = possibly.map(({ Id }) => Id).join(', ');
  throw new Failure({
    kind: 'key',
    attempt: `revoke the key "${purpose}" that expires ${expires.toISOString()}`,
    reason: `it may be one of ${ids}, or none: their expiry, as the server keeps it, does not tell`,
    hint: 'Find out which it is, then revoke it with --id.',
  });
}

/** @returns the keys of that purpose that may be ours: new ones, of an expiry that a server could have made of the one asked for */
export function findPossiblyOurs(
  keys: readonly ListedApiKey[],
  { purpose, expires, before }: LostKey,
): ListedApiKey[] {
  const known = new Set(before?.map((key) => (typeof key === 'string' ? key : key.Id)));
  return keys.filter(
    ({ Id, Purpose, Expires }) =>
      Purpose === purpose && !known.has(Id) && mayStandFor(Expires, expires, before !== undefined),
  );
}

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const DAY = 24 * 60 * MINUTE;

// SQL Server's `datetime` keeps every 300th part of a second, and rounds to it.
const DATETIME_MS = 4;

/**
 * Whether a server could tell an expiry as that, when it was asked for the other: it may keep parts of seconds, whole seconds,
 * minutes or days alone, and days begin at a full quarter of an hour somewhere on earth.
 * @param mayBeUnlisted whether it may list none, as servers before 2020.6
 */
export function mayStandFor(
  listed: string | null | undefined,
  asked: Date | undefined,
  mayBeUnlisted: boolean,
): boolean {
  if (asked === undefined) return true;
  if (listed == null) return mayBeUnlisted;
  const instant = Date.parse(listed);
  const units = [DAY, MINUTE, SECOND, SECOND / 10, SECOND / 100];
  const unit = units.find((each) => instant % (each === DAY ? 15 * MINUTE : each) === 0) ?? DATETIME_MS;
  return Math.abs(instant - asked.getTime()) < unit;
}
