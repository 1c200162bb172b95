import type { Route } from 'playwright';
import type { Deadline } from '../core/deadline.ts';
import { describeError } from '../core/failure.ts';

/** What came of a request with a credential. */
export type Relayed =
  | {
      readonly kind: 'answered';
      readonly status: number;
      readonly statusText: string;
      readonly body: string;
      /** Whether it is a page that is shown, rather than an answer to the page's script. */
      readonly isPage: boolean;
    }
  /** It was answered by a redirect that might have taken the credential along, and was not followed. */
  | { readonly kind: 'diverted'; readonly from: string; readonly to: string }
  | { readonly kind: 'lost'; readonly reason: string };

/** Whether a browser would take method and body along (WHATWG Fetch, HTTP-redirect fetch). */
function keepsTheBody(status: number, method: string): boolean {
  if (status === 303) return false;
  return method !== 'POST' || ![301, 302].includes(status);
}

/**
 * Sends a request once, by way of this process, and gives the page the reply. A browser by itself would send it again when a
 * connection that it used before breaks, and to wherever a redirect that keeps the method (307, 308) points.
 * @param followsNone whether no redirect at all may be followed
 */
export async function relay(route: Route, followsNone: boolean, deadline: Deadline): Promise<Relayed> {
  const request = route.request();
  try {
    const timeout = deadline.remaining();
    const response = await route.fetch({ maxRedirects: 0, maxRetries: 0, timeout });
    const [status, statusText] = [response.status(), response.statusText()];
    const { location } = response.headers();
    if (location !== undefined && status < 400 && (followsNone || keepsTheBody(status, request.method()))) {
      route.abort().catch(ignore);
      return { kind: 'diverted', from: request.url(), to: resolve(location, request.url()) };
    }
    const body = await response.text();
    route.fulfill({ response, body }).catch(ignore);
    return { kind: 'answered', status, statusText, body, isPage: request.isNavigationRequest() };
  } catch (error) {
    route.abort().catch(ignore);
    return { kind: 'lost', reason: describeError(error).replace(/^route\.fetch: /, '') };
  }
}

function resolve(location: string, from: string): string {
  return URL.canParse(location, from) ? new URL(location, from).href : location;
}

/** The page may have been left by the time it would be answered. */
function ignore(): void {}
