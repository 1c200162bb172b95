import { createHash, randomUUID } from 'node:crypto';
import { appendFileSync, closeSync, fstatSync, readFileSync, rmSync } from 'node:fs';
import { connect, createServer, type Server } from 'node:net';
import { z } from 'zod';
import { describeError, Failure } from '../core/failure.ts';
import { identifyFile } from '../core/place.ts';
import type { Run } from '../core/run.ts';
import { formatJson } from '../core/text.ts';
import { openInPlace } from '../core/write.ts';
import { type AccountId, mayBeSame } from '../keys/earlier-runs.ts';

/** A key that was asked for, and what it takes to find it on the server if its reply is lost. */
const Asked = z.object({
  event: z.literal('asked'),
  /** Of this attempt. */
  id: z.string(),
  /** Of the planned key. */
  target: z.string(),
  at: z.string(),
  /** The same by the server's clock; journals of earlier versions do not have it. */
  serverTime: z.string().optional(),
  /** ISO 8601, to the millisecond; null for never. */
  expires: z.string().nullable(),
  /** Ids of the keys from before, where the expiry is not enough to tell a key by. */
  before: z.array(z.string()).nullable(),
  /** Ids of the keys that are to be revoked once it is delivered; journals of earlier versions do not have it. */
  replaces: z.array(z.string()).optional(),
  /** Whose, and at which installation; journals of earlier versions do not have it. */
  userId: z.string().optional(),
  installationId: z.string().optional(),
});

/** An identity that a run was about to make or to change: the next run finds it by what it trusts. */
const Trusting = z.object({
  event: z.literal('trusting'),
  /** Of the planned identity. */
  target: z.string(),
  at: z.string(),
  url: z.string(),
  serviceAccount: z.string(),
  issuer: z.string(),
  subject: z.string(),
});
export type Trusting = z.infer<typeof Trusting>;

const Entry = z.discriminatedUnion('event', [
  z.object({ event: z.literal('run'), shard: z.string() }),
  Asked,
  Trusting,
  z.object({ event: z.literal('trusted'), target: z.string() }),
  z.object({ event: z.literal('made'), id: z.string(), key: z.string() }),
  z.object({ event: z.literal('delivered'), id: z.string(), at: z.string() }),
  z.object({ event: z.literal('settled'), id: z.string() }),
  z.object({ event: z.literal('rotation'), shard: z.string(), at: z.string() }),
  z.object({ event: z.literal('rotated'), shard: z.string() }),
]);
type Entry = z.infer<typeof Entry>;

/** What became of one attempt to make a key, as far as it was written. */
export interface Attempt extends z.infer<typeof Asked> {
  /** The key's id, once it is known. */
  readonly key?: string;
  readonly delivered?: Delivery;
}

/** What the journal says of a delivery. */
interface Delivery {
  /** ISO 8601, by this machine's clock. */
  readonly at: string;
  /** Number of the entry that says so. */
  readonly entry: number;
}

/** The key that was delivered last. */
interface LastDelivery extends Delivery, Pick<Attempt, 'replaces'> {
  readonly key: string;
}

/**
 * Writes what must be in the journal before a run goes on.
 * @throws Failure of kind `delivery`
 */
export function writeDown<Result>(work: () => Result): Result {
  try {
    return work();
  } catch (error) {
    throw new Failure({
      kind: 'delivery',
      attempt: 'write the journal',
      reason: describeError(error),
      hint: 'Make room for it, or name another file with --journal, then run again.',
      cause: error,
    });
  }
}

/** Writes what the next run can do without, at the cost of a look at the server, or of a key more: this run goes on. */
export function writeIfPossible(run: Run, work: () => void): void {
  try {
    work();
  } catch (error) {
    run.warn(`the journal can no longer be written: ${describeError(error)}`);
  }
}

/** A rotation of a shard, which may have been cut short. */
interface Rotation {
  /** When it began, ISO 8601. */
  readonly since: string;
  /** Number of the entry that says so: clocks are set back, and what is delivered by it stands after that. */
  readonly entry: number;
}

/**
 * What runs of a fleet have begun, in a file beside its manifest: a run that is killed leaves at most the keys that it was
 * about to make, and by what stands here the next run finds and revokes them. No secret is in it.
 */
export class Journal implements Disposable {
  readonly #file: number;
  readonly #attempts = new Map<string, Attempt>();
  readonly #byTarget = new Map<string, Set<string>>();
  readonly #rotations = new Map<string, Rotation>();
  readonly #trusting = new Map<string, Trusting>();
  readonly #shards = new Set<string>();
  #entries = 0;

  /** @throws what `openInPlace` throws */
  constructor(path: string) {
    this.#file = openInPlace(path, { isBelieved: true });
    for (const line of readFileSync(this.#file, 'utf8').split('\n')) this.#take(readEntry(line));
  }

  /** Attempts of which nobody knows yet what became of them. */
  unsettled(target: string): Attempt[] {
    return this.#attemptsOf(target).filter(({ delivered }) => delivered === undefined);
  }

  /**
   * @param wanted what is wanted, and the shard that it falls to
   * @returns the attempts that are open for what is no longer wanted, or falls to a shard that has never run with this journal
   */
  strays(wanted: ReadonlyMap<string, string>): Attempt[] {
    return [...this.#byTarget.keys()]
      .filter((target) => !this.#shards.has(wanted.get(target) ?? ''))
      .flatMap((target) => this.unsettled(target));
  }

  hasDelivered(target: string, key: string): boolean {
    return this.#attemptsOf(target).some((attempt) => attempt.key === key && attempt.delivered !== undefined);
  }

  /** @returns the key that was delivered last to an account, if one was */
  lastDelivered(target: string, account: AccountId = {}): LastDelivery | undefined {
    const attempt = this.#attemptsOf(target).findLast(
      (each) => each.delivered !== undefined && mayBeSame(each, account),
    );
    const { key, delivered, replaces } = attempt ?? {};
    return key === undefined || delivered === undefined ? undefined : { key, ...delivered, replaces };
  }

  /**
   * To be written before a key is asked for.
   * @param serverTime when, by the server's clock
   * @returns the attempt's id
   */
  ask(
    target: string,
    expires: string | null,
    before: readonly string[] | null,
    serverTime: string = now(),
    { userId, installationId }: AccountId = {},
    replaces: readonly string[] = [],
  ): string {
    const id = randomUUID();
    const keys = { expires, before: before && [...before], replaces: [...replaces] };
    this.#write({ event: 'asked', id, target, at: now(), serverTime, ...keys, userId, installationId });
    return id;
  }

  noteMade(id: string, key: string): void {
    this.#write({ event: 'made', id, key });
  }

  noteDelivered(id: string): void {
    this.#write({ event: 'delivered', id, at: now() });
  }

  /** No key of that attempt is left that nobody holds. */
  noteSettled(id: string): void {
    this.#write({ event: 'settled', id });
  }

  /**
   * Begins a rotation, or goes on with one that was cut short.
   * @param longest milliseconds after which one that was cut short is not gone on with
   */
  beginRotation(shard: string, longest: number): Rotation & { readonly isNew: boolean } {
    const begun = this.#rotations.get(shard);
    if (begun && Math.abs(Date.now() - Date.parse(begun.since)) < longest) return { ...begun, isNew: false };
    const since = now();
    this.#write({ event: 'rotation', shard, at: since });
    return { since, entry: this.#entries, isNew: true };
  }

  endRotation(shard: string): void {
    this.#write({ event: 'rotated', shard });
  }

  /** To be written before an identity is asked for. */
  beginTrust(entry: Omit<Trusting, 'event' | 'at'>): void {
    this.#write({ event: 'trusting', ...entry, at: now() });
  }

  /** It is known what became of an identity. */
  settleTrust(target: string): void {
    if (this.#trusting.has(target)) this.#write({ event: 'trusted', target });
  }

  /** @returns the identities of which nobody knows what became of them, and that are no longer wanted */
  strayTrust(wanted: ReadonlyMap<string, string>): Trusting[] {
    return [...this.#trusting.values()].filter(({ target }) => !wanted.has(target));
  }

  /** Whether somebody works on a shard of another number of shards: that has sign-ins of this one, too. */
  async hasRival(shard: string): Promise<boolean> {
    const [, count] = shard.split('/');
    const others = [...this.#shards].filter((other) => other.split('/')[1] !== count);
    const addresses = others.map((other) => nameSocket(`${identifyOpened(this.#file)} ${other}`));
    return (await Promise.all(addresses.map(isListenedAt))).includes(true);
  }

  [Symbol.dispose](): void {
    closeSync(this.#file);
  }

  #attemptsOf(target: string): Attempt[] {
    return [...(this.#byTarget.get(target) ?? [])].flatMap((id) => this.#attempts.get(id) ?? []);
  }

  /** In one piece, before it returns: what a killed process has written is written. */
  #write(entry: Entry): void {
    // A full disk, or a kill, may have cut off what stands before, of another process, too: that then is a line which says nothing.
    appendFileSync(this.#file, `\n${formatJson(entry)}`);
    this.#take(entry);
  }

  #take(entry: Entry | undefined): void {
    if (!entry) return;
    this.#entries += 1;
    if (entry.event === 'rotation')
      this.#rotations.set(entry.shard, { since: entry.at, entry: this.#entries });
    else if (entry.event === 'rotated') this.#rotations.delete(entry.shard);
    else if (entry.event === 'trusting') this.#trusting.set(entry.target, entry);
    else if (entry.event === 'trusted') this.#trusting.delete(entry.target);
    else if (entry.event === 'run') this.#shards.add(entry.shard);
    else if (entry.event === 'asked') this.#begin(entry);
    else this.#goOn(entry);
  }

  #begin(asked: Attempt): void {
    const { id, target } = asked;
    this.#attempts.set(id, asked);
    const known = this.#byTarget.get(target) ?? new Set();
    this.#byTarget.set(target, known.add(id));
  }

  #goOn(entry: Extract<Entry, { event: 'made' | 'delivered' | 'settled' }>): void {
    const attempt = this.#attempts.get(entry.id);
    if (!attempt) return;
    if (entry.event === 'made') this.#attempts.set(entry.id, { ...attempt, key: entry.key });
    else if (entry.event === 'delivered')
      this.#attempts.set(entry.id, { ...attempt, delivered: { at: entry.at, entry: this.#entries } });
    else this.#byTarget.get(attempt.target)?.delete(entry.id);
  }
}

function now(): string {
  return new Date().toISOString();
}

function readEntry(line: string): Entry | undefined {
  try {
    return Entry.parse(JSON.parse(line));
  } catch {
    return undefined;
  }
}

/**
 * Makes sure that nobody on this machine works with the same journal on the same shard: each would take what the other is
 * making for the remains of a run that was killed. It is a socket, since that ends with its process, however it ends: one by the journal's
 * path, where another file may be put meanwhile, and one by the file itself, which may have several. `hasRival` tells of other shards.
 * @param journal path of a file
 * @param platform as in `process.platform`
 * @returns undefined where somebody else has the lock
 * @throws what `openInPlace` throws, and what the file system throws
 */
export async function takeLock(
  journal: string,
  shard: string,
  platform: NodeJS.Platform = process.platform,
): Promise<Disposable | undefined> {
  const file = openInPlace(journal, { isBelieved: true });
  try {
    const names = [identifyFile(journal), identifyOpened(file)];
    const lock = await listenAtAll(names.map((name) => nameSocket(`${name} ${shard}`, platform)));
    if (lock) appendFileSync(file, `\n${formatJson({ event: 'run', shard } satisfies Entry)}`);
    return lock;
  } finally {
    closeSync(file);
  }
}

function identifyOpened(file: number): string {
  const { dev, ino } = fstatSync(file, { bigint: true });
  return `${dev}:${ino}`;
}

/** @returns undefined where somebody else listens at any of them */
async function listenAtAll(addresses: readonly string[]): Promise<Disposable | undefined> {
  const servers: Server[] = [];
  const close = () => {
    for (const server of servers) server.close();
  };
  for (const address of addresses) {
    const server =
      (await listen(address)) ?? ((await isLeftBehind(address)) ? await listen(address) : undefined);
    if (!server) {
      close();
      return undefined;
    }
    servers.push(server);
  }
  return { [Symbol.dispose]: close };
}

/**
 * On Linux and Windows such a name is in no folder, so that nothing of it can be left behind. Elsewhere it is in one that is the same for
 * all of this user's runs, and short: a path of a socket has at most 103 bytes on macOS, whose folder for temporary files takes half
 * of them.
 * @param platform as in `process.platform`
 */
export function nameSocket(what: string, platform: NodeJS.Platform = process.platform): string {
  const name = `octopus-key-mint-${createHash('sha256').update(what).digest('hex').slice(0, 32)}`;
  if (platform === 'linux') return `\0${name}`;
  return platform === 'win32' ? `\\\\.\\pipe\\${name}` : `/tmp/${name}-${process.getuid?.()}`;
}

function listen(address: string): Promise<Server | undefined> {
  return new Promise((done, fail) => {
    const server = createServer((visitor) => visitor.destroy());
    server.once('error', (error: NodeJS.ErrnoException) =>
      error.code === 'EADDRINUSE' ? done(undefined) : fail(error),
    );
    server.listen(address, () => done(server.unref()));
  });
}

/** A socket in a folder stays there when its process is killed; nobody listens at it then. Another user's cannot be taken away. */
async function isLeftBehind(address: string): Promise<boolean> {
  if (!address.startsWith('/')) return false;
  const isListening = await isListenedAt(address);
  try {
    if (!isListening) rmSync(address, { force: true });
    return !isListening;
  } catch {
    return false;
  }
}

function isListenedAt(address: string): Promise<boolean> {
  return new Promise((done) => {
    const visit = connect(address, () => done(true)).once('error', () => done(false));
    visit.once('close', () => visit.destroy());
  });
}
