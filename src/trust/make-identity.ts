import { ApiFailure } from '../api/api-failure.ts';
import { untilKnown } from '../api/by-id.ts';
import {
  createIdentity,
  type IdentityRequest,
  listIdentities,
  readIdentity,
  updateIdentity,
} from '../api/identities.ts';
import { isNew, NEWNESS_INTERVAL_MS, newSince } from '../api/newness.ts';
import type { OctopusApi } from '../api/octopus-api.ts';
import { retryRead } from '../api/retry-read.ts';
import type { ListedIdentity, User } from '../api/schemas.ts';
import type { Deadline } from '../core/deadline.ts';
import { Failure } from '../core/failure.ts';
import type { OpenTransaction, Run } from '../core/run.ts';
import { adviseRemoving, describeIdentity, describeJobs, isSame } from './compare-identities.ts';
import type { WantedIdentity } from './presets.ts';

/** What exactly is asked for, and whose it is to be. */
export interface IdentityOrder {
  readonly api: OctopusApi;
  readonly account: User;
  readonly wanted: WantedIdentity;
  readonly externalId: string;
  /** The account's identities from before. */
  readonly before: readonly ListedIdentity[];
}

/**
 * Asks for an identity, of which there is none like it, once. A reply that is lost is settled by a look at the list: nothing is posted
 * again.
 * @returns its id
 * @throws Failure; where nobody knows whether it was made, that is told
 */
export async function makeIdentity(order: IdentityOrder, run: Run): Promise<string> {
  const { wanted } = order;
  using lingering = run.deadline.lingering();
  return await run.step('make the identity', `Making the identity "${wanted.name}"`, () =>
    askForNew(order, lingering).catch(async (error: unknown) => {
      const looks = countLooks(error);
      const found = await findMade(order, run, looks);
      if (found) {
        run.info(`No reply says so, and the list shows that the identity was made: ${found}.`);
        return found;
      }
      if (looks < MAX_LOOKS) throw error;
      run.alert(sayDoubtful(order));
      throw run.deadline.stoppedWith ?? error;
    }),
  );
}

/** @throws ApiFailure, where the reply is one that something on the way has repeated: what it names is not ours */
async function askForNew(
  { api, account, wanted, before }: IdentityOrder,
  deadline: Deadline,
): Promise<string> {
  const id = await createIdentity(api, account.Id, toRequest(wanted), deadline);
  if (!before.some((each) => each.Id === id)) return id;
  throw new ApiFailure({
    kind: 'key',
    attempt: 'make the identity',
    reason: `the server answered with another one (${id}), which was there before`,
    hint: 'Check what stands between this machine and the server: it must not store the replies of the API.',
  });
}

// A server that has lost its client may still be at work on the request.
const MAX_LOOKS = 3;
const LOOK_INTERVAL_MS = 400;

/** What was refused is looked for, too: that may have been the reply to another request, or have come after ours was passed on. */
function countLooks(error: unknown): number {
  if (!(error instanceof ApiFailure) || !error.surelyUndone) return MAX_LOOKS;
  return error.status === undefined ? 0 : 1;
}

/** @returns the id of the identity, if it is there by now; what cannot be read shows none */
async function findMade(
  { api, account, wanted, externalId }: IdentityOrder,
  run: Run,
  looks: number,
): Promise<string | undefined> {
  const deadline = run.deadline.forCleaningUp();
  for (let look = 1; look <= looks; look += 1) {
    if (look > 1) await deadline.pause(LOOK_INTERVAL_MS);
    const list = await listIdentities(api, account.Id, deadline).catch(() => undefined);
    const found = list?.identities.find((each) => isSame(each, wanted, externalId));
    if (found) return found.Id;
  }
  return undefined;
}

/**
 * Has an identity be as it is wanted. Where no reply says so, it is read.
 * @returns its id
 * @throws Failure; where nobody knows whether it was changed, that is told
 */
export async function changeIdentity(id: string, order: IdentityOrder, run: Run): Promise<string> {
  const { api, account, wanted, externalId } = order;
  using lingering = run.deadline.lingering();
  await run.step('change the identity', `Changing the identity ${id}`, () =>
    updateIdentity(api, account.Id, id, toRequest(wanted), lingering).catch(async (error: unknown) => {
      const looks = countLooks(error);
      if (looks === 0) throw error;
      const share = run.deadline.forCleaningUp();
      const now = await readIdentity(api, account.Id, id, share).catch(() => undefined);
      if (now && isSame(now, wanted, externalId)) return;
      if (looks < MAX_LOOKS) throw error;
      run.alert(sayDoubtful(order));
      throw run.deadline.stoppedWith ?? error;
    }),
  );
  return id;
}

function toRequest({ name, issuer, subject, audience }: WantedIdentity): IdentityRequest {
  const identity = { Name: name, Issuer: issuer, Subject: subject };
  return audience === undefined ? identity : { ...identity, Audience: audience };
}

/**
 * Reads what was made: a server may have made something else of it.
 * @param transaction is told which identity is there
 * @throws Failure; the identity is named
 */
export async function verifyIdentity(
  id: string,
  { api, account, wanted, externalId }: IdentityOrder,
  transaction: OpenTransaction,
  run: Run,
): Promise<ListedIdentity> {
  const unverified = `The identity ${id} of ${account.Username} (${account.Id}) is there, though not verified: ${describeJobs(wanted)}.`;
  transaction.describe(unverified);
  try {
    const found = await run.step('verify the identity', `Verifying the identity ${id}`, () =>
      readUntil((each) => isSame(each, wanted, externalId), api, account.Id, id, run),
    );
    if (!isSame(found, wanted, externalId)) throw failOther(found, account, wanted);
    return found;
  } catch (error) {
    run.alert(unverified);
    throw error;
  }
}

/**
 * Another node than the one that made or changed it may not know that yet (facts 3.7).
 * @returns it, as it should be or as the server has it in the end
 */
async function readUntil(
  isRight: (found: ListedIdentity) => boolean,
  api: OctopusApi,
  userId: string,
  id: string,
  { deadline }: Run,
): Promise<ListedIdentity> {
  const newUntil = newSince();
  const read = () => readIdentity(api, userId, id, deadline);
  for (;;) {
    const found = await retryRead(read, deadline, untilKnown(newUntil));
    if (isRight(found) || !isNew(newUntil)) return found;
    await deadline.pause(NEWNESS_INTERVAL_MS);
  }
}

function failOther(found: ListedIdentity, account: User, wanted: WantedIdentity): Failure {
  return new Failure({
    kind: 'key',
    attempt: 'verify the identity',
    reason: `the server has ${describeIdentity(found)}, where ${describeJobs(wanted)} was asked for`,
    hint: `Remove it with ${adviseRemoving(account, found.Id)}, or look at it in the Web Portal.`,
  });
}

/** @returns what is to be said where nobody knows what became of a request */
export function sayDoubtful({ wanted, account: { Id, Username } }: IdentityOrder): string {
  return `AN IDENTITY MAY HAVE BEEN MADE, or changed, for the service account ${Username} (${Id}): ${describeJobs(wanted)}. Run again: what is there by then is left; trust-issuer --list shows it, and --remove removes it.`;
}
