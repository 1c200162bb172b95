import { setTimeout as sleep } from 'node:timers/promises';
import type { BrowserContext, CDPSession, Page } from 'playwright';
import { BrowserWatch } from './browser-watch.ts';
import { openPageSession } from './isolated-world.ts';
import type { StartedBrowser } from './launch-or-connect.ts';

// A context gathers what nobody sees: after so many it makes room for a new one.
const MAX_USES = 50;

const CLEANING_TIMEOUT_MS = 5_000;

/** Opens a page in a context of its own. */
export async function openPooledPage(started: StartedBrowser, insecureTls: boolean): Promise<PooledPage> {
  const context = await started.browser.newContext({ ignoreHTTPSErrors: insecureTls });
  const page = await context.newPage();
  return new PooledPage(started, context, page, await openPageSession(page));
}

/** A page in a context of its own, used again and again. */
export class PooledPage {
  readonly context: BrowserContext;
  readonly page: Page;
  readonly watch: BrowserWatch;
  readonly #cdp: CDPSession;
  readonly #origins = new Set<string>();
  #isUsableOnce = false;
  #uses = 0;

  constructor(started: StartedBrowser, context: BrowserContext, page: Page, cdp: CDPSession) {
    this.context = context;
    this.page = page;
    this.watch = new BrowserWatch(started, page);
    this.#cdp = cdp;
    // Storage of a tab cannot be cleaned but by origin: a page that was at others than it should is not used again.
    page.on('framenavigated', (frame) => {
      const { origin } = new URL(frame.url());
      if (origin !== 'null' && !this.#origins.has(origin)) this.#isUsableOnce = true;
    });
  }

  get isDead(): boolean {
    return this.watch.isGone || this.watch.failure !== undefined;
  }

  get isUsedUp(): boolean {
    return this.#isUsableOnce || this.isDead || this.#uses >= MAX_USES;
  }

  knows(origin: string): boolean {
    return this.#origins.has(origin);
  }

  /** @param origin undefined: this time it may go anywhere, and is not used again */
  use(origin: string | undefined): void {
    this.#uses += 1;
    if (origin === undefined) this.#isUsableOnce = true;
    else this.#origins.add(origin);
  }

  /** @throws Error, where it cannot be cleaned in time */
  async clean(): Promise<void> {
    const isLate = sleep(CLEANING_TIMEOUT_MS, 'late', { ref: false });
    if ((await Promise.race([this.#cleanUp(), isLate])) === 'late') throw new Error('it took too long');
  }

  async #cleanUp(): Promise<void> {
    await cleanPage(this.context, this.page, this.#cdp);
    if ((await this.context.cookies()).length > 0) throw new Error('something has set a cookie meanwhile');
  }

  close(): void {
    this.watch.letBrowserGo();
    this.context.close().catch(() => {});
  }
}

/**
 * Takes away all that a sign-in has left in a context, so that the next one finds it as new: cookies, every kind of
 * storage, the HTTP cache, the page's history and name, other pages. What it does not reach is the storage of a tab,
 * which is known by origin: whoever uses a context again keeps to origins that it has not seen.
 * @param cdp a session of the page
 */
async function cleanPage(context: BrowserContext, page: Page, cdp: CDPSession): Promise<void> {
  await page.unrouteAll({ behavior: 'ignoreErrors' });
  page.removeAllListeners('request');
  await Promise.all(
    context.pages().map((each) => (each === page ? page.goto('about:blank') : each.close().catch(() => {}))),
  );
  await Promise.all([
    clearName(cdp),
    cdp.send('Page.resetNavigationHistory'),
    cdp.send('Network.clearBrowserCache'),
    cdp.send('Storage.clearDataForOrigin', { origin: '*', storageTypes: 'all' }),
    context.clearCookies(),
    // What the page before has left in memory is otherwise kept for as long as there is room.
    cdp.send('HeapProfiler.collectGarbage'),
  ]);
}

/** The name stays with a tab wherever it goes. It is cleared in a world of its own, where nothing is the page's. */
async function clearName(cdp: CDPSession): Promise<void> {
  const { frameTree } = await cdp.send('Page.getFrameTree');
  const { executionContextId: contextId } = await cdp.send('Page.createIsolatedWorld', {
    frameId: frameTree.frame.id,
  });
  await cdp.send('Runtime.evaluate', { expression: 'window.name = ""', contextId });
}
