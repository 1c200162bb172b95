import type { BrowserContext, CDPSession, Page } from 'playwright';

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
