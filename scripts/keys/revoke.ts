import { listApiKeys, revokeApiKey } from '../api/endpoints.ts';
import type { OctopusApi } from '../api/octopus-api.ts';
import { describeError, Failure } from '../failure/failure.ts';
import type { Deadline } from '../run/deadline.ts';
import { type Account, adviseRevoking } from './advise-revoking.ts';

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
