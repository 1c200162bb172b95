import { setImmediate } from 'node:timers/promises';
import { readServerTime } from '../api/server-facts.ts';
import { runCommand } from '../cli/run-command.ts';
import { accessSettings } from '../cli/settings/access.ts';
import { defineCommand } from '../cli/settings.ts';
import type { Run } from '../core/run.ts';
import { writeOutput } from '../core/streams.ts';
import { formatJson, layOutTable } from '../core/text.ts';
import { type KeySummary, summarizeKey } from '../keys/list.ts';
import { readOwner } from '../keys/owner.ts';
import { redactTexts } from '../secrets/clean-json.ts';
import { loginMethod } from '../session/login-method.ts';
import { openSession } from '../session/open-session.ts';

/** What `list-keys` is, to whoever reads its options or its help. */
export const listKeysCommand = defineCommand({
  name: 'list-keys',
  summary: 'Lists the API keys of a user or of a service account, without the keys themselves.',
  examples: ['', '--service-account terraform --format json'],
  uses: [...accessSettings, 'serviceAccount', 'listFormat'],
});

/** `list-keys`: writes the keys of an account to standard output, most recent first. */
export function runListKeys(): Promise<never> {
  return runCommand(listKeysCommand, async (values, run, { origins }) => {
    await using session = await openSession(loginMethod(values, origins), run);
    const { keys } = await readOwner(session, values, true, run);
    const now = readServerTime(session.server);
    await writeKeys(
      keys.map((key) => summarizeKey(key, now)),
      values.listFormat,
      run,
    );
    return 0;
  });
}

/** Writes keys to standard output, without secrets, but for what their ids are. */
export async function writeKeys(
  keys: readonly KeySummary[],
  format: 'table' | 'json',
  { deadline }: Run,
): Promise<void> {
  const clean: KeySummary[] = [];
  for (const key of keys) {
    clean.push(redactKey(key));
    if (clean.length % KEYS_AT_ONCE > 0) continue;
    await setImmediate();
    deadline.requireTime('list the keys');
  }
  await writeOutput(formatKeys(clean, format), deadline);
}

// A list may have so many that neither a signal nor the time limit would be heeded for long.
const KEYS_AT_ONCE = 1_000;

/** The names of what a key has are our own. */
function redactKey(key: KeySummary): KeySummary {
  const texts = Object.entries(key).map(([name, value]) => [name, redactTexts(value)]);
  return { ...Object.fromEntries(texts), id: key.id };
}

/** @param keys without secrets, but for what their ids are */
export function formatKeys(keys: readonly KeySummary[], format: 'table' | 'json'): string {
  if (format === 'json') return formatJson(keys, 2);
  const rows = keys.map(({ purpose, id, created, expires, isExpired, lastUsed, hint }) => {
    const ends = expires ? `${formatTime(expires)}${isExpired ? ' (expired)' : ''}` : '-';
    return [purpose, id, formatTime(created), ends, formatTime(lastUsed), hint ? `${hint}…` : '-'].map(cut);
  });
  return `${layOutTable(['PURPOSE', 'ID', 'CREATED', 'EXPIRES', 'LAST USED', 'HINT'], rows)}\n`;
}

// A column is as wide as its widest cell: one that is very long would be paid for in each row.
const MAX_CELL_LENGTH = 200;

/** What is cut holds no secret any more. */
function cut(cell: string): string {
  return cell.length > MAX_CELL_LENGTH ? `${cell.slice(0, MAX_CELL_LENGTH)}…` : cell;
}

/** To the minute, in UTC: `2026-01-31 12:00`. */
function formatTime(text: string | null): string {
  const time = Date.parse(text ?? '');
  return Number.isNaN(time) ? '-' : new Date(time).toISOString().slice(0, 16).replace('T', ' ');
}
