import { createServer, type ServerResponse } from 'node:http';
import type { Cookie } from 'playwright';
import { writeCookies } from '../../src/browser/node-relay.ts';
import { requireCookies } from '../../src/portal/session-cookies.ts';
import type { StandIn } from '../../stand-in/stand-in.ts';
import { forward, pass, type Reply } from '../faults/faults.ts';
import { provideHere } from '../faults/provide-here.ts';
import { credentials, expect, test } from '../fixtures.ts';
import { expectMinted } from '../real-servers/expect-minted.ts';
import { serveProxy } from '../safety/serve-proxy.ts';
import { listen, type Served, serve } from '../serve.ts';

test.use({ sharesBrowser: true });

// What proxies make of the cookies of a sign-in.

type Change = (lines: readonly string[]) => string[];

const each =
  (change: (line: string) => string): Change =>
  (lines) =>
    lines.map(change);
const repath = (path: string) => each((line) => line.replace('path=/', `path=${path}`));

interface Row {
  readonly change: Change;
  /** What a failed sign-in says, by a browser and without one; undefined: it works. */
  readonly browser?: string | undefined;
  readonly direct?: string | undefined;
  /** Whether the session is on the server afterwards. */
  readonly stays?: boolean;
}

const all = (said: string, stays = false) => ({ browser: said, direct: said, stays });

// As typographic quotes in a file of settings are sent.
const QUOTED = Buffer.from('front=fake; Domain=“octopus.example”').toString('latin1');

const rows: Readonly<Record<string, Row>> = {
  'as they are': { change: (lines) => [...lines] },
  'of the virtual directory': { change: repath('/octopus') },
  'of what is below the virtual directory (nginx, proxy_cookie_path)': { change: repath('/octopus/') },
  'of the API alone': { change: repath('/octopus/api') },
  'of a path that begins with the same letters': {
    change: repath('/octo'),
    ...all('is for the path "/octo", which does not lead to /octopus/api/users/me'),
  },
  'of another path': {
    change: repath('/elsewhere'),
    ...all('(nginx: proxy_cookie_path)'),
  },
  'of the host as a domain': { change: each((line) => `${line}; Domain=127.0.0.1`) },
  'of another domain (nginx, proxy_cookie_domain)': {
    change: each((line) => `${line}; Domain=octopus.example`),
    ...all('is for "octopus.example", and not for 127.0.0.1'),
  },
  'Secure, though the address is plain http': { change: each((line) => `${line}; Secure`) },
  'SameSite=None without Secure': {
    change: each((line) => `${line.replace(/; SameSite=Lax/i, '')}; SameSite=None`),
    browser: 'has SameSite=None without Secure, which is refused',
  },
  'expired when they come': {
    change: each((line) => `${line}; expires=Thu, 01-Jan-1970 00:00:00 GMT`),
    ...all('had expired when it came'),
  },
  'folded into one header': {
    change: (lines) => [lines.join(', ')],
    ...all('the anti-forgery cookie came in one header Set-Cookie with another'),
  },
  'folded into one header, the other first': {
    change: (lines) => [lines.toReversed().join(', ')],
    ...all('the session cookie came in one header Set-Cookie with another'),
  },
  'taken out': { change: () => [], ...all('the session cookie did not come', true) },
  'taken out, but for the session cookie': {
    change: ([session = '']) => [session],
    ...all('the anti-forgery cookie did not come', true),
  },
  'taken out, but for the anti-forgery cookie': {
    change: ([, token = '']) => [token],
    ...all('the session cookie did not come', true),
  },
  'behind one of what stands in front whose domain cannot be read': { change: (lines) => [QUOTED, ...lines] },
  renamed: {
    change: each((line) => `proxy-${line}`),
    ...all('but "proxy-OctopusIdentificationToken_', true),
  },
};

/** Passes everything on, and does that to the cookies of a sign-in. */
function startProxy(target: StandIn, change: Change): Promise<Served> {
  const server = createServer(async (incoming, outgoing) => {
    const exchange = { incoming, outgoing, target: new URL(target.url).origin, elsewhere: '' };
    const reply = await forward(exchange);
    const lines = [reply.headers['set-cookie'] ?? []].flat();
    if (/\/users\/login$/.test(incoming.url ?? '') && lines.length > 0) {
      const changed = change(lines);
      if (changed.length > 0) reply.headers['set-cookie'] = changed;
      else delete reply.headers['set-cookie'];
    }
    pass(exchange, reply);
  });
  return listen(server, 'http://127.0.0.1');
}

for (const [what, { change, stays = false, ...said }] of Object.entries(rows))
  for (const way of ['browser', 'direct'] as const)
    test(`cookies ${what}: ${way}`, { tag: way === 'browser' ? '@extended' : [] }, async ({
      startServer,
      startBrowser,
    }) => {
      const server = await startServer({ virtualDirectory: '/octopus' });
      await using proxy = await startProxy(server, change);
      const { username, password } = server;
      const login = { url: `${proxy.url}/octopus`, username, password, direct: way === 'direct' };
      const browser = way === 'direct' ? undefined : await startBrowser();
      const outcome = await provideHere({ ...login, browser }, undefined, 20_000);
      if (said[way] === undefined) return expectMinted(server, outcome);
      expect({ code: outcome.code, stdout: outcome.stdout }, outcome.stderr).toEqual({ code: 4, stdout: '' });
      expect(JSON.parse(outcome.stderr.trim().split('\n').at(-1) ?? '').msg).toContain(said[way]);
      expect(server.requests.filter(({ path }) => path.endsWith('/users/login'))).toHaveLength(1);
      expect(server.requests.filter(({ path }) => path.endsWith('/apikeys'))).toEqual([]);
      expect(server.liveSessions()).toBe(stays ? 1 : 0);
      expect(outcome.stderr.includes('stays on the server until it times out')).toBe(stays);
    });

const session = 'OctopusIdentificationToken_fake=fake-session-value; path=/; HttpOnly';
const token = 'Octopus-Csrf-Token_fake=fake-token-value; path=/';

for (const [version, url, setCookies, said] of [
  [
    '2026.2.100',
    'http://octopus.example',
    `${session}; Secure\n${token}; Secure`,
    'is Secure, and the address is plain http',
  ],
  ['3.17.14', 'http://octopus.example', `${session}; Max-Age=0`, 'had expired when it came'],
  ['3.17.14', 'http://octopus.example/octopus', `${session}; Path=/octopus/ap`, 'does not lead to'],
  ['2018.1.0', 'http://octopus.example', '', 'the session cookie did not come'],
] as const)
  test(`${setCookies || 'nothing'} from ${url} (${version}) is told`, () => {
    expect(() => requireCookies({ setCookies, held: [], version }, url)).toThrow(said);
  });

test('of servers from before anti-forgery cookies none is wanted', () => {
  const held = [
    { name: 'OctopusIdentificationToken', value: 'fake', domain: 'octopus.example', path: '/' },
  ] as Cookie[];
  requireCookies(
    { setCookies: 'OctopusIdentificationToken=fake; path=/', held, version: '2.6.5' },
    'http://octopus.example',
  );
  expect(() =>
    requireCookies({ setCookies: undefined, held, version: '2026.1.0' }, 'http://octopus.example'),
  ).toThrow('the anti-forgery cookie did not come');
});

const PASS = {
  OCTOPUS_HTTP_USERNAME: 'passer',
  OCTOPUS_HTTP_PASSWORD: 'canary-not-a-password-for-the-front',
};

for (const [way, words, env] of [
  ['by a browser', [], {}],
  ['by a browser whose requests are given what lets them pass', [], PASS],
  ['without a browser', ['--direct'], {}],
] as const)
  test(`a cookie of what stands in front, with letters beyond Latin-1, goes back as it came ${way}`, async ({
    startServer,
    runCommand,
  }) => {
    const server = await startServer();
    const cookie = Buffer.from('shown=Łukasz 日本').toString('latin1');
    const back: string[] = [];
    await using front = await serve(async (incoming, outgoing) => {
      const exchange = { incoming, outgoing, target: server.url, elsewhere: '' };
      delete incoming.headers.authorization;
      const [sent] = /shown=[^;]*/.exec(incoming.headers.cookie ?? '') ?? [];
      if (sent) back.push(sent);
      const reply = await forward(exchange);
      // A browser that Playwright has given a cookie of a reply to its own request would send other letters; no page asks after these.
      const isOfKeys = /\/apikeys/.test(incoming.url ?? '');
      if (!sent || isOfKeys) reply.headers['set-cookie'] = `${cookie}; path=/`;
      pass(exchange, reply);
    });
    const signsIn = { ...credentials(server), OCTOPUS_URL: front.url };
    expectMinted(server, await runCommand('mint-key', { env: { ...signsIn, ...env }, words }));
    expect(back.length).toBeGreaterThan(3);
    expect(new Set(back)).toEqual(new Set([cookie]));
  });

for (const [command, words] of Object.entries({
  'mint-key': ['--direct'],
  'with-key': ['--', process.execPath, '--version'],
}))
  test(`a host with a dot at its end keeps its session to the end: ${command} ${words[0]}`, async ({
    startServer,
    runCommand,
  }) => {
    const server = await startServer();
    await using proxy = await serveProxy();
    const OCTOPUS_URL = server.url.replace('127.0.0.1', 'octopus.corp.test.');
    const env = { ...credentials(server), OCTOPUS_URL, HTTP_PROXY: proxy.url };
    const { code, stderr } = await runCommand(command, { env, words: ['--allow-http', ...words] });

    expect(code, stderr).toBe(0);
    expect(stderr).not.toContain('401');
    expect(server.madeKeys()).toHaveLength(1);
    expect(server.liveSessions()).toBe(0);
  });

test('a cookie without a name goes back without one', () => {
  const cookies = [
    { name: '', value: 'alone' },
    { name: 'named', value: 'ł' },
  ];
  expect(writeCookies(cookies)).toBe(`alone; named=${Buffer.from('ł').toString('latin1')}`);
});

const broken: Readonly<Record<string, (reply: Reply, outgoing: ServerResponse) => void>> = {
  'breaks off': ({ status, headers, body }, outgoing) => {
    outgoing.writeHead(status, { ...headers, 'content-length': body.length + 2 });
    outgoing.write(body, () => outgoing.socket?.resetAndDestroy());
  },
  'cannot be unpacked': ({ status, headers, body }, outgoing) =>
    void outgoing.writeHead(status, { ...headers, 'content-encoding': 'gzip' }).end(body),
  'is a redirect': ({ headers }, outgoing) =>
    void outgoing.writeHead(302, { ...headers, 'content-length': 0, location: '/app' }).end(),
};

for (const [what, answer] of Object.entries(broken))
  test(`a session whose login reply ${what}, and that came by way of this process, is ended: exit 3 or 4`, {
    tag: what === 'breaks off' ? [] : '@extended',
  }, async ({ startServer, runCommand }) => {
    const server = await startServer();
    await using front = await serve(async (incoming, outgoing) => {
      const exchange = { incoming, outgoing, target: server.url, elsewhere: '' };
      delete incoming.headers.authorization;
      const reply = await forward(exchange);
      const isLogin = incoming.url === '/api/users/login';
      if (isLogin) delete reply.headers['transfer-encoding'];
      if (isLogin) answer(reply, outgoing);
      else pass(exchange, reply);
    });
    const env = { ...credentials(server), ...PASS, OCTOPUS_URL: front.url };
    const { code, stderr } = await runCommand('mint-key', { env, words: ['--timeout', '60s'] });

    expect([3, 4], stderr).toContain(code);
    expect(server.requests.filter(({ path }) => path === '/api/users/login')).toHaveLength(1);
    expect(server.liveSessions(), stderr).toBe(0);
  });
