import type { APIRequestContext } from 'playwright';
import type { Deadline } from '../core/deadline.ts';
import { describeError, Failure } from '../core/failure.ts';

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
export interface HttpClient extends AsyncDisposable {
  /**
   * @throws Error, where no reply came or none that could be read to its end; its message says why. Failure of kind
   *   `browser`, where the browser that it belongs to is gone.
   */
  send(request: HttpRequest, deadline: Deadline): Promise<HttpResponse>;
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
      const text = await reply.text();
      return { status: reply.status(), statusText: reply.statusText(), headers: reply.headers(), text };
    } catch (thrown) {
      const error = await this.#explain(thrown);
      if (error instanceof Failure) throw error;
      throw new Error(describeError(error).replace(/^apiRequestContext\.\w+: /, ''), { cause: error });
    }
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.requests.dispose();
  }
}
