import { spellBase64, spellCharacters } from './spellings.ts';

export const REDACTED = '[redacted]';

// Nothing this short can be told from ordinary text, and hiding it would make every log unreadable.
const SHORTEST_SECRET = 4;

// A long text may be broken over two lines, indented or not, wherever the one who prints it likes.
const LINE_BREAK = '(?:\\\\*(?:\\r|\\n)[ \\t]*|\\\\+[rn])*';

// A long secret is known by its pieces: a pattern for the whole would be larger than the engine takes.
const LONGEST_PIECE = 64;

/** One way in which a secret can stand in a text: whole, and what its beginning looks like at a text's end. */
interface Spelling {
  readonly whole: RegExp;
  readonly beginning: RegExp;
  /** The most characters that it can have. */
  readonly longest: number;
}

/** Knows secrets, and removes them from text in every spelling they can take. */
export class Redactor {
  readonly #known = new Map<string, readonly Spelling[]>();
  #ordered: readonly Spelling[] = [];

  /** Makes `secret` known: from now on it is removed from all that passes. */
  learn(secret: string): void {
    if (secret.length < SHORTEST_SECRET || this.#known.has(secret)) return;
    this.#known.set(secret, spell(secret));
    // The longest first: a secret may hold another.
    const longestFirst = [...this.#known.entries()].sort(([a], [b]) => b.length - a.length);
    this.#ordered = longestFirst.flatMap(([, spellings]) => spellings);
  }

  /**
   * Removes every known secret from a text: as it is, percent-encoded, JSON- or HTML-escaped, in base64.
   * @returns the text with `[redacted]` in the place of each
   */
  redact(text: string): string {
    return this.#ordered.reduce((clean, { whole }) => clean.replace(whole, REDACTED), text);
  }

  /**
   * How much of a text's end could be the beginning of a secret whose rest has not been written yet.
   * @returns a number of characters, 0 where the end is harmless
   */
  countUnsettled(text: string): number {
    return this.#ordered.reduce((most, { beginning, longest }) => {
      const end = text.slice(-longest);
      return Math.max(most, end.length - (beginning.exec(end)?.index ?? end.length));
    }, 0);
  }
}

/** The redactor that every `Secret` is known to, and that all that leaves the process passes. */
export const redactor = new Redactor();

function spell(secret: string): Spelling[] {
  const plain = compileInPieces(secret, '', '');
  const encoded = spellBase64(secret).flatMap((stable) =>
    compileInPieces(stable, '[A-Za-z0-9+/_-]{0,2}', '[A-Za-z0-9+/_-]{0,2}={0,2}'),
  );
  return [...plain, ...encoded];
}

function compileInPieces(text: string, before: string, after: string): Spelling[] {
  const characters = spellCharacters(text);
  const count = Math.ceil(characters.length / LONGEST_PIECE);
  const size = Math.ceil(characters.length / count);
  return Array.from({ length: count }, (_, at) =>
    compileSpelling(characters.slice(at * size, (at + 1) * size), before, after),
  );
}

function compileSpelling(characters: readonly string[], before: string, after: string): Spelling {
  return {
    whole: new RegExp(before + characters.join(LINE_BREAK) + after, 'gu'),
    beginning: new RegExp(spellBeginning(characters), 'u'),
    longest: characters.length * LONGEST_ESCAPE,
  };
}

// What the end of a text may have cut: a character's escapes (%, %C3%A, \u00, &#9) or its surrogate pair.
const CUT = '(?:%[0-9a-fA-F]*|\\\\+[rnux{0-9a-fA-F]*|&[#a-zA-Z0-9;]*|[\\ud800-\\udbff])';

const LONGEST_ESCAPE = 32;

/** @returns the source of a pattern for any proper beginning of a spelling that ends where the text ends */
function spellBeginning(characters: readonly string[]): string {
  return characters.reduceRight((rest, character, at) => {
    const gap = at > 0 ? LINE_BREAK : '';
    const cut = at > 0 ? `${CUT}*` : `${CUT}+`;
    return `${gap}(?:${cut}$${rest === '' ? '' : `|${character}(?:$|${rest})`})`;
  }, '');
}
