import { AsyncResource } from 'node:async_hooks';
import { unescape as readPercents } from 'node:querystring';
import { redactor } from './redactor.ts';

// What proves a session is far longer; a server that sets `/bin` or `http` would have them removed from what is said of others.
const MIN_LENGTH = 12;
// More than any browser keeps of a site: who sets more means that we look for them for ever.
const MAX_COOKIES = 500;
const MAX_CHARACTERS = 524_288;

/**
 * Makes cookies known as secrets, as many as one server, or those that a page leads to, may have: as long as the work that it was
 * made in, since a session outlives what is done with it.
 */
export class CookieLearner {
  readonly #learned = new Set<string>();
  #charactersLeft = MAX_CHARACTERS;
  readonly #makeKnown = AsyncResource.bind((value: string) => redactor.learnCookie(value));

  learn(value: string): void {
    this.#learn(value);
    // Some servers write it with percent signs, and say it without.
    this.#learn(readPercents(value));
  }

  #learn(value: string): void {
    if (value.length < MIN_LENGTH || value.length > this.#charactersLeft) return;
    if (this.#learned.size >= MAX_COOKIES || this.#learned.has(value)) return;
    this.#learned.add(value);
    this.#charactersLeft -= value.length;
    this.#makeKnown(value);
  }

  /** @param headers of a reply, by name in whatever letter case */
  learnHeaders(headers: readonly { readonly name: string; readonly value: string }[]): void {
    for (const { name, value } of headers) if (name.toLowerCase() === 'set-cookie') this.learnLine(value);
  }

  /** @param line as in the header Set-Cookie */
  learnLine(line: string): void {
    this.learn(readCookieValue(line));
  }
}

/** @returns `abc` of `name=abc; path=/`, without the quotes that may stand around it */
function readCookieValue(line: string): string {
  const [pair = ''] = line.split(';', 1);
  return pair
    .slice(pair.indexOf('=') + 1)
    .trim()
    .replace(/^"(.*)"$/, '$1');
}
