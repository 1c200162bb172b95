import { forward, pass } from '../faults/faults.ts';
import { expect, test } from '../fixtures.ts';
import { serve } from '../serve.ts';

const PERSON = { username: 'jane.doe@stand-in.invalid', password: 'Fake-Passw0rd-at-the-provider' };
const FORM = `<!doctype html><h1>Sign in</h1><form method="post" action="/auth/take">
  <label>User name <input name="username"></label>
  <label>Password <input type="password" name="password"></label><button>Sign in</button></form>`;

test('a provider beside a portal that has a folder of the same origin is walked through', async ({
  startServer,
  runCommand,
}) => {
  const server = await startServer({ virtualDirectory: '/octopus' });
  const { origin } = new URL(server.url);
  const taken: string[] = [];
  await using front = await serve(async (incoming, outgoing) => {
    const show = (page: string) => void outgoing.writeHead(200, { 'content-type': 'text/html' }).end(page);
    if (incoming.url === '/octopus/app') return show('<a href="/auth/">Sign in with Fake</a>');
    if (incoming.url === '/auth/') return show(FORM);
    if (incoming.url !== '/auth/take') {
      const exchange = { incoming, outgoing, target: origin, elsewhere: '' };
      return pass(exchange, await forward(exchange));
    }
    for await (const chunk of incoming) taken.push(String(chunk));
    const login = await fetch(`${server.url}/api/users/login`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ Username: server.username, Password: server.password }),
    });
    outgoing
      .writeHead(303, { 'set-cookie': login.headers.getSetCookie(), location: '/octopus/app/done' })
      .end();
  });
  const env = {
    OCTOPUS_URL: `${front.url}/octopus`,
    OCTOPUS_PROVIDER: 'Fake',
    OCTOPUS_USERNAME: PERSON.username,
    OCTOPUS_PASSWORD: PERSON.password,
  };
  const { code, stderr } = await runCommand('mint-key', { env });

  expect(code, stderr).toBe(0);
  expect(taken.map((body) => Object.fromEntries(new URLSearchParams(body)))).toEqual([PERSON]);
});
