import type { BrowserContext, Frame, Page, Route } from 'playwright';
import { PendingRequests } from '../browser/pending-requests.ts';
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
  readonly #end = () => void this.#endQuietly();
  readonly #endWhenBlank = (frame: Frame) => {
    if (frame === this.#page.mainFrame() && frame.url() === 'about:blank') this.#end();
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

  /** It is over as soon as the page is left, and ends when what was sent until then has been judged. */
  endWithPage(): void {
    if (this.#isOver) return;
    this.#page.on('close', this.#end).on('framenavigated', this.#endWhenBlank);
    if (this.#page.isClosed()) this.#end();
  }

  /** Lets everything pass again, for good. */
  async end(): Promise<void> {
    if (this.#isOver) return;
    this.#noteEnd();
    if (this.#handler) await this.#takeDown(this.#handler);
  }

  async #endQuietly(): Promise<void> {
    if (this.#isOver) return;
    this.#noteEnd();
    await PendingRequests.of(this.#context).awaitQuiet();
    if (this.#handler) await this.#takeDown(this.#handler);
  }

  #noteEnd(): void {
    this.#isOver = true;
    this.#onEnd();
    this.#page.off('close', this.#end).off('framenavigated', this.#endWhenBlank);
  }

  async #takeDown(handler: (route: Route) => Promise<void>): Promise<void> {
    await this.#context.unroute(EVERYTHING, handler).catch(() => {});
  }
}
