import { existsSync } from 'node:fs';
import type { Browser, LaunchOptions } from 'playwright';
import { describeError, Failure } from '../core/failure.ts';
import { findSystemBrowser, hasPlaywrightsOwn } from './find-browser.ts';

export interface LaunchSettings {
  /** Path of a Chromium; undefined: whichever is found. */
  readonly path: string | undefined;
  readonly headed: boolean;
  /** Milliseconds between Playwright's actions, for eyes to follow. */
  readonly slowMo: number;
}

/** Told what the user should know of the browser. */
export type Tell = (message: string) => void;

export const NO_SANDBOX_AS_ROOT =
  'Chromium runs without its sandbox, because this is root: use another user where you can.';

const SET_UP = 'Run `npm run set-up`, which installs a browser, or name one in OCTOPUS_BROWSER (--browser).';

/**
 * Starts a Chromium of this machine: the one named, or Playwright's own, or what the system has.
 * @param timeout milliseconds
 * @throws Failure of kind `browser`
 */
export async function launchChromium(
  settings: LaunchSettings,
  timeout: number,
  tell: Tell,
): Promise<Browser> {
  const { path, headed, slowMo } = settings;
  const options = { headless: !headed, slowMo, timeout, args: FLAGS, ...SIGNALS_ARE_OURS };
  if (path !== undefined) {
    if (!existsSync(path))
      throw failNoBrowser(`OCTOPUS_BROWSER (--browser) names ${path}, which does not exist`);
    return launchSandboxed({ ...options, executablePath: path }, tell);
  }
  if (hasPlaywrightsOwn()) {
    try {
      return await launchSandboxed(options, tell);
    } catch (error) {
      if (!isMissing(error)) throw error;
    }
  }
  const executablePath = findSystemBrowser({ headed });
  if (executablePath === undefined) throw failNoBrowser('no Chromium was found on this machine');
  return launchSandboxed({ ...options, executablePath }, tell);
}

/** Chromium keeps its sandbox unless it cannot have one: as root, or where the kernel forbids it. */
async function launchSandboxed(options: LaunchOptions, tell: Tell): Promise<Browser> {
  const { chromium } = require('playwright') as typeof import('playwright');
  if (isRoot()) tell(NO_SANDBOX_AS_ROOT);
  try {
    return await chromium.launch({ ...options, chromiumSandbox: !isRoot() });
  } catch (error) {
    if (isMissing(error)) throw error;
    const { message } = error as Error;
    if (isRoot() || !/sandbox/i.test(message))
      throw failNoBrowser(`it did not start (${describeLaunch(message)})`, error);
    tell('Chromium runs without its sandbox, because this machine does not let it have one.');
    return chromium.launch({ ...options, chromiumSandbox: false });
  }
}

/** Chromium refuses its sandbox to root. */
export function isRoot(): boolean {
  return process.getuid?.() === 0;
}

/** @returns what a window, or the lack of one, has to do with it, else the first line of what Playwright said */
function describeLaunch(message: string): string {
  return /missing x server|\$DISPLAY|ozone/i.test(message)
    ? 'there is no display for a window: leave out --headed, or run under xvfb-run'
    : describeError(new Error(message));
}

/** @returns the failure of a run that has no browser to work with */
export function failNoBrowser(reason: string, cause?: unknown): Failure {
  return new Failure({ kind: 'browser', attempt: 'start a browser', reason, hint: SET_UP, cause });
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && /executable doesn't exist/i.test(error.message);
}

// Chromium's own talk with its maker's servers, which on a closed network only times out.
const FLAGS = ['--disable-background-networking', '--disable-component-update', '--no-first-run'];

// On a signal the run first takes back what it made; Playwright must not end the browser before that.
const SIGNALS_ARE_OURS = { handleSIGINT: false, handleSIGTERM: false, handleSIGHUP: false };
