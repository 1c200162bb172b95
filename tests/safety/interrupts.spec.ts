import { once } from 'node:events';
import { closeSync, constants, openSync, readdirSync, readlinkSync, writeSync } from 'node:fs';
import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import type { StandIn } from '../../stand-in/stand-in.ts';
import { startHoldingProxy } from '../faults/fault-proxy.ts';
import { findBrowsers } from '../find-leaks.ts';
import { credentials, expect, test } from '../fixtures.ts';
import { serve } from '../serve.ts';
import { runProgram, type Started, startCommand } from '../start-command.ts';

/** A run that is kept at one of its steps. */
interface Held extends AsyncDisposable {
  readonly mint: Started;
  /** Settles when it is there: it goes no further by itself. */
  readonly held: Promise<unknown>;
  /** Lets it go on, where it can. */
  release(): void;
}

type Hold = (server: StandIn, folder: string) => Promise<Held>;

/** How a run is kept at each step, by the words with which the log tells of it. */
const moments: Readonly<Record<string, Hold>> = {
  'Starting Chromium': holdBrowser,
  'Opening the Web Portal': (...where) => holdExchange('page', 'reply', ...where),
  // Its reply holds the cookies: without them nobody could end a session that the server has begun.
  'Signing in': (...where) => holdExchange('login', 'request', ...where),
  Minting: (...where) => holdExchange('key', 'reply', ...where),
  Verifying: (...where) => holdExchange('verification', 'reply', ...where),
  Delivering: holdDelivery,
};

// Where a run has something else to end each time, and two signals while there is a key.
const ALWAYS_TRIED = [
  ...['Starting Chromium', 'Minting', 'Delivering'].map((moment) => `SIGTERM ${moment}`),
  'SIGINT Verifying',
];

for (const [signal, code] of Object.entries({ SIGINT: 130, SIGQUIT: 131, SIGTERM: 143, SIGHUP: 129 })) {
  for (const [moment, hold] of Object.entries(moments)) {
    const tag = ALWAYS_TRIED.includes(`${signal} ${moment}`) ? [] : '@extended';
    test(`${signal} at "${moment}": no session, no key, exit ${code}`, { tag }, async ({
      startServer,
      folder,
    }) => {
      test.skip(process.platform === 'win32', 'Windows has no such signals');
      const server = await startServer();
      await using run = await hold(server, folder);
      await Promise.all([run.held, run.mint.waitForLine(moment)]);
      run.mint.child.kill(signal as NodeJS.Signals);
      const ended = await run.mint.exited;

      expect(ended.code, ended.stderr).toBe(code);
      expect(ended.stdout).toBe('');
      expect(ended.stderr).toContain(`${signal} was received`);
      expect(ended.stderr).not.toContain('    at ');
      expect(server.liveKeys()).toEqual([]);
      expect(server.liveSessions()).toBe(0);
      await expectNothingLeft(folder);
    });
  }
}

test('SIGBREAK, which runners send on Windows, is taken as SIGTERM is: no session, no key, exit 143', async ({
  startServer,
  folder,
}) => {
  test.skip(process.platform === 'win32', 'no test can send it there');
  const server = await startServer();
  const preloaded = join(folder, 'break.cjs');
  // Only Windows has it: here another signal stands for it.
  await writeFile(preloaded, "process.on('SIGUSR2', () => process.emit('SIGBREAK', 'SIGBREAK'));\n");
  await using proxy = await startHoldingProxy(server.url, 'verification', 'reply');
  const env = { ...credentials(server), OCTOPUS_URL: proxy.url, NODE_OPTIONS: `--require=${preloaded}` };
  const mint = startMint(folder, env);
  await Promise.all([proxy.held, mint.waitForLine('Verifying')]);
  mint.child.kill('SIGUSR2');
  const { code, stderr } = await mint.exited;

  expect(code, stderr).toBe(143);
  expect(stderr).toContain('SIGBREAK was received');
  expect(server.madeKeys()).toHaveLength(1);
  expect(server.liveKeys()).toEqual([]);
  expect(server.liveSessions()).toBe(0);
  await expectNothingLeft(folder);
});

test('SIGUSR1, which some batch systems send, opens no debugger, and the run goes on', async ({
  startServer,
  folder,
}) => {
  test.skip(process.platform === 'win32', 'Windows has no such signals');
  const server = await startServer();
  await using run = await holdExchange('verification', 'reply', server, folder);
  await Promise.all([run.held, run.mint.waitForLine('Verifying')]);
  run.mint.child.kill('SIGUSR1');
  run.release();
  const { code, stderr } = await run.mint.exited;

  expect(code, stderr).toBe(0);
  expect(stderr).not.toMatch(/debugger|inspector/i);
});

for (const [moment, hold] of Object.entries(moments)) {
  const tag = moment === 'Minting' ? [] : '@extended';
  test(`SIGKILL at "${moment}" leaves at most one key, of the purpose and expiry that were asked for`, {
    tag,
  }, async ({ startServer, folder }) => {
    test.skip(process.platform === 'win32', 'Windows has no such signals');
    const server = await startServer();
    await using run = await hold(server, folder);
    await run.held;
    const gone = once(run.mint.child, 'exit');
    run.mint.child.kill('SIGKILL');
    await gone;
    await expectNothingLeft(folder);

    const isMade = ['Minting', 'Verifying', 'Delivering'].includes(moment);
    expect(server.liveKeys()).toHaveLength(isMade ? 1 : 0);
    for (const { purpose, expires } of server.liveKeys()) {
      expect(purpose).toBe('disturbed');
      expect(expires?.getTime()).toBeLessThanOrEqual(Date.now() + 3_600_000);
    }
  });
}

for (const [moment, hold] of Object.entries(moments).slice(1, -1)) {
  const tag = moment === 'Verifying' ? [] : '@extended';
  test(`a reader of standard output that is gone at "${moment}": exit 6, no session, no key`, {
    tag,
  }, async ({ startServer, folder }) => {
    const server = await startServer();
    await using run = await hold(server, folder);
    await run.held;
    await closeReader(run.mint);
    run.release();

    await expectUndelivered(run.mint, server, folder);
  });
}

test('a reader of standard output that is gone before there is a browser: exit 6, no session, no key', {
  tag: '@extended',
}, async ({ startServer, folder }) => {
  const server = await startServer();
  await using run = await holdExchange('page', 'reply', server, folder);
  await run.mint.waitForLine('Starting Chromium');
  await closeReader(run.mint);
  run.release();

  await expectUndelivered(run.mint, server, folder);
});

test('a reader of standard output that goes while the key waits in a full pipe: exit 6, no session, no key', async ({
  startServer,
  folder,
}) => {
  test.skip(process.platform === 'win32', 'there are no named pipes that a test can fill');
  const server = await startServer();
  const pipe = join(folder, 'pipe');
  await runProgram('mkfifo', { args: [pipe] });
  const reader = openSync(pipe, constants.O_RDWR | constants.O_NONBLOCK);
  fill(reader);
  const mint = startMint(folder, credentials(server), [], openSync(pipe, constants.O_WRONLY));
  await mint.waitForLine('Delivering');
  closeSync(reader);

  await expectUndelivered(mint, server, folder);
});

test('SIGTERM while a saved session waits in a pipe that nobody reads: no session, exit 143', async ({
  startServer,
  folder,
}) => {
  test.skip(process.platform !== 'linux', 'nobody else tells what a process has open');
  const server = await startServer();
  const pipe = join(folder, 'pipe');
  await runProgram('mkfifo', { args: [pipe] });
  const reader = openSync(pipe, constants.O_RDWR | constants.O_NONBLOCK);
  fill(reader);
  const env = { ...credentials(server), OCTOPUS_SESSION_KEY: 'fake-session-key-for-tests' };
  await using signIn = startCommand('sign-in', { args: ['--direct', '--save-session', pipe], env });
  await expect.poll(() => hasOpen(signIn.child.pid, pipe), { intervals: [10] }).toBe(true);
  signIn.child.kill('SIGTERM');
  const { code, stderr } = await signIn.exited;
  closeSync(reader);

  expect(code, stderr).toBe(143);
  expect(stderr).toContain('SIGTERM was received');
  expect(server.liveSessions()).toBe(0);
});

/** Whether a process has a file open. */
function hasOpen(id: number | undefined, path: string): boolean {
  const handles = `/proc/${id}/fd`;
  try {
    return readdirSync(handles).some((handle) => readlinkSync(join(handles, handle)) === path);
  } catch {
    // It has closed another one meanwhile.
    return false;
  }
}

function startMint(
  folder: string,
  env: Readonly<Record<string, string>>,
  words: readonly string[] = [],
  stdout: 'pipe' | number = 'pipe',
): Started {
  const args = ['--purpose', 'disturbed', '--expires-in', '1h', ...words];
  const temporary = join(folder, 'temporary');
  return startCommand('mint-key', { args, env, cwd: folder, temporary, stdout });
}

/** The browser is there, and never says a word; as any, it ends with the pipe by which it is told what to do. */
async function holdBrowser(server: StandIn, folder: string): Promise<Held> {
  const browser = join(folder, 'silent-chromium');
  const script = `require('node:fs').createReadStream('', { fd: 3 }).on('close', () => process.exit()).resume();`;
  await writeFile(browser, `#!${process.execPath}\n${script}\n`, { mode: 0o755 });
  const mint = startMint(folder, { ...credentials(server), OCTOPUS_BROWSER: browser });
  const held = mint.waitForLine('Starting Chromium');
  return { mint, held, release: () => {}, [Symbol.asyncDispose]: () => mint[Symbol.asyncDispose]() };
}

async function holdExchange(
  kind: string,
  what: 'request' | 'reply',
  server: StandIn,
  folder: string,
): Promise<Held> {
  const proxy = await startHoldingProxy(server.url, kind, what);
  const mint = startMint(folder, { ...credentials(server), OCTOPUS_URL: proxy.url });
  return { ...proxy, mint };
}

/** The command that takes the key has taken it, and then asks for what never comes. */
async function holdDelivery(server: StandIn, folder: string): Promise<Held> {
  let noteHeld = () => {};
  const held = new Promise<void>((done) => {
    noteHeld = done;
  });
  const served = await serve(() => noteHeld());
  const script = `process.stdin.resume().on("end", () => fetch("${served.url}"))`;
  const words = ['--pipe-to', `"${process.execPath}" -e '${script}'`];
  const mint = startMint(folder, credentials(server), words);
  return { ...served, mint, held, release: () => {} };
}

async function closeReader({ child }: Started): Promise<void> {
  const closed = once(child.stdout as Readable, 'close');
  child.stdout?.destroy();
  await closed;
}

/** Writes to a pipe until there is no room. */
function fill(pipe: number): void {
  try {
    while (writeSync(pipe, Buffer.alloc(4096, '.')) > 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EAGAIN') throw error;
  }
}

async function expectUndelivered(mint: Started, server: StandIn, folder: string): Promise<void> {
  const { code, stderr } = await mint.exited;
  expect(code, stderr).toBe(6);
  expect(stderr).not.toContain('    at ');
  expect(server.madeKeys()).toHaveLength(1);
  expect(server.liveKeys()).toEqual([]);
  expect(server.liveSessions()).toBe(0);
  await expectNothingLeft(folder);
}

/** What was killed takes a moment to be gone, and to be cleaned up after. */
async function expectNothingLeft(folder: string): Promise<void> {
  await expect.poll(() => findBrowsers(folder), { timeout: 10_000 }).toEqual([]);
  await expect.poll(() => readdir(join(folder, 'temporary')), { timeout: 10_000 }).toEqual([]);
}
