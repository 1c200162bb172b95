import type { BrowserContext, CDPSession, Page, Request } from 'playwright';
import type { IsolatedWorld } from '../browser/isolated-world.ts';
import { openPageSession } from '../browser/page-sessions.ts';
import type { CredentialRequests } from './credential-requests.ts';

/** How many listen to each. */
const listeners = new WeakMap<CDPSession, number>();

/**
 * Counts what leaves a page, and all else in its context, and may hold what was typed in whatever shape: requests, and what opens
 * or sends where no request is seen.
 */
export class OutgoingTraffic {
  readonly #page: Page;
  readonly #context: BrowserContext;
  readonly #requests: CredentialRequests;
  #count = 0;
  #bodies = 0;
  readonly #watched = new Set<CDPSession>();
  readonly #note = () => {
    this.#count += 1;
    this.#bodies += 1;
  };
  readonly #noteRequest = (request: Request) => {
    // What would stand in an address is stopped.
    if (this.#requests.classify(request) === 'in the address' || isPassive(request)) return;
    this.#count += 1;
    if (mayHaveBody(request.method())) this.#bodies += 1;
  };
  readonly #noteBody = ({ request }: { readonly request: { readonly method: string } }) => {
    if (mayHaveBody(request.method)) this.#note();
  };

  constructor(page: Page, requests: CredentialRequests) {
    this.#page = page;
    this.#context = page.context();
    this.#requests = requests;
    this.#context.on('request', this.#noteRequest).on('page', this.#note);
  }

  /**
   * Playwright tells of the messages of those web sockets alone that are opened after somebody listens, and of a request when the
   * browser has it, which on a busy machine is later than the page's own process says what has become of a field.
   * @param world of the document that is typed into: its frame may be in another process than its page
   */
  async watchPage({ session: own }: IsolatedWorld): Promise<void> {
    const sessions = new Set([await openPageSession(this.#page), own]);
    for (const session of sessions) {
      if (this.#watched.has(session)) continue;
      this.#watched.add(session);
      listeners.set(session, (listeners.get(session) ?? 0) + 1);
      session.on('Network.webSocketCreated', this.#note).on('Network.webSocketFrameSent', this.#note);
      session.on('Network.requestWillBeSent', this.#noteBody);
      await session.send('Network.enable');
    }
  }

  countAnew(): void {
    this.#count = 0;
    this.#bodies = 0;
  }

  /** Whether something has left since `countAnew` that is made to hold something: what only asks for more is not. */
  get hasSentBody(): boolean {
    return this.#bodies > 0;
  }

  stopCounting(): void {
    this.#context.off('request', this.#noteRequest).off('page', this.#note);
    for (const session of this.#watched) {
      session.off('Network.webSocketCreated', this.#note).off('Network.webSocketFrameSent', this.#note);
      session.off('Network.requestWillBeSent', this.#noteBody);
      const others = (listeners.get(session) ?? 1) - 1;
      listeners.set(session, others);
      if (others === 0) session.send('Network.disable').catch(() => {});
    }
  }

  /**
   * Whether it is certain that nothing has left since `countAnew`. It is not where there are workers, or other windows, which may
   * have sockets of their own.
   */
  async isNothingSent(): Promise<boolean> {
    const hasWorkers = await this.#hasWorkers().catch(() => true);
    const isAlone = this.#context.pages().length === 1;
    // Whatever left while the browser was asked counts, too.
    return isAlone && !hasWorkers && this.#count === 0;
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

function mayHaveBody(method: string): boolean {
  return !/^(?:GET|HEAD)$/.test(method);
}

/** Whether a page only loads a part of itself by it. */
function isPassive(request: Request): boolean {
  const isPart = /^(?:script|stylesheet|image|font|media|manifest)$/.test(request.resourceType());
  return isPart && request.method() === 'GET' && !/\?[^#]/.test(request.url());
}
