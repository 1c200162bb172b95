import { chmod, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Deadline } from '../../src/core/deadline.ts';
import type { Run } from '../../src/core/run.ts';
import { redactor } from '../../src/secrets/redactor.ts';
import { Secret } from '../../src/secrets/secret.ts';
import { openPasskey } from '../../src/session/passkey-file.ts';
import { expect, test } from '../fixtures.ts';
import { KEY, readPasskey, withPasskey, writePasskey } from './passkey-fixtures.ts';
import { PASSWORD, type Step } from './passkey-pages.ts';
import { servePasskeys } from './serve-passkeys.ts';

test.use({ sharesBrowser: true });

interface Row {
  readonly steps: readonly Step[];
  /** Whether the portal goes to the provider by itself. */
  readonly isAutomatic?: true;
  /** Whether the passkey can be asked for by its id alone. */
  readonly isUndiscoverable?: true;
  /** Whether the password is given, too. */
  readonly takesPassword?: true;
  readonly env?: Readonly<Record<string, string>>;
}

const rows: Readonly<Record<string, Row>> = {
  'on the first page, which asks by itself': { steps: ['passkey by itself'], env: { OCTOPUS_USERNAME: '' } },
  'where the portal goes to its provider by itself': { steps: ['passkey by itself'], isAutomatic: true },
  'on the first page, by a button': { steps: ['passkey by a button'] },
  'where it is offered beside the password': {
    steps: ['passkey beside the password'],
    env: { OCTOPUS_PASSWORD: PASSWORD },
  },
  'of which the provider must know whose it is first': {
    isUndiscoverable: true,
    takesPassword: true,
    steps: ['passkey beside the password', 'passkey by itself'],
    env: { OCTOPUS_PASSWORD: PASSWORD },
  },
  'after the password': {
    takesPassword: true,
    steps: ['password', 'passkey by itself'],
    env: { OCTOPUS_PASSWORD: PASSWORD },
  },
  'after the password, by a button': {
    takesPassword: true,
    steps: ['password', 'passkey by a button'],
    env: { OCTOPUS_PASSWORD: PASSWORD },
  },
  'where the field offers it, as it does to a person': {
    steps: ['passkey in the list of the field'],
    env: { OCTOPUS_PASSWORD: PASSWORD },
  },
  'from a list of ways, on a page with a button': { steps: ['list of ways', 'passkey by a button'] },
};

for (const [title, { steps, env, ...row }] of Object.entries(rows)) {
  test(`a passkey signs in with nobody there: ${title}`, {
    // One that is pressed for counts on below.
    tag: title === 'on the first page, which asks by itself' ? [] : '@extended',
  }, async ({ startServer, runCommand, folder }) => {
    const server = await startServer();
    const portal = row.isAutomatic ? ({ portalLeadsTo: 'the provider' } as const) : {};
    await using provider = await servePasskeys(server, { steps, ...portal });
    const changed = { isDiscoverable: !row.isUndiscoverable };
    const { signCount } = await writePasskey(join(folder, 'passkey'), provider, changed);
    const { code, stdout, stderr } = await runCommand('mint-key', {
      env: { ...withPasskey(provider, folder), ...env },
    });

    expect(code, stderr).toBe(0);
    expect(stdout).toBe(`${server.liveKeys()[0]?.key}\n`);
    expect(provider.asserted).toEqual([expect.any(Number)]);
    expect(provider.asserted[0]).toBeGreaterThan(signCount);
    const passwords = provider.heard.filter((line) => line.startsWith('POST /password'));
    expect(passwords).toHaveLength(row.takesPassword ? 1 : 0);
    expect(server.liveSessions()).toBe(0);
  });
}

test('a passkey counts on from run to run, in its file, which stays for its owner alone', {
  tag: '@extended',
}, async ({ startServer, runCommand, folder }) => {
  const server = await startServer();
  await using provider = await servePasskeys(server, { steps: ['passkey by a button'] });
  const path = join(folder, 'passkey');
  const before = await writePasskey(path, provider);
  const env = withPasskey(provider, folder);
  const first = await runCommand('mint-key', { env });
  const between = await readPasskey(await readFile(path, 'utf8'));
  // As of a machine whose clock is far ahead.
  const ahead = between.signCount + 1_000_000;
  await writePasskey(path, undefined, { ...between, signCount: ahead });
  const second = await runCommand('mint-key', { env });
  const after = await readPasskey(await readFile(path, 'utf8'));

  expect([first.code, second.code], first.stderr + second.stderr).toEqual([0, 0]);
  expect(provider.asserted).toEqual([between.signCount, after.signCount]);
  // Each page that it is put before may have one more.
  expect(after.signCount).toBeGreaterThan(ahead);
  expect(after.signCount).toBeLessThan(ahead + 10);
  expect(after).toEqual({ ...before, signCount: after.signCount });
  if (process.platform !== 'win32') expect((await stat(path)).mode & 0o777).toBe(0o600);
});

test('what another run has put into the file of a passkey meanwhile stays: a count that is more, and another passkey', async ({
  folder,
}) => {
  const path = join(folder, 'passkey');
  const own = await writePasskey(path, undefined, { signCount: 1 });
  const run = { deadline: Deadline.ofRun(60_000), info: () => {} } as unknown as Run;
  const opening = () =>
    openPasskey({ path, key: new Secret(KEY.OCTOPUS_SESSION_KEY) }, ['http://localhost'], run);
  const keepAfter = (changed: Readonly<Record<string, unknown>>) =>
    redactor.forgetAfter(async () => {
      await writePasskey(path, undefined, own);
      const { keepCount } = await opening();
      const meanwhile = await writePasskey(path, undefined, changed);
      await keepCount(10);
      return { meanwhile, after: await readPasskey(await readFile(path, 'utf8')) };
    });
  const less = await keepAfter({ ...own, signCount: 9 });
  const more = await keepAfter({ ...own, signCount: 11 });
  const another = await keepAfter({ signCount: 1 });

  expect(less.after).toEqual({ ...own, signCount: 10 });
  expect(more.after).toEqual(more.meanwhile);
  expect(another.after).toEqual(another.meanwhile);
});

/** Is loaded by a run before anything else: there is no room for another file in the place of the passkey's. */
const FULL_DISK = `const fs = require('node:fs');
const { renameSync } = fs;
fs.renameSync = (from, to) => {
  if (to.endsWith('/passkey')) throw new Error('ENOSPC: no space left on device');
  renameSync(from, to);
};
`;

test('a passkey whose file cannot be written to counts on by the time', { tag: '@extended' }, async ({
  startServer,
  runCommand,
  folder,
}) => {
  const server = await startServer();
  await using provider = await servePasskeys(server, { steps: ['passkey by a button'] });
  const path = join(folder, 'passkey');
  const before = await writePasskey(path, provider);
  // For whichever user.
  await writeFile(join(folder, 'full.cjs'), FULL_DISK);
  const env = { ...withPasskey(provider, folder), NODE_OPTIONS: `--require=${join(folder, 'full.cjs')}` };
  const runs = [await runCommand('mint-key', { env }), await runCommand('mint-key', { env })];
  const after = await readPasskey(await readFile(path, 'utf8'));

  expect(
    runs.map(({ code }) => code),
    runs[1]?.stderr,
  ).toEqual([0, 0]);
  expect(after).toEqual(before);
  expect(runs[0]?.stderr).toMatch(/was not noted in .*ENOSPC.*goes by the time/);
  const [first, second] = provider.asserted as number[];
  expect(second).toBeGreaterThan(first ?? Number.NaN);
});

for (const step of ['passkey beside the password', 'passkey by itself'] as const)
  test(`a passkey that the provider does not take: exit 4 within seconds, in its words, and signed once: ${step}`, {
    tag: step === 'passkey by itself' ? [] : '@extended',
  }, async ({ startServer, runCommand, folder }) => {
    const server = await startServer();
    await using provider = await servePasskeys(server, { steps: [step] });
    await writePasskey(join(folder, 'passkey'), provider);
    provider.registered.length = 0;
    const env = { ...withPasskey(provider, folder), OCTOPUS_PASSWORD: PASSWORD };
    const begun = performance.now();
    const { code, stderr } = await runCommand('mint-key', { env });

    expect(code, stderr).toBe(4);
    expect(stderr).toMatch(/the passkey was not taken .*The provider says: That passkey is not known here\./);
    expect(stderr).toContain('--register-passkey');
    expect(performance.now() - begun).toBeLessThan(40_000);
    expect(provider.asserted).toEqual(['unknown']);
    expect(provider.heard.filter((line) => line.startsWith('POST /password'))).toEqual([]);
  });

for (const step of ['passkey by itself', 'passkey by a button'] as const) {
  test(`a provider that asks for another passkey: exit 4 within seconds: ${step}`, {
    tag: '@extended',
  }, async ({ startServer, runCommand, folder }) => {
    const server = await startServer();
    await using provider = await servePasskeys(server, { steps: [step], asksForAnother: true });
    await writePasskey(join(folder, 'passkey'), provider);
    const begun = performance.now();
    const { code, stderr } = await runCommand('mint-key', { env: withPasskey(provider, folder) });

    expect(code, stderr).toBe(4);
    expect(stderr).toMatch(
      /the passkey in .*passkey, which is for localhost, was not asked for, but another/,
    );
    expect(stderr).toContain('No passkey was given: NotAllowedError');
    expect(performance.now() - begun).toBeLessThan(40_000);
    expect(provider.asserted).toEqual([]);
  });
}

test('a file that is of no use is told before anything is begun: exit 2', async ({
  startServer,
  runCommand,
  folder,
}) => {
  const server = await startServer();
  await using provider = await servePasskeys(server, { steps: ['passkey by a button'] });
  const path = join(folder, 'passkey');
  const run = async (env: Readonly<Record<string, string>> = {}) =>
    await runCommand('mint-key', { env: { ...withPasskey(provider, folder), ...env } });
  const missing = await run();
  await writePasskey(path, provider, { rpId: 'login.example.com' });
  const anothers = await run();
  await writePasskey(path, provider, { privateKey: 'MIGHAgEA' });
  const broken = await run();
  await writePasskey(path, provider);
  const wrongKey = await run({ OCTOPUS_SESSION_KEY: 'another-fake-session-key' });
  await chmod(path, 0o640);
  const open = await run();
  await writeFile(path, 'no passkey at all', { mode: 0o600 });
  await chmod(path, 0o600);
  const none = await run();

  const told: [typeof missing, RegExp][] = [
    [missing, /ENOENT.*--register-passkey/],
    [anothers, /it is for login\.example\.com, and none of .*localhost:\d+ is of that domain/],
    [broken, /holds no passkey/],
    [wrongKey, /encrypted with another key.*OCTOPUS_SESSION_KEY/],
    [none, /holds no passkey/],
  ];
  for (const [{ code, stderr }, says] of told) {
    expect(code, stderr).toBe(2);
    expect(stderr).toMatch(says);
  }
  if (process.platform !== 'win32') expect(open.stderr).toContain(`chmod 600 ${path}`);
  expect(provider.heard).toEqual([]);
});

test('doctor says whose a passkey is, and nothing secret; exit 2 where its provider is not listed', {
  tag: '@extended',
}, async ({ startServer, runCommand, folder }) => {
  const server = await startServer();
  await using provider = await servePasskeys(server, { steps: ['passkey by a button'] });
  const { privateKey } = await writePasskey(join(folder, 'passkey'), provider);
  const env = { ...withPasskey(provider, folder), OCTOPUS_USERNAME: '' };
  const known = await runCommand('doctor', { env, words: ['--sign-in'] });
  const elsewhere = { ...env, OCTOPUS_SSO_ORIGINS: 'https://login.example.com' };
  const unlisted = await runCommand('doctor', { env: elsewhere });
  const wrongKey = await runCommand('doctor', { env: { ...env, OCTOPUS_SESSION_KEY: 'x'.repeat(20) } });

  expect(known.code, known.stdout + known.stderr).toBe(0);
  expect(known.stdout).toMatch(
    /^ok +passkey +it is for localhost, and was registered at http:\/\/localhost:\d+/m,
  );
  expect(known.stdout).toMatch(/^ok +sign-in +it works/m);
  expect(known.stdout + known.stderr).not.toContain(privateKey.slice(60, 90));
  expect(unlisted.code).toBe(2);
  expect(unlisted.stdout).toMatch(/^FAILED +passkey .*not listed/m);
  expect(wrongKey.code).toBe(2);
  expect(wrongKey.stdout).toMatch(/^FAILED +passkey .*another key/m);
});

test('a passkey without its provider dispenses with no password', async ({ runCommand, folder }) => {
  await writePasskey(join(folder, 'passkey'), undefined);
  const env = { ...KEY, OCTOPUS_URL: 'http://127.0.0.1:1', OCTOPUS_PASSKEY: join(folder, 'passkey') };
  const { code, stderr } = await runCommand('mint-key', { env });

  expect(code).toBe(2);
  expect(stderr).toContain('OCTOPUS_PASSWORD is missing');
});
