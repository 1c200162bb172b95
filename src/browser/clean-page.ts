import { setTimeout as sleep } from 'node:timers/promises';
import type { Browser, BrowserContext, CDPSession, Page } from 'playwright';
import { openPageSession } from './page-sessions.ts';
import { PendingRequests } from './pending-requests.ts';

const LEAVING_TIMEOUT_MS = 2_000;

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

/** Leaves a page, which does not come to know of it: what it would send as its last word, nobody would see. */
export async function leavePage(page: Page): Promise<void> {
  const silence = async () => await silencePage(await openPageSession(page));
  const late = sleep(LEAVING_TIMEOUT_MS, undefined, { ref: false });
  await Promise.race([silence().catch(() => {}), late]);
  await page.goto('about:blank', { timeout: LEAVING_TIMEOUT_MS }).catch(() => {});
}

/**
 * Leaves a context's pages before it is closed, and waits until what they have sent is judged. Closed at once, a page lets go what it
 * was about to send, though somebody holds it back, and its script runs on when nobody holds back anything any more.
 */
export async function leavePages(context: BrowserContext): Promise<void> {
  await Promise.all(context.pages().map(leavePage));
  await PendingRequests.of(context).awaitNone(LEAVING_TIMEOUT_MS);
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
