import type { ChildProcess } from 'node:child_process';
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { setTimeout as sleep } from 'node:timers/promises';

/** How a browser's process came to its end. */
export interface BrowserExit {
  /** In words, as in "ended with exit code 1". */
  readonly how: string;
  /** What it wrote to standard error, or the last of that. */
  readonly said: string;
}

// A process that ended has left its last words in the pipe, unless others of it hold the pipe open.
const LAST_WORDS_TIMEOUT_MS = 200;
const MAX_SAID_LENGTH = 16_384;

// One that may open no more files goes on starting its network service for ever, and loads nothing.
const MOST_NETWORK_CRASHES = 3;

/** @returns a promise that resolves when the process has ended, could not be run, or is of no use */
export function hearExit(child: ChildProcess): Promise<BrowserExit> {
  let said = '';
  let networkCrashes = 0;
  return new Promise((resolve) => {
    child.stderr?.on('data', (chunk: Buffer) => {
      said = (said + chunk).slice(-MAX_SAID_LENGTH);
      networkCrashes += chunk.toString().split('Network service crashed').length - 1;
      if (networkCrashes > MOST_NETWORK_CRASHES) resolve({ how: 'cannot reach any network', said });
    });
    child.once('error', (error) => resolve(describeSpawnError(error)));
    child.once('exit', async (code, signal) => {
      const { stderr } = child;
      const end = new Promise((done) => stderr?.once('end', done));
      if (stderr?.readable) await Promise.race([end, sleep(LAST_WORDS_TIMEOUT_MS)]);
      resolve({ how: describeExitCode(code, signal), said });
    });
  });
}

// That a browser's pipes broke is known sooner than how it ended.
const EXIT_TIMEOUT_MS = 500;

/** @returns how a browser ended, where it has; to be asked when something has gone wrong with it */
export function awaitExit(exit: Promise<BrowserExit>): Promise<BrowserExit | undefined> {
  return Promise.race([exit, sleep(EXIT_TIMEOUT_MS, undefined)]);
}

/** @returns that a process could not be run at all */
export function describeSpawnError(error: unknown): BrowserExit {
  return { how: `cannot be run (${(error as NodeJS.ErrnoException).code ?? String(error)})`, said: '' };
}

/** @returns in words how a process ended */
export function describeExitCode(code: number | null, signal: string | null | undefined): string {
  return signal ? `was ended by ${signal}` : `ended with exit code ${code}`;
}

let launches = 0;

/** Hears the end of a process that Playwright starts, and does not show. */
export class LaunchEar implements Disposable {
  /** An argument for the browser, to which it means nothing: its process is known by it. */
  readonly mark = `--octopus-key-mint-launch=${++launches}`;
  /** Resolves when the browser has ended, could not be run, or is of no use. */
  readonly exit: Promise<BrowserExit>;
  #hear: (exit: Promise<BrowserExit>) => void = () => {};

  constructor() {
    this.exit = new Promise((resolve) => {
      this.#hear = resolve;
    });
    subscribe('child_process', this.#look);
  }

  /** From now on it listens to nothing new. */
  [Symbol.dispose](): void {
    unsubscribe('child_process', this.#look);
  }

  // It is told of a process just before that is started.
  readonly #look = (message: unknown) => {
    const { process: child } = message as { process: ChildProcess };
    process.nextTick(() => {
      if (child.spawnargs?.includes(this.mark)) this.#hear(hearExit(child));
    });
  };
}
