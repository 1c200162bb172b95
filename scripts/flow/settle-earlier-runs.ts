import type { OctopusApi } from '../api/octopus-api.ts';
import type { ListedApiKey } from '../api/schemas.ts';
import { Failure } from '../failure/failure.ts';
import type { Attempt, Journal } from '../fleet/journal.ts';
import { revoke } from '../keys/revoke.ts';
import { findCandidates } from '../keys/settle-lost-reply.ts';
import type { Run } from '../run/run.ts';
import type { WantedKey } from './fleet-work.ts';
import type { KnownOwner } from './key-owners.ts';

/**
 * An earlier run that was killed may have made a key, and have delivered it or not: nobody knows, so it is revoked.
 * @param api speaks for the key's owner, or may act for them
 * @returns ids of the keys that are gone
 * @throws Failure
 */
export async function settleEarlierRuns(
  { key, order }: WantedKey,
  { userId, existing }: KnownOwner,
  journal: Journal,
  api: OctopusApi,
  run: Run,
): Promise<ReadonlySet<string>> {
  const gone = new Set<string>();
  for (const attempt of journal.unsettled(key.id)) {
    const found = findKeyOf(attempt, key.purpose, existing);
    if (found.length > 1) throw failDoubtful(attempt, found);
    for (const { Id } of found) {
      await run.step('settle an earlier run', `Revoking ${Id}, which an earlier run left`, () =>
        revoke({ id: Id, userId }, order, [api], run.deadline),
      );
      run.info(`The key ${Id}, which an earlier run had made when it was cut short, was revoked.`);
      gone.add(Id);
    }
    journal.noteSettled(attempt.id);
  }
  return gone;
}

function findKeyOf(
  { key, expires, before }: Attempt,
  purpose: string,
  existing: readonly ListedApiKey[],
): readonly ListedApiKey[] {
  if (key !== undefined) return existing.filter(({ Id }) => Id === key);
  return findCandidates(existing, {
    purpose,
    expires: expires === null ? undefined : new Date(expires),
    before: before?.map((Id) => ({ Id })),
  });
}

function failDoubtful({ at }: Attempt, found: readonly ListedApiKey[]): Failure {
  return new Failure({
    kind: 'key',
    attempt: 'settle what an earlier run has left',
    reason: `one of the keys ${found.map(({ Id }) => Id).join(', ')} was made by the run of ${at} and is held by nobody`,
    hint: 'Find out which, revoke it with revoke-key --id, then run again.',
  });
}
