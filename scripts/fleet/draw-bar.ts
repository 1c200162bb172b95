import { escapeHtml } from '../page/escape-html.ts';
import { describeDuration } from './describe-duration.ts';
import type { SignInRecord, StepRecord } from './record.ts';

/** Into how many parts a time line is cut: about one a pixel. */
export const PARTS = 1000;

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
export function drawBar(
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
  const title = `<title>${escapeHtml(describeSteps(begun, steps))}</title>`;
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
function describeSteps(begun: number, steps: readonly StepRecord[]): string {
  const sums = new Map<string, { times: number; took: number }>();
  for (const { step, took } of steps) {
    const { times, took: before } = sums.get(step) ?? { times: 0, took: 0 };
    sums.set(step, { times: times + 1, took: before + took });
  }
  const told = [...sums].map(([step, { times, took }]) => {
    return `${step}${times > 1 ? ` (${times} times)` : ''} ${describeDuration(took)}`;
  });
  return `After ${describeDuration(begun)}: ${told.join(', ') || 'no step'}`;
}
