import { decideByList } from '../api/by-id.ts';
import { type IdentityList, listIdentities, lookAtIdentity } from '../api/identities.ts';
import type { OctopusApi } from '../api/octopus-api.ts';
import type { ListedIdentity, User } from '../api/schemas.ts';
import { Failure } from '../core/failure.ts';
import type { Run } from '../core/run.ts';
import { adviseRemoving, describeIdentity, isForSameJobs, isSame } from './compare-identities.ts';
import { changeIdentity, makeIdentity, sayDoubtful, verifyIdentity } from './make-identity.ts';
import type { WantedIdentity } from './presets.ts';

/** What became of a wish for an identity. */
export interface TrustOutcome {
  readonly outcome: 'made' | 'changed' | 'kept';
  /** What the account's tokens are meant for, where the identity has no audience of its own. */
  readonly externalId: string;
  readonly identity: ListedIdentity;
}

/** What to do about another identity of the same name, or of the same issuer and subject; undefined: make one beside it. */
export type IfTrusted = 'skip' | 'replace' | 'error' | undefined;

/**
 * Sees to it that a service account has an identity: the same is left as it is, and otherwise one is made, or changed, and what the
 * server has made of it is looked at.
 * @param begin is called before one is asked for
 * @throws Failure of kind `key`; what may have been made is told
 */
export async function provideIdentity(
  api: OctopusApi,
  account: User,
  wanted: WantedIdentity,
  ifTrusted: IfTrusted,
  run: Run,
  begin?: () => void,
): Promise<TrustOutcome> {
  const list = await readIdentities(api, account, run);
  const { externalId } = list;
  const { kept, changed, refusal } = await decideByList(
    list.identities,
    (identities) => decide({ externalId, identities }, account, wanted, ifTrusted, run),
    (id) => lookAtIdentity(api, account.Id, id, run.deadline),
    run,
  );
  if (refusal) throw refusal;
  if (kept) return { outcome: 'kept', externalId, identity: kept };
  run.deadline.requireTime('make the identity');
  const order = { api, account, wanted, externalId, before: list.identities };
  begin?.();
  using transaction = run.transactions.begin(sayDoubtful(order));
  const id = await (changed ? changeIdentity(changed.Id, order, run) : makeIdentity(order, run));
  const identity = await verifyIdentity(id, order, transaction, run);
  return { outcome: changed ? 'changed' : 'made', externalId, identity };
}

/** Reads the identities of a service account. */
export function readIdentities(
  api: OctopusApi,
  { Id, Username }: User,
  run: Run,
  list = listIdentities,
): Promise<IdentityList> {
  return run.step('read the identities', `Reading the identities of ${Username}`, () =>
    list(api, Id, run.deadline),
  );
}

/** What is to be done: one is made where none is kept or changed. */
interface Decision {
  readonly kept?: ListedIdentity;
  readonly changed?: ListedIdentity;
  readonly refusal?: Failure;
  readonly restsOn: readonly ListedIdentity[];
}

function decide(
  { identities, externalId }: IdentityList,
  account: User,
  wanted: WantedIdentity,
  ifTrusted: IfTrusted,
  run: Run,
): Decision {
  const same = identities.find((each) => isSame(each, wanted, externalId));
  const others = identities.filter((each) => each.Name === wanted.name || isForSameJobs(each, wanted));
  const first = same ?? others[0];
  if (!first) return { restsOn: [] };
  if (ifTrusted === 'error') return { refusal: failExisting(first), restsOn: [first] };
  if (same || ifTrusted === 'skip') return { kept: first, restsOn: [first] };
  if (ifTrusted === 'replace' && others.length > 1)
    return { refusal: failSeveral(others), restsOn: others.slice(0, 2) };
  if (ifTrusted === 'replace') return { changed: first, restsOn: [first] };
  for (const other of others.slice(0, MAX_TOLD))
    run.warn(
      `The identity ${describeIdentity(other)} stays beside the new one: ${adviseRemoving(account, other.Id)} removes it.`,
    );
  if (others.length > MAX_TOLD)
    run.warn(`${others.length - MAX_TOLD} more of them stay beside it: trust-issuer --list shows them.`);
  return { restsOn: [] };
}

const MAX_TOLD = 10;

function failExisting(found: ListedIdentity): Failure {
  return new Failure({
    kind: 'key',
    attempt: 'make the identity',
    reason: `there is one already: ${describeIdentity(found)}`,
    hint: 'Use --if-exists replace to change it, or skip to leave it; in a manifest ifExists says so.',
  });
}

function failSeveral(found: readonly ListedIdentity[]): Failure {
  return new Failure({
    kind: 'key',
    attempt: 'replace the identity',
    reason: `there are several that could be meant: ${found.map(describeIdentity).join('; ')}`,
    hint: 'Remove those that are not wanted with trust-issuer --remove --id, then run again.',
  });
}
