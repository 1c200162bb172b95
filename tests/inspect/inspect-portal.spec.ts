import { readFile, stat, writeFile } from 'node:fs/promises';
import type { IncomingMessage } from 'node:http';
import { join } from 'node:path';
import type { Entry, Har } from 'har-format';
import { compareKeyRequests } from '../../src/inspect/compare.ts';
import type { PageRequestMore } from '../../stand-in/options.ts';
import { forward, pass } from '../faults/faults.ts';
import { collectSecrets, findLeaks } from '../find-leaks.ts';
import { credentials, expect, test } from '../fixtures.ts';
import { secure, serve } from '../serve.ts';
import { collectSsoSecrets, startSso } from '../sso/start-sso.ts';
import { startCommand } from '../start-command.ts';
import { findHarMistakes } from './har-schema.ts';

test.use({ sharesBrowser: true });

const places = [
  { edition: '3.x' },
  { edition: '2018', foreignCookies: true },
  { edition: '2021', virtualDirectory: '/octopus' },
  { edition: '2026' },
  { edition: '2026', keyPageMoved: true },
  { edition: '2026-06' },
  { edition: '2026-06', agents: false },
  { edition: '2026-10' },
  { edition: '2026-10', accessLevels: false, virtualDirectory: '/octopus' },
] as const;

// What the pages of the newest editions send that nobody asked us for.
const LEFT_OUT: Readonly<Record<string, readonly string[]>> = {
  '2026': ['ActorType (User)', 'AccessLevel (FullAccess)'],
  '2026-06': ['ActorType (User)'],
  '2026-10': ['AccessLevel (FullAccess)'],
};

for (const options of places) {
  const isAlwaysTried = JSON.stringify(options) === '{"edition":"2026-10"}';
  const tag = isAlwaysTried ? [] : '@extended';
  test(`our key request mirrors the portal's: ${JSON.stringify(options)}`, { tag }, async ({
    startServer,
    runCommand,
    folder,
  }) => {
    const server = await startServer(options);
    const words = ['--format', 'json', '--save', 'walk.har'];
    const { code, stdout, stderr } = await runCommand('inspect-portal', { env: credentials(server), words });
    expect(code, stderr).toBe(0);
    const { mirrors, rows } = JSON.parse(stdout);
    expect(mirrors).toBe(true);
    const find = (part: string, name: RegExp) =>
      rows.find((row: { part: string; name: string }) => row.part === part && name.test(row.name));
    for (const row of [find('header', /^x-octopus-csrf-token$/), find('cookie', /^OctopusIdent/)])
      expect(row).toMatchObject({ portal: '[redacted]', ours: '[redacted]', relation: 'same' });
    expect(find('header', /^x-octopus-user-agent$/).relation).toBe('same');
    expect(find('body field', /^Purpose$/).relation).toBe('same');
    expect(find('reply field', /^ApiKey$/)).toMatchObject({ portal: '[redacted]', relation: 'differs' });
    const isSwitchedOff = 'agents' in options || 'accessLevels' in options;
    const leftOut = isSwitchedOff ? [] : (LEFT_OUT[options.edition] ?? []);
    expect(listLeftOut(rows)).toEqual(leftOut);
    const listed = rows.filter(({ part }: { part: string }) => part === 'listed field');
    expect(listed.every(({ relation }: { relation: string }) => relation === 'same')).toBe(true);
    expect(listed.length).toBeGreaterThanOrEqual(leftOut.length);
    expectLoginMirrored(JSON.parse(stdout).login);

    expect(server.madeKeys()).toHaveLength(2);
    expect(server.liveKeys()).toEqual([]);
    expect(server.liveSessions()).toBe(0);
    expect(server.requests.filter(({ path }) => /\/login$|usernamepassword/.test(path))).toHaveLength(1);

    const text = await readFile(join(folder, 'walk.har'), 'utf8');
    if (process.platform !== 'win32') expect((await stat(join(folder, 'walk.har'))).mode & 0o777).toBe(0o600);
    const har = JSON.parse(text) as Har;
    expect(findHarMistakes(har)).toEqual([]);
    const made = har.log.entries.filter(
      ({ request }) => request.method === 'POST' && /apikeys$/.test(request.url),
    );
    expect(made).toHaveLength(2);
    const secrets = collectSecrets(server, server.password);
    expect(secrets.length).toBeGreaterThan(4);
    expect(findLeaks(secrets, text + stdout + stderr)).toEqual([]);
  });
}

interface ComparedRow {
  readonly part: string;
  readonly name: string;
  readonly portal: string | null;
  readonly relation: string;
}

function listLeftOut(rows: readonly ComparedRow[]): string[] {
  return rows
    .filter(({ part, relation }) => part === 'body field' && relation === 'only the portal')
    .map(({ name, portal }) => `${name} (${portal})`);
}

interface LoginRow {
  readonly part: string;
  readonly name: string;
  readonly relation: string;
}

/** What a direct sign-in would send is what the page has sent, but for what is known to mean nothing. */
function expectLoginMirrored({ mirrors, rows }: { mirrors: boolean; rows: readonly LoginRow[] }): void {
  expect(mirrors).toBe(true);
  const same = rows.filter(({ relation }) => relation === 'same').map(({ part, name }) => `${part} ${name}`);
  expect(same).toEqual(
    expect.arrayContaining([
      ...['request method', 'request origin', 'request path'],
      ...['header accept', 'header content-type', 'header origin', 'header x-octopus-user-agent'],
      ...['Username', 'Password', 'RememberMe', 'State.UsingSecureConnection'].map(
        (name) => `body field ${name}`,
      ),
    ]),
  );
  const mine = rows.filter(({ relation }) => relation === 'only we');
  expect(mine).toEqual([]);
  const theirs = rows.filter(({ relation, part }) => relation === 'only the portal' && part !== 'header');
  expect(theirs.map(({ name }) => name)).toEqual(['State.RedirectAfterLoginTo']);
}

const loginChanges: readonly (readonly [string, PageRequestMore, string])[] = [
  [
    'one more header',
    { headers: { 'X-Octopus-Page': 'sign-in' } },
    'header x-octopus-page: the portal sends it (sign-in), we do not',
  ],
  [
    'another body field',
    { fields: { Captcha: 'fake' } },
    'body field Captcha: the portal sends it (fake), we do not',
  ],
  [
    'another value in the body',
    { fields: { RememberMe: true } },
    'body field RememberMe: true there, false here',
  ],
  ['a query', { query: 'returnUrl=x' }, 'query returnUrl: the portal sends it (x), we do not'],
];

for (const [what, loginRequest, difference] of loginChanges) {
  test(`a portal whose page signs in with ${what} is not mirrored by --direct, and that is named`, {
    tag: '@extended',
  }, async ({ startServer, runCommand }) => {
    const server = await startServer({ loginRequest });
    const { code, stdout, stderr } = await runCommand('inspect-portal', { env: credentials(server) });
    expect(code, stderr).toBe(1);
    expect(stdout).toMatch(
      /^Mirrors: our key request is what the Web Portal sends, but for what nobody asked us for: ActorType \(User\), AccessLevel \(FullAccess\)\.$/m,
    );
    expect(stdout).toContain(
      `Does not mirror (the login request of --direct): 1 difference matters.\n\n- ${difference}`,
    );
    expect(server.requests.filter(({ path }) => path.includes('/login'))).toHaveLength(1);
  });
}

const changes: readonly (readonly [string, PageRequestMore, string])[] = [
  [
    'one more header',
    { headers: { 'X-Octopus-Page': 'keys' } },
    'header x-octopus-page: the portal sends it (keys), we do not',
  ],
  [
    'another content type',
    { headers: { 'Content-Type': 'application/json; charset=utf-8' } },
    'header content-type: application/json; charset=utf-8 there, application/json here',
  ],
  [
    'another body field',
    { fields: { Restrictions: { Space: 'Spaces-1' } } },
    'body field Restrictions.Space: the portal sends it (Spaces-1), we do not',
  ],
  [
    'another value in the body',
    { fields: { ActorType: 'Robot' } },
    'reply field ActorType: Robot there, User here',
  ],
  ['a query', { query: 'source=portal' }, 'query source: the portal sends it (portal), we do not'],
];

test("a key that the portal's page makes what ours is not is told, though nobody asked us for anything", {
  tag: '@extended',
}, async ({ startServer, runCommand }) => {
  const server = await startServer({
    edition: '2026-10',
    keyRequest: { fields: { AccessLevel: 'ReadOnly' } },
  });
  const { code, stdout, stderr } = await runCommand('inspect-portal', { env: credentials(server) });
  expect(code, stderr).toBe(1);
  expect(stdout).toMatch(
    /^Does not mirror: 1 difference matters\.\n\n- listed field AccessLevel: ReadOnly there, FullAccess here$/m,
  );
});

for (const [what, keyRequest, difference] of changes) {
  test(`a portal whose page sends ${what} is not mirrored, and that is named`, { tag: '@extended' }, async ({
    startServer,
    runCommand,
  }) => {
    const server = await startServer({ keyRequest });
    const words = ['--format', 'markdown'];
    const { code, stdout, stderr } = await runCommand('inspect-portal', { env: credentials(server), words });
    expect(code, stderr).toBe(1);
    const [verdict, , ...lines] = stdout.split('\n');
    expect(verdict).toMatch(/^Does not mirror: \d differences? matters?\.$/);
    expect(lines[0]).toBe(`- ${difference}`);
    expect(stdout).toMatch(/^\| part \| name \| portal \| ours \| verdict \|\n\| --- \|/m);
    expect(server.liveKeys()).toEqual([]);
  });
}

test("a server whose certificate only Node can check mirrors as well: what the page's requests carried is known", {
  tag: '@extended',
}, async ({ startServer, runCommand, folder }) => {
  const server = await startServer();
  await using front = await secure(server.url);
  const authority = join(folder, 'authority.pem');
  await writeFile(authority, front.authority);
  const env = {
    ...credentials(server),
    OCTOPUS_URL: front.url,
    NODE_EXTRA_CA_CERTS: authority,
    // A remote browser's page is fetched by the Node that serves it.
    OCTOPUS_BROWSER: process.env.OCTOPUS_BROWSER ?? '',
  };
  const { code, stdout, stderr } = await runCommand('inspect-portal', { env, words: ['--format', 'json'] });
  expect(code, stderr + stdout).toBe(0);
  expect(server.liveKeys()).toEqual([]);
});

test('a walk by single sign-on is recorded without any code, token, cookie or password', {
  tag: '@extended',
}, async ({ runCommand, folder }) => {
  await using sso = await startSso({ pages: ['username', 'password', 'code', 'stay-signed-in'] });
  const env = { ...sso.env, OCTOPUS_TOTP_SECRET: sso.provider.totpSecret };
  const words = ['--explain', '--save', 'walk.har'];
  const { code, stdout, stderr } = await runCommand('inspect-portal', { env, words });
  expect(code, stderr).toBe(0);
  const text = await readFile(join(folder, 'walk.har'), 'utf8');
  expect(findHarMistakes(JSON.parse(text))).toEqual([]);
  expect(stdout).toContain('The identity provider signs the user in');
  expect(stdout).toContain('The provider sends the user back');
  const secrets = collectSsoSecrets(sso);
  expect(secrets.size).toBeGreaterThan(8);
  for (const [secret, kind] of secrets) expect(findLeaks([secret], text + stdout), kind).toEqual([]);
});

test('a password too short to be known wherever it stands is not in the recording either', {
  tag: '@extended',
}, async ({ startServer, runCommand, folder }) => {
  const server = await startServer({ password: 'xyz' });
  const words = ['--save', 'walk.har'];
  const { code, stderr } = await runCommand('inspect-portal', { env: credentials(server), words });
  expect(code, stderr).toBe(0);
  expect(await readFile(join(folder, 'walk.har'), 'utf8')).toContain('\\"Password\\":\\"[redacted]\\"');
});

test('a server that refuses keys for users is told before anybody signs in', async ({
  startServer,
  runCommand,
}) => {
  const server = await startServer({ userApiKeysEnabled: false });
  const { code, stderr } = await runCommand('inspect-portal', { env: credentials(server) });
  expect(code).toBe(5);
  expect(stderr).toContain('UserApiKeysEnabled is false.');
  expect(server.requests.some(({ path }) => path.endsWith('/login'))).toBe(false);
});

test('a sign-in that fails leaves its recording, without the password', { tag: '@extended' }, async ({
  startServer,
  runCommand,
  folder,
}) => {
  const server = await startServer();
  const env = { ...credentials(server), OCTOPUS_PASSWORD: 'fake-wrong-password' };
  const { code } = await runCommand('inspect-portal', { env, words: ['--save', 'walk.har'] });
  expect(code).toBe(4);
  const text = await readFile(join(folder, 'walk.har'), 'utf8');
  const { log } = JSON.parse(text) as Har;
  expect(findHarMistakes({ log })).toEqual([]);
  expect(log.entries.find(({ request }) => request.url.endsWith('/login'))?.response.status).toBe(400);
  expect(findLeaks(['fake-wrong-password'], text)).toEqual([]);
});

test('a key that the page has asked for, and that no list shows yet when the run is told to stop, is named: exit 143', {
  tag: '@extended',
}, async ({ startServer }) => {
  test.skip(process.platform === 'win32', 'Windows has no such signals');
  const server = await startServer();
  const isMaking = ({ method, url = '' }: IncomingMessage) => method === 'POST' && url.endsWith('/apikeys');
  let hasArrived = () => {};
  const arrived = new Promise<void>((resolve) => {
    hasArrived = resolve;
  });
  const nothing = JSON.stringify({ Items: [], TotalResults: 0, ItemsPerPage: 100 });
  await using site = await serve(async (incoming, outgoing) => {
    const exchange = { incoming, outgoing, target: server.url, elsewhere: '' };
    const reply = await forward(exchange);
    if (isMaking(incoming)) return hasArrived();
    const isList = incoming.method === 'GET' && /\/apikeys(?:\?|$)/.test(incoming.url ?? '');
    pass(exchange, reply, isList ? nothing : undefined);
  });
  await using command = startCommand('inspect-portal', {
    env: { ...credentials(server), OCTOPUS_URL: site.url },
    args: ['--timeout', '60s'],
  });
  await Promise.race([arrived, command.exited]);
  command.child.kill('SIGTERM');
  const { code, stderr } = await command.exited;
  expect(code, stderr).toBe(143);
  expect(server.liveKeys()).toHaveLength(1);
  expect(stderr).toContain('A KEY MAY HAVE BEEN MADE');
});

for (const isTold of [true, false])
  test(`of two keys that no list shows, ${isTold ? 'both are revoked' : 'that of a reply without a purpose is named: exit 5'}`, {
    tag: '@extended',
  }, async ({ startServer, runCommand }) => {
    const server = await startServer();
    let hasAsked = false;
    await using site = await serve(async (incoming, outgoing) => {
      const exchange = { incoming, outgoing, target: server.url, elsewhere: '' };
      const reply = await forward(exchange);
      const isOfKeys = /\/apikeys(?:\?|$)/.test(incoming.url ?? '');
      if (isOfKeys && incoming.method === 'GET')
        return pass(exchange, reply, '{"Items":[],"TotalResults":0}');
      const isOfPage = isOfKeys && incoming.method === 'POST' && !hasAsked;
      hasAsked ||= isOfPage;
      const { Purpose: _, ...others } = isOfPage ? JSON.parse(reply.body.toString()) : {};
      pass(exchange, reply, isOfPage && !isTold ? JSON.stringify(others) : undefined);
    });
    const env = { ...credentials(server), OCTOPUS_URL: site.url };
    const { code, stderr } = await runCommand('inspect-portal', { env });
    expect(server.madeKeys()).toHaveLength(2);
    expect(server.liveKeys()).toHaveLength(isTold ? 0 : 1);
    expect(code, stderr).toBe(isTold ? 0 : 5);
    if (!isTold) expect(stderr).toMatch(/A KEY MAY HAVE BEEN MADE.*octopus-key-mint inspection/);
  });

test('of replies with very many fields the first are compared one by one, and the others as one', () => {
  const url = 'https://octopus.example.com/api/users/Users-1/apikeys';
  const none = { headers: [], cookies: [], queryString: [] };
  const answer = (last: number) => {
    const text = JSON.stringify({ Purpose: 'p', x: [...Array(5_000).fill(0), last] });
    return {
      request: { method: 'POST', url, ...none },
      response: { status: 201, content: { text }, ...none },
    };
  };
  for (const last of [0, 1]) {
    const entries = [answer(0), answer(last)] as unknown as Entry[];
    const recording = { har: { log: { entries } } as unknown as Har, ours: entries.slice(1) };
    const { mirrors, rows } = compareKeyRequests(recording, 'https://octopus.example.com');
    expect(mirrors).toBe(last === 0);
    const fields = rows.filter(({ part }) => part === 'reply field');
    expect(fields).toHaveLength(1_001);
    expect(fields[0]).toMatchObject({ name: 'Purpose', ours: 'p', relation: 'same' });
    expect(fields.at(-1)).toMatchObject({ name: '(4002 more)', relation: last === 0 ? 'same' : 'differs' });
  }
});
