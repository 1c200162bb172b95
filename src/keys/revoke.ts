import { ApiFailure } from '../api/api-failure.ts';
import { listApiKeys, revokeApiKey } from '../api/endpoints.ts';
import type { OctopusApi } from '../api/octopus-api.ts';
import type { Deadline } from '../core/deadline.ts';
import { describeError, Failure, type FailureParts } from '../core/failure.ts';
import type { Run } from '../core/run.ts';

/** A key on the server: what it takes to revoke it. */
export interface KeyOnServer {
  readonly id: string;
  readonly userId: string;
  /** Whether the key list has shown it. */
  readonly wasListed?: boolean;
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
 * Revokes a key. Where no reply says that it is done, the key list may: a lost reply may stand for either.
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
    // One that hangs must leave time for the next, and for a look at the list.
    using share = deadline.within(deadline.remaining() / 2);
    try {
      await revokeApiKey(speaker, key.userId, key.id, share);
      return undefined;
    } catch (error) {
      errors.push(error);
    }
  }
  // A list that has never shown the key may be a stored one, from before it was made.
  const isListTelling = key.wasListed || errors.some(mayBeDone);
  const timeLeft = deadline.signal.aborted ? deadline.forCleaningUp() : deadline;
  if (isListTelling && (await isGone(key, speakers, timeLeft))) return undefined;
  const [first] = errors;
  return {
    kind: first instanceof Failure ? first.kind : 'key',
    attempt: `revoke the key ${key.id}`,
    reason: describeError(first).replace(/^Could not revoke [^:]*: /, ''),
    hint: adviseRevokingKey(key.id, account),
    cause: first,
  };
}

// There is none of that id, or what stands in front of the server has waited for it in vain.
const DONE_PERHAPS = [404, 502, 504];

/** Whether a deletion that failed may have been done, by it or before. */
function mayBeDone(error: unknown): boolean {
  const status = error instanceof ApiFailure ? error.status : undefined;
  return status === undefined || DONE_PERHAPS.includes(status);
}

/** @returns whether the key list can be read and does not have the key */
async function isGone({ id, userId }: KeyOnServer, speakers: Speakers, deadline: Deadline): Promise<boolean> {
  const [speaker] = speakers;
  const keys = await listApiKeys(speaker, userId, deadline).catch(() => undefined);
  return keys !== undefined && !keys.some(({ Id }) => Id === id);
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
    await revokeKey(key, account, speakers, run.deadline.forCleaningUp());
    run.warn(`The key ${key.id} was revoked.`);
    return true;
  } catch (error) {
    run.alert(`THE KEY ${key.id} MAY STILL BE LIVE and nobody holds it. ${describeError(error)}`);
    return false;
  }
}

/** @returns the warning of a key that was made and is not held by anybody yet */
export function warnOfLiveKey(id: string, account: Account): string {
  return `THE KEY ${id} MAY STILL BE LIVE and nobody holds it. ${adviseRevokingKey(id, account)}`;
}

function adviseRevokingKey(id: string, account: Account): string {
  return `Revoke it with: ${adviseRevoking([id], account)}`;
}

/** @returns the exact command that revokes keys, for a message; the password is taken from where it was */
export function adviseRevoking(
  ids: readonly string[],
  { url, username, serviceAccount, provider }: Account,
): string {
  const words = [
    '--url',
    url,
    ...(username === undefined ? [] : ['--username', username]),
    ...(provider === undefined ? [] : ['--provider', provider]),
    ...(serviceAccount === undefined ? [] : ['--service-account', serviceAccount]),
    ...ids.flatMap((id) => ['--id', id]),
  ];
  return `npx ts-node scripts/revoke-key.ts ${words.map(quote).join(' ')}`;
}

/** As a POSIX shell wants it. */
function quote(word: string): string {
  return /^[\w./:@%+=-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}
