import { listApiKeys } from '../api/endpoints.ts';
import type { OctopusApi } from '../api/octopus-api.ts';
import type { ListedApiKey } from '../api/schemas.ts';
import { isSince } from '../api/server-version.ts';
import type { Run } from '../run/run.ts';

/**
 * The keys of a user that have a purpose and have not expired.
 * @param now to judge expiry by
 */
export function pickLiveKeys(keys: readonly ListedApiKey[], purpose: string, now: Date): ListedApiKey[] {
  return keys.filter(
    ({ Purpose, Expires }) => Purpose === purpose && (Expires == null || Date.parse(Expires) > now.getTime()),
  );
}

/** Reads the key list of a user, as a step of the run. */
export function readKeyList(session: OctopusApi, userId: string, run: Run): Promise<ListedApiKey[]> {
  return run.step('read the key list', 'Reading the key list', () =>
    listApiKeys(session, userId, run.deadline),
  );
}

/**
 * Whether a server lists the expiry of its keys, by which a lost key is found again: since 2020.6 (facts 2.2).
 * @param version as the root document gives it
 */
export function listsExpiry(version: string | undefined): boolean {
  return isSince(version, 2020, 6);
}
