import type { ServerFacts } from '../api/server-facts.ts';
import { describeError, exitCodes, Failure, type FailureKind } from '../core/failure.ts';
import { deriveRun, type Run } from '../core/run.ts';
import { accessLevels, actorTypes } from '../core/values.ts';
import { makeFoldersFor } from '../core/write.ts';
import { deliver, warnOfMissingFile } from '../delivery/deliver.ts';
import type { KeyJournal } from '../keys/earlier-runs.ts';
import type { MintedKey } from '../keys/mint.ts';
import { type KeyOutcome, provideKey, ReplacedKeyFailure } from '../keys/provide-key.ts';
import type { KeyWish } from '../keys/wish.ts';
import type { Session } from '../session/session.ts';
import type { FleetCredentials } from './credentials.ts';
import type { Fleet } from './fleet.ts';
import { writeDown, writeIfPossible } from './journal.ts';
import type { PlannedKey, PlannedSignIn } from './plan.ts';
import type { KeyRecord } from './results.ts';

/** A key of a fleet, and who signs in for it. */
export interface WantedKey {
  readonly key: PlannedKey;
  readonly signIn: PlannedSignIn;
  readonly credentials: FleetCredentials;
}

/** @returns what a manifest wants of a key */
export function wishOf(key: PlannedKey, ifExists: KeyWish['ifExists']): KeyWish {
  const { purpose, expiresIn, serviceAccount, createServiceAccount = false, team } = key;
  const { accessLevel, actorType } = key;
  return {
    ...{ purpose, expiresIn, serviceAccount, createServiceAccount, team, ifExists },
    accessLevel: accessLevel && accessLevels[accessLevel],
    actorType: actorType && actorTypes[actorType],
  };
}

/** Sees to it that one key of a fleet is there. It never throws: what went wrong is in the record. */
export async function providePlannedKey(
  wanted: WantedKey,
  session: Session,
  fleet: Fleet,
  run: Run,
): Promise<KeyRecord> {
  const begun = performance.now();
  const { key, signIn } = wanted;
  const { run: followed, step } = followStep(run);
  const end = (record: KeyRecord) => ({ ...record, took: Math.round(performance.now() - begun) });
  try {
    const wish = wishOf(key, fleet.ifExists);
    const deliverIt = (made: MintedKey) => deliverTo(key.deliver, signIn.url, made, followed);
    const journal = journalOf(wanted, session.server, fleet, followed);
    const outcome = await provideKey(session, wish, deliverIt, followed, journal);
    if (outcome.outcome === 'skipped')
      warnOfMissingFile(outcome.key.id, key.deliver.file, 'use --if-exists rotate', run);
    return end(recordOutcome(wanted, outcome));
  } catch (error) {
    const failure = recordFailure(wanted, error, step());
    if (!(error instanceof ReplacedKeyFailure)) return end(failure);
    // The new key is held all the same.
    const { error: message, kind, exitCode } = failure;
    const kept = recordOutcome(wanted, error.outcome);
    return end({ ...kept, outcome: 'failed', error: message, kind, exitCode, step: 'revoke the old key' });
  }
}

/** @returns a run for one of several that go on in a sign-in, and which step it is at */
export function followStep(run: Run): { readonly run: Run; readonly step: () => string | undefined } {
  let step: string | undefined;
  const followed = deriveRun(run, {
    step: (name, announcement, work) => {
      step = name;
      return run.step(name, announcement, work);
    },
  });
  return { run: followed, step: () => step };
}

async function deliverTo(
  { file, command, format = 'raw' }: PlannedKey['deliver'],
  url: string,
  key: MintedKey,
  run: Run,
): Promise<void> {
  if (file) makeFolder(file);
  const settings = { format, out: file, pipeTo: command, ci: false, githubEnv: false };
  await deliver({ url, ...key }, settings, process.stdout, run);
}

function makeFolder(file: string): void {
  try {
    makeFoldersFor(file);
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

function journalOf(
  { key, signIn }: WantedKey,
  server: Pick<ServerFacts, 'installationId' | 'clockAhead'>,
  fleet: Fleet,
  run: Run,
): KeyJournal {
  const { journal, rotatesSince, claims, asked } = fleet;
  let place = { installationId: server.installationId, userId: '', target: key.id };
  return {
    claim: (userId) => {
      place = { ...place, userId };
      // Two entries may mean one key, under two names of one user: the second would take the first's for what it replaces.
      const claim = `${signIn.url} ${userId} ${key.purpose}`;
      if (claims.has(claim)) throw failClaimed(userId, key.purpose);
      claims.add(claim);
    },
    requireOwn: (keys) => {
      if (keys.some((each) => asked.isAnothers(each, place, server)))
        throw failClaimed(place.userId, key.purpose);
    },
    unsettled: () => journal.unsettled(key.id),
    hasDelivered: (keyId) => journal.hasDelivered(key.id, keyId),
    settle: (attempt) => writeIfPossible(run, () => journal.noteSettled(attempt)),
    lastDelivered: () => {
      const last = journal.lastDelivered(key.id, place);
      if (!last) return undefined;
      const { entry, ...delivered } = last;
      return { ...delivered, isOfThisRotation: rotatesSince !== undefined && entry > rotatesSince };
    },
    begin: (expires, before, at, replaces) => {
      const [until, time] = [expires?.toISOString() ?? null, at.toISOString()];
      const attempt = writeDown(() => journal.ask(key.id, until, before ?? null, time, place, replaces));
      if (expires && !before) asked.note(expires, place);
      return {
        made: (keyId) => {
          asked.note(keyId, place);
          writeDown(() => journal.noteMade(attempt, keyId));
        },
        // It is held by then.
        delivered: () => writeIfPossible(run, () => journal.noteDelivered(attempt)),
        settled: () => writeIfPossible(run, () => journal.noteSettled(attempt)),
      };
    },
  };
}

function failClaimed(userId: string, purpose: string): Failure {
  return new Failure({
    kind: 'options',
    attempt: 'mint a key',
    reason: `another entry of the manifest wants the key of ${userId} with the purpose "${purpose}", too`,
    hint: 'Leave one of them out, or give it another purpose.',
  });
}

function recordOutcome(wanted: WantedKey, { outcome, key, replaced }: KeyOutcome): KeyRecord {
  const { id: keyId, created = null, expires = null } = key;
  return { ...record(wanted, outcome), keyId, created, expires, replaced };
}

/** @param step during which it was thrown */
export function recordFailure(wanted: WantedKey, error: unknown, step: string | undefined): KeyRecord {
  return { ...record(wanted, 'failed'), ...describeFailure(error, step), deliveredTo: null };
}

/** @returns what a record of something wanted tells of what was thrown */
export function describeFailure(error: unknown, step: string | undefined) {
  const kind: FailureKind = error instanceof Failure ? error.kind : 'defect';
  return { error: describeError(error), kind, exitCode: exitCodes[kind], step: step ?? null };
}

function record({ key, signIn, credentials }: WantedKey, outcome: KeyRecord['outcome']): KeyRecord {
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
