import { REDACTED } from '../secrets/redactor.ts';

// Bidirectional marks reorder a terminal line as silently as a cursor movement does.
const CONTROLS = /[\p{Cc}\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/gu;

// CI systems obey ##vso[…], ##teamcity[…] and ##octopus[…] wherever in a log line they stand.
const CI_COMMAND = /##(?=\w*\[)/g;

/**
 * Makes text from outside safe to print on a terminal or in a log.
 * @returns the text with every control character, and what begins a command of a CI system, written as \n, \t or
 *   \uXXXX
 */
export function escapeControls(text: string): string {
  return text.replace(CI_COMMAND, '#\\u0023').replace(CONTROLS, (character) => {
    if (character === '\n') return '\\n';
    if (character === '\t') return '\\t';
    return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
  });
}

// What a credential stands in: before an @, behind a ? or #, behind an =, behind a : that no port or time of day follows; and
// what is as long as a token, and as mixed.
const SCHEME = /^\s*[a-z][\w+.-]*:?\/{1,3}/i;
const IN_FRONT_OF_HOST = /^.*@/s;
const BEHIND_MARK = /([?#=]|:(?!\/|[\d:.+-]*(?:Z|\/|$))).*$/s;
const TOKEN = /(?=\w*\d)\w{20,}/g;

/**
 * Takes out of a value that was misread whatever could be a credential: a message has more readers than a variable.
 * @returns what is left of it, for its writer to know it again
 */
export function hideCredentials(value: string): string {
  const [scheme = ''] = SCHEME.exec(value) ?? [];
  const rest = value.slice(scheme.length).replace(IN_FRONT_OF_HOST, `${REDACTED}@`);
  return scheme + rest.replace(BEHIND_MARK, `$1${REDACTED}`).replace(TOKEN, REDACTED);
}

/** @returns a path as it is; where it could be a misspelled address, without credentials */
export function hideInPath(path: string): string {
  return /@|\?|\/\//.test(path) ? hideCredentials(path) : path;
}

/** @returns what JSON text stands for; undefined where it is not JSON */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** @returns an address without what follows its path, which is long and may hold secrets; what is none stays as it stands */
export function shortenAddress(address: string): string {
  return URL.canParse(address) ? new URL(address).origin + new URL(address).pathname : address;
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  // By name: a number makes the redactor look for every secret in every spelling.
  "'": '&apos;',
};

/** @returns text from outside, safe between tags and between quotes, its control characters written out */
export function escapeHtml(text: string): string {
  return escapeControls(text).replace(/[&<>"']/g, (character) => ENTITIES[character] ?? '');
}

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

/** Writes milliseconds as exactly as one reads them: `850 ms`, `12.3 s`, `3 min 20 s`, `1 h 5 min`. */
export function formatDuration(milliseconds: number): string {
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

/** Writes a moment to the minute, in UTC; what is none stays as it stands. */
export function formatMoment(text: string): string {
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

/** @returns columns as wide as what stands in them, without lines, and without a line break at the end */
export function layOutTable(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const Table = require('cli-table3') as typeof import('cli-table3');
  const table = new Table({
    head: [...head],
    chars: NO_LINES,
    style: { head: [], border: [], 'padding-left': 0, 'padding-right': 0 },
  });
  for (const cells of rows) table.push(cells.map(escapeControls));
  return table
    .toString()
    .split('\n')
    .map((line) => line.trimEnd())
    .join('\n');
}
