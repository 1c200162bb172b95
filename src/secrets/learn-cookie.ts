import { redactor } from './redactor.ts';

// What proves a session is far longer; a server that sets `/bin` or `http` would have them removed from what is said of others.
const MIN_LENGTH = 12;
// More than any browser keeps of a site: who sets more means that we look for them for ever.
const MAX_COOKIES = 500;

/** Makes cookies known as secrets, as many as one server, or those that a page leads to, may have. */
export class CookieLearner {
  readonly #learned = new Set<string>();

  learn(value: string): void {
    if (value.length < MIN_LENGTH || this.#learned.size >= MAX_COOKIES || this.#learned.has(value)) return;
    this.#learned.add(value);
    redactor.learn(value);
  }
}
