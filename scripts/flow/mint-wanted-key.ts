import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { APIRequestContext } from 'playwright';
import type { Access } from '../api/access.ts';
import { openKeyApi } from '../api/key-api.ts';
import type { ListedApiKey } from '../api/schemas.ts';
import { type DeliverySettings, deliver } from '../delivery/deliver.ts';
import { describeError, exitCodes, Failure, type FailureKind } from '../failure/failure.ts';
import type { FleetCredentials } from '../fleet/gather-credentials.ts';
import type { Attempt } from '../fleet/journal.ts';
import type { PlannedKey, PlannedSignIn } from '../fleet/plan.ts';
import type { KeyOutcome } from '../fleet/record.ts';
import { pickLiveKeys } from '../keys/existing-keys.ts';
import { mint } from '../keys/mint.ts';
import type { MintedKey } from '../keys/minted-key.ts';
import { revoke } from '../keys/revoke.ts';
import { revokeReplaced } from '../keys/revoke-replaced.ts';
import { findCandidates } from '../keys/settle-lost-reply.ts';
import type { Run } from '../run/run.ts';
import { followSteps } from './follow-steps.ts';
import type { KeyOwners, KnownOwner } from './key-owners.ts';
import { describeResult } from './mint-and-deliver.ts';
import { type Order, type OrderSettings, writeOrder } from './place-order.ts';
import type { FleetWork } from './serve-sign-in.ts';

/** What to do about a live key of the same purpose. */
export type IfExists = 'skip' | 'rotate' | 'error';

/** A key of a fleet that is to be there in the end. */
export interface WantedKey {
  readonly key: PlannedKey;
  readonly signIn: PlannedSignIn;
  readonly credentials: FleetCredentials;
  readonly order: OrderSettings;
}

/** What a sign-in gives to the minting of its keys. */
export interface Means {
  readonly access: Access;
  /** Sends requests with no cookie. */
  readonly bare: APIRequestContext;
  readonly owners: KeyOwners;
}

/**
 * Sees to it that one key is there: first settles what earlier runs have left, then makes it, unless it is there already. It
 * never throws.
 */
export async function mintWantedKey(
  wanted: WantedKey,
  means: Means,
  work: FleetWork,
  run: Run,
): Promise<KeyOutcome> {
  const begun = performance.now();
  let step: string | undefined;
  const followed = followSteps(run, wanted.key.purpose, {
    begin: (name) => {
      step = name;
    },
    end: () => {},
  });
  const timed = (outcome: KeyOutcome): KeyOutcome => ({
    ...outcome,
    took: Math.round(performance.now() - begun),
  });
  try {
    const owner = await means.owners.find(wanted.order);
    return timed(await new WantedKeyMint(wanted, means, owner, work, followed).settleAndMint());
  } catch (error) {
    return timed(describeFailure(wanted, error, step));
  }
}

class WantedKeyMint {
  readonly #wanted: WantedKey;
  readonly #access: Access;
  readonly #bare: APIRequestContext;
  readonly #owner: KnownOwner;
  readonly #work: FleetWork;
  readonly #run: Run;

  constructor(wanted: WantedKey, { access, bare }: Means, owner: KnownOwner, work: FleetWork, run: Run) {
    this.#wanted = wanted;
    this.#access = access;
    this.#bare = bare;
    this.#owner = owner;
    this.#work = work;
    this.#run = run;
  }

  async settleAndMint(): Promise<KeyOutcome> {
    const { order, key } = this.#wanted;
    const gone = await this.#settleEarlier();
    const existing = this.#owner.existing.filter(({ Id }) => !gone.has(Id));
    const live = pickLiveKeys(existing, key.purpose, new Date());
    const { ifExists } = this.#work;
    const done = this.#findDelivered(live);
    if (done) return await this.#goOnWith(done, live);
    if (live[0] && ifExists === 'error') throw failExisting(key.purpose, live[0].Id);
    if (live[0] && ifExists === 'skip') return this.#describeListed('skipped', live[0], []);
    const placed = writeOrder(this.#access.server, this.#owner.userId, existing, order);
    const minted = await this.#mint(placed);
    await revokeReplaced(live, placed, [this.#access.api, this.#openKeyApi(minted)], this.#run);
    return this.#describeMinted(minted, live);
  }

  /**
   * An earlier run that was killed may have made a key, and have delivered it or not: nobody knows, so it is revoked.
   * @returns ids of the keys that are gone
   */
  async #settleEarlier(): Promise<ReadonlySet<string>> {
    const { journal } = this.#work;
    const gone = new Set<string>();
    for (const attempt of journal.unsettled(this.#wanted.key.id)) {
      const found = this.#findKeyOf(attempt);
      if (found.length > 1) throw failDoubtful(attempt, found);
      for (const { Id } of found) {
        await this.#run.step('settle an earlier run', `Revoking ${Id}, which an earlier run left`, () =>
          revoke(
            { id: Id, userId: this.#owner.userId },
            this.#account,
            [this.#access.api],
            this.#run.deadline,
          ),
        );
        this.#run.info(`The key ${Id}, which an earlier run had made when it was cut short, was revoked.`);
        gone.add(Id);
      }
      journal.noteSettled(attempt.id);
    }
    return gone;
  }

  #findKeyOf({ key, expires, before }: Attempt): readonly ListedApiKey[] {
    const { existing } = this.#owner;
    if (key !== undefined) return existing.filter(({ Id }) => Id === key);
    return findCandidates(existing, {
      purpose: this.#wanted.key.purpose,
      expires: expires === null ? undefined : new Date(expires),
      before: before?.map((Id) => ({ Id })),
    });
  }

  /** What this rotation has delivered before it was cut short is not rotated again. */
  #findDelivered(live: readonly ListedApiKey[]): ListedApiKey | undefined {
    const { journal, rotatesSince } = this.#work;
    if (rotatesSince === undefined) return undefined;
    const delivered = journal.deliveredSince(this.#wanted.key.id, rotatesSince);
    return live.find(({ Id }) => Id === delivered);
  }

  async #goOnWith(done: ListedApiKey, live: readonly ListedApiKey[]): Promise<KeyOutcome> {
    const others = live.filter(({ Id }) => Id !== done.Id);
    const { userId } = this.#owner;
    await revokeReplaced(others, { userId, account: this.#account }, [this.#access.api], this.#run);
    return this.#describeListed(others.length > 0 ? 'rotated' : 'skipped', done, others);
  }

  async #mint(order: Order): Promise<MintedKey> {
    const { journal } = this.#work;
    const { expires, before } = order;
    const known = before?.filter(({ Purpose }) => Purpose === order.purpose).map(({ Id }) => Id);
    this.#run.deadline.requireGoing();
    const attempt = journal.ask(this.#wanted.key.id, expires?.toISOString() ?? null, known ?? null);
    const openApi = (made: MintedKey) => {
      journal.noteMade(attempt, made.id);
      return this.#openKeyApi(made);
    };
    const handOver = async (made: MintedKey) => {
      await this.#deliver(made);
      journal.noteDelivered(attempt);
    };
    return await mint(
      order,
      { session: this.#access.api, openKeyApi: openApi, deliver: handOver },
      this.#run,
    );
  }

  async #deliver(key: MintedKey): Promise<void> {
    const { file, command, format = 'raw' } = this.#wanted.key.deliver;
    const settings: DeliverySettings = { format, out: file, pipeTo: command, ci: false, githubEnv: false };
    if (file) await makeFolder(file);
    await deliver(describeResult(key, this.#wanted.signIn.url), settings, process.stdout, this.#run);
  }

  #openKeyApi({ key }: MintedKey) {
    return openKeyApi(this.#bare, this.#wanted.signIn.url, key);
  }

  get #account() {
    const { url, username, provider, serviceAccount } = this.#wanted.order;
    return { url, username, provider, serviceAccount };
  }

  #describeMinted({ id, created, expires }: MintedKey, replaced: readonly ListedApiKey[]): KeyOutcome {
    return {
      ...describeOutcome(this.#wanted, replaced.length > 0 ? 'rotated' : 'minted'),
      keyId: id,
      created: created ?? null,
      expires: expires ?? null,
      replaced: replaced.map(({ Id }) => Id),
    };
  }

  #describeListed(
    outcome: KeyOutcome['outcome'],
    { Id, Created, Expires }: ListedApiKey,
    replaced: readonly ListedApiKey[],
  ): KeyOutcome {
    const facts = { keyId: Id, created: Created ?? null, expires: Expires ?? null };
    return { ...describeOutcome(this.#wanted, outcome), ...facts, replaced: replaced.map((each) => each.Id) };
  }
}

async function makeFolder(file: string): Promise<void> {
  try {
    await mkdir(dirname(file), { recursive: true, mode: 0o700 });
  } catch (error) {
    throw new Failure({
      kind: 'delivery',
      attempt: `make a folder for ${file}`,
      reason: describeError(error),
      hint: 'Name a file in the manifest that can be written.',
      cause: error,
    });
  }
}

function describeOutcome(
  { key, signIn, credentials }: WantedKey,
  outcome: KeyOutcome['outcome'],
): KeyOutcome {
  return {
    server: signIn.name,
    url: signIn.url,
    user: credentials.username,
    serviceAccount: key.serviceAccount ?? null,
    purpose: key.purpose,
    outcome,
    keyId: null,
    created: null,
    expires: null,
    replaced: [],
    deliveredTo: key.deliver.file ?? key.deliver.command ?? null,
    error: null,
    kind: null,
    exitCode: 0,
    step: null,
    endedAt: new Date().toISOString(),
    took: 0,
  };
}

/** @param step during which it was thrown */
export function describeFailure(wanted: WantedKey, error: unknown, step: string | undefined): KeyOutcome {
  const kind: FailureKind = error instanceof Failure ? error.kind : 'defect';
  const told = { error: describeError(error), kind, exitCode: exitCodes[kind], step: step ?? null };
  return { ...describeOutcome(wanted, 'failed'), ...told, deliveredTo: null };
}

function failExisting(purpose: string, id: string): Failure {
  return new Failure({
    kind: 'key',
    attempt: 'mint a key',
    reason: `a live key with the purpose "${purpose}" is there already (${id})`,
    hint: 'Use --if-exists rotate to replace it, or skip to leave it.',
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
