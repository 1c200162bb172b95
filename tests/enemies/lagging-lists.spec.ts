import type { IncomingMessage } from 'node:http';
import { listApiKeys } from '../../src/api/endpoints.ts';
import { UndiciHttp } from '../../src/api/http.ts';
import { newSince } from '../../src/api/newness.ts';
import { type OctopusApi, openKeyApi } from '../../src/api/octopus-api.ts';
import { Deadline } from '../../src/core/deadline.ts';
import type { Run } from '../../src/core/run.ts';
import { type KeyJournal, settleEarlierRuns } from '../../src/keys/earlier-runs.ts';
import { readNamedKeys } from '../../src/keys/owner.ts';
import { tryToRevoke } from '../../src/keys/revoke.ts';
import { verifyScope } from '../../src/keys/scope.ts';
import { Secret } from '../../src/secrets/secret.ts';
import type { Session } from '../../src/session/session.ts';
import type { StandIn } from '../../stand-in/stand-in.ts';
import { type Exchange, forward, pass } from '../faults/faults.ts';
import { provideHere } from '../faults/provide-here.ts';
import { expect, test } from '../fixtures.ts';
import { readDelivered, runFleet, startFleet } from '../fleet/start-fleet.ts';
import { type Served, serve } from '../serve.ts';

// Key lists that do not show a key which is there, and what a key counts as then.

const DAY = 86_400_000;
const isList = ({ method, url = '' }: IncomingMessage) => method === 'GET' && /\/apikeys(?:\?|$)/.test(url);

/** Passes everything on; the key list lacks some keys. */
function hideKeys(
  target: string,
  isHidden: (id: string) => boolean,
  answerDeletion?: (exchange: Exchange) => void | Promise<void>,
): Promise<Served> {
  return serve(async (incoming, outgoing) => {
    const exchange = { incoming, outgoing, target, elsewhere: '' };
    if (incoming.method === 'DELETE' && answerDeletion) return answerDeletion(exchange);
    await passHiding(exchange, isHidden);
  });
}

async function passHiding(exchange: Exchange, isHidden: (id: string) => boolean): Promise<void> {
  const reply = await forward(exchange);
  if (!isList(exchange.incoming)) return pass(exchange, reply);
  const { Items, ...page } = JSON.parse(reply.body.toString());
  const shown = Items.filter(({ Id }: { Id: string }) => !isHidden(Id));
  pass(exchange, reply, JSON.stringify({ ...page, Items: shown, TotalResults: shown.length }));
}

const say = (status: number, type: string, body: string) => (exchange: Exchange) =>
  void exchange.outgoing.writeHead(status, { 'content-type': type }).end(body);
const afterwards = (answer: (exchange: Exchange) => void) => async (exchange: Exchange) => {
  await forward(exchange);
  answer(exchange);
};
const reset = ({ incoming }: Exchange) => void incoming.socket.resetAndDestroy();
const PAGE = '<title>Not found</title>';

const deletions = [
  ['is reset before it arrives', reset, false],
  ['is reset when it is done', afterwards(reset), true],
  ['is answered with 502 by a proxy', say(502, 'text/html', PAGE), false],
  ['is answered with 504 by a proxy when it is done', afterwards(say(504, 'text/html', PAGE)), true],
  ['is answered with 404 by a proxy', say(404, 'text/html', PAGE), false],
  ['is answered with JSON that is none of a server', say(404, 'application/json', '{"error":"no"}'), false],
  ['is refused by a server that has it', say(404, 'application/json', '{"ErrorMessage":"No."}'), false],
  ['is passed over by a firewall', say(200, 'text/html', PAGE), false],
] as const;

test('whatever is said to a deletion, and though no list shows the key, it counts as revoked where the server itself has it no more', async ({
  startServer,
}) => {
  const server = await startServer();
  for (const [what, answer, isDone] of deletions) {
    const { id, userId } = server.addKey('ours');
    await using proxy = await hideKeys(server.url, () => true, answer);
    const failure = await revokeBy(server, proxy.url, { id, userId });
    expect(
      server.liveKeys().some((key) => key.id === id),
      what,
    ).toBe(!isDone);
    if (isDone) expect(failure, what).toBeUndefined();
    else expect(failure?.hint, what).toContain(`--id ${id}`);
  }
});

test('a key of which only something in front of the server says that it is not there is named', async ({
  startServer,
}) => {
  const server = await startServer();
  const { id, userId } = server.addKey('ours');
  for (const [status, type, body] of [
    [404, 'text/html', PAGE],
    [404, 'application/json', '{"error":"no"}'],
    [410, 'text/html', PAGE],
    [401, 'application/json', '{"ErrorMessage":"You must be logged in."}'],
    [302, 'text/html', ''],
  ] as const) {
    await using front = await serve((_, outgoing) => {
      outgoing.writeHead(status, { 'content-type': type }).end(body);
    });
    const failure = await revokeBy(server, front.url, { id, userId });
    expect(failure?.hint, `${status} ${body}`).toContain(`--id ${id}`);
  }
});

test('a key that the server itself refuses to revoke, and says then that it has no such, is named', async ({
  startServer,
}) => {
  const server = await startServer();
  const { id, userId } = server.addKey('ours');
  for (const status of [403, 400]) {
    await using front = await serve(({ method }, outgoing) => {
      const answer = method === 'DELETE' ? status : 404;
      outgoing.writeHead(answer, { 'content-type': 'application/json' }).end('{"ErrorMessage":"No."}');
    });
    const failure = await revokeBy(server, front.url, { id, userId });
    expect(failure?.hint, String(status)).toContain(`--id ${id}`);
  }
});

test('revoke-key --id revokes a key that the list does not show, and says of one that is not there that it is not', async ({
  startServer,
  runCommand,
}) => {
  const server = await startServer();
  const left = server.addKey('left');
  const listed = server.addKey('listed');
  const speaks = server.addKey('speaks');
  await using proxy = await hideKeys(server.url, (id) => id === left.id);
  const env = { OCTOPUS_URL: proxy.url, OCTOPUS_API_KEY: speaks.key };
  const words = ['--id', left.id, '--id', listed.id, '--id', speaks.id];
  const revoked = await runCommand('revoke-key', { env, words });
  expect(revoked.code, revoked.stderr).toBe(0);
  expect(server.liveKeys()).toEqual([]);
  const again = { ...env, OCTOPUS_API_KEY: server.addKey('speaks again').key };
  const missing = await runCommand('revoke-key', { env: again, words: ['--id', left.id] });
  expect(missing.code, missing.stderr).toBe(5);
  expect(missing.stderr).toContain(`revoke the key ${left.id}: there is no key with that id`);
});

const accountAt = (url: string) => ({
  ...{ url, username: undefined, serviceAccount: undefined, provider: undefined, direct: false },
});

async function revokeBy(server: StandIn, address: string, key: { id: string; userId: string }) {
  const http = new UndiciHttp({ insecureTls: false });
  const speaker = openKeyApi(http, address, new Secret(server.addKey('speaks').key));
  try {
    return await tryToRevoke(key, accountAt(address), [speaker], Deadline.ofRun(20_000));
  } finally {
    await http.close();
  }
}

test('of those who may speak for a key, none takes more than half of the time: one that hangs leaves some for the next, and for a look at the key', async () => {
  const given: number[] = [];
  const call = (_: unknown, deadline: Deadline) => {
    given.push(deadline.remaining());
    return Promise.reject(new Error('no reply came'));
  };
  const silent = { call } as unknown as OctopusApi;
  const key = { id: 'APIKeys-1', userId: 'Users-1' };
  const run = Deadline.ofRun(60_000);
  expect(await tryToRevoke(key, accountAt('http://localhost'), [silent, silent], run)).toBeDefined();
  expect(given).toHaveLength(4);
  for (const share of given) expect(share).toBeLessThanOrEqual(30_000);
});

test('that a key which no list shows is not there, the server alone says, and a fleet forgets its last one for no other word', async () => {
  const own = '{"ErrorMessage":"No."}';
  const last = { key: 'APIKeys-last', isOfThisRotation: false };
  const journal = { unsettled: () => [], lastDelivered: () => last } as unknown as KeyJournal;
  const listed = [{ Id: 'APIKeys-listed' }];
  const http = new UndiciHttp({ insecureTls: false });
  for (const [status, type, body, named, settled] of [
    [404, 'application/json', own, listed, listed],
    // As of one that is another user's by now: a fleet goes on.
    [403, 'application/json', own, 'unknown', listed],
    [404, 'text/html', PAGE, 'unknown', 'unknown'],
    [403, 'text/html', PAGE, 'unknown', 'unknown'],
    [404, 'application/json', '{"error":"no"}', 'unknown', 'unknown'],
    [500, 'application/json', own, 'unknown', 'unknown'],
  ] as const) {
    await using front = await serve((_, outgoing) => {
      outgoing.writeHead(status, { 'content-type': type }).end(body);
    });
    const api = openKeyApi(http, front.url, new Secret('API-FAKEFAKEFAKEFAKEFAKEFAKE1'));
    const run = { deadline: Deadline.ofRun(60_000) } as Run;
    const owner = { id: 'Users-1', account: accountAt(front.url), keys: listed };
    const naming = readNamedKeys(owner, [last.key], { api } as Session, run);
    expect(await naming.catch(() => 'unknown'), `${status} ${body}`).toEqual(named);
    const settling = settleEarlierRuns(
      owner,
      { purpose: 'ours' },
      journal,
      { api, server: {} } as Session,
      run,
    );
    expect(await settling.catch(() => 'unknown'), `${status} ${body}`).toEqual(settled);
  }
  await http.close();
});

test('with-key: a deletion that is lost, and a list that does not show the key yet: it is named, exit 3', async ({
  startServer,
  runCommand,
}) => {
  const server = await startServer();
  await using proxy = await hideKeys(server.url, () => true, reset);
  const signedInAt = { ...server, url: proxy.url };
  const { code, stderr } = await runCommand('with-key', { signedInAt, words: ['--', 'true'] });
  expect(server.liveKeys()).toHaveLength(1);
  expect(code, stderr).toBe(3);
  expect(stderr).toContain(`--id ${server.liveKeys()[0]?.id}`);
});

/** A journal with one attempt that nobody knows the end of, and what was settled of it. @param age milliseconds */
function noteAttempt(
  key: string,
  expires: Date,
  age = 5_000,
): KeyJournal & { readonly settledIds: string[] } {
  const settledIds: string[] = [];
  const attempt = {
    id: 'attempt',
    at: new Date(Date.now() - age).toISOString(),
    expires: expires.toISOString(),
    before: null,
    key,
  };
  return {
    settledIds,
    claim() {},
    unsettled: () => (settledIds.length > 0 ? [] : [attempt]),
    hasDelivered: () => false,
    settle: (id) => void settledIds.push(id),
    lastDelivered: () => undefined,
    begin: () => ({ made() {}, delivered() {}, settled() {} }),
  };
}

for (const isRevocable of [true, false])
  test(`a key of an earlier run whose id is noted, and which no list shows, ${isRevocable ? 'is revoked' : 'is not settled where it cannot be revoked'}`, async ({
    startServer,
  }) => {
    const server = await startServer();
    const speaks = server.addKey('speaks');
    const expires = new Date(Date.now() + 80 * DAY + 123);
    const left = server.addKey('octopus-key-mint', { expires });
    await using proxy = await hideKeys(
      server.url,
      (id) => id === left.id,
      isRevocable ? undefined : say(403, 'application/json', '{"ErrorMessage":"Never."}'),
    );
    const login = { url: proxy.url, apiKey: speaks.key, browser: undefined };
    const journal = noteAttempt(left.id, expires);
    const { code, stderr } = await provideHere(login, 'skip', 20_000, journal);
    expect(code, stderr).toBe(isRevocable ? 0 : 5);
    expect(server.liveKeys().some(({ id }) => id === left.id)).toBe(!isRevocable);
    expect(journal.settledIds).toEqual(isRevocable ? ['attempt'] : []);
    expect(server.madeKeys()).toHaveLength(isRevocable ? 3 : 2);
  });

/** A node that no list of shows a key, and that says a few times, whatever it is asked of the key, that there is none. */
function knowLater(target: string, id: string): Promise<Served> {
  let left = 3;
  return serve(async (incoming, outgoing) => {
    const exchange = { incoming, outgoing, target, elsewhere: '' };
    if (incoming.url?.includes(`/apikeys/${id}`) && left > 0) {
      left -= 1;
      return say(404, 'application/json', '{"ErrorMessage":"There is no such key."}')(exchange);
    }
    await passHiding(exchange, () => true);
  });
}

test('a key that a run made a moment before it was killed is revoked, though the node of the next does not know it yet', async ({
  startServer,
}) => {
  const server = await startServer();
  const speaks = server.addKey('speaks');
  const expires = new Date(Date.now() + 80 * DAY + 123);
  const left = server.addKey('octopus-key-mint', { expires });
  await using node = await knowLater(server.url, left.id);
  const login = { url: node.url, apiKey: speaks.key, browser: undefined };
  const { code, stderr } = await provideHere(login, 'skip', 30_000, noteAttempt(left.id, expires, 0));
  expect(code, stderr).toBe(0);
  expect(server.liveKeys().some(({ id }) => id === left.id)).toBe(false);
});

/** A journal in which nothing is open. */
function noteDelivered(last: ReturnType<KeyJournal['lastDelivered']>): KeyJournal {
  return {
    claim() {},
    unsettled: () => [],
    hasDelivered: () => true,
    settle() {},
    lastDelivered: () => last,
    begin: () => ({ made() {}, delivered() {}, settled() {} }),
  };
}

test('a key that a fleet has delivered a moment ago counts, though the node of the next run does not know it yet', async ({
  startServer,
}) => {
  const server = await startServer();
  const speaks = server.addKey('speaks');
  const held = server.addKey('octopus-key-mint');
  await using node = await knowLater(server.url, held.id);
  const login = { url: node.url, apiKey: speaks.key, browser: undefined };
  const last = { key: held.id, at: new Date().toISOString(), isOfThisRotation: false };
  const { code, stdout, stderr } = await provideHere(login, 'skip', 30_000, noteDelivered(last));
  expect({ code, stdout }, stderr).toEqual({ code: 0, stdout: '' });
  expect(server.madeKeys()).toHaveLength(2);
});

for (const isThere of [true, false])
  test(`another key of the purpose ${isThere ? 'changes nothing where the one is there' : 'does not count, and is named, where the server has not the one any more'} that a fleet has delivered last`, async ({
    startServer,
  }) => {
    const server = await startServer();
    const speaks = server.addKey('speaks');
    const delivered = isThere ? server.addKey('octopus-key-mint').id : 'APIKeys-of-before-a-restore';
    const old = server.addKey('octopus-key-mint');
    const login = { url: server.url, apiKey: speaks.key, browser: undefined };
    const last = { key: delivered, at: new Date(0).toISOString(), isOfThisRotation: false };
    const { code, stdout, stderr } = await provideHere(login, 'skip', 60_000, noteDelivered(last));
    expect(code, stderr).toBe(0);
    const made = server.madeKeys().slice(isThere ? 3 : 2);
    expect(stdout).toBe(made.map(({ key }) => `${key}\n`).join(''));
    expect(made).toHaveLength(isThere ? 0 : 1);
    expect(server.liveKeys()).toContainEqual(old);
    expect(stderr.includes(`--id ${old.id}`)).toBe(!isThere);
  });

test('a read-only key is verified, though the node that is asked for it does not know it yet', async ({
  startServer,
}) => {
  const server = await startServer({ edition: '2026-10' });
  const speaks = server.addKey('speaks');
  const made = server.addKey('octopus-key-mint', { accessLevel: 'ReadOnly' });
  await using node = await knowLater(server.url, made.id);
  const http = new UndiciHttp({ insecureTls: false });
  const session = openKeyApi(http, node.url, new Secret(speaks.key));
  const key = { id: made.id, userId: made.userId, newUntil: newSince() };
  const scope = { accessLevel: 'ReadOnly', actorType: undefined } as const;
  const verifying = verifyScope(key, {}, scope, session, Deadline.ofRun(30_000));
  expect(await verifying.catch(String)).toBeUndefined();
  await http.close();
});

for (const how of ['skip', 'rotate'])
  test(`a key that a fleet has delivered, and that no list shows, is known of: --if-exists ${how} leaves one live key, delivered`, {
    tag: how === 'rotate' ? [] : '@extended',
  }, async ({ folder }) => {
    const address = ({ url }: StandIn) => hideKeys(url, () => true);
    await using fleet = await startFleet(folder, { count: 1, address });
    for (const at of [1, 2]) {
      const { code, stderr } = await runFleet(fleet, ['--if-exists', how]);
      expect(code, `${at}: ${stderr}`).toBe(0);
    }
    const [server] = fleet.servers;
    const delivered = await readDelivered(folder);
    expect(server?.liveKeys().map(({ key }) => key)).toEqual(Object.values(delivered));
    expect(server?.madeKeys()).toHaveLength(how === 'skip' ? 1 : 2);
  });

/**
 * Passes everything on; the key list shows a key of the purpose, too, that is not there.
 * @param answer to whoever asks for that one; by default the server's
 */
function showGone({ url, userId }: StandIn, answer?: (exchange: Exchange) => void): Promise<Served> {
  const gone = { Id: 'apikeys-gone', UserId: userId, Purpose: 'octopus-key-mint', Expires: null };
  return serve(async (incoming, outgoing) => {
    const exchange = { incoming, outgoing, target: url, elsewhere: '' };
    if (answer && incoming.url?.includes(gone.Id)) return answer(exchange);
    const reply = await forward(exchange);
    if (!isList(incoming)) return pass(exchange, reply);
    const { Items, TotalResults, ...page } = JSON.parse(reply.body.toString());
    const stored = { ...page, Items: [gone, ...Items], TotalResults: TotalResults + 1 };
    pass(exchange, reply, JSON.stringify(stored));
  });
}

for (const [what, answer, isKept] of [
  ['the server itself says that there is none', undefined, false],
  ['a proxy says that there is none', say(404, 'text/html', PAGE), true],
  ['the server refuses to show it', say(403, 'application/json', '{"ErrorMessage":"No."}'), true],
  ['no answer comes', reset, true],
] as const)
  test(`--if-exists skip: a key that a stored list shows, and of which, asked for it, ${what}, ${isKept ? 'is left as it is' : 'does not count: the next one does, or one is made'}`, {
    tag: isKept ? '@extended' : [],
  }, async ({ startServer }) => {
    const server = await startServer();
    const { key: speaks } = server.addKey('speaks');
    await using proxy = await showGone(server, answer);
    const login = { url: proxy.url, apiKey: speaks, browser: undefined };
    const made = await provideHere(login, 'skip', 60_000);
    const again = await provideHere(login, 'skip', 60_000);

    expect([made.code, again.code], made.stderr + again.stderr).toEqual([0, 0]);
    const live = server.liveKeys().filter(({ purpose }) => purpose === 'octopus-key-mint');
    expect(live.map(({ key }) => `${key}\n`)).toEqual(isKept ? [] : [made.stdout]);
    expect(again.stdout).toBe('');
    expect(made.stderr.includes('"warn"'), made.stderr).toBe(!isKept);
  });

test('--if-exists error: a key that a stored list shows, and of which the server itself says that there is none, is no reason to make none; one that is there is', async ({
  startServer,
}) => {
  const server = await startServer();
  await using front = await showGone(server);
  const login = { url: front.url, apiKey: server.addKey('speaks').key, browser: undefined };
  const made = await provideHere(login, 'error', 60_000);
  const refused = await provideHere(login, 'error', 60_000);

  expect([made.code, refused.code], made.stderr + refused.stderr).toEqual([0, 5]);
  const [key] = server.liveKeys().filter(({ purpose }) => purpose === 'octopus-key-mint');
  expect(made.stdout).toBe(`${key?.key}\n`);
  expect(refused.stderr).toContain(`is there already (${key?.id})`);
  expect(server.madeKeys()).toHaveLength(2);
});

/** A list of 250 keys, of which some go between the pages of a read. @param gone how many, read by read */
async function readShrinking(gone: readonly number[]): Promise<{ listed: string[]; live: string[] }> {
  let keys = Array.from({ length: 250 }, (_, at) => ({ Id: `key-${at}` }));
  const left = [...gone];
  const call = async ({ path }: { readonly path: string }) => {
    const skip = Number(/skip=(\d+)/.exec(path)?.[1]);
    const page = { Items: keys.slice(skip, skip + 100), TotalResults: keys.length };
    if (skip === 0) keys = keys.slice(left.shift() ?? 0);
    return page;
  };
  const api = { call } as unknown as OctopusApi;
  const listed = await listApiKeys(api, 'Users-1', Deadline.ofRun(10_000));
  return { listed: listed.map(({ Id }) => Id), live: keys.map(({ Id }) => Id) };
}

test('a list that grows shorter between its pages is read anew, until nothing can have been missed', async () => {
  for (const gone of [[3], [100], [1, 2, 1]]) {
    const { listed, live } = await readShrinking(gone);
    expect(listed, String(gone)).toEqual(live);
  }
  await expect(readShrinking(Array(9).fill(1))).rejects.toThrow(/key list.*grew shorter/);
});

/** @param pages what the key list shows, page by page, of 152 keys */
async function readPages(pages: readonly (readonly [from: number, to: number])[]): Promise<number> {
  const left = [...pages];
  const call = async () => {
    const [from, to] = left.shift() ?? [0, 100];
    const Items = Array.from({ length: to - from }, (_, at) => ({ Id: `key-${from + at}` }));
    return { Items, TotalResults: 152 };
  };
  const listed = await listApiKeys({ call } as unknown as OctopusApi, 'Users-1', Deadline.ofRun(10_000));
  return listed.length;
}

test("another user's list is read anew, and is an error where that does not help", async () => {
  const list = (UserId: string | null) => ({ Items: [{ Id: `of-${UserId}`, UserId }], TotalResults: 1 });
  const read = (lists: unknown[]) => {
    const call = async () => lists.shift() ?? list('Users-2');
    return listApiKeys({ call } as unknown as OctopusApi, 'Users-1', Deadline.ofRun(10_000));
  };
  for (const told of ['Users-1', null])
    expect(await read([list('Users-2'), list(told)])).toEqual(list(told).Items);
  await expect(read([])).rejects.toThrow(/key list: .*the key of-Users-2 in it is another user's/);
});

test('a list of which fewer come than it says is read anew, and is an error where that does not help', async () => {
  expect(
    await readPages([
      [0, 100],
      [0, 100],
      [0, 100],
      [100, 152],
    ]),
  ).toBe(152);
  await expect(readPages([])).rejects.toThrow(/key list: it was not whole.*of 152, 100 came/);
  await expect(readPages(Array(20).fill([0, 0]))).rejects.toThrow(/of 152, 0 came/);
});

test('a list that does not say of how many it is, or of fewer than come, is read to its end, however short its pages are', async () => {
  const keys = Array.from({ length: 65 }, (_, at) => ({ Id: `key-${at}` }));
  const read = async (size: number, TotalResults?: number | null) => {
    let asked = 0;
    const call = async ({ path }: { path: string }) => {
      asked += 1;
      const skip = Number(new URL(path, 'http://localhost').searchParams.get('skip'));
      return { Items: size < keys.length ? keys.slice(skip, skip + size) : keys, TotalResults };
    };
    const api = { call } as unknown as OctopusApi;
    const listed = await listApiKeys(api, 'Users-1', Deadline.ofRun(10_000));
    return { listed: listed.length, asked };
  };
  for (const told of [undefined, null, 0, 5])
    expect(await read(30, told), String(told)).toEqual({ listed: 65, asked: 4 });
  // One that knows of no pages sends all of them each time.
  expect(await read(100)).toEqual({ listed: 65, asked: 2 });
  expect(await read(30, 65)).toEqual({ listed: 65, asked: 3 });
});

test('a list whose keys hold more within each other than can be gone through is read all the same', async () => {
  const deep = `${'['.repeat(100_000)}${']'.repeat(100_000)}`;
  await using server = await serve((_, outgoing) => {
    outgoing.writeHead(200, { 'content-type': 'application/json' });
    outgoing.end(`{"Items":[{"Id":"APIKeys-1","Purpose":"p","More":${deep}}],"TotalResults":1}`);
  });
  const http = new UndiciHttp({ insecureTls: false });
  const api = openKeyApi(http, server.url, new Secret('API-FAKEFAKEFAKEFAKEFAKEFAKE1'));
  const listed = await listApiKeys(api, 'Users-1', Deadline.ofRun(60_000)).finally(() => http.close());
  expect(listed.map(({ Id }) => Id)).toEqual(['APIKeys-1']);
});
