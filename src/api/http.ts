import type { APIRequestContext } from 'playwright';
import type { Deadline } from '../core/deadline.ts';
import { describeError } from '../core/failure.ts';

/** One HTTP request. */
export interface SentRequest {
  readonly method: string;
  /** The whole address. */
  readonly address: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Is sent as JSON; undefined: no body. */
  readonly body: unknown;
}

/** What came of it. */
export interface Reply {
  readonly status: number;
  readonly statusText: string;
  /** By name in lower case. */
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly text: string;
}

/**
 * Sends requests, each exactly once, and follows no redirect: it could carry what proves who we are to another origin, and a
 * second try could mint twice.
 */
export interface Sender extends AsyncDisposable {
  /** @throws Error, where no reply came or none that could be read to its end; its message says why */
  send(request: SentRequest, deadline: Deadline): Promise<Reply>;
}

/** Sends requests by Playwright: with the cookies of the browser, where it is a browser's, and into its trace. */
export class PlaywrightSender implements Sender {
  readonly #requests: APIRequestContext;

  constructor(requests: APIRequestContext) {
    this.#requests = requests;
  }

  async send({ method, address, headers, body }: SentRequest, deadline: Deadline): Promise<Reply> {
    try {
      const reply = await this.#requests.fetch(address, {
        method,
        headers: { ...headers },
        ...(body === undefined ? {} : { data: body }),
        timeout: deadline.remaining(),
        maxRedirects: 0,
        maxRetries: 0,
      });
      const text = await reply.text();
      return { status: reply.status(), statusText: reply.statusText(), headers: reply.headers(), text };
    } catch (error) {
      throw new Error(describeError(error).replace(/^apiRequestContext\.\w+: /, ''), { cause: error });
    }
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.#requests.dispose();
  }
}
