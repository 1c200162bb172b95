import { spellBase64, spellCharacters } from './spellings.ts';

export const REDACTED = '[redacted]';

// Nothing this short can be told from ordinary text, and hiding it would make every log unreadable.
const SHORTEST_SECRET = 4;

// A long text may be broken over two lines, indented or not, wherever the one who prints it likes.
const LINE_BREAK = '(?:\\\\*(?:\\r|\\n)[ \\t]*|\\\\+[rn])*';

const known = new Map<string, readonly Spelling[]>();

/** One way in which a secret can stand in a text: whole, and what its beginning looks like at a text's end. */
interface Spelling {
  readonly whole: RegExp;
  readonly tokens: readonly RegExp[];
}

/** Makes `text` known: from now on it is removed, in every spelling, from all that passes `redact`. */
export function learnSecret(text: string): void {
  if (text.length < SHORTEST_SECRET || known.has(text)) return;
  const plain = compileSpelling(spellCharacters(text), '', '');
  const encoded = spellBase64(text).map((stable) =>
    compileSpelling(spellCharacters(stable), '[A-Za-z0-9+/_-]{0,2}', '[A-Za-z0-9+/_-]{0,2}={0,2}'),
  );
  known.set(text, [plain, ...encoded]);
}

/**
 * Removes every known secret from a text, in every spelling (percent-encoded, JSON- or HTML-escaped, base64).
 * @returns the text with `[redacted]` in the place of each.
 */
export function redact(text: string): string {
  let clean = text;
  for (const spelling of allSpellings()) clean = clean.replace(spelling.whole, REDACTED);
  return clean;
}

/** Whether any known secret stands in the text, in any spelling. */
export function holdsSecret(text: string): boolean {
  return redact(text) !== text;
}

/**
 * How much of a text's end could be the beginning of a secret whose rest has not been written yet.
 * @returns a number of characters, 0 where the end is harmless.
 */
export function countUnsettled(text: string): number {
  let unsettled = 0;
  for (const spelling of allSpellings())
    unsettled = Math.max(unsettled, countBeginning(text, spelling.tokens));
  return unsettled;
}

function allSpellings(): Spelling[] {
  // The longest first: a secret may hold another.
  return [...known.entries()].sort(([a], [b]) => b.length - a.length).flatMap(([, spellings]) => spellings);
}

function compileSpelling(characters: readonly string[], before: string, after: string): Spelling {
  return {
    whole: new RegExp(before + characters.join(LINE_BREAK) + after, 'gu'),
    tokens: characters.map((character, index) => new RegExp((index > 0 ? LINE_BREAK : '') + character, 'uy')),
  };
}

// What the end of the text may have cut: an escape (%, %6, \u00, &#9), alone or after a line break.
const CUT_ESCAPE = /^(?:%[0-9a-fA-F]*|\\+[rnux{0-9a-fA-F]*|&[#a-zA-Z0-9;]*)$/u;
const CUT_BETWEEN = /^(?:\\*[\r\n][ \t]*|\\+[rn])*(?:%[0-9a-fA-F]*|\\+[rnux{0-9a-fA-F]*|&[#a-zA-Z0-9;]*)?$/u;

const LONGEST_ESCAPE = 12;

function countBeginning(text: string, tokens: readonly RegExp[]): number {
  const earliest = Math.max(0, text.length - tokens.length * LONGEST_ESCAPE);
  for (let start = earliest; start < text.length; start += 1) {
    if (isBeginning(text, start, tokens)) return text.length - start;
  }
  return 0;
}

function isBeginning(text: string, start: number, tokens: readonly RegExp[]): boolean {
  let position = start;
  for (const token of tokens) {
    if (position >= text.length) return true;
    token.lastIndex = position;
    const match = token.exec(text);
    if (!match) return (position === start ? CUT_ESCAPE : CUT_BETWEEN).test(text.slice(position));
    position += match[0].length;
  }
  return false;
}
