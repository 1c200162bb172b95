import { chmod, chown, mkdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Secret } from '../../src/secrets/secret.ts';
import { requireNamedUser } from '../../src/session/require-same-user.ts';
import { readSavedSession } from '../../src/session/saved-session.ts';
import { forward, pass } from '../faults/faults.ts';
import { credentials, expect, test } from '../fixtures.ts';
import { serve } from '../serve.ts';
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
  const kept = await readSavedSession(
    join(folder, 'session'),
    new Secret(KEY.OCTOPUS_SESSION_KEY),
    server.url,
  );

  expect(kept.typedUsername).toBe(server.username);
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

test('sign-out ends a saved session on the server and removes its file, also where it is over already', {
  tag: '@extended',
}, async ({ startServer, runCommand, folder }) => {
  const server = await startServer();
  const env = { ...credentials(server), ...KEY };
  const save = () => runCommand('sign-in', { env, words: ['--direct', '--save-session', 'session'] });
  const file = join(folder, 'session');
  const end = () =>
    runCommand('sign-out', {
      env: { OCTOPUS_URL: server.url, ...KEY, ...NO_BROWSER },
      words: ['--session', 'session'],
    });
  await save();
  const alive = server.liveSessions();
  const ended = await end();
  const gone = await end();
  await save();
  server.endSessions();
  const over = await end();

  expect(alive).toBe(1);
  expect([ended.code, over.code], ended.stderr + over.stderr).toEqual([0, 0]);
  expect(server.liveSessions()).toBe(0);
  expect(over.stderr).toContain('was over already');
  await expect(stat(file)).rejects.toThrow('ENOENT');
  expect(gone.code, gone.stderr).toBe(2);
});

for (const [title, status, isAnswered] of [
  ['cannot be reached to end it', 502, (path: string) => path.endsWith('/logout')],
  ['is one that a gateway lets nobody pass to', 401, (path: string) => path.includes('/users/')],
] as const)
  test(`sign-out of a server that ${title}: exit 3, and the file is kept, by which alone the session can be ended`, {
    tag: '@extended',
  }, async ({ startServer, runCommand, folder }) => {
    const server = await startServer();
    let isIll = false;
    await using gateway = await serve(async (incoming, outgoing) => {
      const exchange = { incoming, outgoing, target: server.url, elsewhere: '' };
      if (!isIll || !isAnswered(incoming.url ?? '')) return pass(exchange, await forward(exchange));
      outgoing.writeHead(status, { 'content-type': 'text/html' }).end('<title>Gateway</title>');
    });
    const env = { ...credentials(server), OCTOPUS_URL: gateway.url, ...KEY };
    await runCommand('sign-in', { env, words: ['--direct', '--save-session', 'session'] });
    const end = () =>
      runCommand('sign-out', {
        env: { OCTOPUS_URL: gateway.url, ...KEY, ...NO_BROWSER },
        words: ['--session', 'session'],
      });
    isIll = true;
    const { code, stderr } = await end();
    expect(code, stderr).toBe(3);
    expect(server.liveSessions()).toBe(1);
    expect((await stat(join(folder, 'session'))).isFile()).toBe(true);
    isIll = false;
    expect((await end()).code).toBe(0);
    expect(server.liveSessions()).toBe(0);
  });

for (const [title, status, message, isAnswered, code] of [
  ['in maintenance keeps its file', 403, 'The server is in maintenance mode.', /\/users\/me/, 4],
  ['whose 401 to somebody else was kept ends it', 401, 'You must be logged in.', /\/users\/me$/, 0],
] as const)
  test(`sign-out of a session that lives, at a server ${title}: exit ${code}`, async ({
    startServer,
    saveSession,
    runCommand,
  }) => {
    const server = await startServer();
    await using gateway = await serve(async (incoming, outgoing) => {
      const exchange = { incoming, outgoing, target: server.url, elsewhere: '' };
      const reply = await forward(exchange);
      if (!isAnswered.test(incoming.url ?? '')) return pass(exchange, reply);
      outgoing.writeHead(status, { 'content-type': 'application/json' });
      outgoing.end(JSON.stringify({ ErrorMessage: message }));
    });
    const session = await saveSession({ ...server, url: gateway.url });
    const ended = await runCommand('sign-out', session);
    expect(ended.code, ended.stderr).toBe(code);
    expect(ended.stderr).not.toContain('was over already');
    const isKept = await stat(session.words[1] ?? '').then(
      () => true,
      () => false,
    );
    expect({ isKept, live: server.liveSessions() }).toEqual({ isKept: code !== 0, live: code === 0 ? 0 : 1 });
  });

test('sign-out says that the session has ended where its file cannot be removed: exit 6', async ({
  startServer,
  saveSession,
  runCommand,
}) => {
  const server = await startServer();
  let file = '';
  await using gateway = await serve(async (incoming, outgoing) => {
    const exchange = { incoming, outgoing, target: server.url, elsewhere: '' };
    const reply = await forward(exchange);
    if (incoming.url?.endsWith('/logout')) {
      await rm(file);
      await mkdir(file);
    }
    pass(exchange, reply);
  });
  const session = await saveSession({ ...server, url: gateway.url });
  file = session.words[1] ?? '';
  const { code, stderr } = await runCommand('sign-out', session);

  expect(code, stderr).toBe(6);
  expect(stderr).toMatch(/Could not remove .*; the session in it has ended/);
  expect(stderr).not.toContain('A defect');
  expect(server.liveSessions()).toBe(0);
  expect((await stat(file)).isDirectory()).toBe(true);
});

test('a session of single sign-on is used again without the provider', { tag: '@extended' }, async ({
  runCommand,
}) => {
  await using sso = await startSso();
  const words = ['--save-session', 'session'];
  const saved = await runCommand('sign-in', { env: { ...sso.env, ...KEY }, words });
  expect(saved.code, saved.stderr).toBe(0);
  const env = { OCTOPUS_URL: sso.server.url, ...KEY, ...NO_BROWSER };
  const { code, stderr } = await runCommand('mint-key', { env, words: ['--session', 'session'] });

  expect(code, stderr).toBe(0);
  expect(sso.provider.submissions).toHaveLength(1);
});

test('a session of another user than the one who is named: exit 4, before anything is made, though a password is there', async ({
  startServer,
  runCommand,
}) => {
  const server = await startServer();
  const env = { OCTOPUS_USERNAME: 'other', OCTOPUS_PASSWORD: server.password };
  const { code, stderr } = await runCommand('mint-key', { signedInAt: server, env });

  expect(code, stderr).toBe(4);
  expect(stderr).toMatch(/it is the session of admin.*Save one of other.*OCTOPUS_USERNAME/);
  expect(server.madeKeys()).toEqual([]);
  expect(server.requests.filter(({ path }) => path.endsWith('/login'))).toHaveLength(1);
  expect(server.liveSessions()).toBe(1);
});

test('whom a saved session is of is known by any of their names, and by the one that was typed', () => {
  const anna = { Id: 'Users-7', Username: 'anna', EmailAddress: 'a.mayer@example.com' };
  const judge = (username: string | undefined, { user = anna as object, typed = '' } = {}) => {
    const resumed = { file: 'session', username, typed: typed || undefined };
    try {
      requireNamedUser({ Id: 'Users-7', ...user }, resumed);
      return 'is of that user';
    } catch (error) {
      return String(error);
    }
  };
  for (const name of [undefined, 'anna', 'ANNA', 'CORP\\anna', 'anna@corp.example', 'A.Mayer@example.com'])
    expect(judge(name), name).toBe('is of that user');
  expect(judge('u4711', { typed: 'u4711' })).toBe('is of that user');
  // A server that tells no names leaves it open.
  expect(judge('otto', { user: {} })).toBe('is of that user');
  for (const name of ['otto', 'ann', 'annabelle', 'mayer', 'example.com'])
    expect(judge(name), name).toContain('it is the session of anna');
  expect(judge('otto', { typed: 'u4711' })).toContain('it is the session of anna');
});

test('a name with a domain is no name of another domain; a short one is that of the long one that begins with it', () => {
  const isOf = (owner: string, username: string, typed?: string) => {
    try {
      requireNamedUser({ Id: 'Users-7', Username: owner }, { file: 'session', username, typed });
      return true;
    } catch {
      return false;
    }
  };
  const owner = 'alice@partner.example';
  for (const name of [
    'alice@corp.example',
    'CORP\\alice',
    'x\\alice@zzz',
    'x\\alice@partner.example',
    'bob@partner.example',
  ])
    expect(isOf(owner, name), name).toBe(false);
  for (const name of ['alice', 'Alice@Partner.Example', 'PARTNER\\alice', 'PARTNER\\alice@partner.example'])
    expect(isOf(owner, name), name).toBe(true);
  for (const name of ['OTHER\\alice', 'alice@partner.example'])
    expect(isOf('CORP\\alice', name), name).toBe(false);
  for (const name of ['corp\\ALICE', 'alice@corp.example', 'alice', '\\alice', 'alice@'])
    expect(isOf('CORP\\alice', name), name).toBe(true);
  expect(isOf('ALONGDOMAINNAME\\alice', 'alice@alongdomainname1.example')).toBe(true);
  // A Kelvin sign, which is as small as a k.
  expect(isOf('\u212aim', 'kim')).toBe(false);
  // Where the two have honestly nothing to do with each other, the name that was typed is known.
  expect(isOf(owner, 'CORP\\alice', 'CORP\\alice')).toBe(true);
});

test('a session that is over: somebody signs in anew where that can be, exit 4 where it cannot', {
  tag: '@extended',
}, async ({ startServer, runCommand }) => {
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
