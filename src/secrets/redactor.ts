import { AsyncLocalStorage } from 'node:async_hooks';
import { secretPatterns } from './patterns.ts';
import { spellBase64, spellCharacters } from './spellings.ts';

export const REDACTED = '[redacted]';

// Nothing this short can be told from ordinary text, and hiding it would make every log unreadable.
const MIN_SECRET_LENGTH = 4;

// A long text may be broken over two lines, indented or not, wherever the one who prints it likes.
const LINE_BREAK = '(?:\\\\*(?:\\r|\\n)[ \\t]*|\\\\+[rn])*';

// A long secret is known by its pieces: a pattern for the whole would be larger than the engine takes.
const MAX_PIECE_LENGTH = 64;

/** Knows secrets, and removes them from text in every spelling they can take, and what looks like one. */
export class Redactor {
  readonly #known = new Map<string, Known>();
  readonly #passing = new AsyncLocalStorage<Set<string>>();
  #order: Order | undefined;

  /** Makes `secret` known: from now on, or until the work is done that it is learned in, it is removed from all that passes. */
  learn(secret: string): void {
    if (secret.length < MIN_SECRET_LENGTH) return;
    const passing = this.#passing.getStore();
    if (passing?.has(secret)) return;
    passing?.add(secret);
    const known = this.#known.get(secret);
    if (!known) this.#order = undefined;
    const holds = (known?.holds ?? 0) + (passing ? 1 : Number.POSITIVE_INFINITY);
    this.#known.set(secret, { spellings: known?.spellings ?? spell(secret), holds });
  }

  /**
   * Forgets, when some work is done, the secrets that were learned in it and nowhere else: a fleet has more of them than every
   * text could be searched for, and what has ended with the work, and is referred to by nothing any more, is printed by nobody.
   */
  async forgetAfter<T>(work: () => Promise<T>): Promise<T> {
    const passing = new Set<string>();
    try {
      return await this.#passing.run(passing, work);
    } finally {
      for (const secret of passing) this.#letGo(secret);
      this.#order = undefined;
    }
  }

  #letGo(secret: string): void {
    const { spellings, holds } = this.#known.get(secret) ?? { spellings: [], holds: 0 };
    if (holds > 1) this.#known.set(secret, { spellings, holds: holds - 1 });
    else this.#known.delete(secret);
  }

  /**
   * Removes every known secret from a text, as it is, percent-encoded, JSON- or HTML-escaped, in base64, and what
   * looks like one by `secretPatterns`.
   * @returns the text with `[redacted]` in the place of each
   */
  redact(text: string): string {
    const clean = this.#redactKnown(text);
    return secretPatterns.reduce((rest, { pattern }) => rest.replace(pattern, keepBefore), clean);
  }

  /** Whether a text holds a secret that was learned, in whatever spelling. */
  finds(text: string): boolean {
    return this.#redactKnown(text) !== text;
  }

  #redactKnown(text: string): string {
    const isEscaped = ESCAPES_LETTERS.test(text.trimEnd());
    return this.#spellings(isEscaped ? undefined : text).reduce((rest, spelling) => {
      return isEscaped || spelling.mayStandIn(rest) ? rest.replace(spelling.whole, REDACTED) : rest;
    }, text);
  }

  /**
   * How much of a text's end could be the beginning of a secret whose rest has not been written yet.
   * @returns a number of characters, 0 where the end is harmless
   */
  countUnsettled(text: string): number {
    return this.#spellings().reduce((most, spelling) => Math.max(most, spelling.countBeginning(text)), 0);
  }

  /** @returns those that may stand in a text; all of them where there is none; the longest secret's first */
  #spellings(text?: string): readonly Spelling[] {
    this.#order ??= new Order(this.#known);
    return text === undefined ? this.#order.all : this.#order.pick(text);
  }
}

// How much of a spelling is looked up at once.
const GRAM = 6;

/** A secret, and how many works it was learned in; for ever where it was in none. */
interface Known {
  readonly spellings: readonly Spelling[];
  readonly holds: number;
}

/** All spellings, the longest secret's first: a secret may hold another. */
class Order {
  readonly all: readonly Spelling[];
  /** By what each begins with that no escape can change; one that is too short for that is always picked. */
  readonly #byGram = new Map<string, Spelling[]>();
  readonly #short: readonly Spelling[];

  constructor(known: ReadonlyMap<string, Known>) {
    const longestFirst = [...known].sort(([a], [b]) => b.length - a.length);
    this.all = longestFirst.flatMap(([, { spellings }]) => spellings);
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

// Whatever can write a letter or a digit as something else, or break a line within a word. Without any of these,
// a secret's letters and digits stand in a text as they are, which is quick to look for.
const ESCAPES_LETTERS = /%[0-9a-f]|\\[ux]|&#|[\r\n]|\\[rn]/i;

/** The redactor that every `Secret` is known to, and that all that leaves the process passes. */
export const redactor = new Redactor();

function keepBefore(_: string, before: unknown): string {
  return typeof before === 'string' ? before + REDACTED : REDACTED;
}

function spell(secret: string): Spelling[] {
  const plain = cutInPieces(secret).map((piece) => new Spelling(piece, '', ''));
  const encoded = spellBase64(secret)
    .flatMap(cutInPieces)
    .map((piece) => new Spelling(piece, '[A-Za-z0-9+/_-]{0,2}', '[A-Za-z0-9+/_-]{0,2}={0,2}'));
  return [...plain, ...encoded];
}

function cutInPieces(text: string): string[] {
  const characters = Array.from(text);
  const count = Math.ceil(characters.length / MAX_PIECE_LENGTH);
  const size = Math.ceil(characters.length / count);
  return Array.from({ length: count }, (_, at) => characters.slice(at * size, (at + 1) * size).join(''));
}

/** One way in which a secret can stand in a text. Its patterns are large, so they are made when they are needed. */
class Spelling {
  readonly #text: string;
  readonly #longestRun: string;
  readonly #around: readonly [string, string];
  #whole: RegExp | undefined;
  #beginning: RegExp | undefined;

  constructor(text: string, before: string, after: string) {
    this.#text = text;
    const runs = text.match(/[A-Za-z0-9]+/g) ?? [''];
    this.#longestRun = runs.reduce((longest, run) => (run.length > longest.length ? run : longest));
    this.#around = [before, after];
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
    this.#whole ??= new RegExp(before + spellText(this.#text) + after, 'gu');
    return this.#whole;
  }

  /** How much of a text's end is a proper beginning of this. */
  countBeginning(text: string): number {
    this.#beginning ??= new RegExp(spellBeginning(spellCharacters(this.#text)), 'u');
    const end = text.slice(-this.#text.length * MAX_ESCAPE_LENGTH);
    return end.length - (this.#beginning.exec(end)?.index ?? end.length);
  }
}

/** @returns the source of a pattern that begins with no repetition, or a long run of backslashes would be read again from each */
function spellText(text: string): string {
  const [first = '', ...rest] = spellCharacters(text);
  return [first.replaceAll('\\\\+', '\\\\').replaceAll('\\\\*', ''), ...rest].join(LINE_BREAK);
}

// What the end of a text may have cut: a character's escapes (%, %C3%A, \u00, &#9) or its surrogate pair.
const CUT = '(?:%[0-9a-fA-F]*|\\\\+[rnux{0-9a-fA-F]*|&[#a-zA-Z0-9;]*|[\\ud800-\\udbff])';

const MAX_ESCAPE_LENGTH = 32;

/** @returns the source of a pattern for any proper beginning of a spelling that ends where the text ends */
function spellBeginning(characters: readonly string[]): string {
  return characters.reduceRight((rest, character, at) => {
    const gap = at > 0 ? LINE_BREAK : '';
    const cut = at > 0 ? `${CUT}*` : `${CUT}+`;
    return `${gap}(?:${cut}$${rest === '' ? '' : `|${character}(?:$|${rest})`})`;
  }, '');
}

/** The redaction of a text that comes in chunks: a secret is found wherever the cuts fall. */
export class Redaction {
  readonly #redactor: Redactor;
  #held = '';

  constructor(redactor: Redactor) {
    this.#redactor = redactor;
  }

  /** @returns what can be written now; an end that could be the beginning of a secret is held back */
  push(chunk: string): string {
    const clean = this.#redactor.redact(this.#held + chunk);
    const settled = clean.length - this.#redactor.countUnsettled(clean);
    this.#held = clean.slice(settled);
    return clean.slice(0, settled);
  }

  /** @returns what was held back, and a text that nothing continues */
  line(text: string): string {
    const rest = this.#held;
    this.#held = '';
    return this.#redactor.redact(rest + text);
  }
}
