// A long text may be broken over two lines, indented or not, wherever the one who prints it likes; in mail behind an equals sign.
const LINE_BREAK = '(?:=?\\\\*(?:\\r|\\n)[ \\t]*|=?\\\\+[rn])*';

// A long secret is known by its pieces: a pattern for the whole would be larger than the engine takes.
const MAX_PIECE_LENGTH = 64;

// How much of a spelling is looked up at once.
const GRAM = 6;

/** @returns all the ways in which a secret, or a piece of a long one, can stand in a text */
export function spell(secret: string): Spelling[] {
  const plain = cutInPieces(secret).map((piece) => new Spelling(piece));
  const encoded = spellBase64(secret)
    .flatMap(cutInPieces)
    .map((piece) => new Spelling(piece, { around: AROUND_BASE64 }));
  const utf16 = Buffer.from(secret, 'utf16le');
  const swapped = Buffer.from(utf16).swap16();
  // Of other characters the second byte is not always the same: they could be anything.
  const characters = Array.from(secret);
  const isLatin = characters.every((character) => character > '\0' && character <= '\xff');
  const wide = isLatin ? [characters.join('\0')] : [];
  const hex = Buffer.from(secret).toString('hex');
  const rigid = [
    ...[hex, hex.toUpperCase()].flatMap(cutInPieces).map((piece) => new Spelling(piece, { isRigid: true })),
    ...[utf16, swapped]
      .flatMap(spellBytes)
      .flatMap(cutInPieces)
      .map((piece) => new Spelling(piece, { isRigid: true, around: AROUND_BASE64 })),
  ];
  return [
    ...plain,
    ...wide.flatMap(cutInPieces).map((piece) => new Spelling(piece, { isWide: true })),
    ...encoded,
    ...rigid,
  ];
}

const AROUND_BASE64 = ['[A-Za-z0-9+/_-]{0,2}', '[A-Za-z0-9+/_-]{0,2}={0,2}'] as const;

interface Manner {
  /** What may stand around it and belongs to it, as sources of patterns. */
  readonly around?: readonly [string, string];
  /** Whether no character of it is written otherwise, nor a line broken within. */
  readonly isRigid?: boolean;
  /** Whether each character of it is two bytes. */
  readonly isWide?: boolean;
}

function cutInPieces(text: string): string[] {
  const characters = Array.from(text);
  const count = Math.ceil(characters.length / MAX_PIECE_LENGTH);
  const size = Math.ceil(characters.length / count);
  return Array.from({ length: count }, (_, at) => characters.slice(at * size, (at + 1) * size).join(''));
}

/** One way in which a secret can stand in a text. Its patterns are large, so they are made when they are needed. */
export class Spelling {
  readonly isRigid: boolean;
  readonly isWide: boolean;
  readonly #text: string;
  readonly #longestRun: string;
  readonly #around: readonly [string, string];
  #whole: RegExp | undefined;
  #beginning: RegExp | undefined;

  constructor(text: string, { around = ['', ''], isRigid = false, isWide = false }: Manner = {}) {
    this.#text = text;
    const runs = text.match(/[A-Za-z0-9]+/g) ?? [''];
    this.#longestRun = runs.reduce((longest, run) => (run.length > longest.length ? run : longest));
    this.#around = around;
    this.isRigid = isRigid;
    this.isWide = isWide;
  }

  /** What stands in every text that holds this and escapes no letters, or the beginning of it. */
  get gram(): string {
    return this.#longestRun.slice(0, GRAM);
  }

  /** Whether a text that escapes no letters can hold this at all. */
  mayStandIn(text: string): boolean {
    return text.includes(this.#longestRun);
  }

  get whole(): RegExp {
    const [before, after] = this.#around;
    const text = this.isRigid ? this.#text.replaceAll('+', '\\+') : spellText(this.#text);
    this.#whole ??= new RegExp(before + text + after, 'gu');
    return this.#whole;
  }

  /** How much of a text's end is a proper beginning of this. */
  countBeginning(text: string): number {
    if (this.isRigid) return countPrefix(this.#text, text);
    this.#beginning ??= new RegExp(spellBeginning(spellCharacters(this.#text)), 'u');
    const end = text.slice(-this.#text.length * MAX_ESCAPE_LENGTH);
    return end.length - (this.#beginning.exec(end)?.index ?? end.length);
  }
}

/** @returns how much of the end of one text is a proper beginning of another */
function countPrefix(whole: string, text: string): number {
  for (let length = whole.length - 1; length > 0; length -= 1)
    if (text.endsWith(whole.slice(0, length))) return length;
  return 0;
}

/** @returns the source of a pattern that begins with no repetition, or a long run of backslashes would be read again from each */
function spellText(text: string): string {
  const [first = '', ...rest] = spellCharacters(text);
  return [first.replaceAll('\\\\+', '\\\\').replaceAll('\\\\*', ''), ...rest].join(LINE_BREAK);
}

// What the end of a text may have cut: a character's escapes (%, %C3%A, =C, \u00, &#9) or its surrogate pair.
const CUT = '(?:%[0-9a-fA-Fu]*|=[0-9a-fA-F]*|\\\\+[rnux{0-9a-fA-F]*|&[#a-zA-Z0-9;]*|[\\ud800-\\udbff])';

const MAX_ESCAPE_LENGTH = 32;

/** @returns the source of a pattern for any proper beginning of a spelling that ends where the text ends */
function spellBeginning(characters: readonly string[]): string {
  return characters.reduceRight((rest, character, at) => {
    const gap = at > 0 ? LINE_BREAK : '';
    const cut = at > 0 ? `${CUT}*` : `${CUT}+`;
    return `${gap}(?:${cut}$${rest === '' ? '' : `|${character}(?:$|${rest})`})`;
  }, '');
}

/** All spellings, the longest secret's first: a secret may hold another. */
export class Order {
  readonly all: readonly Spelling[];
  /** Those of two bytes a character. */
  readonly wide: readonly Spelling[];
  /** By what each begins with that no escape can change; one that is too short for that is always picked. */
  readonly #byGram = new Map<string, Spelling[]>();
  readonly #short: readonly Spelling[];

  /** @param known by the secret */
  constructor(known: readonly (readonly [string, { readonly spellings: readonly Spelling[] }])[]) {
    const longestFirst = known.toSorted(([a], [b]) => b.length - a.length);
    const spellings = longestFirst.flatMap(([, each]) => each.spellings);
    this.wide = spellings.filter(({ isWide }) => isWide);
    this.all = spellings.filter(({ isWide }) => !isWide);
    this.#short = this.all.filter(({ gram }) => gram.length < GRAM);
    for (const spelling of this.all) {
      if (spelling.gram.length < GRAM) continue;
      const same = this.#byGram.get(spelling.gram);
      if (same) same.push(spelling);
      else this.#byGram.set(spelling.gram, [spelling]);
    }
  }

  /** @param text that escapes no letters */
  pick(text: string): readonly Spelling[] {
    const found = new Set(this.#short);
    for (let at = 0; at + GRAM <= text.length; at += 1)
      for (const spelling of this.#byGram.get(text.slice(at, at + GRAM)) ?? []) found.add(spelling);
    return found.size === this.#short.length
      ? this.#short
      : this.all.filter((spelling) => found.has(spelling));
  }
}

/**
 * The ways one text can be written on its way into a log, a URL, a JSON document, a page or a header, as the
 * source of a regular expression for each character. Escapes may be applied twice (JSON within JSON, a URL
 * within a URL) and mixed freely, because each character is matched on its own.
 */
function spellCharacters(text: string): string[] {
  return Array.from(text, spellCharacter);
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

const NAMED_ENTITIES: Readonly<Record<string, string>> = {
  '&': 'amp',
  '<': 'lt',
  '>': 'gt',
  '"': 'quot',
  "'": 'apos',
  ' ': 'nbsp',
};

const SHORT_ESCAPES: Readonly<Record<string, string>> = {
  '\n': 'n',
  '\r': 'r',
  '\t': 't',
  '\b': 'b',
  '\f': 'f',
};

function spellCharacter(character: string): string {
  const ways = [
    spellLiteral(character),
    spellPercent(character),
    spellUnicodeEscape(character),
    spellEntity(character),
    spellQuotedPrintable(character),
  ];
  const short = SHORT_ESCAPES[character];
  if (short) ways.push(`\\\\+${short}`);
  if (character === ' ') ways.push('\\+');
  // base64 has two alphabets: one for headers, one for URLs
  if (character === '+') ways.push('-');
  if (character === '/') ways.push('_');
  return `(?:${ways.join('|')})`;
}

function spellLiteral(character: string): string {
  const literal = character.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&');
  if (character === '\\') return '\\\\+';
  return /["'/`$]/.test(character) ? `\\\\*${literal}` : literal;
}

function spellPercent(character: string): string {
  const point = codePoint(character);
  const bytes = percentEncode(Buffer.from(character));
  if (point < 128) return bytes;
  // A form in a page of that charset sends its one byte, or its number where it has none there.
  const inWindows1252 = encodeWindows1252(character);
  return inWindows1252
    ? `${bytes}|${percentEncode(inWindows1252)}`
    : `${bytes}|${percentEncode(Buffer.from('&#'))}0*${point}${percentEncode(Buffer.from(';'))}`;
}

/** As mail has it (RFC 2045 6.7). */
function spellQuotedPrintable(character: string): string {
  return Array.from(Buffer.from(character), (byte) => `=${spellByte(byte)}`).join('');
}

function spellByte(byte: number): string {
  return spellHex(byte.toString(16).padStart(2, '0'));
}

function percentEncode(bytes: Buffer): string {
  return Array.from(bytes, (byte) => `%(?:25)*${spellByte(byte)}`).join('');
}

// The characters from 0x80 to 0x9f, as browsers have them (WHATWG Encoding, windows-1252); from 0xa0 on it is as Unicode.
const WINDOWS_1252 = '€\u0081‚ƒ„…†‡ˆ‰Š‹Œ\u008dŽ\u008f\u0090‘’“”•–—˜™š›œ\u009džŸ';

/** @returns undefined where it is the same as in UTF-8, or where a character is none of that charset */
function encodeWindows1252(text: string): Buffer | undefined {
  const bytes = Array.from(text, (character) => {
    const point = codePoint(character);
    if (point < 128 || (point > 159 && point < 256)) return point;
    const at = WINDOWS_1252.indexOf(character);
    return at < 0 ? undefined : 128 + at;
  });
  const isKnown = bytes.every((byte) => byte !== undefined);
  return isKnown && bytes.some((byte) => byte > 127) ? Buffer.from(bytes) : undefined;
}

function spellUnicodeEscape(character: string): string {
  const units = Array.from({ length: character.length }, (_, index) => character.charCodeAt(index));
  // The second is what `escape` of JavaScript makes.
  const each = ['\\\\+u', '%(?:25)*u'].map((mark) =>
    units.map((unit) => `${mark}${spellHex(unit.toString(16).padStart(4, '0'))}`).join(''),
  );
  const braced = `\\\\+u\\{0*${spellHex(codePoint(character).toString(16))}\\}`;
  const byte =
    codePoint(character) < 256
      ? [`\\\\+x${spellHex(codePoint(character).toString(16).padStart(2, '0'))}`]
      : [];
  return [...each, braced, ...byte].join('|');
}

function spellEntity(character: string): string {
  const point = codePoint(character);
  const name = NAMED_ENTITIES[character];
  const names = name ? `|${name}` : '';
  // The ampersand may be escaped again, by its name or a number; browsers need no semicolon.
  return `&(?:(?:amp|#0*38|#[xX]0*26);?)*(?:#0*${point}|#[xX]0*${spellHex(point.toString(16))}${names});?`;
}

function spellHex(digits: string): string {
  return digits.replace(/[a-f]/g, (digit) => `[${digit}${digit.toUpperCase()}]`);
}

function codePoint(character: string): number {
  return character.codePointAt(0) as number;
}
