import { type ChildProcess, type SpawnOptions, spawn } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Readable, Writable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Browser, ConnectOverCDPTransport } from 'playwright';
import { signalGroup } from '../core/child-processes.ts';
import { parseJson } from '../core/text.ts';
import { COMMON_FLAGS, makeBrowserEnvironment, negotiateFlags, QUIET_FLAGS } from './browser-environment.ts';
import { type BrowserExit, toBrowserExit, watchExit } from './browser-exit.ts';
import { makePrivateFolder, removePrivateFolderLast } from './private-folder.ts';

// What keeps a browser from talking with its maker's servers, from asking its user, and from using a keyring.
const FLAGS = [
  '--headless',
  ...COMMON_FLAGS,
  // One that is to sign in by Kerberos is not started early.
  ...negotiateFlags({}),
  ...QUIET_FLAGS,
  '--remote-debugging-pipe',
  '--no-default-browser-check',
  '--no-service-autorun',
  '--disable-component-extensions-with-background-pages',
  '--disable-default-apps',
  '--disable-extensions',
  // As Playwright has it: a page that is gone back to would have its script, and what was typed into it.
  '--disable-back-forward-cache',
  '--disable-sync',
  '--disable-search-engine-choice-screen',
  // A page that is prerendered before Playwright is there is one that Playwright does not know once it is shown.
  '--disable-features=Translate,OptimizationHints,MediaRouter,NetworkTimeServiceQuerying,AimEnabled,PreconnectToSearch,Prerender2,Prerender2FallbackPrefetchSpecRules',
  '--enable-features=SkipListAccountsWithoutGaiaCookies',
  '--password-store=basic',
  '--use-mock-keychain',
  '--hide-scrollbars',
  '--mute-audio',
  '--window-size=1280,720',
];

/**
 * Of a profile that is new: a Chromium that is no headless shell would ask its maker whether the password is known from a leak, and who
 * is signed in to its services; and it would put what a page has it download among the user's own files.
 */
const makePreferences = (folder: string) => ({
  profile: { password_manager_leak_detection: false },
  credentials_enable_service: false,
  safebrowsing: { enabled: false },
  signin: { allowed: false },
  download: { default_directory: join(folder, 'downloads'), prompt_for_download: false },
});

// A page that takes longer is opened anew once Playwright is there to tell what is wrong with it.
const FIRST_PAGE_TIMEOUT_MS = 2_000;
// A page that answers nothing for so long runs a script that does not end. Playwright would wait for it, as if for the browser.
const ANSWER_TIMEOUT_MS = 5_000;
const TAKE_OVER_TIMEOUT_MS = 8_000;

/**
 * A Chromium that has begun to start, and to load its first page, before Playwright is even loaded: that takes as long,
 * and a machine has more than one core. Of a mint of a light portal this saves a tenth under ts-node, and a fifth from
 * a bundle (`npm run bench`). Playwright takes it over through the same pipes by which it would have started it,
 * so that no other process can.
 */
export class EarlyChromium {
  readonly path: string;
  /** Resolves when it has ended, could not be run, or is of no use. */
  readonly exit: Promise<BrowserExit>;
  readonly #child: ChildProcess | undefined;
  readonly #address: string | undefined;
  #isGone = false;

  /**
   * @param path of a Chromium without a window
   * @param address of the page it loads meanwhile
   * @param isSandboxed whether it may keep its sandbox
   */
  constructor(path: string, address: string | undefined, isSandboxed: boolean) {
    this.path = path;
    this.#address = address;
    const profile = `--user-data-dir=${makeProfile()}`;
    const flags = [...FLAGS, ...(isSandboxed ? [] : ['--no-sandbox']), profile, address ?? 'about:blank'];
    // A process group of its own, so that Ctrl-C ends it no sooner than we do, and so that all of it ends.
    const options: SpawnOptions = {
      detached: true,
      stdio: ['ignore', 'ignore', 'pipe', 'pipe', 'pipe'],
      env: makeBrowserEnvironment(),
    };
    try {
      this.#child = spawn(path, flags, options);
      this.exit = watchExit(this.#child);
      this.#child.once('exit', () => {
        this.kill();
        this.#isGone = true;
      });
    } catch (error) {
      this.exit = Promise.resolve(toBrowserExit(error));
    }
    process.once('exit', () => this.kill());
    removePrivateFolderLast();
  }

  /**
   * Lets Playwright take the browser over.
   * @param timeout milliseconds
   * @throws Error, where it does not answer as it should, or its page hangs; where it has ended, `exit` tells
   */
  async connect(timeout: number): Promise<Browser> {
    const { chromium } = require('playwright') as typeof import('playwright');
    const [, , , input, output] = (this.#child?.stdio ?? []) as [null, null, Readable, Writable?, Readable?];
    if (!input || !output) throw new Error('it could not be run');
    let isGivenUp = false;
    const transport = connectPipes(input, output, () => {
      isGivenUp = true;
    });
    const connecting = this.#takeOver(
      () => chromium.connectOverCDP(transport, { timeout: Math.min(timeout, this.#patience), isLocal: true }),
      transport,
    );
    const ended = this.exit.then(({ how }) => {
      // Playwright that waits no longer ends the browser, and then says so.
      if (isGivenUp) return connecting;
      throw new Error(how);
    });
    return await Promise.race([connecting, ended]);
  }

  /** What a page may keep Playwright from being done. */
  get #patience(): number {
    return this.#address ? TAKE_OVER_TIMEOUT_MS : Number.POSITIVE_INFINITY;
  }

  async #takeOver(connect: () => Promise<Browser>, transport: ConnectOverCDPTransport): Promise<Browser> {
    if (this.#address) await awaitFirstPage(transport, this.#address);
    return await connect();
  }

  /** Kills the browser, with all its processes. */
  kill(): void {
    // The number of a process that is gone may be another's by now.
    if (this.#child && !this.#isGone) signalGroup(this.#child, 'SIGKILL');
  }
}

/** @returns its path */
function makeProfile(): string {
  const folder = makePrivateFolder();
  const path = join(folder, 'profile');
  mkdirSync(join(path, 'Default'), { recursive: true });
  writeFileSync(join(path, 'Default', 'Preferences'), JSON.stringify(makePreferences(folder)));
  return path;
}

const END_OF_MESSAGE = '\0';

/**
 * The DevTools protocol over a pair of pipes, as Chromium speaks it under `--remote-debugging-pipe`: JSON messages,
 * each ended by a NUL.
 * @param close is told where nobody speaks to the browser any more
 */
function connectPipes(input: Writable, output: Readable, close: () => void): ConnectOverCDPTransport {
  const transport: ConnectOverCDPTransport = {
    send: (message) => input.write(JSON.stringify(message) + END_OF_MESSAGE),
    close: () => {
      close();
      input.end();
    },
  };
  let unread: Buffer[] = [];
  output.on('data', (chunk: Buffer) => {
    const end = chunk.lastIndexOf(END_OF_MESSAGE) + 1;
    const whole = end === 0 ? [] : [...unread, chunk.subarray(0, end)];
    unread = end === 0 ? [...unread, chunk] : [chunk.subarray(end)];
    const messages = Buffer.concat(whole).toString().split(END_OF_MESSAGE).slice(0, -1);
    // Each in a task of its own: Playwright counts on having done with a reply before it hears of what follows.
    for (const message of messages) setImmediate(() => hear(message));
  });
  // What is no browser may send anything, and is told of by its end.
  const hear = (message: string) => {
    const heard = parseJson(message);
    if (typeof heard === 'object' && heard !== null) transport.onmessage?.(heard);
  };
  output.on('close', () => transport.onclose?.('the browser has ended'));
  for (const pipe of [input, output]) pipe.on('error', () => transport.onclose?.('the pipe broke'));
  return transport;
}

const POLL_INTERVAL_MS = 5;
/**
 * Waits for the page that a browser was started with, over the plain DevTools protocol: Playwright may not take a page
 * over while it is being replaced, or it may wait for ever for the one that was. A page that did not come, or
 * not from where it should, or not with success, is left for `about:blank`, so that whoever needs it opens it
 * in the usual way and learns what is wrong.
 * @param transport to the browser; free for another listener afterwards
 * @param address that the browser was started with
 * @throws Error, where the browser, or its page, does not answer as it should
 */
async function awaitFirstPage(transport: ConnectOverCDPTransport, address: string): Promise<void> {
  const call = listen(transport);
  const giveUpAt = performance.now() + FIRST_PAGE_TIMEOUT_MS;
  const until = async <T>(look: () => Promise<T | undefined>): Promise<T | undefined> => {
    let found = await look();
    while (found === undefined && performance.now() < giveUpAt) {
      await sleep(POLL_INTERVAL_MS);
      found = await look();
    }
    return found;
  };

  const targetId = await until(async () => {
    const { targetInfos } = await call<Targets>('Target.getTargets');
    return targetInfos.find(({ type }) => type === 'page')?.targetId;
  });
  const { sessionId } = await call<Attached>('Target.attachToTarget', { targetId, flatten: true });
  const look = () =>
    readPageState(call, sessionId).catch((error) => {
      if (error instanceof NoAnswer) throw error;
      return undefined;
    });
  const came = await until(async () => {
    const state = await look();
    return state?.href === 'about:blank' ? undefined : state;
  });
  if (!came || came.status < 200 || came.status > 299 || !isUnder(came.href, address)) {
    await call('Page.navigate', { url: 'about:blank' }, sessionId);
    await until(async () => ((await look())?.href === 'about:blank' ? true : undefined));
  }
  await call('Target.detachFromTarget', { sessionId });
}

interface Targets {
  readonly targetInfos: readonly { readonly targetId: string; readonly type: string }[];
}
interface Attached {
  readonly sessionId: string;
}
interface Frames {
  readonly frameTree: { readonly frame: { readonly id: string } };
}
interface World {
  readonly executionContextId: number;
}
interface Evaluated {
  readonly result: { readonly value: PageState };
}
interface PageState {
  readonly href: string;
  /** The HTTP status it came with; 0 where none did. */
  readonly status: number;
}
type Call = <T>(method: string, params?: object, sessionId?: string) => Promise<T>;

/**
 * Reads it in a world of its own, where nothing is the page's.
 * @throws NoAnswer, where the page hangs; Error, where it is just being replaced
 */
async function readPageState(call: Call, sessionId: string): Promise<PageState> {
  const { frameTree } = await call<Frames>('Page.getFrameTree', {}, sessionId);
  const { executionContextId: contextId } = await call<World>(
    'Page.createIsolatedWorld',
    { frameId: frameTree.frame.id },
    sessionId,
  );
  const expression =
    '({ href: location.href, status: performance.getEntriesByType("navigation")[0]?.responseStatus ?? 0 })';
  const { result } = await call<Evaluated>(
    'Runtime.evaluate',
    { expression, contextId, returnByValue: true },
    sessionId,
  );
  return result.value;
}

function isUnder(href: string, address: string): boolean {
  const [came, wanted] = [new URL(href), new URL(address)];
  return came.origin === wanted.origin && came.pathname === wanted.pathname;
}

interface Reply {
  readonly id?: number;
  readonly result?: unknown;
  readonly error?: { readonly message: string };
}

class NoAnswer extends Error {
  override readonly message = 'the page does not answer';
}

function listen(transport: ConnectOverCDPTransport): Call {
  const waiting = new Map<number, (reply: Reply) => void>();
  transport.onmessage = (message) => {
    const reply = message as Reply;
    if (reply.id !== undefined) waiting.get(reply.id)?.(reply);
  };
  let last = 0;
  return <T>(method: string, params = {}, sessionId?: string) =>
    new Promise<T>((resolve, reject) => {
      const id = ++last;
      const timer = sessionId ? setTimeout(() => reject(new NoAnswer()), ANSWER_TIMEOUT_MS) : undefined;
      waiting.set(id, ({ result, error }) => {
        clearTimeout(timer);
        if (error) reject(new Error(error.message));
        else resolve(result as T);
      });
      transport.send({ id, method, params, ...(sessionId ? { sessionId } : {}) });
    });
}
