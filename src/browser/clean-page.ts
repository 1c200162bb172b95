import { setTimeout as sleep } from 'node:timers/promises';
import type { Browser, BrowserContext, CDPSession, Page, Route } from 'playwright';
import { openPageSession } from './page-sessions.ts';
import { PendingRequests } from './pending-requests.ts';
import { Preflights } from './preflights.ts';

const LEAVING_TIMEOUT_MS = 3_000;
const EVERYTHING = /^/;

/**
 * Ends a page's scripts where it is, before it is left: none of them runs any more, and the page is no longer told of
 * anything, not even that it is left. What it has sent, and is still under way, goes on.
 * @param cdp a session of the page
 * @returns whether it could be done
 */
export async function silencePage(cdp: CDPSession): Promise<boolean> {
  await cdp.send('Emulation.setScriptExecutionDisabled', { value: true });
  // To open a document anew takes away its listeners, and those of its window, with its nodes.
  return await evaluateApart(cdp, 'document.open(), document.documentElement === null');
}

/**
 * Leaves a context's pages, which do not come to know of it, and waits, not for ever, until what they have sent is judged by whoever
 * guards it. To be called before a context is closed, too: closed at once, a page lets go what is held back of it, and its script
 * runs on when nobody holds back anything any more. A page that is opened meanwhile stays.
 */
export async function leavePages(context: BrowserContext): Promise<void> {
  const late = sleep(LEAVING_TIMEOUT_MS, undefined, { ref: false });
  await Promise.race([leaveInSilence(context, context.pages(), late).catch(() => {}), late]);
}

async function leaveInSilence(
  context: BrowserContext,
  pages: readonly Page[],
  late: Promise<void>,
): Promise<void> {
  let release = () => {};
  const left = new Promise<void>((resolve) => {
    release = resolve;
  });
  // A silenced script still goes on with what it is answered, and what it sends while its page is just being left, nobody is asked about.
  const hold = async (route: Route) => {
    await left;
    await route.fallback().catch(() => {});
  };
  await Preflights.of(context.browser())?.begin();
  await context.route(EVERYTHING, hold);
  await Promise.race([Promise.allSettled(pages.map(leave)), late]);
  release();
  await PendingRequests.of(context).awaitQuiet();
  await context.unroute(EVERYTHING, hold);
}

async function leave(page: Page): Promise<void> {
  await silencePage(await openPageSession(page));
  await page.goto('about:blank');
}

/**
 * Leaves a silenced page, and takes away all that it has left in its context: cookies, every kind of storage, the HTTP
 * cache, the page's history and name. What it does not reach is the storage of a tab, and what the browser was told of a
 * host, which are known by origin: whoever uses a context again keeps to origins that have nothing to do with those it has seen.
 * @param cdp a session of the page
 * @returns the empty document that it shows then
 */
export async function clearPage(
  context: BrowserContext,
  page: Page,
  cdp: CDPSession,
): Promise<string | undefined> {
  await page.goto('about:blank');
  await Promise.all([
    page.unrouteAll({ behavior: 'ignoreErrors' }),
    context.unrouteAll({ behavior: 'ignoreErrors' }),
    cdp.send('Emulation.setScriptExecutionDisabled', { value: false }),
    // The name stays with a tab wherever it goes.
    evaluateApart(cdp, 'window.name = ""'),
    cdp.send('Page.resetNavigationHistory'),
    cdp.send('Network.clearBrowserCache'),
    cdp.send('Storage.clearDataForOrigin', { origin: '*', storageTypes: 'all' }),
    context.clearCookies(),
    // What the page before has left in memory is otherwise kept for as long as there is room.
    cdp.send('HeapProfiler.collectGarbage'),
  ]);
  page.removeAllListeners('request');
  return await readBlankDocument(cdp);
}

/** @returns the document that a page shows, where it is an empty one without frames */
export async function readBlankDocument(cdp: CDPSession): Promise<string | undefined> {
  const { frameTree } = await cdp.send('Page.getFrameTree');
  const isBlank = frameTree.frame.url === 'about:blank' && !frameTree.childFrames?.length;
  return isBlank ? frameTree.frame.loaderId : undefined;
}

/** Evaluates an expression in a world of its own, where nothing is the page's. */
async function evaluateApart(cdp: CDPSession, expression: string): Promise<boolean> {
  const { frameTree } = await cdp.send('Page.getFrameTree');
  const { executionContextId: contextId } = await cdp.send('Page.createIsolatedWorld', {
    frameId: frameTree.frame.id,
  });
  const { result } = await cdp.send('Runtime.evaluate', { expression, contextId });
  return result.value === true;
}

// What a browser has of its own.
const NO_PAGES = ['browser', 'browser_ui', 'tab'];

/**
 * @param own a page, by the browser's own protocol
 * @returns what else is alive in the page's context: other pages, also such as are only just opened, and workers
 */
export async function listOthers(
  browser: Browser,
  own: { readonly targetId: string; readonly browserContextId?: string },
): Promise<{ readonly type: string }[]> {
  const session = await openBrowserSession(browser);
  const { targetInfos } = await session.send('Target.getTargets', { filter: [{}] });
  return targetInfos.filter(
    ({ targetId, browserContextId, type }) =>
      targetId !== own.targetId && browserContextId === own.browserContextId && !NO_PAGES.includes(type),
  );
}

const sessions = new WeakMap<Browser, Promise<CDPSession>>();

function openBrowserSession(browser: Browser): Promise<CDPSession> {
  const opening = sessions.get(browser) ?? browser.newBrowserCDPSession();
  sessions.set(browser, opening);
  return opening;
}
