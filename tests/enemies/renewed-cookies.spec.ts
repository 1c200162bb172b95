import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { unzipSync } from 'fflate';
import { forward, pass } from '../faults/faults.ts';
import { findLeaks } from '../find-leaks.ts';
import { credentials, expect, test } from '../fixtures.ts';
import { runFleet, startFleet } from '../fleet/start-fleet.ts';
import { type Served, serve } from '../serve.ts';

test.use({ sharesBrowser: true });

// A server may renew a session whenever it likes, long after the sign-in.

const RENEWED = 'Fake-renewed-7Wx91LmPe0RsTuVbYc44dK';

/** Renews the session with the reply to a key request, and says at its end which it was. */
function startRenewing(target: string): Promise<Served> {
  return serve(async (incoming, outgoing) => {
    const { method, url = '', headers } = incoming;
    if (url.endsWith('/users/logout')) {
      const words = `No session of ${/renewed=([^;]*)/.exec(headers.cookie ?? '')?.[1]}`;
      outgoing
        .writeHead(500, { 'content-type': 'application/json' })
        .end(JSON.stringify({ ErrorMessage: words }));
      return;
    }
    const exchange = { incoming, outgoing, target, elsewhere: '' };
    const reply = await forward(exchange);
    if (method === 'POST' && url.endsWith('/apikeys'))
      reply.headers['set-cookie'] = [`renewed=${RENEWED}; path=/; HttpOnly`];
    pass(exchange, reply);
  });
}

/** The server has said which session it was, and nobody has repeated it. */
function expectRedacted(stderr: string): void {
  expect(stderr).toContain('No session of [redacted]');
  expect(findLeaks([RENEWED], stderr)).toEqual([]);
}

test('a session that was renewed with the key is in neither log nor trace', async ({
  startServer,
  runCommand,
  folder,
}) => {
  const server = await startServer();
  await using proxy = await startRenewing(server.url);
  const env = { ...credentials(server), OCTOPUS_URL: proxy.url };
  const { code, stderr } = await runCommand('mint-key', { env, words: ['--trace', 'trace.zip'] });
  expect(code, stderr).toBe(0);
  expectRedacted(stderr);
  for (const [name, bytes] of Object.entries(unzipSync(await readFile(join(folder, 'trace.zip')))))
    expect(findLeaks([RENEWED], Buffer.from(bytes).toString('latin1')), name).toEqual([]);
});

test('nor is it in the log or the recording of inspect-portal', { tag: '@extended' }, async ({
  startServer,
  runCommand,
  folder,
}) => {
  const server = await startServer();
  await using proxy = await startRenewing(server.url);
  const env = { ...credentials(server), OCTOPUS_URL: proxy.url };
  const { code, stderr } = await runCommand('inspect-portal', { env, words: ['--save', 'all.har'] });
  // The page's request had no such cookie yet.
  expect(code, stderr).toBe(1);
  expectRedacted(stderr);
  const recording = await readFile(join(folder, 'all.har'), 'utf8');
  expect(recording).toContain('/apikeys');
  expect(findLeaks([RENEWED], recording)).toEqual([]);
});

test('nor is it in the log of a fleet, whose keys are done with by then', { tag: '@extended' }, async ({
  startServer,
  folder,
}) => {
  const server = await startServer();
  await using proxy = await startRenewing(server.url);
  const purposes = ['one', 'another'];
  await using fleet = await startFleet(folder, { count: 1, purposes, address: () => proxy.url });
  const { code, stderr } = await runFleet(fleet, [], { FLEET_PASSWORD: server.password });
  expect(code, stderr).toBe(0);
  expectRedacted(stderr);
});
