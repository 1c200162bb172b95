import type { BrowserContext, Page, Request } from 'playwright';
import { openPageSession } from '../browser/isolated-world.ts';
import type { CredentialRequests } from './credential-requests.ts';

/**
 * Counts what leaves a page, and all else in its context, and may hold what was typed in whatever shape: requests, and what opens
 * or sends where no request is seen.
 */
export class OutgoingTraffic {
  readonly #page: Page;
  readonly #context: BrowserContext;
  readonly #requests: CredentialRequests;
  #count = 0;
  #isWatchingMessages = false;
  readonly #note = () => {
    this.#count += 1;
  };
  readonly #noteRequest = (request: Request) => {
    // What would stand in an address is stopped.
    if (this.#requests.classify(request) !== 'in the address' && !isPassive(request)) this.#note();
  };

  constructor(page: Page, requests: CredentialRequests) {
    this.#page = page;
    this.#context = page.context();
    this.#requests = requests;
    this.#context.on('request', this.#noteRequest).on('page', this.#note);
  }

  /** Playwright tells of the messages of those web sockets alone that are opened after somebody listens. */
  async watchMessages(): Promise<void> {
    if (this.#isWatchingMessages) return;
    this.#isWatchingMessages = true;
    const session = await openPageSession(this.#page);
    session.on('Network.webSocketCreated', this.#note).on('Network.webSocketFrameSent', this.#note);
    await session.send('Network.enable');
  }

  countAnew(): void {
    this.#count = 0;
  }

  stopCounting(): void {
    this.#context.off('request', this.#noteRequest).off('page', this.#note);
    if (this.#isWatchingMessages) this.#ignoreMessages().catch(() => {});
  }

  async #ignoreMessages(): Promise<void> {
    const session = await openPageSession(this.#page);
    session.off('Network.webSocketCreated', this.#note).off('Network.webSocketFrameSent', this.#note);
    await session.send('Network.disable');
  }

  /**
   * Whether it is certain that nothing has left since `countAnew`. It is not where there are workers, which may have sockets of
   * their own.
   */
  async isNothingSent(): Promise<boolean> {
    const hasWorkers = await this.#hasWorkers().catch(() => true);
    // Whatever left while the browser was asked counts, too.
    return !hasWorkers && this.#count === 0;
  }

  async #hasWorkers(): Promise<boolean> {
    const own = await openPageSession(this.#page);
    const browser = await this.#context.browser()?.newBrowserCDPSession();
    if (!browser) return true;
    try {
      const { targetInfo } = await own.send('Target.getTargetInfo');
      const { targetInfos } = await browser.send('Target.getTargets');
      return targetInfos.some(
        ({ type, browserContextId }) =>
          type.endsWith('worker') && browserContextId === targetInfo.browserContextId,
      );
    } finally {
      await browser.detach();
    }
  }
}

/** Whether a page only loads a part of itself by it. */
function isPassive(request: Request): boolean {
  const isPart = /^(?:script|stylesheet|image|font|media|manifest)$/.test(request.resourceType());
  return isPart && request.method() === 'GET' && new URL(request.url()).search === '';
}
