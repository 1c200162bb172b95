import { revokeApiKey } from '../../src/api/endpoints.ts';
import { UndiciHttp } from '../../src/api/http.ts';
import { openKeyApi } from '../../src/api/octopus-api.ts';
import { Pace } from '../../src/api/pace.ts';
import { Deadline } from '../../src/core/deadline.ts';
import type { Run } from '../../src/core/run.ts';
import { revokeUndelivered } from '../../src/keys/revoke.ts';
import { Secret } from '../../src/secrets/secret.ts';
import type { StandIn } from '../../stand-in/stand-in.ts';
import { forward, pass } from '../faults/faults.ts';
import { provideHere } from '../faults/provide-here.ts';
import { classify } from '../faults/requests.ts';
import { expect, test } from '../fixtures.ts';
import { runFleet, startFleet } from '../fleet/start-fleet.ts';
import { type Served, serve } from '../serve.ts';

// A request that was answered 429 was not processed: it is asked for again, as long as there is time.

const TIMEOUT_MS = 60_000;
const TIMES = 2;

/**
 * Answers the first requests of a kind 429, and passes on the rest.
 * @param apiKey in whose name alone; in anybody's by default
 */
async function limit(
  target: string,
  kind: string,
  times: number,
  headers: Readonly<Record<string, string>>,
  apiKey?: string,
): Promise<Served & { readonly seen: readonly string[] }> {
  const seen: string[] = [];
  const served = await serve(async (incoming, outgoing) => {
    const isOthers = apiKey !== undefined && incoming.headers['x-octopus-apikey'] !== apiKey;
    const name = isOthers ? 'of others' : classify(incoming);
    seen.push(name);
    const isRefused = name === kind && seen.filter((each) => each === kind).length <= times;
    const exchange = { incoming, outgoing, target, elsewhere: '' };
    if (!isRefused) return pass(exchange, await forward(exchange));
    outgoing
      .writeHead(429, { 'content-type': 'application/json', ...headers })
      .end('{"ErrorMessage":"Too many requests."}');
  });
  return { ...served, seen };
}

function countLogins({ requests }: StandIn): number {
  return requests.filter(({ method, path }) => method === 'POST' && path.endsWith('/login')).length;
}

const kinds = [
  'page',
  'script',
  'root',
  'authentication',
  "portal's authentication",
  'login',
  'user',
  'list',
  'key',
  'verification',
  'deletion',
  'sign-out',
];

for (const kind of kinds) {
  const tag = kind === 'key' ? [] : '@extended';

  test(`a 429 to "${kind}" is waited for: exit 0, one key, one sign-in`, { tag }, async ({
    startServer,
    startBrowser,
  }) => {
    const server = await startServer();
    server.addKey('octopus-key-mint');
    await using front = await limit(server.url, kind, TIMES, { 'retry-after': '0' });
    const { username, password } = server;
    const login = { url: front.url, username, password, browser: await startBrowser() };
    const { code, stdout, stderr } = await provideHere(login, 'rotate', TIMEOUT_MS);

    expect(code, stderr).toBe(0);
    expect(front.seen.filter((each) => each === kind).length).toBeGreaterThan(TIMES);
    expect(stdout).toBe(`${server.liveKeys()[0]?.key}\n`);
    expect(server.madeKeys()).toHaveLength(2);
    expect(server.liveKeys()).toHaveLength(1);
    expect(countLogins(server)).toBe(1);
    expect(server.liveSessions()).toBe(0);
  });
}

test('a 429 to the login request of a direct sign-in is waited for: exit 0, one sign-in', async ({
  startServer,
}) => {
  const server = await startServer();
  await using front = await limit(server.url, 'login', TIMES, { 'retry-after': '0' });
  const { username, password } = server;
  const login = { url: front.url, username, password, browser: undefined, direct: true };
  const { code, stderr } = await provideHere(login, undefined, TIMEOUT_MS);

  expect(code, stderr).toBe(0);
  expect(front.seen.filter((each) => each === 'login')).toHaveLength(TIMES + 1);
  expect(countLogins(server)).toBe(1);
  expect(server.liveSessions()).toBe(0);
});

const waits = {
  'in seconds': { headers: () => ({ 'retry-after': '2' }), least: 2_000 },
  'as a date': {
    headers: () => ({ 'retry-after': new Date(Date.now() + 3_000).toUTCString() }),
    least: 1_500,
  },
  'not at all': { headers: () => ({}), least: 375 },
} as const;

for (const [how, { headers, least }] of Object.entries(waits)) {
  const tag = how === 'in seconds' ? [] : '@extended';

  test(`how long to wait is told ${how}, and so long the key is waited for`, { tag }, async ({
    startServer,
  }) => {
    const server = await startServer();
    const { key: apiKey } = server.addKey('the way in');
    await using front = await limit(server.url, 'key', 1, headers());
    const begun = performance.now();
    const { code, stderr } = await provideHere(
      { url: front.url, apiKey, browser: undefined },
      undefined,
      TIMEOUT_MS,
    );

    expect(code, stderr).toBe(0);
    expect(performance.now() - begun).toBeGreaterThan(least);
    if (least > 1_000)
      expect(stderr).toMatch(/The server limits how often it may be asked \(429\): going on in \d/);
    expect(server.madeKeys()).toHaveLength(2);
  });
}

for (const [kind, code] of [
  ['login', 4],
  ['key', 5],
] as const) {
  test(`a 429 to "${kind}" that is to last longer than there is time: exit ${code} at once, and how long is told`, {
    tag: kind === 'key' ? [] : '@extended',
  }, async ({ startServer, startBrowser }) => {
    const server = await startServer();
    await using front = await limit(server.url, kind, Number.POSITIVE_INFINITY, { 'retry-after': '90' });
    const { username, password } = server;
    const login = { url: front.url, username, password, browser: await startBrowser() };
    const outcome = await provideHere(login, undefined, TIMEOUT_MS);

    expect(outcome.code, outcome.stderr).toBe(code);
    const told = outcome.stderr.trim().split('\n').at(-1);
    expect(outcome.stderr).toContain(
      'the server answered 429 Too Many Requests, and asks to wait 1 min 30 s. ',
    );
    expect(outcome.stderr).toContain(
      'The server said: Too many requests. It limits how often it may be asked',
    );
    expect(outcome.stderr).not.toContain('MAY HAVE BEEN MADE');
    expect(told).not.toContain('--wait');
    expect(front.seen.filter((each) => each === kind)).toHaveLength(1);
    expect(server.madeKeys()).toEqual([]);
    expect(server.liveSessions()).toBe(0);
  });
}

test('a 429 to the revoking of a key that nobody holds is waited for in all the time that the run has left, not only in what is held back for that', async ({
  startServer,
}) => {
  const server = await startServer();
  const { id, userId, key } = server.addKey('undelivered');
  await using front = await limit(server.url, 'deletion', 1, { 'retry-after': '3' });
  const account = { url: front.url, username: undefined, serviceAccount: undefined, provider: undefined };
  const http = new UndiciHttp({ insecureTls: false });
  const speakers = [openKeyApi(http, front.url, new Secret(key))] as const;
  const told: string[] = [];
  const tell = (message: string) => void told.push(message);
  const run = { deadline: Deadline.ofRun(TIMEOUT_MS), warn: tell, alert: tell } as unknown as Run;
  await revokeUndelivered({ id, userId }, { ...account, direct: false }, speakers, run);
  await http.close();
  expect(told).toEqual([`The key ${id} was revoked.`]);
  expect(server.liveKeys()).toEqual([]);
});

test('a key whose session is over, and that is answered 429 where it is to revoke itself, is waited for the same, and that is told', async ({
  startServer,
}) => {
  const server = await startServer();
  const { id, userId, key } = server.addKey('undelivered');
  for (const [times, words] of [
    [Number.POSITIVE_INFINITY, 'answered 429'],
    [1, `The key ${id} was revoked.`],
  ] as const) {
    await using front = await limit(server.url, 'deletion', times, { 'retry-after': '9' }, key);
    const account = { url: front.url, username: undefined, serviceAccount: undefined, provider: undefined };
    const http = new UndiciHttp({ insecureTls: false });
    const open = (apiKey: string) => openKeyApi(http, front.url, new Secret(apiKey));
    const told: string[] = [];
    const tell = (message: string) => void told.push(message);
    const run = { deadline: Deadline.ofRun(5_000), warn: tell, alert: tell } as unknown as Run;
    const speakers = [open('API-FAKEFAKEFAKEFAKEFAKEFAKE4'), open(key)] as const;
    await revokeUndelivered({ id, userId }, { ...account, direct: false }, speakers, run);
    await http.close();
    expect(told).toEqual([expect.stringContaining(words)]);
  }
  expect(server.liveKeys()).toEqual([]);
});

test('a key that cannot be handed over once its session is signed out is revoked by itself: nobody asks in the name of that session', async ({
  startServer,
}) => {
  const server = await startServer();
  const { url, username, password } = server;
  const login = { url, username, password, browser: undefined, direct: true, isUndeliverable: true };
  const { code, stderr } = await provideHere(login, undefined, TIMEOUT_MS);
  expect(code, stderr).toBe(6);
  expect(server.madeKeys()).toHaveLength(1);
  expect(server.liveKeys()).toEqual([]);
  expect(server.requests.filter(({ method, status }) => method === 'DELETE' && status === 401)).toEqual([]);
});

test('of a server that refuses every request, and asks for no wait, that is told, and not that no reply came', async () => {
  for (const wait of ['0', '-5']) {
    await using served = await serve(
      (_, outgoing) => void outgoing.writeHead(429, { 'retry-after': wait }).end(),
    );
    const http = new UndiciHttp({ insecureTls: false });
    const api = openKeyApi(http, served.url, new Secret('API-FAKEFAKEFAKEFAKEFAKEFAKE4'));
    using deadline = Deadline.ofRun(3_000);
    await expect(revokeApiKey(api, 'Users-1', 'apikeys-1', deadline)).rejects.toThrow('answered 429');
    await http.close();
  }
});

interface FleetRow {
  readonly keys: number;
  readonly limit: { readonly burst: number; readonly perMinute: number; readonly isSilent?: boolean };
}

const fleets: readonly FleetRow[] = [
  { keys: 20, limit: { burst: 30, perMinute: 900 } },
  { keys: 20, limit: { burst: 30, perMinute: 900, isSilent: true } },
  { keys: 150, limit: { burst: 200, perMinute: 200 } },
];

for (const { keys, limit: rateLimit } of fleets) {
  const { perMinute, isSilent } = rateLimit;
  const tag = keys > 20 || isSilent ? '@extended' : [];
  const manner = isSilent ? ', without telling it' : '';

  test(`a fleet learns the pace of a server that allows ${perMinute} requests a minute${manner}: ${keys} keys`, {
    tag,
  }, async ({ startServer, startBrowser, folder }) => {
    const server = await startServer({ rateLimit });
    const purposes = Array.from({ length: keys }, (_, at) => `key ${at}`);
    await using fleet = await startFleet(folder, { count: 1, address: () => server.url, purposes });
    const { code, stderr } = await runFleet(fleet, [], {
      OCTOPUS_BROWSER: await startBrowser(),
      FLEET_PASSWORD: server.password,
    });

    expect(code, stderr).toBe(0);
    expect(server.liveKeys()).toHaveLength(keys);
    expect(server.liveSessions()).toBe(0);
    const refused = server.requests.filter(({ status }) => status === 429);
    expect(refused.length).toBeLessThan(server.requests.length / 5);
    expect(
      server.requests.filter(({ path, status }) => path.endsWith('/login') && status === 200),
    ).toHaveLength(1);
  });
}

/** Has six ask at once, without waiting. @returns in how many milliseconds the last has its turn, and how long any has to wait, at the most */
async function takeTurns(pace: Pace): Promise<{ last: number; wait: number }> {
  const begun = performance.now();
  const found = { last: 0, wait: 0 };
  const pause = async (milliseconds: number) => {
    found.last = performance.now() + milliseconds - begun;
    found.wait = Math.max(found.wait, milliseconds);
  };
  const deadline = { remaining: () => TIMEOUT_MS, pause } as unknown as Deadline;
  for (let each = 1; each <= 6; each += 1) await pace.turn(deadline);
  return found;
}

test('all who ask one server keep to the pace that it tells, or that its refusals teach, until it has enough again', async () => {
  using deadline = Deadline.ofRun(TIMEOUT_MS);
  const policy = { 'octopus-ratelimit-policy': 'l=200;rpm=600' };
  const told = new Pace();
  told.note({ status: 200, headers: { ...policy, 'octopus-ratelimit': 'r=3;t=20' } });
  // One at once, and then one every 100 ms.
  expect((await takeTurns(told)).last).toBeGreaterThan(499);
  await told.turn(deadline);
  told.note({ status: 200, headers: { ...policy, 'octopus-ratelimit': 'r=150;t=5' } });
  await told.turn(deadline);
  // A timer of Node may end a moment early.
  expect((await takeTurns(told)).wait).toBeLessThan(5);

  const taught = new Pace();
  expect(await taught.shouldAskAgain({ status: 429, headers: {} }, 1, deadline)).toBe(true);
  expect((await takeTurns(taught)).last).toBeGreaterThan(249);
});

test('a request whose turn would come when its time is over is sent at once, unless the server has asked for a wait', async () => {
  const pace = new Pace();
  const headers = { 'octopus-ratelimit-policy': 'l=12;rpm=12', 'octopus-ratelimit': 'r=3;t=20' };
  pace.note({ status: 200, headers });
  using patient = Deadline.ofRun(TIMEOUT_MS);
  await pace.turn(patient);
  // The next has its turn 5 s after that.
  using hurried = Deadline.ofRun(4_000);
  await pace.turn(hurried);
  expect(hurried.signal.aborted).toBe(false);

  pace.noteRefusedPage({ status: 429, headers: { ...headers, 'retry-after': '5' } });
  using late = Deadline.ofRun(200);
  await pace.turn(late);
  expect(late.signal.aborted).toBe(true);
});
