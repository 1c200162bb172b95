import type { ServerResponse } from 'node:http';
import { Failure } from '../../src/core/failure.ts';
import { forward, pass } from '../faults/faults.ts';
import { provideHere, STOPPED } from '../faults/provide-here.ts';
import { expect, test } from '../fixtures.ts';
import { serve } from '../serve.ts';
import { startCommand } from '../start-command.ts';
import { servePortal } from './serve-portal.ts';
import { PERSON } from './serve-provider.ts';

// Runs that are stopped while nobody knows whether the server has begun a session.

test.use({ sharesBrowser: true });

const MAY_STAY = 'A session that it may have begun stays on the server until it times out.';
for (const becomes of ['kept back', 'lost', 'sent late'] as const)
  test(`a run by the portal's form that is stopped, and the reply to whose login is ${becomes}: ${becomes === 'sent late' ? 'the session is ended' : 'it says that a session may have begun'}`, async ({
    startServer,
    startBrowser,
  }) => {
    const server = await startServer();
    const { username, password } = server;
    const stop = new AbortController();
    await using front = await serve(async (incoming, outgoing) => {
      const exchange = { incoming, outgoing, target: server.url, elsewhere: '' };
      const reply = await forward(exchange);
      const isLogin = incoming.method === 'POST' && incoming.url === '/api/users/login';
      if (isLogin) stop.abort(new Failure(STOPPED));
      if (!isLogin || becomes === 'sent late') pass(exchange, reply);
      else if (becomes === 'lost') incoming.socket.resetAndDestroy();
    });
    const login = { url: front.url, username, password, browser: await startBrowser(), stop: stop.signal };
    const { code, stderr } = await provideHere(login, undefined, 25_000);

    expect(code, stderr).toBe(130);
    const isEnded = becomes === 'sent late';
    expect(server.liveSessions()).toBe(isEnded ? 0 : 1);
    expect(stderr.includes(`Whether the server took the password is unknown`), stderr).toBe(!isEnded);
    expect(stderr.includes(MAY_STAY), stderr).toBe(!isEnded);
    expect(server.requests.filter(({ path }) => path === '/api/users/login')).toHaveLength(1);
  });

const BACK = '/api/users/authenticatedToken/Fake';

/** How a provider sends people back to a portal, with what it answers. */
const returns = {
  'an address': (portal: string, outgoing: ServerResponse) =>
    void outgoing.writeHead(303, { location: `${portal}${BACK}?code=fake-code` }).end(),
  'a form': (portal: string, outgoing: ServerResponse) =>
    void outgoing.writeHead(200, { 'content-type': 'text/html' }).end(
      `<form method="post" action="${portal}${BACK}"><input type="hidden" name="id_token" value="fake"></form>
        <script>document.forms[0].submit();</script>`,
    ),
};

const ends = [
  ['an address', 'is terminated', 143],
  ['a form', 'is terminated', 143],
  ['an address', 'runs out of time', 4],
] as const;

for (const [how, end, expected] of ends)
  test(`a run by a provider, whose answer comes to the portal by ${how}, that ${end} before the portal has answered says that a session may have begun`, {
    tag: how === 'a form' ? [] : '@extended',
  }, async ({ startServer, startBrowser }) => {
    test.skip(process.platform === 'win32', 'Windows has no such signals');
    const server = await startServer();
    let noteHeld = () => {};
    const held = new Promise<void>((done) => {
      noteHeld = done;
    });
    await using provider = await serve((_, outgoing) => returns[how](portal.url, outgoing));
    await using portal = await servePortal(server, `<a href="${provider.url}/">Sign in with Fake</a>`, {
      [BACK]: () => noteHeld(),
    });
    await using command = startCommand('mint-key', {
      env: {
        ...{ OCTOPUS_URL: portal.url, OCTOPUS_PROVIDER: 'Fake', OCTOPUS_SSO_ORIGINS: provider.url },
        ...{ OCTOPUS_USERNAME: PERSON.username, OCTOPUS_PASSWORD: PERSON.password },
        OCTOPUS_BROWSER: await startBrowser(),
      },
      args: ['--timeout', end === 'is terminated' ? '60s' : '10s'],
    });
    await Promise.race([held, command.exited]);
    if (end === 'is terminated') command.child.kill('SIGTERM');
    const { code, stderr } = await command.exited;

    expect(code, stderr).toBe(expected);
    expect(stderr).toContain(MAY_STAY);
  });
