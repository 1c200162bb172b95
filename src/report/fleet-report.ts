import { escapeHtml, formatDuration, formatMoment } from '../core/text.ts';
import { countTogether } from '../fleet/plan.ts';
import type { FleetRecord, KeyRecord, TrustRecord } from '../fleet/results.ts';
import { redactor } from '../secrets/redactor.ts';
import { FLEET_STYLE } from './fleet-style.ts';
import { labelCells, writePage, writeSections } from './page.ts';
import { nameLineColumns, writeTimeLine } from './time-line.ts';

/** Writes what became of a fleet as one page: what failed, when each sign-in did what, every key and identity. */
export function writeReport(record: FleetRecord): string {
  const keys = record.signIns.flatMap((signIn) => signIn.keys);
  const trust = record.signIns.flatMap((signIn) => signIn.trust);
  const failed = [...keys, ...trust].filter(({ outcome }) => outcome === 'failed');
  const body = [
    '<header>',
    '<h1>Keys of a fleet</h1>',
    writeVerdict(countTogether(keys.length, trust.length), failed.length),
    writeFacts(record, keys, trust),
    '</header>',
    writeSections([
      {
        id: 'failed',
        title: failed.some(isTrust) ? 'Failed keys and identities' : 'Failed keys',
        content: writeFailures(failed),
      },
      { id: 'line', title: 'Time line', content: writeTimeLine(record) },
      { id: 'keys', title: 'All keys', content: writeKeyTable(keys) },
      { id: 'trust', title: 'All identities', content: writeTrustTable(trust) },
    ]),
  ].join('\n');
  const style = [
    FLEET_STYLE,
    labelCells('line', nameLineColumns(record)),
    labelCells('keys', COLUMNS),
    labelCells('trust', TRUST_COLUMNS),
  ].join('');
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

function writeVerdict(all: string, failed: number): string {
  if (failed > 0) return `<p class="verdict bad">✗ ${failed} of ${all} failed.</p>`;
  return `<p class="verdict">✓ None of ${all} failed.</p>`;
}

function writeFacts(record: FleetRecord, keys: readonly KeyRecord[], trust: readonly TrustRecord[]): string {
  const all = [...keys, ...trust];
  const count = (wanted: (typeof all)[number]['outcome']) =>
    all.filter(({ outcome }) => outcome === wanted).length;
  const ofTrust = (wanted: TrustRecord['outcome']) => (trust.length > 0 ? count(wanted) : null);
  const [minted, rotated] = [count('minted'), count('rotated')];
  const facts: readonly (readonly [string, string | number | null])[] = [
    ['Minted', minted],
    ['Rotated', rotated],
    ['Skipped', count('skipped')],
    ['Identities made', ofTrust('made')],
    ['Identities changed', ofTrust('changed')],
    ['Identities left', ofTrust('kept')],
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

/** Writes what failed, server by server: what failed alike, as all of one sign-in does, shares an entry. */
function writeFailures(failed: readonly (KeyRecord | TrustRecord)[]): string {
  return group(failed, ({ server, url }) => [server, url])
    .map(writeServer)
    .join('\n');
}

function isTrust(record: KeyRecord | TrustRecord): record is TrustRecord {
  return 'subject' in record;
}

type Failed = readonly [KeyRecord | TrustRecord, ...(KeyRecord | TrustRecord)[]];

function writeServer(keys: Failed): string {
  const [{ server, url }] = keys;
  const alike = group(keys, (each) => [each.user, each.step, each.error, each.exitCode, isTrust(each)]);
  return `<h3><bdi>${escapeHtml(server)}</bdi> <small>${escapeHtml(url)}</small></h3>
<ul class="failures">
${alike.map(writeAlike).join('\n')}
</ul>`;
}

function writeAlike([first, ...more]: Failed): string {
  const { user, step, error, exitCode, kind } = first;
  const facts = [
    ['User', user === null ? 'not known' : `<bdi>${escapeHtml(user)}</bdi>`],
    ['Step', escapeHtml(step ?? 'none')],
    ['Exit code', kind === null ? `${exitCode}` : `${exitCode} (${escapeHtml(kind)})`],
    [isTrust(first) ? 'Identity' : 'Key', `${nameOne(first)}${writeMore(more)}`],
  ];
  return `<li>
<p class="bad">✗ ${escapeHtml(error ?? 'Nothing is known of the reason.')}</p>
<dl>${facts.map(([name, value]) => `<div><dt>${name}</dt><dd>${value}</dd></div>`).join('')}</dl>
</li>`;
}

function nameOne(record: KeyRecord | TrustRecord): string {
  if (isTrust(record))
    return `<bdi>${escapeHtml(record.subject)}</bdi> of <bdi>${escapeHtml(record.issuer)}</bdi> for <bdi>${escapeHtml(record.serviceAccount)}</bdi>`;
  const { purpose, serviceAccount } = record;
  const owner = serviceAccount === null ? '' : ` for <bdi>${escapeHtml(serviceAccount)}</bdi>`;
  return `<bdi>${escapeHtml(purpose)}</bdi>${owner}`;
}

function writeMore(more: readonly (KeyRecord | TrustRecord)[]): string {
  const [first] = more;
  if (!first) return '';
  const [one, several] = isTrust(first) ? ['identity', 'identities'] : ['key', 'keys'];
  const summary = `and ${more.length} more ${more.length === 1 ? one : several}`;
  return `<details><summary>${summary}</summary>${more.map(nameOne).join('<br>\n')}</details>`;
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

const TRUST_COLUMNS = [
  ...['Server', 'Service account', 'Its service_account_id', 'Issuer', 'Subject', 'Audience', 'Outcome'],
  ...['Identity id', 'Took'],
];

/** Writes every identity of a fleet, one a row. */
function writeTrustTable(trust: readonly TrustRecord[]): string {
  if (trust.length === 0) return '';
  return `<div class="rows" style="--rows:${trust.length}">
<table class="trust">
<thead><tr>${TRUST_COLUMNS.map((column) => `<th scope="col">${column}</th>`).join('')}</tr></thead>
<tbody>
${trust.map(writeTrust).join('\n')}
</tbody>
</table>
</div>`;
}

function writeTrust(trust: TrustRecord): string {
  const { server, serviceAccount, serviceAccountId, issuer, subject, outcome, identityId, took } = trust;
  const audience = trust.audience ?? 'its service_account_id';
  const texts = [serviceAccount, serviceAccountId, issuer, subject, audience];
  const shown = texts.map((text) => escapeHtml(text ?? NONE));
  return [
    `<tr><th scope=row>${escapeHtml(server)}`,
    ...shown,
    outcome === 'failed' ? '<b class=bad>✗ failed</b>' : outcome,
    escapeHtml(identityId ?? NONE),
    formatDuration(took),
  ].join('<td>');
}

function formatExpiry({ keyId, expires }: KeyRecord): string {
  if (expires !== null) return formatMoment(expires);
  return keyId === null ? NONE : 'never';
}
