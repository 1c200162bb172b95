import { inspect } from 'node:util';
import { REDACTED, redactor } from './redactor.ts';

/**
 * A text that must not leave the process but by its delivery: a password, a one-time-code secret, a cookie,
 * an anti-forgery token, an API key, an access token. However it is printed, it prints as `[redacted]`.
 */
export class Secret {
  readonly #text: string;

  constructor(text: string) {
    this.#text = text;
    redactor.learn(text);
  }

  /** The text itself: for the one place that sends or delivers it. */
  reveal(): string {
    return this.#text;
  }

  toString(): string {
    return REDACTED;
  }

  toJSON(): string {
    return REDACTED;
  }

  [inspect.custom](): string {
    return REDACTED;
  }
}
