import { existsSync } from 'node:fs';
import type { Browser, LaunchOptions } from 'playwright';
import { describeError, Failure } from '../core/failure.ts';
import type { Network } from '../core/network.ts';
import { hideInPath } from '../core/text.ts';
import { Secret } from '../secrets/secret.ts';
import { COMMON_FLAGS, makeBrowserEnvironment, negotiateFlags, QUIET_FLAGS } from './browser-environment.ts';
import {
  awaitExit,
  type BrowserExit,
  failNoBrowser,
  failNoneFound,
  failUnstarted,
  LaunchListener,
  saysNoSandbox,
} from './browser-exit.ts';
import { findSystemBrowser, hasPlaywrightsOwn, isRemote } from './find-browser.ts';
import { Preflights } from './preflights.ts';
import { removePrivateFolderLast } from './private-folder.ts';

export interface LaunchSettings {
  /** Path of a Chromium, or address of a remote one; undefined: whichever is found. */
  readonly browser: string | undefined;
  readonly headed: boolean;
  /** Milliseconds between Playwright's actions, for eyes to follow. */
  readonly slowMo: number;
  /** Whether a Chromium of this machine may not try to have its sandbox; no by default. */
  readonly isUnsandboxed?: boolean;
  readonly network: Network;
}

/** A browser, and how it comes to its end. */
export interface StartedBrowser {
  readonly browser: Browser;
  /** Resolves when its process has ended, or is of no use; undefined where that is another machine's. */
  readonly exit?: Promise<BrowserExit>;
}

/**
 * Waits for what a browser was asked for: one that ends meanwhile may never answer.
 * @throws Failure of kind `browser`, where it ends before it is of any use
 */
export async function requireAnswer<T>({ exit }: StartedBrowser, answer: Promise<T>): Promise<T> {
  if (!exit) return await answer;
  const ended = exit.then((how) => {
    throw failUnstarted(undefined, how);
  });
  return await Promise.race([answer, ended]);
}

/** Chromium refuses its sandbox to root. */
export const isRoot = process.getuid?.() === 0;

export const NO_SANDBOX_AS_ROOT =
  'Chromium runs without its sandbox, because this is root. Use another user where you can.';
export const NO_SANDBOX_HERE =
  'Chromium runs without its sandbox, because this machine does not let it have one. Use another machine where you can.';

/**
 * Starts a Chromium of this machine (the one named, or Playwright's own, or what the system has), or connects to
 * a remote one.
 * @param timeout milliseconds
 * @param warn receives what the user should know of the browser
 * @throws Failure of kind `browser`
 */
export async function launchOrConnect(
  settings: LaunchSettings,
  timeout: number,
  warn: (message: string) => void,
): Promise<StartedBrowser> {
  const { browser, slowMo } = settings;
  if (isRemote(browser)) {
    if (settings.network.negotiateWith?.length) warn(NEGOTIATES_ITSELF);
    return { browser: await connect(browser, { slowMo, timeout }) };
  }
  const env = makeBrowserEnvironment(settings.network);
  const args = negotiateFlags(settings.network);
  const options = { headless: !settings.headed, slowMo, timeout, env, args, ...SIGNALS_ARE_OURS };
  const launched = await launchFirst({ ...settings, browser }, options, warn);
  removePrivateFolderLast();
  Preflights.prepare(launched.browser, settings.network);
  return launched;
}

const NEGOTIATES_ITSELF =
  'Whether a remote browser signs in by Kerberos is decided where it is started: --auth-server-allowlist there does what --negotiate does here.';

async function launchFirst(
  { browser: path, headed, isUnsandboxed = false }: LaunchSettings,
  options: LaunchOptions,
  warn: (message: string) => void,
): Promise<StartedBrowser> {
  const launch = (executablePath?: string) =>
    launchSandboxed({ ...options, ...(executablePath && { executablePath }) }, isUnsandboxed, warn);
  if (path !== undefined) {
    if (!existsSync(path))
      throw failNoBrowser(`OCTOPUS_BROWSER (--browser) names ${hideInPath(path)}, which does not exist`);
    return await launch(path);
  }
  if (hasPlaywrightsOwn({ headed })) {
    try {
      return await launch();
    } catch (error) {
      if (!isMissing(error)) throw error;
    }
  }
  const found = findSystemBrowser({ headed });
  if (found !== undefined) return await launch(found);
  throw failNoneFound({ headed });
}

/** Chromium keeps its sandbox unless it cannot have one: as root, or where the kernel forbids it. */
async function launchSandboxed(
  options: LaunchOptions,
  isUnsandboxed: boolean,
  warn: (message: string) => void,
): Promise<StartedBrowser> {
  const { chromium } = require('playwright') as typeof import('playwright');
  if (isRoot) warn(NO_SANDBOX_AS_ROOT);
  const chromiumSandbox = !isRoot && !isUnsandboxed;
  using listener = new LaunchListener();
  const launching = chromium.launch({
    ...options,
    chromiumSandbox,
    args: [...COMMON_FLAGS, ...(options.args ?? []), ...(options.headless ? QUIET_FLAGS : []), listener.mark],
  });
  launching.catch(() => {});
  let problem: unknown;
  try {
    // Playwright may wait for ever for a browser that ends between two of its answers.
    const browser = await Promise.race([launching, listener.exit.then(() => undefined)]);
    if (browser) return { browser, exit: listener.exit };
  } catch (error) {
    if (isMissing(error)) throw error;
    problem = error;
  }
  const exit = await awaitExit(listener.exit);
  if (!exit) throw failNoBrowser(`it did not start (${describeError(problem)})`, problem);
  if (!chromiumSandbox || !saysNoSandbox(exit.said))
    throw failUnstarted(options.executablePath, exit, problem);
  warn(NO_SANDBOX_HERE);
  return await launchSandboxed(options, true, warn);
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && /executable doesn't exist/i.test(error.message);
}

// On a signal the run first takes back what it made; Playwright must not end the browser before that.
const SIGNALS_ARE_OURS = { handleSIGINT: false, handleSIGTERM: false, handleSIGHUP: false };

// The address of the DevTools socket itself: a session of Selenium Grid gives one (selenium.dev, Grid, CDP endpoints),
// and so does Chromium.
const SOCKET = /\/(?:se\/cdp|devtools\/browser\/[\w-]+)\/?$/;

/** `ws://` is a Playwright server, `http://` a debugging port or a DevTools socket. */
async function connect(address: string, options: { slowMo: number; timeout: number }): Promise<Browser> {
  const { chromium } = require('playwright') as typeof import('playwright');
  learnToken(address);
  const socket = SOCKET.test(new URL(address).pathname) ? address.replace(/^http/i, 'ws') : address;
  try {
    return await (/^ws/i.test(address)
      ? chromium.connect(address, options)
      : chromium.connectOverCDP(socket, options));
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

const MIN_TOKEN_LENGTH = 16;

/** What lets us in may stand in the address, and Playwright repeats that in its messages. */
export function learnToken(address: string): void {
  const { username, password, pathname, searchParams } = new URL(address);
  // A Playwright server listens at a path that is not to be guessed; a user's name is an ordinary word.
  const tokens = [username, ...pathname.split('/')].filter((part) => part.length >= MIN_TOKEN_LENGTH);
  for (const token of [password, ...tokens]) learnAsGiven(token);
  for (const token of searchParams.values()) new Secret(token);
}

/** As it stands in the address, and as it is meant. */
function learnAsGiven(token: string): void {
  new Secret(token);
  try {
    new Secret(decodeURIComponent(token));
  } catch {
    // It is meant as it stands there.
  }
}
