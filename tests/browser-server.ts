import { type BrowserServer, chromium } from 'playwright';
import { findSystemBrowser, hasPlaywrightsOwn } from '../src/browser/find-browser.ts';

/** Starts a Playwright server, on loopback, with the Chromium that the tests are run with. */
export async function launchBrowserServer(): Promise<BrowserServer> {
  const path =
    process.env.OCTOPUS_BROWSER || (hasPlaywrightsOwn() ? undefined : findSystemBrowser({ headed: false }));
  return await chromium.launchServer({
    host: '127.0.0.1',
    chromiumSandbox: process.getuid?.() !== 0,
    ...(path ? { executablePath: path } : {}),
  });
}
