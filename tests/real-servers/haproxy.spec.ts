import { forward, pass } from '../faults/faults.ts';
import { findFreePort } from '../find-free-port.ts';
import { findProgram } from '../find-program.ts';
import { credentials, expect, test } from '../fixtures.ts';
import { type Served, serve } from '../serve.ts';
import { expectMinted } from './expect-minted.ts';
import { startHaproxy } from './start-haproxy.ts';

/** Passes everything on to a server, but answers nothing to the request for a key, which the server has done. */
function keepKeyReplies(target: string): Promise<Served> {
  return serve(async (incoming, outgoing) => {
    const exchange = { incoming, outgoing, target, elsewhere: '' };
    const isKeyRequest = incoming.method === 'POST' && incoming.url?.endsWith('/apikeys');
    const reply = await forward(exchange);
    if (!isKeyRequest) pass(exchange, reply);
  });
}

test.describe('behind haproxy', { tag: '@extended' }, () => {
  test.skip(!findProgram('haproxy'), 'haproxy is not installed (apt-get install haproxy)');

  test('a key is made through haproxy, which sets a cookie of its own and keeps no connection', async ({
    startServer,
    runCommand,
    folder,
  }) => {
    const server = await startServer();
    const rules = ['option httpclose', 'cookie SERVER insert indirect httponly'];
    await using haproxy = await startHaproxy(folder, { servers: [server], rules });
    const env = { ...credentials(server), OCTOPUS_URL: haproxy.url };

    expectMinted(server, await runCommand('mint-key', { env }));
  });

  test('a key whose reply haproxy gave up waiting for is revoked: exit 3, and its 504 is told', async ({
    startServer,
    runCommand,
    folder,
  }) => {
    const server = await startServer();
    await using slow = await keepKeyReplies(server.url);
    const rules = ['http-request set-timeout server 500ms if METH_POST { path_end /apikeys }'];
    await using haproxy = await startHaproxy(folder, { servers: [slow], rules });
    const env = { ...credentials(server), OCTOPUS_URL: haproxy.url };
    const { code, stdout, stderr } = await runCommand('mint-key', { env });

    expect({ code, stdout }).toEqual({ code: 3, stdout: '' });
    expect(stderr).toContain('the server answered 504 Gateway Time-out');
    expect(stderr).toContain('was revoked');
    expect(server.madeKeys()).toHaveLength(1);
    expect(server.liveKeys()).toEqual([]);
    expect(server.liveSessions()).toBe(0);
  });

  test('a server that is down behind haproxy: exit 3, and its 503 is told', async ({
    startServer,
    runCommand,
    folder,
  }) => {
    const server = await startServer();
    const nobody = `http://127.0.0.1:${await findFreePort()}`;
    await using haproxy = await startHaproxy(folder, { servers: [{ url: nobody }] });
    const env = { ...credentials(server), OCTOPUS_URL: haproxy.url };
    const { code, stdout, stderr } = await runCommand('mint-key', { env });

    expect({ code, stdout }).toEqual({ code: 3, stdout: '' });
    expect(stderr).toContain('the server answered 503 Service Unavailable');
  });
});
