import type { Access } from '../api/access.ts';
import type { HttpClient } from '../api/http.ts';
import { BrowserPool } from '../browser/browser-pool.ts';
import { exitCodes } from '../core/failure.ts';
import type { Run } from '../core/run.ts';
import type { KeyOwners } from '../keys/key-owners.ts';
import type { OrderSettings } from '../keys/place-order.ts';
import { Places } from './concurrency.ts';
import type { FleetCredentials } from './credentials.ts';
import type { Journal } from './journal.ts';
import type { PlannedKey, PlannedSignIn } from './plan.ts';
import type { FleetFollower } from './progress.ts';
import type { FleetRecord, SignInRecord } from './results.ts';
import { serveSignIn } from './serve-sign-in.ts';

// A step that takes longer waits for its server.
const PATIENCE = 10_000;

// A rotation that was cut short is gone on with so long; after that, another is meant.
const LONGEST_ROTATION = 24 * 3_600_000;

/**
 * Signs in to every server of a fleet, once for each user, and makes the keys that are wanted there. What fails on one server
 * stops no other.
 * @param follower is told of each key as soon as its outcome is known
 * @throws Failure, where nothing could be begun
 */
export async function mintFleet(
  settings: FleetSettings,
  follower: FleetFollower,
  run: Run,
): Promise<FleetRecord> {
  const { manifest, shard, signIns, journal, concurrency } = settings;
  const [startedAt, begun] = [new Date().toISOString(), performance.now()];
  const rotation =
    settings.ifExists === 'rotate' ? journal.beginRotation(shard, LONGEST_ROTATION) : undefined;
  if (rotation && !rotation.isNew)
    run.info(
      `Going on with the rotation of ${rotation.since}, which was cut short: what it has delivered stays.`,
    );
  await using pool = new BrowserPool(settings, (message) => run.warn(message));
  const work: FleetWork = {
    ...settings,
    pool,
    begun,
    rotatesSince: rotation?.since,
    follower,
    claims: new Set(),
  };
  const places = new Places(concurrency, PATIENCE, run.deadline);
  const serving: Promise<SignInRecord>[] = [];
  for (const signIn of signIns) {
    const place = await places.take();
    serving.push(serveSignIn(signIn, work, place, run).finally(() => place?.giveBack()));
  }
  const records = await Promise.all(serving);
  if (rotation && findExitCode(records) === 0) journal.endRotation(shard);
  const took = Math.round(performance.now() - begun);
  return { manifest, shard: shard === '1/1' ? null : shard, startedAt, took, concurrency, signIns: records };
}

/** @returns 0 only if every key is there; else the code that the first that is not would have ended with alone */
export function findExitCode(records: readonly SignInRecord[]): number {
  const outcomes = records.flatMap(({ keys }) => keys);
  const stopped = outcomes.find(({ exitCode }) => STOPPED.includes(exitCode));
  return (stopped ?? outcomes.find(({ exitCode }) => exitCode !== 0))?.exitCode ?? 0;
}

const STOPPED: readonly number[] = [exitCodes.interrupted, exitCodes.terminated, exitCodes.hangup];

/** What to do about a live key of the same purpose. */
export type IfExists = 'skip' | 'rotate' | 'error';

/** What a fleet is, and how it is worked through. */
export interface FleetSettings {
  /** As it was named. */
  readonly manifest: string;
  /** Such as `3/16`. */
  readonly shard: string;
  readonly signIns: readonly PlannedSignIn[];
  /** By the ids of the sign-ins. */
  readonly credentials: ReadonlyMap<string, FleetCredentials>;
  readonly journal: Journal;
  readonly ifExists: IfExists;
  /** How many sign in at the same time. */
  readonly concurrency: number;
  readonly browsers: readonly string[];
  readonly insecureTls: boolean;
  readonly acceptConsent: boolean;
  /** Milliseconds to wait for a server that is still starting. */
  readonly wait: number;
}

/** What all sign-ins of a fleet share. */
export interface FleetWork extends FleetSettings {
  readonly pool: BrowserPool;
  /** When the fleet began, as `performance.now()` gives it. */
  readonly begun: number;
  /** ISO 8601: keys that were delivered since then are not rotated again. */
  readonly rotatesSince: string | undefined;
  readonly follower: FleetFollower;
  /** The keys that are seen to already, by server, owner and purpose. */
  readonly claims: Set<string>;
}

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
  readonly bare: HttpClient;
  readonly owners: KeyOwners;
}
