import { layOutTable } from '../core/text.ts';
import type { KeySummary } from '../keys/list.ts';

/** Writes a list of keys as text, with a line break at its end. */
export function formatKeys(keys: readonly KeySummary[], format: 'table' | 'json'): string {
  return format === 'json' ? `${JSON.stringify(keys, null, 2)}\n` : `${layOut(keys)}\n`;
}

function layOut(keys: readonly KeySummary[]): string {
  const rows = keys.map(({ purpose, id, created, expires, isExpired, lastUsed, hint }) => {
    const ends = expires ? `${showTime(expires)}${isExpired ? ' (expired)' : ''}` : '-';
    return [purpose, id, showTime(created), ends, showTime(lastUsed), hint ? `${hint}…` : '-'];
  });
  return layOutTable(['PURPOSE', 'ID', 'CREATED', 'EXPIRES', 'LAST USED', 'HINT'], rows);
}

/** To the minute, in UTC: `2026-01-31 12:00`. */
function showTime(text: string | null): string {
  const time = Date.parse(text ?? '');
  return Number.isNaN(time) ? '-' : new Date(time).toISOString().slice(0, 16).replace('T', ' ');
}
