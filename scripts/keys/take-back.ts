import { revokeApiKey } from '../api/endpoints.ts';
import type { OctopusApi } from '../api/octopus-api.ts';
import { describeError } from '../failure/failure.ts';
import type { Run } from '../run/run.ts';
import { type Account, adviseRevoking } from './advise-revoking.ts';
import { isGone, type KeyOnServer } from './revoke.ts';

/**
 * Revokes a key that nobody will hold. It never throws, so that the fault that led here stays the one reported;
 * a key that it cannot revoke it names on the log, with the command that does it.
 * @param speakers who may speak for it, tried in turn: a session may be over already
 */
export async function takeBack(
  key: KeyOnServer,
  account: Account,
  speakers: readonly [session: OctopusApi, asKey?: OctopusApi],
  run: Run,
): Promise<void> {
  const deadline = run.deadline.forCleaningUp();
  const done = () => run.warn(`The key ${key.id} was revoked again.`);
  let reason = '';
  for (const speaker of speakers) {
    if (!speaker) continue;
    try {
      // One that hangs must leave time for the next, and for a look at the list.
      await revokeApiKey(speaker, key.userId, key.id, deadline.within(deadline.remaining() / 2));
      return done();
    } catch (error) {
      reason ||= describeError(error);
    }
  }
  if (await isGone(key, speakers[0], deadline)) return done();
  const command = adviseRevoking([key.id], account);
  run.warn(`THE KEY ${key.id} MAY STILL BE LIVE and nobody holds it. ${reason} Revoke it with: ${command}`);
}
