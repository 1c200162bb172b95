import type { ChildProcess } from 'node:child_process';
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { readFileSync } from 'node:fs';
import type { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { signalGroup } from '../core/child-processes.ts';
import { describeError, Failure } from '../core/failure.ts';
import { shorten } from '../core/shorten.ts';
import type { BrowserWish } from './find-browser.ts';

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
const MAX_NETWORK_CRASHES = 3;

const MEGABYTE = 1024 * 1024;
// A page has its browser send all that it logs. The largest that is sent with reason is a body of 10 MB, in base64.
const MAX_MESSAGE_BYTES = 64 * MEGABYTE;
// Many that are shorter must be taken in, too, as fast as they come: what is sent of all pages of a fleet is far less.
const MAX_BYTES_IN_WINDOW = 256 * MEGABYTE;
const WINDOW_MS = 10_000;

/**
 * Kills a browser that sends more than can be taken in, at once or in a short time.
 * @returns a promise that resolves when the process has ended, could not be run, or is of no use
 */
export function watchExit(child: ChildProcess): Promise<BrowserExit> {
  const lines = new LastLines();
  let networkCrashes = 0;
  return new Promise((resolve) => {
    watchMessages(child, (amount) => {
      resolve({
        how: `was ended by SIGKILL, since a page had it send more than ${amount}`,
        said: lines.text,
      });
      signalGroup(child, 'SIGKILL');
    });
    child.stderr?.on('data', (data: Buffer) => {
      const chunk = data.toString();
      lines.add(chunk);
      networkCrashes += chunk.split('Network service crashed').length - 1;
      if (networkCrashes > MAX_NETWORK_CRASHES)
        resolve({ how: 'cannot reach any network', said: lines.text });
    });
    child.once('error', (error) => resolve(toBrowserExit(error)));
    child.once('exit', async (code, signal) => {
      const { stderr } = child;
      const end = new Promise((done) => stderr?.once('end', done));
      if (stderr?.readable) await Promise.race([end, sleep(LAST_WORDS_TIMEOUT_MS)]);
      resolve({ how: formatExitCode(code, signal), said: lines.text });
    });
  });
}

/** Counts the bytes of each message of the DevTools protocol, which a NUL ends, and of all that come in a while. */
function watchMessages({ stdio }: ChildProcess, onTooMuch: (amount: string) => void): void {
  let length = 0;
  let sent = 0;
  let windowEnd = 0;
  const count = (chunk: Buffer) => {
    const end = chunk.lastIndexOf(0) + 1;
    length = end === 0 ? length + chunk.length : chunk.length - end;
    const now = performance.now();
    sent = now > windowEnd ? chunk.length : sent + chunk.length;
    if (now > windowEnd) windowEnd = now + WINDOW_MS;
    const isTooLong = length > MAX_MESSAGE_BYTES;
    if (!isTooLong && sent <= MAX_BYTES_IN_WINDOW) return;
    output?.off('data', count);
    onTooMuch(isTooLong ? '64 MB at once' : '256 MB in 10 s');
  };
  const output = stdio[4] as Readable | null | undefined;
  output?.on('data', count);
}

/**
 * The last of what was written, and no part of a line: of a secret whose beginning is cut off no more would be known again.
 * A line may be as long as a page likes, since a Chromium without a window writes there what pages log.
 */
class LastLines {
  text = '';
  #skipsLine = false;

  add(chunk: string): void {
    const end = chunk.indexOf('\n') + 1;
    if (this.#skipsLine && end === 0) return;
    const text = this.#skipsLine ? chunk.slice(end) : this.text + chunk;
    const isTooLong = text.length > MAX_SAID_LENGTH;
    const start = isTooLong ? text.indexOf('\n', text.length - MAX_SAID_LENGTH) + 1 : 0;
    this.#skipsLine = isTooLong && start === 0;
    this.text = this.#skipsLine ? '' : text.slice(start);
  }
}

// That a browser's pipes broke is known sooner than how it ended.
const EXIT_TIMEOUT_MS = 500;

/** @returns how a browser ended, where it has; to be asked when something has gone wrong with it */
export function awaitExit(exit: Promise<BrowserExit>): Promise<BrowserExit | undefined> {
  return Promise.race([exit, sleep(EXIT_TIMEOUT_MS, undefined)]);
}

/** @returns that a process could not be run at all */
export function toBrowserExit(error: unknown): BrowserExit {
  return { how: `cannot be run (${(error as NodeJS.ErrnoException).code ?? String(error)})`, said: '' };
}

/** @returns in words how a process ended */
export function formatExitCode(code: number | null, signal: string | null | undefined): string {
  return signal ? `was ended by ${signal}` : `ended with exit code ${code}`;
}

let launches = 0;

/** Listens for the end of a process that Playwright starts, and does not show. */
export class LaunchListener implements Disposable {
  /** An argument for the browser, to which it means nothing: its process is known by it. */
  readonly mark = `--octopus-key-mint-launch=${++launches}`;
  /** Resolves when the browser has ended, could not be run, or is of no use. */
  readonly exit: Promise<BrowserExit>;
  #resolve: (exit: Promise<BrowserExit>) => void = () => {};

  constructor() {
    this.exit = new Promise((resolve) => {
      this.#resolve = resolve;
    });
    subscribe('child_process', this.#look);
  }

  /** From now on it listens for nothing new. */
  [Symbol.dispose](): void {
    unsubscribe('child_process', this.#look);
  }

  // It is called just before a process is started.
  readonly #look = (message: unknown) => {
    const { process: child } = message as { process: ChildProcess };
    process.nextTick(() => {
      if (child.spawnargs?.includes(this.mark)) this.#resolve(watchExit(child));
    });
  };
}

const SET_UP = 'Run `npm run set-up`, which installs a browser, or name one in OCTOPUS_BROWSER (--browser).';
const SET_UP_WINDOW =
  'Run `npm run set-up -- --headed`, which installs one, or install Google Chrome or Chromium; without --headed, a headless shell is enough.';

/** @returns the failure of a run for which there is no browser on this machine */
export function failNoneFound({ headed }: BrowserWish): Failure {
  return headed
    ? failNoBrowser('no Chromium that can show a window was found on this machine', undefined, SET_UP_WINDOW)
    : failNoBrowser('no Chromium was found on this machine');
}

/** @returns the failure of a run that has no browser to work with */
export function failNoBrowser(reason: string, cause?: unknown, hint = SET_UP): Failure {
  return new Failure({ kind: 'browser', attempt: 'start a browser', reason, hint, cause });
}

/** @returns the failure of a run whose browser had no time to start */
export function failLateBrowser(isRunOver: boolean): Failure {
  return isRunOver
    ? failNoBrowser('the time is over', undefined, 'Give it more time with --timeout.')
    : failNoBrowser(
        'it did not answer in time',
        undefined,
        'Look at what OCTOPUS_BROWSER (--browser) names.',
      );
}

/**
 * @param path of the browser; undefined: whichever was found
 * @returns the failure of a run whose browser ended, or never ran, instead of starting
 */
export function failUnstarted(path: string | undefined, exit: BrowserExit, cause?: unknown): Failure {
  return failNoBrowser(`${path ?? 'the browser'} ${formatExit(exit)}`, cause, adviseOn(exit));
}

/** @returns the failure of a run whose browser went away in the middle of it */
export function failEnded(reason: string, hint: string = RUN_AGAIN): Failure {
  return new Failure({ kind: 'browser', attempt: 'go on', reason, hint });
}

/**
 * @param exit undefined: it runs elsewhere
 * @returns the failure of a run whose browser ended in the middle of it
 */
export async function failEndedAs(exit: Promise<BrowserExit> | undefined): Promise<Failure> {
  const known = exit && (await awaitExit(exit));
  return known
    ? failEnded(`the browser ${formatExit(known)}`, adviseOnLimits() ?? RUN_AGAIN)
    : failEnded('the browser has ended, or the connection to it broke');
}

const RUN_AGAIN = 'Run again; if it happens again, look whether this machine runs out of memory.';

function formatExit({ how, said }: BrowserExit): string {
  // What is killed, or never ran, says nothing of it.
  if (/SIGKILL|cannot be run/.test(how)) return how;
  const line = findCauseLine(said);
  return line === undefined ? `${how} and said nothing` : `${how} and said: ${line}`;
}

function adviseOn({ how, said }: BrowserExit): string {
  if (/missing x server|\$DISPLAY|ozone/i.test(said))
    return 'There is no display for a window: leave out --headed, or run under xvfb-run.';
  if (/shared librar/i.test(said))
    return 'Install what it misses: `npx playwright install-deps chromium`, or the Chromium of this system.';
  if (saysNoSandbox(said))
    return 'Its sandbox needs user namespaces: let the kernel, or the container, allow them to this user.';
  if (/SIGKILL/.test(how)) return RUN_AGAIN;
  if (/EACCES/.test(how))
    return 'Name a program in OCTOPUS_BROWSER (--browser), not a folder, that you may execute: see `chmod +x`.';
  return adviseOnLimits() ?? SET_UP;
}

/** Whether a browser ended because the kernel, or a container, does not let it have its sandbox. */
export function saysNoSandbox(said: string): boolean {
  return said
    .split('\n')
    .some(
      (line) =>
        /no usable sandbox|zygote_host/i.test(line) ||
        (/sandbox/i.test(line) && /namespace|suid/i.test(line)),
    );
}

// Tried with Chromium 156: with fewer it starts, and then loads nothing, or ends at any moment.
const MIN_OPEN_FILES = 128;
const SAFE_OPEN_FILES = 512;

/** @throws Failure of kind `browser`, where this process, and so its browser, may not open as many files as that needs */
export function requireOpenFiles(): void {
  const files = readLimit('Max open files');
  if (files < MIN_OPEN_FILES)
    throw failNoBrowser('it needs to open many files', undefined, adviseOnFiles(files));
}

/** @returns what to do about a limit that Chromium may not do with */
function adviseOnLimits(): string | undefined {
  const files = readLimit('Max open files');
  if (files < SAFE_OPEN_FILES) return adviseOnFiles(files);
  return readLimit('Max address space') < Number.POSITIVE_INFINITY
    ? 'The memory that may be addressed is limited here, and Chromium needs much: allow it, as with `ulimit -v unlimited`.'
    : undefined;
}

function adviseOnFiles(files: number): string {
  return `No more than ${files} files may be open here: allow more, as with \`ulimit -n 4096\`.`;
}

/** @returns a limit of this process, where it has one and the system tells: Linux does */
function readLimit(name: string): number {
  try {
    const limits = readFileSync('/proc/self/limits', 'utf8');
    return Number(new RegExp(`^${name} +(\\d+)`, 'm').exec(limits)?.[1] ?? Number.POSITIVE_INFINITY);
  } catch {
    return Number.POSITIVE_INFINITY;
  }
}

const MAX_LINE_LENGTH = 240;
// Where in Chromium's source a message comes from: `[1125/175805.477:ERROR:dbus/bus.cc:405] `.
const PREFIX = /^\[[\d:/.]*:(?:FATAL|ERROR|WARNING|INFO|VERBOSE\d):[^\]]*\]\s*/;
// What every Chromium says in a container, what is only a consequence, and the frames of a stack.
const NOISE = /dbus|DevTools listening|Fontconfig|Gpu|gpu|vaapi|^#\d+ |^\s+\w+: [0-9a-f]{16}|^\[end of stack/;
const CAUSE = /:FATAL:|error while loading|no usable|too many|out of memory|missing/i;
const TROUBLE = /cannot|can't|could not|unable|failed|denied|refused|crash|error/i;

/** @returns the line of a browser's standard error that tells most of why it ended, shortened; undefined for none */
function findCauseLine(said: string): string | undefined {
  const lines = said.split(/[\r\n]+/).filter((line) => line.trim() !== '' && !NOISE.test(line));
  const line =
    lines.findLast((each) => CAUSE.test(each)) ??
    lines.findLast((each) => TROUBLE.test(each)) ??
    lines.at(-1);
  if (line === undefined) return undefined;
  return shorten(describeError(line.replace(PREFIX, '')), MAX_LINE_LENGTH);
}
