import { describeError } from '../failure/failure.ts';
import type { Run } from '../run/run.ts';
import type { Account } from './advise-revoking.ts';
import { type KeyOnServer, revoke, type Speakers } from './revoke.ts';

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
