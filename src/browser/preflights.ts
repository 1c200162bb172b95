import type { Browser, CDPSession } from 'playwright';
import type { Dispatcher } from 'undici';
import { openAgent } from '../core/agent.ts';
import { MAX_ANSWER_SIZE } from '../core/body-limit.ts';
import type { Network } from '../core/network.ts';
import { readOrigin } from '../core/text.ts';

const ofBrowsers = new WeakMap<Browser, Preflights>();

/**
 * While anything of a context is intercepted, Playwright answers in every server's place whether a page of another origin may send it
 * what no form could (WHATWG Fetch, CORS-preflight fetch), and says yes. So this process asks the servers then, and what they do not
 * allow is stopped: behind all that Playwright intercepts, what follows a redirect, and what frames and workers send, too.
 */
export class Preflights {
  readonly #browser: Browser;
  readonly #network: Network;
  readonly #closing = new AbortController();
  #agent: Dispatcher | undefined;
  #beginning: Promise<void> | undefined;

  private constructor(browser: Browser, network: Network) {
    this.#browser = browser;
    // A browser asks without any credentials.
    this.#network = { ...network, clientCertificate: undefined };
  }

  /** To be called for a browser of this machine alone: what others do in a remote one is none of our business. */
  static prepare(browser: Browser, network: Network): void {
    ofBrowsers.set(browser, new Preflights(browser, network));
  }

  /** @returns those of a browser; undefined where Playwright answers alone */
  static of(browser: Browser | null): Preflights | undefined {
    return browser ? ofBrowsers.get(browser) : undefined;
  }

  /**
   * Begins to ask. It goes on until the browser ends: what waits for an answer must not get away when nothing is intercepted any more. To
   * be called before anything is.
   */
  begin(): Promise<void> {
    this.#beginning ??= this.#begin();
    return this.#beginning;
  }

  async #begin(): Promise<void> {
    this.#browser.once('disconnected', () => {
      this.#closing.abort();
      this.#agent?.destroy().catch(ignore);
    });
    const cdp = await this.#browser.newBrowserCDPSession();
    cdp.on('Fetch.requestPaused', ({ requestId, request }) => {
      this.#judge(cdp, requestId, request).catch(ignore);
    });
    await cdp.send('Fetch.enable', { patterns: PATTERNS });
  }

  async #judge(cdp: CDPSession, requestId: string, request: PausedRequest): Promise<void> {
    if (await this.isAllowed(request)) await cdp.send('Fetch.continueRequest', { requestId });
    else await cdp.send('Fetch.failRequest', { requestId, errorReason: 'AccessDenied' });
  }

  /** Whether a server, asked where a browser would ask it, lets a page send it something. */
  async isAllowed(request: PausedRequest): Promise<boolean> {
    const question = readQuestion(request);
    return !question || (await this.#ask(question));
  }

  async #ask({ url, headers, isAllowedBy }: Question): Promise<boolean> {
    const { origin, pathname, search } = new URL(url);
    this.#agent ??= openAgent(this.#network, MAX_ANSWER_SIZE, this.#closing.signal);
    try {
      const reply = await this.#agent.request({
        ...{ origin, path: pathname + search, method: 'OPTIONS', headers },
        signal: this.#closing.signal,
      });
      await reply.body.dump();
      return reply.statusCode >= 200 && reply.statusCode < 300 && isAllowedBy(reply.headers);
    } catch {
      // What a browser trusts and Node does not could not be asked, and so has allowed nothing.
      return false;
    }
  }
}

// With these alone may a page choose method and headers.
const PATTERNS = (['XHR', 'Fetch', 'Ping'] as const).map((resourceType) => ({
  urlPattern: '*',
  resourceType,
}));

interface PausedRequest {
  readonly url: string;
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
}

type ReplyHeaders = Readonly<Record<string, string | string[] | undefined>>;

/** What a server is to be asked before a request is sent to it. */
interface Question {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Whether an answer with these headers allows it. */
  readonly isAllowedBy: (answer: ReplyHeaders) => boolean;
}

const SIMPLE_METHODS = ['GET', 'HEAD', 'POST'];
const SIMPLE_TYPES = /^\s*(?:application\/x-www-form-urlencoded|multipart\/form-data|text\/plain)\s*(?:;|$)/i;
// What a page may set without asking, and what the browser itself sets.
const SIMPLE_HEADERS =
  /^(?:accept|accept-language|content-language|range|origin|referer|user-agent|cookie|sec-.*|cache-control|pragma|dnt|save-data|priority|x-client-data)$/;

/** @returns undefined where nobody has to be asked */
function readQuestion({ url, method, headers: sent }: PausedRequest): Question | undefined {
  const headers = new Map(Object.entries(sent).map(([name, value]) => [name.toLowerCase(), value]));
  const from = headers.get('origin');
  // Where nothing is intercepted, the browser asks by itself: no page can set that header.
  const isQuestion = headers.has('access-control-request-method');
  if (from === undefined || from === readOrigin(url) || isQuestion) return undefined;
  const isSimple = ([name, value]: [string, string]) =>
    name === 'content-type' ? SIMPLE_TYPES.test(value) : SIMPLE_HEADERS.test(name);
  const names = [...headers].filter((header) => !isSimple(header)).map(([name]) => name);
  const isSimpleMethod = SIMPLE_METHODS.includes(method);
  // Whoever lets everybody do something does not let them do it as the user (WHATWG Fetch, CORS protocol and credentials).
  const isAsUser = headers.has('cookie');
  const allows = (answer: ReplyHeaders, what: 'origin' | 'methods' | 'headers', wanted: string) =>
    lists(answer, what, wanted, !isAsUser);
  if (names.length === 0 && isSimpleMethod) return undefined;
  return {
    url,
    headers: {
      ...{ accept: '*/*', origin: from, 'access-control-request-method': method },
      ...(names.length > 0 && { 'access-control-request-headers': names.sort().join(',') }),
      'user-agent': headers.get('user-agent') ?? '',
    },
    isAllowedBy: (answer) =>
      (!isAsUser || answer['access-control-allow-credentials'] === 'true') &&
      allows(answer, 'origin', from) &&
      (isSimpleMethod || allows(answer, 'methods', method)) &&
      names.every((name) => allows(answer, 'headers', name)),
  };
}

function lists(
  answer: ReplyHeaders,
  what: 'origin' | 'methods' | 'headers',
  wanted: string,
  takesStar: boolean,
): boolean {
  const listed = [answer[`access-control-allow-${what}`] ?? []].flat().join().split(',');
  return listed
    .map((each) => each.trim())
    .some(
      (each) =>
        each.toLowerCase() === wanted.toLowerCase() ||
        (takesStar && each === '*' && wanted !== 'authorization'),
    );
}

/** The browser may have gone by the time it would be answered. */
function ignore(): void {}
