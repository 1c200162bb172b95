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
    const found = findKeyOf(attempt, key.purpose, existing).filter(
      ({ Id }) => !journal.hasDelivered(key.id, Id),
    );
    const isDoubtful = attempt.before !== null && found.some(({ Created }) => Created == null);
    if (found.length > 1 || (isDoubtful && attempt.key === undefined)) throw failDoubtful(attempt, found);
    for (const { Id } of found) {
      await run.step('settle an earlier run', `Revoking ${Id}, which an earlier run left`, () =>
        revoke({ id: Id, userId }, order, [api], run.deadline),
      );
      run.info(`The key ${Id}, which an earlier run had made when it was cut short, was revoked.`);
      gone.add(Id);
    }
    if (found.length > 0 || !mayAppearYet(attempt)) journal.noteSettled(attempt.id);
  }
  return gone;
}

// A server that has lost its client may still be at work on the request; the next run looks again.
const LONGEST_WORK = 120_000;

/** Of a key that its expiry tells nobody else's can be taken for it, however late it is looked for. */
function mayAppearYet({ key, at, expires, before }: Attempt): boolean {
  const isTold = expires !== null && before === null;
  return key === undefined && isTold && Date.now() - Date.parse(at) < LONGEST_WORK;
}

function findKeyOf(
  { key, at, expires, before }: Attempt,
  purpose: string,
  existing: readonly ListedApiKey[],
): readonly ListedApiKey[] {
  if (key !== undefined) return existing.filter(({ Id }) => Id === key);
  const candidates = findCandidates(existing, {
    purpose,
    expires: expires === null ? undefined : new Date(expires),
    before: before?.map((Id) => ({ Id })),
  });
  return before === null ? candidates : candidates.filter(({ Created }) => isOfThen(Created, at));
}

// How far the server's clock may be from ours.
const WIDEST_SKEW = 10 * 60_000;

/** What was made at another time was made by somebody else; what does not say when may have been made then. */
function isOfThen(created: string | null | undefined, at: string): boolean {
  return created == null || Math.abs(Date.parse(created) - Date.parse(at)) < WIDEST_SKEW;
}

function failDoubtful({ at }: Attempt, found: readonly ListedApiKey[]): Failure {
  return new Failure({
    kind: 'key',
    attempt: 'settle what an earlier run has left',
    reason: `one of the keys ${found.map(({ Id }) => Id).join(', ')} was made by the run of ${at} and is held by nobody`,
    hint: 'Find out which, revoke it with revoke-key --id, then run again.',
  });
}
