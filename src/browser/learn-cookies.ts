import { AsyncResource } from 'node:async_hooks';
import type { BrowserContext, Response } from 'playwright';
import { Secret } from '../secrets/secret.ts';

/**
 * Makes every cookie known as a secret that the pages of a context are given, by whomever: the portal, a provider, or
 * an access proxy in front of them.
 * @returns what ends it: a context may be used again
 */
export function learnCookiesOf(context: BrowserContext): Disposable {
  const learn = async (response: Response) => {
    const lines = await response.headerValues('set-cookie').catch(() => []);
    for (const line of lines) new Secret(readCookieValue(line));
  };
  // Known as long as the work that asks for it, and not as that which opened the browser.
  const listener = AsyncResource.bind(learn);
  context.on('response', listener);
  return { [Symbol.dispose]: () => context.off('response', listener) };
}

/** @returns `abc` of `name=abc; path=/`, without the quotes that may stand around it */
function readCookieValue(line: string): string {
  const [pair = ''] = line.split(';', 1);
  return pair
    .slice(pair.indexOf('=') + 1)
    .trim()
    .replace(/^"(.*)"$/, '$1');
}
