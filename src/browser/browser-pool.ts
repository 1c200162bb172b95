import { setTimeout as sleep } from 'node:timers/promises';
import type { Browser } from 'playwright';
import type { Deadline } from '../core/deadline.ts';
import { Failure } from '../core/failure.ts';
import { connectToBrowser, learnToken } from './connect-to-browser.ts';
import { isRemote } from './find-browser.ts';
import { launchChromium, type Tell } from './launch-chromium.ts';
import type { OpenPage } from './open-browser.ts';
import { makeSeat, type Seat } from './pooled-page.ts';
import { enterPrivateFolder } from './private-folder.ts';

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
  /** Whether its browser has ended, or its page has crashed. */
  readonly isDead: boolean;
  /** Settles when its page crashes. */
  readonly crash: Promise<void>;
  /** Gives it up for good, with its context. */
  discard(): void;
}

const LONGEST_START = 20_000;
const BETWEEN_TRIES = 1_000;
const MOST_ROUNDS = 10;
const REST = 10_000;
const LONGEST_CLOSE = 3_000;

/** The browsers of a fleet: used in turn; one that ends is replaced by the others, or begun anew. */
export class BrowserPool implements AsyncDisposable {
  readonly #places: readonly BrowserPlace[];
  #next = 0;

  /** @param tell is told what the user should know of the browsers */
  constructor({ browsers, insecureTls }: PoolSettings, tell: Tell) {
    const named = browsers.length > 0 ? browsers : [undefined];
    this.#places = named.map((browser) => new BrowserPlace(browser, insecureTls, tell));
  }

  /**
   * Lends a page.
   * @param origin of the portal that it is for
   * @param isWandering whether the sign-in leads to other origins, too
   * @throws Failure of kind `browser`, where no browser can be had
   */
  async lend(origin: string, isWandering: boolean, deadline: Deadline): Promise<LentPage> {
    let last: unknown;
    for (let round = 0; round < MOST_ROUNDS; round += 1) {
      for (const place of this.#takeTurns()) {
        try {
          return await place.lend(isWandering ? undefined : origin, deadline);
        } catch (error) {
          last = error;
        }
      }
      await deadline.pause(BETWEEN_TRIES);
      if (deadline.signal.aborted) break;
    }
    throw last instanceof Failure ? last : failGone(last);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all(this.#places.map((place) => place.close()));
  }

  /** Those that could not be had a moment ago are tried only where there is no other. */
  #takeTurns(): readonly BrowserPlace[] {
    const awake = this.#places.filter((place) => !place.isResting);
    const places = awake.length > 0 ? awake : this.#places;
    const first = this.#next++ % places.length;
    return [...places.slice(first), ...places.slice(0, first)];
  }
}

/** Where one of the browsers runs. */
class BrowserPlace {
  readonly #browser: string | undefined;
  readonly #insecureTls: boolean;
  readonly #tell: Tell;
  readonly #idle: Seat[] = [];
  readonly #cleaning = new Set<Promise<unknown>>();
  #opening: Promise<Browser> | undefined;
  #restsUntil = 0;

  constructor(browser: string | undefined, insecureTls: boolean, tell: Tell) {
    this.#browser = browser;
    // For as long as the fleet goes on, and not only for the sign-in that connects.
    if (isRemote(browser)) learnToken(browser);
    this.#insecureTls = insecureTls;
    this.#tell = tell;
  }

  get isResting(): boolean {
    return performance.now() < this.#restsUntil;
  }

  /** @param origin undefined: of several origins, so that the context is for this one time */
  async lend(origin: string | undefined, deadline: Deadline): Promise<LentPage> {
    // One that is being cleaned is there sooner than a new one, and takes no more memory.
    if (origin && !this.#findIdle(origin, false)) await this.#awaitCleaning();
    const seat = (origin && this.#findIdle(origin, true)) || (await this.#makeSeat(deadline));
    this.#restsUntil = 0;
    seat.use(origin);
    return {
      context: seat.context,
      page: seat.page,
      where: describeWhere(this.#browser),
      get isDead() {
        return seat.isDead;
      },
      // The page is left when its cookies have been taken, and its seat is cleaned.
      leavePage: () => {},
      close: async () => this.#takeBack(seat),
      discard: () => seat.leave(),
      crash: seat.crash,
    };
  }

  async close(): Promise<void> {
    const browser = await this.#opening?.catch(() => undefined);
    await Promise.race([browser?.close().catch(() => {}), sleep(LONGEST_CLOSE)]);
  }

  async #awaitCleaning(): Promise<void> {
    if (this.#cleaning.size > 0) await Promise.race(this.#cleaning);
  }

  #findIdle(origin: string, isTaken: boolean): Seat | undefined {
    const at = this.#idle.findIndex((seat) => !seat.isDead && !seat.knows(origin));
    return isTaken && at >= 0 ? this.#idle.splice(at, 1)[0] : this.#idle[at];
  }

  async #makeSeat(deadline: Deadline): Promise<Seat> {
    const opening = this.#open(deadline);
    const making = opening.then((browser) => makeSeat(browser, this.#insecureTls));
    using limit = deadline.within(LONGEST_START);
    try {
      return await limit.limit(making, () => failGone('it took too long to start'));
    } catch (error) {
      making.then((late) => late.leave()).catch(() => {});
      throw error;
    }
  }

  #open(deadline: Deadline): Promise<Browser> {
    this.#opening ??= this.#start(Math.min(LONGEST_START, deadline.remaining())).then((browser) => {
      browser.on('disconnected', () => this.#forget());
      return browser;
    });
    this.#opening.catch(() => {
      this.#forget();
      this.#restsUntil = performance.now() + REST;
    });
    return this.#opening;
  }

  #start(timeout: number): Promise<Browser> {
    if (isRemote(this.#browser)) return connectToBrowser(this.#browser, 0, timeout);
    enterPrivateFolder();
    return launchChromium({ path: this.#browser, headed: false, slowMo: 0 }, timeout, this.#tell);
  }

  #forget(): void {
    this.#opening = undefined;
    this.#idle.length = 0;
  }

  #takeBack(seat: Seat): void {
    if (seat.isUsedUp) {
      seat.leave();
      return;
    }
    const cleaning: Promise<unknown> = seat
      .clean()
      .then(
        () => this.#idle.push(seat),
        () => seat.leave(),
      )
      .finally(() => this.#cleaning.delete(cleaning));
    this.#cleaning.add(cleaning);
  }
}

/** An address may have a token in its query. */
function describeWhere(browser: string | undefined): string {
  if (!isRemote(browser)) return 'this machine';
  const { origin, protocol, host } = new URL(browser);
  return origin === 'null' ? `${protocol}//${host}` : origin;
}

function failGone(reason: unknown): Failure {
  return new Failure({
    kind: 'browser',
    attempt: 'have a browser',
    reason: reason instanceof Error ? reason.message : String(reason),
    hint: 'Check the addresses in OCTOPUS_BROWSER (--browser), and that each browser runs.',
  });
}
