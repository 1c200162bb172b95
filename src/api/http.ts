import { setMaxListeners } from 'node:events';
import type { APIRequestContext, APIResponse } from 'playwright';
import type { CookieJar } from 'tough-cookie';
import type { Dispatcher } from 'undici';
import { openAgent } from '../core/agent.ts';
import { BodyTooLong, MAX_ANSWER_SIZE } from '../core/body-limit.ts';
import type { Deadline } from '../core/deadline.ts';
import { describeError, Failure } from '../core/failure.ts';
import { readScheme } from '../core/front.ts';
import type { Network } from '../core/network.ts';
import { ProxyError } from '../core/tunnel.ts';
import { CookieLearner } from '../secrets/learn-cookie.ts';
import { jarAddress, keepCookie, openJar } from './cookie-jar.ts';
import { requireServersOwn } from './through-proxy.ts';
import { explainTls } from './tls-error.ts';

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
  /** The scheme of the header Authorization that it was asked for with, in small letters: `basic`; undefined: it had none. */
  readonly askedWith?: string | undefined;
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
  readonly #network: Network;
  readonly #learner = new CookieLearner();

  /**
   * @param network that the requests were opened with
   * @param explain finds out whether an error comes of the end of the browser that the requests belong to
   */
  constructor(requests: APIRequestContext, network: Network, explain: ExplainError = async (error) => error) {
    this.requests = requests;
    this.#network = network;
    this.#explain = explain;
  }

  async send(
    { method, address, headers: own, body }: HttpRequest,
    deadline: Deadline,
  ): Promise<HttpResponse> {
    const headers = { ...own, ...this.#network.front?.headersFor(address, own) };
    try {
      const reply = await this.requests.fetch(address, {
        method,
        headers,
        ...(body === undefined ? {} : { data: body }),
        timeout: deadline.remaining(),
        maxRedirects: 0,
        maxRetries: 0,
      });
      this.#learner.learnHeaders(reply.headersArray());
      await requireServersOwn(reply, this.#network.proxies);
      const text = await readText(reply);
      const [status, statusText] = [reply.status(), reply.statusText()];
      return { status, statusText, headers: reply.headers(), text, askedWith: readScheme(headers) };
    } catch (thrown) {
      const error = await this.#explain(thrown);
      if (error instanceof Failure || error instanceof BodyTooLong) throw error;
      const reason = describeError(error).replace(/^apiRequestContext\.\w+: /, '');
      if (BodyTooLong.isMeantBy(reason)) throw new BodyTooLong();
      const silence = new Error(reason, { cause: error });
      throw await explainTls(silence, address, { network: this.#network, isRead: isRead(method), deadline });
    }
  }

  close(): Promise<void> {
    return this.requests.dispose();
  }
}

function isRead(method: string): boolean {
  return method === 'GET' || method === 'HEAD';
}

/** Playwright keeps a body until it is told that nobody wants it any more. A byte order mark is passed over, as by `fetch`. */
async function readText(reply: APIResponse): Promise<string> {
  try {
    const body = await reply.body();
    if (body.length > MAX_ANSWER_SIZE) throw new BodyTooLong();
    return new TextDecoder().decode(body);
  } finally {
    reply.dispose().catch(() => {});
  }
}

/** What is sent of a request beside its first line. */
interface ComposedRequest {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | null;
}

/** What it is called in a server's log. */
const USER_AGENT = 'octopus-key-mint';

/**
 * Sends requests without a browser, and without Playwright, which takes several times as long to load and for each request.
 * Kept for a server: connections are used again.
 */
export class UndiciHttp implements HttpClient {
  readonly #network: Network;
  readonly #agent: Dispatcher;
  readonly #closing = new AbortController();
  #jar: CookieJar | undefined;
  readonly #isSession: boolean;
  readonly #learner = new CookieLearner();

  /**
   * @param jar cookies to begin with; takes up those that the server sets
   * @param isSession whether they are those of a session
   */
  constructor(network: Network, jar?: CookieJar, isSession = jar !== undefined) {
    setMaxListeners(0, this.#closing.signal);
    this.#network = network;
    this.#agent = openAgent(network, MAX_ANSWER_SIZE, this.#closing.signal);
    this.#jar = jar;
    this.#isSession = isSession;
  }

  async send(request: HttpRequest, deadline: Deadline): Promise<HttpResponse> {
    const { method, address } = request;
    const { signal } = deadline;
    const { origin, pathname, search } = new URL(address);
    const { headers: own, body } = await this.compose(request);
    const headers = { ...own, ...this.#network.front?.headersFor(address, own) };
    const begun = Date.now();
    try {
      const sent = this.#agent.request({
        origin,
        path: pathname + search,
        method: method as Dispatcher.HttpMethod,
        headers,
        body,
        signal,
      });
      // As long as it connects, undici does not look at the signal.
      const reply = await deadline.limit(sent, () => new Error('none in time'));
      await this.#keepCookies(reply.headers['set-cookie'], address);
      const text = await reply.body.text();
      const { statusCode: status, statusText } = reply;
      this.#network.sent?.push({
        ...{ isOfPage: false, begun, took: Date.now() - begun },
        ...{ method, url: address, headers, body: body ?? undefined },
        ...{ status, statusText, replyHeaders: listHeaders(reply.headers), replyBody: text },
      });
      return { status, statusText, headers: join(reply.headers), text, askedWith: readScheme(headers) };
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'UND_ERR_RES_EXCEEDED_MAX_SIZE') throw new BodyTooLong();
      if (error instanceof ProxyError) throw error;
      const looking = { network: this.#network, isRead: isRead(method), deadline };
      const explained = await explainTls(error, address, looking);
      throw explained === error ? new Error(formatCause(error), { cause: error }) : explained;
    }
  }

  /** @returns what a request is sent with, cookies included; but for what belongs to the connection, or what stands in front, all of it */
  async compose({ address, headers, body }: HttpRequest): Promise<ComposedRequest> {
    const cookie = await this.#jar?.getCookieString(jarAddress(address));
    return {
      headers: {
        'User-Agent': USER_AGENT,
        ...headers,
        ...(cookie && { Cookie: cookie }),
        ...(body !== undefined && { 'Content-Type': 'application/json' }),
      },
      body: body === undefined ? null : JSON.stringify(body),
    };
  }

  async close(): Promise<void> {
    this.#closing.abort();
    await this.#agent.destroy();
  }

  async #keepCookies(lines: string | string[] | undefined, address: string): Promise<void> {
    for (const line of [lines ?? []].flat()) {
      this.#learner.learnLine(line);
      // Whoever sends without a session stays with the node that a load balancer has chosen, and gets no session by it.
      if (!this.#isSession && /^\s*octopus/i.test(line)) continue;
      this.#jar ??= openJar();
      await keepCookie(this.#jar, line, address);
    }
  }
}

/** @returns them one by one, as they came */
function listHeaders(
  headers: Readonly<Record<string, string | string[] | undefined>>,
): { readonly name: string; readonly value: string }[] {
  return Object.entries(headers).flatMap(([name, value]) =>
    [value ?? []].flat().map((each) => ({ name, value: each })),
  );
}

function join(headers: Readonly<Record<string, string | string[] | undefined>>): HttpResponse['headers'] {
  // As Playwright joins them: a comma may stand in a cookie.
  const joined = (value: string | string[] | undefined) => (Array.isArray(value) ? value.join('\n') : value);
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, joined(value)]));
}

/** Where a name has several addresses, none of which answers, the error has no words of its own. */
function formatCause(error: unknown): string {
  if (error instanceof AggregateError && error.errors.length > 0) return formatCause(error.errors[0]);
  return error instanceof Error ? error.message || error.name : String(error);
}
