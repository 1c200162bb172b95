import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import type { Readable, Writable } from 'node:stream';
import type { Browser } from 'playwright';
import { signalGroup } from '../run/process-group.ts';
import { awaitFirstPage } from './first-page.ts';
import { connectPipes } from './pipe-transport.ts';
import { enterPrivateFolder } from './private-folder.ts';

// What keeps a browser from talking with its maker's servers, from asking its user, and from using a keyring.
const FLAGS = [
  '--headless',
  '--remote-debugging-pipe',
  '--no-first-run',
  '--no-default-browser-check',
  '--no-service-autorun',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-default-apps',
  '--disable-extensions',
  '--disable-sync',
  '--disable-search-engine-choice-screen',
  '--disable-features=Translate,OptimizationHints,MediaRouter',
  '--password-store=basic',
  '--use-mock-keychain',
  '--hide-scrollbars',
  '--mute-audio',
  '--window-size=1280,720',
];

// A page that takes longer is opened anew once Playwright is there to tell what is wrong with it.
const LONGEST_FIRST_PAGE = 2_000;

/**
 * A Chromium that has begun to start before Playwright is even loaded: both take their time, and a machine has more
 * than one core. Playwright then takes it over through the same pipes by which it would
 * have started it, so that no other process can.
 */
export class HeadStart {
  readonly #child: ChildProcess;
  readonly #address: string | undefined;

  /**
   * @param path of a Chromium without a window
   * @param address of the page it loads meanwhile
   * @param isSandboxed whether it may keep its sandbox
   */
  constructor(path: string, address: string | undefined, isSandboxed: boolean) {
    this.#address = address;
    const profile = `--user-data-dir=${join(enterPrivateFolder(), 'profile')}`;
    const flags = [...FLAGS, ...(isSandboxed ? [] : ['--no-sandbox']), profile, address ?? 'about:blank'];
    // A process group of its own, so that Ctrl-C ends it no sooner than we do, and so that all of it ends.
    this.#child = spawn(path, flags, {
      detached: true,
      stdio: ['ignore', 'ignore', 'ignore', 'pipe', 'pipe'],
    });
    this.#child.on('error', () => {});
    // Before its folder is removed.
    process.prependOnceListener('exit', () => this.end());
  }

  /**
   * Lets Playwright take the browser over.
   * @param timeout milliseconds
   * @throws Error, where it has ended or does not answer
   */
  async connect(timeout: number): Promise<Browser> {
    const { chromium } = require('playwright') as typeof import('playwright');
    const [, , , input, output] = this.#child.stdio as [null, null, null, Writable, Readable];
    const transport = connectPipes(input, output);
    if (this.#address) await awaitFirstPage(transport, this.#address, LONGEST_FIRST_PAGE);
    return chromium.connectOverCDP(transport, { timeout, isLocal: true });
  }

  /** Kills the browser, with all its processes. */
  end(): void {
    signalGroup(this.#child, 'SIGKILL');
  }
}
