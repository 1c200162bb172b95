import type { Page, Request, Response } from 'playwright';

// The second form is that of servers before 2017 (facts 1.1).
const LOGIN = /\/api\/users\/(?:login|authenticate\/[^/?#]+)\/?(?:[?#].*)?$/i;

/** What came of the one request that carries the password. */
export type LoginReply =
  | { readonly kind: 'answered'; readonly response: Response }
  | { readonly kind: 'diverted'; readonly origin: string }
  | { readonly kind: 'lost'; readonly reason: string };

/** Watches a page for its login request: the portal's own, made by its own code. */
export interface LoginWatch {
  /** Whether the request has left the page. From then on nothing may be submitted again. */
  readonly sent: boolean;
  readonly reply: Promise<LoginReply>;
  /** Settles as soon as the request has left the page. */
  readonly departure: Promise<void>;
  /** From when it returns, no second request leaves, and none is redirected to another origin. */
  guard(): Promise<void>;
}

/** @param server the server's address: only requests to it count */
export function watchLogin(page: Page, server: string): LoginWatch {
  const isLogin = (request: Request) => {
    const first = firstOf(request);
    return first.method() === 'POST' && first.url().startsWith(`${server}/`) && LOGIN.test(first.url());
  };
  const watch = { sent: false };
  const departure = new Promise<void>((resolve) => {
    page.on('request', (request) => {
      if (!isLogin(request)) return;
      watch.sent = true;
      resolve();
    });
  });
  let divert: (reply: LoginReply) => void;
  const reply = new Promise<LoginReply>((resolve) => {
    divert = resolve;
    page.on('response', (response) => {
      const isRedirect = response.status() >= 300 && response.status() < 400;
      if (!isRedirect && isLogin(response.request())) resolve({ kind: 'answered', response });
    });
    page.on('requestfailed', (request) => {
      if (isLogin(request)) resolve({ kind: 'lost', reason: request.failure()?.errorText ?? 'no reply' });
    });
  });
  let guarding: Promise<void> | undefined;
  return {
    get sent() {
      return watch.sent;
    },
    reply,
    departure,
    guard() {
      guarding ??= guardLogin(page, server, (origin) => divert({ kind: 'diverted', origin }));
      return guarding;
    },
  };
}

/** @returns the request that was redirected until it became this one */
function firstOf(request: Request): Request {
  const before = request.redirectedFrom();
  return before ? firstOf(before) : request;
}

/**
 * Lets one login request leave the page and no second, whatever the page's script does, and refuses a redirect of it
 * to another origin: one that keeps the method (307, 308) would make the browser send the password there.
 * Playwright sees no redirect before it is followed, so this is done over the DevTools protocol.
 */
async function guardLogin(page: Page, server: string, tell: (origin: string) => void): Promise<void> {
  const session = await page.context().newCDPSession(page);
  let isSent = false;
  session.on(
    'Fetch.requestPaused',
    ({ requestId, redirectedRequestId, request, responseStatusCode, responseHeaders }) => {
      const isLogin = request.method === 'POST' && LOGIN.test(request.url);
      const isDeparture = responseStatusCode === undefined;
      const origin = isDeparture
        ? undefined
        : readDiversion(request.url, responseStatusCode, responseHeaders);
      const isDiverted = origin !== undefined && origin !== new URL(server).origin;
      const isRefused = isLogin && (isDeparture ? isSent && !redirectedRequestId : isDiverted);
      if (isLogin && isDeparture) isSent = true;
      if (isRefused && isDiverted) tell(origin);
      const going = isRefused
        ? session.send('Fetch.failRequest', { requestId, errorReason: 'BlockedByClient' })
        : session.send('Fetch.continueRequest', { requestId });
      // A page that has been left answers no more.
      going.catch(() => {});
    },
  );
  const patterns = (['Request', 'Response'] as const).map((requestStage) => ({
    urlPattern: '*/api/users/*',
    requestStage,
  }));
  await session.send('Fetch.enable', { patterns });
}

interface Header {
  readonly name: string;
  readonly value: string;
}

/** @returns the origin that a reply sends the browser to; undefined where it sends it nowhere */
function readDiversion(url: string, status: number, headers: readonly Header[] = []): string | undefined {
  const location = headers.find(({ name }) => name.toLowerCase() === 'location')?.value;
  if (status < 300 || status > 399 || !location || !URL.canParse(location, url)) return undefined;
  return new URL(location, url).origin;
}
