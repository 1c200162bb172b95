import { listApiKeys, revokeApiKey } from '../api/endpoints.ts';
import type { OctopusApi } from '../api/octopus-api.ts';
import type { Deadline } from '../core/deadline.ts';
import { describeError, Failure } from '../core/failure.ts';
import type { Run } from '../core/run.ts';
import type { MintOrder } from './mint.ts';

/** A key on the server: what it takes to revoke it. */
export interface KeyOnServer {
  readonly id: string;
  readonly userId: string;
}

/** Who may speak for a key, tried in turn: a session may be over, and a key may not be allowed to change anything. */
export type Speakers = readonly [OctopusApi, ...OctopusApi[]];

/**
 * Revokes a key. Where no reply says that it is done, the key list does: a lost reply may stand for either.
 * @throws Failure with the command that does it, unless the key is gone
 */
export async function revoke(
  key: KeyOnServer,
  account: Account,
  speakers: Speakers,
  deadline: Deadline,
): Promise<void> {
  let first: unknown;
  for (const speaker of speakers) {
    // One that hangs must leave time for the next, and for a look at the list.
    using share = deadline.within(deadline.remaining() / 2);
    try {
      return await revokeApiKey(speaker, key.userId, key.id, share);
    } catch (error) {
      first ??= error;
    }
  }
  if (await isGone(key, speakers, deadline.signal.aborted ? deadline.forCleaningUp() : deadline)) return;
  throw new Failure({
    kind: first instanceof Failure ? first.kind : 'key',
    attempt: `revoke the key ${key.id}`,
    reason: describeError(first).replace(/^Could not revoke [^:]*: /, ''),
    hint: `Revoke it with: ${adviseRevoking([key.id], account)}`,
    cause: first,
  });
}

/** @returns whether the key list can be read and does not have the key */
async function isGone({ id, userId }: KeyOnServer, speakers: Speakers, deadline: Deadline): Promise<boolean> {
  const [speaker] = speakers;
  const keys = await listApiKeys(speaker, userId, deadline).catch(() => undefined);
  return keys !== undefined && !keys.some(({ Id }) => Id === id);
}

/**
 * Revokes a key that nobody will hold. It never throws, so that the fault that led here stays the one reported;
 * a key that it cannot revoke it names on the log, with the command that does it.
 */
export async function takeBack(
  key: KeyOnServer,
  account: Account,
  speakers: Speakers,
  run: Run,
): Promise<void> {
  try {
    await revoke(key, account, speakers, run.deadline.forCleaningUp());
    run.warn(`The key ${key.id} was revoked again.`);
  } catch (error) {
    run.warn(`THE KEY ${key.id} MAY STILL BE LIVE and nobody holds it. ${describeError(error)}`);
  }
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

/**
 * Revokes the keys that a new one takes the place of, once it is delivered.
 * @param speakers the new key among them: the access may have been by the very key that was replaced
 * @throws Failure with the command that does it
 */
export async function revokeReplaced(
  replaced: readonly { readonly Id: string }[],
  { userId, account }: Pick<MintOrder, 'userId' | 'account'>,
  speakers: Speakers,
  run: Run,
): Promise<void> {
  for (const { Id } of replaced) {
    await run.step('revoke the old key', `Revoking the old key ${Id}`, () =>
      revoke({ id: Id, userId }, account, speakers, run.deadline),
    );
  }
}
