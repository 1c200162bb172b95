import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { findProgram } from '../find-program.ts';
import { credentials, expect, test } from '../fixtures.ts';
import { expectMinted } from './expect-minted.ts';
import { startNginx } from './start-nginx.ts';

// A reverse proxy that wants a sign-in of its own before it passes anything on.

const FRONT = {
  OCTOPUS_HTTP_USERNAME: 'fake-front-user',
  OCTOPUS_HTTP_PASSWORD: 'fake-front-password-0123456789',
};

/** nginx asks for a user name and a password, by HTTP Basic, and passes on what comes with them. */
async function protect(folder: string, url: string): Promise<string> {
  const file = join(folder, 'htpasswd');
  await writeFile(file, `${FRONT.OCTOPUS_HTTP_USERNAME}:{PLAIN}${FRONT.OCTOPUS_HTTP_PASSWORD}\n`);
  return `location / { auth_basic "Fake staff only"; auth_basic_user_file ${file}; proxy_pass ${url}; proxy_set_header Host $http_host; }`;
}

test.describe('behind an nginx that wants a user name and a password', { tag: '@extended' }, () => {
  test.skip(!findProgram('nginx'), 'nginx is not installed (apt-get install nginx)');

  for (const words of [[], ['--direct']])
    test(`mint-key ${words.join(' ')}`, async ({ startServer, runCommand, folder }) => {
      const server = await startServer();
      await using nginx = await startNginx(folder, { server: await protect(folder, server.url) });
      const env = { ...credentials(server), ...FRONT, OCTOPUS_URL: `http://127.0.0.1:${nginx.port}` };

      expectMinted(server, await runCommand('mint-key', { env, words }));
    });

  for (const [how, given, said] of [
    [
      'none',
      {},
      'wants a user name and a password of its own (401 Unauthorized, realm \\"Fake staff only\\")',
    ],
    [
      'wrong ones',
      { ...FRONT, OCTOPUS_HTTP_PASSWORD: 'fake-wrong-password' },
      'does not take the user name and the password',
    ],
  ] as const)
    test(`with ${how} nothing is tried`, async ({ startServer, runCommand, folder }) => {
      const server = await startServer();
      await using nginx = await startNginx(folder, { server: await protect(folder, server.url) });
      const env = { ...credentials(server), ...given, OCTOPUS_URL: `http://127.0.0.1:${nginx.port}` };
      const { code, stdout, stderr } = await runCommand('mint-key', { env });
      expect({ code, stdout }).toEqual({ code: 3, stdout: '' });
      expect(stderr).toContain(said);
      expect(stderr).toContain('OCTOPUS_HTTP_USERNAME');
      expect(server.requests).toEqual([]);
    });
});
