import { ApiFailure } from '../api/api-failure.ts';
import { createApiKey, readKeyOwner } from '../api/endpoints.ts';
import type { OctopusApi } from '../api/octopus-api.ts';
import { type Delay, delayTransient } from '../api/retry-read.ts';
import type { ListedApiKey } from '../api/schemas.ts';
import { Failure } from '../core/failure.ts';
import type { Run } from '../core/run.ts';
import type { Secret } from '../secrets/secret.ts';
import { settleLostReply } from './lost-reply.ts';
import { type Account, takeBack } from './revoke.ts';
import { describeScope, type KeyScope, verifyScope } from './scope.ts';

export interface MintParts {
  /** Speaks for the user who is signed in. */
  readonly session: OctopusApi;
  /** Speaks with nothing but the key. */
  readonly openKeyApi: (key: MintedKey) => OctopusApi;
  /** Hands the key over; with its success the transaction ends. May end the session. */
  readonly deliver: (key: MintedKey) => Promise<void>;
}

/**
 * Makes a key, verifies it and delivers it, as one transaction: whatever goes wrong once the request has left,
 * the key is revoked, or, if even that fails, named by its id with what to do.
 * @returns the key, delivered
 * @throws Failure
 */
export async function mint(
  order: MintOrder,
  { session, openKeyApi, deliver }: MintParts,
  run: Run,
): Promise<MintedKey> {
  const key = await run.step('mint the key', `Minting a key with the purpose "${order.purpose}"`, () =>
    requestKey(order, session, run),
  );
  const speakers: [OctopusApi, ...OctopusApi[]] = [session];
  try {
    const asKey = openKeyApi(key);
    speakers.push(asKey);
    await run.step('verify the key', `Verifying the key ${key.id}`, async () => {
      await verify(key, asKey, run);
      await verifyScope(key, order.scope, session, run.deadline);
    });
    await run.step('deliver the key', `Delivering the key ${key.id}`, () => deliver(key));
    return key;
  } catch (error) {
    await takeBack(key, order.account, speakers, run);
    throw error;
  }
}

async function requestKey(order: MintOrder, session: OctopusApi, run: Run): Promise<MintedKey> {
  const { userId, purpose, expires, request } = order;
  const body = { Purpose: purpose, Expires: expires?.toISOString() ?? null, ...describeScope(request) };
  run.deadline.requireTime('mint the key');
  using lingering = run.deadline.lingering();
  try {
    const reply = await createApiKey(session, userId, body, lingering);
    const { Id, ApiKey, Created, Expires } = reply;
    return {
      key: ApiKey,
      id: Id,
      userId,
      purpose,
      created: Created ?? undefined,
      expires: Expires ?? undefined,
    };
  } catch (error) {
    if (!(error instanceof ApiFailure && error.surelyUndone)) await settleLostReply(order, session, run);
    throw run.deadline.stoppedWith ?? error;
  }
}

async function verify(key: MintedKey, asKey: OctopusApi, run: Run): Promise<void> {
  const owner = await readKeyOwner(asKey, run.deadline, delayUntilKnown());
  if (owner.Id === key.userId) return;
  throw new Failure({
    kind: 'key',
    attempt: 'verify the key',
    reason: `it speaks for ${owner.Id}, not for ${key.userId}`,
    hint: 'Check what stands between this machine and the server: the two replies contradict each other.',
  });
}

const LONGEST_UNKNOWN = 5_000;
const UNKNOWN_INTERVAL = 500;

/** A server of several nodes may not know a key yet that it made a moment ago. */
function delayUntilKnown(): Delay {
  const patience = performance.now() + LONGEST_UNKNOWN - UNKNOWN_INTERVAL;
  return (error, triesMade) => {
    const unknown = error instanceof ApiFailure && error.status === 401;
    if (!unknown) return delayTransient(error, triesMade);
    return performance.now() < patience ? UNKNOWN_INTERVAL : undefined;
  };
}

/** A key that was made, as the server described it. */
export interface MintedKey {
  readonly key: Secret;
  readonly id: string;
  readonly userId: string;
  readonly purpose: string;
  /** ISO 8601; undefined where the server does not say. */
  readonly created: string | undefined;
  /** ISO 8601; undefined for a key that never expires. */
  readonly expires: string | undefined;
}

/** What is to be minted, and what it takes to settle a reply that is lost. */
export interface MintOrder {
  readonly account: Account;
  readonly userId: string;
  readonly purpose: string;
  /** Undefined: never. */
  readonly expires: Date | undefined;
  /** What somebody wished for, and is made sure of. */
  readonly scope: KeyScope;
  /** What is asked for: the wish, and for the rest what the portal asks for. */
  readonly request: KeyScope;
  /** The keys from before, where `expires` alone would not tell ours from another's of the same purpose. */
  readonly before: readonly ListedApiKey[] | undefined;
}
