import { type Browser, type BrowserServer, chromium, type LaunchOptions } from 'playwright';
import { findSystemBrowser, hasPlaywrightsOwn } from '../src/browser/find-browser.ts';

/** Starts the Chromium that the tests are run with. */
export async function launchBrowser(): Promise<Browser> {
  return await chromium.launch(chooseBrowser());
}

/** Starts it behind a Playwright server on loopback. */
export async function launchBrowserServer(): Promise<BrowserServer> {
  return await chromium.launchServer({ host: '127.0.0.1', ...chooseBrowser() });
}

function chooseBrowser(): LaunchOptions {
  const path =
    process.env.OCTOPUS_BROWSER || (hasPlaywrightsOwn() ? undefined : findSystemBrowser({ headed: false }));
  return { chromiumSandbox: process.getuid?.() !== 0, ...(path ? { executablePath: path } : {}) };
}
