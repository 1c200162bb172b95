import { escapeHtml } from '../page/escape-html.ts';
import { writePage } from '../page/write-page.ts';
import { redactor } from '../secret/redactor.ts';
import { describeDuration, describeMoment } from './describe-duration.ts';
import type { FleetRecord, KeyOutcome } from './record.ts';
import { REPORT_STYLE } from './report-style.ts';
import { writeFailures } from './write-failures.ts';
import { writeKeyTable } from './write-key-table.ts';
import { writeTimeLine } from './write-time-line.ts';

/** Writes what became of a fleet as one page: what failed, when each sign-in did what, every key. */
export function writeReport(record: FleetRecord): string {
  const keys = record.signIns.flatMap((signIn) => signIn.keys);
  const failed = keys.filter(({ outcome }) => outcome === 'failed');
  const body = [
    '<header>',
    '<h1>Keys of a fleet</h1>',
    writeVerdict(keys.length, failed.length),
    writeFacts(record, keys),
    '</header>',
    writeFailures(failed),
    writeTimeLine(record),
    writeKeyTable(keys),
  ].join('\n');
  return redactLines(writePage(`Keys of a fleet: ${record.manifest}`, body, REPORT_STYLE));
}

/**
 * Nothing from outside reaches over a line's end, so no secret does. A text that escapes a letter anywhere is
 * searched far more slowly: cut in lines, only the lines that do are.
 */
function redactLines(page: string): string {
  return page
    .split('\n')
    .map((line) => redactor.redact(line))
    .join('\n');
}

function writeVerdict(all: number, failed: number): string {
  if (failed > 0) return `<p class="verdict bad">✗ ${failed} of ${countKeys(all)} failed.</p>`;
  return `<p class="verdict">✓ None of ${countKeys(all)} failed.</p>`;
}

function countKeys(count: number): string {
  return count === 1 ? '1 key' : `${count} keys`;
}

function writeFacts(record: FleetRecord, keys: readonly KeyOutcome[]): string {
  const count = (wanted: KeyOutcome['outcome']) => keys.filter(({ outcome }) => outcome === wanted).length;
  const [minted, rotated] = [count('minted'), count('rotated')];
  const facts: readonly (readonly [string, string | number | null])[] = [
    ['Minted', minted],
    ['Rotated', rotated],
    ['Skipped', count('skipped')],
    ['Failed', count('failed')],
    ['Took', describeDuration(record.took)],
    ['Keys made a second', describeRate(minted + rotated, record.took)],
    ['Concurrency', record.concurrency],
    ['Started', describeMoment(record.startedAt)],
    ['Manifest', record.manifest],
    ['Shard', record.shard],
  ];
  const shown = facts.filter(([, value]) => value !== null);
  return `<dl class="facts">
${shown.map(([name, value]) => `<div><dt>${name}</dt><dd>${escapeHtml(String(value))}</dd></div>`).join('\n')}
</dl>`;
}

/** To skip a key, or to fail at it, is no speed. */
function describeRate(made: number, took: number): string {
  return took > 0 ? String(Number(((made / took) * 1000).toPrecision(2))) : '–';
}
