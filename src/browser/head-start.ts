import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import type { Readable, Writable } from 'node:stream';
import { StringDecoder } from 'node:string_decoder';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Browser, ConnectOverCDPTransport } from 'playwright';
import { signalGroup } from '../core/child-processes.ts';
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

const END_OF_MESSAGE = '\0';

/**
 * The DevTools protocol over a pair of pipes, as Chromium speaks it under `--remote-debugging-pipe`: JSON messages,
 * each ended by a NUL.
 */
export function connectPipes(input: Writable, output: Readable): ConnectOverCDPTransport {
  const transport: ConnectOverCDPTransport = {
    send: (message) => input.write(JSON.stringify(message) + END_OF_MESSAGE),
    close: () => input.end(),
  };
  const decoder = new StringDecoder('utf8');
  let unread = '';
  output.on('data', (chunk: Buffer) => {
    const messages = (unread + decoder.write(chunk)).split(END_OF_MESSAGE);
    unread = messages.pop() ?? '';
    // Each in a task of its own: Playwright counts on having done with a reply before it hears of what follows.
    for (const message of messages) setImmediate(() => transport.onmessage?.(JSON.parse(message)));
  });
  output.on('close', () => transport.onclose?.('the browser has ended'));
  for (const pipe of [input, output]) pipe.on('error', () => transport.onclose?.('the pipe broke'));
  return transport;
}

const INTERVAL = 5;

/** How the page stands, as it says itself. */
interface Standing {
  readonly href: string;
  /** The HTTP status it came with; 0 where none did. */
  readonly status: number;
}

/**
 * Waits for the page that a browser was started with, over the bare DevTools protocol: Playwright may not take a page
 * over while it is being replaced, or it may wait for ever for the one that was. A page that did not come, or
 * not from where it should, or not with success, is left for `about:blank`, so that whoever needs it opens it
 * in the usual way and learns what is wrong.
 * @param transport to the browser; free for another listener afterwards
 * @param address that the browser was started with
 * @param longest milliseconds to wait for it
 * @throws Error, where the browser does not answer as it should
 */
export async function awaitFirstPage(
  transport: ConnectOverCDPTransport,
  address: string,
  longest: number,
): Promise<void> {
  const call = listen(transport);
  const giveUpAt = performance.now() + longest;
  const until = async <T>(look: () => Promise<T | undefined>): Promise<T | undefined> => {
    let found = await look();
    while (found === undefined && performance.now() < giveUpAt) {
      await sleep(INTERVAL);
      found = await look();
    }
    return found;
  };

  const targetId = await until(async () => {
    const { targetInfos } = await call<Targets>('Target.getTargets');
    return targetInfos.find(({ type }) => type === 'page')?.targetId;
  });
  const { sessionId } = await call<Attached>('Target.attachToTarget', { targetId, flatten: true });
  const look = () => readStanding(call, sessionId);
  const came = await until(async () => {
    const standing = await look();
    return standing?.href === 'about:blank' ? undefined : standing;
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
interface Evaluated {
  readonly result?: { readonly value?: Standing };
}
type Call = <T>(method: string, params?: object, sessionId?: string) => Promise<T>;

/** @returns undefined where the page is just being replaced */
async function readStanding(call: Call, sessionId: string): Promise<Standing | undefined> {
  const expression =
    '({ href: location.href, status: performance.getEntriesByType("navigation")[0]?.responseStatus ?? 0 })';
  const asked = call<Evaluated>('Runtime.evaluate', { expression, returnByValue: true }, sessionId);
  return (await asked.catch(() => undefined))?.result?.value;
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
      waiting.set(id, ({ result, error }) =>
        error ? reject(new Error(error.message)) : resolve(result as T),
      );
      transport.send({ id, method, params, ...(sessionId ? { sessionId } : {}) });
    });
}
