import type { BrowserContext, Cookie, Page, Request, Route } from 'playwright';
import { readClockAhead } from '../api/clock.ts';
import { type PacedReply, paceOf } from '../api/pace.ts';
import { requireServersOwn } from '../api/through-proxy.ts';
import {
  completeHeaders,
  describeAsking,
  isOfOtherOrigin,
  keepCookies,
  NodeRelay,
  type PageReply,
} from '../browser/node-relay.ts';
import { Preflights } from '../browser/preflights.ts';
import type { Deadline } from '../core/deadline.ts';
import { describeError } from '../core/failure.ts';
import { readScheme } from '../core/front.ts';
import { CookieLearner } from '../secrets/learn-cookie.ts';
import { readSetCookies } from './session-cookies.ts';

/** What came of a request with a credential. */
export type Relayed =
  | {
      readonly kind: 'answered';
      readonly status: number;
      readonly statusText: string;
      readonly body: string;
      /** How many milliseconds the clock of whoever answered is ahead, where that is told. */
      readonly clockAhead: number | undefined;
      /** As in the header Retry-After. */
      readonly retryAfter: string | undefined;
      /** Whether it is a page that is shown, rather than an answer to the page's script. */
      readonly isPage: boolean;
      /** By name in lower case. */
      readonly headers: Readonly<Record<string, string | undefined>>;
      /** As of `HttpResponse`. */
      readonly askedWith: string | undefined;
    }
  /** It was answered by a redirect that might have taken the credential along, and was not followed. */
  | { readonly kind: 'diverted'; readonly from: string; readonly to: string }
  | { readonly kind: 'lost'; readonly reason: string };

/**
 * Whether a browser goes on from a reply: what else has such a status is a document.
 * @param location as in the header
 */
export function isRedirect(status: number, location = ''): boolean {
  return [301, 302, 303, 307, 308].includes(status) && location.trim() !== '';
}

/** Whether a browser would take method and body along (WHATWG Fetch, HTTP-redirect fetch). */
function keepsTheBody(status: number, method: string): boolean {
  if (status === 303) return false;
  return method !== 'POST' || ![301, 302].includes(status);
}

/**
 * Sends a request once, by way of this process, and gives the page the reply. A browser by itself would send it again when a
 * connection that it used before breaks, and to wherever a redirect that keeps the method (307, 308) points.
 * @param page that makes it, or that opened the one that does
 * @param followsNone whether no redirect at all may be followed
 * @param shouldAskAgain whether a reply says that the request was not processed, and is to be sent again
 */
export async function relay(
  page: Page,
  route: Route,
  followsNone: boolean,
  deadline: Deadline,
  shouldAskAgain: (reply: PacedReply, tries: number) => Promise<boolean> = async () => false,
): Promise<Relayed> {
  const request = route.request();
  try {
    await requireAllowed(page, request);
    let askedAt = Date.now();
    let reply = await sendOnce(page, route, deadline);
    for (let tries = 1; await shouldAskAgain(reply, tries); tries += 1) {
      askedAt = Date.now();
      reply = await sendOnce(page, route, deadline);
    }
    const { status, statusText, headers } = reply;
    const clockAhead = readClockAhead(headers, askedAt);
    const { location = '', 'retry-after': retryAfter } = headers;
    if (isRedirect(status, location) && (followsNone || keepsTheBody(status, request.method()))) {
      route.abort().catch(ignore);
      await reply.keepSession();
      return { kind: 'diverted', from: request.url(), to: resolveRedirect(location, request.url()) };
    }
    const body = await reply.readBody();
    route.fulfill({ status, headers: closeToOthers(request, headers), body }).catch(ignore);
    const text = decode(body, headers['content-type']);
    const isPage = request.isNavigationRequest();
    const askedWith = readScheme(completeHeaders(page.context(), request));
    return {
      kind: 'answered',
      status,
      statusText,
      body: text,
      clockAhead,
      retryAfter,
      isPage,
      headers,
      askedWith,
    };
  } catch (error) {
    route.abort().catch(ignore);
    return { kind: 'lost', reason: describeError(error).replace(/^route\.fetch: /, '') };
  }
}

/**
 * Playwright has said in the server's place that it lets the page send this, and `Preflights` does not see what is sent from here.
 * @throws Error, where it does not
 */
async function requireAllowed(page: Page, request: Request): Promise<void> {
  const asking = { ...describeAsking(request), method: request.method() };
  if (!isOfOtherOrigin(asking)) return;
  const isAllowed = (await Preflights.of(page.context().browser())?.isAllowed(asking)) ?? true;
  const { origin } = new URL(asking.url);
  if (!isAllowed) throw new Error(`${origin} does not let a page of ${asking.headers.origin} send it that`);
}

/** Where a server lets no other origin read its reply, Playwright would say in its place that it does, and with cookies. */
function closeToOthers(request: Request, headers: Reply['headers']): Reply['headers'] {
  const asking = describeAsking(request);
  const isOpen = !isOfOtherOrigin(asking) || 'access-control-allow-origin' in headers;
  return isOpen ? headers : { ...headers, 'access-control-allow-origin': new URL(asking.url).origin };
}

/**
 * An Octopus Server that is asked too often says so before it looks at a login (facts 3.6); what has opened a session has been looked
 * at. Waits as long as is to be waited.
 * @param tries how many were made
 * @returns whether the same login request is to be sent again
 */
export async function shouldLogInAgain(
  reply: PacedReply,
  tries: number,
  server: string,
  deadline: Deadline,
): Promise<boolean> {
  if (/octopusidentificationtoken/i.test(reply.headers['set-cookie'] ?? '')) return false;
  return await paceOf(server, false).shouldAskAgain(reply, tries, deadline);
}

/** A reply that may be the last. */
interface Reply extends PacedReply {
  readonly headers: Readonly<Record<string, string>>;
  readonly statusText: string;
  readonly readBody: () => Promise<Buffer>;
  /** Gives the browser the cookies of Octopus that it sets, by which a session can be ended whose page is not given the reply. */
  readonly keepSession: () => Promise<void>;
}

async function sendOnce(page: Page, route: Route, deadline: Deadline): Promise<Reply> {
  const node = NodeRelay.of(page.context().browser());
  if (node?.isNeededFor(describeAsking(route.request())))
    return await sendByNode(node, page, route, deadline);
  const timeout = deadline.remaining();
  const sent = await keepCookies(page.context(), route.request());
  const response = await route.fetch({ headers: sent, maxRedirects: 0, maxRetries: 0, timeout });
  // The browser's own report of a reply that it is given here tells of no cookie.
  new CookieLearner().learnHeaders(response.headersArray());
  await requireServersOwn(response);
  const [status, statusText, headers] = [response.status(), response.statusText(), response.headers()];
  // Playwright has given the browser its cookies.
  return { status, statusText, headers, readBody: () => response.body(), keepSession: async () => {} };
}

/** Playwright itself shows nobody a client certificate, and its page would learn of headers that it were given. */
async function sendByNode(node: NodeRelay, page: Page, route: Route, deadline: Deadline): Promise<Reply> {
  const request = route.request();
  const [method, url, body] = [request.method(), request.url(), request.postDataBuffer()];
  const headers = await keepCookies(page.context(), request);
  let cookies: Cookie[] = [];
  const hear = (heard: PageReply['headers']) => {
    new CookieLearner().learnHeaders(heard);
    const setCookies = heard.filter(({ name }) => name === 'set-cookie').map(({ value }) => value);
    cookies = readSetCookies(setCookies.join('\n'), url);
  };
  const keepSession = () => page.context().addCookies(cookies).catch(ignore);
  const signal = AbortSignal.timeout(deadline.remaining());
  const reply = await node.send({ method, url, headers, body }, signal, hear).catch(async (error) => {
    await keepSession();
    throw error;
  });
  const answered: Record<string, string> = {};
  // Playwright takes several cookies so.
  for (const { name, value } of reply.headers)
    answered[name] = name in answered ? `${answered[name]}\n${value}` : value;
  const { status, statusText } = reply;
  return { status, statusText, headers: answered, readBody: async () => reply.body, keepSession };
}

/** @param type as in the header Content-Type; without a charset, or with one that is not known, it is UTF-8 */
function decode(body: Buffer, type = ''): string {
  const [, charset = 'utf-8'] = /charset="?([\w-]{1,40})/i.exec(type) ?? [];
  try {
    return new TextDecoder(charset).decode(body);
  } catch {
    return body.toString('utf8');
  }
}

/**
 * Lets pages that may come by `relay` ask for what is in a private network, such as a frame: Chromium does not know whence such a
 * page has come, takes it for one of the public internet, and refuses it that (wicg.github.io/local-network-access).
 * @param origins whose pages these are
 */
export async function allowPrivateNetwork(
  context: BrowserContext,
  origins: readonly string[],
): Promise<void> {
  const granting = origins.map((origin) => context.grantPermissions(['local-network-access'], { origin }));
  // Older ones know no such permission, and need none.
  await Promise.all(granting.map((each) => each.catch(ignore)));
}

/** @returns where a redirect leads; what it says, where that is no address */
export function resolveRedirect(location: string, from: string): string {
  return URL.canParse(location, from) ? new URL(location, from).href : location;
}

/** The page may have been left by the time it would be answered. */
function ignore(): void {}
