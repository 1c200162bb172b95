import type { CDPSession, Page } from 'playwright';
import { awaitThat } from './pending-requests.ts';

// Without these, nobody hears of what there is to report, such as what a policy has forbidden (W3C Reporting API).
const NAMES_ENDPOINTS = /^report(?:-to|ing-endpoints)$/i;

/**
 * The requests of a page by the browser's own word: Playwright tells nothing of one for an address that ends in /favicon.ico, nor
 * of what that redirects to, and its reply may set a cookie as any other.
 */
export class NetworkRequests {
  /** Whether the head of its reply has come, by its id. */
  readonly #pending = new Map<string, boolean>();
  #begunCount = 0;
  #hasGivenUp = false;
  #mayReport = false;
  #hasReports = false;

  private constructor(cdp: CDPSession) {
    cdp.on('Network.requestWillBeSent', ({ requestId }) => {
      this.#pending.set(requestId, false);
      this.#begunCount += 1;
    });
    cdp.on('Network.responseReceived', ({ requestId, response }) => {
      if (this.#pending.has(requestId)) this.#pending.set(requestId, true);
      if (Object.keys(response.headers).some((name) => NAMES_ENDPOINTS.test(name))) this.#mayReport = true;
    });
    cdp.on('Network.reportingApiReportAdded', () => {
      this.#hasReports = true;
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
    // One that is old has no such thing.
    await cdp.send('Network.enableReportingApi', { enable: true }).catch(() => {});
    return requests;
  }

  get areNone(): boolean {
    return this.#pending.size === 0;
  }

  /** How many have begun. */
  get begunCount(): number {
    return this.#begunCount;
  }

  /**
   * Whether a page has left one behind that is seen no more, and may be answered at any time: it gave it up before its reply came,
   * which that of one that outlives its page (`keepalive`) does all the same, or it is a report, which the browser sends by itself.
   */
  get leavesUnseen(): boolean {
    return this.#hasGivenUp || (this.#hasReports && this.#mayReport);
  }

  /** @returns whether all that is under way has ended in so many milliseconds */
  async awaitNone(timeout: number): Promise<boolean> {
    return await awaitThat(() => this.areNone, timeout);
  }
}
