import { AsyncLocalStorage } from 'node:async_hooks';
import { standsInOwnCode } from './own-code.ts';
import { secretPatterns } from './patterns.ts';
import { Order, type Spelling, spell } from './spellings.ts';

export const REDACTED = '[redacted]';

/** Nothing shorter can be told from ordinary text, and hiding it would make every log unreadable. */
export const MIN_SECRET_LENGTH = 4;

/** Knows secrets, and removes them from text in every spelling they can take, and what looks like one. */
export class Redactor {
  readonly #known = new Map<string, Known>();
  readonly #passing = new AsyncLocalStorage<Set<string>>();
  readonly #isOrdinary: (secret: string) => boolean;
  #order: Order | undefined;
  #uncommonOrder: Order | undefined;

  /** @param isOrdinary whether a text stands in messages anyway, so that a hole in its place would tell that it is the secret */
  constructor(isOrdinary: (secret: string) => boolean = () => false) {
    this.#isOrdinary = isOrdinary;
  }

  /** Makes `secret` known: from now on, or until the work is done that it is learned in, it is removed from all that passes. */
  learn(secret: string): void {
    if (secret.length < MIN_SECRET_LENGTH) return;
    const passing = this.#passing.getStore();
    if (passing?.has(secret)) return;
    passing?.add(secret);
    const known = this.#known.get(secret);
    if (!known) this.#forgetOrder();
    const holds = (known?.holds ?? 0) + (passing ? 1 : Number.POSITIVE_INFINITY);
    const { spellings, isOrdinary } = known ?? {
      spellings: spell(secret),
      isOrdinary: this.#isOrdinary(secret),
    };
    this.#known.set(secret, { spellings, isOrdinary, holds });
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
      this.#forgetOrder();
    }
  }

  #letGo(secret: string): void {
    const known = this.#known.get(secret);
    if (known && known.holds > 1) this.#known.set(secret, { ...known, holds: known.holds - 1 });
    else this.#known.delete(secret);
  }

  #forgetOrder(): void {
    this.#order = undefined;
    this.#uncommonOrder = undefined;
  }

  /**
   * Removes every known secret from a text that somebody will read, in every spelling, and what looks like one by
   * `secretPatterns`; but none that is an ordinary word: its hole would tell it, and the word itself tells nothing.
   * @returns the text with `[redacted]` in the place of each
   */
  redact(text: string): string {
    this.#uncommonOrder ??= new Order([...this.#known].filter(([, { isOrdinary }]) => !isOrdinary));
    return redactPatterns(redactSpellings(text, this.#uncommonOrder));
  }

  /** The same for a text in which secrets stand as such, as in what is sent to a browser: ordinary words go, too. */
  redactAll(text: string): string {
    return redactPatterns(redactSpellings(text, this.#all));
  }

  /** Whether a text holds a secret that was learned, in whatever spelling. */
  finds(text: string): boolean {
    return redactSpellings(text, this.#all) !== text;
  }

  /**
   * How much of a text's end could be the beginning of a secret whose rest has not been written yet.
   * @returns a number of characters, 0 where the end is harmless
   */
  countUnsettled(text: string): number {
    // Patterns of beginnings are dear to make, and most runs need none.
    if (text === '') return 0;
    const { all, wide } = this.#all;
    const possible = IS_WIDE.test(text) ? [...all, ...wide] : all;
    return possible.reduce((most, spelling) => Math.max(most, spelling.countBeginning(text)), 0);
  }

  get #all(): Order {
    this.#order ??= new Order([...this.#known]);
    return this.#order;
  }
}

/** A secret, and how many works it was learned in; for ever where it was in none. */
interface Known {
  readonly spellings: readonly Spelling[];
  readonly isOrdinary: boolean;
  readonly holds: number;
}

function redactSpellings(text: string, order: Order): string {
  const isEscaped = ESCAPES_LETTERS.test(text.trimEnd());
  const possible = isEscaped ? order.all : order.pick(text);
  const clean = possible.reduce((rest, spelling) => {
    const mayStand = (isEscaped && !spelling.isRigid) || spelling.mayStandIn(rest);
    return mayStand ? rest.replace(spelling.whole, REDACTED) : rest;
  }, text);
  if (!IS_WIDE.test(clean)) return clean;
  return order.wide.reduce((rest, { whole }) => rest.replace(whole, REDACTED), clean);
}

function redactPatterns(text: string): string {
  return secretPatterns.reduce((rest, { pattern }) => rest.replace(pattern, keepBefore), text);
}

// Whatever can write a letter or a digit as something else, or break a line within a word. Without any of these,
// a secret's letters and digits stand in a text as they are, which is quick to look for.
const ESCAPES_LETTERS = /%[0-9a-fu]|\\[ux]|(?:&|amp;?)#|[\r\n]|\\[rn]/i;

// The second byte of most characters in UTF-16, as it is or escaped.
const IS_WIDE = /\0|u0000|x00|u\{0|%(?:25)*00|&#x?0/i;

/** The redactor that every `Secret` is known to, and that all that leaves the process passes. */
export const redactor = new Redactor(standsInOwnCode);

function keepBefore(_: string, before: unknown): string {
  return typeof before === 'string' ? before + REDACTED : REDACTED;
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
    const clean = this.#redactor.redactAll(this.#held + chunk);
    const settled = clean.length - this.#redactor.countUnsettled(clean);
    this.#held = clean.slice(settled);
    return clean.slice(0, settled);
  }

  /** @returns what was held back, and a message, which continues nothing and is continued by nothing */
  line(message: string): string {
    return this.end() + this.#redactor.redact(message);
  }

  /** @returns what was held back */
  end(): string {
    const rest = this.#held;
    this.#held = '';
    return this.#redactor.redactAll(rest);
  }
}
