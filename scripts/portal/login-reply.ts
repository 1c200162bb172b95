import type { Page, Request, Response } from 'playwright';

// The second form is that of servers before 2017 (facts 1.1).
const LOGIN = /\/api\/users\/(?:login|authenticate\/[^/?#]+)\/?(?:[?#].*)?$/i;

/** What came of the one request that carries the password. */
export type LoginReply =
  | { readonly kind: 'answered'; readonly response: Response }
  | { readonly kind: 'lost'; readonly reason: string };

/** Watches a page for its login request: the portal's own, made by its own code. */
export interface LoginWatch {
  /** Whether the request has left the page. From then on nothing may be submitted again. */
  readonly sent: boolean;
  readonly reply: Promise<LoginReply>;
  /** Settles as soon as the request has left the page. */
  readonly departure: Promise<void>;
}

/** @param server the server's address: only requests to it count */
export function watchLogin(page: Page, server: string): LoginWatch {
  const isLogin = (request: Request) =>
    request.method() === 'POST' && request.url().startsWith(`${server}/`) && LOGIN.test(request.url());
  const watch = { sent: false };
  const departure = new Promise<void>((resolve) => {
    page.on('request', (request) => {
      if (!isLogin(request)) return;
      watch.sent = true;
      resolve();
    });
  });
  const reply = new Promise<LoginReply>((resolve) => {
    page.on('response', (response) => {
      if (isLogin(response.request())) resolve({ kind: 'answered', response });
    });
    page.on('requestfailed', (request) => {
      if (isLogin(request)) resolve({ kind: 'lost', reason: request.failure()?.errorText ?? 'no reply' });
    });
  });
  return {
    get sent() {
      return watch.sent;
    },
    reply,
    departure,
  };
}
