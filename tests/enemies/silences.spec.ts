import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, constants, openSync, writeSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { join } from 'node:path';
import { UndiciHttp } from '../../src/api/http.ts';
import { Deadline } from '../../src/core/deadline.ts';
import { forward, pass } from '../faults/faults.ts';
import { findProgram } from '../find-program.ts';
import { credentials, expect, hasFullDisk, test } from '../fixtures.ts';
import { type Served, serve } from '../serve.ts';
import { startCommand, startProgram, wordsOf } from '../start-command.ts';

test.use({ sharesBrowser: true });

// A server that has made the key and then says nothing more: whatever ends the run, the key is named.

interface Silence {
  /** Whether a request is the last that is passed on. */
  readonly isLast: (request: { method?: string | undefined; url?: string | undefined }) => boolean;
  /** Whether its reply is passed back. */
  readonly isAnswered: boolean;
}

/** Passes everything on to a server until the last request; from then on nothing is answered, and no connection closed. */
function fallSilent(target: string, { isLast, isAnswered }: Silence): Promise<Served> {
  let isSilent = false;
  return serve(async (incoming, outgoing) => {
    if (isSilent) return;
    const exchange = { incoming, outgoing, target, elsewhere: '' };
    isSilent = isLast(incoming);
    const reply = await forward(exchange);
    if (!isSilent || isAnswered) pass(exchange, reply);
  });
}

// As it stands in a line of JSON.
const QUOTED_PURPOSE = '\\"silenced\\"';

const AFTER_THE_KEY: Silence = {
  isLast: ({ method, url }) => method === 'POST' && !!url?.endsWith('/apikeys'),
  isAnswered: false,
};

for (const level of ['info', 'silent']) {
  test(`silence after the key request, until --timeout, at log level ${level}: exit 3, and the key is named by purpose and expiry`, {
    tag: '@extended',
  }, async ({ startServer, runCommand }) => {
    const server = await startServer();
    await using site = await fallSilent(server.url, AFTER_THE_KEY);
    const { code, stdout, stderr } = await runCommand('mint-key', {
      env: { ...credentials(server), OCTOPUS_URL: site.url, LOG_LEVEL: level },
      words: ['--timeout', '20s', '--purpose', 'silenced'],
    });

    const [key] = server.liveKeys();
    expect(code, stderr).toBe(3);
    expect(stdout).toBe('');
    expect(stderr).toContain(QUOTED_PURPOSE);
    expect(stderr).toContain(key?.expires?.toISOString());
    expect(stderr).toMatch(
      /revoke it with: npx ts-node scripts\/revoke-key\.ts --url \S+ --username admin --id/,
    );
  });
}

test('silence after the key request and SIGTERM: exit 143, and the key is named by purpose and expiry', {
  tag: '@extended',
}, async ({ startServer }) => {
  test.skip(process.platform === 'win32', 'Windows has no such signals');
  const server = await startServer();
  await using site = await fallSilent(server.url, AFTER_THE_KEY);
  await using command = startCommand('mint-key', {
    env: { ...credentials(server), OCTOPUS_URL: site.url },
    args: ['--purpose', 'silenced'],
  });
  await expect.poll(() => server.liveKeys().length, { timeout: 60_000 }).toBe(1);
  command.child.kill('SIGTERM');
  const { code, stderr } = await command.exited;

  expect(code, stderr).toBe(143);
  expect(stderr).toContain(QUOTED_PURPOSE);
  expect(stderr).toContain(server.liveKeys()[0]?.expires?.toISOString());
  expect(stderr).toContain('scripts/revoke-key.ts');
});

for (const signal of [undefined, 'SIGTERM'] as const) {
  test(`a deletion that hangs after a failed delivery${signal ? `, and ${signal}` : ''}: the key is named by its id, with the command that revokes it`, {
    tag: signal ? [] : '@extended',
  }, async ({ startServer, saveSession }) => {
    test.skip(!hasFullDisk, 'there is no disk that is always full');
    const server = await startServer();
    let isDeleting = false;
    await using site = await fallSilent(server.url, {
      isLast: ({ method }) => {
        isDeleting ||= method === 'DELETE';
        return isDeleting;
      },
      isAnswered: false,
    });
    const { env, words } = await saveSession({ ...server, url: site.url });
    await using command = startCommand('mint-key', {
      env,
      args: [...words, '--timeout', '25s'],
      stdout: 'full disk',
    });
    if (signal) {
      await expect.poll(() => isDeleting, { timeout: 60_000 }).toBe(true);
      command.child.kill(signal);
    }
    const { code, stderr } = await command.exited;
    const [made] = server.madeKeys();

    // That the delivery failed is what the run ends with, also where it is told to stop while it cleans up.
    expect(code, stderr).toBe(6);
    expect(stderr).toContain(`THE KEY ${made?.id} MAY STILL BE LIVE`);
    expect(stderr).toMatch(
      new RegExp(`Revoke it with: npx ts-node scripts/revoke-key.ts .*--id ${made?.id}`),
    );
  });
}

test('a reader of standard error that reads no more keeps no run from making and handing over its key', async ({
  startServer,
  startBrowser,
  folder,
}) => {
  const server = await startServer();
  const [program, ...args] = wordsOf('mint-key');
  // More than any pipe holds.
  const env = {
    ...credentials(server),
    OCTOPUS_BROWSER: await startBrowser(),
    LOG_LEVEL: 'trace',
    DEBUG: 'pw:*',
    PATH: process.env.PATH,
  };
  const mint = spawn(program, args, { cwd: folder, env, stdio: ['ignore', 'pipe', 'pipe'] });
  let key = '';
  mint.stdout.on('data', (chunk) => {
    key += chunk;
  });
  const [code] = await once(mint, 'exit');
  expect(code).toBe(0);
  expect(server.liveKeys().map((each) => `${each.key}\n`)).toEqual([key]);
});

test('a full pipe for standard error, which the command of with-key shares, keeps no key from being revoked', async ({
  startServer,
  saveSession,
  folder,
}) => {
  test.skip(process.platform === 'win32', 'Windows has no such pipes');
  const server = await startServer();
  const { env, words } = await saveSession(server);
  using pipe = openFullPipe(join(folder, 'pipe'));
  const args = [...words, '--timeout', '30s', '--', 'true'];
  // Whoever is started with a pipe is given one that waits for a reader, and it is one for all who have it.
  await using command = startCommand('with-key', { env, args, stderr: pipe.writeEnd });
  const { code } = await command.exited;
  expect(code).toBe(0);
  expect(server.madeKeys()).toHaveLength(1);
  expect(server.liveKeys()).toEqual([]);
});

interface FullPipe extends Disposable {
  /** It is closed by whoever gives it away. */
  readonly writeEnd: number;
}

/** Opens a pipe that has a reader, who never reads. */
function openFullPipe(path: string): FullPipe {
  execFileSync('mkfifo', [path]);
  const readEnd = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
  const filling = openSync(path, constants.O_WRONLY | constants.O_NONBLOCK);
  try {
    for (;;) writeSync(filling, 'x');
  } catch (error) {
    expect((error as NodeJS.ErrnoException).code).toBe('EAGAIN');
  }
  closeSync(filling);
  return { writeEnd: openSync(path, constants.O_WRONLY), [Symbol.dispose]: () => closeSync(readEnd) };
}

// Runs a command with a stream that is a terminal which shows nothing any more.
const ON_FULL_TERMINAL = `
import os, pty, subprocess, sys
_, terminal = pty.openpty()
os.set_blocking(terminal, False)
try:
    while True:
        os.write(terminal, b'x')
except BlockingIOError:
    os.set_blocking(terminal, True)
sys.exit(subprocess.run(sys.argv[2:], **{sys.argv[1]: terminal}).returncode)
`;

const python = findProgram('python3');

for (const { stream, code, stdout, keys } of [
  { stream: 'stderr', code: 0, stdout: /^API-/, keys: 1 },
  { stream: 'stdout', code: 6, stdout: /^$/, keys: 0 },
]) {
  test(`a terminal for ${stream} that stands still: exit ${code} in time, and ${keys === 0 ? 'the key is revoked' : 'the key is handed over'}`, {
    tag: '@extended',
  }, async ({ startServer, saveSession }) => {
    test.skip(python === undefined, 'needs Python for a terminal');
    const server = await startServer();
    const { env, words } = await saveSession(server);
    const command = [...wordsOf('mint-key'), ...words, '--timeout', '12s'];
    const args = ['-c', ON_FULL_TERMINAL, stream, ...command];
    await using mint = startProgram(python ?? '', { env, args });
    const outcome = await mint.exited;
    expect(outcome.code, outcome.stderr).toBe(code);
    expect(outcome.stdout).toMatch(stdout);
    expect(server.madeKeys()).toHaveLength(1);
    expect(server.liveKeys()).toHaveLength(keys);
  });
}

test('a server that takes a connection and never answers to TLS keeps a request no longer than its deadline, and its closing not at all', async () => {
  const server = createServer();
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const { port } = server.address() as AddressInfo;
  const http = new UndiciHttp({ insecureTls: false });
  const request = { method: 'HEAD', address: `https://127.0.0.1:${port}/`, headers: {}, body: undefined };
  await expect(http.send(request, Deadline.ofRun(1_000))).rejects.toThrow('none in time');
  await http.close();
  server.close();
});
