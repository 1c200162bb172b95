import type { ListedApiKey } from '../api/schemas.ts';
import { readServerTime, type ServerFacts } from '../api/server-facts.ts';
import { Failure } from '../core/failure.ts';
import type { Run } from '../core/run.ts';
import { formatMoment, readInstant } from '../core/text.ts';
import { sayWhole } from './revoke.ts';

/** When the keys of a purpose are replaced, and what becomes of the old ones; in milliseconds. */
export interface RotationWish {
  /** A newest key that is younger stays as it is; undefined: it is replaced, whatever its age. */
  readonly ifOlderThan?: number | undefined;
  /** How long an old key lives on beside a newer one; undefined: it is revoked once the new one is delivered. */
  readonly overlap?: number | undefined;
}

/** What is to be done about the living keys of a purpose. */
export interface Rotation {
  /** The newest, if it is young enough to stay. */
  readonly kept: ListedApiKey | undefined;
  /** The oldest first: the key that speaks for them is mostly a newer one. */
  readonly replaced: readonly ListedApiKey[];
  /** Old ones that live on. */
  readonly left: readonly LeftKey[];
}

interface LeftKey {
  readonly id: string;
  /** From when on a run with the same overlap revokes it. */
  readonly until?: Date;
  /** Why it is left for longer, or for good. */
  readonly doubt?: string;
}

// Runs at the same moment may deliver in another order than they made their keys in: the newer one need not be the one that is held.
const RIVAL_MS = 5 * 60_000;
// A run uses its key once, to verify it.
const VERIFYING_MS = 5 * 60_000;

/**
 * Decides which keys of a purpose a rotation replaces. Nothing stays running to revoke what lives on for an overlap, and no server
 * changes the expiry of a key: each run revokes what was replaced by a key that is older than the overlap.
 * @param live the living keys of the purpose
 * @throws Failure of kind `key`, where the server does not say how old they are and that matters
 */
export function planRotation(
  live: readonly ListedApiKey[],
  { ifOlderThan, overlap }: RotationWish,
  server: ServerFacts,
): Rotation {
  if (ifOlderThan === undefined && overlap === undefined)
    return { kept: undefined, replaced: live.toReversed(), left: [] };
  const now = readServerTime(server).getTime();
  const latest = Math.max(Date.now(), now);
  const byAge = live.map((key) => readAge(key, latest)).sort((one, other) => other.created - one.created);
  const [newest] = byAge;
  const isYoung = newest !== undefined && ifOlderThan !== undefined && newest.created > now - ifOlderThan;
  const kept = isYoung ? newest.key : undefined;
  const others = isYoung ? byAge.slice(1) : byAge;
  if (overlap === undefined) {
    if (!kept) return { kept, replaced: live.toReversed(), left: [] };
    return { kept, replaced: [], left: others.map(({ key }) => ({ id: key.Id, doubt: LEFT_TO_THE_NEXT })) };
  }
  // What is revoked is gone: its replacement must be old by this machine's clock, too.
  const surely = Math.min(Date.now(), now);
  const judged = others.map((each) => ({ ...each, fate: judge(each, byAge, overlap, surely, !isYoung) }));
  return {
    kept,
    replaced: judged.flatMap(({ key, fate }) => (fate === 'replaced' ? [key] : [])).reverse(),
    left: judged.flatMap(({ key, fate }) => (fate === 'replaced' ? [] : [{ id: key.Id, ...fate }])),
  };
}

const LEFT_TO_THE_NEXT =
  'nothing says since when it is not needed: the next rotation revokes it, or a run with --overlap';
const SAME_MOMENT =
  'another of that purpose was made at the same moment, and nothing says which of them is held: the next rotation replaces both';

interface Aged {
  readonly key: ListedApiKey;
  readonly created: number;
}

// More than any zone that somebody may have left out.
const MAX_AHEAD_MS = 86_400_000;

/** One that was made in the future, as by a clock that was wrong then, would be young for as long. */
function readAge(key: ListedApiKey, now: number): Aged {
  const created = readInstant(key.Created);
  if (created <= now + MAX_AHEAD_MS) return { key, created };
  const told = Number.isNaN(created)
    ? `the server does not say when ${key.Id} was made`
    : `the server says that ${key.Id} was made in the future (${formatMoment(key.Created ?? '')})`;
  throw new Failure({
    kind: 'key',
    attempt: 'rotate the key',
    reason: sayWhole(told),
    hint: 'Leave --if-older-than and --overlap out.',
  });
}

/** @param isReplacedNow whether a new key is about to take the place of all that there are */
function judge(
  old: Aged,
  all: readonly Aged[],
  overlap: number,
  now: number,
  isReplacedNow: boolean,
): 'replaced' | Omit<LeftKey, 'id'> {
  const newer = all.filter(({ created }) => created - old.created > RIVAL_MS);
  const due = newer.filter(({ created }) => created <= now - overlap);
  const isHeld = (replacement: Aged) => !isUnheld(replacement, old);
  if (due.some(isHeld)) return 'replaced';
  const [unheld] = due;
  if (unheld && !isReplacedNow) return { doubt: describeUnheld(old, unheld) };
  // What took its place and perhaps nobody holds has begun nothing.
  const since = isReplacedNow
    ? Math.min(...newer.filter(isHeld).map(({ created }) => created), now)
    : Math.min(...newer.map(({ created }) => created));
  return Number.isFinite(since) ? { until: new Date(since + overlap) } : { doubt: SAME_MOMENT };
}

/**
 * A run that was killed before it delivered leaves a key that nobody holds. Servers since 2026 say when keys were used (facts 2.2):
 * of one that was never used after its making, while the old one was, that may be so.
 */
function isUnheld(replacement: Aged, old: Aged): boolean {
  const [lastUse, oldUse] = [replacement, old].map(({ key }) => Date.parse(key.LastUsedTimeStamp ?? ''));
  const isUsed = lastUse !== undefined && lastUse > replacement.created + VERIFYING_MS;
  return !isUsed && oldUse !== undefined && oldUse > replacement.created + VERIFYING_MS;
}

function describeUnheld({ key: old }: Aged, { key }: Aged): string {
  return `it was used ${formatMoment(old.LastUsedTimeStamp ?? '')}, while ${key.Id}, which took its place, never was since it was made: perhaps nobody holds that one. Rotate without --if-older-than, or revoke the old one with revoke-key --id`;
}

/** Tells of each old key that lives on until when that is, or why. */
export function tellOfLeft(left: readonly LeftKey[], run: Run): void {
  for (const { id, until, doubt } of left) {
    if (until)
      run.info(
        sayWhole(
          `The old key ${id} lives on: nothing revokes it by itself, but the first run of rotate-key with the same --purpose and --overlap after ${formatMoment(until.toISOString())}.`,
        ),
      );
    else run.warn(sayWhole(`The old key ${id} lives on: ${doubt}.`));
  }
}

/** Warns of a key that ends before it is old enough to be replaced: there would be none from then on. */
export function warnOfEarlyEnd(
  { id, created, expires }: { readonly id: string } & Record<'created' | 'expires', string | undefined>,
  { ifOlderThan }: RotationWish,
  run: Run,
): void {
  if (ifOlderThan === undefined || created === undefined || expires === undefined) return;
  if (Date.parse(expires) - Date.parse(created) > ifOlderThan) return;
  run.warn(
    sayWhole(
      `The key ${id} ends ${formatMoment(expires)}, before --if-older-than lets a run replace it: give keys a longer life, or a shorter --if-older-than.`,
    ),
  );
}
