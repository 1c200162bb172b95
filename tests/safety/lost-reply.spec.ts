import { createServer } from 'node:http';
import { failSilent } from '../../src/api/api-failure.ts';
import { TlsError } from '../../src/api/tls-error.ts';
import type { KeyJournal } from '../../src/keys/earlier-runs.ts';
import type { StandIn } from '../../stand-in/stand-in.ts';
import { forward, pass } from '../faults/faults.ts';
import { provideHere } from '../faults/provide-here.ts';
import { credentials, expect, test } from '../fixtures.ts';
import { listen, type Served, serve } from '../serve.ts';

test.use({ sharesBrowser: true });

/** Passes everything on to a server, but loses the reply to the making of a key once the server has made it. */
function loseKeyReplies(target: string, meanwhile: () => void = () => {}): Promise<Served> {
  return serve(async (incoming, outgoing) => {
    const exchange = { incoming, outgoing, target, elsewhere: '' };
    const isKeyRequest = incoming.method === 'POST' && incoming.url?.endsWith('/apikeys');
    if (isKeyRequest) meanwhile();
    const reply = await forward(exchange);
    if (isKeyRequest) incoming.socket.destroy();
    else pass(exchange, reply);
  });
}

for (const edition of ['2021', '2026'] as const) {
  test(`a lost reply to the key request on ${edition}: the key is found in the list and revoked, others stay`, async ({
    startServer,
    runCommand,
  }) => {
    const server = await startServer({ edition });
    const older = server.addKey('octopus-key-mint');
    await using proxy = await loseKeyReplies(server.url);
    const env = { ...credentials(server), OCTOPUS_URL: proxy.url };
    const { code, stdout, stderr } = await runCommand('mint-key', { env });

    expect(code).toBe(3);
    expect(stdout).toBe('');
    expect(stderr).toContain('mint the key');
    expect(stderr).toContain('was revoked');
    expect(server.liveKeys()).toEqual([older]);
    expect(countKeyRequests(server)).toBe(1);
    expect(server.liveSessions()).toBe(0);
  });
}

for (const edition of ['3.x', '2018'] as const) {
  test(`a lost reply to the key request on ${edition}, which lists no expiry: the key could be another's, so it is named, not revoked`, async ({
    startServer,
    runCommand,
  }) => {
    const server = await startServer({ edition });
    const older = server.addKey('octopus-key-mint');
    await using proxy = await loseKeyReplies(server.url);
    const env = { ...credentials(server), OCTOPUS_URL: proxy.url };
    const { code, stdout, stderr } = await runCommand('mint-key', { env });

    expect(code).toBe(3);
    expect(stdout).toBe('');
    const [ours, ...others] = server.liveKeys();
    expect(others).toEqual([older]);
    expect(stderr).toMatch(
      new RegExp(`THE KEY ${ours?.id} MAY BE .*scripts/revoke-key.ts .*--id ${ours?.id}`),
    );
    expect(countKeyRequests(server)).toBe(1);
    expect(server.liveSessions()).toBe(0);
  });
}

function countKeyRequests({ requests }: StandIn): number {
  return requests.filter(({ method, path }) => method === 'POST' && path.endsWith('/apikeys')).length;
}

const lives = { '2021': true, '2026': true, '3.x': false, '2018': false } as const;

for (const [edition, isTold] of Object.entries(lives) as [keyof typeof lives, boolean][]) {
  const what = isTold ? 'ours alone is revoked' : 'none is revoked, and both are named';
  test(`a lost reply on ${edition} while another run mints for the same purpose: ${what}`, async ({
    startServer,
    runCommand,
  }) => {
    const server = await startServer({ edition });
    const rivals: string[] = [];
    await using proxy = await loseKeyReplies(server.url, () => {
      // Another run of the same command, begun in the same second.
      const expires = isTold ? new Date(Math.floor(Date.now() / 1000) * 1000 + 90 * 86_400_000) : null;
      rivals.push(server.addKey('octopus-key-mint', { expires }).id);
    });
    const { code, stderr } = await runCommand('mint-key', {
      signedInAt: { ...server, url: proxy.url },
    });

    const live = server.liveKeys().map(({ id }) => id);
    expect(code).toBe(3);
    expect(live).toEqual(
      isTold
        ? rivals
        : server
            .madeKeys()
            .map(({ id }) => id)
            .reverse(),
    );
    if (isTold) return;
    for (const id of live) expect(stderr).toContain(id);
    expect(stderr).toContain('scripts/revoke-key.ts');
  });
}

/**
 * Answers the key request, and from then on all reads of the key list with a refusal, or not at all.
 * @param isTold whether the reply to the key request tells the key's expiry
 */
async function refuseLists(target: string, status: number | undefined, isTold = false): Promise<Served> {
  let isMade = false;
  const server = createServer(async (incoming, outgoing) => {
    const exchange = { incoming, outgoing, target, elsewhere: '' };
    const isOfKeys = incoming.url?.replace(/\?.*/, '').endsWith('/apikeys');
    if (isMade && isOfKeys && status !== undefined)
      return void outgoing
        .writeHead(status, { 'content-type': 'application/json' })
        .end('{"ErrorMessage":"You do not have permission to perform this action."}');
    const reply = await forward(exchange);
    if (incoming.method !== 'POST' || !isOfKeys) return pass(exchange, reply);
    isMade = true;
    const { Expires, ...told } = JSON.parse(reply.body.toString());
    if (status === undefined) {
      // Nobody can connect any more before whoever asked has the answer.
      server.close();
      outgoing.shouldKeepAlive = false;
      outgoing.on('finish', () => server.closeIdleConnections());
    }
    pass(exchange, reply, JSON.stringify(isTold ? { ...told, Expires } : told));
  });
  return await listen(server, 'http://127.0.0.1');
}

for (const status of [401, 403, undefined])
  test(`a key that only the list could tell for ours, and a list that ${status ? `is refused with ${status}` : 'can no longer be asked for'}: it is named, and not taken for one that was never made`, async ({
    startServer,
  }) => {
    const server = await startServer();
    const speaks = server.addKey('speaks');
    await using proxy = await refuseLists(server.url, status);
    let isSettled = false;
    const settled = () => {
      isSettled = true;
    };
    const login = { url: proxy.url, apiKey: speaks.key, browser: undefined };
    const { code, stdout, stderr } = await provideHere(login, undefined, 20_000, openJournal(settled));
    const [ours, ...others] = server.liveKeys();
    expect(others).toEqual([speaks]);
    expect(code, stderr).toBe(status ? 5 : 3);
    expect(stdout).toBe('');
    expect(stderr).toContain('A KEY MAY HAVE BEEN MADE');
    expect(stderr).toContain(ours?.id);
    expect(isSettled).toBe(false);
  });

test('a key whose reply tells all that was asked for is none the worse for a list that is refused: it is handed over', async ({
  startServer,
}) => {
  const server = await startServer();
  const speaks = server.addKey('speaks');
  await using proxy = await refuseLists(server.url, 403, true);
  const login = { url: proxy.url, apiKey: speaks.key, browser: undefined };
  const { code, stdout, stderr } = await provideHere(login, undefined, 60_000);
  expect(code, stderr).toBe(0);
  expect(server.liveKeys().map(({ key }) => `${key}\n`)).toEqual([stdout, `${speaks.key}\n`]);
});

test('a key request that the server itself refuses is settled: no key is looked for, now or later', async ({
  startServer,
}) => {
  const server = await startServer();
  const speaks = server.addKey('speaks');
  await using proxy = await serve(async (incoming, outgoing) => {
    const exchange = { incoming, outgoing, target: server.url, elsewhere: '' };
    if (incoming.method !== 'POST') return pass(exchange, await forward(exchange));
    outgoing.writeHead(400, { 'content-type': 'application/json' }).end('{"ErrorMessage":"No."}');
  });
  let isSettled = false;
  const settled = () => {
    isSettled = true;
  };
  const login = { url: proxy.url, apiKey: speaks.key, browser: undefined };
  const { code, stderr } = await provideHere(login, undefined, 20_000, openJournal(settled));
  expect(code, stderr).toBe(5);
  expect(stderr).not.toContain('MAY HAVE BEEN MADE');
  expect(isSettled).toBe(true);
});

/** @param settled is told that nothing is left of the one attempt */
function openJournal(settled: () => void): KeyJournal {
  return {
    claim() {},
    unsettled: () => [],
    hasDelivered: () => false,
    settle() {},
    lastDelivered: () => undefined,
    begin: () => ({ made() {}, delivered() {}, settled }),
  };
}

test('a key request whose connection breaks is not taken for one that reached nobody, whatever the next certificate calls itself', () => {
  const call = { attempt: 'mint the key', refusal: 'key' } as const;
  const calledSo = new TlsError(
    'the certificate of … is not trusted: "connect ECONNREFUSED" has signed it itself',
    '',
  );
  expect(failSilent(call, calledSo).surelyUndone).toBe(false);
  expect(failSilent(call, new Error('connect ECONNREFUSED 127.0.0.1:443')).surelyUndone).toBe(true);
});
