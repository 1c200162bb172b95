import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { strFromU8, unzipSync } from 'fflate';
import type { StandIn } from '../../stand-in/stand-in.ts';
import { credentials, expect, test } from '../fixtures.ts';
import { readOffspring } from '../read-offspring.ts';
import { startCommand } from '../start-command.ts';
import { serveProxy, serveSocks } from './serve-proxy.ts';

/** It is this machine, and only the proxies of these tests know it. */
const NAME = 'octopus.corp.test';
const PASSWORD = 'fake-password-of-a-proxy';
const SENT = Buffer.from(`user:${PASSWORD}`).toString('base64');

function behind(server: StandIn): Record<string, string> {
  return { ...credentials(server), OCTOPUS_URL: server.url.replace('127.0.0.1', NAME) };
}

/** @returns the address of a proxy with that password */
function withPassword({ url }: { readonly url: string }): string {
  return url.replace('://', `://user:${PASSWORD}@`);
}

test('the password of a proxy is in no process that a run starts: neither on a command line nor in an environment', async ({
  startServer,
  folder,
}) => {
  test.skip(process.platform !== 'linux', 'there is no /proc');
  const server = await startServer({ drawFormAfterMs: 600_000 });
  await using proxy = await serveProxy({ credentials: `user:${PASSWORD}` });
  const env = {
    ...behind(server),
    ...{ HTTP_PROXY: withPassword(proxy), all_proxy: withPassword(proxy), NO_PROXY: 'beside.corp.test' },
  };
  await using mint = startCommand('mint-key', { cwd: folder, env, args: ['--allow-http'] });
  await mint.waitForLine('Signing in');
  const seen = readOffspring(mint.child.pid ?? 0);

  expect(seen.map(({ line }) => line)).toContainEqual(expect.stringMatching(/chrom.*--no-proxy-server/i));
  for (const { environment } of seen) expect(environment).not.toMatch(/proxy=/i);
  for (const { line, environment } of seen)
    for (const secret of [PASSWORD, SENT]) expect(`${line} ${environment}`).not.toContain(secret);
});

test('a run with a trace through such a proxy leaves its password in neither trace nor log', async ({
  startServer,
  runCommand,
  folder,
}) => {
  const server = await startServer();
  await using proxy = await serveProxy({ credentials: `user:${PASSWORD}` });
  const file = join(folder, 'proxy');
  await writeFile(file, `${withPassword(proxy)}\n`, { mode: 0o600 });
  const env = { ...behind(server), OCTOPUS_PROXY_FILE: file, DEBUG: 'pw:*', LOG_LEVEL: 'trace' };
  const words = ['--allow-http', '--trace', 'trace.zip'];
  const { code, stdout, stderr } = await runCommand('mint-key', { env, words });

  expect(code, stderr.slice(-2_000)).toBe(0);
  expect(stdout).toBe(`${server.liveKeys()[0]?.key}\n`);
  const files = unzipSync(await readFile(join(folder, 'trace.zip')));
  const texts = {
    stderr,
    ...Object.fromEntries(Object.entries(files).map(([name, data]) => [name, strFromU8(data, true)])),
  };
  expect(Object.keys(texts).length).toBeGreaterThan(3);
  for (const [name, text] of Object.entries(texts))
    for (const secret of [PASSWORD, SENT]) expect(text.includes(secret), name).toBe(false);
});

test('a key is made through a SOCKS proxy, which is told names', async ({ startServer, runCommand }) => {
  const server = await startServer();
  await using proxy = await serveSocks();
  const env = { ...behind(server), ALL_PROXY: proxy.url };
  const { code, stdout, stderr } = await runCommand('mint-key', { env, words: ['--allow-http'] });

  expect(code, stderr).toBe(0);
  expect(stdout).toBe(`${server.liveKeys()[0]?.key}\n`);
  expect(server.liveSessions()).toBe(0);
  // 3 is a name (RFC 1928, 5).
  expect(new Set(proxy.seen)).toEqual(new Set([`3 ${NAME}:${new URL(server.url).port}`]));
});

test.describe('a remote browser', () => {
  test.use({ sharesBrowser: true });

  test('opens its pages through the proxy of the run, password and all, and is itself reached directly', async ({
    startServer,
    runCommand,
  }) => {
    const server = await startServer();
    await using proxy = await serveProxy({ credentials: `user:${PASSWORD}` });
    const env = { ...behind(server), HTTP_PROXY: withPassword(proxy) };
    const { code, stdout, stderr } = await runCommand('mint-key', { env, words: ['--allow-http'] });

    expect(code, stderr).toBe(0);
    expect(stdout).toBe(`${server.liveKeys()[0]?.key}\n`);
    const asked = proxy.seen.map((each) => each.asked);
    expect(asked).toContainEqual(expect.stringMatching(/^GET .*\/app$/));
    for (const each of asked) expect(each).toContain(NAME);
  });
});
