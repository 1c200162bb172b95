import { FIRST_OF_WINDOWS_1252, WINDOWS_1252 } from './escapes.ts';
import { type Ends, isOfBreak, MANY, type Reader, readAlso } from './reader.ts';

// A long secret is known by its pieces: where a text was cut, or holds a part of it, that is removed too.
const MAX_PIECE_LENGTH = 64;

const MAX_ESCAPE_LENGTH = 32;

/** The end of a text that is looked through for the beginning of a secret: no piece is written longer. */
export const MAX_BEGINNING = MAX_PIECE_LENGTH * MAX_ESCAPE_LENGTH;

/**
 * @param isWord whether the secret is an ordinary word, which tells nothing where it stands as it is
 * @returns all the ways in which a secret, or a piece of a long one, can stand in a text
 */
export function spell(secret: string, isWord: boolean): Spelling[] {
  const utf16 = Buffer.from(secret, 'utf16le');
  const swapped = Buffer.from(utf16).swap16();
  // Of other characters the second byte is not always the same: they could be anything.
  const characters = Array.from(secret);
  const isLatin = characters.every((character) => character > '\0' && character <= '\xff');
  const wide = isLatin ? [characters.join('\0')] : [];
  const hex = Buffer.from(secret).toString('hex');
  return [
    ...spellPieces([secret], { isWord }),
    ...spellPieces(wide),
    ...spellPieces(spellBase64(secret), { isBase64: true }),
    ...spellPieces([hex, hex.toUpperCase()]),
    ...spellPieces([utf16, swapped].flatMap(spellBytes), { isBase64: true }),
  ];
}

interface Manner {
  /** Whether a few characters around it, which hold bits of it or fill it up, belong to it. */
  readonly isBase64?: boolean;
  /** Whether it is the first piece of its text. */
  readonly isStart?: boolean;
  readonly isEnd?: boolean;
  readonly isWord?: boolean;
}

function spellPieces(texts: readonly string[], manner: Manner = {}): Spelling[] {
  const pieces = new Map<string, Spelling>();
  for (const text of texts)
    cutInPieces(text).forEach((piece, at, { length }) => {
      // Of others it does not matter, and pieces that are alike need not be looked for twice.
      const [isStart, isEnd] = manner.isBase64 ? [at === 0, at === length - 1] : [false, false];
      pieces.set(`${piece} ${isStart} ${isEnd}`, new Spelling(piece, { ...manner, isStart, isEnd }));
    });
  return [...pieces.values()];
}

function cutInPieces(text: string): string[] {
  const characters = Array.from(text);
  const count = Math.ceil(characters.length / MAX_PIECE_LENGTH);
  // None is much shorter than the others: what is left over at the end could be a single letter, which stands everywhere.
  const cut = (at: number) => Math.floor((at * characters.length) / count);
  return Array.from({ length: count }, (_, at) => characters.slice(cut(at), cut(at + 1)).join(''));
}

/** One way in which a secret can stand in a text. */
export class Spelling {
  readonly text: string;
  readonly #hasBitsBefore: boolean;
  readonly #hasBitsBehind: boolean;
  readonly #isWord: boolean;

  constructor(text: string, manner: Manner) {
    const { isBase64 = false, isStart = false, isEnd = false, isWord = false } = manner;
    this.text = text;
    // Between two pieces, they would be those of the next.
    this.#hasBitsBefore = isBase64 && isStart;
    this.#hasBitsBehind = isBase64 && isEnd;
    this.#isWord = isWord;
  }

  /** @returns from where to where it stands in a text if it begins at `start`, and as far as it can reach */
  findAt(reader: Reader, start: number): Range | undefined {
    const end = this.#follow(reader, start, false);
    if (end === undefined) return undefined;
    return [
      this.#hasBitsBefore ? findBitsBefore(reader.text, start) : start,
      this.#hasBitsBehind ? findBitsBehind(reader.text, end) : end,
    ];
  }

  /** Whether it stands at `start`, and characters that hold the last bits of it may follow behind the end of the text. */
  awaitsBits(reader: Reader, start: number): boolean {
    return this.#hasBitsBehind && this.findAt(reader, start)?.[1] === reader.text.length;
  }

  /** Whether a proper beginning of it begins at `start` and ends where the text ends. */
  isCutAt(reader: Reader, start: number): boolean {
    return this.#follow(reader, start, true) !== undefined;
  }

  /** Whether it is an ordinary word, and stands there as such, or as JSON has it. */
  isWordAs(found: string): boolean {
    return this.#isWord && (found === this.text || found === JSON.stringify(this.text).slice(1, -1));
  }

  /** Reads the text in every way that it can be read, letter by letter of this, as long as one of them is left. */
  #follow(reader: Reader, start: number, isForCut: boolean): number | undefined {
    let at = 0;
    let place = start;
    // Most of most texts can be read in one way only, which is quick.
    for (; at < this.text.length; at += 1) {
      const letter = this.text.charCodeAt(at);
      if (at > 0 && !isOfBreak(letter)) place = reader.passBreaks(place);
      const code = reader.text.charCodeAt(place);
      const also = readAlso(code);
      if (also === MANY) break;
      if (code !== letter && also !== letter) return undefined;
      place += 1;
    }
    if (at === this.text.length) return isForCut ? undefined : place;
    const end = this.#findEnd(reader, at, place, isForCut);
    return end === NONE ? undefined : end;
  }

  /**
   * Finds how far the rest of this can reach, or whether the text is cut within it. What was found for a letter and a place holds
   * for every other way that leads there, and for every other start: so each is looked at once.
   */
  #findEnd(reader: Reader, first: number, start: number, isForCut: boolean): number {
    const known = reader.remember(this);
    const levels: Level[] = [];
    let places = [start];
    let at = first;
    while (at < this.text.length && places.length > 0 && !reader.isTooIntricate) {
      const point = this.text.codePointAt(at) as number;
      const level = look(reader, places, known[at] ?? new Map(), { point, isFirst: at === 0, isForCut });
      known[at] = level.ends;
      levels.push(level);
      places = [];
      for (const { next } of level.ways) places.push(...next);
      at += point > 0xffff ? 2 : 1;
    }
    const last = (place: number) => (isForCut ? NONE : place);
    let behind: Ends | undefined;
    for (const { ways, ends } of levels.toReversed()) {
      for (const { place, skipped, next } of ways.sort((a, b) => b.place - a.place)) {
        let end = ends.get(place) as number;
        for (const each of skipped) end = Math.max(end, ends.get(each) ?? NONE);
        for (const each of next) end = Math.max(end, behind?.get(each) ?? last(each));
        ends.set(place, end);
      }
      behind = ends;
    }
    return known[first]?.get(start) ?? NONE;
  }
}

const NONE = -1;

interface Way {
  readonly place: number;
  /** Where it goes on behind a line break. */
  readonly skipped: readonly number[];
  /** Where its letter ends. */
  readonly next: readonly number[];
}

interface Level {
  readonly ends: Ends;
  /** Those that were not known before. */
  readonly ways: Way[];
}

interface Step {
  readonly point: number;
  readonly isFirst: boolean;
  readonly isForCut: boolean;
}

/** Reads one letter wherever it can begin; where the text is cut within it, that is its end. */
function look(reader: Reader, places: readonly number[], ends: Ends, step: Step): Level {
  const { point, isFirst, isForCut } = step;
  const ways: Way[] = [];
  const left = [...places];
  for (const place of left) {
    if (ends.has(place)) continue;
    reader.countStep();
    const isCut = isForCut && reader.isCutAt(place);
    ends.set(place, isCut ? reader.text.length : NONE);
    const { letters, skipped } = isFirst
      ? { letters: reader.read(place, true), skipped: [] }
      : reader.look(place);
    const next: number[] = [];
    for (const letter of letters) if (letter.point === point) next.push(letter.end);
    // Most lead nowhere, and are known by now.
    if (next.length > 0 || skipped.length > 0) ways.push({ place, skipped, next });
    for (const each of skipped) if (!ends.has(each)) left.push(each);
  }
  return { ends, ways };
}

/** From the first of its characters to behind its last. */
export type Range = readonly [start: number, end: number];

function findBitsBefore(text: string, start: number): number {
  const bits = /[\w+/-]{0,2}$/.exec(text.slice(Math.max(0, start - 2), start));
  return start - (bits?.[0].length ?? 0);
}

function findBitsBehind(text: string, end: number): number {
  const bits = /^[\w+/-]{0,2}={0,2}/.exec(text.slice(end, end + 4));
  return end + (bits?.[0].length ?? 0);
}

/**
 * The part of a base64 text that stays the same whatever stands before and after `text` in what was encoded,
 * for each of the three ways in which it can fall on the 6-bit grid.
 * @returns up to three texts in the standard alphabet for each charset; none where nothing stable of 4 characters remains.
 */
function spellBase64(text: string): string[] {
  const inWindows1252 = encodeWindows1252(text);
  return [Buffer.from(text), ...(inWindows1252 ? [inWindows1252] : [])].flatMap(spellBytes);
}

function spellBytes(bytes: Buffer): string[] {
  return [0, 1, 2]
    .map((offset) => {
      const encoded = Buffer.concat([Buffer.alloc(offset), bytes])
        .toString('base64')
        .replace(/(?<!=)=+$/, '');
      const first = Math.ceil((offset * 8) / 6);
      const last = Math.floor(((offset + bytes.length) * 8) / 6);
      return encoded.slice(first, last);
    })
    .filter((stable) => stable.length >= 4);
}

/** @returns undefined where it is the same as in UTF-8, or where a character is none of that charset */
function encodeWindows1252(text: string): Buffer | undefined {
  const bytes = Array.from(text, (character) => {
    const point = character.codePointAt(0) as number;
    if (point < 128 || (point > 159 && point < 256)) return point;
    const at = WINDOWS_1252.indexOf(character);
    return at < 0 ? undefined : FIRST_OF_WINDOWS_1252 + at;
  });
  const isKnown = bytes.every((byte) => byte !== undefined);
  return isKnown && bytes.some((byte) => byte > 127) ? Buffer.from(bytes) : undefined;
}
