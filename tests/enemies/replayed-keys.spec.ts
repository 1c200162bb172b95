import { readFile } from 'node:fs/promises';
import type { IncomingMessage } from 'node:http';
import { join } from 'node:path';
import fc from 'fast-check';
import type { OctopusApi } from '../../src/api/octopus-api.ts';
import type { CreatedApiKey } from '../../src/api/schemas.ts';
import { Deadline } from '../../src/core/deadline.ts';
import { requireOwnListing, requireOwnReply } from '../../src/keys/own-reply.ts';
import { Secret } from '../../src/secrets/secret.ts';
import type { StandIn } from '../../stand-in/stand-in.ts';
import { forward, pass, readBody } from '../faults/faults.ts';
import { provideHere } from '../faults/provide-here.ts';
import { expect, SEED, test } from '../fixtures.ts';
import { readDelivered, readResults, runFleet, startFleet } from '../fleet/start-fleet.ts';
import { type Served, serve } from '../serve.ts';

// Replies to key requests that are those to others: repeated, or swapped.

const DAY = 86_400_000;

/** Has the replies to the making of keys changed, once the server has made them. */
function answerKeyRequests(
  target: string,
  change: (body: string) => string | Promise<string>,
): Promise<Served> {
  return serve(async (incoming, outgoing) => {
    const exchange = { incoming, outgoing, target, elsewhere: '' };
    const reply = await forward(exchange);
    const isKeyRequest = incoming.method === 'POST' && incoming.url?.endsWith('/apikeys');
    pass(exchange, reply, isKeyRequest ? await change(reply.body.toString()) : reply.body);
  });
}

/** @returns the reply to the making of a key, as a proxy may have kept it */
function replyOf({ id, key, purpose, created, expires }: ReturnType<StandIn['addKey']>): string {
  return JSON.stringify({
    Id: id,
    ApiKey: key,
    Purpose: purpose,
    Created: created.toISOString(),
    Expires: expires?.toISOString() ?? null,
  });
}

const ids = (keys: readonly { readonly id: string }[]) => keys.map(({ id }) => id);

test("a reply that repeats another run's key, and a delivery that fails: that key stays, ours is revoked", async ({
  startServer,
  runCommand,
}) => {
  const server = await startServer();
  const other = server.addKey('theirs', { expires: new Date(Date.now() + 30 * DAY) });
  await using proxy = await answerKeyRequests(server.url, () => replyOf(other));
  const signedInAt = { ...server, url: proxy.url };
  const words = ['--pipe-to', 'exit 1'];
  const { code, stdout, stderr } = await runCommand('mint-key', { signedInAt, words });
  expect(server.madeKeys()).toHaveLength(2);
  expect(ids(server.liveKeys())).toEqual([other.id]);
  expect(code, stderr).toBe(5);
  expect(stdout).toBe('');
  expect(stderr).toContain('answered with another key');
  expect(stderr).not.toContain(`--id ${other.id}`);
});

for (const isTold of [true, false])
  test(`a rotation whose reply repeats the old key${isTold ? '' : ', and tells no more than that'}: the old key stays, is not delivered, and no other is left`, async ({
    startServer,
    runCommand,
  }) => {
    const server = await startServer();
    const old = server.addKey('octopus-key-mint', { expires: new Date(Date.now() + 30 * DAY) });
    const { Id, ApiKey, ...more } = JSON.parse(replyOf(old));
    const reply = JSON.stringify({ Id, ApiKey, ...(isTold ? more : {}) });
    await using proxy = await answerKeyRequests(server.url, () => reply);
    const signedInAt = { ...server, url: proxy.url };
    const { code, stdout, stderr } = await runCommand('rotate-key', { signedInAt });
    expect(server.madeKeys()).toHaveLength(2);
    expect(ids(server.liveKeys())).toEqual([old.id]);
    expect(code, stderr).toBe(5);
    expect(stdout).toBe('');
  });

test('a reply that has the id of the old key and the expiry that only we asked for is not believed: the old key stays, ours is revoked', async ({
  startServer,
}) => {
  const server = await startServer();
  const speaks = server.addKey('speaks');
  const old = server.addKey('octopus-key-mint', { expires: new Date(Date.now() + 30 * DAY) });
  await using proxy = await answerKeyRequests(server.url, (body) =>
    JSON.stringify({ ...JSON.parse(body), Id: old.id }),
  );
  const login = { url: proxy.url, apiKey: speaks.key, browser: undefined };
  const { code, stdout, stderr } = await provideHere(login, 'rotate', 20_000);
  expect({ code, stdout }, stderr).toEqual({ code: 5, stdout: '' });
  expect(server.madeKeys()).toHaveLength(3);
  expect(ids(server.liveKeys()).sort()).toEqual([speaks.id, old.id].sort());
  expect(stderr).toContain('it was there before');
});

test('a reply that repeats another key of the same purpose, and tells neither user nor expiry: that key stays, ours is revoked', {
  tag: '@extended',
}, async ({ startServer, runCommand }) => {
  const server = await startServer();
  const other = server.addKey('octopus-key-mint', { expires: new Date(Date.now() + 30 * DAY) });
  const reply = JSON.stringify({ Id: other.id, ApiKey: other.key });
  await using proxy = await answerKeyRequests(server.url, () => reply);
  const { code, stdout, stderr } = await runCommand('mint-key', {
    signedInAt: { ...server, url: proxy.url },
  });
  expect(server.madeKeys()).toHaveLength(2);
  expect(ids(server.liveKeys())).toEqual([other.id]);
  expect(code, stderr).toBe(5);
  expect(stdout).toBe('');
  expect(stderr).toMatch(/answered with another key.*the key list has one that was asked for just now/);
});

for (const age of [20 * DAY, 60_000])
  test(`a reply that repeats another run's key of ${age < DAY ? 'a minute' : '20 days'} ago, whose expiry is whole days after its making: that key stays, ours is revoked`, async ({
    startServer,
  }) => {
    const server = await startServer();
    const speaks = server.addKey('speaks');
    const created = new Date(Date.now() - age);
    const expires = new Date(created.getTime() + 30 * DAY);
    const other = server.addKey('octopus-key-mint', { created, expires });
    await using proxy = await answerKeyRequests(server.url, () => replyOf(other));
    const login = { url: proxy.url, apiKey: speaks.key, browser: undefined };
    const { code, stdout, stderr } = await provideHere(login, undefined, 20_000);
    expect(server.madeKeys()).toHaveLength(3);
    expect(ids(server.liveKeys()).sort()).toEqual([speaks.id, other.id].sort());
    expect(code, stderr).toBe(5);
    expect(stdout).toBe('');
    expect(stderr).toContain('answered with another key');
  });

for (const [status, ErrorMessage] of [
  [404, 'The resource was not found.'],
  [403, 'You do not have permission to perform this action.'],
  [429, 'Too many requests.'],
] as const)
  test(`a key request that is answered with the ${status} that is the server's reply to another request: the key is revoked`, {
    tag: status === 404 ? [] : '@extended',
  }, async ({ startServer }) => {
    const server = await startServer();
    const speaks = server.addKey('speaks');
    await using proxy = await serve(async (incoming, outgoing) => {
      const exchange = { incoming, outgoing, target: server.url, elsewhere: '' };
      const reply = await forward(exchange);
      if (incoming.method !== 'POST') return pass(exchange, reply);
      const headers = { 'content-type': 'application/json', 'retry-after': '600' };
      pass(exchange, { ...reply, status, headers }, JSON.stringify({ ErrorMessage }));
    });
    const login = { url: proxy.url, apiKey: speaks.key, browser: undefined };
    const { code, stdout, stderr } = await provideHere(login, undefined, 20_000);
    expect({ code, stdout }, stderr).toEqual({ code: 5, stdout: '' });
    expect(server.madeKeys()).toHaveLength(2);
    expect(ids(server.liveKeys())).toEqual([speaks.id]);
    expect(stderr).toContain(`The key ${server.madeKeys()[1]?.id} was revoked.`);
  });

test('a key request that was sent on and answered 429, and is asked again where nobody listens any more: a key that may be there is named', async ({
  startServer,
}) => {
  const server = await startServer();
  const speaks = server.addKey('speaks');
  await using front = await serve(async (incoming, outgoing) => {
    const exchange = { incoming, outgoing, target: server.url, elsewhere: '' };
    const reply = await forward(exchange);
    if (incoming.method !== 'POST') return pass(exchange, reply);
    outgoing.on('finish', () => front[Symbol.asyncDispose]());
    pass(exchange, { ...reply, status: 429, headers: { 'retry-after': '0' } }, 'Too many requests.');
  });
  const login = { url: front.url, apiKey: speaks.key, browser: undefined };
  const { code, stdout, stderr } = await provideHere(login, undefined, 60_000);
  expect({ code, stdout }, stderr).toEqual({ code: 3, stdout: '' });
  expect(server.liveKeys()).toHaveLength(2);
  const expires = server.madeKeys()[1]?.expires?.toISOString();
  expect(stderr).toMatch(new RegExp(`A KEY MAY HAVE BEEN MADE that nobody holds.*expiring ${expires}`));
});

test('a reply that tells nothing but the key is believed where the key list tells the rest', async ({
  startServer,
  runCommand,
  folder,
}) => {
  const server = await startServer();
  await using proxy = await answerKeyRequests(server.url, (body) => {
    const { Id, ApiKey } = JSON.parse(body);
    return JSON.stringify({ Id, ApiKey });
  });
  const signedInAt = { ...server, url: proxy.url };
  const terse = await runCommand('mint-key', { signedInAt, words: ['--receipt', 'receipt.json'] });
  expect(terse.code, terse.stderr).toBe(0);
  expect(terse.stdout).toBe(`${server.liveKeys()[0]?.key}\n`);
  const { created, expires } = JSON.parse(await readFile(join(folder, 'receipt.json'), 'utf8')).key;
  const [kept] = server.liveKeys();
  expect([new Date(created), new Date(expires)]).toEqual([kept?.created, kept?.expires]);
});

for (const command of ['mint-key', 'with-key'])
  test(`${command}: of a key request that a gateway sends on twice, the key that nobody holds is named, and only that`, async ({
    startServer,
    runCommand,
  }) => {
    const server = await startServer();
    const words = command === 'with-key' ? ['--', process.execPath, '-e', ''] : [];
    const once = await runCommand(command, { signedInAt: server, words });
    expect(once.stderr).not.toContain('ANOTHER KEY MAY BE LIVE');
    const before = ids(server.madeKeys());
    await using proxy = await serve(async (incoming, outgoing) => {
      const exchange = { incoming, outgoing, target: server.url, elsewhere: '' };
      const body = await readBody(incoming);
      const isKeyRequest = incoming.method === 'POST' && incoming.url?.endsWith('/apikeys');
      if (isKeyRequest) await forward(exchange, body);
      pass(exchange, await forward(exchange, body));
    });
    const signedInAt = { ...server, url: proxy.url };
    const { code, stderr } = await runCommand(command, { signedInAt, words });
    expect(code, stderr).toBe(0);
    const [twin = '', held = ''] = ids(server.madeKeys()).filter((id) => !before.includes(id));
    expect(ids(server.liveKeys())).toContain(twin);
    const told = stderr.split('\n').find((line) => line.includes('ANOTHER KEY MAY BE LIVE'));
    expect(told).toContain(`revoke-key.ts --url ${proxy.url} --id ${twin}`);
    expect(told).not.toContain(`--id ${held}`);
  });

test('of two keys of a fleet that are answered with one, that one alone is delivered, and the other is revoked', async ({
  folder,
}) => {
  let first: string | undefined;
  await using fleet = await startBehind(folder, (body) => {
    first ??= body;
    return first;
  });
  const { code, stderr } = await runFleet(fleet, ['--results', 'results.jsonl']);
  expect(code, stderr).not.toBe(0);
  const live = fleet.servers[0]?.liveKeys() ?? [];
  expect(live).toHaveLength(1);
  expect(fleet.servers[0]?.madeKeys()).toHaveLength(2);
  expect(await readDelivered(folder)).toEqual({ [`server-0/${live[0]?.purpose}.key`]: live[0]?.key });
  const results = await readResults(`${folder}/results.jsonl`);
  expect(results.map(({ outcome }) => outcome).sort()).toEqual(['failed', 'minted']);
});

test('two keys of a fleet whose replies are swapped: none is delivered, and none is left', async ({
  folder,
}) => {
  const waiting: { body: string; answer: (other: string) => void }[] = [];
  await using fleet = await startBehind(folder, (body) => {
    const before = waiting.pop();
    before?.answer(body);
    return before?.body ?? new Promise((answer) => waiting.push({ body, answer }));
  });
  const { code, stderr } = await runFleet(fleet);
  expect(code, stderr).not.toBe(0);
  expect(fleet.servers[0]?.madeKeys()).toHaveLength(2);
  expect(fleet.servers[0]?.liveKeys()).toEqual([]);
  expect(await readDelivered(folder)).toEqual({});
});

/** What stands before a server, and has some of the requests be another user's. */
function serveMixedUp(target: string, change: (incoming: IncomingMessage) => void): Promise<Served> {
  return serve(async (incoming, outgoing) => {
    change(incoming);
    const exchange = { incoming, outgoing, target, elsewhere: '' };
    pass(exchange, await forward(exchange));
  });
}

test("an access token that is another user's is not handed over: exit 5, and the command is not run", async ({
  startServer,
  runCommand,
}) => {
  const server = await startServer();
  const other = await addServiceAccount(server);
  await using proxy = await serveMixedUp(server.url, (incoming) => {
    const { cookie: _, ...headers } = incoming.headers;
    if (incoming.url?.endsWith('/access-token')) incoming.headers = { ...headers, ...as(other.key) };
  });
  const signedInAt = { ...server, url: proxy.url };
  const words = ['--access-token', '--', process.execPath, '-e', 'console.log("it ran")'];
  const { code, stdout, stderr } = await runCommand('with-key', { signedInAt, words });
  expect(code, stderr).toBe(5);
  expect(stdout).toBe('');
  expect(stderr).toContain(`it speaks for ${other.userId}, not for ${server.userId}`);
});

test("a reply whose key alone is another user's is found out when it is verified: it is not handed over, and ours is revoked", async ({
  startServer,
}) => {
  const server = await startServer();
  const speaks = server.addKey('speaks');
  const other = await addServiceAccount(server);
  const before = ids(server.liveKeys());
  await using proxy = await answerKeyRequests(server.url, (body) =>
    JSON.stringify({ ...JSON.parse(body), ApiKey: other.key }),
  );
  const login = { url: proxy.url, apiKey: speaks.key, browser: undefined };
  const { code, stdout, stderr } = await provideHere(login, undefined, 60_000);
  expect({ code, stdout }, stderr).toEqual({ code: 5, stdout: '' });
  expect(stderr).toContain(`it speaks for ${other.userId}, not for ${server.userId}`);
  expect(server.madeKeys()).toHaveLength(before.length + 1);
  expect(ids(server.liveKeys())).toEqual(before);
});

test("a live key in another user's list is not taken for one's own: --if-exists skip ends with exit 5", async ({
  startServer,
  runCommand,
}) => {
  const server = await startServer();
  const other = await addServiceAccount(server);
  await using proxy = await serveMixedUp(server.url, (incoming) => {
    const isList = incoming.method === 'GET' && /\/apikeys\?/.test(incoming.url ?? '');
    if (isList) incoming.url = incoming.url?.replace(server.userId, other.userId);
  });
  const signedInAt = { ...server, url: proxy.url };
  const { code, stderr } = await runCommand('mint-key', { signedInAt, words: ['--if-exists', 'skip'] });
  expect(code, stderr).toBe(5);
  expect(stderr).toContain(`the key ${other.id} in it is another user's`);
});

for (const isKept of [true, false])
  test(`who is signed in, as the reply to somebody else has it that something on the way has ${isKept ? 'kept' : 'mixed up'}: exit 3 by a key, 4 by a session, and that one's keys stay`, async ({
    startServer,
    runCommand,
  }) => {
    const server = await startServer();
    const other = await addServiceAccount(server);
    const speaks = server.addKey('speaks');
    const before = ids(server.liveKeys());
    for (const wayIn of [{ env: { OCTOPUS_API_KEY: speaks.key } }, { signedInAt: server }]) {
      let count = 0;
      await using proxy = await serveMixedUp(server.url, (incoming) => {
        if (incoming.url !== '/api/users/me' || (count++ > 0 && !isKept)) return;
        const { cookie: _, ...headers } = incoming.headers;
        incoming.headers = { ...headers, ...as(other.key) };
      });
      const { code, stdout, stderr } = await runCommand('rotate-key', {
        ...('signedInAt' in wayIn ? { signedInAt: { ...server, url: proxy.url } } : {}),
        env: { ...wayIn.env, OCTOPUS_URL: proxy.url },
      });
      // That a key is not valid nothing but the server's own word says.
      expect({ code, stdout }, stderr).toEqual({ code: 'signedInAt' in wayIn ? 4 : 3, stdout: '' });
      expect(stderr).toContain(`the server answered with another one, ${other.userId}`);
      expect(ids(server.liveKeys())).toEqual(before);
    }
  });

test('a key that the server does not take is no proven one, whatever a gateway that keeps replies by their address answers: exit 5', async ({
  startServer,
  runCommand,
}) => {
  const server = await startServer();
  let kept: Awaited<ReturnType<typeof forward>> | undefined;
  await using gateway = await serve(async (incoming, outgoing) => {
    const exchange = { incoming, outgoing, target: server.url, elsewhere: '' };
    if (incoming.headers['x-octopus-apikey'])
      Object.assign(incoming.headers, as('API-NOTANYONESNOTANYONESNOTANY'));
    const isMe = incoming.url === '/api/users/me';
    const reply = (isMe && kept) || (await forward(exchange));
    if (isMe && reply.status === 200) kept = reply;
    pass(exchange, reply);
  });
  const { code, stdout, stderr } = await runCommand('mint-key', {
    signedInAt: { ...server, url: gateway.url },
  });
  expect({ code, stdout, live: server.liveKeys() }, stderr).toEqual({ code: 5, stdout: '', live: [] });
  expect(stderr).toContain('verify the key');
});

test('where what stands in front knows no address with a query, whoever comes in by an API key does', async ({
  startServer,
  runCommand,
}) => {
  const server = await startServer();
  const { key } = server.addKey('speaks');
  await using proxy = await serve(async (incoming, outgoing) => {
    const exchange = { incoming, outgoing, target: server.url, elsewhere: '' };
    if (incoming.url?.startsWith('/api/users/me?')) outgoing.writeHead(404).end();
    else pass(exchange, await forward(exchange));
  });
  const { code, stderr } = await runCommand('list-keys', {
    env: { OCTOPUS_URL: proxy.url, OCTOPUS_API_KEY: key },
  });
  expect(code, stderr).toBe(0);
});

const as = (key: string) => ({ 'x-octopus-apikey': key });

/** @returns a key of a service account that is made beside whoever uses the server */
async function addServiceAccount(server: StandIn) {
  const headers = { 'content-type': 'application/json', ...as(server.addKey('administers').key) };
  const ask = async (path: string, body: unknown) => {
    const reply = await fetch(server.url + path, { method: 'POST', headers, body: JSON.stringify(body) });
    return (await reply.json()) as { Id: string; ApiKey: string };
  };
  const account = { Username: 'robot', DisplayName: 'robot', IsService: true };
  const { Id: userId } = await ask('/api/users', account);
  const Expires = new Date(Date.now() + 30 * DAY).toISOString();
  const made = await ask(`/api/users/${userId}/apikeys`, { Purpose: 'octopus-key-mint', Expires });
  return { userId, id: made.Id, key: made.ApiKey };
}

/** A fleet of two keys on one server, which is behind a proxy. */
async function startBehind(folder: string, change: Parameters<typeof answerKeyRequests>[1]) {
  const address = ({ url }: StandIn) => answerKeyRequests(url, change);
  const fleet = await startFleet(folder, { count: 1, purposes: ['ours', 'theirs'], address });
  expect(await readFile(fleet.manifest, 'utf8')).not.toContain(fleet.servers[0]?.url);
  return fleet;
}

const CREATED = '2026-11-26T05:03:58.120+00:00';
const ASKED = '2027-02-24T05:03:11.847Z';

const ORDER = {
  userId: 'Users-1',
  purpose: 'Fake purpose – of 1  test',
  at: new Date(CREATED),
  expires: new Date(ASKED) as Date | undefined,
  listed: [{ Id: 'APIKeys-1' }],
  before: undefined as readonly { Id: string }[] | undefined,
};

function judge(told: Partial<CreatedApiKey>, order: Partial<typeof ORDER> = {}): string {
  const reply = {
    Id: 'APIKeys-3',
    ApiKey: new Secret('API-FAKE'),
    Purpose: ORDER.purpose,
    Created: CREATED,
    ...told,
  };
  try {
    requireOwnReply(reply, { ...ORDER, ...order }, new Set(['APIKeys-2']));
    return 'ours';
  } catch (error) {
    return String(error);
  }
}

test('the reply to the key request is believed however a server keeps a purpose and an expiry', () => {
  const long = 'x'.repeat(300);
  const none = { expires: undefined };
  const old = { before: ORDER.listed };
  const ours: [Partial<CreatedApiKey>, Partial<typeof ORDER>?][] = [
    [{ Expires: ASKED }],
    [{ Expires: '2027-02-24T05:03:11.847+00:00', UserId: 'Users-1' }],
    [{ Expires: '2027-02-24T15:03:11.847+10:00' }],
    [{ Expires: '2027-02-24T05:03:11.846666Z' }],
    [{ Expires: '2027-02-24T05:03:11.85Z' }],
    [{ Expires: '2027-02-24T05:03:11Z' }],
    [{ Expires: '2027-02-24T05:03:12Z' }],
    [{ Expires: '2027-02-24T05:03:00Z' }],
    [{ Expires: '2027-02-24T00:00:00Z' }],
    [{ Expires: '2027-02-25T00:00:00Z' }],
    [{ Expires: '2027-02-24T00:00:00+05:45' }],
    // No more than 30 days.
    [{ Expires: '2026-12-26T05:03:58.120+00:00' }],
    [{ Expires: '2026-12-26T05:03:58.343+00:00' }],
    [{ Expires: '2026-12-26T00:00:00+00:00' }],
    // By a clock that is less than 10 minutes from ours.
    [{ Expires: '2027-02-24T00:00:00Z', Created: '2026-11-26T04:54:00Z' }],
    [{ Expires: '2027-02-24T00:00:00Z', Created: '2026-11-26T05:13:57Z' }],
    // No expiry is told, or none that can be read; and before 2020.6 there is none.
    [{}],
    [{ Expires: undefined, Purpose: undefined, Created: undefined }],
    [{ Expires: '2027-02-24 25:61' }],
    [{ Expires: null }, old],
    [{ Expires: null }, none],
    // As long as the server allows.
    [{ Expires: '2027-11-27T05:03:58Z' }, none],
    [{ Purpose: `  ${ORDER.purpose}\n` }],
    [{ Purpose: 'fake purpose – of 1 test' }],
    [{ Purpose: ' é ' }, { purpose: 'e\u0301' }],
    [{ Purpose: long.slice(0, 200) }, { purpose: long }],
    [{ Purpose: `${'y'.repeat(99)} ` }, { purpose: `${'y'.repeat(99)} ${long}` }],
  ];
  for (const [told, order] of ours) expect(judge(told, order), JSON.stringify(told)).toBe('ours');
});

test('the reply to the key request is not believed where it is of a key that was there, that is told to be another, or of another user', () => {
  const others: [Partial<CreatedApiKey>, RegExp, Partial<typeof ORDER>?][] = [
    [{ Id: 'APIKeys-1', Expires: ASKED }, /APIKeys-1.*was there before/],
    [{ Id: 'APIKeys-2', Expires: ASKED }, /APIKeys-2.*was there before/],
    [{ UserId: 'Users-2', Expires: ASKED }, /user/],
    [{ Purpose: 'another', Expires: ASKED }, /purpose/],
    [{ Purpose: '', Expires: ASKED }, /purpose/],
    [{ Purpose: 'Fake purpose' }, /purpose/],
    [{ Purpose: `${ORDER.purpose}s` }, /purpose/],
    [{ Purpose: 'another' }, /purpose/, { expires: undefined }],
    [{ Expires: null }, /expiry/],
    [{ Expires: '2027-02-24T05:03:11.831Z' }, /expiry/],
    [{ Expires: '2027-02-24T05:02:58.120Z' }, /expiry/],
    [{ Expires: '2027-02-24T05:03:10Z' }, /expiry/],
    [{ Expires: '2027-02-26T00:00:00Z' }, /expiry/],
    // Cut down to what no server would cut it down to.
    [{ Expires: '2026-12-26T05:03:27.113Z' }, /expiry/],
    [{ Expires: '2026-11-26T06:03:58.120Z' }, /expiry/],
    [{ Expires: '2026-11-26T00:00:00Z' }, /expiry/],
    [{ Expires: '2026-12-26T05:03:58.120Z', Created: undefined }, /expiry/],
    [{ Expires: '2027-11-26T05:03:58.120Z' }, /expiry/],
    // Cut down, or cut to days, when another key was made.
    [{ Expires: '2026-12-06T05:03:58.120Z', Created: '2026-11-06T05:03:58.120Z' }, /another time/],
    [{ Expires: '2027-02-24T00:00:00Z', Created: '2026-11-26T04:50:00Z' }, /another time/],
    [{ Created: '2026-11-25T05:03:58.120Z' }, /another time/],
    [{ Expires: '2027-02-24T00:00:00Z', Created: '2026-11-26T04:53:57Z' }, /another time/],
    [{ Expires: '2027-02-24T00:00:00Z', Created: '2026-11-26T05:14:00Z' }, /another time/],
    [
      { Expires: '2027-02-24T00:00:00Z', Created: '2026-11-26T04:03:58.120Z' },
      /another time/,
      { expires: new Date('2027-02-24T00:01:30.847Z') },
    ],
  ];
  for (const [told, reason, order] of others)
    expect(judge(told, order), JSON.stringify(told)).toMatch(reason);
});

test('a reply to an earlier request of ours is not believed, however little of an expiry a server keeps', () => {
  const units = [1, 1_000, 60_000, DAY];
  const spread = fc.integer({ min: 1, max: 59_999 });
  fc.assert(
    fc.property(
      fc.constantFrom(...units),
      fc.integer({ min: 15 * 60_000, max: 60 * DAY }),
      spread,
      spread,
      (unit, age, then, now) => {
        const keep = (instant: number) => new Date(Math.floor(instant / unit) * unit).toISOString();
        const at = ORDER.at.getTime();
        const Expires = keep(at - age + 90 * DAY - then);
        const expires = new Date(at + 90 * DAY - now);
        expect(judge({ Created: keep(at - age + 200), Expires }, { expires })).not.toBe('ours');
      },
    ),
    { seed: SEED, numRuns: 2_000 },
  );
});

/** @param pages what the key list shows, look by look */
async function judgeByList(
  told: Partial<CreatedApiKey>,
  pages: readonly (readonly object[])[],
): Promise<string> {
  let looks = 0;
  // What is listed in the end stays.
  const call = async () => {
    looks += 1;
    const Items = pages[Math.min(looks, pages.length) - 1] ?? [];
    return { Items, TotalResults: Items.length };
  };
  const reply = { Id: 'APIKeys-3', ...told };
  try {
    await requireOwnListing(reply, ORDER, { call } as unknown as OctopusApi, Deadline.ofRun(1_800));
    return `ours, after ${looks} looks`;
  } catch (error) {
    return String(error);
  }
}

test('where the reply does not tell the expiry to the millisecond, the key list says whether it is of ours', async () => {
  const purpose = { Purpose: ORDER.purpose };
  const old = { Id: 'APIKeys-1', ...purpose, Expires: ASKED.replace('847', '123') };
  const ours = { Id: 'APIKeys-3', ...purpose, Expires: ASKED };
  const coarse = { ...ours, Expires: '2027-02-24T05:03:11Z' };
  expect(await judgeByList({ Expires: ASKED }, [])).toBe('ours, after 0 looks');
  expect(await judgeByList({}, [[old, ours]])).toBe('ours, after 1 looks');
  for (const Expires of ['2027-02-24T05:03:11Z', '2027-02-24T05:03:11.850Z', '2026-12-26T05:03:58.120Z'])
    expect(await judgeByList({ Expires }, [[old, ours]]), Expires).toBe('ours, after 1 looks');
  expect(await judgeByList({}, [[old], [old, ours]])).toBe('ours, after 2 looks');
  expect(await judgeByList({}, [[old, coarse]])).toBe('ours, after 1 looks');
  expect(await judgeByList({}, [[{ ...ours, Expires: undefined }]])).toBe('ours, after 1 looks');

  const capped = { ...purpose, Created: CREATED, Expires: '2026-12-26T05:03:58.120+00:00' };
  const newest = { ...ours, Id: 'APIKeys-4' };
  expect(await judgeByList({}, [[{ Id: 'APIKeys-3', ...capped }]])).toBe('ours, after 1 looks');
  const withNewest = [{ Id: 'APIKeys-3', ...capped }, newest];
  expect(await judgeByList({}, [withNewest, withNewest, withNewest])).toMatch(
    /APIKeys-3.*asked for just now/,
  );
  const other = { ...coarse, Id: 'APIKeys-4' };
  const both = [{ Id: 'APIKeys-3', ...capped }, other];
  expect(await judgeByList(capped, [both, both, both])).toMatch(/APIKeys-3.*asked for just now/);
  // Another run's of the same moment may be listed before ours is.
  expect(await judgeByList({}, [[other], [other], [other, coarse]])).toBe('ours, after 3 looks');
  expect(await judgeByList({}, [[other], [other], [other]])).toMatch(/APIKeys-3.*asked for just now/);
  const dayOfAnHourAgo = { ...other, Expires: '2027-02-24T00:00:00Z', Created: '2026-11-26T04:03:58.120Z' };
  const seen = [dayOfAnHourAgo];
  expect(await judgeByList({}, [seen, seen, seen])).toMatch(/APIKeys-3.*the key list does not have it/);
  expect(await judgeByList({}, [[{ ...ours, Expires: null }]])).toMatch(/APIKeys-3.*expiry/);
  expect(await judgeByList({}, [[{ ...ours, Expires: '2027-02-01T05:03:11Z' }]])).toMatch(
    /APIKeys-3.*expiry/,
  );
  expect(await judgeByList({}, [[old], [old], [old]])).toMatch(/APIKeys-3.*the key list does not have it/);
});
