// What a provider refuses once may be for a reason that passes; twice is few enough for accounts not to be locked.
const MAX_REFUSALS = 2;

/**
 * What providers make of the credentials that many sign-ins of one run share: they count wrong tries by account, whatever server each
 * was for. So one sign-in at a time tries them, the others wait for what comes of it, and what was refused twice is given to that origin
 * no more. Each is known by a key: of the origin and the credentials.
 */
export class CredentialTries {
  readonly #trying = new Map<string, object>();
  readonly #taken = new Set<string>();
  /** In the provider's words. */
  readonly #refusals = new Map<string, readonly string[]>();

  /**
   * Asks for leave to give credentials to an origin.
   * @param by the sign-in
   */
  ask(key: string, by: object): 'granted' | 'to wait' | 'refused' {
    if (this.#taken.has(key)) return 'granted';
    if (this.#listRefusals(key).length >= MAX_REFUSALS) return 'refused';
    const first = this.#trying.get(key) ?? by;
    this.#trying.set(key, first);
    return first === by ? 'granted' : 'to wait';
  }

  /** What was taken once is right: a page that does not take it has other reasons. */
  noteTaken(key: string): void {
    this.#taken.add(key);
  }

  /** The next sign-in tries them once this one is over. */
  noteRefused(key: string, words: string): void {
    this.#refusals.set(key, [...this.#listRefusals(key), words]);
  }

  /** @returns what was said of them when they were refused last */
  wordsOf(key: string): string {
    return this.#listRefusals(key).at(-1) ?? '';
  }

  /** A sign-in is over: what has not been taken another may try. */
  end(by: object): void {
    for (const [key, first] of this.#trying) if (first === by) this.#trying.delete(key);
  }

  #listRefusals(key: string): readonly string[] {
    return this.#refusals.get(key) ?? [];
  }
}
