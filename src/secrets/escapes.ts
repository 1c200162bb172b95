/** Reads escapes of a character, each in all the ways in which it can be meant, in a text without line breaks. */
export class EscapeReader {
  readonly text: string;
  #runStart = 0;
  #runEnd = 0;

  constructor(text: string) {
    this.text = text;
  }

  /** @returns where a run of backslashes ends that a place is in; the place, where it is in none */
  findRunEnd(at: number): number {
    if (this.text[at] !== '\\') return at;
    if (at >= this.#runStart && at < this.#runEnd) return this.#runEnd;
    let end = at + 1;
    while (this.text[end] === '\\') end += 1;
    this.#runStart = at;
    this.#runEnd = end;
    return end;
  }

  /** @param at behind one backslash or more; others, which were on another line, may follow */
  readBehindBackslashes(at: number, isFirst: boolean): Letter[] {
    const end = this.findRunEnd(at);
    const letters = this.#readUnits(end, BACKSLASH_UNIT);
    if (!isFirst && end > at) letters.push({ point: BACKSLASH, end });
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
  #readUnits(at: number, pattern: RegExp): Letter[] {
    const [whole, digits] = match(pattern, this.text, at) ?? [];
    if (!whole || !digits) return [];
    const unit = Number.parseInt(digits, 16);
    const end = at + whole.length;
    const one = { point: unit, end };
    if (!isHighSurrogate(unit)) return [one];
    // A line break may have taken the backslash before it along.
    const next = this.findRunEnd(end);
    const [rest, lower] = match(pattern, this.text, next) ?? [];
    if (!rest || !lower) return [one];
    const point = String.fromCharCode(unit, Number.parseInt(lower, 16)).codePointAt(0) as number;
    return [one, { point, end: next + rest.length }];
  }

  /** @param at of a percent sign */
  readPercent(at: number): Letter[] {
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
    return [...letters, ...this.#readUtf8(byte, readPercentByte), { point, end: byte.end }];
  }

  #readPercentNumber(at: number): Letter[] {
    const mark = readPercentByte(this.text, at);
    if (mark?.point !== 0x23) return [];
    const [whole, digits] = match(DIGITS, this.text, mark.end) ?? [];
    if (!whole || !digits) return [];
    const last = readPercentByte(this.text, mark.end + whole.length);
    return last?.point === 0x3b ? [{ point: Number(digits), end: last.end }] : [];
  }

  /**
   * As mail has it (RFC 2045 6.7).
   * @param at behind an equals sign
   */
  readQuoted(at: number): Letter[] {
    const first = readHex(this.text, at);
    return first ? this.#readUtf8(first, readQuotedByte) : [];
  }

  #readUtf8(first: Letter, readByte: ReadByte): Letter[] {
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

  /**
   * The ampersand may be escaped again, by its name or a number; browsers need no semicolon.
   * @param at of an ampersand
   */
  readEntity(at: number): Letter[] {
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

/** A character that can be meant, by its code point, and where it ends. */
export interface Letter {
  readonly point: number;
  readonly end: number;
}

const PERCENT = 0x25;
const AMPERSAND = 0x26;
const EQUALS = 0x3d;
const BACKSLASH = 0x5c;

// What is escaped by a backslash somewhere, and stands for itself behind it.
const QUOTED = ['"', "'", '/', '`', '$'];

const SHORT_ESCAPES: Readonly<Record<string, number>> = { n: 0x0a, r: 0x0d, t: 0x09, b: 0x08, f: 0x0c };

const NAMED_ENTITIES = [
  ['amp', AMPERSAND],
  ['lt', 0x3c],
  ['gt', 0x3e],
  ['quot', 0x22],
  ['apos', 0x27],
  ['nbsp', 0xa0],
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

/** Whether a unit of UTF-16 is the first of two. */
export function isHighSurrogate(code: number): boolean {
  return code >= 0xd800 && code <= 0xdbff;
}

// What the end of a text may have cut of a character's escapes (%, %C3%A, =C, \u00, &#9), by what it begins with.
const BODIES: Readonly<Record<string, RegExp>> = {
  '%': /[0-9a-fA-Fu]/,
  '=': /[0-9a-fA-F]/,
  '\\': /[rnux{0-9a-fA-F]/,
  '&': /[#a-zA-Z0-9;]/,
};

const MAX_CUT_LENGTH = 64;

/** Whether an escape, or a few, can begin with a character and go on with what is left of it. */
export function mayBeCut(character: string, within: string): boolean {
  const body = BODIES[character];
  if (!body || within.length > MAX_CUT_LENGTH) return false;
  return Array.from(within).every((each) => body.test(each));
}

/** @returns the first place from which on there is nothing but what the end of the text may have cut */
export function findFirstCut(text: string): number {
  let first = isHighSurrogate(text.charCodeAt(text.length - 1)) ? text.length - 1 : text.length;
  let within = '';
  for (let at = first - 1; at >= 0; at -= 1) {
    const character = text[at] as string;
    if (mayBeCut(character, within)) {
      first = at;
      within = '';
    } else if (/[#a-zA-Z0-9;{]/.test(character)) within += character;
    else break;
  }
  return first;
}
