import type { CookieJar } from 'tough-cookie';
import type { Dispatcher } from 'undici';
import type { Deadline } from '../core/deadline.ts';
import { Secret } from '../secrets/secret.ts';
import type { HttpClient, HttpRequest, HttpResponse } from './http.ts';

/** What it is called in a server's log. */
const USER_AGENT = 'octopus-key-mint';

/**
 * Sends requests without a browser, and without Playwright, which takes several times as long to load and for each request.
 * Kept for a server: connections are used again.
 */
export class UndiciHttp implements HttpClient {
  readonly #agent: Dispatcher;
  readonly #jar: CookieJar | undefined;

  /** @param jar the cookies to send, where there are any; is told of those that the server sets */
  constructor({ insecureTls }: { readonly insecureTls: boolean }, jar?: CookieJar) {
    const { Agent } = require('undici') as typeof import('undici');
    // A deadline rules all waits.
    const connect = { timeout: 0, rejectUnauthorized: !insecureTls };
    this.#agent = new Agent({ connect, headersTimeout: 0, bodyTimeout: 0 });
    this.#jar = jar;
  }

  async send({ method, address, headers, body }: HttpRequest, { signal }: Deadline): Promise<HttpResponse> {
    const { origin, pathname, search } = new URL(address);
    const cookie = await this.#jar?.getCookieString(address);
    try {
      const reply = await this.#agent.request({
        origin,
        path: pathname + search,
        method: method as Dispatcher.HttpMethod,
        headers: {
          'User-Agent': USER_AGENT,
          ...headers,
          ...(cookie && { Cookie: cookie }),
          ...(body !== undefined && { 'Content-Type': 'application/json' }),
        },
        body: body === undefined ? null : JSON.stringify(body),
        signal,
      });
      const text = await reply.body.text();
      await this.#keepCookies(reply.headers['set-cookie'], address);
      return { status: reply.statusCode, statusText: reply.statusText, headers: join(reply.headers), text };
    } catch (error) {
      throw new Error(describeCause(error), { cause: error });
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#agent.destroy();
  }

  async #keepCookies(lines: string | string[] | undefined, address: string): Promise<void> {
    for (const line of [lines ?? []].flat()) {
      const cookie = await this.#jar?.setCookie(line, address, { ignoreError: true });
      if (cookie) new Secret(cookie.value);
    }
  }
}

function join(headers: Readonly<Record<string, string | string[] | undefined>>): HttpResponse['headers'] {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, value?.toString()]));
}

/** Where a name has several addresses, none of which answers, the error has no words of its own. */
function describeCause(error: unknown): string {
  if (error instanceof AggregateError && error.errors.length > 0) return describeCause(error.errors[0]);
  return error instanceof Error ? error.message || error.name : String(error);
}
