import { AsyncLocalStorage } from 'node:async_hooks';
import { standsInOwnCode } from './own-code.ts';
import { type SecretPattern, secretPatterns } from './patterns.ts';
import { SpellingIndex } from './spelling-index.ts';
import { type Range, type Spelling, spell } from './spellings.ts';

export const REDACTED = '[redacted]';

/** Nothing shorter can be told from ordinary text, and hiding it would make every log unreadable. */
export const MIN_SECRET_LENGTH = 4;

/** @returns a secret as it is, and as others show it: a page on one line, without blanks around it and what has no width */
function listShown(secret: string): string[] {
  const seen = secret.replace(/\p{Default_Ignorable_Code_Point}/gu, '');
  const shown = [secret, seen].flatMap((each) => [each, each.trim(), each.replace(/\s+/g, ' ').trim()]);
  return [...new Set(shown)].filter((each) => each.length >= MIN_SECRET_LENGTH);
}

/** Knows secrets, and removes them from text in every spelling they can take, and what looks like one. */
export class Redactor {
  readonly #known = new Map<string, Known>();
  readonly #index = new SpellingIndex();
  readonly #passing = new AsyncLocalStorage<Set<string>>();
  readonly #ofCookies = new WeakSet<Spelling>();
  readonly #own = new Set<string>();
  readonly #isOrdinary: (secret: string) => boolean;
  readonly #patterns: readonly SecretPattern[];

  /**
   * @param isOrdinary whether a text stands in messages anyway, so that a hole in its place would tell that it is the secret
   * @param patterns what looks like a secret
   */
  constructor(isOrdinary: (secret: string) => boolean = () => false, patterns = secretPatterns) {
    this.#isOrdinary = isOrdinary;
    this.#patterns = patterns;
  }

  /** Makes `secret` known: from now on, or until the work is done that it is learned in, it is removed from all that passes. */
  learn(secret: string): void {
    this.#learn(secret, false);
  }

  /** The same for what somebody else has chosen: it makes no hole in what `keepWhole` was given. */
  learnCookie(value: string): void {
    this.#learn(value, true);
  }

  /**
   * Has no cookie, and nothing that only looks like a secret, make a hole in what this program must be able to say, such as which key
   * is to be revoked, and how: whoever sets cookies could have set that very text, and what a server says before it could be a
   * header's name.
   * @returns the text
   */
  keepWhole(text: string): string {
    this.#own.add(text);
    return text;
  }

  #learn(secret: string, isCookie: boolean): void {
    if (secret.length < MIN_SECRET_LENGTH) return;
    const name = `${isCookie ? 'cookie' : 'secret'} ${secret}`;
    const passing = this.#passing.getStore();
    if (passing?.has(name)) return;
    passing?.add(name);
    const known = this.#known.get(name);
    const holds = (known?.holds ?? 0) + (passing ? 1 : Number.POSITIVE_INFINITY);
    const spellings =
      known?.spellings ?? listShown(secret).flatMap((each) => spell(each, this.#isOrdinary(each)));
    for (const spelling of known ? [] : spellings) {
      this.#index.add(spelling);
      if (isCookie) this.#ofCookies.add(spelling);
    }
    this.#known.set(name, { secret, spellings, holds });
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
      for (const name of passing) this.#letGo(name);
    }
  }

  #letGo(name: string): void {
    const known = this.#known.get(name);
    if (!known) return;
    if (known.holds > 1) {
      this.#known.set(name, { ...known, holds: known.holds - 1 });
      return;
    }
    this.#known.delete(name);
    for (const spelling of known.spellings) this.#index.delete(spelling);
  }

  /**
   * Removes every known secret from a text that somebody will read, in every spelling, and what looks like one by
   * `secretPatterns`; but none that is an ordinary word and stands there as such: its hole would tell it, and the word itself
   * tells nothing; and no cookie, nor what only looks like a secret, that is a part of what this program must say.
   * @returns the text with `[redacted]` in the place of each
   */
  redact(text: string): string {
    const ofCookies: Range[] = [];
    const ofSecrets = this.#index.find(text, (spelling, found, range) => {
      if (spelling.isWordAs(found)) return false;
      if (!this.#ofCookies.has(spelling)) return true;
      if (!this.#isOwn(found)) ofCookies.push(range);
      return false;
    });
    return this.#redactWith(text, [...ofSecrets, ...this.#spareOwn(text, ofCookies)]);
  }

  /**
   * The same for a text in which secrets stand as such, as in what is sent to a browser: ordinary words go, too.
   * @param known where known secrets stand in it
   */
  redactAll(text: string, known: readonly Range[] = this.findKnown(text)): string {
    return this.#redactWith(text, known);
  }

  /** The same, but for what only looks like a secret. */
  redactKnown(text: string): string {
    return redactRanges(text, this.findKnown(text));
  }

  /** @returns where known secrets stand in a text, in whatever spelling */
  findKnown(text: string): Range[] {
    return this.#index.find(text, () => true);
  }

  /** Whether a text holds a secret that was learned, in whatever spelling. */
  finds(text: string): boolean {
    return this.findKnown(text).length > 0;
  }

  /** Whether a text holds a secret as it is, but for its letters' case: that of an element's name is not its page's. */
  findsInAnyCase(text: string): boolean {
    const lower = text.toLowerCase();
    return [...this.#known.values()].some(({ secret }) => lower.includes(secret.toLowerCase()));
  }

  /**
   * How much of a text's end could be the beginning of a secret whose rest has not been written yet.
   * @returns a number of characters, 0 where the end is harmless
   */
  countUnsettled(text: string): number {
    return this.#index.countBeginning(text);
  }

  /** Whether what is written next could still belong to a secret with which a text ends. */
  awaitsMore(text: string): boolean {
    return this.#index.awaitsBits(text);
  }

  /**
   * Looks for patterns in the text as it came, where no hole keeps one from being known: what begins like a known secret may be
   * another; and once more where there are holes, since a value may be longer than it seemed.
   */
  #redactWith(text: string, known: readonly Range[]): string {
    const ranges = [...known, ...this.#findPatterns(text)];
    if (ranges.length === 0) return text;
    const clean = redactRanges(text, ranges);
    return redactRanges(clean, this.#findPatterns(clean));
  }

  #findPatterns(text: string): readonly Range[] {
    const ranges = this.#patterns.flatMap(({ pattern }) => {
      // Most find nothing, and `matchAll` makes a copy of each, which takes longer than that.
      const found = text.search(pattern) < 0 ? [] : text.matchAll(pattern);
      return Array.from(
        found,
        ({ 0: all, 1: before = '', index }): Range => [index + before.length, index + all.length],
      );
    });
    return this.#spareOwn(text, ranges);
  }

  #isOwn(found: string): boolean {
    for (const text of this.#own) if (text.includes(found)) return true;
    return false;
  }

  /** A cookie, or what looks like a secret, may go on before or behind what is to be kept whole. */
  #spareOwn(text: string, ranges: readonly Range[]): readonly Range[] {
    if (ranges.length === 0) return ranges;
    const own: Range[] = [];
    for (const each of this.#own)
      for (let at = text.indexOf(each); each !== '' && at >= 0; at = text.indexOf(each, at + each.length))
        own.push([at, at + each.length]);
    return own.length === 0 ? ranges : cutOut(join(ranges), join(own));
  }
}

/** A secret, and how many works it was learned in; for ever where it was in none. */
interface Known {
  readonly secret: string;
  readonly spellings: readonly Spelling[];
  readonly holds: number;
}

/** @returns ranges without others, each in their order, and none of which overlap */
function cutOut(ranges: readonly Range[], others: readonly Range[]): Range[] {
  const left: Range[] = [];
  let next = 0;
  for (const [start, end] of ranges) {
    while ((others[next]?.[1] ?? end) < start) next += 1;
    let from = start;
    for (let at = next; ; at += 1) {
      const [first, last] = others[at] ?? [end, end];
      if (first >= end) break;
      if (first > from) left.push([from, first]);
      from = Math.max(from, last);
    }
    if (from < end || from === start) left.push([from, end]);
  }
  return left;
}

/** @returns ranges in their order, of which none overlap */
function join(ranges: readonly Range[]): Range[] {
  const apart: [start: number, end: number][] = [];
  for (const [start, end] of ranges.toSorted(([a], [b]) => a - b)) {
    const last = apart.at(-1);
    if (last && start < last[1]) last[1] = Math.max(last[1], end);
    else apart.push([start, end]);
  }
  return apart;
}

function redactRanges(text: string, ranges: readonly Range[]): string {
  let written = 0;
  const parts = join(ranges).map(([start, end]) => {
    const before = text.slice(written, start);
    written = end;
    return before + REDACTED;
  });
  return parts.join('') + text.slice(written);
}

/** The redactor that every `Secret` is known to, and that all that leaves the process passes. */
export const redactor = new Redactor(standsInOwnCode);

const MAX_HELD = 16_384;

/** The redaction of a text that comes in chunks: a secret is found wherever the cuts fall. */
export class Redaction {
  readonly #redactor: Redactor;
  #held = '';

  constructor(redactor: Redactor) {
    this.#redactor = redactor;
  }

  /** @returns what can be written now; an end that could be the beginning of a secret is held back */
  push(chunk: string): string {
    const text = this.#held + chunk;
    if (text.length < MAX_HELD && this.#redactor.awaitsMore(text)) {
      this.#held = text;
      return '';
    }
    const ranges = this.#redactor.findKnown(text);
    const open = this.#findOpen(text, ranges);
    if (open !== undefined && (open > 0 || text.length < MAX_HELD)) {
      // What looks like a secret is known by what stands before it.
      const from = text.length < MAX_HELD ? 0 : open;
      this.#held = text.slice(from);
      return this.#redactor.redactAll(text.slice(0, from));
    }
    const clean = this.#redactor.redactAll(text, ranges);
    const withoutKnown = redactRanges(text, ranges);
    const unsettled = withoutKnown.slice(withoutKnown.length - this.#redactor.countUnsettled(withoutKnown));
    // What looks like a secret of its own may be the beginning of a known one, whose rest nobody would know without it.
    if (!clean.endsWith(unsettled) && text.length < MAX_HELD) {
      this.#held = text;
      return '';
    }
    const settled = clean.length - this.#redactor.countUnsettled(clean);
    this.#held = clean.slice(settled);
    return clean.slice(0, settled);
  }

  /** @returns where a secret begins that may be the beginning of another, or a part of it, whose rest has not come yet */
  #findOpen(text: string, ranges: readonly Range[]): number | undefined {
    if (ranges.length === 0) return undefined;
    const beginning = text.length - this.#redactor.countUnsettled(text);
    const open = join(ranges).find(([, end]) => end > beginning);
    return open && Math.min(open[0], beginning);
  }

  /** @returns what was held back */
  end(): string {
    const rest = this.#held;
    this.#held = '';
    return this.#redactor.redactAll(rest);
  }
}
