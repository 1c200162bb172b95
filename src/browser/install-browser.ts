import { spawnSync } from 'node:child_process';
import { dirname, join } from 'node:path';
import { findSystemBrowser, hasPlaywrightsOwn } from './find-browser.ts';

const NO_BROWSER = 7;

// The download's own default is 30 s for each of several hosts and tries, too long where none can be reached.
const DOWNLOAD_ENVIRONMENT = { ...process.env, PLAYWRIGHT_DOWNLOAD_CONNECTION_TIMEOUT: '10000' };

/**
 * Makes sure that there is a browser without a window, which is all that minting needs. Run by set-up, which knows no
 * TypeScript.
 * @returns the exit code: 7, with advice on standard error, where there is none and none could be installed
 */
export function installBrowser(): number {
  if (isThere() || download() || installPackage()) return 0;
  console.error('No Chromium was found, and none could be installed. Install one, then run this again:');
  console.error('  npx playwright install --with-deps --only-shell chromium');
  console.error('  or, on Debian:  sudo apt-get install chromium-headless-shell');
  console.error('  or name one that is there:  OCTOPUS_BROWSER=/path/to/chromium');
  return NO_BROWSER;
}

function isThere(): boolean {
  return (
    !!process.env.OCTOPUS_BROWSER || findSystemBrowser({ headed: false }) !== undefined || hasPlaywrightsOwn()
  );
}

function download(): boolean {
  console.error('No Chromium was found: downloading the one that Playwright brings.');
  const cli = join(dirname(require.resolve('playwright/package.json')), 'cli.js');
  return succeeds(process.execPath, [cli, 'install', '--only-shell', 'chromium'], DOWNLOAD_ENVIRONMENT);
}

function installPackage(): boolean {
  if (process.platform !== 'linux' || process.getuid?.() !== 0) return false;
  console.error("That could not be reached: installing the system's package.");
  const environment = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  return (
    succeeds('apt-get', ['update'], environment) &&
    succeeds('apt-get', ['install', '-y', '--no-install-recommends', 'chromium-headless-shell'], environment)
  );
}

/** Runs a program with its output on standard error; one that does not exist does not succeed. */
function succeeds(program: string, words: readonly string[], env: NodeJS.ProcessEnv): boolean {
  return spawnSync(program, words, { stdio: ['ignore', 2, 2], env }).status === 0;
}
