/**
 * Reads a text in all the ways in which its characters can be meant, as it comes from a log, a URL, a JSON document, a page, a
 * header or mail. Escapes may be applied twice (JSON within JSON, a URL within a URL) and mixed freely, because each character is
 * read on its own; and where each of them could also stand for itself, both is read.
 */
export class Reader {
  readonly text: string;
  #firstCut: number | undefined;
  #runStart = 0;
  #runEnd = 0;

  readonly #ends = new Map<object, Ends[]>();
  readonly #seen = new Map<number, Sight>();

  constructor(text: string) {
    this.text = text;
  }

  /** @returns what was found of a spelling before, letter by letter, to be added to; of others, most is forgotten then */
  remember(spelling: object): Ends[] {
    const known = this.#ends.get(spelling);
    if (known) return known;
    if (this.#ends.size >= MAX_REMEMBERED) this.#ends.clear();
    const ends: Ends[] = [];
    this.#ends.set(spelling, ends);
    return ends;
  }

  /**
   * @param isFirst whether nothing was read before; of a run of backslashes then only the last escapes, or each of a long run
   * would read the whole of it
   * @returns every character that can be meant by what stands at a place, and where it ends
   */
  read(at: number, isFirst: boolean): Letter[] {
    const point = this.text.codePointAt(at);
    if (point === undefined) return [];
    const itself = { point, end: at + (point > 0xffff ? 2 : 1) };
    const meant = ALSO_MEANT[this.text[at] as string];
    if (meant !== undefined) return [itself, { point: meant, end: itself.end }];
    if (point === PERCENT) return [itself, ...this.#readPercent(at)];
    if (point === BACKSLASH) return [itself, ...this.#readBackslashes(at, isFirst)];
    if (point === AMPERSAND) return [itself, ...this.#readEntity(at)];
    if (point === EQUALS) return [itself, ...this.#readUtf8(at, readQuotedByte)];
    return [itself];
  }

  /**
   * A long text may be broken over two lines, indented or not, wherever the one who prints it likes; in mail behind an equals sign.
   * @returns where what stands at a place can go on: there, or behind any line breaks
   */
  skipBreaks(at: number): Iterable<number> {
    return BREAKS.includes(this.text[at] as string) ? this.#skipAll(at) : [at];
  }

  /** @returns what can be meant at a place behind others, and where it can go on behind one line break; it is read but once */
  look(at: number): Sight {
    const known = this.#seen.get(at);
    if (known) return known;
    const skipped = new Set<number>();
    if (BREAKS.includes(this.text[at] as string)) this.#skipBreak(at, skipped);
    const seen = { letters: this.read(at, false), skipped: [...skipped] };
    this.#seen.set(at, seen);
    return seen;
  }

  *#skipAll(at: number): Iterable<number> {
    const places = new Set([at]);
    for (const place of places) {
      yield place;
      if (places.size <= MAX_PLACES) this.#skipBreak(place, places);
    }
  }

  /** Whether from a place on there is nothing but what could be cut escapes of one character, or of a few. */
  isCutAt(at: number): boolean {
    const { length } = this.text;
    if (at === length) return true;
    if (isHighSurrogate(this.text.charCodeAt(at))) return at === length - 1;
    if (!BODIES[this.text[at] as string]) return false;
    this.#firstCut ??= findFirstCut(this.text);
    return at >= this.#firstCut;
  }

  #skipBreak(at: number, places: Set<number>): void {
    const behind = this.text[at] === '=' ? at + 1 : at;
    const end = this.#findRunEnd(behind);
    const character = this.text[end];
    if (end > behind && (character === 'r' || character === 'n')) places.add(end + 1);
    if (character !== '\r' && character !== '\n') return;
    places.add(end + 1);
    let blanks = end + 1;
    while (this.text[blanks] === ' ' || this.text[blanks] === '\t') blanks += 1;
    // Its own blanks may follow those of the indentation.
    for (let place = Math.max(end + 1, blanks - MAX_BLANKS); place <= blanks; place += 1) places.add(place);
  }

  #findRunEnd(at: number): number {
    if (this.text[at] !== '\\') return at;
    if (at >= this.#runStart && at < this.#runEnd) return this.#runEnd;
    let end = at + 1;
    while (this.text[end] === '\\') end += 1;
    this.#runStart = at;
    this.#runEnd = end;
    return end;
  }

  #readBackslashes(at: number, isFirst: boolean): Letter[] {
    if (isFirst && this.text[at + 1] === '\\') return [];
    const end = this.#findRunEnd(at);
    const letters = this.#readUnits(at, BACKSLASH_UNIT, end);
    if (!isFirst) letters.push({ point: BACKSLASH, end });
    const character = this.text[end] ?? '';
    if (!isFirst && QUOTED.includes(character))
      letters.push({ point: character.charCodeAt(0), end: end + 1 });
    const short = SHORT_ESCAPES[character];
    if (short !== undefined) letters.push({ point: short, end: end + 1 });
    for (const pattern of [BACKSLASH_BRACED, BACKSLASH_BYTE]) {
      const [whole, digits] = match(pattern, this.text, end) ?? [];
      if (whole && digits) letters.push({ point: Number.parseInt(digits, 16), end: end + whole.length });
    }
    return letters;
  }

  /** A character that takes two of UTF-16 is escaped in two. */
  #readUnits(at: number, pattern: RegExp, from = at): Letter[] {
    const [whole, digits] = match(pattern, this.text, from) ?? [];
    if (!whole || !digits) return [];
    const unit = Number.parseInt(digits, 16);
    const end = from + whole.length;
    const one = { point: unit, end };
    if (!isHighSurrogate(unit)) return [one];
    const next = pattern === BACKSLASH_UNIT ? this.#findRunEnd(end) : end;
    if (pattern === BACKSLASH_UNIT && next === end) return [one];
    const [rest, lower] = match(pattern, this.text, next) ?? [];
    if (!rest || !lower) return [one];
    const point = String.fromCharCode(unit, Number.parseInt(lower, 16)).codePointAt(0) as number;
    return [one, { point, end: next + rest.length }];
  }

  #readPercent(at: number): Letter[] {
    const letters: Letter[] = [];
    for (let end = at + 3; this.text.startsWith('25', end - 2); end += 2)
      letters.push({ point: PERCENT, end });
    const byte = readPercentByte(this.text, at);
    if (!byte || byte.point === PERCENT) return [...letters, ...this.#readUnits(at, PERCENT_UNIT)];
    if (byte.point < 0x80) letters.push(byte);
    if (byte.point === AMPERSAND) letters.push(...this.#readPercentNumber(byte.end));
    if (byte.point < FIRST_OF_WINDOWS_1252) return letters;
    // A form in a page of windows-1252 sends its one byte, or its number where it has none there.
    const point = WINDOWS_1252.codePointAt(byte.point - FIRST_OF_WINDOWS_1252) ?? byte.point;
    return [...letters, ...this.#readUtf8(at, readPercentByte), { point, end: byte.end }];
  }

  #readPercentNumber(at: number): Letter[] {
    const mark = readPercentByte(this.text, at);
    if (mark?.point !== 0x23) return [];
    const [whole, digits] = match(DIGITS, this.text, mark.end) ?? [];
    if (!whole || !digits) return [];
    const last = readPercentByte(this.text, mark.end + whole.length);
    return last?.point === 0x3b ? [{ point: Number(digits), end: last.end }] : [];
  }

  #readUtf8(at: number, readByte: ReadByte): Letter[] {
    const first = readByte(this.text, at);
    if (!first) return [];
    if (first.point < 0x80) return [first];
    const count = first.point >= 0xf0 ? 3 : first.point >= 0xe0 ? 2 : 1;
    let { point, end } = { point: first.point & (0x3f >> count), end: first.end };
    for (let each = 0; each < count; each += 1) {
      const next = readByte(this.text, end);
      if (!next || (next.point & 0xc0) !== 0x80) return [];
      point = point * 64 + (next.point & 0x3f);
      end = next.end;
    }
    return [{ point, end }];
  }

  /** The ampersand may be escaped again, by its name or a number; browsers need no semicolon. */
  #readEntity(at: number): Letter[] {
    const letters: Letter[] = [];
    for (let from: number | undefined = at + 1; from !== undefined; from = this.#skipAmpersand(from)) {
      const start: number = from;
      for (const [name, point] of NAMED_ENTITIES)
        if (this.text.startsWith(name, start)) letters.push({ point, end: start + name.length });
      for (const [pattern, radix] of NUMBERS) {
        const [, lead = '', digits = ''] = match(pattern, this.text, start) ?? [];
        if (lead.endsWith('0')) letters.push({ point: 0, end: start + lead.length });
        // Without a semicolon, nobody knows which digit is its last.
        for (let count = 1; count <= digits.length; count += 1)
          letters.push({
            point: Number.parseInt(digits.slice(0, count), radix),
            end: start + lead.length + count,
          });
      }
    }
    return letters.flatMap((letter) =>
      this.text[letter.end] === ';' ? [letter, { ...letter, end: letter.end + 1 }] : [letter],
    );
  }

  #skipAmpersand(at: number): number | undefined {
    const [whole] = match(ESCAPED_AMPERSAND, this.text, at) ?? [];
    return whole ? at + whole.length : undefined;
  }
}

interface Sight {
  readonly letters: readonly Letter[];
  readonly skipped: readonly number[];
}

/** Where what is left of a spelling ends, by the place at which it goes on. */
export type Ends = Map<number, number>;

/** A character that can be meant, by its code point, and where it ends. */
export interface Letter {
  readonly point: number;
  readonly end: number;
}

/** Whether a character, by its code, stands for itself and nothing else, and no line break begins with it. */
export function isOneReading(code: number): boolean {
  return code < 128 ? MANY_READINGS[code] === 0 : code < 0xd800 || code > 0xdfff;
}

const MANY_READINGS = Uint8Array.from({ length: 128 }, (_, code) =>
  '%\\&=+-_\r\n'.includes(String.fromCharCode(code)) ? 1 : 0,
);

const PERCENT = 0x25;
const AMPERSAND = 0x26;
const EQUALS = 0x3d;
const BACKSLASH = 0x5c;

// A form writes a blank as a plus sign; base64 has two alphabets: one for headers, one for URLs.
const ALSO_MEANT: Readonly<Record<string, number>> = { '+': 0x20, '-': 0x2b, _: 0x2f };

// More line breaks than that are not within a word, and a longer run of blanks is not a part of one.
const MAX_PLACES = 256;
const MAX_BLANKS = 64;

const MAX_REMEMBERED = 16;

// What a line break can begin with.
const BREAKS = ['\r', '\n', '=', '\\'];

// What is escaped by a backslash somewhere, and stands for itself behind it.
const QUOTED = ['"', "'", '/', '`', '$'];

const SHORT_ESCAPES: Readonly<Record<string, number>> = { n: 0x0a, r: 0x0d, t: 0x09, b: 0x08, f: 0x0c };

const NAMED_ENTITIES = [
  ['amp', AMPERSAND],
  ['lt', 0x3c],
  ['gt', 0x3e],
  ['quot', 0x22],
  ['apos', 0x27],
  ['nbsp', 0x20],
] as const;

const NUMBERS = [
  [/(#0*)(\d{0,7})/y, 10],
  [/(#[xX]0*)([0-9a-fA-F]{0,6})/y, 16],
] as const;

const ESCAPED_AMPERSAND = /(?:amp|#0*38|#[xX]0*26);?/y;

// What `escape` of JavaScript makes.
const PERCENT_UNIT = /%(?:25)*u([0-9a-fA-F]{4})/y;
const BACKSLASH_UNIT = /u([0-9a-fA-F]{4})/y;
const BACKSLASH_BRACED = /u\{0{0,16}([0-9a-fA-F]{1,6})\}/y;
const BACKSLASH_BYTE = /x([0-9a-fA-F]{2})/y;
const DIGITS = /0*(\d{1,7})/y;

/** The first of `WINDOWS_1252`. */
export const FIRST_OF_WINDOWS_1252 = 128;

// The characters from 0x80 to 0x9f, as browsers have them (WHATWG Encoding, windows-1252); from 0xa0 on it is as Unicode.
export const WINDOWS_1252 = '€\u0081‚ƒ„…†‡ˆ‰Š‹Œ\u008dŽ\u008f\u0090‘’“”•–—˜™š›œ\u009džŸ';

function match(pattern: RegExp, text: string, at: number): RegExpExecArray | null {
  pattern.lastIndex = at;
  return pattern.exec(text);
}

type ReadByte = (text: string, at: number) => Letter | undefined;

function readPercentByte(text: string, at: number): Letter | undefined {
  if (text.charCodeAt(at) !== PERCENT) return undefined;
  let end = at + 1;
  while (text.startsWith('25', end)) end += 2;
  return readHex(text, end) ?? (end > at + 1 ? { point: PERCENT, end } : undefined);
}

/** As mail has it (RFC 2045 6.7). */
function readQuotedByte(text: string, at: number): Letter | undefined {
  return text.charCodeAt(at) === EQUALS ? readHex(text, at + 1) : undefined;
}

function readHex(text: string, at: number): Letter | undefined {
  const [high, low] = [HEX_DIGITS[text[at] ?? ''], HEX_DIGITS[text[at + 1] ?? '']];
  return high === undefined || low === undefined ? undefined : { point: high * 16 + low, end: at + 2 };
}

const HEX_DIGITS: Readonly<Record<string, number>> = Object.fromEntries(
  Array.from({ length: 16 }, (_, value) => value.toString(16)).flatMap((digit) =>
    [digit, digit.toUpperCase()].map((each) => [each, Number.parseInt(each, 16)]),
  ),
);

function isHighSurrogate(code: number): boolean {
  return code >= 0xd800 && code <= 0xdbff;
}

// What the end of a text may have cut of a character's escapes (%, %C3%A, =C, \u00, &#9), by what it begins with.
const BODIES: Readonly<Record<string, RegExp>> = {
  '%': /[0-9a-fA-Fu]/,
  '=': /[0-9a-fA-F]/,
  '\\': /[rnux{0-9a-fA-F]/,
  '&': /[#a-zA-Z0-9;]/,
};

/** @returns the first place from which on there is nothing but what may be cut */
function findFirstCut(text: string): number {
  let first = isHighSurrogate(text.charCodeAt(text.length - 1)) ? text.length - 1 : text.length;
  let within = '';
  for (let at = first - 1; at >= 0; at -= 1) {
    const character = text[at] as string;
    const body = BODIES[character];
    if (body && Array.from(within).every((each) => body.test(each))) {
      first = at;
      within = '';
    } else if (/[#a-zA-Z0-9;{]/.test(character)) within += character;
    else break;
  }
  return first;
}
