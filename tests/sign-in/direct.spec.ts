import { readFile, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { Deadline } from '../../src/core/deadline.ts';
import { Failure } from '../../src/core/failure.ts';
import { adviseRevoking } from '../../src/keys/revoke.ts';
import { Secret } from '../../src/secrets/secret.ts';
import { previewLogin } from '../../src/session/direct-sign-in.ts';
import { readSavedSession } from '../../src/session/saved-session.ts';
import type { StandInOptions } from '../../stand-in/stand-in.ts';
import { startHoldingProxy } from '../faults/fault-proxy.ts';
import { provideHere } from '../faults/provide-here.ts';
import { collectSecrets, findLeaks } from '../find-leaks.ts';
import { credentials, expect, type Outcome, test } from '../fixtures.ts';
import { expectMinted } from '../real-servers/expect-minted.ts';
import { secure } from '../serve.ts';
import { startCommand, startProgram } from '../start-command.ts';

// `--direct` signs in by the login request alone.

const KEY = { OCTOPUS_SESSION_KEY: 'fake-session-key-for-tests' };

const OLD_LOGIN = '/api/users/authenticate/usernamepassword';

const places: readonly StandInOptions[] = [
  { edition: '3.x' },
  { edition: '2018', foreignCookies: true },
  { edition: '2021', virtualDirectory: '/octopus' },
  { edition: '2026' },
  { edition: '2026-06' },
  { edition: '2026-10' },
  { edition: '2026', linksWithPrefix: false, virtualDirectory: '/octopus', foreignCookies: true },
  { edition: '3.x', virtualDirectory: '/octopus' },
];

for (const options of places)
  test(`a key is made by the login request alone, which is the portal's, and no session is left: ${JSON.stringify(options)}`, async ({
    startServer,
  }) => {
    const server = await startServer(options);
    const { url, username, password } = server;
    expectMinted(
      server,
      await provideHere({ url, username, password, browser: undefined, direct: true }, undefined, 20_000),
    );
    const logins = server.requests.filter(({ path }) => /\/login$|usernamepassword$/.test(path));
    expect(logins).toHaveLength(1);
    const [login] = logins;
    expect(login).toMatchObject({
      method: 'POST',
      path: options.edition === '3.x' ? OLD_LOGIN : '/api/users/login',
      body: { Username: username, Password: password, State: { UsingSecureConnection: false } },
    });
    expect(login?.headers).toMatchObject({
      accept: 'application/json',
      'content-type': 'application/json',
      origin: new URL(url).origin,
      'x-octopus-user-agent': expect.stringMatching(/^OctopusClient-js\/\d/),
    });
    expect(login?.headers).not.toHaveProperty('cookie');
    const later = server.requests.slice(server.requests.indexOf(login as (typeof logins)[0]) + 1);
    const changing = later.filter(({ method, headers }) => method !== 'GET' && !headers['x-octopus-apikey']);
    expect(changing.map(({ path }) => path)).toEqual([
      `/api/users/${server.userId}/apikeys`,
      '/api/users/logout',
    ]);
    for (const { headers } of changing) {
      const names = (headers.cookie ?? '').split('; ').map((pair) => pair.split('=', 1)[0]);
      expect(names).toContain(`OctopusIdentificationToken_${server.installationId}`);
      const token = `Octopus-Csrf-Token_${server.installationId}=${headers['x-octopus-csrf-token']}`;
      expect((headers.cookie ?? '').split('; ')).toContain(token);
    }
  });

/** Refuses every package of Playwright, as where it is not installed, and every program, as where there is no Chromium. */
const WITHOUT_PLAYWRIGHT = `
const Module = require('node:module');
const load = Module._load;
Module._load = function (name, ...rest) {
  if (/^(?:playwright|@playwright)/.test(name)) throw new Error('PLAYWRIGHT IS MISSING');
  return load.call(this, name, ...rest);
};
`;

const everywhere: Readonly<Record<string, readonly string[]>> = {
  'mint-key': ['--receipt', 'receipt.json'],
  'rotate-key': ['--purpose', 'octopus-key-mint'],
  'list-keys': [],
  'with-key': ['--', process.execPath, '--version'],
  'revoke-key': ['--purpose', 'octopus-key-mint', '--yes'],
  doctor: ['--sign-in'],
  'sign-in': ['--save-session', 'session'],
};

test('no command loads Playwright or wants a browser where it signs in directly', {
  tag: '@extended',
}, async ({ startServer, folder }) => {
  const server = await startServer();
  await writeFile(join(folder, 'without.cjs'), WITHOUT_PLAYWRIGHT);
  const start = (command: string, words: readonly string[]) =>
    startProgram(process.execPath, {
      args: ['--require', './without.cjs', resolve(`dist/${command}.js`), ...words],
      cwd: folder,
      env: { ...credentials(server), ...KEY },
    }).exited;
  for (const [command, words] of Object.entries(everywhere)) {
    const { code, stdout, stderr } = await start(command, ['--direct', ...words]);
    expect(code, `${command}: ${stdout}${stderr}`).toBe(0);
  }
  expect(server.liveKeys()).toEqual([]);
  // That of `sign-in` lives on.
  expect(server.liveSessions()).toBe(1);
  const byBrowser = await start('mint-key', []);
  expect(byBrowser.stderr).toContain('PLAYWRIGHT IS MISSING');
  expect(byBrowser.code).not.toBe(0);
});

test('what inspect-portal takes for the login request is what is sent', async ({ startServer }) => {
  const server = await startServer({ foreignCookies: true });
  const { url, username } = server;
  const password = new Secret(server.password);
  const deadline = Deadline.ofRun(20_000);
  const network = { insecureTls: false };
  const preview = await previewLogin({ url, network }, { username, password }, deadline);
  expect(server.requests.filter(({ method }) => method === 'POST')).toEqual([]);
  const login = { url, username, password: server.password, browser: undefined, direct: true };
  expectMinted(server, await provideHere(login, undefined, 20_000));

  const sent = server.requests.find(({ method }) => method === 'POST');
  const { host: _, connection: __, 'content-length': ___, ...headers } = sent?.headers ?? {};
  const named = Object.entries(preview.headers).map(([name, value]) => [name.toLowerCase(), value]);
  expect(Object.fromEntries(named)).toEqual(headers);
  expect(JSON.parse(preview.body ?? '')).toEqual(sent?.body);
  expect(preview.address).toBe(url + sent?.path);
});

test('a session that is over is begun anew without a browser, too, and one that was saved can be used by all', async ({
  startServer,
  runCommand,
  folder,
}) => {
  const server = await startServer();
  const env = { ...credentials(server), ...KEY, OCTOPUS_BROWSER: '/nowhere/chromium' };
  const saved = await runCommand('sign-in', { env, words: ['--direct', '--save-session', 'session'] });
  const { cookies, typedUsername } = await readSavedSession(
    join(folder, 'session'),
    new Secret(KEY.OCTOPUS_SESSION_KEY),
    server.url,
  );
  const words = ['--session', 'session', '--direct'];
  const used = await runCommand('list-keys', { env, words });
  server.endSessions();
  const anew = await runCommand('list-keys', { env, words });

  expect([saved.code, used.code, anew.code], saved.stderr + used.stderr + anew.stderr).toEqual([0, 0, 0]);
  expect(typedUsername).toBe(server.username);
  expect(cookies.map(({ name }) => name).sort()).toEqual([
    `Octopus-Csrf-Token_${server.installationId}`,
    `OctopusIdentificationToken_${server.installationId}`,
  ]);
  expect(anew.stderr).toContain('is over: signing in anew');
  expect(server.requests.filter(({ path }) => path.endsWith('/login'))).toHaveLength(2);
});

test('the command that revokes a key, as messages advise it, needs no browser either', () => {
  const account = { url: 'https://octopus.example.com', username: 'admin', provider: undefined };
  const advise = (direct: boolean) =>
    adviseRevoking(['apikeys-1'], { ...account, direct, serviceAccount: undefined });
  expect(advise(true)).toContain(' --username admin --direct --id apikeys-1');
  expect(advise(false)).not.toContain('--direct');
});

const refusals: Readonly<
  Record<
    string,
    {
      readonly server?: StandInOptions;
      readonly env?: Readonly<Record<string, string>>;
      readonly words?: readonly string[];
      readonly code: number;
      readonly says: readonly string[];
    }
  >
> = {
  'a server without forms login': {
    server: { formsLogin: false, otherProviders: ['Octopus ID'] },
    code: 4,
    says: ['the server has no forms login (it offers: Octopus ID)', 'Leave out --direct.'],
  },
  'a provider beside it, though by its variable': {
    env: { OCTOPUS_PROVIDER: 'Azure AD' },
    code: 2,
    says: ['OCTOPUS_PROVIDER (--provider) and --direct contradict each other'],
  },
  'plain http to another machine': {
    env: { OCTOPUS_URL: 'http://octopus.example.com' },
    code: 2,
    says: ['OCTOPUS_URL (--url)', '--allow-http'],
  },
  'a server that refuses keys for users': {
    server: { userApiKeysEnabled: false },
    code: 5,
    says: ['UserApiKeysEnabled is false'],
  },
  'a browser beside it': {
    words: ['--browser', '/usr/bin/chromium', '--trace', 'trace.zip'],
    code: 2,
    says: ['--direct and --browser contradict each other', '--direct and --trace contradict each other'],
  },
};

for (const [what, { server: options, env, words = [], code: expected, says }] of Object.entries(refusals))
  test(`${what}: exit ${expected} before any password is sent`, async ({ startServer, runCommand }) => {
    const server = await startServer(options);
    const { code, stdout, stderr } = await runCommand('mint-key', {
      env: { ...credentials(server), ...env },
      words: ['--direct', ...words],
    });

    expect(code, stderr).toBe(expected);
    expect(stdout).toBe('');
    for (const text of says) expect(stderr).toContain(text);
    expect(server.requests.filter(({ method }) => method === 'POST')).toEqual([]);
  });

test('a certificate of an unknown authority: exit 3 before any password; with NODE_EXTRA_CA_CERTS the key is made, and the server is told of https', async ({
  startServer,
  runCommand,
  folder,
}) => {
  const server = await startServer();
  await using front = await secure(server.url);
  const env = { ...credentials(server), OCTOPUS_URL: front.url };
  const words = ['--direct'];
  const untrusted = await runCommand('mint-key', { env, words });
  expect(untrusted.code, untrusted.stderr).toBe(3);
  expect(untrusted.stderr).toContain('NODE_EXTRA_CA_CERTS');
  expect(server.requests).toEqual([]);

  const file = join(folder, 'authority.pem');
  await writeFile(file, front.authority);
  expectMinted(server, await runCommand('mint-key', { env: { ...env, NODE_EXTRA_CA_CERTS: file }, words }));
  const login = server.requests.find(({ path }) => path === '/api/users/login');
  expect(login?.body).toMatchObject({ State: { UsingSecureConnection: true } });
});

test('a run that is told to stop while the reply to the login request is awaited ends the session that comes of it', async ({
  startServer,
}) => {
  const server = await startServer();
  const { username, password } = server;
  await using proxy = await startHoldingProxy(server.url, 'login', 'reply');
  const stop = new AbortController();
  const login = { url: proxy.url, username, password, browser: undefined, direct: true, stop: stop.signal };
  const running = provideHere(login, undefined, 30_000);
  await proxy.held;
  expect(server.liveSessions()).toBe(1);
  const stopped = {
    kind: 'terminated',
    attempt: 'finish',
    reason: 'it was stopped',
    hint: 'Run again.',
  } as const;
  stop.abort(new Failure(stopped));
  proxy.release();
  const { code, stderr } = await running;

  expect(code, stderr).toBe(143);
  expect(server.liveSessions()).toBe(0);
  expect(server.liveKeys()).toEqual([]);
});

test('a run that is terminated before it has a key leaves no session: exit 143', async ({ startServer }) => {
  test.skip(process.platform === 'win32', 'Windows has no such signals');
  const server = await startServer();
  await using proxy = await startHoldingProxy(server.url, 'login', 'reply');
  await using command = startCommand('mint-key', {
    env: { ...credentials(server), OCTOPUS_URL: proxy.url },
    args: ['--direct', '--timeout', '60s'],
  });
  await Promise.race([proxy.held, command.exited]);
  command.child.kill('SIGTERM');
  proxy.release();
  const { code, stderr } = await command.exited;

  expect(code, stderr).toBe(143);
  expect(server.liveSessions()).toBe(0);
});

const runs: Readonly<Record<string, { readonly password?: string; readonly words?: readonly string[] }>> = {
  'a mint': {},
  'a wrong password': { password: 'Fake-and-wrong-"canary"<&>' },
  'a delivery that fails': { words: ['--pipe-to', 'exit 1'] },
};

for (const [what, { password, words = [] }] of Object.entries(runs))
  test(`${what}, with every log: no secret in any spelling but in the delivery`, async ({
    startServer,
    runCommand,
    folder,
  }) => {
    const server = await startServer();
    const typed = password ?? server.password;
    const outcome: Outcome = await runCommand('mint-key', {
      env: {
        ...credentials(server),
        OCTOPUS_PASSWORD: typed,
        LOG_LEVEL: 'trace',
        NODE_DEBUG: 'undici,http,net,tls',
      },
      words: ['--direct', '--receipt', 'receipt.json', ...words],
    });
    const secrets = collectSecrets(server, typed);
    const receipt = await readFile(join(folder, 'receipt.json'), 'utf8').catch(() => '');
    const delivered = server.liveKeys().map(({ key }) => key);

    expect(secrets.length).toBeGreaterThan(password === undefined ? 3 : 0);
    expect(findLeaks(secrets, outcome.stderr + receipt)).toEqual([]);
    expect(
      findLeaks(
        secrets.filter((secret) => !delivered.includes(secret)),
        outcome.stdout,
      ),
    ).toEqual([]);
    expect(server.liveSessions()).toBe(0);
  });
