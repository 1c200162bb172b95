import type { CreatedApiKey, ListedApiKey } from '../api/schemas.ts';

// How what was asked for may come back: servers keep less of an expiry, cut it down, or trim a purpose.

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const DAY = 24 * 60 * MINUTE;

/** What is told of a key, by the reply to the request for it or by the key list. */
export type Told = Pick<CreatedApiKey, 'Purpose' | 'Created' | 'Expires'>;

/** What a key was asked for with. */
export interface Asked {
  readonly purpose: string;
  /** Undefined: never. */
  readonly expires: Date | undefined;
  /** When; undefined where nobody knows any more. */
  readonly at: Date | undefined;
  /** The keys from before, where the expiry does not tell ours from another's of the same purpose. */
  readonly before: readonly (string | { readonly Id: string })[] | undefined;
  /** The keys from before, as far as they were read. */
  readonly listed?: readonly { readonly Id: string }[];
}

/**
 * @returns the key that can be nobody's but ours: one that bears, to the millisecond, the instant that only we asked for. A
 *   server that keeps less of an instant has none.
 */
export function findSurelyOurs(keys: readonly ListedApiKey[], asked: Asked): ListedApiKey | undefined {
  const exact = findExact(keys, asked);
  return exact.length === 1 ? exact[0] : undefined;
}

/** @returns the keys that bear, to the millisecond, the instant that only we asked for: more than one, where the request was sent twice on its way */
export function findExact(
  keys: readonly ListedApiKey[],
  { purpose, expires, before }: Asked,
): ListedApiKey[] {
  if (before !== undefined || expires === undefined || expires.getTime() % SECOND === 0) return [];
  return keys.filter(
    ({ Purpose, Expires }) =>
      mayBeKeptAs(Purpose ?? '', purpose) && Expires != null && Date.parse(Expires) === expires.getTime(),
  );
}

/** @returns the keys that a server could have made of what was asked for, at that time, and that were not there before */
export function findPossiblyOurs(keys: readonly ListedApiKey[], asked: Asked): ListedApiKey[] {
  const { purpose, before = [], listed = [] } = asked;
  const known = new Set([...before, ...listed].map((key) => (typeof key === 'string' ? key : key.Id)));
  return keys.filter(
    (key) =>
      mayBeKeptAs(key.Purpose ?? '', purpose) &&
      !known.has(key.Id) &&
      mayExpireAs(key, asked) &&
      isMadeThen(key, asked),
  );
}

/** Whether a server could tell an expiry as that, when it was asked for another one, or for none. */
export function mayExpireAs({ Created, Expires }: Told, { expires, before }: Asked): boolean {
  return mayStandFor(Expires, expires, before !== undefined) || isCapped(Expires, Created, expires);
}

// SQL Server's `datetime` keeps every 300th part of a second, and rounds to it.
const DATETIME_MS = 4;

/**
 * Whether a server could tell an expiry as that, when it was asked for the other: it may keep parts of seconds, whole seconds,
 * minutes or days alone, and days begin at a full quarter of an hour somewhere on earth.
 * @param mayBeUnlisted whether it may list none, as servers before 2020.6
 */
export function mayStandFor(
  listed: string | null | undefined,
  asked: Date | undefined,
  mayBeUnlisted: boolean,
): boolean {
  if (asked === undefined) return true;
  if (listed == null) return mayBeUnlisted;
  const instant = Date.parse(listed);
  const units = [DAY, MINUTE, SECOND, SECOND / 10, SECOND / 100];
  const unit = units.find((each) => instant % (each === DAY ? 15 * MINUTE : each) === 0) ?? DATETIME_MS;
  return Math.abs(instant - asked.getTime()) < unit;
}

/** Whether an expiry can be the most that a server allows: whole days from the making, by the server's own clock. */
function isCapped(
  told: string | null | undefined,
  created: string | null | undefined,
  asked: Date | undefined,
): boolean {
  if (told == null || created == null || asked === undefined || Date.parse(told) > asked.getTime())
    return false;
  const days = Math.round((Date.parse(told) - Date.parse(created)) / DAY);
  const most = Date.parse(created) + days * DAY;
  return days > 0 && (Math.abs(Date.parse(told) - most) < SECOND || mayStandFor(told, new Date(most), false));
}

/**
 * Whether a key is of the moment in which it was asked for: an expiry near the one that was asked for says so by itself; one that the
 * server cut to days, or cut down, may be that of any key of the last days.
 */
export function isMadeThen({ Created, Expires }: Told, { at, expires, before }: Asked): boolean {
  if (before !== undefined || expires === undefined || at === undefined) return true;
  return Math.abs(Date.parse(Expires ?? '') - expires.getTime()) < MINUTE || isOfThen(Created, at);
}

// How far the server's clock may be from ours.
const MAX_CLOCK_SKEW_MS = 10 * 60_000;

/** What was made at another time was made by somebody else; what does not say when may have been made then. */
export function isOfThen(created: string | null | undefined, at: Date): boolean {
  const instant = Date.parse(created ?? '');
  return Number.isNaN(instant) || Math.abs(instant - at.getTime()) < MAX_CLOCK_SKEW_MS;
}

// No server is known to have a limit, and nobody would set a shorter one.
const MIN_PURPOSE_LIMIT = 50;

/** Whether a server could tell a purpose as that: it may trim it, or cut it off. */
export function mayBeKeptAs(told: string, asked: string): boolean {
  const [kept, whole] = [simplify(told), simplify(asked)];
  // One character less, where it cut off behind a space.
  return kept === whole || (kept.length >= MIN_PURPOSE_LIMIT - 1 && whole.startsWith(kept));
}

function simplify(purpose: string): string {
  return purpose.normalize('NFKC').replace(/\s+/g, ' ').trim().toLowerCase();
}
