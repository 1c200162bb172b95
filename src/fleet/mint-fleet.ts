import { BrowserPool } from '../browser/browser-pool.ts';
import { CredentialTries } from '../core/credential-tries.ts';
import { describeError, exitCodes } from '../core/failure.ts';
import type { Run } from '../core/run.ts';
import { AskedKeys } from './asked-keys.ts';
import { Slots } from './concurrency.ts';
import type { Fleet, FleetSettings } from './fleet.ts';
import { writeDown } from './journal.ts';
import type { FleetFollower } from './progress.ts';
import type { FleetRecord, SignInRecord } from './results.ts';
import { serveSignIn } from './serve-sign-in.ts';

// A step that takes longer waits for its server.
const STEP_PATIENCE_MS = 10_000;

// A rotation that was cut short is gone on with so long; after that, another is meant.
const MAX_ROTATION_MS = 24 * 3_600_000;

/**
 * Signs in to every server of a fleet, once for each user, and sees to the keys and identities that are wanted there. What fails on one server
 * stops no other.
 * @param follower hears of each key as soon as its outcome is known
 * @throws Failure, where nothing could be begun
 */
export async function mintFleet(
  settings: FleetSettings,
  follower: FleetFollower,
  run: Run,
): Promise<FleetRecord> {
  const { manifest, shard, signIns, journal, concurrency, ifExists } = settings;
  const [startedAt, begun] = [new Date().toISOString(), performance.now()];
  const rotation =
    ifExists === 'rotate' ? writeDown(() => journal.beginRotation(shard, MAX_ROTATION_MS)) : undefined;
  if (rotation && !rotation.isNew)
    run.info(
      `Going on with the rotation of ${rotation.since}, which was cut short: what it has delivered stays.`,
    );
  await using pool = new BrowserPool(settings, (message) => run.warn(message));
  const rotatesSince = rotation?.entry;
  const fleet: Fleet = {
    ...settings,
    pool,
    begun,
    rotatesSince,
    follower,
    claims: new Set(),
    asked: new AskedKeys(),
    tries: new CredentialTries(),
  };
  const slots = new Slots(concurrency, STEP_PATIENCE_MS, run.deadline);
  const serving: Promise<SignInRecord>[] = [];
  for (const signIn of signIns) {
    const slot = await slots.take();
    serving.push(serveSignIn(signIn, fleet, slot, run).finally(() => slot?.giveBack()));
  }
  const records = await Promise.all(serving);
  if (rotation && findExitCode(records) === 0) endRotation(journal, shard, run);
  const took = Math.round(performance.now() - begun);
  return { manifest, shard: shard === '1/1' ? null : shard, startedAt, took, concurrency, signIns: records };
}

function endRotation(journal: Fleet['journal'], shard: string, run: Run): void {
  try {
    journal.endRotation(shard);
  } catch (error) {
    run.alert(
      `The journal can no longer be written (${describeError(error)}): the next rotation goes on with this one, and replaces nothing that it has delivered; the one after that makes new keys.`,
    );
  }
}

/** @returns 0 only if every key and identity is there; else the code that the first that is not would have ended with alone */
export function findExitCode(records: readonly SignInRecord[]): number {
  const outcomes = records.flatMap(({ keys, trust }) => [...keys, ...trust]);
  const stopped = outcomes.find(({ exitCode }) => STOPPED.includes(exitCode));
  return (stopped ?? outcomes.find(({ exitCode }) => exitCode !== 0))?.exitCode ?? 0;
}

const STOPPED: readonly number[] = [
  exitCodes.interrupted,
  exitCodes.quit,
  exitCodes.terminated,
  exitCodes.hangup,
];
