import type { APIRequestContext, APIResponse } from 'playwright';
import type { CookieJar } from 'tough-cookie';
import type { Dispatcher } from 'undici';
import { BodyTooLong, MAX_ANSWER_SIZE } from '../core/body-limit.ts';
import type { Deadline } from '../core/deadline.ts';
import { describeError, Failure } from '../core/failure.ts';
import { CookieLearner } from '../secrets/learn-cookie.ts';

/** One HTTP request. */
export interface HttpRequest {
  readonly method: string;
  /** The whole address. */
  readonly address: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Is sent as JSON; undefined: no body. */
  readonly body: unknown;
}

/** What came of it. */
export interface HttpResponse {
  readonly status: number;
  readonly statusText: string;
  /** By name in lower case. */
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly text: string;
}

/**
 * Sends requests, each exactly once, and follows no redirect: it could take what proves who we are to another origin, and a
 * second try could mint twice.
 */
export interface HttpClient {
  /**
   * @throws Error, where no reply came or none that could be read to its end; its message says why. Failure of kind
   *   `browser`, where the browser that it belongs to is gone.
   */
  send(request: HttpRequest, deadline: Deadline): Promise<HttpResponse>;
  /** Gives up what is still on its way, and closes the connections. */
  close(): Promise<void>;
}

type ExplainError = (error: unknown) => Promise<unknown>;

/** Sends requests by Playwright: with the cookies of the browser, where it is a browser's, and into its trace. */
export class PlaywrightHttp implements HttpClient {
  readonly requests: APIRequestContext;
  readonly #explain: ExplainError;

  /** @param explain finds out whether an error comes of the end of the browser that the requests belong to */
  constructor(requests: APIRequestContext, explain: ExplainError = async (error) => error) {
    this.requests = requests;
    this.#explain = explain;
  }

  async send({ method, address, headers, body }: HttpRequest, deadline: Deadline): Promise<HttpResponse> {
    try {
      const reply = await this.requests.fetch(address, {
        method,
        headers: { ...headers },
        ...(body === undefined ? {} : { data: body }),
        timeout: deadline.remaining(),
        maxRedirects: 0,
        maxRetries: 0,
      });
      const text = await readText(reply);
      return { status: reply.status(), statusText: reply.statusText(), headers: reply.headers(), text };
    } catch (thrown) {
      const error = await this.#explain(thrown);
      if (error instanceof Failure || error instanceof BodyTooLong) throw error;
      const reason = describeError(error).replace(/^apiRequestContext\.\w+: /, '');
      throw BodyTooLong.isMeantBy(reason) ? new BodyTooLong() : new Error(reason, { cause: error });
    }
  }

  close(): Promise<void> {
    return this.requests.dispose();
  }
}

/** Playwright keeps a body until it is told that nobody wants it any more. */
async function readText(reply: APIResponse): Promise<string> {
  try {
    const body = await reply.body();
    if (body.length > MAX_ANSWER_SIZE) throw new BodyTooLong();
    return body.toString();
  } finally {
    reply.dispose().catch(() => {});
  }
}

/** What it is called in a server's log. */
const USER_AGENT = 'octopus-key-mint';

/**
 * Sends requests without a browser, and without Playwright, which takes several times as long to load and for each request.
 * Kept for a server: connections are used again.
 */
export class UndiciHttp implements HttpClient {
  readonly #agent: Dispatcher;
  readonly #jar: CookieJar | undefined;
  readonly #learner = new CookieLearner();

  /** @param jar the cookies to send, where there are any; takes up those that the server sets */
  constructor({ insecureTls }: { readonly insecureTls: boolean }, jar?: CookieJar) {
    const { Agent } = require('undici') as typeof import('undici');
    // A deadline rules all waits.
    const connect = { timeout: 0, rejectUnauthorized: !insecureTls };
    this.#agent = new Agent({ connect, headersTimeout: 0, bodyTimeout: 0, maxResponseSize: MAX_ANSWER_SIZE });
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
      if ((error as NodeJS.ErrnoException).code === 'UND_ERR_RES_EXCEEDED_MAX_SIZE') throw new BodyTooLong();
      throw new Error(formatCause(error), { cause: error });
    }
  }

  async close(): Promise<void> {
    await this.#agent.destroy();
  }

  async #keepCookies(lines: string | string[] | undefined, address: string): Promise<void> {
    for (const line of [lines ?? []].flat()) {
      const cookie = await this.#jar?.setCookie(line, address, { ignoreError: true });
      if (cookie) this.#learner.learn(cookie.value);
    }
  }
}

function join(headers: Readonly<Record<string, string | string[] | undefined>>): HttpResponse['headers'] {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, value?.toString()]));
}

/** Where a name has several addresses, none of which answers, the error has no words of its own. */
function formatCause(error: unknown): string {
  if (error instanceof AggregateError && error.errors.length > 0) return formatCause(error.errors[0]);
  return error instanceof Error ? error.message || error.name : String(error);
}
