import { createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { credentials, expect, test } from '../fixtures.ts';

/** Passes everything on to a server, but loses the reply to the making of a key once the server has made it. */
async function loseKeyReplies(
  target: string,
  meanwhile: () => void = () => {},
): Promise<{ url: string } & AsyncDisposable> {
  const proxy = createServer((incoming, outgoing) => {
    const { method = 'GET', url = '/', headers } = incoming;
    if (method === 'POST' && url.endsWith('/apikeys')) meanwhile();
    const onward = request(new URL(url, target), { method, headers }, (reply) => {
      if (method === 'POST' && url.endsWith('/apikeys')) {
        reply.resume().on('end', () => incoming.socket.destroy());
        return;
      }
      outgoing.writeHead(reply.statusCode ?? 502, reply.headers);
      reply.pipe(outgoing);
    });
    incoming.pipe(onward);
  });
  await new Promise<void>((done) => proxy.listen(0, '127.0.0.1', done));
  const { port } = proxy.address() as AddressInfo;
  const close = () =>
    new Promise<void>((done) => {
      proxy.closeAllConnections();
      proxy.close(() => done());
    });
  return { url: `http://127.0.0.1:${port}`, [Symbol.asyncDispose]: close };
}

for (const edition of ['3.x', '2018', '2021', '2026'] as const) {
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
    expect(stderr).toContain('was revoked again');
    expect(server.liveKeys()).toEqual([older]);
    expect(
      server.requests.filter(({ method, path }) => method === 'POST' && path.endsWith('/apikeys')),
    ).toHaveLength(1);
    expect(server.liveSessions()).toBe(0);
  });
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
      rivals.push(server.addKey('octopus-key-mint', expires).id);
    });
    const { code, stderr } = await runCommand('mint-key', {
      env: { ...credentials(server), OCTOPUS_URL: proxy.url },
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
