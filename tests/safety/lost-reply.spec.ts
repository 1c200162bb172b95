import { createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { credentials, expect, test } from '../fixtures.ts';

/** Passes everything on to a server, but loses the reply to the making of a key once the server has made it. */
async function loseKeyReplies(target: string): Promise<{ url: string } & AsyncDisposable> {
  const proxy = createServer((incoming, outgoing) => {
    const { method = 'GET', url = '/', headers } = incoming;
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
