import { isUtf8 } from 'node:buffer';
import { REDACTED, redactor } from '../secrets/redactor.ts';

// What a terminal obeys, and what nobody sees: bidirectional marks reorder a line as silently as a cursor movement does, and
// invisible characters write one text between the letters of another. Joiners and two variants stay, which emoji and some scripts
// need.
const CONTROLS = /[\p{Cc}\p{Cs}\p{Zl}\p{Zp}]|(?!\u200c|\u200d|\ufe0e|\ufe0f)[\p{Cf}\p{DI}]/gu;

// CI systems obey ##vso[…], ##[…], ##teamcity[…] and ##octopus[…] wherever in a line they stand, and some of them see
// nothing between two characters where a mark, or something invisible, stands.
const CI_COMMAND = /#(?<=#[\p{M}\p{Cf}\p{DI}\u0640\u07fa\u180a\u1cd3\ufe73]*#)/gu;

// GitHub Actions obeys ::…:: at the beginning of a line, indented or not.
const LEADING_COMMAND = /^(\s*):(?=:)/u;

/**
 * Makes text from outside safe to print on a terminal or in a log, within a line.
 * @returns the text with every control character, and what begins a command of a CI system, written as \n, \t or
 *   \uXXXX
 */
export function escapeControls(text: string): string {
  const line = text.replace(LEADING_COMMAND, '$1\\u003a').replace(CI_COMMAND, '\\u0023');
  return line.replace(CONTROLS, (character) => SHORT_ESCAPES[character] ?? escapeUnits(character));
}

const SHORT_ESCAPES: Readonly<Record<string, string>> = { '\n': '\\n', '\t': '\\t' };

/** The same for text of several lines, which stay lines. */
export function escapeLines(text: string): string {
  return text
    .split('\n')
    .map((line) => line.split('\t').map(escapeControls).join('\t'))
    .join('\n');
}

/**
 * Makes JSON safe to print on a terminal or in a log, as `escapeControls` does with text; it stands for the same value. None of
 * these characters stands in JSON but within its strings.
 */
export function escapeJson(json: string): string {
  return json.replace(CI_COMMAND, '\\u0023').replace(JSON_CONTROLS, escapeUnits);
}

// Line breaks between the parts of a document stay; within a string they are escaped already.
const JSON_CONTROLS = /(?!\n)(?:[\p{Cc}\p{Zl}\p{Zp}]|(?!\u200c|\u200d|\ufe0e|\ufe0f)[\p{Cf}\p{DI}])/gu;

/** Writes a value as JSON, with a line break at its end: the one way in which JSON leaves this program. */
export function formatJson(value: unknown, indent?: number): string {
  return `${escapeJson(JSON.stringify(value, null, indent))}\n`;
}

function escapeUnits(character: string): string {
  const units = Array.from({ length: character.length }, (_, at) => character.charCodeAt(at));
  return units.map((unit) => `\\u${unit.toString(16).padStart(4, '0')}`).join('');
}

// What a credential stands in: before an @, behind a ? or #, behind an =, behind a : that no port or time of day follows; and
// what is as long as a token, and as mixed.
const SCHEME = /^\s*[a-z][\w+.-]*:?\/{1,3}/i;
const IN_FRONT_OF_HOST = /^.*@/s;
const BEHIND_MARK = /([?#=]|:(?!\/|[\d:.+-]*(?:Z|\/|$))).*$/s;
const LONG_WORD = /\w{20,}/g;

/**
 * Takes out of a value that was misread whatever could be a credential: a message has more readers than a variable.
 * @returns what is left of it, for its writer to know it again
 */
export function hideCredentials(value: string): string {
  const [scheme = ''] = SCHEME.exec(value) ?? [];
  const rest = value.slice(scheme.length).replace(IN_FRONT_OF_HOST, `${REDACTED}@`);
  return (
    scheme +
    rest
      .replace(BEHIND_MARK, `$1${REDACTED}`)
      .replace(LONG_WORD, (word) => (/\d/.test(word) ? REDACTED : word))
  );
}

/** @returns the name of something that a user wrote, where it is one: what stands where a name should could be a secret */
export function hideName(name: string): string {
  return /^[\p{L}\p{N}_.@$ -]{1,60}$/u.test(name) ? hideCredentials(name) : 'a name';
}

/** @returns what a YAML parser says is wrong, without what it repeats of the text: that could be a secret that should not stand there */
export function hideRepeated(reason: string): string {
  return reason.replace(/["<].*|(?<=: ).*/s, '…');
}

/** @returns an address as it is asked for */
export function withoutFragment(address: string): string {
  return address.replace(/#.*$/s, '');
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
  // What is cut off may be the end of a secret, of which the rest would stay.
  const clean = redactor.redact(address);
  if (!URL.canParse(clean)) return clean;
  const { origin, protocol, pathname } = new URL(clean);
  // Of other schemes than those of the web no origin is known.
  return (origin === 'null' ? protocol : origin) + pathname;
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

// What Markdown gives a meaning within a line, wherever it stands: an underscore only at the edge of a word, a bracket only
// before what makes a link of it.
const MARKDOWN = /[\\`*~|$^{}!]|\](?=[([:])|(?<![A-Za-z0-9])_|_(?![A-Za-z0-9])/g;

// What sites make a link of, a mention of somebody or a reference to something, though it is escaped.
const AUTOMATIC_LINK = /@|#|:(?=\/\/)|www(?=\.)/gi;

/** @returns text from outside, safe within a line, or a cell, of Markdown that a site may show, its control characters written out */
export function escapeMarkdown(text: string): string {
  return escapeControls(text)
    .replace(MARKDOWN, '\\$&')
    .replace(/[&<>]/g, (character) => ENTITIES[character] ?? '')
    .replace(AUTOMATIC_LINK, '$&&#8203;');
}

/** @returns a text as one word of a POSIX shell */
export function quoteShell(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}

/**
 * PowerShell takes typographic quotes for single ones, too, and two of any for one (its about_Quoting_Rules, and its tokenizer).
 * @returns a text as one word of it
 */
export function quotePowerShell(text: string): string {
  return `'${text.replace(/['\u2018-\u201b]/g, '$&$&')}'`;
}

// What PowerShell and Windows' command prompt both read as it stands between double quotes.
const SAME_IN_BOTH = /^[^"$`%!\u201c-\u201e]*[^"$`%!\u201c-\u201e\\]$/;

/**
 * @param platform whose shells are to understand it, as in `process.platform`
 * @returns a word for a command line that somebody copies
 */
export function quoteWord(word: string, platform: NodeJS.Platform = process.platform): string {
  if (/^[\w./:@%+=-]+$/.test(word)) return word;
  if (platform !== 'win32') return quoteShell(word);
  return SAME_IN_BOTH.test(word) ? `"${word}"` : quotePowerShell(word);
}

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
// Servers ask for waits of any length, and past it a number is written in another way.
const LONGEST = 1_000_000 * HOUR;

/** Writes milliseconds as exactly as one reads them: `850 ms`, `12.3 s`, `3 min 20 s`, `1 h 5 min`. */
export function formatDuration(milliseconds: number): string {
  if (milliseconds > LONGEST) return `more than ${LONGEST / HOUR} h`;
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

/** @returns `1 key`, or `2 keys` */
export function countOf(count: number, name: string): string {
  return `${count} ${name}${count === 1 ? '' : 's'}`;
}

/** @returns the origin of what is sent by a server; undefined for any other address, and for what is none */
export function readOrigin(address: string): string | undefined {
  if (!URL.canParse(address)) return undefined;
  const { protocol, origin } = new URL(address);
  return protocol === 'http:' || protocol === 'https:' ? origin : undefined;
}

/**
 * A browser loads what Node takes for no address, such as `http://xn--a.localhost/`, and anybody may have it do so.
 * @returns an address' origin; where it has none, what is the origin of nothing
 */
export function nameOrigin(address: string): string {
  return readOrigin(address) ?? 'an address of no origin';
}

/** @returns whether two names differ in no more than letter case: as a Kelvin sign is small as a k is, and not as large, it is another letter */
export function isSameName(one: string, other: string): boolean {
  return one.toLowerCase() === other.toLowerCase() && one.toUpperCase() === other.toUpperCase();
}

/** @returns what has a name; where nothing has exactly that, what has it but for letter case */
export function findNamed<Item>(
  items: readonly Item[],
  nameOf: (item: Item) => string | null | undefined,
  name: string,
): readonly Item[] {
  const exact = items.filter((item) => nameOf(item) === name);
  return exact.length > 0 ? exact : items.filter((item) => isSameName(nameOf(item) ?? '', name));
}

/** @returns the title of a page, as it stands in its HTML; undefined where there is none */
export function readTitle(html: string): string | undefined {
  const start = html.search(/<title[\s>]/i);
  const from = start < 0 ? -1 : html.indexOf('>', start);
  const end = from < 0 ? -1 : html.indexOf('<', from);
  return end < 0 ? undefined : html.slice(from + 1, end);
}

/** @returns columns as wide as what stands in them, without lines, and without a line break at the end */
export function layOutTable(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const lines = [head, ...rows.map((cells) => cells.map(escapeControls))];
  const widths = head.map((_, at) =>
    lines.reduce((most, cells) => Math.max(most, widthOf(cells[at] ?? '')), 0),
  );
  const pad = (cell: string, at: number) => cell + ' '.repeat(Math.max(0, (widths[at] ?? 0) - widthOf(cell)));
  return lines.map((cells) => cells.map(pad).join('  ').trimEnd()).join('\n');
}

// What takes no room of its own on a terminal, and what takes that of two.
const NARROW = /[\p{M}\p{Emoji_Modifier}\u200c]|\u200d\p{Extended_Pictographic}?/gu;
const WIDE =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Emoji_Presentation}\u3000-\u303e\uff01-\uff60\uffe0-\uffe6]/gu;

function widthOf(text: string): number {
  const seen = text.replace(NARROW, '');
  return Array.from(seen).length + (seen.match(WIDE)?.length ?? 0);
}

/**
 * @param time ISO 8601, as a server tells it
 * @returns as `Date.parse`; NaN, too, for one without a zone, which may be half a day off, and for one of the year 1, as which .NET
 *   writes a time that is none
 */
export function readInstant(time: string | null | undefined): number {
  const instant = /(?:Z|[+-]\d\d:?\d\d)$/i.test(time ?? '') ? Date.parse(time ?? '') : Number.NaN;
  return instant > 0 ? instant : Number.NaN;
}

/** @returns a text as Node writes and reads it in headers: in UTF-8, a character a byte; one that is so already as it is */
export function toHeader(text: string): string {
  return isOfHeader(text) ? text : Buffer.from(text).toString('latin1');
}

/** Undoes `toHeader`; what was written otherwise stays as it is. */
export function fromHeader(text: string): string {
  return isOfHeader(text) ? Buffer.from(text, 'latin1').toString() : text;
}

function isOfHeader(text: string): boolean {
  const bytes = Buffer.from(text, 'latin1');
  return bytes.toString('latin1') === text && isUtf8(bytes);
}
