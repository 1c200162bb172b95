import { setTimeout as sleep } from 'node:timers/promises';
import type { Browser, BrowserContext, CDPSession, Page } from 'playwright';

// A context gathers what nobody sees: after so many it makes room for a new one.
const MOST_USES = 50;

const LONGEST_CLEANING = 5_000;

/** Opens a page in a context of its own. */
export async function makeSeat(browser: Browser, insecureTls: boolean): Promise<Seat> {
  const context = await browser.newContext({ ignoreHTTPSErrors: insecureTls });
  const page = await context.newPage();
  return new Seat(browser, context, page, await context.newCDPSession(page));
}

/** A page in a context of its own, used again and again. */
export class Seat {
  readonly context: BrowserContext;
  readonly page: Page;
  readonly #browser: Browser;
  readonly #cdp: CDPSession;
  readonly #origins = new Set<string>();
  #isCrashed = false;
  /** Settles when the page crashes. */
  readonly crash: Promise<void>;
  #isStrange = false;
  #uses = 0;

  constructor(browser: Browser, context: BrowserContext, page: Page, cdp: CDPSession) {
    this.context = context;
    this.page = page;
    this.#browser = browser;
    this.#cdp = cdp;
    this.crash = new Promise((done) => {
      page.on('crash', () => {
        this.#isCrashed = true;
        done();
      });
    });
    // Storage of a tab cannot be cleaned but by origin: a page that was at others than it should is not used again.
    page.on('framenavigated', (frame) => {
      const { origin } = new URL(frame.url());
      if (origin !== 'null' && !this.#origins.has(origin)) this.#isStrange = true;
    });
  }

  get isDead(): boolean {
    return this.#isCrashed || !this.#browser.isConnected() || this.page.isClosed();
  }

  get isUsedUp(): boolean {
    return this.#isStrange || this.isDead || this.#uses >= MOST_USES;
  }

  knows(origin: string): boolean {
    return this.#origins.has(origin);
  }

  /** @param origin undefined: this time it may go anywhere, and is not used again */
  use(origin: string | undefined): void {
    this.#uses += 1;
    if (origin === undefined) this.#isStrange = true;
    else this.#origins.add(origin);
  }

  /** @throws Error, where it cannot be cleaned in time */
  async clean(): Promise<void> {
    const isLate = sleep(LONGEST_CLEANING, 'late', { ref: false });
    if ((await Promise.race([this.#cleanUp(), isLate])) === 'late') throw new Error('it took too long');
  }

  async #cleanUp(): Promise<void> {
    await cleanPage(this.context, this.page, this.#cdp);
    if ((await this.context.cookies()).length > 0) throw new Error('something has set a cookie meanwhile');
  }

  leave(): void {
    this.context.close().catch(() => {});
  }
}

/**
 * Takes away all that a sign-in has left in a context, so that the next one finds it as new: cookies, every kind of
 * storage, the HTTP cache, the page's history and name, other pages. What it does not reach is the storage of a tab,
 * which is known by origin: whoever uses a context again keeps to origins that it has not seen.
 * @param cdp a session of the page
 */
export async function cleanPage(context: BrowserContext, page: Page, cdp: CDPSession): Promise<void> {
  await page.unrouteAll({ behavior: 'ignoreErrors' });
  page.removeAllListeners('request');
  await Promise.all(
    context.pages().map((each) => (each === page ? page.goto('about:blank') : each.close().catch(() => {}))),
  );
  await Promise.all([
    page.evaluate(() => {
      window.name = '';
    }),
    cdp.send('Page.resetNavigationHistory'),
    cdp.send('Network.clearBrowserCache'),
    cdp.send('Storage.clearDataForOrigin', { origin: '*', storageTypes: 'all' }),
    context.clearCookies(),
    // What the page before has left in memory is otherwise kept for as long as there is room.
    cdp.send('HeapProfiler.collectGarbage'),
  ]);
}
