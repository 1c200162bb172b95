import { ApiFailure } from '../api/api-failure.ts';
import { isMissing, staysSo, untilKnown } from '../api/by-id.ts';
import { cleanUp } from '../api/clean-up.ts';
import { lookAtApiKey, readApiKey, revokeApiKey } from '../api/endpoints.ts';
import { isNew, type NewUntil, NOT_NEW, newSince } from '../api/newness.ts';
import type { OctopusApi } from '../api/octopus-api.ts';
import { retryRead } from '../api/retry-read.ts';
import { startOf } from '../core/command-names.ts';
import type { Deadline } from '../core/deadline.ts';
import { describeError, Failure, type FailureParts } from '../core/failure.ts';
import type { Run } from '../core/run.ts';
import { escapeControls, quoteWord } from '../core/text.ts';
import { redactor } from '../secrets/redactor.ts';

/** A key on the server: what it takes to revoke it. */
export interface KeyOnServer {
  readonly id: string;
  readonly userId: string;
  /** Until then, a node that does not know the key says nothing of it. */
  readonly newUntil?: NewUntil;
}

/** Whose keys they are, and where. */
export interface Account {
  /** The server's address. */
  readonly url: string;
  /** Undefined where access is by an API key. */
  readonly username: string | undefined;
  /** Undefined where the keys are the user's own. */
  readonly serviceAccount: string | undefined;
  /** Undefined where the portal's own form, or no form at all, lets people in. */
  readonly provider: string | undefined;
  /** Whether whoever is to revoke one signs in without a browser. */
  readonly direct: boolean;
}

/** Who may speak for a key, tried in turn: a session may be over, and a key may not be allowed to change anything. */
export type Speakers = readonly [OctopusApi, ...OctopusApi[]];

/**
 * Revokes a key.
 * @throws Failure with the command that does it, unless the key is gone
 */
export async function revokeKey(
  key: KeyOnServer,
  account: Account,
  speakers: Speakers,
  deadline: Deadline,
): Promise<void> {
  const failure = await tryToRevoke(key, account, speakers, deadline);
  if (failure) throw new Failure(failure);
}

/**
 * Revokes a key. Where no reply says that it is done, the server is asked for the key: a lost reply may stand for either.
 * @returns what went wrong, with the command that does it, unless the key is gone
 */
export async function tryToRevoke(
  key: KeyOnServer,
  account: Account,
  speakers: Speakers,
  deadline: Deadline,
): Promise<FailureParts | undefined> {
  const errors: unknown[] = [];
  for (const speaker of speakers) {
    // One that hangs must leave time for the next, and for a look at the key.
    using share = deadline.within(deadline.remaining() / 2);
    try {
      await retryRead(
        () => revokeApiKey(speaker, key.userId, key.id, share),
        share,
        untilKnown(key.newUntil),
      );
      await requireGone(key, speaker, share);
      return undefined;
    } catch (error) {
      errors.push(error);
    }
  }
  const timeLeft = deadline.signal.aborted ? deadline.forCleaningUp() : deadline;
  if (errors.some(mayHaveRevoked) && (await isGone(key, speakers, timeLeft))) return undefined;
  // What is asked too often may be done a moment later, whoever else is not heard.
  const cause = errors.find((error) => error instanceof ApiFailure && error.status === 429) ?? errors[0];
  return {
    kind: cause instanceof Failure ? cause.kind : 'key',
    attempt: `revoke the key ${key.id}`,
    reason: describeError(cause).replace(/^Could not revoke [^:]*: /, ''),
    hint: adviseRevokingKey(key.id, account),
    cause,
  };
}

/**
 * An empty reply tells nothing of the key: it may be that to another request. So the server is asked for the key, and told again to
 * revoke it where it shows it, which another node of it may do for a while; whatever else it answers does not contradict.
 * @throws Error, where it goes on to show it
 */
async function requireGone(
  { id, userId }: KeyOnServer,
  speaker: OctopusApi,
  deadline: Deadline,
): Promise<void> {
  const look = () => lookAtApiKey(speaker, userId, id, deadline);
  const revokeAgain = () => revokeApiKey(speaker, userId, id, deadline).catch(() => {});
  if (await staysSo('shown', look, newSince(), deadline, revokeAgain))
    throw new Error('the server said that it was done, and shows the key all the same');
}

/** Where the server has surely revoked nothing, though it has the key, that it knows none says that it has no such address. */
function mayHaveRevoked(error: unknown): boolean {
  return !(error instanceof ApiFailure) || !error.surelyUndone || error.saysMissing;
}

/**
 * A list that does not have the key says nothing: it may be a stored one, or that of a node that lags behind.
 * @returns whether the server itself says that there is no such key
 */
async function isGone(key: KeyOnServer, speakers: Speakers, deadline: Deadline): Promise<boolean> {
  const { id, userId, newUntil = NOT_NEW } = key;
  for (const speaker of speakers) {
    using share = deadline.within(deadline.remaining() / 2);
    try {
      await retryRead(() => readApiKey(speaker, userId, id, share), share, untilKnown(newUntil));
      return false;
    } catch (error) {
      if (isMissing(error) && !isNew(newUntil)) return true;
    }
  }
  return false;
}

/**
 * Revokes a key that nobody will hold. It never throws, so that the fault that led here stays the one reported;
 * a key that it cannot revoke it names, with the command that does it. To be called within a transaction of the run, which
 * names the key if the run ends meanwhile.
 * @returns whether the key is gone
 */
export async function revokeUndelivered(
  key: KeyOnServer,
  account: Account,
  speakers: Speakers,
  run: Run,
): Promise<boolean> {
  try {
    await cleanUp(run.deadline, (share) => revokeKey(key, account, speakers, share));
    run.warn(`The key ${key.id} was revoked.`);
    return true;
  } catch (error) {
    run.alert(`${sayLive(key.id)} ${describeError(error)}`);
    return false;
  }
}

/** @returns the warning of a key that was made and is not held by anybody yet */
export function warnOfLiveKey(id: string, account: Account): string {
  return sayWhole(`${sayLive(id)} ${adviseRevokingKey(id, account)}`);
}

function sayLive(id: string): string {
  return sayWhole(`THE KEY ${id} MAY STILL BE LIVE and nobody holds it.`);
}

function adviseRevokingKey(id: string, account: Account): string {
  return sayWhole(`Revoke it with: ${adviseRevoking([id], account)}`);
}

/** Says which key it is, and what to do, as it is: a cookie of the same text takes nothing out of it. */
export function sayWhole(text: string): string {
  return redactor.keepWhole(escapeControls(text));
}

/** @returns the exact command that revokes keys, for a message; the password is taken from where it was */
export function adviseRevoking(
  ids: readonly string[],
  { url, username, serviceAccount, provider, direct }: Account,
): string {
  const words = [
    ...nameOption('--url', url),
    ...nameOption('--username', username),
    ...nameOption('--provider', provider),
    ...(direct ? ['--direct'] : []),
    ...nameOption('--service-account', serviceAccount),
    ...ids.flatMap((id) => nameOption('--id', id)),
  ];
  return `${startOf('revoke-key')} ${words.map((word) => quoteWord(word)).join(' ')}`;
}

/** A value that begins with a dash would be taken for an option of its own, quoted or not. */
function nameOption(name: string, value: string | undefined): string[] {
  if (value === undefined) return [];
  return value.startsWith('-') ? [`${name}=${value}`] : [name, value];
}
