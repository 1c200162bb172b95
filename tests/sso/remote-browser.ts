import { type Browser, chromium, expect, type Page } from '@playwright/test';
import { findSystemBrowser } from '../../src/browser/find-browser.ts';
import { findFreePort } from '../find-free-port.ts';

/** A browser somewhere else: both the tool and the person of the test have a hand in it. */
export async function startRemoteBrowser(): Promise<{ address: string; browser: Browser } & AsyncDisposable> {
  const port = await findFreePort();
  const executablePath = findSystemBrowser({ headed: false });
  const launched = await chromium.launch({
    ...(executablePath === undefined ? {} : { executablePath }),
    args: [`--remote-debugging-port=${port}`, '--no-sandbox'],
  });
  const address = `http://127.0.0.1:${port}`;
  const browser = await chromium.connectOverCDP(address);
  return { address, browser, [Symbol.asyncDispose]: () => launched.close() };
}

/**
 * Has somebody else load a page in the browser of a Playwright server: what a run leaves there may hold it back.
 * @returns the status of the reply
 */
export async function loadForAnother(address: string, url: string): Promise<number | undefined> {
  const browser = await chromium.connect(address);
  try {
    const page = await browser.newPage();
    return (await page.goto(url, { timeout: 20_000 }))?.status();
  } finally {
    await browser.close();
  }
}

/** The page that the tool has opened there, by where it is. */
export async function findPage(browser: Browser, url: string): Promise<Page> {
  const find = () =>
    browser
      .contexts()
      .flatMap((context) => context.pages())
      .find((page) => page.url().startsWith(url));
  await expect.poll(() => find() !== undefined, { timeout: 20_000 }).toBe(true);
  return find() as Page;
}
