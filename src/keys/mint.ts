import { ApiFailure } from '../api/api-failure.ts';
import { createApiKey, readKeyOwner } from '../api/endpoints.ts';
import { type NewUntil, newSince } from '../api/newness.ts';
import type { CreatedApiKey } from '../api/schemas.ts';
import { readServerTime } from '../api/server-facts.ts';
import { Failure } from '../core/failure.ts';
import type { OpenTransaction, Run } from '../core/run.ts';
import type { Secret } from '../secrets/secret.ts';
import type { Session } from '../session/session.ts';
import { isOfThen, mayBeKeptAs, type Told } from './asked-for.ts';
import type { AttemptNotes, KeyJournal } from './earlier-runs.ts';
import { describeLostKey, nameTwins, recoverLostKey, wasMade } from './lost-reply.ts';
import { requireOwnListing, requireOwnReply, requireSpeaksFor } from './own-reply.ts';
import { revokeUndelivered, type Speakers, warnOfLiveKey } from './revoke.ts';
import { describeScope, type ToldScope, verifyScope } from './scope.ts';
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
  readonly newUntil: NewUntil;
  /** What the reply says of what it may do. */
  readonly told: ToldScope;
}

/**
 * Makes a key, verifies it and delivers it, as one transaction: whatever goes wrong once the request has left,
 * the key is revoked, or, if even that fails, named by its id with what to do. Meanwhile the run knows of it, so that
 * whatever ends the run says so.
 * @param deliver hands the key over; with its success the transaction ends. Undefined: whoever calls sees to it
 * @returns the key, verified and delivered
 * @throws Failure
 */
export async function mintKey(
  order: KeyOrder,
  session: Session,
  deliver: ((key: MintedKey) => Promise<void>) | undefined,
  run: Run,
  journal?: KeyJournal,
): Promise<MintedKey> {
  run.deadline.requireTime('mint the key');
  const known = order.before
    ?.filter(({ Purpose }) => mayBeKeptAs(Purpose ?? '', order.purpose))
    .map(({ Id }) => Id);
  const attempt = journal?.begin(order.expires, known, order.at, order.replaces);
  using transaction = run.transactions.begin(describeLostKey(order));
  let key = undefined as MintedKey | undefined;
  try {
    const made = await run.step(
      'mint the key',
      `Minting a key with the purpose "${order.purpose}"`,
      async () => {
        key = await requestKey(order, session, transaction, attempt, run);
        return key;
      },
    );
    attempt?.made(made.id);
    requireServersTime(made, order, session);
    const asKey = session.openKeyApi(made.key, made.newUntil);
    const naming = nameTwins(made.id, order, session, run);
    await run
      .step('verify the key', `Verifying the key ${made.id}`, async () => {
        requireSpeaksFor(await readKeyOwner(asKey, run.deadline), made.userId, 'verify the key');
        await verifyScope(made, made.told, order.scope, session.api, run.deadline);
      })
      .finally(() => naming);
    if (deliver) await run.step('deliver the key', `Delivering the key ${made.id}`, () => deliver(made));
    attempt?.delivered();
    return made;
  } catch (error) {
    if (!key) throw error;
    // Whoever delivers may have let the browser go, without which the session speaks by then, or have it signed out.
    const [api, asKey] = [session.api, session.openKeyApi(key.key, key.newUntil)];
    const speakers: Speakers = session.isEnding ? [asKey, api] : [api, asKey];
    if (await revokeUndelivered(key, order.account, speakers, run)) attempt?.settled();
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
  attempt: AttemptNotes | undefined,
  run: Run,
): Promise<MintedKey> {
  const { userId, purpose, expires, scope } = order;
  const body = { Purpose: purpose, Expires: expires?.toISOString() ?? null, ...describeScope(scope) };
  using lingering = run.deadline.lingering();
  const asking = createApiKey(session.api, userId, body, lingering);
  // Whether a key was made tells what became of this request alone, and nothing that is asked later.
  const reply = await asking.catch(async (error: unknown) => {
    // Nothing is left to look for, and a key that somebody else makes later must not be taken for it.
    const isUndone =
      error instanceof ApiFailure && error.surelyUndone && !(await wasMade(error, order, session, run));
    if (isUndone) attempt?.settled();
    else await recoverLostKey(order, session, transaction, run);
    throw run.deadline.stoppedWith ?? error;
  });
  const { Id: id, ApiKey: key, Created, Expires, AccessLevel, ActorType } = reply;
  const newUntil = newSince();
  transaction.describe(describeLostKey(order, id));
  const told = await requireOwn(reply, order, session, run).catch(async (error: unknown) => {
    await recoverLostKey(order, session, transaction, run, id);
    throw run.deadline.stoppedWith ?? error;
  });
  transaction.describe(warnOfLiveKey(id, order.account));
  const times = {
    created: Created ?? told.Created ?? undefined,
    expires: Expires ?? told.Expires ?? undefined,
  };
  return { key, id, userId, purpose, ...times, newUntil, told: { AccessLevel, ActorType } };
}

/**
 * What stands in front of a server may tell its own time, and a key would end by that: it is the wrong one where the server and this machine
 * agree on another.
 */
function requireServersTime({ id, created }: MintedKey, { isCounted }: KeyOrder, { server }: Session): void {
  const told = readServerTime(server);
  if (!isCounted || isOfThen(created, told) || !isOfThen(created, new Date())) return;
  throw new Failure({
    kind: 'key',
    attempt: 'mint the key',
    reason: `the server made ${id} at ${created}, and the time that came with its replies is ${told.toISOString()}: the key would end that much too early or too late`,
    hint: 'Set the clock of what stands in front of the server, or name an instant: --expires-in 2030-01-31T00:00:00Z.',
  });
}

async function requireOwn(reply: CreatedApiKey, order: KeyOrder, session: Session, run: Run): Promise<Told> {
  const made = madeKeys.get(session) ?? new Set<string>();
  requireOwnReply(reply, order, made);
  madeKeys.set(session, made.add(reply.Id));
  return await requireOwnListing(reply, order, session.api, run.deadline);
}
