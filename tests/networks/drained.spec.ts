import type { ServerResponse } from 'node:http';
import { forward, pass } from '../faults/faults.ts';
import { provideHere } from '../faults/provide-here.ts';
import { expect, test } from '../fixtures.ts';
import { type Served, serve } from '../serve.ts';

// A node that is being drained, or is offline, and a server in maintenance mode.

type Answer = (outgoing: ServerResponse) => void;

const DRAINED: Answer = (outgoing) => outgoing.writeHead(418, { 'content-type': 'text/plain' }).end();
const MAINTAINED: Answer = (outgoing) =>
  outgoing
    .writeHead(503, { 'content-type': 'application/json' })
    .end(JSON.stringify({ ErrorMessage: 'Octopus is in maintenance mode.', Errors: [] }));
const FORBIDDEN: Answer = (outgoing) =>
  outgoing
    .writeHead(403, { 'content-type': 'application/json' })
    .end(JSON.stringify({ ErrorMessage: 'The Octopus Server is in maintenance mode.', Errors: [] }));

/** Answers so, in the place of the server, to some requests, and so many times. */
function hold(
  target: string,
  answer: Answer,
  isHeld: (method: string, path: string) => boolean,
  times = Number.POSITIVE_INFINITY,
): Promise<Served> {
  let left = times;
  return serve(async (incoming, outgoing) => {
    if (isHeld(incoming.method ?? '', incoming.url ?? '') && left > 0) {
      left -= 1;
      return answer(outgoing);
    }
    const exchange = { incoming, outgoing, target, elsewhere: '' };
    pass(exchange, await forward(exchange));
  });
}

const everything = () => true;
const login = (method: string, path: string) => method === 'POST' && path.endsWith('/login');
const keyRequest = (method: string, path: string) => method === 'POST' && path.endsWith('/apikeys');

const ADVICE = 'In maintenance mode only those who may administer the system can change something';

for (const [what, answer, isHeld, code, said, logins] of [
  ['a node that is drained', DRAINED, everything, 3, 'is being drained, or is offline', 0],
  ['a server in maintenance mode', MAINTAINED, everything, 3, ADVICE, 0],
  ['a node that is drained when somebody signs in', DRAINED, login, 3, 'is being drained, or is offline', 0],
  [
    'a node that is drained when the key is asked for',
    DRAINED,
    keyRequest,
    3,
    'is being drained, or is offline',
    1,
  ],
  ['a server in maintenance mode when the key is asked for', FORBIDDEN, keyRequest, 5, ADVICE, 1],
] as const)
  test(`${what} is told as that: exit ${code}, no key, sign-ins spent: ${logins}`, async ({
    startServer,
  }) => {
    const server = await startServer();
    const { username, password } = server;
    await using front = await hold(server.url, answer, isHeld);
    const wanted = { url: front.url, username, password, browser: undefined, direct: true };
    const { code: ended, stdout, stderr } = await provideHere(wanted, undefined, 30_000);
    expect({ ended, stdout }, stderr).toEqual({ ended: code, stdout: '' });
    expect(stderr).toContain(said);
    expect(server.requests.filter(({ path }) => path.endsWith('/login'))).toHaveLength(logins);
    expect(server.madeKeys()).toEqual([]);
    expect(server.liveSessions()).toBe(0);
  });

for (const [what, answer] of [
  ['a node that is drained', DRAINED],
  ['a server in maintenance mode', FORBIDDEN],
] as const)
  test(`${what} is waited for with --wait, and a key is made`, async ({ startServer }) => {
    const server = await startServer();
    const { username, password } = server;
    await using front = await hold(server.url, answer, everything, 3);
    const wanted = { url: front.url, username, password, browser: undefined, direct: true, wait: 20_000 };
    const { code, stdout, stderr } = await provideHere(wanted, undefined, 30_000);
    expect(code, stderr).toBe(0);
    expect(stdout).toBe(`${server.liveKeys()[0]?.key}\n`);
    expect(server.requests.filter(({ path }) => path.endsWith('/login'))).toHaveLength(1);
  });
