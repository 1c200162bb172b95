const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

/** Tells milliseconds as exactly as one reads them: `850 ms`, `12.3 s`, `3 min 20 s`, `1 h 5 min`. */
export function describeDuration(milliseconds: number): string {
  const whole = Math.round(milliseconds);
  if (whole !== 0 && whole < SECOND) return `${whole} ms`;
  const tenths = Math.round(whole / 100) / 10;
  if (tenths < 60) return `${tenths} s`;
  const seconds = Math.round(whole / SECOND);
  if (seconds < 3600) return join(Math.floor(seconds / 60), 'min', seconds % 60, 's');
  const minutes = Math.round(whole / MINUTE);
  return join(Math.floor(minutes / 60), 'h', minutes % 60, 'min');
}

function join(large: number, unit: string, small: number, smallUnit: string): string {
  return small === 0 ? `${large} ${unit}` : `${large} ${unit} ${small} ${smallUnit}`;
}

/** Tells a moment to the minute, in UTC; what is none is told as it stands. */
export function describeMoment(text: string): string {
  const date = new Date(text);
  if (Number.isNaN(date.getTime())) return text;
  return `${date.toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}

const ROUND_TIMES = [
  ...[1, 2, 5, 10, 20, 50, 100, 200, 500],
  ...[1, 2, 5, 10, 15, 30].map((seconds) => seconds * SECOND),
  ...[1, 2, 5, 10, 15, 30].map((minutes) => minutes * MINUTE),
  ...[1, 2, 6, 12, 24].map((hours) => hours * HOUR),
];

/** @returns a round length of time that goes at most `count` times into the whole */
export function pickInterval(whole: number, count: number): number {
  return ROUND_TIMES.find((each) => whole / each <= count) ?? whole / count;
}
