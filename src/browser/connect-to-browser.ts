import type { Browser } from 'playwright';
import { describeError, Failure } from '../core/failure.ts';
import { Secret } from '../secrets/secret.ts';

// The address of the DevTools socket itself: a session of Selenium Grid gives one (selenium.dev, Grid, CDP endpoints), and
// so does Chromium.
const SOCKET = /\/(?:se\/cdp|devtools\/browser\/[\w-]+)\/?$/;

/**
 * Connects to a browser of another process.
 * @param endpoint `ws://` of a Playwright server, or `http://` of a debugging port or of a DevTools socket
 * @param slowMo milliseconds between actions
 * @param timeout milliseconds
 * @throws Failure of kind `browser`
 */
export async function connectToBrowser(endpoint: string, slowMo: number, timeout: number): Promise<Browser> {
  const { chromium } = require('playwright') as typeof import('playwright');
  learnToken(endpoint);
  const socket = SOCKET.test(new URL(endpoint).pathname) ? endpoint.replace(/^http/i, 'ws') : endpoint;
  try {
    return await (/^ws/i.test(endpoint)
      ? chromium.connect(endpoint, { slowMo, timeout })
      : chromium.connectOverCDP(socket, { slowMo, timeout }));
  } catch (error) {
    throw new Failure({
      kind: 'browser',
      attempt: 'connect to the remote browser',
      reason: describeError(error),
      hint: 'Check OCTOPUS_BROWSER (--browser): ws:// is a Playwright server of the same minor version, http:// a debugging port.',
      cause: error,
    });
  }
}

/** What lets us in may stand in the address, and Playwright repeats that in its messages. */
export function learnToken(endpoint: string): void {
  const { password, searchParams } = new URL(endpoint);
  for (const token of [password, ...searchParams.values()]) new Secret(token);
}
