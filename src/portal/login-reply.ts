import type { Page, Request, Route } from 'playwright';
import type { Deadline } from '../core/deadline.ts';
import { describeError } from '../core/failure.ts';
import { redactor } from '../secrets/redactor.ts';

// The second form is that of servers before 2017 (facts 1.1).
const LOGIN = /\/api\/users\/(?:login|authenticate\/[^/?#]+)\/?(?:[?#].*)?$/i;

/** What came of the one request that carries the password. */
export type LoginReply =
  | { readonly kind: 'answered'; readonly status: number; readonly statusText: string; readonly body: string }
  | { readonly kind: 'diverted'; readonly to: string }
  | { readonly kind: 'lost'; readonly reason: string };

/** Watches a page for its login request: the portal's own, made by its own code. */
export interface LoginWatch {
  /** Whether the request has left the page. From then on nothing may be submitted again. */
  readonly sent: boolean;
  readonly reply: Promise<LoginReply>;
  /** Settles as soon as the request has left the page. */
  readonly departure: Promise<void>;
  /** An address that only a page gets an answer from whose requests are carried: see `CARRIED`. */
  readonly probe: string;
}

/** The status of that answer. */
export const CARRIED = 299;

/**
 * Carries the page's login request to the server and its reply back, once. A browser by itself would send it again
 * when a connection that it used before breaks, and to wherever a redirect that keeps the method (307, 308) points;
 * so could the page's script, if it were pressed twice.
 * To be called before the page is opened: a page that is just being committed may escape.
 * @param server the server's address: only requests to it count
 */
export async function watchLogin(page: Page, server: string, deadline: Deadline): Promise<LoginWatch> {
  const isLogin = (request: Request) =>
    request.method() === 'POST' && request.url().startsWith(`${server}/`) && LOGIN.test(request.url());
  const [departure, depart] = promise<void>();
  const [reply, answer] = promise<LoginReply>();
  const probe = `${server}/api/octopus-key-mint/is-carried`;
  const watch = { sent: false, departure, reply, probe };
  await page.route(probe, (route) => route.fulfill({ status: CARRIED }));
  await page.route(LOGIN, async (route) => {
    if (!isLogin(route.request())) return route.continue();
    if (watch.sent) return route.abort();
    watch.sent = true;
    depart();
    answer(await carry(route, deadline));
  });
  page.on('request', async (request) => {
    if (watch.sent || isLogin(request) || !holdsSecret(request.postData())) return;
    watch.sent = true;
    depart();
    answer(await awaitReply(request));
  });
  return watch;
}

/** A portal that signs in by another path than those known is seen by what it sends. */
function holdsSecret(text: string | null): boolean {
  return text !== null && redactor.finds(text);
}

async function awaitReply(request: Request): Promise<LoginReply> {
  const response = await request.response().catch(() => null);
  if (!response) return { kind: 'lost', reason: request.failure()?.errorText ?? 'the page was left' };
  const body = await response.text().catch(() => '');
  return { kind: 'answered', status: response.status(), statusText: response.statusText(), body };
}

async function carry(route: Route, deadline: Deadline): Promise<LoginReply> {
  // The page may have been left by the time it would be answered.
  const ignore = () => {};
  try {
    const response = await route.fetch({ maxRedirects: 0, maxRetries: 0, timeout: deadline.remaining() });
    const { location } = response.headers();
    if (location !== undefined && response.status() < 400) {
      route.abort().catch(ignore);
      return { kind: 'diverted', to: location };
    }
    const body = await response.text();
    route.fulfill({ response, body }).catch(ignore);
    return { kind: 'answered', status: response.status(), statusText: response.statusText(), body };
  } catch (error) {
    route.abort().catch(ignore);
    return { kind: 'lost', reason: describeError(error).replace(/^route\.fetch: /, '') };
  }
}

function promise<T>(): [Promise<T>, (value: T) => void] {
  let settle: ((value: T) => void) | undefined;
  const made = new Promise<T>((resolve) => {
    settle = resolve;
  });
  return [made, (value) => settle?.(value)];
}
