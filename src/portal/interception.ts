import type { BrowserContext, Frame, Page, Route } from 'playwright';
import { Preflights } from '../browser/preflights.ts';

const EVERYTHING = /^/;

/**
 * Has every request of a page's context judged before it leaves: that of the page, of other pages, frames, workers and
 * service workers; those of a shared worker cannot be seen. It slows them all, so it is for as short a time as can be.
 */
export class Interception {
  readonly #page: Page;
  readonly #context: BrowserContext;
  readonly #judge: (route: Route) => Promise<void>;
  readonly #onEnd: () => void;
  readonly #noteEnd = () => this.#endWatch();
  readonly #noteWhenBlank = (frame: Frame) => {
    if (frame === this.#page.mainFrame() && frame.url() === 'about:blank') this.#endWatch();
  };
  /** Undefined where it is not on. */
  #handler: ((route: Route) => Promise<void>) | undefined;
  #isOver = false;

  /**
   * @param judge passes a request on with `fallback`, or does otherwise
   */
  constructor(page: Page, judge: (route: Route) => Promise<void>, onEnd: () => void) {
    this.#page = page;
    this.#context = page.context();
    this.#judge = judge;
    this.#onEnd = onEnd;
  }

  get isOver(): boolean {
    return this.#isOver;
  }

  /**
   * For a document that is there already: the requests of one that is just coming may escape. Where it is on, it is put before all that
   * was put up since, and off at no time: what was typed into one document may be sent by the next.
   */
  async begin(): Promise<void> {
    if (this.#isOver) throw new Error('the guard is gone');
    await Preflights.of(this.#context.browser())?.begin();
    const before = this.#handler;
    this.#handler = (route) => this.#judge(route);
    await this.#context.route(EVERYTHING, this.#handler);
    if (before) await this.#takeDown(before);
  }

  /** It is over as soon as the page is left; but what that sends as its last word is judged for as long as its context is there. */
  endWithPage(): void {
    if (this.#isOver) return;
    this.#page.on('close', this.#noteEnd).on('framenavigated', this.#noteWhenBlank);
    if (this.#page.isClosed()) this.#endWatch();
  }

  /** Lets everything pass again, for good. */
  async end(): Promise<void> {
    if (this.#isOver) return;
    this.#endWatch();
    if (this.#handler) await this.#takeDown(this.#handler);
  }

  #endWatch(): void {
    this.#isOver = true;
    this.#onEnd();
    this.#page.off('close', this.#noteEnd).off('framenavigated', this.#noteWhenBlank);
  }

  async #takeDown(handler: (route: Route) => Promise<void>): Promise<void> {
    await this.#context.unroute(EVERYTHING, handler).catch(() => {});
  }
}
