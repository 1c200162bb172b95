import type { OctopusApi } from '../../src/api/octopus-api.ts';
import { deletedOf } from '../../src/api/schemas.ts';
import { Deadline } from '../../src/core/deadline.ts';
import { tryToRevoke } from '../../src/keys/revoke.ts';
import type { StandIn } from '../../stand-in/stand-in.ts';
import { forward, pass } from '../faults/faults.ts';
import { provideHere } from '../faults/provide-here.ts';
import { credentials, expect, test } from '../fixtures.ts';
import { type Served, serve } from '../serve.ts';

test.use({ sharesBrowser: true });

/** Something in front of a server that answers every deletion itself. */
function answerDeletions(server: StandIn, status: number, type: string, body: string): Promise<Served> {
  return serve(async (incoming, outgoing) => {
    if (incoming.method === 'DELETE')
      return void outgoing.writeHead(status, { 'content-type': type }).end(body);
    const exchange = { incoming, outgoing, target: server.url, elsewhere: '' };
    pass(exchange, await forward(exchange));
  });
}

for (const status of [408, 409, 425])
  test(`a ${status} that a load balancer says after it has passed the key request on is not taken for a refusal: the key is revoked`, {
    tag: status === 409 ? [] : '@extended',
  }, async ({ startServer, runCommand }) => {
    const server = await startServer();
    await using proxy = await serve(async (incoming, outgoing) => {
      const exchange = { incoming, outgoing, target: server.url, elsewhere: '' };
      const reply = await forward(exchange);
      if (incoming.method === 'POST' && incoming.url?.endsWith('/apikeys'))
        outgoing
          .writeHead(status, { 'content-type': 'application/json' })
          .end('{"ErrorMessage":"Try later."}');
      else pass(exchange, reply);
    });
    const { code, stderr } = await runCommand('mint-key', { signedInAt: { ...server, url: proxy.url } });
    expect(code, stderr).toBe(5);
    expect(server.madeKeys()).toHaveLength(1);
    expect(server.liveKeys()).toEqual([]);
  });

const PAGE = '<h1>Sign in to the proxy</h1>';

for (const status of [403, 404])
  test(`a ${status} that a firewall says with a page of its own after it has passed the key request on is not taken for a refusal: the key is revoked`, async ({
    startServer,
  }) => {
    const server = await startServer();
    const { key: apiKey, id } = server.addKey('speaks');
    await using proxy = await serve(async (incoming, outgoing) => {
      const exchange = { incoming, outgoing, target: server.url, elsewhere: '' };
      const reply = await forward(exchange);
      const isKeyRequest = incoming.method === 'POST' && incoming.url?.endsWith('/apikeys');
      if (isKeyRequest) outgoing.writeHead(status, { 'content-type': 'text/html' }).end(PAGE);
      else pass(exchange, reply);
    });
    const outcome = await provideHere({ url: proxy.url, apiKey, browser: undefined }, undefined, 20_000);
    expect(outcome.code, outcome.stderr).toBe(5);
    expect(server.madeKeys()).toHaveLength(2);
    expect(server.liveKeys().map((key) => key.id)).toEqual([id]);
  });

test('with-key takes the page of a proxy for no deletion: exit 5, and the key is named', async ({
  startServer,
  runCommand,
}) => {
  const server = await startServer();
  await using proxy = await answerDeletions(server, 200, 'text/html', PAGE);
  const env = { ...credentials(server), OCTOPUS_URL: proxy.url };
  const { code, stderr } = await runCommand('with-key', { env, words: ['--', 'true'] });
  expect(server.liveKeys()).toHaveLength(1);
  expect(code, stderr).toBe(5);
  expect(stderr).toContain(`--id ${server.liveKeys()[0]?.id}`);
});

test('a key that could not be delivered, and whose deletion the page of a proxy answers, is named: exit 6', async ({
  startServer,
  runCommand,
}) => {
  test.skip(process.platform !== 'linux', 'needs a disk that is full');
  const server = await startServer();
  await using proxy = await answerDeletions(server, 200, 'text/html', PAGE);
  const signedInAt = { ...server, url: proxy.url };
  const { code, stderr } = await runCommand('mint-key', { signedInAt, toFullDisk: true });
  expect(server.liveKeys()).toHaveLength(1);
  expect(code, stderr).toBe(6);
  expect(stderr).toContain(`THE KEY ${server.liveKeys()[0]?.id} MAY STILL BE LIVE`);
});

test('of old keys that cannot be revoked each is named, with the command that does it: exit 5', async ({
  startServer,
  runCommand,
}) => {
  const server = await startServer();
  const words = ['--purpose', 'same'];
  const old = [server.addKey('same'), server.addKey('same')];
  await using proxy = await answerDeletions(server, 500, 'text/plain', 'no');
  const signedInAt = { ...server, url: proxy.url };
  const { code, stdout, stderr } = await runCommand('rotate-key', { signedInAt, words });
  for (const { id } of old) expect(stderr).toContain(`--id ${id}`);
  expect(code, stderr).not.toBe(0);
  expect(server.liveKeys().map(({ key }) => key)).toContain(stdout.trim());
});

for (const [swallowed, body] of [
  [1, '{}'],
  [1, ''],
  [Number.POSITIVE_INFINITY, '{}'],
] as const)
  test(`a deletion whose empty reply (${body || 'nothing'}) was that to another request, ${swallowed === 1 ? 'once: the key is revoked' : 'each time: exit 5, and the key is named'}`, async ({
    startServer,
    runCommand,
  }) => {
    const server = await startServer();
    const old = server.addKey('old');
    let deletions = 0;
    await using proxy = await serve(async (incoming, outgoing) => {
      if (incoming.method === 'DELETE') deletions += 1;
      if (incoming.method === 'DELETE' && deletions <= swallowed)
        return void outgoing.writeHead(200, { 'content-type': 'application/json' }).end(body);
      const exchange = { incoming, outgoing, target: server.url, elsewhere: '' };
      pass(exchange, await forward(exchange));
    });
    const signedInAt = { ...server, url: proxy.url };
    const { code, stderr } = await runCommand('revoke-key', { signedInAt, words: ['--id', old.id] });
    const isRevoked = swallowed === 1;
    expect(code, stderr).toBe(isRevoked ? 0 : 5);
    expect(server.liveKeys().map(({ id }) => id)).toEqual(isRevoked ? [] : [old.id]);
    if (!isRevoked) expect(stderr).toMatch(/shows the key all the same.*--id /);
  });

test("a key that was deleted is revoked where a look at it is answered with another one's description", async () => {
  const account = { url: '', username: undefined, serviceAccount: undefined, provider: undefined };
  const call = async ({ method }: { method: string }) => (method === 'GET' ? { Id: 'APIKeys-2' } : {});
  const api = { call } as unknown as OctopusApi;
  const key = { id: 'APIKeys-1', userId: 'Users-1' };
  const revoking = tryToRevoke(key, { ...account, direct: false }, [api], Deadline.ofRun(60_000));
  expect(await revoking).toBeUndefined();
});

for (const body of [
  '{"error":"login_required","error_description":"Sign in"}',
  '{"Message":"Sign in"}',
  '{"Succeeded":false,"LoginUrl":"/sign-in"}',
  '"Sign in"',
])
  test(`a key whose deletion a gateway answers with a success and ${body} is named: exit 5`, {
    tag: body.startsWith('{"e') || body.startsWith('{"S') ? [] : '@extended',
  }, async ({ startServer, runCommand }) => {
    const server = await startServer();
    await using proxy = await answerDeletions(server, 200, 'application/json', body);
    const signedInAt = { ...server, url: proxy.url };
    const { code, stderr } = await runCommand('with-key', { signedInAt, words: ['--', 'true'] });
    expect(server.liveKeys()).toHaveLength(1);
    expect(code, stderr).toBe(5);
    expect(stderr).toContain(`--id ${server.liveKeys()[0]?.id}`);
  });

test('a key whose deletion is answered with the reply to another request is named: exit 5', async ({
  startServer,
  runCommand,
}) => {
  const server = await startServer();
  const { id } = server.addKey('octopus-key-mint');
  const other = JSON.stringify({ Id: server.userId, Username: server.username, Links: {} });
  await using proxy = await answerDeletions(server, 200, 'application/json', other);
  const signedInAt = { ...server, url: proxy.url };
  const { code, stderr } = await runCommand('revoke-key', { signedInAt, words: ['--id', id] });
  expect(server.liveKeys()).toHaveLength(1);
  expect(code, stderr).toBe(5);
  expect(stderr).toContain(`--id ${id}`);
});

test('what an Octopus Server may say to a deletion is no more than its own, and no error', () => {
  const schema = deletedOf('APIKeys-1');
  const own = [undefined, null, {}, { Id: 'APIKeys-1', Purpose: 'p', Links: {} }];
  for (const reply of own) expect(schema.safeParse(reply).success, JSON.stringify(reply)).toBe(true);
  const others = [
    ...[{ error: 'login_required' }, { errors: [] }, { Error: 'no' }, { Errors: ['no'] }],
    ...[{ ErrorMessage: 'no' }, { Message: 'no' }, { message: 'no', Id: 'x' }, { status: 401 }],
    ...[{ Succeeded: false }, { Status: 401, Id: 'x' }, { Id: 'APIKeys-1', Links: '/sign-in' }],
    // Replies to other requests: a user, another key, a list, the root document.
    ...[
      { Id: 'Users-1', Username: 'admin', Links: {} },
      { Id: 'APIKeys-2', Purpose: 'p', Links: {} },
    ],
    ...[
      { Items: [], Links: {} },
      { Application: 'Octopus Deploy', Links: {} },
    ],
    ...['OK', '', 1, true, false, [], [{}]],
  ];
  for (const reply of others) expect(schema.safeParse(reply).success, JSON.stringify(reply)).toBe(false);
});

// A session that may be needed to revoke the key is not ended with the delivery.
const UNDELIVERED = ['--pipe-to', 'exit 1', '--access-level', 'full-access'];

/**
 * Something in front of a server that stores the key list, as it was without any key.
 * @param isHonest whether it asks the server anew, where it is told to
 */
function storeKeyList(
  server: StandIn,
  isHonest: boolean,
  answerDeletion: (exchange: Pick<Parameters<typeof forward>[0], 'incoming' | 'outgoing'>) => void,
): Promise<Served> {
  return serve(async (incoming, outgoing) => {
    const { method, url = '', headers } = incoming;
    if (method === 'DELETE') return answerDeletion({ incoming, outgoing });
    const exchange = { incoming, outgoing, target: server.url, elsewhere: '' };
    const reply = await forward(exchange);
    const isList = method === 'GET' && /\/apikeys(\?|$)/.test(url);
    const isAnew = isHonest && headers['cache-control'] === 'no-cache';
    pass(exchange, reply, isList && !isAnew ? '{"Items":[],"TotalResults":0}' : reply.body);
  });
}

for (const status of [405, 403, 429, 500, 503, 200])
  test(`a key that could not be delivered, and whose deletion a firewall answers with ${status} and a page, is named, though a stored key list does not have it`, {
    tag: status === 405 ? [] : '@extended',
  }, async ({ startServer, runCommand }) => {
    const server = await startServer();
    await using proxy = await storeKeyList(server, false, ({ outgoing }) => {
      outgoing.writeHead(status, { 'content-type': 'text/html' }).end('<h1>The firewall says no</h1>');
    });
    const signedInAt = { ...server, url: proxy.url };
    const { code, stderr } = await runCommand('mint-key', { signedInAt, words: UNDELIVERED });
    expect(server.liveKeys()).toHaveLength(1);
    expect(code, stderr).toBe(6);
    expect(stderr).toContain(`THE KEY ${server.liveKeys()[0]?.id} MAY STILL BE LIVE`);
    expect(stderr).not.toContain('was revoked');
  });

test('whether a deletion without a reply is done tells the key list of the server, and not a stored one', async ({
  startServer,
  runCommand,
}) => {
  const server = await startServer();
  await using proxy = await storeKeyList(server, true, ({ incoming }) => void incoming.socket.destroy());
  const env = { ...credentials(server), OCTOPUS_URL: proxy.url };
  const { code, stderr } = await runCommand('mint-key', { env, words: UNDELIVERED });
  expect(server.liveKeys()).toHaveLength(1);
  expect(code, stderr).toBe(6);
  expect(stderr).toContain(`THE KEY ${server.liveKeys()[0]?.id} MAY STILL BE LIVE`);
});

/** Something in front of a server that says of whoever is signed in what it likes. */
function describeOther(server: StandIn, user: Readonly<Record<string, unknown>>): Promise<Served> {
  return serve(async (incoming, outgoing) => {
    const exchange = { incoming, outgoing, target: server.url, elsewhere: '' };
    const reply = await forward(exchange);
    if (incoming.url !== '/api/users/me') return pass(exchange, reply);
    pass(exchange, reply, JSON.stringify({ ...JSON.parse(reply.body.toString()), ...user }));
  });
}

test('a session of somebody else than the portal has signed in makes no key: exit 4, naming both', async ({
  startServer,
  runCommand,
}) => {
  const server = await startServer();
  await using front = await describeOther(server, { Id: 'Users-3', Username: 'other' });
  const env = { ...credentials(server), OCTOPUS_URL: front.url };
  const { code, stderr } = await runCommand('mint-key', { env });
  expect(code, stderr).toBe(4);
  expect(stderr).toMatch(/signed in Users-1, and the session .* belongs to Users-3/);
  expect(server.madeKeys()).toEqual([]);
});

test('a user who is called otherwise at the server than was typed is told of, and not one by another spelling', {
  tag: '@extended',
}, async ({ startServer, runCommand }) => {
  const mint = async (user: Readonly<Record<string, unknown>>) => {
    const server = await startServer();
    await using front = await describeOther(server, user);
    const { code, stderr } = await runCommand('mint-key', {
      env: { ...credentials(server), OCTOPUS_URL: front.url },
    });
    expect(code, stderr).toBe(0);
    return stderr;
  };
  const told = /who is signed in is called/;
  expect(await mint({ Username: 'mallory', EmailAddress: 'mallory@example.com' })).toMatch(
    /who is signed in is called mallory at the server, and not admin/,
  );
  for (const user of [
    { Username: 'ADMIN' },
    { Username: 'EXAMPLE\\admin' },
    { EmailAddress: 'Admin@example.com' },
  ])
    expect(await mint({ Username: 'mallory', ...user })).not.toMatch(told);
});

test('that an API key is not valid is taken from the server itself alone, as exit 4: whatever else is answered says nothing of the key', async ({
  startServer,
}) => {
  const server = await startServer();
  const { key } = server.addKey('speaks');
  const json = 'application/json';
  for (const [status, type, body, code] of [
    [401, json, '{"ErrorMessage":"You must be logged in."}', 4],
    [401, 'text/html', '<title>Sign in to the gateway</title>', 3],
    [401, json, '{"error":"login_required"}', 3],
    [500, json, '{"ErrorMessage":"The database is locked."}', 3],
    [403, json, '{"ErrorMessage":"No."}', 3],
    [429, json, '{"ErrorMessage":"Slow down."}', 3],
    [302, 'text/plain', '', 3],
    [200, 'text/html', '<title>Sign in</title>', 3],
  ] as const) {
    await using proxy = await serve(async (incoming, outgoing) => {
      const exchange = { incoming, outgoing, target: server.url, elsewhere: '' };
      if (!/^\/api\/users\/me(?:\?|$)/.test(incoming.url ?? ''))
        return pass(exchange, await forward(exchange));
      outgoing.writeHead(status, { 'content-type': type, 'retry-after': '3600' }).end(body);
    });
    const login = { url: proxy.url, apiKey: key, browser: undefined };
    const ended = await provideHere(login, undefined, 10_000);
    expect(ended.code, `${status} ${body}: ${ended.stderr}`).toBe(code);
    expect(ended.stderr).toContain('read who is signed in');
  }
});
