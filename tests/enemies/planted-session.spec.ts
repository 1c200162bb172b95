import { expect, test } from '../fixtures.ts';
import { serve } from '../serve.ts';
import { PERSON, redirect, serveProvider } from './serve-provider.ts';

test('a session of another user that an origin on the way has planted is used with a warning', async ({
  startServer,
  runCommand,
}) => {
  const server = await startServer();
  let portal = '';
  // Cookies know no ports: whoever serves another on the portal's host can set its cookies.
  await using neighbour = await serve(async (_, outgoing) => {
    const { username, password } = server;
    const login = await fetch(`${server.url}/api/users/login`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ Username: username, Password: password }),
    });
    outgoing.writeHead(303, { 'set-cookie': login.headers.getSetCookie(), location: `${portal}/app` }).end();
  });
  await using provider = await serveProvider(server, { '/': redirect(303, neighbour.url) });
  portal = provider.env.OCTOPUS_URL ?? '';
  const { code, stderr } = await runCommand('mint-key', { env: provider.env });

  expect(code, stderr).toBe(0);
  expect(stderr).toContain(`is called ${server.username} at the server, and not ${PERSON.username}`);
});
