import { existsSync } from 'node:fs';
import type { APIRequestContext, Browser, BrowserContext, Page } from 'playwright';
import type { Deadline } from '../core/deadline.ts';
import { connectToBrowser } from './connect-to-browser.ts';
import { findSystemBrowser, hasPlaywrightsOwn, isRemote } from './find-browser.ts';
import { HeadStart } from './head-start.ts';
import { failNoBrowser, isRoot, launchChromium, NO_SANDBOX_AS_ROOT, type Tell } from './launch-chromium.ts';
import { enterPrivateFolder } from './private-folder.ts';
import { startRecording } from './recording.ts';
import { startRequestTrace, startTrace } from './trace.ts';

export interface BrowserSettings {
  /** Path of a Chromium, or `ws://`, `wss://` or `http://` of a remote one; undefined: whichever is found. */
  readonly browser: string | undefined;
  readonly headed: boolean;
  /** Milliseconds. */
  readonly slowMo: number;
  /** The page that will be wanted first: where it can be, it loads while the rest is still starting. */
  readonly firstPage: string | undefined;
  /** Whether to check no certificates. */
  readonly insecureTls: boolean;
  /** Whether to record what happens: screenshots, snapshots of the page, network, sources. */
  readonly isTraced: boolean;
  /** Whether to record every request and its reply; not unless told. */
  readonly isRecorded?: boolean;
}

// A start takes less than a second. One that hangs is made anew: nothing has been done with it yet.
const LONGEST_START = 20_000;
const LONGEST_TAKE_OVER = 10_000;

/** A page in a context of its own, for one sign-in. */
export interface OpenPage {
  readonly context: BrowserContext;
  readonly page: Page;
  /** Ends whatever the page is still loading: what it was needed for is done. */
  leavePage(): void;
  /** Gives it up, with all that its context holds. */
  close(): Promise<void>;
}

/**
 * A browser with one page of its own, which shares nothing with any other. It ends with this process at the latest:
 * Playwright kills it then and removes its profile, which is faster than closing it and waiting for that.
 */
export class OpenBrowser implements OpenPage {
  readonly context: BrowserContext;
  readonly page: Page;
  readonly #browser: Browser;

  constructor(browser: Browser, context: BrowserContext, page: Page) {
    this.#browser = browser;
    this.context = context;
    this.page = page;
  }

  leavePage(): void {
    this.page.close().catch(() => {});
  }

  async close(): Promise<void> {
    await this.#browser.close().catch(() => {});
  }
}

/**
 * Starts a browser, or connects to a remote one, and opens a page in a context of its own.
 * @throws Failure of kind `browser`
 */
export async function openBrowser(
  settings: BrowserSettings,
  deadline: Deadline,
  tell: Tell,
): Promise<OpenBrowser> {
  const late = () => failNoBrowser('it did not start in time');
  const first = deadline.within(LONGEST_START);
  const opening = openOnce(settings, first, tell);
  try {
    return await first.limit(opening, late);
  } catch (error) {
    closeWhenOpen(opening);
    if (!first.signal.aborted || deadline.signal.aborted) throw error;
    tell('The browser hung while it started; it is started once more.');
    const again = openOnce(settings, deadline, tell);
    return await deadline.limit(again, late).catch((hung) => {
      closeWhenOpen(again);
      throw hung;
    });
  }
}

async function openOnce(settings: BrowserSettings, deadline: Deadline, tell: Tell): Promise<OpenBrowser> {
  enterPrivateFolder();
  const ahead = startAhead(settings);
  if (ahead) {
    try {
      return await takeOver(ahead, deadline, tell);
    } catch {
      // It is started once more in the usual way, which can tell what is wrong.
      ahead.end();
    }
  }
  const { browser: path, headed, slowMo } = settings;
  const timeout = deadline.remaining();
  const browser = isRemote(path)
    ? await connectToBrowser(path, slowMo, timeout)
    : await launchChromium({ path, headed, slowMo }, timeout, tell);
  const context = await browser.newContext({ ignoreHTTPSErrors: settings.insecureTls });
  if (settings.isTraced) await startTrace(context);
  if (settings.isRecorded) await startRecording(context);
  return new OpenBrowser(browser, context, await context.newPage());
}

/** Whether a head start is possible is known without Playwright, or there would be nothing to gain. */
function startAhead({
  browser,
  headed,
  slowMo,
  firstPage,
  insecureTls,
  isTraced,
  isRecorded,
}: BrowserSettings): HeadStart | undefined {
  const isWatched = headed || slowMo > 0 || isTraced || isRecorded;
  if (isWatched || insecureTls || process.platform === 'win32' || isRemote(browser)) return undefined;
  const path = browser ?? (hasPlaywrightsOwn() ? undefined : findSystemBrowser({ headed }));
  return path !== undefined && existsSync(path) ? new HeadStart(path, firstPage, !isRoot()) : undefined;
}

async function takeOver(ahead: HeadStart, deadline: Deadline, tell: Tell): Promise<OpenBrowser> {
  const browser = await ahead.connect(Math.min(LONGEST_TAKE_OVER, deadline.remaining()));
  const [context] = browser.contexts();
  const page = context?.pages()[0];
  if (!context || !page) throw new Error('no page was there to take over');
  if (isRoot()) tell(NO_SANDBOX_AS_ROOT);
  return new OpenBrowser(browser, context, page);
}

function closeWhenOpen(opening: Promise<OpenBrowser>): void {
  opening.then((late) => late.close()).catch(() => {});
}

/**
 * @returns what sends requests without a browser, and so with no cookie of one
 */
export async function openAnonymousRequests({
  insecureTls,
  isTraced,
}: Pick<BrowserSettings, 'insecureTls' | 'isTraced'>): Promise<APIRequestContext> {
  const { request } = require('playwright') as typeof import('playwright');
  const bare = await request.newContext({ ignoreHTTPSErrors: insecureTls });
  if (isTraced) await startRequestTrace(bare);
  return bare;
}
