import { EscapeReader, findFirstCut, isHighSurrogate, type Letter, mayBeCut } from './escapes.ts';
import { UnbrokenText } from './unbroken-text.ts';

/**
 * Reads a text in all the ways in which its characters can be meant, as it comes from a log, a URL, a JSON document, a page, a
 * header or mail. Escapes may be applied twice (JSON within JSON, a URL within a URL) and mixed freely, because each character is
 * read on its own; and where each of them could also stand for itself, both is read.
 */
export class Reader {
  readonly text: string;
  readonly #escapes: EscapeReader;
  #unbroken: Unbroken | undefined;
  #firstCut: number | undefined;
  #stepsLeft: number;

  readonly #ends = new Map<object, Ends[]>();
  readonly #seen = new Map<number, Sight>();

  constructor(text: string) {
    this.text = text;
    this.#escapes = new EscapeReader(text);
    this.#stepsLeft = text.length * STEPS_A_CHARACTER + MIN_STEPS;
  }

  /** To be called for each place at which something is looked for, where the text can be read in many ways. */
  countStep(): void {
    this.#stepsLeft -= 1;
  }

  /** Whether more was looked for than any text has need of that is not made for that. */
  get isTooIntricate(): boolean {
    return this.#stepsLeft < 0;
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
    if (isBreak(point)) return [itself, ...this.#readWrapped(at)];
    if (point === BACKSLASH) return [itself, ...this.#readBackslashes(at, isFirst), ...this.#readWrapped(at)];
    if (point !== PERCENT && point !== AMPERSAND && point !== EQUALS) return [itself];
    const { text, escapes } = this.#readUnbroken();
    const letters =
      point === EQUALS
        ? escapes.readQuoted(text.find(at + 1))
        : escapes[point === PERCENT ? 'readPercent' : 'readEntity'](text.find(at));
    return [itself, ...withBlanks(letters).map((letter) => ({ ...letter, end: text.findEnd(letter.end) }))];
  }

  /** Who wraps lines breaks them at a blank, which the line break then stands for; what follows may be indented. */
  #readWrapped(at: number): Letter[] {
    const places = new Set<number>();
    this.#skipBreak(at, places);
    return [...places].map((end) => ({ point: BLANK, end }));
  }

  /**
   * A long text may be broken over two lines, indented or not, wherever the one who prints it likes; in mail behind an equals sign.
   * @returns where what stands at a place can go on: there, or behind any line breaks
   */
  skipBreaks(at: number): Iterable<number> {
    return BREAKS.includes(this.text[at] as string) ? this.#skipAll(at) : [at];
  }

  /**
   * The same where what is looked for is neither a blank nor of what a line break is made of: then there is but one place.
   * @returns the place itself where no line break begins there, or not plainly
   */
  passBreaks(at: number): number {
    const { text } = this;
    for (let place = at; ; ) {
      const isSoft = text.charCodeAt(place) === EQUALS;
      if (!isBreak(text.charCodeAt(isSoft ? place + 1 : place))) return place;
      place += isSoft ? 2 : 1;
      while (isBlank(text.charCodeAt(place))) place += 1;
    }
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
    const character = this.text[at] as string;
    if (!mayBeCut(character, '')) return false;
    const { text } = this.#readUnbroken();
    this.#firstCut ??= findFirstCut(text.text);
    // Of an escape, the first character can have been left out with the line break behind it.
    const place = text.find(at);
    return mayBeCut(character, text.text.slice(place, Math.max(place, this.#firstCut)));
  }

  #skipBreak(at: number, places: Set<number>): void {
    const behind = this.text[at] === '=' ? at + 1 : at;
    const end = this.#escapes.findRunEnd(behind);
    const character = this.text[end];
    const isEscaped = end > behind && (character === 'r' || character === 'n');
    if (!isEscaped && character !== '\r' && character !== '\n') return;
    places.add(end + 1);
    let blanks = end + 1;
    while (isBlank(this.text.charCodeAt(blanks))) blanks += 1;
    // Its own blanks may follow those of the indentation.
    for (let place = Math.max(end + 1, blanks - MAX_BLANKS); place <= blanks; place += 1) places.add(place);
  }

  #readBackslashes(at: number, isFirst: boolean): Letter[] {
    if (isFirst && this.text[at + 1] === '\\') return [];
    const end = this.#escapes.findRunEnd(at);
    const letters = isFirst ? [] : [{ point: BACKSLASH, end }];
    // What could be a line break can be meant as that letter, too.
    if ('nr'.includes(this.text[end] ?? ' '))
      return [...letters, ...this.#escapes.readBehindBackslashes(end, isFirst)];
    const { text, escapes } = this.#readUnbroken();
    for (const letter of withBlanks(escapes.readBehindBackslashes(text.find(end), isFirst)))
      letters.push({ ...letter, end: text.findEnd(letter.end) });
    return letters;
  }

  /** An escape may be broken over two lines like everything else. */
  #readUnbroken(): Unbroken {
    if (!this.#unbroken) {
      const text = new UnbrokenText(this.text);
      this.#unbroken = { text, escapes: new EscapeReader(text.text) };
    }
    return this.#unbroken;
  }
}

interface Unbroken {
  readonly text: UnbrokenText;
  readonly escapes: EscapeReader;
}

interface Sight {
  readonly letters: readonly Letter[];
  readonly skipped: readonly number[];
}

/** Where what is left of a spelling ends, by the place at which it goes on. */
export type Ends = Map<number, number>;

/** A blank at which no line is to be broken is another character, and the same to who reads it. */
function withBlanks(letters: readonly Letter[]): Letter[] {
  return letters.flatMap((letter) =>
    letter.point === NO_BREAK_SPACE ? [letter, { point: BLANK, end: letter.end }] : [letter],
  );
}

const NOTHING_ELSE = -1;
/** That a character may be of an escape, or begin a line break, and so end further on. */
export const MANY = -2;

/** @returns what a character, by its code, stands for besides itself: another, by its code; `MANY`; or what is no code */
export function readAlso(code: number): number {
  if (code < 128) return ALSO[code] as number;
  if (code === NO_BREAK_SPACE) return BLANK;
  return code < 0xd800 || code > 0xdfff ? NOTHING_ELSE : MANY;
}

/** Whether a character, by its code, may belong to a line break: a blank does, behind it. */
export function isOfBreak(code: number): boolean {
  return code === EQUALS || isBreak(code) || isBlank(code);
}

function isBreak(code: number): boolean {
  return code === 0x0a || code === 0x0d;
}

function isBlank(code: number): boolean {
  return code === BLANK || code === 0x09;
}

const BLANK = 0x20;
const NO_BREAK_SPACE = 0xa0;

const PERCENT = 0x25;
const AMPERSAND = 0x26;
const EQUALS = 0x3d;
const BACKSLASH = 0x5c;

// A form writes a blank as a plus sign; base64 has two alphabets: one for headers, one for URLs.
const ALSO_MEANT: Readonly<Record<string, number>> = { '+': BLANK, '\xa0': BLANK, '-': 0x2b, _: 0x2f };

const ALSO = Int8Array.from({ length: 128 }, (_, code) => {
  const character = String.fromCharCode(code);
  return '%\\&=\r\n'.includes(character) ? MANY : (ALSO_MEANT[character] ?? NOTHING_ELSE);
});

// More line breaks than that are not within a word, and a longer run of blanks is not a part of one.
const MAX_PLACES = 256;
const MAX_BLANKS = 64;

const MAX_REMEMBERED = 16;

const STEPS_A_CHARACTER = 12;
const MIN_STEPS = 16_384;

// What a line break can begin with.
const BREAKS = ['\r', '\n', '=', '\\'];
