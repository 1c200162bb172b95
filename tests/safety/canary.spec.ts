import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { strFromU8, unzipSync } from 'fflate';
import type { StandInOptions } from '../../stand-in/stand-in.ts';
import { startFaultProxy } from '../faults/fault-proxy.ts';
import type { FaultName } from '../faults/faults.ts';
import { requests } from '../faults/requests.ts';
import { collectSecrets, findLeaks } from '../find-leaks.ts';
import { credentials, expect, hasFullDisk, test } from '../fixtures.ts';
import { startCommand } from '../start-command.ts';

// With everything switched on that writes: no secret anywhere but in the delivery.

interface Case {
  readonly code: number;
  readonly server?: StandInOptions;
  readonly words?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** A request that goes wrong, and how. */
  readonly fault?: readonly [request: string, fault: FaultName];
  readonly toFullDisk?: true;
  /** Whether there was no browser to trace. */
  readonly isTraceless?: true;
  /** Whether it is left to `npm run test:extended`. */
  readonly isExtended?: true;
}

const cases: Readonly<Record<string, Case>> = {
  'a mint': { code: 0 },
  'a mint on the oldest edition': { isExtended: true, code: 0, server: { edition: '3.x' } },
  'a mint in a heavy portal, as JSON': {
    isExtended: true,
    code: 0,
    server: { heavy: true },
    words: ['--format', 'json'],
  },
  'a wrong option': { isExtended: true, code: 2, words: ['--format', 'xml'], isTraceless: true },
  'a root document that is cut off': {
    isExtended: true,
    code: 3,
    fault: ['the root document', 'a reply that is cut off'],
  },
  'a lost reply to the login': {
    isExtended: true,
    code: 3,
    fault: ['the login', 'reset after the server did it'],
  },
  'a wrong password': { isExtended: true, code: 4, env: { OCTOPUS_PASSWORD: 'Fake-and-wrong-"canary"<&>' } },
  'a form that never comes': {
    isExtended: true,
    code: 4,
    server: { drawFormAfterMs: 600_000 },
    words: ['--timeout', '20s'],
  },
  'a login that is redirected': {
    isExtended: true,
    code: 4,
    fault: ['the login', 'a redirect to another origin'],
  },
  'a key that is refused': { isExtended: true, code: 5, fault: ['the key request', '403'] },
  'a key that is lost': { isExtended: true, code: 3, fault: ['the key request', 'a reply that is cut off'] },
  'a reply that holds the key in another shape': {
    isExtended: true,
    code: 5,
    fault: ['the key request', 'truncated JSON'],
  },
  'a key that is not verified': { isExtended: true, code: 5, fault: ['the verification', '500'] },
  'a delivery that fails': { isExtended: true, code: 6, toFullDisk: true },
  'a sign-out that fails': { isExtended: true, code: 0, fault: ['the sign-out', '500'] },
  'a browser that is not there': {
    code: 7,
    env: { OCTOPUS_BROWSER: '/nonexistent/chromium' },
    isTraceless: true,
  },
};

for (const [what, each] of Object.entries(cases)) {
  const tag = each.isExtended ? '@extended' : [];
  test(`${what}, traced and with every log: no secret in any spelling, and a trace that is whole`, {
    tag,
  }, async ({ startServer, folder }) => {
    test.skip(!!each.toFullDisk && !hasFullDisk, 'there is no disk that is always full');
    const server = await startServer(each.server);
    const [request, fault] = each.fault ?? ['the login', 'connection refused'];
    const found = requests.find(({ name }) => name === request);
    if (!found) throw new Error(`no request is called ${request}`);
    await using proxy = each.fault
      ? await startFaultProxy(server.url, 'http://localhost:9', found, fault)
      : undefined;
    const env: Record<string, string> = {
      ...credentials(server),
      OCTOPUS_URL: proxy?.url ?? server.url,
      ...each.env,
    };
    const { code, stdout, stderr } = await startCommand('mint-key', {
      cwd: folder,
      temporary: join(folder, 'temporary'),
      env: { ...env, LOG_LEVEL: 'trace', DEBUG: 'pw:*', DEBUG_COLORS: '0' },
      args: ['--trace', 'trace.zip', '--timeout', '90s', ...(each.words ?? [])],
      stdout: each.toFullDisk ? 'full disk' : 'pipe',
    }).exited;

    expect(code, stderr.slice(-3000)).toBe(each.code);
    const secrets = collectSecrets(server, env.OCTOPUS_PASSWORD ?? '');
    expect(findLeaks(secrets, stderr), 'standard error').toEqual([]);
    const delivered = server.liveKeys().map(({ key }) => key);
    const undelivered = secrets.filter((secret) => !delivered.includes(secret));
    expect(findLeaks(undelivered, stdout), 'standard output').toEqual([]);
    if (!each.isTraceless) await expectCleanTrace(join(folder, 'trace.zip'), secrets);
    expect(await readdir(join(folder, 'temporary'))).toEqual([]);
    expect((await readdir(folder)).sort()).toEqual(
      each.isTraceless ? ['temporary'] : ['temporary', 'trace.zip'],
    );
  });
}

async function expectCleanTrace(path: string, secrets: readonly string[]): Promise<void> {
  const parts = unzipSync(await readFile(path));
  expect(Object.keys(parts)).toEqual(expect.arrayContaining(['trace.trace', 'trace.network']));
  for (const [name, bytes] of Object.entries(parts)) {
    expect(findLeaks(secrets, name), 'a name').toEqual([]);
    expect(findLeaks(secrets, Buffer.from(bytes).toString('latin1')), name).toEqual([]);
    if (!/\.(?:trace|network|stacks)$/.test(name)) continue;
    for (const line of strFromU8(bytes).split('\n')) if (line !== '') JSON.parse(line);
  }
}

test('no message of the protocol is cut before it is looked through, whatever MAX_LOG_LENGTH says', async ({
  startServer,
  runCommand,
}) => {
  const server = await startServer();
  const env = { ...credentials(server), DEBUG: 'pw:protocol', MAX_LOG_LENGTH: '380' };
  const { code, stderr } = await runCommand('mint-key', { env });
  expect(code, stderr.slice(-2000)).toBe(0);
  expect(stderr).toContain('MAX_LOG_LENGTH is ignored');
  expect(stderr).toContain('pw:protocol');
  expect(stderr).not.toContain('LOG TRUNCATED');
});

test('DEBUG_FILE makes no file: what Playwright would write there is not redacted', async ({
  startServer,
  runCommand,
  folder,
}) => {
  const server = await startServer();
  const path = join(folder, 'debug.log');
  const env = { ...credentials(server), DEBUG: 'pw:*', DEBUG_FILE: path };
  const { code, stderr } = await runCommand('mint-key', { env });
  expect(code, stderr).toBe(0);
  expect(await readdir(folder)).not.toContain('debug.log');
  expect(stderr).toContain('DEBUG_FILE');
  expect(stderr).toContain('pw:');
  expect(findLeaks(collectSecrets(server, server.password), stderr)).toEqual([]);
});
