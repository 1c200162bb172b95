import type { Browser, Page } from 'playwright';
import { Failure } from '../core/failure.ts';
import { failEnded, failEndedAs } from './browser-exit.ts';
import type { StartedBrowser } from './launch-or-connect.ts';

// Playwright tells that a page is closed, or fails what was asked of it, before it tells that the browser is gone.
const END_TIMEOUT_MS = 1_000;

// As Playwright says it.
const GONE = /has been closed|(?:target|page|browser) (?:closed|crashed)/i;

/**
 * Notices that a browser, or the page that is worked with, goes away though nobody let it go: it crashed, was killed, or the
 * connection to it broke.
 */
export class BrowserWatch {
  /** Resolves then, with what to report. */
  readonly ended: Promise<Failure>;
  readonly #browser: Browser;
  #page: Page | undefined;
  readonly #exit: StartedBrowser['exit'];
  readonly #onDisconnected = () => void this.#reportBrowserEnd();
  #resolve: (failure: Failure) => void = () => {};
  #failure: Failure | undefined;
  #isBrowserWanted = true;
  #isPageWanted = true;

  constructor({ browser, exit }: StartedBrowser, page: Page) {
    this.#browser = browser;
    this.#exit = exit;
    this.#page = page;
    this.ended = new Promise((resolve) => {
      this.#resolve = resolve;
    });
    browser.on('disconnected', this.#onDisconnected);
    page.on('close', () => this.#reportPageEnd());
    page.on('crash', () => this.#isPageWanted && this.#settle(failEnded('the page crashed')));
    exit?.then(this.#onDisconnected);
    // It may have gone before anybody listened.
    if (!browser.isConnected()) this.#reportBrowserEnd();
    else if (page.isClosed()) this.#reportPageEnd();
  }

  /** What to report, as soon as it is known. */
  get failure(): Failure | undefined {
    return this.#failure;
  }

  /** From now on the page may go away. */
  letPageGo(): void {
    this.#isPageWanted = false;
  }

  /** From now on the browser may go away, too. */
  letBrowserGo(): void {
    this.#isPageWanted = false;
    this.#isBrowserWanted = false;
    // A browser that is used for many pages would hold on to all of them.
    this.#browser.off('disconnected', this.#onDisconnected);
    this.#page = undefined;
  }

  /**
   * Does work with the page, for as long as the browser lives.
   * @throws Failure of kind `browser` as soon as it has ended; or what the work throws
   */
  async race<T>(work: () => Promise<T>): Promise<T> {
    const ended = this.ended.then((failure) => {
      throw failure;
    });
    try {
      return await Promise.race([work(), ended]);
    } catch (error) {
      throw await this.explain(error);
    }
  }

  /**
   * @param error what work with the browser threw
   * @returns the browser's end, where that is what the error comes of; otherwise the error as it is
   */
  async explain(error: unknown): Promise<unknown> {
    const isOfServer = error instanceof Failure && error.kind === 'server';
    if (!this.#isBrowserWanted || (error instanceof Failure && !isOfServer)) return error;
    const mayHaveEnded = this.isGone || (error instanceof Error && GONE.test(error.message));
    if (!this.#failure && mayHaveEnded) await this.#awaitEnd();
    return this.#failure ?? error;
  }

  /** Whether the browser, or its page where that is still wanted, is not there. */
  get isGone(): boolean {
    return !this.#browser.isConnected() || (this.#isPageWanted && this.#page?.isClosed() === true);
  }

  async #awaitEnd(): Promise<void> {
    let timer: NodeJS.Timeout | undefined;
    const timeout = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, END_TIMEOUT_MS);
    });
    await Promise.race([this.ended, timeout]);
    clearTimeout(timer);
  }

  async #reportBrowserEnd(): Promise<void> {
    if (this.#isBrowserWanted) this.#settle(await failEndedAs(this.#exit));
  }

  async #reportPageEnd(): Promise<void> {
    // The pages of a browser that ends are closed first.
    await new Promise((resolve) => setImmediate(resolve));
    if (this.#isPageWanted && this.#browser.isConnected())
      this.#settle(failEnded('its page was closed', 'Run again, and leave the browser open.'));
  }

  #settle(failure: Failure): void {
    if (!this.#isBrowserWanted || this.#failure) return;
    this.#failure = failure;
    this.#resolve(failure);
  }
}
