import type { BrowserContext, Request } from 'playwright';

const known = new WeakMap<BrowserContext, PendingRequests>();

/**
 * The requests of a context that are under way, of those that have begun since somebody first asked for them. What is
 * still loading when a page is left counts as failed then.
 */
export class PendingRequests {
  readonly #pending = new Set<Request>();
  #changedAt = performance.now();

  private constructor(context: BrowserContext) {
    const end = (request: Request) => this.#note(() => this.#pending.delete(request));
    context
      .on('request', (request) => this.#note(() => this.#pending.add(request)))
      .on('requestfinished', end)
      .on('requestfailed', end);
  }

  /** @returns the same for whoever asks, for as long as the context is there */
  static of(context: BrowserContext): PendingRequests {
    const requests = known.get(context) ?? new PendingRequests(context);
    known.set(context, requests);
    return requests;
  }

  get areNone(): boolean {
    return this.#pending.size === 0;
  }

  /** Milliseconds since one has begun or ended last. */
  get quietMs(): number {
    return performance.now() - this.#changedAt;
  }

  #note(change: () => void): void {
    change();
    this.#changedAt = performance.now();
  }
}
