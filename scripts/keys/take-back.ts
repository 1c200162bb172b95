import { listApiKeys, revokeApiKey } from '../api/endpoints.ts';
import type { OctopusApi } from '../api/octopus-api.ts';
import { describeError } from '../failure/failure.ts';
import type { Deadline } from '../run/deadline.ts';
import type { Run } from '../run/run.ts';
import { type Account, adviseRevoking } from './advise-revoking.ts';

/** A key on the server: what it takes to revoke it. */
export interface KeyOnServer {
  readonly id: string;
  readonly userId: string;
  readonly account: Account;
}

/**
 * Revokes a key that nobody will hold. It never throws, so that the fault that led here stays the one reported;
 * a key that it cannot revoke it names on the log, with the command that does it.
 * @param session speaks for the key's user
 * @param asKey speaks with the key itself, where that is known: a session may be over already
 */
export async function takeBack(
  key: KeyOnServer,
  session: OctopusApi,
  asKey: OctopusApi | undefined,
  run: Run,
): Promise<void> {
  const deadline = run.deadline.forCleaningUp();
  const ways = [
    () => revokeApiKey(session, key.userId, key.id, deadline),
    ...(asKey ? [() => revokeApiKey(asKey, key.userId, key.id, deadline)] : []),
    () => requireGone(session, key, deadline),
  ];
  let reason = '';
  for (const tryTo of ways) {
    try {
      await tryTo();
      return run.warn(`The key ${key.id} was revoked again.`);
    } catch (error) {
      reason ||= describeError(error);
    }
  }
  run.warn(
    `THE KEY ${key.id} MAY STILL BE LIVE and nobody holds it: ${reason} Revoke it with: ${adviseRevoking([key.id], key.account)}`,
  );
}

/** A revocation whose reply was lost has revoked the key all the same: only the key list tells. */
async function requireGone(
  session: OctopusApi,
  { id, userId }: KeyOnServer,
  deadline: Deadline,
): Promise<void> {
  const keys = await listApiKeys(session, userId, deadline);
  if (keys.some(({ Id }) => Id === id)) throw new Error('the key list still has it');
}
