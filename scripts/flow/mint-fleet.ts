import { BrowserPool } from '../browser/browser-pool.ts';
import { exitCodes } from '../failure/failure.ts';
import { Places } from '../fleet/places.ts';
import type { FleetFollower } from '../fleet/progress.ts';
import type { FleetRecord, SignInRecord } from '../fleet/record.ts';
import type { Run } from '../run/run.ts';
import type { FleetSettings, FleetWork } from './fleet-work.ts';
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
