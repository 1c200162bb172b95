// Long enough for a provider's answer, and short enough that a server which never ends its sign-in costs no other its key.
const PATIENCE_MS = 20_000;

/** Whoever tries credentials before all others, and since when; or what came of it. */
type Tried = { readonly by: object; readonly since: number } | 'taken' | 'refused';

/**
 * What providers make of the credentials that many sign-ins of one run share: they count wrong tries by account, whatever server each
 * was for. So one sign-in tries them, the others wait for what comes of it, and what was refused is given to that origin no more.
 */
export class CredentialTries {
  /** By origin and credentials. */
  readonly #tried = new Map<string, Tried>();

  /**
   * Asks for leave to give credentials to an origin.
   * @param by the sign-in
   */
  ask(key: string, by: object): 'granted' | 'to wait' | 'refused' {
    const tried = this.#tried.get(key);
    if (tried === 'refused') return 'refused';
    if (tried === undefined) this.#tried.set(key, { by, since: performance.now() });
    if (tried === undefined || tried === 'taken' || tried.by === by) return 'granted';
    return performance.now() - tried.since > PATIENCE_MS ? 'granted' : 'to wait';
  }

  /** What was taken once is right: a page that does not take it has other reasons. */
  note(key: string, outcome: 'taken' | 'refused'): void {
    if (this.#tried.get(key) !== 'taken') this.#tried.set(key, outcome);
  }

  /** A sign-in is over: what has not come of it another may try. */
  end(by: object): void {
    for (const [key, tried] of this.#tried)
      if (typeof tried === 'object' && tried.by === by) this.#tried.delete(key);
  }
}
