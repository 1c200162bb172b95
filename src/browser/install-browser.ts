import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { dirname, join, sep } from 'node:path';
import { hideInPath } from '../core/text.ts';
import { type BrowserWish, findSystemBrowser, isRemote } from './find-browser.ts';

const NO_BROWSER = 7;

// The download's own default is 30 s for each of several hosts and tries, too long where none can be reached.
const DOWNLOAD_TIMEOUT_MS = '10000';

/**
 * Makes sure that there is a browser: one without a window is all that minting needs. It says on standard error what it does. Run by
 * set-up, too, which knows no TypeScript.
 * @param proxies the variables of those that it is downloaded through, where they are not in the environment
 * @returns the exit code: 7, with advice on standard error, where there is none and none could be installed
 */
export function installBrowser(wish: BrowserWish, proxies: NodeJS.ProcessEnv = {}): number {
  const { OCTOPUS_BROWSER: named } = process.env;
  if (named && !isRemote(named) && !existsSync(named)) {
    console.error(`OCTOPUS_BROWSER names ${hideInPath(named)}, which does not exist: name another, or none.`);
    return NO_BROWSER;
  }
  const found = findInstalled(wish);
  if (found !== undefined) {
    console.error(`There is a browser: ${found}.`);
    return 0;
  }
  const { playwright, debian } = wish.headed ? WITH_WINDOW : WITHOUT_WINDOW;
  const environment = leaveOutUnreadable({ ...process.env, ...proxies });
  if (download(playwright, environment) || installPackage(debian, environment)) return 0;
  console.error('No Chromium was found, and none could be installed. Install one, then run this again:');
  console.error(`  npx playwright install --with-deps ${playwright.join(' ')}`);
  console.error(`  or, on Debian:  sudo apt-get install ${debian}`);
  console.error('  or name one that is there:  OCTOPUS_BROWSER=/path/to/chromium');
  return NO_BROWSER;
}

/** Playwright would repeat the address of a proxy that it cannot read, with the password in it. Read as it reads it. */
function leaveOutUnreadable(environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const entries = Object.entries(environment).filter(([name, value = '']) => {
    const isProxy = /^(?:https?|all)_proxy$/i.test(name) && value !== '';
    const address = value.trim();
    return !isProxy || URL.canParse(/^\w+:\/\//.test(address) ? address : `http://${address}`);
  });
  return Object.fromEntries(entries);
}

const WITHOUT_WINDOW = { playwright: ['--only-shell', 'chromium'], debian: 'chromium-headless-shell' };
const WITH_WINDOW = { playwright: ['chromium'], debian: 'chromium' };

function findInstalled(wish: BrowserWish): string | undefined {
  if (process.env.OCTOPUS_BROWSER) return 'the one that OCTOPUS_BROWSER names';
  return findSystemBrowser(wish) ?? (hasCurrent(wish) ? "Playwright's own" : undefined);
}

/** Whether Playwright has downloaded what this version of it starts: those of others are of no use to it. */
function hasCurrent({ headed }: BrowserWish): boolean {
  const { chromium } = require('playwright') as typeof import('playwright');
  try {
    const program = chromium.executablePath();
    if (headed) return existsSync(program);
    const parts = program.split(sep);
    const at = parts.findLastIndex((name) => name.startsWith('chromium-'));
    const shell = `${parts[at]}`.replace('chromium', 'chromium_headless_shell');
    const files = readdirSync([...parts.slice(0, at), shell].join(sep), { recursive: true }).map(String);
    return files.some((file) => /headless[-_]shell(?:\.exe)?$/.test(file));
  } catch {
    return false;
  }
}

function download(words: readonly string[], environment: NodeJS.ProcessEnv): boolean {
  console.error('No Chromium was found: downloading the one that Playwright brings.');
  const cli = join(dirname(require.resolve('playwright/package.json')), 'cli.js');
  return succeeds(process.execPath, [cli, 'install', ...words], {
    ...environment,
    PLAYWRIGHT_DOWNLOAD_CONNECTION_TIMEOUT: DOWNLOAD_TIMEOUT_MS,
  });
}

function installPackage(name: string, inherited: NodeJS.ProcessEnv): boolean {
  if (process.platform !== 'linux' || process.getuid?.() !== 0) return false;
  console.error("That could not be reached: installing the system's package.");
  const environment = { ...inherited, DEBIAN_FRONTEND: 'noninteractive' };
  return (
    succeeds('apt-get', ['update'], environment) &&
    succeeds('apt-get', ['install', '-y', '--no-install-recommends', name], environment)
  );
}

/** Runs a program with its output on standard error; one that does not exist does not succeed. */
function succeeds(program: string, words: readonly string[], env: NodeJS.ProcessEnv): boolean {
  return spawnSync(program, words, { stdio: ['ignore', 2, 2], env }).status === 0;
}
