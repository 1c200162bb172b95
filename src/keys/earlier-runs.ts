import { ApiFailure } from '../api/api-failure.ts';
import { type NewUntil, newSince } from '../api/newness.ts';
import type { ListedApiKey } from '../api/schemas.ts';
import { readServerTime, type ServerFacts } from '../api/server-facts.ts';
import { Failure } from '../core/failure.ts';
import type { Run } from '../core/run.ts';
import type { Session } from '../session/session.ts';
import { type Asked, findPossiblyOurs, findSurelyOurs, isOfThen } from './asked-for.ts';
import { type KeyOwner, readNamedKeys } from './owner.ts';
import { revokeKey, sayWhole } from './revoke.ts';

/** Whose a key is: what is not known may be anything, as in journals of earlier versions. */
export interface AccountId {
  readonly userId?: string | undefined;
  /** As the server itself says which it is. */
  readonly installationId?: string | undefined;
}

/** Whether both may be the same account of the same server. */
export function mayBeSame(one: AccountId, other: AccountId): boolean {
  return (['userId', 'installationId'] as const).every(
    (what) => one[what] === undefined || other[what] === undefined || one[what] === other[what],
  );
}

/** A key that an earlier run asked for, and of which nobody knows yet what became. Times are ISO 8601. */
interface UnsettledAttempt extends AccountId {
  readonly id: string;
  readonly at: string;
  /** The same by the server's clock, where that was written down. */
  readonly serverTime?: string | undefined;
  /** Null for never. */
  readonly expires: string | null;
  /** Ids of the keys from before, where the expiry does not tell. */
  readonly before: readonly string[] | null;
  /** The key's id, where it came to be known. */
  readonly key?: string;
}

/** What one attempt writes down as it goes. */
export interface AttemptNotes {
  made(keyId: string): void;
  /** Never throws: the key is held by then. */
  delivered(): void;
  /** No key of that attempt is left that nobody holds. */
  settled(): void;
}

/** The key that was delivered last. */
interface DeliveredKey {
  readonly key: string;
  /** When, by this machine's clock; ISO 8601. */
  readonly at: string;
  /** Whether by the rotation which is going on. */
  readonly isOfThisRotation: boolean;
  /** Ids of the keys that were to be revoked after that, as far as it was written down. */
  readonly replaces?: readonly string[] | undefined;
}

/** What is written down of one key that is wanted, so that a run that is killed can be settled by the next. */
export interface KeyJournal {
  /** @throws Failure, where somebody else in this run has the same key to provide */
  claim(userId: string): void;
  /** @throws Failure, where one of these keys was made in this run for somebody else, and so is no old one */
  requireOwn?(keys: readonly ListedApiKey[]): void;
  unsettled(): readonly UnsettledAttempt[];
  hasDelivered(keyId: string): boolean;
  settle(attemptId: string): void;
  lastDelivered(): DeliveredKey | undefined;
  /**
   * To be called before a key is asked for.
   * @param at when, by the server's clock
   * @param replaces ids of the keys that are to be revoked once it is delivered
   */
  begin(
    expires: Date | undefined,
    before: readonly string[] | undefined,
    at: Date,
    replaces: readonly string[],
  ): AttemptNotes;
}

/**
 * An earlier run that was killed may have made a key, and have delivered it or not: nobody knows, so it is revoked. One that was another
 * user's, or of another installation, cannot be looked for here, and is named.
 * @returns the owner's keys, but for those that are gone
 * @throws Failure
 */
export async function settleEarlierRuns(
  owner: KeyOwner,
  { purpose }: { readonly purpose: string },
  journal: KeyJournal,
  session: Session,
  run: Run,
): Promise<readonly ListedApiKey[]> {
  const account = { userId: owner.id, installationId: session.server.installationId };
  const attempts = journal.unsettled();
  const others = attempts.filter((attempt) => !mayBeSame(attempt, account));
  for (const attempt of others) run.alert(warnOfOthers(attempt, purpose));
  const gone = new Set<string>();
  for (const attempt of attempts.filter((each) => !others.includes(each))) {
    const undelivered = owner.keys.filter(({ Id }) => !journal.hasDelivered(Id));
    const id = findKeyOf(attempt, purpose, undelivered, journal);
    const doubtful =
      id === undefined
        ? findPossiblyOurs(undelivered, describeLost(attempt, purpose)).filter((key) =>
            isOfAttempt(key, attempt),
          )
        : [];
    if (doubtful.length > 0) throw failDoubtful(attempt, doubtful);
    if (id !== undefined) {
      const key = { id, userId: owner.id, newUntil: newSinceTime(attempt.at) };
      await run.step('settle an earlier run', `Revoking ${id}, which an earlier run left`, () =>
        revokeKey(key, owner.account, [session.api], run.deadline),
      );
      run.info(`The key ${id}, which an earlier run had made when it was cut short, was revoked.`);
      gone.add(id);
    }
    if (id !== undefined || !mayAppearYet(attempt, session.server)) journal.settle(attempt.id);
  }
  if (others.length > 0) throw failOthers();
  const keys = await addLastDelivered(owner, journal, session, run);
  return keys.filter(({ Id }) => !gone.has(Id));
}

/** A list may lag behind, or be a stored one; what is delivered takes the place of the last, which nobody would hold any more. */
async function addLastDelivered(
  owner: KeyOwner,
  journal: KeyJournal,
  session: Session,
  run: Run,
): Promise<readonly ListedApiKey[]> {
  const last = journal.lastDelivered();
  if (!last) return owner.keys;
  return await readNamedKeys(owner, [last.key], session, run, newSinceTime(last.at)).catch((error) => {
    // As of one that is another user's by now.
    if (error instanceof ApiFailure && error.refused && error.reply?.isServers) return owner.keys;
    throw error;
  });
}

/** A run that follows at once may be at a node that does not know yet what another has made for the last. */
function newSinceTime(time: string): NewUntil {
  return newSince(Date.now() - Date.parse(time));
}

/** @returns the id of the attempt's key; one that is known is believed whatever the list shows, which may lag behind */
function findKeyOf(
  attempt: UnsettledAttempt,
  purpose: string,
  undelivered: readonly ListedApiKey[],
  journal: KeyJournal,
): string | undefined {
  if (attempt.key !== undefined && !journal.hasDelivered(attempt.key)) return attempt.key;
  return findSurelyOurs(undelivered, describeLost(attempt, purpose))?.Id;
}

function describeLost({ expires, before }: UnsettledAttempt, purpose: string): Asked {
  return {
    purpose,
    at: undefined,
    expires: expires === null ? undefined : new Date(expires),
    before: before ?? undefined,
  };
}

/** By either clock: what stands in front of a server may tell its own time. */
function isOfAttempt({ Created }: ListedApiKey, { at, serverTime = at }: UnsettledAttempt): boolean {
  return [at, serverTime].some((time) => isOfThen(Created, new Date(time)));
}

// A server that has lost its client may still be at work on the request; the next run looks again.
const SERVER_WORK_TIMEOUT_MS = 120_000;

function mayAppearYet({ key, at, serverTime = at }: UnsettledAttempt, server: ServerFacts): boolean {
  const ages = [Date.now() - Date.parse(at), readServerTime(server).getTime() - Date.parse(serverTime)];
  return key === undefined && Math.min(...ages) < SERVER_WORK_TIMEOUT_MS;
}

function warnOfOthers(attempt: UnsettledAttempt, purpose: string): string {
  const { id, key = 'its id is not known', at, expires, userId, installationId } = attempt;
  const expiring = expires === null ? '' : `, expiring ${expires},`;
  const where = installationId === undefined ? '' : ` at the installation ${installationId}`;
  return sayWhole(
    `A KEY MAY BE LIVE that nobody holds (${key}): a run was cut short at ${at} while it made one with the purpose "${purpose}"${expiring} for ` +
      `${userId}${where}. Run again as that user, there: it is settled then. Or revoke it with revoke-key, and ${adviseForgetting(id)}.`,
  );
}

/** @returns how somebody has no run look for what an attempt may have made any more */
export function adviseForgetting(attemptId: string): string {
  return `remove the lines with ${attemptId} from the journal`;
}

function failOthers(): Failure {
  return new Failure({
    kind: 'key',
    attempt: 'settle what an earlier run has left',
    reason: 'it was run as another user, or at another installation with this address',
    hint: 'The warning before this says which, and what to do.',
  });
}

function failDoubtful({ id, at }: UnsettledAttempt, found: readonly ListedApiKey[]): Failure {
  return new Failure({
    kind: 'key',
    attempt: 'settle what an earlier run has left',
    reason: sayWhole(
      `one of the keys ${found.map(({ Id }) => Id).join(', ')} may have been made by the run of ${at}, and be held by nobody`,
    ),
    hint: sayWhole(
      `Find out which, revoke it with revoke-key --id, or, where somebody holds each of them, ${adviseForgetting(id)}; then run again.`,
    ),
  });
}
