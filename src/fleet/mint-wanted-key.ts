import { existsSync, mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Access } from '../api/access.ts';
import { ApiFailure } from '../api/api-failure.ts';
import type { HttpClient } from '../api/http.ts';
import { type OctopusApi, openKeyApi } from '../api/octopus-api.ts';
import type { ListedApiKey } from '../api/schemas.ts';
import { describeResult } from '../commands/mint-work.ts';
import { describeError, exitCodes, Failure, type FailureKind } from '../core/failure.ts';
import { deriveRun, type Run } from '../core/run.ts';
import { type DeliverySettings, deliver } from '../delivery/deliver.ts';
import type { KnownOwner } from '../keys/key-owners.ts';
import { pickLiveKeys } from '../keys/list.ts';
import { findCandidates } from '../keys/lost-reply.ts';
import { type MintedKey, mint } from '../keys/mint.ts';
import { type Order, writeOrder } from '../keys/place-order.ts';
import { revoke, revokeReplaced } from '../keys/revoke.ts';
import type { FleetCredentials } from './credentials.ts';
import type { Attempt, Journal } from './journal.ts';
import type { FleetWork, Means, WantedKey } from './mint-fleet.ts';
import type { PlannedKey, PlannedSignIn } from './plan.ts';
import type { KeyOutcome } from './results.ts';

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
  const followed = deriveRun(run, {
    step: (name, announcement, task) => {
      step = name;
      return run.step(name, announcement, task);
    },
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
  readonly #bare: HttpClient;
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
    this.#claim();
    const gone = await settleEarlierRuns(
      this.#wanted,
      this.#owner,
      this.#work.journal,
      this.#access.api,
      this.#run,
    );
    const existing = this.#owner.existing.filter(({ Id }) => !gone.has(Id));
    const live = pickLiveKeys(existing, key.purpose, new Date());
    const { ifExists } = this.#work;
    const done = this.#findDelivered(live);
    if (done) return await this.#goOnWith(done, live);
    if (live[0] && ifExists === 'error') throw failExisting(key.purpose, live[0].Id);
    if (live[0] && ifExists === 'skip') return this.#skip(live[0]);
    const placed = writeOrder(this.#access.server, this.#owner.userId, existing, order);
    const minted = await this.#mint(placed);
    try {
      await revokeReplaced(live, placed, [this.#access.api, this.#openKeyApi(minted)], this.#run);
      return this.#describeMinted(minted, live);
    } catch (error) {
      // The new key is held all the same.
      const { error: told, kind, exitCode } = describeFailure(this.#wanted, error, undefined);
      const step = 'revoke the old key';
      return { ...this.#describeMinted(minted, []), outcome: 'failed', error: told, kind, exitCode, step };
    }
  }

  /** Two entries may mean one key, under two names of one user: the second would take the first's for what it replaces. */
  #claim(): void {
    const { url, purpose } = this.#wanted.order;
    const claim = `${url} ${this.#owner.userId} ${purpose}`;
    if (this.#work.claims.has(claim)) throw failClaimed(this.#owner.userId, purpose);
    this.#work.claims.add(claim);
  }

  #skip(live: ListedApiKey): KeyOutcome {
    this.#warnUndelivered(live);
    return this.#describeListed('skipped', live, []);
  }

  #warnUndelivered({ Id }: ListedApiKey): void {
    const { file } = this.#wanted.key.deliver;
    if (file && !existsSync(file))
      this.#run.warn(
        `the key ${Id} is there already, and ${file} is not: if nobody holds it, use --if-exists rotate.`,
      );
  }

  /** What this rotation has delivered before it was cut short is not rotated again. */
  #findDelivered(live: readonly ListedApiKey[]): ListedApiKey | undefined {
    const { journal, rotatesSince } = this.#work;
    if (rotatesSince === undefined) return undefined;
    const delivered = journal.deliveredSince(this.#wanted.key.id, rotatesSince);
    return live.find(({ Id }) => Id === delivered);
  }

  async #goOnWith(done: ListedApiKey, live: readonly ListedApiKey[]): Promise<KeyOutcome> {
    this.#warnUndelivered(done);
    const others = live.filter(({ Id }) => Id !== done.Id);
    const { userId } = this.#owner;
    await revokeReplaced(others, { userId, account: this.#wanted.order }, [this.#access.api], this.#run);
    return this.#describeListed(others.length > 0 ? 'rotated' : 'skipped', done, others);
  }

  async #mint(order: Order): Promise<MintedKey> {
    const { journal } = this.#work;
    const { expires, before } = order;
    const known = before?.filter(({ Purpose }) => Purpose === order.purpose).map(({ Id }) => Id);
    this.#run.deadline.requireTime('mint the key');
    const attempt = journal.ask(this.#wanted.key.id, expires?.toISOString() ?? null, known ?? null);
    let isMade = false;
    const openApi = (made: MintedKey) => {
      isMade = true;
      journal.noteMade(attempt, made.id);
      return this.#openKeyApi(made);
    };
    const handOver = async (made: MintedKey) => {
      await this.#deliver(made);
      this.#noteDelivered(attempt);
    };
    const parts = { session: this.#access.api, openKeyApi: openApi, deliver: handOver };
    try {
      return await mint(order, parts, this.#run);
    } catch (error) {
      // Nothing is left to look for, and a key that somebody else makes later must not be taken for it.
      if (error instanceof ApiFailure && error.surelyUndone && !isMade) journal.noteSettled(attempt);
      throw error;
    }
  }

  /** The key is held by then: that this cannot be written costs a key more in the next run, and not this one. */
  #noteDelivered(attempt: string): void {
    try {
      this.#work.journal.noteDelivered(attempt);
    } catch (error) {
      this.#run.warn(`the journal can no longer be written: ${describeError(error)}`);
    }
  }

  async #deliver(key: MintedKey): Promise<void> {
    const { file, command, format = 'raw' } = this.#wanted.key.deliver;
    const settings: DeliverySettings = { format, out: file, pipeTo: command, ci: false, githubEnv: false };
    if (file) makeFolder(file);
    await deliver(describeResult(key, this.#wanted.signIn.url), settings, process.stdout, this.#run);
  }

  #openKeyApi({ key }: MintedKey) {
    return openKeyApi(this.#bare, this.#wanted.signIn.url, key);
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

function makeFolder(file: string): void {
  try {
    mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
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

function failClaimed(userId: string, purpose: string | undefined): Failure {
  return new Failure({
    kind: 'options',
    attempt: 'mint a key',
    reason: `another entry of the manifest wants the key of ${userId} with the purpose "${purpose}", too`,
    hint: 'Leave one of them out, or give it another purpose.',
  });
}

function failExisting(purpose: string, id: string): Failure {
  return new Failure({
    kind: 'key',
    attempt: 'mint a key',
    reason: `a live key with the purpose "${purpose}" is there already (${id})`,
    hint: 'Use --if-exists rotate to replace it, or skip to leave it.',
  });
}

/** @returns what became of a key, but for what the server says of it and the time it took */
export function describeOutcome(
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

const ACCESS_LEVELS = { 'full-access': 'FullAccess', 'read-only': 'ReadOnly' } as const;
const ACTOR_TYPES = { user: 'User', 'ai-agent': 'AiAgent' } as const;

/** @returns the order for a key of a manifest, for whoever signs in */
export function describeOrder(
  key: PlannedKey,
  { url }: PlannedSignIn,
  { username, provider }: FleetCredentials,
): WantedKey['order'] {
  const { purpose, expiresIn, serviceAccount, createServiceAccount = false, accessLevel, actorType } = key;
  return {
    url,
    username,
    provider,
    purpose,
    expiresIn,
    serviceAccount,
    createServiceAccount,
    accessLevel: accessLevel && ACCESS_LEVELS[accessLevel],
    actorType: actorType && ACTOR_TYPES[actorType],
  };
}

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
