import type { Deadline } from '../core/deadline.ts';
import { Failure } from '../core/failure.ts';
import type { Network } from '../core/network.ts';
import { isRemote } from './find-browser.ts';
import { failGone, type LentPage, type PageWish, PooledBrowser } from './pooled-browser.ts';

export interface PoolSettings {
  /** Paths of a Chromium, or addresses of remote ones, used in turn; none: whichever is found here. */
  readonly browsers: readonly string[];
  readonly network: Network;
}

const RETRY_INTERVAL_MS = 1_000;
// A remote browser comes back, as a container that is started anew; one of this machine does not start another time.
const MAX_ROUNDS_REMOTE = 10;
const MAX_ROUNDS_HERE = 2;

/** The browsers of a fleet: used in turn; one that ends is replaced by the others, or begun anew. */
export class BrowserPool implements AsyncDisposable {
  readonly #browsers: readonly PooledBrowser[];
  readonly #maxRounds: number;
  #next = 0;

  /** @param warn receives what the user should know of the browsers */
  constructor({ browsers, network }: PoolSettings, warn: (message: string) => void) {
    const named = browsers.length > 0 ? browsers : [undefined];
    this.#maxRounds = browsers.some(isRemote) ? MAX_ROUNDS_REMOTE : MAX_ROUNDS_HERE;
    this.#browsers = named.map((browser) => new PooledBrowser(browser, network, warn));
  }

  /**
   * Lends a page.
   * @throws Failure of kind `browser`, where no browser can be had
   */
  async lend(wish: PageWish, deadline: Deadline): Promise<LentPage> {
    let last: unknown;
    for (let round = 0; round < this.#maxRounds; round += 1) {
      for (const browser of this.#takeTurns()) {
        try {
          return await browser.lend(wish, deadline);
        } catch (error) {
          last = error;
        }
      }
      if (round + 1 < this.#maxRounds) await deadline.pause(RETRY_INTERVAL_MS);
      if (deadline.signal.aborted) break;
    }
    throw last instanceof Failure ? last : failGone(last);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all(this.#browsers.map((browser) => browser.close()));
  }

  /** Those that could not be had a moment ago are tried only where there is no other. */
  #takeTurns(): readonly PooledBrowser[] {
    const awake = this.#browsers.filter((browser) => !browser.isResting);
    const browsers = awake.length > 0 ? awake : this.#browsers;
    const first = this.#next++ % browsers.length;
    return [...browsers.slice(first), ...browsers.slice(0, first)];
  }
}
