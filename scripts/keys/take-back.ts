import { ApiFailure } from '../api/api-failure.ts';
import { revokeApiKey } from '../api/endpoints.ts';
import type { OctopusApi } from '../api/octopus-api.ts';
import { describeError } from '../failure/failure.ts';
import type { Run } from '../run/run.ts';

/** A key on the server: what it takes to revoke it. */
export interface KeyOnServer {
  readonly id: string;
  readonly userId: string;
}

/**
 * Revokes a key that nobody will hold. It never throws, so that the fault that led here stays the one reported;
 * a key that it cannot revoke it names on the log, with what to do.
 * @param apis who may speak for it, tried in turn
 */
export async function takeBack(key: KeyOnServer, apis: readonly OctopusApi[], run: Run): Promise<void> {
  const deadline = run.deadline.forCleaningUp();
  let reason = '';
  for (const api of apis) {
    try {
      await revokeApiKey(api, key.userId, key.id, deadline);
      return run.warn(`The key ${key.id} was revoked again.`);
    } catch (error) {
      if (error instanceof ApiFailure && error.status === 404) return;
      reason = describeError(error);
    }
  }
  run.warn(`THE KEY ${key.id} IS STILL LIVE and nobody holds it: ${reason} ${adviseRevoking([key.id])}`);
}

/** @returns how a person revokes keys, for a message */
export function adviseRevoking(ids: readonly string[]): string {
  return `Revoke ${ids.join(' or ')} in the Web Portal, under Profile, My API Keys.`;
}
