import { chmod, chown, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { credentials, expect, test } from '../fixtures.ts';
import { startSso } from './start-sso.ts';

test.use({ sharesBrowser: true });

const KEY = { OCTOPUS_SESSION_KEY: 'fake-session-key-for-tests' };
// Whoever uses a session needs no browser.
const NO_BROWSER = { OCTOPUS_BROWSER: '/nowhere/chromium' };

test('a session that was saved is used again without a browser, and lives on', async ({
  startServer,
  runCommand,
  folder,
}) => {
  const server = await startServer();
  const saved = await runCommand('sign-in', {
    env: { ...credentials(server), ...KEY },
    words: ['--save-session', 'session'],
  });
  const env = { OCTOPUS_URL: server.url, ...KEY, ...NO_BROWSER };
  const words = ['--session', 'session'];
  const minted = await runCommand('mint-key', { env, words });
  const listed = await runCommand('list-keys', { env, words: [...words, '--format', 'json'] });
  const text = await readFile(join(folder, 'session'), 'utf8');

  expect([saved.code, minted.code, listed.code], saved.stderr + minted.stderr).toEqual([0, 0, 0]);
  expect(saved.stdout).toBe('');
  expect(minted.stdout).toBe(`${server.liveKeys()[0]?.key}\n`);
  expect(JSON.parse(listed.stdout)).toHaveLength(1);
  expect(server.liveSessions()).toBe(1);
  expect(server.requests.filter(({ path }) => path.endsWith('/login'))).toHaveLength(1);
  if (process.platform !== 'win32') expect((await stat(join(folder, 'session'))).mode & 0o777).toBe(0o600);
  for (const { headers } of server.requests) {
    for (const pair of (headers.cookie ?? '').split('; ').filter((each) => each !== '')) {
      expect(text).not.toContain(pair.slice(pair.indexOf('=') + 1));
    }
  }
});

test('a session of single sign-on is used again without the provider', async ({ runCommand }) => {
  await using sso = await startSso();
  const words = ['--save-session', 'session'];
  const saved = await runCommand('sign-in', { env: { ...sso.env, ...KEY }, words });
  expect(saved.code, saved.stderr).toBe(0);
  const env = { OCTOPUS_URL: sso.server.url, ...KEY, ...NO_BROWSER };
  const { code, stderr } = await runCommand('mint-key', { env, words: ['--session', 'session'] });

  expect(code, stderr).toBe(0);
  expect(sso.provider.submissions).toHaveLength(1);
});

test('a session that is over: somebody signs in anew where that can be, exit 4 where it cannot', async ({
  startServer,
  runCommand,
}) => {
  const server = await startServer();
  const env = { ...credentials(server), ...KEY };
  await runCommand('sign-in', { env, words: ['--save-session', 'session'] });
  server.endSessions();
  const words = ['--session', 'session'];
  const alone = await runCommand('mint-key', { env: { OCTOPUS_URL: server.url, ...KEY }, words });
  const anew = await runCommand('mint-key', { env, words });

  expect(alone.code).toBe(4);
  expect(alone.stderr).toMatch(/it is over.*sign-in --save-session/);
  expect(anew.code, anew.stderr).toBe(0);
  expect(anew.stderr).toContain('is over: signing in anew');
  expect(server.liveSessions()).toBe(0);
});

test('a session is for the server that it was made at, and goes to no other', async ({
  startServer,
  runCommand,
}) => {
  const server = await startServer();
  const other = await startServer();
  await runCommand('sign-in', {
    env: { ...credentials(server), ...KEY },
    words: ['--save-session', 'session'],
  });
  const env = { ...credentials(other), ...KEY };
  const { code, stderr } = await runCommand('mint-key', { env, words: ['--session', 'session'] });

  expect(code).toBe(4);
  expect(stderr).toContain(`it is for ${server.url}, not for ${other.url}`);
  expect(other.requests.filter(({ headers }) => headers.cookie)).toEqual([]);
});

test('a session that was changed, or is read with another key, is of no use: exit 4', async ({
  startServer,
  runCommand,
  folder,
}) => {
  const server = await startServer();
  const env = { ...credentials(server), ...KEY };
  await runCommand('sign-in', { env, words: ['--save-session', 'session'] });
  const path = join(folder, 'session');
  const words = ['--session', 'session'];
  const wrongKey = { ...env, OCTOPUS_SESSION_KEY: 'another-fake-session-key' };
  const wrong = await runCommand('mint-key', { env: wrongKey, words });
  const parts = (await readFile(path, 'utf8')).split('.');
  const middle = parts[3] ?? '';
  parts[3] = (middle.startsWith('A') ? 'B' : 'A') + middle.slice(1);
  await writeFile(path, parts.join('.'));
  const changed = await runCommand('mint-key', { env, words });
  await writeFile(path, 'no session at all');
  const none = await runCommand('mint-key', { env, words });

  for (const { code, stderr } of [wrong, changed, none]) {
    expect(code).toBe(4);
    expect(stderr).toContain('it was changed since it was saved, or encrypted with another key');
  }
  expect(server.madeKeys()).toEqual([]);
});

test('a session that others can read is refused: exit 2, with what to do', async ({
  startServer,
  runCommand,
  folder,
}) => {
  test.skip(process.platform === 'win32', 'Windows has no such modes');
  const server = await startServer();
  const env = { ...credentials(server), ...KEY };
  await runCommand('sign-in', { env, words: ['--save-session', 'session'] });
  await chmod(join(folder, 'session'), 0o640);
  const open = await runCommand('mint-key', { env, words: ['--session', 'session'] });
  const missing = await runCommand('mint-key', { env, words: ['--session', 'nowhere'] });
  await chmod(join(folder, 'session'), 0o600);
  const isRoot = process.getuid?.() === 0;
  if (isRoot) await chown(join(folder, 'session'), 65_534, 65_534);
  const anothers = await runCommand('mint-key', { env, words: ['--session', 'session'] });

  expect(open.code).toBe(2);
  expect(open.stderr).toContain('chmod 600 session');
  // Only root can make a file another user's.
  expect(anothers.code).toBe(isRoot ? 2 : 0);
  expect(missing.code).toBe(2);
  expect(missing.stderr).toContain('ENOENT');
});

test('exit 2 without a file to save to, or with a key that is too short', async ({
  startServer,
  runCommand,
}) => {
  const server = await startServer();
  const none = await runCommand('sign-in', { env: { ...credentials(server), ...KEY } });
  const env = { ...credentials(server), OCTOPUS_SESSION_KEY: 'short' };
  const short = await runCommand('sign-in', { env, words: ['--save-session', 'session'] });

  expect(none.code).toBe(2);
  expect(none.stderr).toContain('--save-session is missing');
  expect(short.code).toBe(2);
  expect(short.stderr).toContain('OCTOPUS_SESSION_KEY is too short');
});

test('a session that cannot be saved is ended', async ({ startServer, runCommand }) => {
  test.skip(process.platform !== 'linux', 'needs /proc');
  const server = await startServer();
  const env = { ...credentials(server), ...KEY };
  const { code } = await runCommand('sign-in', { env, words: ['--save-session', '/proc/session'] });

  // Who is not root is told of a closed folder before anybody signs in; to root it looks open.
  expect(code).toBe(process.getuid?.() === 0 ? 6 : 2);
  expect(server.liveSessions()).toBe(0);
});
