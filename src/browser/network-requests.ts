import type { CDPSession, Page } from 'playwright';
import { awaitThat } from './pending-requests.ts';

/**
 * The requests of a page by the browser's own word: Playwright tells nothing of one for an address that ends in /favicon.ico, nor
 * of what that redirects to, and its reply may set a cookie as any other.
 */
export class NetworkRequests {
  /** Whether the head of its reply has come, by its id. */
  readonly #pending = new Map<string, boolean>();
  #begunCount = 0;
  #hasGivenUp = false;

  private constructor(cdp: CDPSession) {
    cdp.on('Network.requestWillBeSent', ({ requestId }) => {
      this.#pending.set(requestId, false);
      this.#begunCount += 1;
    });
    cdp.on('Network.responseReceived', ({ requestId }) => {
      if (this.#pending.has(requestId)) this.#pending.set(requestId, true);
    });
    cdp.on('Network.loadingFinished', ({ requestId }) => this.#pending.delete(requestId));
    cdp.on('Network.loadingFailed', ({ requestId, canceled }) => {
      if (canceled && !this.#pending.get(requestId)) this.#hasGivenUp = true;
      this.#pending.delete(requestId);
    });
  }

  /** @param page has requested nothing yet */
  static async watch(page: Page): Promise<NetworkRequests> {
    // One of its own: in another, whoever looks at the network may switch it off again.
    const cdp = await page.context().newCDPSession(page);
    const requests = new NetworkRequests(cdp);
    // Bodies are kept where somebody else asks for them.
    await cdp.send('Network.enable', { maxTotalBufferSize: 0, maxResourceBufferSize: 0 });
    return requests;
  }

  get areNone(): boolean {
    return this.#pending.size === 0;
  }

  /** How many have begun. */
  get begunCount(): number {
    return this.#begunCount;
  }

  /** Whether a page gave one up before its reply came: that of one that outlives its page (`keepalive`) comes all the same, unseen. */
  get hasGivenUp(): boolean {
    return this.#hasGivenUp;
  }

  /** @returns whether all that is under way has ended in so many milliseconds */
  async awaitNone(timeout: number): Promise<boolean> {
    return await awaitThat(() => this.areNone, timeout);
  }
}
