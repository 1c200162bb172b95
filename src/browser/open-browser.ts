import { existsSync } from 'node:fs';
import type { APIRequestContext, Browser, BrowserContext, Page } from 'playwright';
import type { Deadline } from '../core/deadline.ts';
import { describeError } from '../core/failure.ts';
import type { Network } from '../core/network.ts';
import { contextOptions, proxyOptions } from './browser-environment.ts';
import {
  awaitExit,
  failLateBrowser,
  failNoBrowser,
  failUnstarted,
  requireOpenFiles,
  saysNoSandbox,
} from './browser-exit.ts';
import { BrowserWatch } from './browser-watch.ts';
import { leavePages } from './clean-page.ts';
import { EarlyChromium } from './early-chromium.ts';
import { findSystemBrowser, hasPlaywrightsOwn, isRemote } from './find-browser.ts';
import {
  isRoot,
  launchOrConnect,
  NO_SANDBOX_AS_ROOT,
  NO_SANDBOX_HERE,
  requireAnswer,
  type StartedBrowser,
} from './launch-or-connect.ts';
import { NodeRelay, relayRecorded, requireOwnBrowser } from './node-relay.ts';
import { keepReportsShort } from './page-reports.ts';
import { PendingRequests } from './pending-requests.ts';
import { Preflights } from './preflights.ts';
import { makePrivateFolder } from './private-folder.ts';
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
  readonly network: Network;
  /** Whether to record what happens: screenshots, snapshots of the page, network, sources. */
  readonly isTraced: boolean;
  /** Whether to record every request and its reply; no by default. */
  readonly isRecorded?: boolean;
}

/** A page in a context of its own, for one sign-in. */
export interface OpenPage {
  readonly context: BrowserContext;
  readonly page: Page;
  /** Whether they are still there. */
  readonly watch: BrowserWatch;
  /** Whether it goes on without this process, and has to be closed. */
  readonly isRemote: boolean;
  /** Ends whatever the page is still loading: what it was needed for is done. */
  leavePage(): void;
  /** Gives it up, with all that its context holds. */
  close(): Promise<void>;
}

// A start takes less than a second. One that hangs is made anew: nothing has been done with it yet.
const START_TIMEOUT_MS = 20_000;
const SECOND_START_TIMEOUT_MS = 60_000;
// Two clocks that are to stop at the same time do not.
const CLOCK_TOLERANCE_MS = 10;

/**
 * Starts a browser, or connects to a remote one, and opens a page in a context of its own.
 * @param warn receives what the user should know of the browser
 * @throws Failure of kind `browser`; of kind `options`, where there is no room for temporary files
 */
export async function openBrowser(
  settings: BrowserSettings,
  deadline: Deadline,
  warn: (message: string) => void,
): Promise<OpenBrowser> {
  requireOwnBrowser(settings.browser, settings.network);
  if (!isRemote(settings.browser)) requireOpenFiles();
  makePrivateFolder();
  const early = startEarly(settings);
  const first = await openWithin(START_TIMEOUT_MS, deadline, (limit) =>
    early ? takeOver(early, settings, limit, warn) : openUsually(settings, limit, warn),
  );
  if (first) return first;
  early?.kill();
  warn('The browser hung while it started; it is started once more.');
  const second = await openWithin(SECOND_START_TIMEOUT_MS, deadline, (limit) =>
    openUsually(settings, limit, warn),
  );
  if (second) return second;
  throw failLateBrowser(false);
}

/** @returns undefined, where it hangs, though there is time left */
async function openWithin(
  timeout: number,
  deadline: Deadline,
  open: (limit: Deadline) => Promise<OpenBrowser>,
): Promise<OpenBrowser | undefined> {
  using limit = deadline.within(timeout);
  const opening = open(limit);
  try {
    return await limit.limit(opening, () => failLateBrowser(false));
  } catch (error) {
    opening.then((late) => late.close()).catch(() => {});
    const isOver = deadline.signal.aborted || deadline.remaining() < CLOCK_TOLERANCE_MS;
    if (isOver) throw deadline.stoppedWith ?? failLateBrowser(true);
    if (limit.signal.aborted) return undefined;
    throw error;
  }
}

/** Whether an early start is possible is known without Playwright, or there would be nothing to gain. */
function startEarly({
  browser,
  headed,
  slowMo,
  firstPage,
  network,
  isTraced,
  isRecorded,
}: BrowserSettings): EarlyChromium | undefined {
  const isWatched = headed || slowMo > 0 || isTraced || isRecorded;
  // A context is told whether to check certificates, and which proxy to go through: it has none of its own. Kerberos takes a flag.
  const isPlain = !network.insecureTls && !network.proxies && !network.negotiateWith?.length;
  if (isWatched || !isPlain || process.platform === 'win32' || isRemote(browser)) return undefined;
  const path = browser ?? (hasPlaywrightsOwn({ headed }) ? undefined : findSystemBrowser({ headed }));
  return path !== undefined && existsSync(path) ? new EarlyChromium(path, firstPage, !isRoot) : undefined;
}

async function takeOver(
  early: EarlyChromium,
  settings: BrowserSettings,
  limit: Deadline,
  warn: (message: string) => void,
): Promise<OpenBrowser> {
  try {
    const browser = await early.connect(giveTime(limit));
    const [context] = browser.contexts();
    const page = context?.pages()[0];
    if (!context || !page) throw new Error('no page was there to take over');
    if (isRoot) warn(NO_SANDBOX_AS_ROOT);
    await NodeRelay.begin(browser, settings.network);
    Preflights.prepare(browser, settings.network);
    return new OpenBrowser({ browser, exit: early.exit }, context, page);
  } catch (error) {
    // Playwright that waits no longer ends the browser, whose exit code then tells nothing.
    const exit = (error as Error).name === 'TimeoutError' ? undefined : await awaitExit(early.exit);
    early.kill();
    if (limit.signal.aborted) throw error;
    if (exit && (isRoot || !saysNoSandbox(exit.said))) throw failUnstarted(early.path, exit, error);
    if (exit) warn(NO_SANDBOX_HERE);
    // The usual way reports what is wrong, where it still is.
    return await openUsually({ ...settings, isUnsandboxed: exit !== undefined }, limit, warn);
  }
}

async function openUsually(
  settings: BrowserSettings & { readonly isUnsandboxed?: boolean },
  limit: Deadline,
  warn: (message: string) => void,
): Promise<OpenBrowser> {
  const started = await launchOrConnect(settings, giveTime(limit), warn);
  return await requireAnswer(started, openPage(started, settings));
}

async function openPage(started: StartedBrowser, settings: BrowserSettings): Promise<OpenBrowser> {
  try {
    await NodeRelay.begin(started.browser, settings.network, isRemote(settings.browser));
    const context = await started.browser.newContext(contextOptions(settings.network));
    if (settings.isTraced) await startTrace(context);
    if (settings.isRecorded) {
      await startRecording(context);
      await Preflights.of(started.browser)?.begin();
      await relayRecorded(context, settings.network);
    }
    const page = await context.newPage();
    await NodeRelay.of(started.browser)?.own(page);
    return new OpenBrowser(started, context, page);
  } catch (error) {
    const exit = started.exit && (await awaitExit(started.exit));
    throw exit
      ? failUnstarted(settings.browser, exit, error)
      : failNoBrowser(`it opened no page (${describeError(error)})`, error);
  }
}

// So that a browser that hangs is reported by the limit itself, and not by Playwright as an error.
const GRACE_MS = 1_000;

function giveTime(limit: Deadline): number {
  return limit.remaining() + GRACE_MS;
}

/**
 * A browser with one page of its own, which shares nothing with any other. It ends with this process at the latest:
 * it is killed then and its profile removed, which is faster than closing it and waiting for that.
 */
export class OpenBrowser implements OpenPage {
  readonly context: BrowserContext;
  readonly page: Page;
  readonly watch: BrowserWatch;
  readonly isRemote: boolean;
  readonly #browser: Browser;

  constructor(started: StartedBrowser, context: BrowserContext, page: Page) {
    this.#browser = started.browser;
    this.isRemote = started.exit === undefined;
    this.context = context;
    this.page = page;
    this.watch = new BrowserWatch(started, page);
    keepReportsShort(context);
    PendingRequests.of(context);
  }

  leavePage(): void {
    this.watch.letPageGo();
    // A page that is closed takes a full Chromium's session cookies with it where it is the only one; see also `leavePages`.
    void leavePages(this.context);
  }

  async close(): Promise<void> {
    this.watch.letBrowserGo();
    await leavePages(this.context);
    await NodeRelay.end(this.#browser);
    await this.#browser.close().catch(() => {});
  }
}

/**
 * @returns what sends requests without a browser, and so with no cookie of one
 */
export async function openAnonymousRequests({
  network,
  isTraced,
}: Pick<BrowserSettings, 'network' | 'isTraced'>): Promise<APIRequestContext> {
  const { request } = require('playwright') as typeof import('playwright');
  const anonymous = await request.newContext({
    ignoreHTTPSErrors: network.insecureTls,
    ...proxyOptions(network),
    clientCertificates: network.clientCertificate?.listForRequests() ?? [],
  });
  if (isTraced) await startRequestTrace(anonymous);
  return anonymous;
}
