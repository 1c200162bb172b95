import type { StandIn } from '../../stand-in/stand-in.ts';
import { expect, test } from '../fixtures.ts';

// The same way to a key as four public scripts go that run against real servers, without anything of ours.

const json = { 'content-type': 'application/json' };

async function signIn({ url, username, password }: StandIn, path = '/api/users/login'): Promise<string[]> {
  const body = JSON.stringify({ Username: username, Password: password });
  const reply = await fetch(url + path, { method: 'POST', headers: json, body });
  expect(reply.status).toBe(200);
  return reply.headers.getSetCookie();
}

for (const edition of ['3.x', '2018', '2021', '2026', '2026-06', '2026-10'] as const) {
  for (const virtualDirectory of ['', '/octopus']) {
    test(`sign in, cookies, token, key, use on ${edition}${virtualDirectory}, as the public scripts do it`, async ({
      startServer,
    }) => {
      const server = await startServer({ edition, virtualDirectory });
      const lines = await signIn(server);
      const pairs = lines.map((line) => line.split(';')[0] ?? '');
      const [name, token = '', ...rest] = (pairs[1] ?? '').split('=');
      expect(name).toBe(`Octopus-Csrf-Token_${server.installationId}`);
      expect(rest).toEqual([]);
      expect(token).toMatch(/%7c/);
      expect(lines.map((line) => /httponly/i.test(line))).toEqual([true, false]);

      const cookie = pairs.join('; ');
      const me = (await (await fetch(`${server.url}/api/users/me`, { headers: { cookie } })).json()) as {
        Id: string;
      };
      const made = await fetch(`${server.url}/api/users/${me.Id}/apikeys`, {
        method: 'POST',
        headers: { ...json, cookie, 'X-Octopus-Csrf-Token': token },
        body: JSON.stringify({ Purpose: 'as the public scripts do' }),
      });
      expect(made.status).toBe(200);
      const { ApiKey } = (await made.json()) as { ApiKey: string };
      expect(ApiKey).toMatch(/^API-[A-Z0-9]{25,32}$/);
      const used = await fetch(`${server.url}/api/users/me`, { headers: { 'X-Octopus-ApiKey': ApiKey } });
      expect(await used.json()).toMatchObject({ Id: me.Id, IsRequestor: true });
    });
  }
}

test('the token is wanted as it stands in the cookie: missing or decoded earns 403', async ({
  startServer,
}) => {
  const server = await startServer();
  const pairs = (await signIn(server)).map((line) => line.split(';')[0] ?? '');
  const token = (pairs[1] ?? '').split('=')[1] ?? '';
  const post = (headers: Record<string, string>) =>
    fetch(`${server.url}/api/users/${server.userId}/apikeys`, {
      method: 'POST',
      headers: { ...json, cookie: pairs.join('; '), ...headers },
      body: JSON.stringify({ Purpose: 'x' }),
    });

  for (const headers of [{}, { 'X-Octopus-Csrf-Token': decodeURIComponent(token) }]) {
    const reply = await post(headers as Record<string, string>);
    expect(reply.status).toBe(403);
    expect(((await reply.json()) as { ErrorMessage: string }).ErrorMessage).toContain('anti-forgery token');
  }
  expect((await post({ 'X-Octopus-Csrf-Token': token })).status).toBe(200);
});

test('a session is over after signing out', async ({ startServer }) => {
  const server = await startServer();
  const pairs = (await signIn(server)).map((line) => line.split(';')[0] ?? '');
  const cookie = pairs.join('; ');
  const headers = { cookie, 'X-Octopus-Csrf-Token': (pairs[1] ?? '').split('=')[1] ?? '' };
  expect((await fetch(`${server.url}/api/users/logout`, { method: 'POST', headers })).status).toBe(200);

  expect((await fetch(`${server.url}/api/users/me`, { headers })).status).toBe(401);
  expect(server.liveSessions()).toBe(0);
});

test('a key for another user is refused, for a service account made', async ({ startServer }) => {
  const server = await startServer();
  const { key } = server.addKey('maker');
  const post = (userId: string) =>
    fetch(`${server.url}/api/users/${userId}/apikeys`, {
      method: 'POST',
      headers: { ...json, 'X-Octopus-ApiKey': key },
      body: JSON.stringify({ Purpose: 'x' }),
    });

  expect((await post('Users-3')).status).toBe(403);
  expect((await post('Users-4')).status).toBe(200);
});
