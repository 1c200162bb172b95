import { escapeControls } from '../failure/escape-controls.ts';
import type { KeySummary } from '../keys/key-summary.ts';

/** Writes a list of keys as text, with a line break at its end. */
export function formatKeys(keys: readonly KeySummary[], format: 'table' | 'json'): string {
  return format === 'json' ? `${JSON.stringify(keys, null, 2)}\n` : `${layOut(keys)}\n`;
}

const NO_LINES = {
  top: '',
  'top-mid': '',
  'top-left': '',
  'top-right': '',
  bottom: '',
  'bottom-mid': '',
  'bottom-left': '',
  'bottom-right': '',
  left: '',
  'left-mid': '',
  mid: '',
  'mid-mid': '',
  right: '',
  'right-mid': '',
  middle: '  ',
};

function layOut(keys: readonly KeySummary[]): string {
  const Table = require('cli-table3') as typeof import('cli-table3');
  const table = new Table({
    head: ['PURPOSE', 'ID', 'CREATED', 'EXPIRES', 'LAST USED', 'HINT'],
    chars: NO_LINES,
    style: { head: [], border: [], 'padding-left': 0, 'padding-right': 0 },
  });
  for (const { purpose, id, created, expires, isExpired, lastUsed, hint } of keys) {
    const ends = expires ? `${showTime(expires)}${isExpired ? ' (expired)' : ''}` : '-';
    const cells = [purpose, id, showTime(created), ends, showTime(lastUsed), hint ? `${hint}…` : '-'];
    table.push(cells.map(escapeControls));
  }
  return table
    .toString()
    .split('\n')
    .map((line) => line.trimEnd())
    .join('\n');
}

/** To the minute, in UTC: `2026-01-31 12:00`. */
function showTime(text: string | null): string {
  const time = Date.parse(text ?? '');
  return Number.isNaN(time) ? '-' : new Date(time).toISOString().slice(0, 16).replace('T', ' ');
}
