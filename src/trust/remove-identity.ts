import { ApiFailure } from '../api/api-failure.ts';
import { addUnlisted, isMissing, staysSo } from '../api/by-id.ts';
import { listIdentitiesAnew, lookAtIdentity, readIdentity, removeIdentity } from '../api/identities.ts';
import { newSince } from '../api/newness.ts';
import type { OctopusApi } from '../api/octopus-api.ts';
import type { ListedIdentity, User } from '../api/schemas.ts';
import { describeError, Failure } from '../core/failure.ts';
import type { Run } from '../core/run.ts';
import { adviseRemoving, describeIdentity, describeJobs, isForSameJobs } from './compare-identities.ts';
import { describeNearest } from './near-identities.ts';
import type { WantedIdentity } from './presets.ts';

/** Which identities are meant: by ids, or by all that they trust. */
export interface Named {
  readonly ids: readonly string[] | undefined;
  /** Its audience counts only where it was given. */
  readonly wanted: WantedIdentity | undefined;
  readonly audience: string | undefined;
}

/**
 * Asks for identities by their ids, where the list does not show them: it may be a stored one.
 * @returns all that the account has, as far as it is known then
 * @throws Failure, where it cannot be known whether there is such an identity
 */
export function readNamedIdentities(
  api: OctopusApi,
  account: User,
  identities: readonly ListedIdentity[],
  ids: readonly string[],
  { deadline }: Run,
): Promise<readonly ListedIdentity[]> {
  return addUnlisted(identities, ids, (id) => readIdentity(api, account.Id, id, deadline));
}

/** @returns the identities that are meant */
export function selectIdentities(
  identities: readonly ListedIdentity[],
  { ids = [], wanted, audience }: Named,
): ListedIdentity[] {
  return identities.filter(
    (each) =>
      ids.includes(each.Id) ||
      (wanted !== undefined &&
        isForSameJobs(each, wanted) &&
        (audience === undefined || each.Audience === audience)),
  );
}

/** @returns what is to be said of what was named, and is not there; undefined for nothing */
export function explainMissed(
  identities: readonly ListedIdentity[],
  { ids, wanted, audience }: Named,
  selected: readonly ListedIdentity[],
): string | undefined {
  const missed = ids?.filter((id) => !selected.some((each) => each.Id === id)) ?? [];
  if (missed.length === 0 && selected.length > 0) return undefined;
  const sought =
    missed.length > 0 || wanted === undefined
      ? `the id ${missed.join(', ')}`
      : `${describeJobs(wanted)}${audience === undefined ? '' : `, audience ${audience}`}`;
  const near = describeNearest(identities, wanted);
  return `No identity has ${sought}: ${selected.length > 0 ? 'only the others are' : 'nothing was'} removed; ${near}.`;
}

/**
 * Removes identities, one after the other; one that cannot be removed does not keep the others. Where one was gone already, the list that
 * showed it was a stored one: what there is in truth for the jobs that were named is removed, too.
 * @throws what the first that could not be removed has thrown
 */
export async function removeIdentities(
  api: OctopusApi,
  account: User,
  selected: readonly ListedIdentity[],
  { wanted, audience }: Named,
  run: Run,
): Promise<void> {
  if (!(await removeEach(api, account, selected, run)) || !wanted) return;
  const { identities } = await listIdentitiesAnew(api, account.Id, run.deadline);
  const left = selectIdentities(identities, { ids: undefined, wanted, audience });
  const isTried = ({ Id }: ListedIdentity) => selected.some((each) => each.Id === Id);
  await removeEach(
    api,
    account,
    left.filter((each) => !isTried(each)),
    run,
  );
}

/** @returns whether one of them was gone already */
async function removeEach(
  api: OctopusApi,
  account: User,
  selected: readonly ListedIdentity[],
  run: Run,
): Promise<boolean> {
  let wasGone = false;
  const errors: unknown[] = [];
  for (const identity of selected) {
    try {
      const became = await run.step(
        'remove the identity',
        `Removing the identity ${describeIdentity(identity)}`,
        () => remove(api, account, identity.Id, run),
      );
      wasGone ||= became === 'was gone';
    } catch (error) {
      run.deadline.requireGoing();
      if (errors.length > 0) run.error(describeError(error));
      errors.push(error);
    }
  }
  if (errors.length > 0) throw errors[0];
  return wasGone;
}

/**
 * Where no reply says that it is done, the server is asked for the identity: a lost reply may stand for either, and a list that does not
 * have it may be a stored one, or that of a node that lags behind.
 */
async function remove(api: OctopusApi, account: User, id: string, run: Run): Promise<'removed' | 'was gone'> {
  using lingering = run.deadline.lingering();
  const { Id } = account;
  try {
    await removeIdentity(api, Id, id, lingering);
  } catch (error) {
    const mayBeDone = error instanceof ApiFailure && (!error.surelyUndone || error.saysMissing);
    if (!mayBeDone) throw error;
    const looking = readIdentity(api, Id, id, run.deadline.forCleaningUp());
    if (!(await looking.then(() => false, isMissing))) throw error;
    return error.saysMissing ? 'was gone' : 'removed';
  }
  // An empty reply may be that to another request, and another node may show what is gone for a while.
  const look = () => lookAtIdentity(api, Id, id, lingering);
  const removeAgain = () => removeIdentity(api, Id, id, lingering).catch(() => {});
  if (await staysSo('shown', look, newSince(), lingering, removeAgain)) throw failShown(account, id);
  return 'removed';
}

function failShown(account: User, id: string): Failure {
  return new Failure({
    kind: 'key',
    attempt: `remove the identity ${id}`,
    reason: 'the server said that it was done, and shows the identity all the same',
    hint: `Remove it with ${adviseRemoving(account, id)}, or look at it in the Web Portal.`,
  });
}
