import type { Redactor } from './redactor.ts';

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
