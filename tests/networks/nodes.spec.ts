import { UndiciHttp } from '../../src/api/http.ts';
import { newSince } from '../../src/api/newness.ts';
import { openKeyApi } from '../../src/api/octopus-api.ts';
import { Deadline } from '../../src/core/deadline.ts';
import { tryToRevoke } from '../../src/keys/revoke.ts';
import { Secret } from '../../src/secrets/secret.ts';
import { type StandIn, startNodes } from '../../stand-in/stand-in.ts';
import { forward, pass } from '../faults/faults.ts';
import { provideHere } from '../faults/provide-here.ts';
import { expect, test } from '../fixtures.ts';
import { type Served, serve } from '../serve.ts';

// Nodes of one server, which know some time later what another has done.

const LAG_MS = 1_500;
const network = { insecureTls: false };

/** Passes each request on to the next node. */
function takeTurns(nodes: readonly StandIn[]): Promise<Served> {
  let turn = 0;
  return serve(async (incoming, outgoing) => {
    const target = nodes[turn % nodes.length]?.url ?? '';
    turn += 1;
    const exchange = { incoming, outgoing, target, elsewhere: '' };
    pass(exchange, await forward(exchange));
  });
}

test('a session and a key that another node does not know yet are asked for again: exit 0, one key, one sign-in', async ({
  startBrowser,
}) => {
  const nodes = await startNodes({}, LAG_MS);
  await using _one = nodes[0];
  await using _other = nodes[1];
  await using front = await takeTurns(nodes);
  const { username, password } = nodes[0];
  const login = { url: front.url, username, password, browser: await startBrowser() };
  const { code, stdout, stderr } = await provideHere(login, undefined, 60_000);

  expect(code, stderr).toBe(0);
  expect(nodes.flatMap((node) => node.madeKeys()).map(({ key }) => `${key}\n`)).toEqual([stdout]);
  const requests = nodes.flatMap((node) => node.requests);
  expect(requests.filter(({ path }) => path === '/api/users/login')).toHaveLength(1);
  expect(requests.some(({ status }) => status === 401)).toBe(true);
  for (const node of nodes) await expect.poll(() => node.liveSessions()).toBe(0);
});

for (const [status, when, owner] of [
  [401, 'after a sign-in a moment ago', {}],
  [404, 'for an account that was made a moment ago', { serviceAccount: 'robot' }],
] as const)
  test(`a ${status} to a key request that is not in the words of the server is not asked again ${when}: one request, and its key is revoked`, async ({
    startServer,
  }) => {
    const server = await startServer();
    await using front = await serve(async (incoming, outgoing) => {
      const exchange = { incoming, outgoing, target: server.url, elsewhere: '' };
      const reply = await forward(exchange);
      if (incoming.method === 'POST' && incoming.url?.endsWith('/apikeys'))
        outgoing.writeHead(status, { 'content-type': 'text/html' }).end('<title>Fake gateway</title>');
      else pass(exchange, reply);
    });
    const { username, password } = server;
    const login = { url: front.url, username, password, direct: true, browser: undefined, ...owner };
    const { code, stdout, stderr } = await provideHere(login, undefined, 60_000);

    expect({ code, stdout }, stderr).toEqual({ code: 5, stdout: '' });
    expect(server.madeKeys()).toHaveLength(1);
    expect(server.liveKeys()).toEqual([]);
  });

/** Has one node be asked about an account that another has just made. */
function askOther(one: StandIn, other: StandIn): Promise<Served> {
  return serve(async (incoming, outgoing) => {
    const target = incoming.url?.includes('/Users-5/') ? other.url : one.url;
    const exchange = { incoming, outgoing, target, elsewhere: '' };
    pass(exchange, await forward(exchange));
  });
}

test('a service account that was made just now, and another node does not know yet, gets its one key', async () => {
  const nodes = await startNodes({}, LAG_MS);
  await using one = nodes[0];
  await using other = nodes[1];
  await using front = await askOther(one, other);
  const { key: apiKey } = one.addKey('speaks');
  await expect.poll(() => other.liveKeys().length).toBe(1);
  const login = { url: front.url, apiKey, serviceAccount: 'robot', browser: undefined };
  const { code, stderr } = await provideHere(login, undefined, 60_000);

  expect(code, stderr).toBe(0);
  const asked = other.requests.filter(({ method, path }) => method === 'POST' && path.endsWith('/apikeys'));
  expect(asked.map(({ status }) => status)).toContain(404);
  expect(other.liveKeys().map(({ userId }) => userId)).toEqual(['Users-5', 'Users-1']);
});

test('a service account that was made just now, and another node does not know yet, gets its one identity', async ({
  runCommand,
}) => {
  const nodes = await startNodes({}, LAG_MS);
  await using one = nodes[0];
  await using other = nodes[1];
  await using front = await askOther(one, other);
  const { key } = one.addKey('speaks');
  await expect.poll(() => other.liveKeys().length).toBe(1);
  const words = [
    '--service-account',
    'robot',
    '--create-service-account',
    '--github',
    'acme/web',
    '--tag',
    'v1',
  ];
  const env = { OCTOPUS_URL: front.url, OCTOPUS_API_KEY: key };
  const { code, stderr } = await runCommand('trust-issuer', { env, words });

  expect(code, stderr).toBe(0);
  expect(other.requests.map(({ status }) => status)).toContain(404);
  expect(other.identities()).toHaveLength(1);
});

test('a key that one node lists, and another does not know yet, is left by --if-exists skip', async ({
  startServer,
}) => {
  const server = await startServer();
  const { key: speaks } = server.addKey('speaks');
  const { id } = server.addKey('octopus-key-mint');
  let looks = 0;
  await using front = await serve(async (incoming, outgoing) => {
    const exchange = { incoming, outgoing, target: server.url, elsewhere: '' };
    if (!incoming.url?.includes(id)) return pass(exchange, await forward(exchange));
    looks += 1;
    if (looks > 1) return pass(exchange, await forward(exchange));
    outgoing.writeHead(404, { 'content-type': 'application/json' }).end('{"ErrorMessage":"Not found."}');
  });
  const login = { url: front.url, apiKey: speaks, browser: undefined };
  const { code, stdout, stderr } = await provideHere(login, 'skip', 60_000);

  expect({ code, stdout, looks }, stderr).toEqual({ code: 0, stdout: '', looks: 2 });
  expect(server.madeKeys()).toHaveLength(2);
});

test('a key that a node does not know yet is not taken for one that is gone: it is revoked once it does', async () => {
  const nodes = await startNodes({}, LAG_MS);
  await using one = nodes[0];
  await using other = nodes[1];
  const { key: admin } = one.addKey('the way in');
  await expect.poll(() => other.liveKeys().length).toBe(1);
  const http = new UndiciHttp(network);
  const speakers = [openKeyApi(http, other.url, new Secret(admin))] as const;
  const account = {
    url: other.url,
    username: undefined,
    serviceAccount: undefined,
    provider: undefined,
    direct: false,
  };
  using deadline = Deadline.ofRun(60_000);
  using hurried = Deadline.ofRun(1_000);

  const { id, userId } = one.addKey('made just now');
  const key = { id, userId, newUntil: newSince() };
  const tooSoon = await tryToRevoke(key, account, speakers, hurried);
  expect(tooSoon?.hint).toContain(`--id ${id}`);
  expect(await tryToRevoke(key, account, speakers, deadline)).toBeUndefined();
  await expect.poll(() => one.liveKeys().map(({ purpose }) => purpose)).toEqual(['the way in']);
  await http.close();
});

test('what was made in the future, by a clock that was set back since, is new for no longer than what was made now', () => {
  expect(newSince(-3_600_000)).toBeLessThanOrEqual(newSince());
});

test('a 401 to a key that nobody has just made is believed at once', async ({ startServer }) => {
  const server = await startServer();
  const login = { url: server.url, apiKey: 'API-FAKEFAKEFAKEFAKEFAKEFAKEFA', browser: undefined };
  const { code } = await provideHere(login, undefined, 60_000);

  expect(code).toBe(4);
  expect(server.requests.filter(({ path }) => path === '/api/users/me')).toHaveLength(1);
});

test('whoever sends without a session keeps the cookie of a load balancer, and none of the server', async () => {
  const heard: (string | undefined)[] = [];
  const lines = [
    'SERVER=node1; path=/; HttpOnly',
    'OctopusIdentificationToken_b0e6ee2a=fake-session; path=/',
    'Octopus-Csrf-Token_b0e6ee2a=fake-token; path=/',
  ];
  await using site = await serve((incoming, outgoing) => {
    heard.push(incoming.headers.cookie);
    outgoing.writeHead(200, { 'set-cookie': lines, 'content-type': 'application/json' }).end('{}');
  });
  const http = new UndiciHttp(network);
  using deadline = Deadline.ofRun(60_000);
  const request = { method: 'GET', address: `${site.url}/api`, headers: {}, body: undefined };
  for (let turn = 0; turn < 2; turn += 1) await http.send(request, deadline);
  await http.close();

  expect(heard).toEqual([undefined, 'SERVER=node1']);
});
