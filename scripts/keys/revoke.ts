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

/**
 * Revokes a key. Where the reply does not say that it is done, the key list does: a lost reply may stand for either.
 * @param session speaks for the key's user
 * @throws Failure with the command that does it, unless the key is gone
 */
export async function revoke(
  key: KeyOnServer,
  account: Account,
  session: OctopusApi,
  deadline: Deadline,
): Promise<void> {
  try {
    await revokeApiKey(session, key.userId, key.id, deadline);
  } catch (error) {
    if (await isGone(key, session, deadline.forCleaningUp())) return;
    throw new Failure({
      kind: error instanceof Failure ? error.kind : 'key',
      attempt: `revoke the key ${key.id}`,
      reason: describeError(error).replace(/^Could not revoke [^:]*: /, ''),
      hint: `To revoke it: ${adviseRevoking([key.id], account)}`,
      cause: error,
    });
  }
}

/** @returns whether the key list can be read and does not have the key */
export async function isGone(
  { id, userId }: KeyOnServer,
  session: OctopusApi,
  deadline: Deadline,
): Promise<boolean> {
  const keys = await listApiKeys(session, userId, deadline).catch(() => undefined);
  return keys !== undefined && !keys.some(({ Id }) => Id === id);
}
