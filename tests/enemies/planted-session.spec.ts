import type { StandIn } from '../../stand-in/stand-in.ts';
import { credentials, expect, test } from '../fixtures.ts';
import { type Served, serve } from '../serve.ts';
import { drawForm, SIGN_IN, servePortal } from './serve-portal.ts';
import { PERSON, redirect, serveProvider } from './serve-provider.ts';

// Cookies know no ports: whoever serves another on the portal's host can set its cookies.

/** @returns the lines that set the cookies of a session */
async function beginSession({ url, password }: StandIn, username: string): Promise<string[]> {
  const login = await fetch(`${url}/api/users/login`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ Username: username, Password: password }),
  });
  return login.headers.getSetCookie();
}

/** Whoever sets the cookies of another user's session for whatever is asked for. */
async function plantBeside(server: StandIn): Promise<Served> {
  const planted = await beginSession(server, 'other');
  return await serve((_, outgoing) => void outgoing.writeHead(200, { 'set-cookie': planted }).end());
}

test('a session of another user that an origin on the way has planted is used with a warning', async ({
  startServer,
  runCommand,
}) => {
  const server = await startServer();
  let portal = '';
  await using neighbour = await serve(async (_, outgoing) => {
    const planted = await beginSession(server, server.username);
    outgoing.writeHead(303, { 'set-cookie': planted, location: `${portal}/app` }).end();
  });
  await using provider = await serveProvider(server, { '/': redirect(303, neighbour.url) });
  portal = provider.env.OCTOPUS_URL ?? '';
  const { code, stderr } = await runCommand('mint-key', { env: provider.env });

  expect(code, stderr).toBe(0);
  expect(stderr).toContain(`is called ${server.username} at the server, and not ${PERSON.username}`);
});

test('a session of another user that was planted before the password is typed is not taken for what comes of it', async ({
  startServer,
  runCommand,
}) => {
  const server = await startServer();
  const planted = await beginSession(server, 'other');
  // Whoever looks at the cookies as soon as the button is pressed has none but these.
  const page = drawForm(
    `setTimeout(() => fetch('${SIGN_IN}', { method: 'POST', body: JSON.stringify({ username, password }) }), 1_000);`,
  );
  await using portal = await servePortal(server, page, {
    '/app': (_, outgoing) => {
      outgoing.writeHead(200, { 'content-type': 'text/html', 'set-cookie': planted }).end(page);
    },
  });
  const { code, stderr } = await runCommand('mint-key', {
    env: { ...credentials(server), OCTOPUS_URL: portal.url },
  });

  expect(code, stderr).toBe(0);
  expect(server.liveKeys().map(({ userId }) => userId)).toEqual([server.userId]);
  expect(portal.submitted).toEqual([server.password]);
});

test('a session that was planted while a page makes up its mind is not taken for what comes of its button', async ({
  startServer,
  runCommand,
}) => {
  const server = await startServer();
  await using neighbour = await plantBeside(server);
  const page = drawForm(`
    const login = () => fetch('${SIGN_IN}', { method: 'POST', body: JSON.stringify({ username, password }) });
    Object.assign(new Image(), { src: '${neighbour.url}/?picture', onerror: () => setTimeout(login, 1_500) });`);
  await using portal = await servePortal(server, page);
  const { code, stderr } = await runCommand('mint-key', {
    env: { ...credentials(server), OCTOPUS_URL: portal.url },
  });

  expect(code, stderr).toBe(0);
  expect(server.liveKeys().map(({ userId }) => userId)).toEqual([server.userId]);
  expect(portal.submitted).toEqual([server.password]);
});

test('where the session alone tells who has signed in by the form, one of another name makes no key: exit 4', async ({
  startServer,
  runCommand,
}) => {
  const server = await startServer();
  await using neighbour = await plantBeside(server);
  await using portal = await servePortal(server, drawForm(`new Image().src = '${neighbour.url}/?picture';`));
  const { code, stderr } = await runCommand('mint-key', {
    env: { ...credentials(server), OCTOPUS_URL: portal.url },
  });

  expect(code, stderr).toBe(4);
  expect(stderr).toContain(
    'the portal did not say who signed in, and the session that came of it belongs to other',
  );
  expect(server.madeKeys()).toEqual([]);
});

for (const [what, type, body] of [
  ['empty', 'application/json', ''],
  ['an object without anybody in it', 'application/json', '{}'],
  ['a page', 'text/html', '<title>Octopus Deploy</title>'],
] as const)
  test(`where the reply to the login is ${what}, a session of another name makes no key by the form: exit 4`, {
    tag: what === 'empty' ? [] : '@extended',
  }, async ({ startServer, runCommand }) => {
    const server = await startServer();
    const planted = await beginSession(server, 'other');
    const page = drawForm(`fetch('/api/users/login', { method: 'POST', body: username + password });`);
    await using portal = await servePortal(server, page, {
      '/app': (_, outgoing) => {
        outgoing.writeHead(200, { 'content-type': 'text/html', 'set-cookie': planted }).end(page);
      },
      '/api/users/login': (_, outgoing) => void outgoing.writeHead(200, { 'content-type': type }).end(body),
    });
    const { code, stderr } = await runCommand('mint-key', {
      env: { ...credentials(server), OCTOPUS_URL: portal.url },
    });

    expect(code, stderr).toBe(4);
    expect(stderr).toContain(
      'the portal did not say who signed in, and the session that came of it belongs to other',
    );
    expect(server.madeKeys()).toEqual([]);
  });
