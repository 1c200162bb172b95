import type { BrowserContext, Request } from 'playwright';
import { frameOf } from '../browser/pending-requests.ts';
import type { Front } from '../core/front.ts';

/** Those whose pages have this process fetch what they want of the portal, and what is in front of that. */
const relayed = new WeakMap<BrowserContext, { readonly front: Front | undefined }>();

/** Notes that the pages of a context have this process fetch what they want of the portal. */
export function noteRelayed(context: BrowserContext, front: Front | undefined): void {
  relayed.set(context, { front });
}

/** @returns whether that was noted */
export function isRelayed(context: BrowserContext): boolean {
  return relayed.has(context);
}

/** @returns the headers that a page's request is to leave this process with; the page learns nothing of those that are added */
export function completeHeaders(request: Request): Record<string, string> {
  const context = frameOf(request)?.page().context();
  const own = request.headers();
  return { ...own, ...(context && relayed.get(context)?.front?.headersFor(request.url(), own)) };
}
