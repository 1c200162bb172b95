import { existsSync, readdirSync } from 'node:fs';
import { homedir } from 'node:os';
import { delimiter, dirname, isAbsolute, join } from 'node:path';

/** Whether a window is wanted decides which browsers will do: a headless shell has none, and starts faster. */
export interface BrowserWish {
  readonly headed: boolean;
}

/** Whether a browser is named by an address, and not by a path. */
export function isRemote(browser: string | undefined): browser is string {
  return browser !== undefined && /^(?:wss?|https?):/i.test(browser);
}

/** @returns `this machine`, or the address of a remote browser without what may be a token in it */
export function nameBrowser(browser: string | undefined): string {
  if (!isRemote(browser)) return 'this machine';
  const { origin, protocol, host } = new URL(browser);
  return origin === 'null' ? `${protocol}//${host}` : origin;
}

const HEADLESS_SHELLS = ['chromium-headless-shell', 'chrome-headless-shell'];
const BROWSERS = [
  'google-chrome-stable',
  'google-chrome',
  'chrome',
  'chromium',
  'chromium-browser',
  'microsoft-edge-stable',
  'microsoft-edge',
];

const MAC_APPLICATIONS = ['Google Chrome', 'Chromium', 'Microsoft Edge'];
const WINDOWS_PROGRAMS = [
  'Google\\Chrome\\Application\\chrome.exe',
  'Chromium\\Application\\chrome.exe',
  'Microsoft\\Edge\\Application\\msedge.exe',
];

/**
 * Looks for a Chromium that the system has installed.
 * @param platform as in `process.platform`
 * @param environment for `PATH` and the folders of Windows
 * @returns the path of its program; undefined where there is none
 */
export function findSystemBrowser(
  { headed }: BrowserWish,
  platform: NodeJS.Platform = process.platform,
  environment: NodeJS.ProcessEnv = process.env,
): string | undefined {
  return listCandidates(headed, platform, environment).find((path) => existsSync(path));
}

function listCandidates(
  headed: boolean,
  platform: NodeJS.Platform,
  environment: NodeJS.ProcessEnv,
): string[] {
  if (platform === 'win32') return listOnWindows(environment);
  const names = headed ? BROWSERS : [...HEADLESS_SHELLS, ...BROWSERS];
  const folders = (environment.PATH ?? '').split(delimiter).filter(isAbsolute);
  const onPath = names.flatMap((name) => folders.map((folder) => join(folder, name)));
  return platform === 'darwin' ? [...onPath, ...listOnMac(environment)] : onPath;
}

function listOnMac({ HOME }: NodeJS.ProcessEnv): string[] {
  const roots = ['/Applications', ...(HOME ? [join(HOME, 'Applications')] : [])];
  return MAC_APPLICATIONS.flatMap((name) =>
    roots.map((root) => `${root}/${name}.app/Contents/MacOS/${name}`),
  );
}

function listOnWindows({
  PROGRAMFILES,
  'PROGRAMFILES(X86)': x86,
  LOCALAPPDATA,
}: NodeJS.ProcessEnv): string[] {
  const roots = [PROGRAMFILES, x86, LOCALAPPDATA].filter((root) => root !== undefined);
  return WINDOWS_PROGRAMS.flatMap((program) => roots.map((root) => `${root}\\${program}`));
}

/**
 * Whether Playwright has downloaded a Chromium, and where a window is wanted one that has any; whether it is the version that it wants,
 * only a launch can tell. Its folder is that of its documentation (https://playwright.dev/docs/browsers#managing-browser-binaries), so
 * that it need not be loaded for this.
 */
export function hasPlaywrightsOwn({ headed }: BrowserWish): boolean {
  const store = process.env.PLAYWRIGHT_BROWSERS_PATH || join(findCacheFolder(), 'ms-playwright');
  try {
    const folder =
      store === '0'
        ? join(dirname(require.resolve('playwright/package.json')), '../playwright-core/.local-browsers')
        : store;
    return readdirSync(folder).some((name) => name.startsWith(headed ? 'chromium-' : 'chromium'));
  } catch {
    return false;
  }
}

function findCacheFolder(): string {
  if (process.platform === 'win32') return process.env.LOCALAPPDATA ?? join(homedir(), 'AppData', 'Local');
  if (process.platform === 'darwin') return join(homedir(), 'Library', 'Caches');
  return process.env.XDG_CACHE_HOME || join(homedir(), '.cache');
}
