import { setTimeout as sleep } from 'node:timers/promises';
import type { Deadline } from '../core/deadline.ts';
import { Failure } from '../core/failure.ts';
import { requireOpenFiles } from './browser-exit.ts';
import { isRemote, nameBrowser } from './find-browser.ts';
import { launchOrConnect, learnToken, requireAnswer, type StartedBrowser } from './launch-or-connect.ts';
import type { OpenPage } from './open-browser.ts';
import { openPooledPage, type PooledPage } from './pooled-page.ts';
import { makePrivateFolder } from './private-folder.ts';

export interface PoolSettings {
  /** Paths of a Chromium, or addresses of remote ones, used in turn; none: whichever is found here. */
  readonly browsers: readonly string[];
  /** Whether to check no certificates. */
  readonly insecureTls: boolean;
}

/** A page that is lent for one sign-in, in a context that holds nothing of any other. */
export interface LentPage extends OpenPage {
  /** `this machine`, or the address of a remote browser without what could be secret in it. */
  readonly where: string;
  /** Gives it up for good, with its context. */
  discard(): void;
}

const START_TIMEOUT_MS = 20_000;
const RETRY_INTERVAL_MS = 1_000;
// A remote browser comes back, as a container that is started anew; one of this machine does not start another time.
const MAX_ROUNDS_REMOTE = 10;
const MAX_ROUNDS_HERE = 2;
const REST_MS = 10_000;
const CLOSE_TIMEOUT_MS = 3_000;

/** The browsers of a fleet: used in turn; one that ends is replaced by the others, or begun anew. */
export class BrowserPool implements AsyncDisposable {
  readonly #browsers: readonly PooledBrowser[];
  readonly #maxRounds: number;
  #next = 0;

  /** @param warn receives what the user should know of the browsers */
  constructor({ browsers, insecureTls }: PoolSettings, warn: (message: string) => void) {
    const named = browsers.length > 0 ? browsers : [undefined];
    this.#maxRounds = browsers.some(isRemote) ? MAX_ROUNDS_REMOTE : MAX_ROUNDS_HERE;
    this.#browsers = named.map((browser) => new PooledBrowser(browser, insecureTls, warn));
  }

  /**
   * Lends a page.
   * @param origin of the portal that it is for
   * @param leavesOrigin whether the sign-in leads to other origins, too
   * @throws Failure of kind `browser`, where no browser can be had
   */
  async lend(origin: string, leavesOrigin: boolean, deadline: Deadline): Promise<LentPage> {
    let last: unknown;
    for (let round = 0; round < this.#maxRounds; round += 1) {
      for (const browser of this.#takeTurns()) {
        try {
          return await browser.lend(leavesOrigin ? undefined : origin, deadline);
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

/** Where one of the browsers runs. */
class PooledBrowser {
  readonly #browser: string | undefined;
  readonly #insecureTls: boolean;
  readonly #warn: (message: string) => void;
  readonly #idle: PooledPage[] = [];
  readonly #cleaning = new Set<Promise<unknown>>();
  #starting: Promise<StartedBrowser> | undefined;
  #restsUntil = 0;

  constructor(browser: string | undefined, insecureTls: boolean, warn: (message: string) => void) {
    this.#browser = browser;
    // For as long as the fleet goes on, and not only for the sign-in that connects.
    if (isRemote(browser)) learnToken(browser);
    this.#insecureTls = insecureTls;
    this.#warn = warn;
  }

  get isResting(): boolean {
    return performance.now() < this.#restsUntil;
  }

  /** @param origin undefined: of several origins, so that the context is for this one time */
  async lend(origin: string | undefined, deadline: Deadline): Promise<LentPage> {
    // One that is being cleaned is there sooner than a new one, and takes no more memory.
    if (origin && !this.#findIdle(origin, false)) await this.#awaitCleaning();
    const pooled = (origin && this.#findIdle(origin, true)) || (await this.#openPage(deadline));
    this.#restsUntil = 0;
    pooled.use(origin);
    const { context, page, watch } = pooled;
    return {
      context,
      page,
      watch,
      where: nameBrowser(this.#browser),
      // The page is left when its cookies have been taken, and is cleaned then.
      leavePage: () => {},
      close: async () => this.#takeBack(pooled),
      discard: () => pooled.close(),
    };
  }

  async close(): Promise<void> {
    const started = await this.#starting?.catch(() => undefined);
    await Promise.race([started?.browser.close().catch(() => {}), sleep(CLOSE_TIMEOUT_MS)]);
  }

  async #awaitCleaning(): Promise<void> {
    if (this.#cleaning.size > 0) await Promise.race(this.#cleaning);
  }

  #findIdle(origin: string, isTaken: boolean): PooledPage | undefined {
    const at = this.#idle.findIndex((pooled) => !pooled.isDead && !pooled.knows(origin));
    return isTaken && at >= 0 ? this.#idle.splice(at, 1)[0] : this.#idle[at];
  }

  async #openPage(deadline: Deadline): Promise<PooledPage> {
    const starting = this.#startOnce(deadline);
    const opening = starting.then((started) =>
      requireAnswer(started, openPooledPage(started, this.#insecureTls)),
    );
    using limit = deadline.within(START_TIMEOUT_MS);
    try {
      return await limit.limit(opening, () => failGone('it took too long to start'));
    } catch (error) {
      opening.then((late) => late.close()).catch(() => {});
      throw error;
    }
  }

  #startOnce(deadline: Deadline): Promise<StartedBrowser> {
    this.#starting ??= this.#start(Math.min(START_TIMEOUT_MS, deadline.remaining())).then((started) => {
      started.browser.on('disconnected', () => this.#forget());
      started.exit?.then(() => this.#forget());
      return started;
    });
    this.#starting.catch(() => {
      this.#forget();
      this.#restsUntil = performance.now() + REST_MS;
    });
    return this.#starting;
  }

  async #start(timeout: number): Promise<StartedBrowser> {
    if (!isRemote(this.#browser)) requireOpenFiles();
    makePrivateFolder();
    const settings = { browser: this.#browser, headed: false, slowMo: 0 };
    return await launchOrConnect(settings, timeout, this.#warn);
  }

  #forget(): void {
    this.#starting = undefined;
    this.#idle.length = 0;
  }

  #takeBack(pooled: PooledPage): void {
    if (pooled.isUsedUp) {
      pooled.close();
      return;
    }
    const cleaning: Promise<unknown> = pooled
      .clean()
      .then(
        () => this.#idle.push(pooled),
        () => pooled.close(),
      )
      .finally(() => this.#cleaning.delete(cleaning));
    this.#cleaning.add(cleaning);
  }
}

function failGone(reason: unknown): Failure {
  return new Failure({
    kind: 'browser',
    attempt: 'have a browser',
    reason: reason instanceof Error ? reason.message : String(reason),
    hint: 'Check the addresses in OCTOPUS_BROWSER (--browser), and that each browser runs.',
  });
}
