import { promisify } from 'node:util';
import { brotliDecompress, gunzip, inflate, inflateRaw } from 'node:zlib';
import type { Browser, BrowserContext, CDPSession, Cookie, Page, Request } from 'playwright';
import type { Dispatcher } from 'undici';
import { openAgent } from '../core/agent.ts';
import { MAX_BODY_SIZE } from '../core/body-limit.ts';
import { Failure } from '../core/failure.ts';
import { listRelayed, type Network } from '../core/network.ts';
import { readOrigin, toHeader } from '../core/text.ts';
import type { CookieLearner } from '../secrets/learn-cookie.ts';
import { isRemote } from './find-browser.ts';
import { openPageSession } from './page-sessions.ts';

/** A request as a page makes it, cookies included. */
export interface PageRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer | null;
}

/** What tells whether a request may bear what a server is shown or given. */
interface Asking extends Pick<PageRequest, 'url' | 'headers'> {
  /** Whether what comes of it is shown, and not handed to a page that asks. */
  readonly isNavigation: boolean;
}

interface AskingOfFrame extends Asking {
  /** As the browser names frames. */
  readonly frameId: string;
}

/** What came of it, unpacked. */
export interface PageReply {
  readonly status: number;
  readonly statusText: string;
  readonly headers: readonly { readonly name: string; readonly value: string }[];
  readonly body: Buffer;
}

const relays = new WeakMap<Browser, NodeRelay>();

/**
 * Sends what the pages of a browser ask of some servers, and gives the pages the replies. A browser knows nothing of the authorities
 * that Node has been told of, and can neither be told of them safely nor be given a client certificate; nor is a page to see what
 * something in front of a server wants. It stands between the browser and the network, behind all that Playwright intercepts: what follows a redirect, other windows, frames and workers come by it, too,
 * and the browser itself sees to cookies.
 */
export class NodeRelay {
  /** They are told of every cookie that comes by: the browser's own reports of these replies tell of none. */
  readonly learners = new Set<CookieLearner>();
  readonly #network: Network;
  readonly #cdp: CDPSession;
  readonly #agent: Dispatcher;
  readonly #closing = new AbortController();
  /** The contexts of this process, by the browser's own names; undefined where all are. */
  readonly #ownContexts: Set<string> | undefined;

  private constructor(network: Network, cdp: CDPSession, isShared: boolean) {
    this.#network = network;
    this.#cdp = cdp;
    this.#ownContexts = isShared ? new Set() : undefined;
    this.#agent = openAgent(network, MAX_BODY_SIZE, this.#closing.signal);
  }

  /**
   * Begins with it, where a network needs it; it ends with the browser, or with `end`. To be called before a page is loaded.
   * @param isShared whether others may use the browser, too: what a server is given then goes with what pages of `own` ask for alone
   */
  static async begin(browser: Browser, network: Network, isShared = false): Promise<void> {
    const origins = listRelayed(network);
    if (origins.length === 0 || relays.has(browser)) return;
    const cdp = await browser.newBrowserCDPSession();
    const relay = new NodeRelay(network, cdp, isShared);
    relays.set(browser, relay);
    browser.once('disconnected', () => relay.#end());
    cdp.on('Fetch.requestPaused', ({ requestId, request, resourceType, frameId }) => {
      const entries = request.postDataEntries?.map(({ bytes = '' }) => Buffer.from(bytes, 'base64'));
      const body = entries ? Buffer.concat(entries) : null;
      const isNavigation = resourceType === 'Document';
      relay.#answer(cdp, requestId, { ...request, body, isNavigation, frameId }).catch(ignore);
    });
    await cdp.send('Fetch.enable', { patterns: origins.map((origin) => ({ urlPattern: `${origin}/*` })) });
  }

  /**
   * To be called before a remote browser is let go: a Playwright server keeps the session of who has gone (seen with 1.65), and all that
   * others ask of those servers later would wait for it for ever.
   */
  static async end(browser: Browser): Promise<void> {
    const relay = relays.get(browser);
    if (relay) await relay.#cdp.detach().catch(ignore);
  }

  /** Counts the context of a page, and so all windows in it, among those of this process. To be called before the page is loaded. */
  async own(page: Page): Promise<void> {
    if (!this.#ownContexts) return;
    const { targetInfo } = await (await openPageSession(page)).send('Target.getTargetInfo');
    if (targetInfo.browserContextId) this.#ownContexts.add(targetInfo.browserContextId);
  }

  /** @returns that of a browser; undefined where it sends everything itself */
  static of(browser: Browser | null): NodeRelay | undefined {
    return browser ? relays.get(browser) : undefined;
  }

  /** Whether a server is shown or given what no other sender of Playwright's knows of. */
  isNeededFor(request: Asking): boolean {
    return this.#isKnownTo(request.url) && !isOfOtherOrigin(request);
  }

  #isKnownTo(url: string): boolean {
    const { clientCertificate, front } = this.#network;
    return !!clientCertificate?.isFor(url) || !!front?.isFor(url);
  }

  completeHeaders(url: string, own: PageRequest['headers']): Record<string, string> {
    return { ...own, ...this.#network.front?.headersFor(url, own) };
  }

  /**
   * Sends a request once, and follows no redirect.
   * @param hear is told of the reply's headers, also where its body does not come
   * @throws what undici throws, where no reply came
   */
  async send(
    { method, url, headers, body }: PageRequest,
    signal?: AbortSignal,
    hear: (headers: PageReply['headers']) => void = () => {},
  ): Promise<PageReply> {
    const { origin, pathname, search } = new URL(url);
    const begun = Date.now();
    const all = {
      ...this.completeHeaders(url, leaveOutOwn(headers)),
      'accept-encoding': [...UNPACKERS.keys()].join(', '),
    };
    const reply = await this.#agent.request({
      origin,
      path: pathname + search,
      method: method as Dispatcher.HttpMethod,
      headers: all,
      body,
      signal,
    });
    const { statusCode: status, statusText } = reply;
    const { 'content-encoding': encoding = '', ...others } = reply.headers;
    const unpack = UNPACKERS.get(String(encoding).toLowerCase());
    const list = Object.entries(unpack ? others : reply.headers)
      .filter(([name]) => !OF_THE_CONNECTION.test(name))
      .flatMap(([name, value]) => [value ?? []].flat().map((each) => ({ name, value: each })));
    for (const learner of this.learners) learner.learnHeaders(list);
    hear(list);
    const packed = Buffer.from(await reply.body.arrayBuffer());
    const content = unpack && packed.length > 0 ? await unpack(packed) : packed;
    this.#network.sent?.push({
      ...{ isOfPage: true, begun, took: Date.now() - begun },
      ...{ method, url, headers: all, body: body?.toString() },
      ...{ status, statusText, replyHeaders: list, replyBody: content.toString() },
    });
    return { status, statusText, headers: list, body: content };
  }

  async #answer(cdp: CDPSession, requestId: string, request: PageRequest & AskingOfFrame): Promise<void> {
    // The browser has nothing that would let it pass.
    if (
      this.#isKnownTo(request.url) &&
      (isOfOtherOrigin(request) || !(await this.#isOwn(cdp, request.frameId)))
    )
      return void (await cdp.send('Fetch.continueRequest', { requestId }));
    try {
      const asked = { ...request, headers: encodeCookie(request.headers) };
      const { status, statusText, headers, body } = await this.send(asked, this.#closing.signal);
      const list = headers.map(({ name, value }) => `${name}: ${value}`).join('\0');
      const responsePhrase = statusText ? { responsePhrase: statusText } : {};
      await cdp.send('Fetch.fulfillRequest', {
        ...{ requestId, responseCode: status, ...responsePhrase },
        // As it came, byte by byte: as text, it would be taken for UTF-8.
        binaryResponseHeaders: Buffer.from(list, 'latin1').toString('base64'),
        body: body.toString('base64'),
      });
    } catch (error) {
      const code = codeOf(error);
      // Nothing was sent. The browser may know an authority of the system's, and says else in its own words what is wrong.
      if (UNTRUSTED.test(code) && !this.isNeededFor(request))
        return void (await cdp.send('Fetch.continueRequest', { requestId }));
      await cdp.send('Fetch.failRequest', { requestId, errorReason: REASONS[code] ?? 'Failed' });
    }
  }

  /** A window's own frame, and its workers', has the window's name; what another frame asks for is taken for somebody else's. */
  async #isOwn(cdp: CDPSession, frameId: string): Promise<boolean> {
    if (!this.#ownContexts) return true;
    const { targetInfos } = await cdp.send('Target.getTargets');
    const { browserContextId } = targetInfos.find(({ targetId }) => targetId === frameId) ?? {};
    return browserContextId !== undefined && this.#ownContexts.has(browserContextId);
  }

  #end(): void {
    this.#closing.abort();
    this.#agent.destroy().catch(ignore);
  }
}

/**
 * Whether a page asks for something of another origin than its own. A browser that is told to send no credentials with that lets it read
 * what a server lets everybody read, and knows nothing of those that are added here.
 */
export function isOfOtherOrigin({ url, headers, isNavigation }: Asking): boolean {
  const found = Object.entries(headers).find(([name]) => name.toLowerCase() === 'origin');
  return !isNavigation && found !== undefined && found[1] !== readOrigin(url);
}

/**
 * Playwright's `fetch` would send all cookies that there are for an address: where the browser sends none along, those for pages of its own
 * site alone (SameSite), too.
 * @returns the headers of a request, with no cookies but the browser's where a page of another origin makes it, or one that does not tell
 */
export async function keepCookies(
  context: BrowserContext,
  request: Request,
): Promise<Record<string, string>> {
  const headers = request.headers();
  if (headers.cookie !== undefined) return encodeCookie(headers);
  const cookie = writeCookies(await context.cookies(request.url()));
  if (!cookie) return headers;
  const isOther = isOfOtherOrigin({ ...describeAsking(request), isNavigation: false });
  return { ...headers, cookie: isOther ? '' : cookie };
}

/**
 * @returns them as in the header Cookie, as a browser sends it: in UTF-8, a character a byte, as Node writes headers. Playwright's `fetch` by
 *   itself fails where a cookie has a character beyond Latin-1.
 */
export function writeCookies(cookies: readonly Pick<Cookie, 'name' | 'value'>[]): string {
  return cookies.map(({ name, value }) => toHeader(name ? `${name}=${value}` : value)).join('; ');
}

function encodeCookie(headers: PageRequest['headers']): Record<string, string> {
  const encode = (name: string, value: string) => (name.toLowerCase() === 'cookie' ? toHeader(value) : value);
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, encode(name, value)]));
}

/** @returns what tells of a request as Playwright has it */
export function describeAsking(request: Request): Asking {
  return { url: request.url(), headers: request.headers(), isNavigation: request.isNavigationRequest() };
}

/** @returns the headers that a request of a page leaves with; the page learns nothing of those that are added */
export function completeHeaders(context: BrowserContext, request: Request): Readonly<Record<string, string>> {
  const asking = describeAsking(request);
  const relay = NodeRelay.of(context.browser());
  return relay?.isNeededFor(asking) ? relay.completeHeaders(asking.url, asking.headers) : asking.headers;
}

/**
 * Does the same by Playwright, in whose recording the requests then stand as they went, cookies included; but what follows a redirect,
 * and what goes to a server that is shown a client certificate: that is noted in `Network.sent`.
 */
export async function relayRecorded(context: BrowserContext, network: Network): Promise<void> {
  for (const origin of listRelayed(network).filter((each) => !network.clientCertificate?.isFor(each)))
    await context.route(`${origin}/**`, async (route) => {
      // Playwright would send cookies along that the browser has been told to leave out.
      if (isOfOtherOrigin(describeAsking(route.request()))) return await route.fallback().catch(ignore);
      try {
        const kept = await keepCookies(context, route.request());
        const headers = { ...completeHeaders(context, route.request()), ...kept };
        await route.fulfill({ response: await route.fetch({ maxRedirects: 0, headers }) });
      } catch {
        await route.abort().catch(ignore);
      }
    });
}

/**
 * Others may use a remote browser, too, and would be let in as us.
 * @throws Failure of kind `options`
 */
export function requireOwnBrowser(browser: string | undefined, { clientCertificate }: Network): void {
  if (!clientCertificate || !isRemote(browser)) return;
  throw new Failure({
    kind: 'options',
    attempt: 'use a remote browser',
    reason:
      'a client certificate (OCTOPUS_CLIENT_CERTIFICATE) is shown for a browser of this machine alone, since others may use that one, too',
    hint: 'Use a browser of this machine, or --direct, which needs none.',
  });
}

type Unpack = (packed: Buffer) => Promise<Buffer>;

const LIMITED = { maxOutputLength: MAX_BODY_SIZE };
const UNPACKERS: ReadonlyMap<string, Unpack> = new Map([
  ['gzip', (packed: Buffer) => promisify(gunzip)(packed, LIMITED)],
  // Some servers leave out its header, and browsers do without.
  [
    'deflate',
    (packed: Buffer) =>
      promisify(inflate)(packed, LIMITED).catch(() => promisify(inflateRaw)(packed, LIMITED)),
  ],
  ['br', (packed: Buffer) => promisify(brotliDecompress)(packed, LIMITED)],
]);

// What belongs to a connection, or is counted anew (RFC 9110, 7.6.1).
const OF_THE_CONNECTION =
  /^(?:connection|keep-alive|proxy-.*|te|trailer|transfer-encoding|upgrade|expect|content-length|accept-encoding)$/i;

function leaveOutOwn(headers: PageRequest['headers']): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !OF_THE_CONNECTION.test(name)));
}

type ErrorReason =
  | 'ConnectionRefused'
  | 'ConnectionReset'
  | 'ConnectionClosed'
  | 'NameNotResolved'
  | 'TimedOut'
  | 'AddressUnreachable';

/** Node's codes for a certificate that it does not trust. */
const UNTRUSTED = /CERT|SIGN|ISSUER|ALTNAME/;

// As Chromium's own errors are called, by which a server that is starting is known.
const REASONS: Readonly<Record<string, ErrorReason>> = {
  ECONNREFUSED: 'ConnectionRefused',
  ECONNRESET: 'ConnectionReset',
  EPIPE: 'ConnectionReset',
  UND_ERR_SOCKET: 'ConnectionClosed',
  ENOTFOUND: 'NameNotResolved',
  EAI_AGAIN: 'NameNotResolved',
  ETIMEDOUT: 'TimedOut',
  EHOSTUNREACH: 'AddressUnreachable',
  ENETUNREACH: 'AddressUnreachable',
};

/** Where a name has several addresses, none of which answers, the error has no code of its own. */
function codeOf(error: unknown): string {
  const first = error instanceof AggregateError ? error.errors[0] : error;
  return String((first as NodeJS.ErrnoException).code ?? '');
}

/** The page may have been left by the time it would be answered. */
function ignore(): void {}
