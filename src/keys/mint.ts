import { ApiFailure } from '../api/api-failure.ts';
import { createApiKey, readKeyOwner } from '../api/endpoints.ts';
import type { OctopusApi } from '../api/octopus-api.ts';
import { type Delay, delayTransient } from '../api/retry-read.ts';
import { Failure } from '../core/failure.ts';
import type { OpenTransaction, Run } from '../core/run.ts';
import type { Secret } from '../secrets/secret.ts';
import type { Session } from '../session/session.ts';
import type { KeyJournal } from './earlier-runs.ts';
import { describeLostKey, recoverLostKey } from './lost-reply.ts';
import { requireOwnReply } from './own-reply.ts';
import { revokeUndelivered, warnOfLiveKey } from './revoke.ts';
import { describeScope, verifyScope } from './scope.ts';
import type { KeyOrder } from './wish.ts';

/** A key that was made, as the server described it. */
export interface MintedKey {
  readonly key: Secret;
  readonly id: string;
  readonly userId: string;
  readonly purpose: string;
  /** ISO 8601; undefined where the server does not say. */
  readonly created: string | undefined;
  /** ISO 8601; undefined for a key that never expires. */
  readonly expires: string | undefined;
}

/**
 * Makes a key, verifies it and delivers it, as one transaction: whatever goes wrong once the request has left,
 * the key is revoked, or, if even that fails, named by its id with what to do. Meanwhile the run knows of it, so that
 * whatever ends the run says so.
 * @param deliver hands the key over; with its success the transaction ends
 * @returns the key, delivered
 * @throws Failure
 */
export async function mintKey(
  order: KeyOrder,
  session: Session,
  deliver: (key: MintedKey) => Promise<void>,
  run: Run,
  journal?: KeyJournal,
): Promise<MintedKey> {
  run.deadline.requireTime('mint the key');
  const known = order.before?.filter(({ Purpose }) => Purpose === order.purpose).map(({ Id }) => Id);
  const attempt = journal?.begin(order.expires, known);
  using transaction = run.transactions.begin(describeLostKey(order));
  let key = undefined as MintedKey | undefined;
  const speakers: [OctopusApi, ...OctopusApi[]] = [session.api];
  try {
    const made = await run.step(
      'mint the key',
      `Minting a key with the purpose "${order.purpose}"`,
      async () => {
        key = await requestKey(order, session, transaction, run);
        return key;
      },
    );
    attempt?.made(made.id);
    const asKey = session.openKeyApi(made.key);
    speakers.push(asKey);
    await run.step('verify the key', `Verifying the key ${made.id}`, async () => {
      await verify(made, asKey, run);
      await verifyScope(made, order.scope, session.api, run.deadline);
    });
    await run.step('deliver the key', `Delivering the key ${made.id}`, () => deliver(made));
    attempt?.delivered();
    return made;
  } catch (error) {
    const isGone = key
      ? await revokeUndelivered(key, order.account, speakers, run)
      : error instanceof ApiFailure && error.surelyUndone;
    // Nothing is left to look for, and a key that somebody else makes later must not be taken for it.
    if (isGone) attempt?.settled();
    throw error;
  }
}

// By id: a session makes several keys at the same time.
const madeKeys = new WeakMap<Session, Set<string>>();

/** Asks for the key, once. A reply that is lost, or is another's, is settled before this throws. */
async function requestKey(
  order: KeyOrder,
  session: Session,
  transaction: OpenTransaction,
  run: Run,
): Promise<MintedKey> {
  const { userId, purpose, expires, request } = order;
  const body = { Purpose: purpose, Expires: expires?.toISOString() ?? null, ...describeScope(request) };
  using lingering = run.deadline.lingering();
  try {
    const reply = await createApiKey(session.api, userId, body, lingering);
    const made = madeKeys.get(session) ?? new Set<string>();
    requireOwnReply(reply, order, made);
    const { Id: id, ApiKey: key, Created, Expires } = reply;
    madeKeys.set(session, made.add(id));
    transaction.describe(warnOfLiveKey(id, order.account));
    return { key, id, userId, purpose, created: Created ?? undefined, expires: Expires ?? undefined };
  } catch (error) {
    if (!(error instanceof ApiFailure && error.surelyUndone))
      await recoverLostKey(order, session, transaction, run);
    throw run.deadline.stoppedWith ?? error;
  }
}

async function verify(key: MintedKey, asKey: OctopusApi, run: Run): Promise<void> {
  const owner = await readKeyOwner(asKey, run.deadline, delayUntilKnown());
  if (owner.Id === key.userId) return;
  throw new Failure({
    kind: 'key',
    attempt: 'verify the key',
    reason: `it speaks for ${owner.Id}, not for ${key.userId}`,
    hint: 'Check what stands between this machine and the server: the two replies contradict each other.',
  });
}

const UNKNOWN_KEY_TIMEOUT_MS = 5_000;
const UNKNOWN_KEY_INTERVAL_MS = 500;

/** A server of several nodes may not know a key yet that it made a moment ago. */
function delayUntilKnown(): Delay {
  const giveUpAt = performance.now() + UNKNOWN_KEY_TIMEOUT_MS - UNKNOWN_KEY_INTERVAL_MS;
  return (error, triesMade) => {
    const unknown = error instanceof ApiFailure && error.status === 401;
    if (!unknown) return delayTransient(error, triesMade);
    return performance.now() < giveUpAt ? UNKNOWN_KEY_INTERVAL_MS : undefined;
  };
}
