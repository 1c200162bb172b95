import { countOf, escapeHtml, formatDuration, formatMoment } from '../core/text.ts';
import type { FleetRecord, KeyRecord } from '../fleet/results.ts';
import { redactor } from '../secrets/redactor.ts';
import { FLEET_STYLE } from './fleet-style.ts';
import { labelCells, writePage, writeSections } from './page.ts';
import { LINE_COLUMNS, writeTimeLine } from './time-line.ts';

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
    writeSections([
      { id: 'failed', title: 'Failed keys', content: writeFailures(failed) },
      { id: 'line', title: 'Time line', content: writeTimeLine(record) },
      { id: 'keys', title: 'All keys', content: writeKeyTable(keys) },
    ]),
  ].join('\n');
  const style = [FLEET_STYLE, labelCells('line', LINE_COLUMNS), labelCells('keys', COLUMNS)].join('');
  return redactLines(writePage(`Keys of a fleet: ${record.manifest}`, body, style));
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
  if (failed > 0) return `<p class="verdict bad">✗ ${failed} of ${countOf(all, 'key')} failed.</p>`;
  return `<p class="verdict">✓ None of ${countOf(all, 'key')} failed.</p>`;
}

function writeFacts(record: FleetRecord, keys: readonly KeyRecord[]): string {
  const count = (wanted: KeyRecord['outcome']) => keys.filter(({ outcome }) => outcome === wanted).length;
  const [minted, rotated] = [count('minted'), count('rotated')];
  const facts: readonly (readonly [string, string | number | null])[] = [
    ['Minted', minted],
    ['Rotated', rotated],
    ['Skipped', count('skipped')],
    ['Failed', count('failed')],
    ['Took', formatDuration(record.took)],
    ['Keys made a second', formatRate(minted + rotated, record.took)],
    ['Concurrency', record.concurrency],
    ['Started', formatMoment(record.startedAt)],
    ['Manifest', record.manifest],
    ['Shard', record.shard],
  ];
  const shown = facts.filter(([, value]) => value !== null);
  return `<dl class="facts">
${shown.map(([name, value]) => `<div><dt>${name}</dt><dd>${escapeHtml(String(value))}</dd></div>`).join('\n')}
</dl>`;
}

/** To skip a key, or to fail at it, is no speed. */
function formatRate(made: number, took: number): string {
  return took > 0 ? String(Number(((made / took) * 1000).toPrecision(2))) : '–';
}

/** Writes what failed, server by server: keys that failed alike, as those of one sign-in do, share an entry. */
function writeFailures(failed: readonly KeyRecord[]): string {
  return group(failed, ({ server, url }) => [server, url])
    .map(writeServer)
    .join('\n');
}

function writeServer(keys: readonly [KeyRecord, ...KeyRecord[]]): string {
  const [{ server, url }] = keys;
  const alike = group(keys, ({ user, step, error, exitCode }) => [user, step, error, exitCode]);
  return `<h3><bdi>${escapeHtml(server)}</bdi> <small>${escapeHtml(url)}</small></h3>
<ul class="failures">
${alike.map(writeAlike).join('\n')}
</ul>`;
}

function writeAlike([first, ...more]: readonly [KeyRecord, ...KeyRecord[]]): string {
  const { user, step, error, exitCode, kind } = first;
  const facts = [
    ['User', user === null ? 'not known' : `<bdi>${escapeHtml(user)}</bdi>`],
    ['Step', escapeHtml(step ?? 'none')],
    ['Exit code', kind === null ? `${exitCode}` : `${exitCode} (${escapeHtml(kind)})`],
    ['Key', `${nameKey(first)}${writeMore(more)}`],
  ];
  return `<li>
<p class="bad">✗ ${escapeHtml(error ?? 'Nothing is known of the reason.')}</p>
<dl>${facts.map(([name, value]) => `<div><dt>${name}</dt><dd>${value}</dd></div>`).join('')}</dl>
</li>`;
}

function nameKey({ purpose, serviceAccount }: KeyRecord): string {
  const owner = serviceAccount === null ? '' : ` for <bdi>${escapeHtml(serviceAccount)}</bdi>`;
  return `<bdi>${escapeHtml(purpose)}</bdi>${owner}`;
}

function writeMore(keys: readonly KeyRecord[]): string {
  if (keys.length === 0) return '';
  const summary = keys.length === 1 ? 'and 1 more key' : `and ${keys.length} more keys`;
  return `<details><summary>${summary}</summary>${keys.map(nameKey).join('<br>\n')}</details>`;
}

/** Puts together what has the same marks, in the order in which each comes first. */
function group<T>(all: readonly T[], mark: (each: T) => readonly unknown[]): (readonly [T, ...T[]])[] {
  const groups = new Map<string, [T, ...T[]]>();
  for (const each of all) {
    const name = JSON.stringify(mark(each));
    const known = groups.get(name);
    if (known) known.push(each);
    else groups.set(name, [each]);
  }
  return [...groups.values()];
}

const NONE = '–';
const COLUMNS = [
  ...['Server', 'User or service account', 'Purpose', 'Outcome'],
  ...['Key id', 'Expires', 'Delivered to', 'Took'],
];

/** Writes every key of a fleet, one a row. */
function writeKeyTable(keys: readonly KeyRecord[]): string {
  if (keys.length === 0) return '';
  return `<div class="rows" style="--rows:${keys.length}">
<table class="keys">
<thead><tr>${COLUMNS.map((column) => `<th scope="col">${column}</th>`).join('')}</tr></thead>
<tbody>
${keys.map(writeKey).join('\n')}
</tbody>
</table>
</div>`;
}

/** Without the end tags that HTML does not need: a fleet has many rows. */
function writeKey(key: KeyRecord): string {
  const { server, user, serviceAccount, purpose, keyId, deliveredTo, took } = key;
  const cells = [serviceAccount ?? user, purpose].map((text) => escapeHtml(text ?? NONE));
  const rest = [keyId, formatExpiry(key), deliveredTo, formatDuration(took)];
  return [
    `<tr><th scope=row>${escapeHtml(server)}`,
    ...cells,
    describeOutcome(key),
    ...rest.map((text) => escapeHtml(text ?? NONE)),
  ].join('<td>');
}

function describeOutcome({ outcome, replaced }: KeyRecord): string {
  if (outcome === 'failed') return '<b class=bad>✗ failed</b>';
  return replaced.length === 0 ? outcome : `${outcome}, revoked ${replaced.map(escapeHtml).join(', ')}`;
}

function formatExpiry({ keyId, expires }: KeyRecord): string {
  if (expires !== null) return formatMoment(expires);
  return keyId === null ? NONE : 'never';
}
