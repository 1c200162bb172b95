import { ApiFailure } from '../api/api-failure.ts';
import { decideByList } from '../api/by-id.ts';
import { describeClockAhead } from '../api/clock.ts';
import { lookAtApiKey, readKeyOwner } from '../api/endpoints.ts';
import type { OctopusApi } from '../api/octopus-api.ts';
import { ONE_TRY } from '../api/retry-read.ts';
import type { ListedApiKey } from '../api/schemas.ts';
import { readDifference, readServerTime, type ServerFacts } from '../api/server-facts.ts';
import type { Deadline } from '../core/deadline.ts';
import { Failure, type FailureParts } from '../core/failure.ts';
import type { Run } from '../core/run.ts';
import type { Session } from '../session/session.ts';
import { type KeyJournal, settleEarlierRuns } from './earlier-runs.ts';
import { pickLiveKeys } from './list.ts';
import { type MintedKey, mintKey } from './mint.ts';
import { type KeyOwner, readOwner } from './owner.ts';
import { adviseRevoking, type Speakers, sayWhole, tryToRevoke } from './revoke.ts';
import { planRotation, type Rotation, tellOfLeft, warnOfEarlyEnd } from './rotation.ts';
import { warnOfOtherScope } from './scope.ts';
import { isExpiryTelling, type KeyWish, orderKey } from './wish.ts';

/** What became of a wish for a key, without the secret. Times are ISO 8601. */
export interface KeyOutcome {
  readonly outcome: 'minted' | 'rotated' | 'skipped';
  readonly server: { readonly url: string } & Pick<ServerFacts, 'version' | 'installationId'>;
  readonly user: { readonly id: string; readonly username: string | undefined };
  readonly key: {
    readonly id: string;
    readonly purpose: string;
    readonly created: string | undefined;
    /** Undefined for a key that never expires. */
    readonly expires: string | undefined;
  };
  /** Ids of the keys that this one takes the place of: they are revoked once it is delivered. */
  readonly replaced: readonly string[];
  /** Ids of old keys of the purpose that live on beside it. */
  readonly overlapping: readonly string[];
}

/** Hands a key over; with its success the key is somebody's. */
export type DeliverKey = (key: MintedKey, outcome: KeyOutcome) => Promise<void>;

/**
 * Sees to it that there is such a key and that somebody holds it: finds whose it is to be, looks at what there is, and
 * unless that is enough mints, verifies and delivers a key, then revokes those that it replaces.
 * @param deliver what it throws ends in the key being revoked; undefined: nobody is to have it
 * @param journal of a fleet, by which a run that is killed is settled by the next
 * @throws Failure
 */
export async function provideKey(
  session: Session,
  wish: KeyWish,
  deliver: DeliverKey | undefined,
  run: Run,
  journal?: KeyJournal,
): Promise<KeyOutcome> {
  const needsList =
    wish.ifExists !== undefined || journal !== undefined || !isExpiryTelling(wish, session.server);
  const owner = await readOwner(session, wish, needsList, run);
  journal?.claim(owner.id);
  const existing = journal ? await settleEarlierRuns(owner, wish, journal, session, run) : owner.keys;
  const listed = wish.ifExists
    ? pickLiveKeys(existing, wish.purpose, timeToJudgeBy(wish, session.server))
    : [];
  const toOutcome = outcomesOf(session, wish, owner);

  const { live, kept, refusal, replaced, left } = await decideByList(
    listed,
    (keys) => {
      const planned = plan(keys, wish, session.server, journal);
      return { live: keys, ...planned, restsOn: listGrounds(planned, keys, wish) };
    },
    (id) => lookAtApiKey(session.api, owner.id, id, run.deadline),
    run,
  );
  if (refusal) throw refusal;
  journal?.requireOwn?.(kept ? [kept, ...replaced] : replaced);
  if (kept) {
    warnOfDoubtfulLife(kept, session, run);
    warnOfOtherScope(kept, wish, run);
    const isRotated = wish.ifOlderThan === undefined && replaced.length > 0;
    const outcome = toOutcome(isRotated ? 'rotated' : 'skipped', describeListed(kept), replaced, left);
    tellOfLeft(left, run);
    warnOfEarlyEnd(outcome.key, wish, run);
    await revokeReplaced(outcome, owner, undefined, session, run);
    return outcome;
  }

  const delivered = wish.ifExists === 'skip' && live.length > 0 && journal?.lastDelivered();
  if (delivered) run.alert(warnOfOthers(live, delivered.key, owner));
  if (wish.expiresIn?.kind !== 'at') warnOfClock(session, run);
  const order = orderKey(wish, owner, existing, session.server, replaced);
  const describeMinted = (key: MintedKey) =>
    toOutcome(wish.ifExists === 'rotate' && live.length > 0 ? 'rotated' : 'minted', key, replaced, left);
  const handOver = deliver && ((made: MintedKey) => deliver(made, describeMinted(made)));
  const key = await mintKey(order, session, handOver, run, journal);
  const outcome = describeMinted(key);
  tellOfLeft(left, run);
  warnOfEarlyEnd(key, wish, run);
  await revokeReplaced(outcome, owner, key, session, run);
  if (wish.ifExists === 'rotate') await requireStillValid(key, session, run);
  return outcome;
}

/**
 * What stands in front of a server may tell its own time: a key that is over by that alone may be live, and is replaced, too.
 * @returns what time it is, to judge by whether a key is live
 */
function timeToJudgeBy({ ifExists, ifOlderThan }: KeyWish, server: ServerFacts): Date {
  const told = readServerTime(server);
  return ifExists === 'rotate' && ifOlderThan === undefined
    ? new Date(Math.min(Date.now(), told.getTime()))
    : told;
}

/** A server's clock may be that of what stands in front of it. */
function warnOfDoubtfulLife({ Id, Expires }: ListedApiKey, { server }: Session, run: Run): void {
  if (!(Date.parse(Expires ?? '') <= Date.now())) return;
  const difference = describeClockAhead(readDifference(server));
  run.warn(
    `The key ${Id} has ended by this machine's clock, and is live by the server's, which is ${difference}: set both by the network time.`,
  );
}

/**
 * Another rotation of the purpose, at the same moment, may have found this key before it was handed over, and have revoked it as an old
 * one, whether this one replaces any itself or not. Whatever but the server's own word says so says nothing of the key, which is held.
 */
async function requireStillValid(
  { key, id, newUntil }: MintedKey,
  session: Session,
  run: Run,
): Promise<void> {
  const asKey = session.openKeyApi(key, newUntil);
  // The first may be the reply to somebody else.
  const cause = (await readRefusal(asKey, run.deadline)) && (await readRefusal(asKey, run.deadline));
  if (cause)
    throw new Failure({
      kind: 'key',
      attempt: 'rotate the key',
      reason: sayWhole(
        `the key ${id} was handed over, and is not valid any more: another rotation of its purpose may have revoked it meanwhile`,
      ),
      hint: 'Run again, one at a time, or with --overlap, which leaves keys that were made at the same moment.',
      cause,
    });
}

/** @returns the server's own word that the key which asks is not valid; undefined for any other reply, and for none */
export function readRefusal(asKey: OctopusApi, deadline: Deadline): Promise<ApiFailure | undefined> {
  return readKeyOwner(asKey, deadline, ONE_TRY).then(() => undefined, toRefusal);
}

function toRefusal(error: unknown): ApiFailure | undefined {
  return error instanceof ApiFailure && error.status === 401 && error.reply?.isServers ? error : undefined;
}

// Once, however many keys there are to be.
const warned = new WeakSet<Session>();

function warnOfClock(session: Session, run: Run): void {
  const ahead = readDifference(session.server);
  if (ahead === 0 || warned.has(session)) return;
  warned.add(session);
  const difference = describeClockAhead(ahead);
  run.warn(
    `The server's clock is ${difference}: when a key ends is counted by the server's. Set both by the network time.`,
  );
}

/**
 * @returns what becomes of the live keys of the purpose, and which of them makes another one needless: if those that are there are to be
 *   left, the one that was delivered last, or any where nobody knows of one; one that is young enough; or the one that a rotation that was
 *   cut short has delivered already, which has left those that it was to revoke; and what is to be said where there must be none
 */
function plan(
  live: readonly ListedApiKey[],
  wish: KeyWish,
  server: ServerFacts,
  journal?: KeyJournal,
): Rotation & { readonly refusal?: Failure } {
  const { purpose, ifExists } = wish;
  const last = journal?.lastDelivered();
  const held = live.find(({ Id }) => Id === last?.key);
  if (ifExists === 'rotate') {
    const kept = last?.isOfThisRotation ? held : undefined;
    if (!kept) return planRotation(live, wish, server);
    return { kept, replaced: live.filter(({ Id }) => Id !== kept.Id).toReversed(), left: [] };
  }
  if (!live[0] || ifExists === 'skip') {
    // Those that a rotation had still to revoke when it was cut short: whoever held them was given this one.
    const replaced = held ? live.filter(({ Id }) => last?.replaces?.includes(Id)) : [];
    return { kept: last ? held : live[0], replaced, left: [] };
  }
  const refusal = new Failure({
    kind: 'key',
    attempt: 'mint a key',
    reason: `a live key with the purpose "${purpose}" is there already (${live[0].Id})`,
    hint: 'Use --if-exists rotate to replace it, skip to leave it, or another purpose.',
  });
  return { kept: live[0], refusal, replaced: [], left: [] };
}

/** @returns the keys without which something else would be done: what is kept, and, where keys are revoked after an overlap, what took their place */
function listGrounds(
  { kept, replaced }: Rotation,
  live: readonly ListedApiKey[],
  { overlap }: KeyWish,
): readonly ListedApiKey[] {
  const isDueByOthers = overlap !== undefined && replaced.length > 0;
  return live.filter((key) => key === kept || (isDueByOthers && !replaced.includes(key)));
}

/** A server that was restored has the keys of then, of which nobody may hold any, and not the one that was delivered last. */
function warnOfOthers(others: readonly ListedApiKey[], delivered: string, { account }: KeyOwner): string {
  const ids = others.map(({ Id }) => Id);
  return sayWhole(
    `ANOTHER KEY MAY BE LIVE that nobody holds (${ids.join(', ')}): the key ${delivered}, which was delivered last, is over, or gone, as ` +
      `from a server that was restored, and another is made. Unless somebody holds it, revoke it with: ${adviseRevoking(ids, account)}`,
  );
}

/** The old keys could not all be revoked; the new one is held all the same. */
export class ReplacedKeyFailure extends Failure {
  readonly outcome: KeyOutcome;

  constructor(parts: FailureParts, outcome: KeyOutcome) {
    super(parts);
    this.outcome = outcome;
  }
}

/**
 * Revokes every old key that it can: each that it cannot is named, with the command that does it.
 * @param replacement speaks for them, too: the session may be by the very key that was replaced
 * @throws ReplacedKeyFailure
 */
async function revokeReplaced(
  outcome: KeyOutcome,
  owner: KeyOwner,
  replacement: MintedKey | undefined,
  session: Session,
  run: Run,
): Promise<void> {
  const speakers: Speakers = [
    session.api,
    ...(replacement ? [session.openKeyApi(replacement.key, replacement.newUntil)] : []),
  ];
  let first: ReplacedKeyFailure | undefined;
  for (const id of outcome.replaced) {
    const failure = await run.step('revoke the old key', `Revoking the old key ${id}`, () =>
      tryToRevoke({ id, userId: owner.id }, owner.account, speakers, run.deadline),
    );
    if (first && failure) run.alert(new Failure(failure).message);
    else if (failure) first = new ReplacedKeyFailure(failure, { ...outcome, replaced: [] });
  }
  if (first) throw first;
}

function outcomesOf({ login, server, user }: Session, { serviceAccount }: KeyWish, owner: KeyOwner) {
  const { version, installationId } = server;
  return (
    outcome: KeyOutcome['outcome'],
    { id, purpose, created, expires }: KeyOutcome['key'],
    replaced: readonly ListedApiKey[],
    left: Rotation['left'],
  ): KeyOutcome => ({
    outcome,
    server: { url: login.url, version, installationId },
    user: { id: owner.id, username: serviceAccount ?? user.Username ?? undefined },
    key: { id, purpose, created, expires },
    // Whatever was read, a key does not take the place of itself.
    replaced: replaced.map(({ Id }) => Id).filter((old) => old !== id),
    overlapping: left.map((old) => old.id),
  });
}

function describeListed({ Id, Purpose, Created, Expires }: ListedApiKey): KeyOutcome['key'] {
  return { id: Id, purpose: Purpose ?? '', created: Created ?? undefined, expires: Expires ?? undefined };
}
