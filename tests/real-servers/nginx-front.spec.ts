import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { findFreePort } from '../find-free-port.ts';
import { findProgram } from '../find-program.ts';
import { credentials, expect, test } from '../fixtures.ts';
import { readDelivered, runFleet, startFleet } from '../fleet/start-fleet.ts';
import { expectMinted } from './expect-minted.ts';
import { startNginx } from './start-nginx.ts';

// An nginx that wants a sign-in of its own, and one that changes the server's cookies.

const FRONT = {
  OCTOPUS_HTTP_USERNAME: 'fake-front-user',
  OCTOPUS_HTTP_PASSWORD: 'fake-front-password-0123456789',
  OCTOPUS_HEADERS_FILE: 'headers.txt',
};
const TOKEN = 'fake-service-token-9876543210';

/** Asks for a user name, a password and a header, and passes on what comes with them. */
async function protect(folder: string, url: string, more = ''): Promise<string> {
  const file = join(folder, 'htpasswd');
  await writeFile(file, `${FRONT.OCTOPUS_HTTP_USERNAME}:{PLAIN}${FRONT.OCTOPUS_HTTP_PASSWORD}\n`);
  await writeFile(join(folder, 'headers.txt'), `# For nginx\nX-Fake-Token: ${TOKEN}\n`, { mode: 0o600 });
  return `location / {
      auth_basic "Fake staff"; auth_basic_user_file ${file};
      if ($http_x_fake_token != "${TOKEN}") { return 403; }
      proxy_pass ${url}; proxy_set_header Host $http_host; proxy_set_header Authorization ""; ${more}
    }`;
}

test.describe('behind nginx', { tag: '@extended' }, () => {
  test.skip(!findProgram('nginx'), 'nginx is not installed (apt-get install nginx)');

  for (const words of [[], ['--direct']])
    test(`that wants a sign-in of its own, and narrows cookies, a key is made: mint-key ${words.join(' ')}`, async ({
      startServer,
      runCommand,
      folder,
    }) => {
      const server = await startServer({ virtualDirectory: '/octopus' });
      const { origin } = new URL(server.url);
      const cookies = 'proxy_cookie_path / /octopus/; proxy_cookie_flags ~ samesite=strict;';
      await using nginx = await startNginx(folder, { server: await protect(folder, origin, cookies) });
      const env = { ...credentials(server), ...FRONT, OCTOPUS_URL: `http://127.0.0.1:${nginx.port}/octopus` };

      expectMinted(server, await runCommand('mint-key', { env, words }));
    });

  for (const [command, ...words] of [
    ['with-key', '--direct', '--', process.execPath, '--version'],
    ['list-keys'],
    ['doctor', '--sign-in'],
  ] as const)
    test(`that wants a sign-in of its own: ${command}`, async ({ startServer, runCommand, folder }) => {
      const server = await startServer();
      await using nginx = await startNginx(folder, { server: await protect(folder, server.url) });
      const env = { ...credentials(server), ...FRONT, OCTOPUS_URL: `http://127.0.0.1:${nginx.port}` };
      const { code, stdout, stderr } = await runCommand(command, { env, words: [...words] });

      expect(code, stdout + stderr).toBe(0);
      expect(server.liveSessions()).toBe(0);
      const without = await runCommand('doctor', {
        env: { ...env, OCTOPUS_HTTP_USERNAME: '', OCTOPUS_HTTP_PASSWORD: '' },
      });
      expect(without.code).toBe(3);
      expect(without.stdout).toContain(
        'wants a user name and a password of its own (401 Unauthorized, realm "Fake staff")',
      );
    });

  test('that wants a sign-in of its own, a fleet makes its keys', async ({ folder, startBrowser }) => {
    const port = await findFreePort();
    await using fleet = await startFleet(folder, { count: 1, address: () => `http://127.0.0.1:${port}` });
    const [server] = fleet.servers;
    await using _ = await startNginx(folder, { port, server: await protect(folder, server?.url ?? '') });
    const { code, stderr } = await runFleet(fleet, [], { ...FRONT, OCTOPUS_BROWSER: await startBrowser() });

    expect(code, stderr).toBe(0);
    expect(Object.keys(await readDelivered(folder))).toHaveLength(1);
    expect(server?.liveKeys()).toHaveLength(1);
    expect(server?.liveSessions()).toBe(0);
  });

  for (const [how, given, said] of [
    ['none', {}, 'wants a user name and a password of its own (401 Unauthorized, realm \\"Fake staff\\")'],
    [
      'a wrong password',
      { OCTOPUS_HTTP_PASSWORD: 'fake-wrong-password' },
      'does not take the user name and the password',
    ],
  ] as const)
    test(`that is given ${how} nothing is tried: exit 3`, async ({ startServer, runCommand, folder }) => {
      const server = await startServer();
      await using nginx = await startNginx(folder, { server: await protect(folder, server.url) });
      const url = `http://127.0.0.1:${nginx.port}`;
      const basic = how === 'none' ? {} : { ...FRONT, ...given };
      const { code, stdout, stderr } = await runCommand('mint-key', {
        env: { ...credentials(server), OCTOPUS_HEADERS_FILE: 'headers.txt', ...basic, OCTOPUS_URL: url },
      });
      expect({ code, stdout }).toEqual({ code: 3, stdout: '' });
      expect(stderr).toContain(said);
      expect(stderr).toContain('OCTOPUS_HTTP_USERNAME');
      expect(server.requests).toEqual([]);
    });

  test('that sends everybody to a sign-in elsewhere (auth_request): exit 3, and that is told', async ({
    startServer,
    runCommand,
    folder,
  }) => {
    const server = await startServer();
    await using nginx = await startNginx(folder, {
      server: `location = /judge { internal; return 401; }
    location @sign-in { return 302 https://login.fake.example/?rd=$scheme://$http_host$request_uri; }
    location / { auth_request /judge; error_page 401 = @sign-in; proxy_pass ${server.url}; }`,
    });
    const env = { ...credentials(server), OCTOPUS_URL: `http://127.0.0.1:${nginx.port}` };
    const { code, stderr } = await runCommand('mint-key', { env });
    expect(code, stderr).toBe(3);
    expect(stderr).toContain(
      'wants a sign-in of its own, at https://login.fake.example (302 Moved Temporarily',
    );
    expect(server.requests).toEqual([]);
  });

  for (const [change, said, stays] of [
    ['proxy_hide_header Set-Cookie;', 'the session cookie did not come with the reply to the login', 1],
    [
      'proxy_cookie_path / /elsewhere;',
      'is for the path \\"/elsewhere\\", which does not lead to /api/users/me',
      0,
    ],
    [
      'add_header Set-Cookie "fake=1; domain=octopus.example"; proxy_cookie_path / "/; Domain=octopus.example";',
      'is for \\"octopus.example\\", and not for 127.0.0.1',
      0,
    ],
  ] as const)
    for (const words of [[], ['--direct']])
      test(`that does "${change}" a sign-in is told to be of no use: mint-key ${words.join(' ')}`, async ({
        startServer,
        runCommand,
        folder,
      }) => {
        const server = await startServer();
        await using nginx = await startNginx(folder, {
          server: `location / { proxy_pass ${server.url}; proxy_set_header Host $http_host; ${change} }`,
        });
        const env = { ...credentials(server), OCTOPUS_URL: `http://127.0.0.1:${nginx.port}` };
        const { code, stdout, stderr } = await runCommand('mint-key', { env, words });
        expect({ code, stdout }, stderr).toEqual({ code: 4, stdout: '' });
        expect(stderr).toContain(said);
        expect(server.requests.filter(({ path }) => path.endsWith('/login'))).toHaveLength(1);
        expect(server.liveSessions()).toBe(stays);
      });
});
