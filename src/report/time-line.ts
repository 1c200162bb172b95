import { escapeHtml, formatDuration, pickInterval } from '../core/text.ts';
import type { FleetRecord, SignInRecord, StepRecord } from '../fleet/results.ts';
import { nameColour } from './fleet-style.ts';

const MAX_TICKS = 6;

/** What a row of it tells before it draws the steps. */
export function nameLineColumns({ signIns }: FleetRecord): string[] {
  const what = signIns.some(({ trust }) => trust.length > 0) ? 'Keys, identities' : 'Keys';
  return ['Server, user', 'Browser', what, 'Took'];
}

/** Writes when each sign-in did what, one a row: those that failed first, then as they began. */
export function writeTimeLine(record: FleetRecord): string {
  const { signIns, took } = record;
  if (signIns.length === 0) return '';
  const whole = signIns.reduce((end, each) => Math.max(end, each.begun + each.took), Math.max(took, 1));
  const interval = pickInterval(whole, MAX_TICKS);
  const times = gatherTimes(signIns);
  const colours = new Map([...times.keys()].map((step, at) => [step, nameColour(at)]));
  const heads = nameLineColumns(record).map((column) => `<th scope="col">${column}</th>`);
  return `${writeLegend(times, colours)}
<div class="rows" style="--rows:${signIns.length}">
<table class="line" style="--tick:${(interval / whole) * 100}%">
<thead><tr>${heads.join('')}
<th scope="col"><span class="unseen">Steps</span>${writeAxis(whole, interval)}</th></tr></thead>
<tbody>
${sort(signIns)
  .map((signIn) => writeSignIn(signIn, PARTS / whole, colours))
  .join('\n')}
</tbody>
</table>
</div>`;
}

/** How long each step took, each time; in the order of the longest sign-in, since one that failed skips some. */
function gatherTimes(signIns: readonly SignInRecord[]): Map<string, number[]> {
  const times = new Map<string, number[]>();
  const longestFirst = [...signIns].sort((a, b) => b.steps.length - a.steps.length);
  for (const { step, took } of longestFirst.flatMap(({ steps }) => steps)) {
    const known = times.get(step);
    if (known) known.push(took);
    else times.set(step, [took]);
  }
  return times;
}

function writeLegend(
  times: ReadonlyMap<string, readonly number[]>,
  colours: ReadonlyMap<string, string>,
): string {
  if (times.size === 0) return '';
  const entries = [...times].map(([step, each]) => {
    const line = `<path class="${colours.get(step)}" d="M0,.5h1"/>`;
    const swatch = `<svg viewBox="0 0 1 1" aria-hidden="true">${line}</svg>`;
    const median = [...each].sort((a, b) => a - b)[each.length >> 1] ?? 0;
    return `<li>${swatch}${escapeHtml(step)} <small>${formatDuration(median)}</small></li>`;
  });
  return `<p>The steps of a sign-in, each with its median:</p>
<ul class="legend">
${entries.join('\n')}
</ul>`;
}

/** Where on the axis there is room for the name of a tick before its end. */
const LAST_NAMED = 0.85;

function writeAxis(whole: number, interval: number): string {
  const ticks = Array.from({ length: Math.floor(whole / interval) + 1 }, (_, at) => at * interval);
  const named = ticks.filter((tick) => tick / whole <= LAST_NAMED);
  const marks = named.map(
    (tick) => `<span style="left:${(tick / whole) * 100}%">${formatDuration(tick)}</span>`,
  );
  return `<div class="axis" aria-hidden="true">${marks.join('')}</div>`;
}

function sort(signIns: readonly SignInRecord[]): SignInRecord[] {
  const rank = (signIn: SignInRecord) => (countFailed(signIn) > 0 ? 0 : 1);
  return [...signIns].sort((a, b) => rank(a) - rank(b) || a.begun - b.begun);
}

/** Without the end tags that HTML does not need: a fleet has many rows. */
function writeSignIn(signIn: SignInRecord, scale: number, colours: ReadonlyMap<string, string>): string {
  const { server, user, browser, took } = signIn;
  const all = signIn.keys.length + signIn.trust.length;
  const failed = countFailed(signIn);
  const who = user === null ? '' : ` <small>${escapeHtml(user)}</small>`;
  return [
    `<tr><th scope=row>${escapeHtml(server)}${who}`,
    escapeHtml(browser ?? 'none'),
    failed > 0 ? `<b class=bad>✗ ${failed} of ${all} failed</b>` : `${all}`,
    formatDuration(took),
    drawBar(signIn, scale, colours, failed > 0),
  ].join('<td>');
}

function countFailed({ keys, trust }: SignInRecord): number {
  return [...keys, ...trust].filter(({ outcome }) => outcome === 'failed').length;
}

/** Into how many parts a time line is cut: about one a pixel. */
const PARTS = 1000;

interface Segment {
  readonly colour: string;
  readonly from: number;
  to: number;
}

/**
 * Draws a sign-in as a bar of its steps, which it tells in words, too.
 * @param scale parts a millisecond
 * @param colours the class of each step
 */
function drawBar(
  { begun, took, steps }: SignInRecord,
  scale: number,
  colours: ReadonlyMap<string, string>,
  hasFailed: boolean,
): string {
  const from = Math.round(begun * scale);
  const to = Math.max(from + 1, Math.round((begun + took) * scale));
  const segments = cutSegments(steps, scale, colours).map(
    ({ colour, from, to }) => `<path class=${colour} d=M${from},.5h${to - from} />`,
  );
  const end = hasFailed ? `<u style=left:${to / (PARTS / 100)}% aria-hidden=true>✗</u>` : '';
  const whole = `<path d=M${from},.5h${to - from} />`;
  const title = `<title>${escapeHtml(formatSteps(begun, steps))}</title>`;
  return [
    `<div><svg viewBox="0 0 ${PARTS} 1" preserveAspectRatio=none role=img>${title}`,
    whole,
    ...segments,
    `</svg>${end}</div>`,
  ].join('');
}

/** What falls into a part that is drawn already is left out: a sign-in that mints 100 keys has 300 steps. */
function cutSegments(
  steps: readonly StepRecord[],
  scale: number,
  colours: ReadonlyMap<string, string>,
): Segment[] {
  const segments: Segment[] = [];
  let drawn = 0;
  for (const { step, begun, took } of steps) {
    const colour = colours.get(step) ?? '';
    const from = Math.max(drawn, Math.round(begun * scale));
    const to = Math.max(Math.round(begun * scale) + 1, Math.round((begun + took) * scale));
    if (to <= from) continue;
    const last = segments.at(-1);
    if (last?.colour === colour && last.to === from) last.to = to;
    else segments.push({ colour, from, to });
    drawn = to;
  }
  return segments;
}

/** `After 1.2 s: sign in 0.9 s, mint the key (3 times) 0.4 s` */
function formatSteps(begun: number, steps: readonly StepRecord[]): string {
  const sums = new Map<string, { times: number; took: number }>();
  for (const { step, took } of steps) {
    const { times, took: before } = sums.get(step) ?? { times: 0, took: 0 };
    sums.set(step, { times: times + 1, took: before + took });
  }
  const parts = [...sums].map(([step, { times, took }]) => {
    return `${step}${times > 1 ? ` (${times} times)` : ''} ${formatDuration(took)}`;
  });
  return `After ${formatDuration(begun)}: ${parts.join(', ') || 'no step'}`;
}
