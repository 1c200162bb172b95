import type { ApiFailure } from '../api/api-failure.ts';
import { listApiKeys, listNewestApiKeys } from '../api/endpoints.ts';
import { newSince } from '../api/newness.ts';
import type { OctopusApi } from '../api/octopus-api.ts';
import type { ListedApiKey } from '../api/schemas.ts';
import type { Deadline } from '../core/deadline.ts';
import { describeError, Failure } from '../core/failure.ts';
import type { OpenTransaction, Run } from '../core/run.ts';
import type { Session } from '../session/session.ts';
import { findExact, findPossiblyOurs, findSurelyOurs } from './asked-for.ts';
import { adviseRevoking, revokeUndelivered, sayWhole, warnOfLiveKey } from './revoke.ts';
import type { KeyOrder } from './wish.ts';

// A server that has lost its client may still be at work on the request.
const MAX_LOOKS = 3;
const LOOK_INTERVAL_MS = 400;

/**
 * After a key request whose reply was lost: looks whether the server made the key all the same, and revokes it if it can be
 * nobody's but ours. Nothing is posted again. It never throws; what stays open is told, with the keys that it may be.
 * @param answered id of the key that was in the reply, where there was one that is not believed
 */
export async function recoverLostKey(
  order: KeyOrder,
  session: Session,
  transaction: OpenTransaction,
  run: Run,
  answered?: string,
): Promise<void> {
  const warning = describeLostKey(order, answered);
  const deadline = run.deadline.forCleaningUp();
  let possibly: readonly ListedApiKey[] = [];
  const alert = (otherwise: string) => {
    const twins = findExact(possibly, order);
    if (twins.length > 1) return run.alert(describeTwins(twins, order));
    const ids = [...(answered === undefined ? [] : [answered]), ...possibly.map(({ Id }) => Id)];
    run.alert(possibly.length > 0 ? describeDoubt([...new Set(ids)], order) : otherwise);
  };
  try {
    // What is listed may be another's, of the same moment, until ours is.
    for (let look = 1; look <= MAX_LOOKS; look += 1) {
      if (look > 1) await deadline.pause(LOOK_INTERVAL_MS);
      const keys = await listApiKeys(session.api, order.userId, deadline);
      const ours = findSurelyOurs(keys, order);
      if (ours) {
        transaction.describe(warnOfLiveKey(ours.Id, order.account));
        const key = { id: ours.Id, userId: order.userId, newUntil: newSince() };
        await revokeUndelivered(key, order.account, [session.api], run);
        return;
      }
      possibly = findPossiblyOurs(keys, order);
    }
    alert(
      answered === undefined
        ? `The key list shows no key of this run so far. Should the server still make it: ${warning}`
        : `${warning} The key list does not show it so far.`,
    );
  } catch (error) {
    alert(`${warning} The key list could not be read: ${describeError(error)}`);
  }
}

const LOOK_TIMEOUT_MS = 3_000;

/**
 * The refusal of a key request may be the reply to another request, or have come after ours was passed on. Nothing but the instant that
 * only we asked for tells that.
 * @returns whether the key list shows a key that bears it
 */
export async function wasMade(
  refusal: ApiFailure,
  order: KeyOrder,
  { api }: Session,
  run: Run,
): Promise<boolean> {
  if (refusal.status === undefined) return false;
  return (await lookForExact(order, api, run.deadline.forCleaningUp())).length > 0;
}

/** @returns the keys of the newest in the list that bear the instant that only we asked for; what cannot be read shows none */
async function lookForExact(
  order: KeyOrder,
  api: OctopusApi,
  deadline: Deadline,
): Promise<readonly ListedApiKey[]> {
  // Of what servers keep of another expiry nothing tells our key from another run's.
  if (order.before !== undefined) return [];
  using share = deadline.within(LOOK_TIMEOUT_MS);
  return findExact(await listNewestApiKeys(api, order.userId, share).catch(() => []), order);
}

/**
 * After a key request that was answered: names the other keys that bear the instant that only we asked for. What stands in front of a
 * server may have sent the request on twice, as where a node went away meanwhile. It never throws: the key is none the worse for it.
 * @param id of the key that was answered
 */
export async function nameTwins(id: string, order: KeyOrder, { api }: Session, run: Run): Promise<void> {
  const twins = (await lookForExact(order, api, run.deadline)).filter(({ Id }) => Id !== id);
  if (twins.length === 0) return;
  const ids = twins.map(({ Id }) => Id);
  run.alert(
    sayWhole(
      `ANOTHER KEY MAY BE LIVE that nobody holds (${ids.join(', ')}): it bears the purpose of ${id} and the very expiry that only this run asked for. ` +
        `${SENT_TWICE} Revoke it with: ${adviseRevoking(ids, order.account)}`,
    ),
  );
}

const SENT_TWICE = 'Check what stands between this machine and the server: it must not send a POST twice.';

/**
 * @param answered id of the key that the server answered with, which may be it
 * @returns the warning of a key of which the id is not known for sure, or whether it was made
 */
export function describeLostKey(
  order: Pick<KeyOrder, 'purpose' | 'expires' | 'account'>,
  answered?: string,
): string {
  const told = answered === undefined ? '' : `It may be ${answered}, or that may be another's. `;
  return sayWhole(
    `A KEY MAY HAVE BEEN MADE that nobody holds, with ${describeAskedFor(order)}. ${told}` +
      `Look for it in the Web Portal, under Profile, My API Keys, and revoke it with: ${adviseRevoking(['<id>'], order.account)}`,
  );
}

function describeTwins(twins: readonly ListedApiKey[], { account }: KeyOrder): string {
  const ids = twins.map(({ Id }) => Id);
  return sayWhole(
    `THE KEYS ${ids.join(', ')} MAY BE LIVE, and nobody holds them: each bears the very expiry that only this run asked for, and is left ` +
      `alone. ${SENT_TWICE} Revoke them with: ${adviseRevoking(ids, account)}`,
  );
}

/** A list may not show yet which it is. */
function describeDoubt(ids: readonly string[], order: KeyOrder): string {
  const which = ids.length === 1 ? `THE KEY ${ids[0]} MAY BE` : `ONE OF THE KEYS ${ids.join(', ')} MAY BE`;
  const advice = adviseRevoking(ids.length === 1 ? ids : ['<id>'], order.account);
  return sayWhole(
    `${which} this run's, which nobody holds, or another run's of the same moment, and is left alone. ` +
      `Should it be none of these, look for one with ${describeAskedFor(order)}. ` +
      `Find out which, then revoke it with: ${advice}`,
  );
}

function describeAskedFor({ purpose, expires }: Pick<KeyOrder, 'purpose' | 'expires'>): string {
  return `the purpose "${purpose}"${expires ? `, expiring ${expires.toISOString()}` : ''}`;
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
  const lost = { purpose, expires, at: undefined, before: undefined };
  const surely = findSurelyOurs(keys, lost);
  const possibly = surely ? [] : findPossiblyOurs(keys, lost);
  if (possibly.length === 0) return surely;
  const ids = possibly.map(({ Id }) => Id).join(', ');
  const twins = findExact(keys, lost).map(({ Id }) => Id);
  const [reason, hint] =
    twins.length > 0
      ? [`${twins.join(', ')} all bear exactly that expiry. ${SENT_TWICE}`, 'Revoke them with --id.']
      : [
          `it may be one of ${ids}, or none: their expiry, as the server keeps it, does not tell`,
          'Find out which it is, then revoke it with --id.',
        ];
  throw new Failure({
    kind: 'key',
    attempt: `revoke the key "${purpose}" that expires ${expires.toISOString()}`,
    reason: sayWhole(reason),
    hint,
  });
}
