import { formatDuration } from '../core/text.ts';

// A reply tells whole seconds, and takes a moment.
const TOLD_TO_MS = 1_000;
// Nobody's clock is further off; what says so is none.
const MAX_DIFFERENCE_MS = 365 * 86_400_000;

/**
 * How far the clock of whoever made a reply is ahead of this machine's.
 * @param headers of the reply, by name in lower case
 * @param askedAt when it was asked for, as `Date.now` tells it
 * @returns milliseconds; undefined where the reply does not tell, or is a stored one
 */
export function readClockAhead(
  { date, age }: Readonly<Record<string, string | undefined>>,
  askedAt: number,
): number | undefined {
  const told = Date.parse(date ?? '') + TOLD_TO_MS / 2;
  const ahead = Math.round(told - (askedAt + Date.now()) / 2);
  return age !== undefined || !(Math.abs(ahead) < MAX_DIFFERENCE_MS) ? undefined : ahead;
}

/** @returns as in "5 min ahead of this machine's" */
export function describeClockAhead(ahead: number): string {
  const seconds = Math.round(Math.abs(ahead) / 1000) * 1000;
  return `${formatDuration(seconds)} ${ahead > 0 ? 'ahead of' : 'behind'} this machine's`;
}
