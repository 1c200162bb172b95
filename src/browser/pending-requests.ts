import { setTimeout as sleep } from 'node:timers/promises';
import type { BrowserContext, Frame, Page, Request } from 'playwright';

const LOOK_INTERVAL_MS = 20;
// That a document is left may be told of sooner than what it has sent last.
const QUIET_MS = 100;
const QUIET_TIMEOUT_MS = 1_000;

const known = new WeakMap<BrowserContext, PendingRequests>();

/**
 * The requests of a context that are under way, of those that have begun since somebody first asked for them. What is
 * still loading when a page is left counts as failed then.
 */
export class PendingRequests {
  readonly #pending = new Set<Request>();
  readonly #begun = new WeakSet<Frame>();
  #changedAt = performance.now();
  #begunCount = 0;

  private constructor(context: BrowserContext) {
    const end = (request: Request) => this.#note(() => this.#pending.delete(request));
    context
      .on('request', (request) => this.#note(() => this.#begin(request)))
      .on('requestfinished', end)
      .on('requestfailed', end);
  }

  /** @returns the same for whoever asks, for as long as the context is there */
  static of(context: BrowserContext): PendingRequests {
    const requests = known.get(context) ?? new PendingRequests(context);
    known.set(context, requests);
    return requests;
  }

  /** Whether the document that a page shows began after somebody first asked, so that each request of its is known. */
  knowAllOf(page: Page): boolean {
    return this.#begun.has(page.mainFrame());
  }

  get areNone(): boolean {
    return this.#pending.size === 0;
  }

  /** Milliseconds since one has begun or ended last. */
  get quietMs(): number {
    return performance.now() - this.#changedAt;
  }

  /** How many have begun. */
  get begunCount(): number {
    return this.#begunCount;
  }

  has(isMeant: (request: Request) => boolean): boolean {
    return [...this.#pending].some(isMeant);
  }

  /** @returns whether all that is under way has ended in so many milliseconds; of those that are meant */
  async awaitNone(timeout: number, isMeant: (request: Request) => boolean = () => true): Promise<boolean> {
    return await awaitThat(() => !this.has(isMeant), timeout);
  }

  /** Waits, not for ever, until nothing is under way, and nothing has been for a moment: once a page is left, it has sent its last. */
  async awaitQuiet(): Promise<void> {
    await awaitThat(() => this.areNone && this.quietMs >= QUIET_MS, QUIET_TIMEOUT_MS);
  }

  #begin(request: Request): void {
    this.#pending.add(request);
    this.#begunCount += 1;
    const frame = request.isNavigationRequest() && frameOf(request);
    if (frame) this.#begun.add(frame);
  }

  #note(change: () => void): void {
    change();
    this.#changedAt = performance.now();
  }
}

/** @returns whether something has become true in so many milliseconds */
export async function awaitThat(isTrue: () => boolean, timeout: number): Promise<boolean> {
  const giveUpAt = performance.now() + timeout;
  while (!isTrue() && performance.now() < giveUpAt) await sleep(LOOK_INTERVAL_MS);
  return isTrue();
}

/** @returns undefined for a request of a page that is just being opened: it has no frame yet */
export function frameOf(request: Request): Frame | undefined {
  try {
    return request.frame();
  } catch {
    return undefined;
  }
}
