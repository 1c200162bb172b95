import type { Page, Request } from 'playwright';
import { readOrigin } from '../browser/isolated-world.ts';
import { PendingRequests } from '../browser/pending-requests.ts';
import type { Look } from './provider-page.ts';

// What a page asks of whoever it is of may change it. What hangs longer is waited for no more: it may be a poll.
const REPLY_TIMEOUT_MS = 10_000;
// How long a page may take to draw what it was answered.
const DRAWING_MS = 500;

// How long a page that offers something unknown may stay as it is; one that offers nothing, or says that it goes on; and one
// that changes all the time.
const UNKNOWN_TIMEOUT_MS = 2_500;
const BLANK_TIMEOUT_MS = 15_000;
const CHANGING_TIMEOUT_MS = 60_000;

/** Watches whether a page is still becoming what it will be. */
export class Settling {
  readonly #requests: PendingRequests;
  readonly #origins: readonly string[];
  readonly #begun = new WeakMap<Request, number>();
  #document: string | undefined;
  #since = performance.now();
  #repliedAt = 0;

  /** @param origins whose replies a page waits for */
  constructor(page: Page, origins: readonly string[]) {
    this.#requests = PendingRequests.of(page.context());
    this.#origins = origins;
    const end = (request: Request) => {
      if (this.#mayChange(request)) this.#repliedAt = performance.now();
    };
    page
      .on('request', (request) => this.#begun.set(request, performance.now()))
      .on('requestfinished', end)
      .on('requestfailed', end);
  }

  /** Whether a reply is still to come that may change the page. */
  get awaitsReply(): boolean {
    return this.#requests.has((request) => this.#mayChange(request));
  }

  /** Whether none is to come, and the last one has been there for a while. */
  get isQuiet(): boolean {
    return !this.awaitsReply && performance.now() - this.#repliedAt > DRAWING_MS;
  }

  /** Whether a page that asks for nothing that is known has had the time to become another. */
  isOver({ world, offers, errors, isLoaded, quietMs, goesOn }: Look): boolean {
    if (world.document !== this.#document) this.#since = performance.now();
    this.#document = world.document;
    const waited = performance.now() - this.#since;
    if (waited > CHANGING_TIMEOUT_MS) return true;
    if (goesOn || !isLoaded || this.awaitsReply) return false;
    const quiet = Math.min(quietMs, waited);
    const isOffering = offers.length > 0 || errors.length > 0;
    const sinceReply = performance.now() - this.#repliedAt;
    // One that asks again and again what has become of something is answered often.
    return quiet > BLANK_TIMEOUT_MS || (isOffering && Math.min(quiet, sinceReply) > UNKNOWN_TIMEOUT_MS);
  }

  #mayChange(request: Request): boolean {
    const origin = readOrigin(request.url());
    const age = performance.now() - (this.#begun.get(request) ?? 0);
    return (
      ['document', 'xhr', 'fetch'].includes(request.resourceType()) &&
      origin !== undefined &&
      this.#origins.includes(origin) &&
      age < REPLY_TIMEOUT_MS
    );
  }
}
