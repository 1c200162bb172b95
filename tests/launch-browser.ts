import { type Browser, type BrowserServer, chromium, type LaunchOptions } from 'playwright';
import { findSystemBrowser, hasPlaywrightsOwn } from '../src/browser/find-browser.ts';

/**
 * Starts the Chromium that the tests are run with.
 * @param isolatesSites whether frames of another site have a process of their own, as in Chrome, and not in its headless shell
 * @param flags beside those that it always has
 */
export async function launchBrowser(isolatesSites = false, flags: readonly string[] = []): Promise<Browser> {
  const { args = [], ...options } = chooseBrowser(isolatesSites);
  return await chromium.launch({ ...options, args: [...args, ...flags] });
}

/** Starts it behind a Playwright server on loopback. */
export async function launchBrowserServer(isolatesSites = false): Promise<BrowserServer> {
  return await chromium.launchServer({ host: '127.0.0.1', ...chooseBrowser(isolatesSites) });
}

function chooseBrowser(isolatesSites: boolean): LaunchOptions {
  const path =
    process.env.OCTOPUS_BROWSER ||
    (hasPlaywrightsOwn({ headed: false }) ? undefined : findSystemBrowser({ headed: false }));
  const args = isolatesSites ? ['--site-per-process'] : [];
  return { chromiumSandbox: process.getuid?.() !== 0, args, ...(path ? { executablePath: path } : {}) };
}
