import { findProgram } from '../find-program.ts';
import { credentials, expect, test } from '../fixtures.ts';
import { expectMinted } from './expect-minted.ts';
import { startNginx } from './start-nginx.ts';

/** @param key of what is counted, by a map; what has an empty one is not */
function limit(key: string, rate: string, target: string) {
  return {
    http: `map ${key}
  limit_req_zone $counted zone=api:1m rate=${rate};`,
    server: `location / { proxy_pass ${target}; }
    location /api { limit_req zone=api nodelay; limit_req_status 429; proxy_pass ${target}; }`,
  };
}

// A page whose own first reads are refused draws no form, and does not try again.
const PROGRAMS = `$http_user_agent $counted { ~^Mozilla ''; default $binary_remote_addr; }`;
const CHANGES = `$request_method $counted { POST $binary_remote_addr; default ''; }`;

test.describe('behind nginx that limits the rate of requests', { tag: '@extended' }, () => {
  test.skip(!findProgram('nginx'), 'nginx is not installed (apt-get install nginx)');

  test('reads that are answered 429 are tried again, and the key is made', async ({
    startServer,
    runCommand,
    folder,
  }) => {
    const server = await startServer();
    await using nginx = await startNginx(folder, limit(PROGRAMS, '2r/s', server.url));
    const env = { ...credentials(server), OCTOPUS_URL: `http://127.0.0.1:${nginx.port}` };

    expectMinted(server, await runCommand('mint-key', { env }));
    expect((await nginx.readAnswers()).map(({ status }) => status)).toContain('429');
  });

  test('what nginx answers 429 of a sign-in, and of all that changes something, is asked for again: one key, one session', async ({
    startServer,
    runCommand,
    folder,
  }) => {
    const server = await startServer();
    await using nginx = await startNginx(folder, limit(CHANGES, '12r/m', server.url));
    const url = `http://127.0.0.1:${nginx.port}`;
    // Somebody else was there just now.
    await fetch(`${url}/api/users/logout`, { method: 'POST' });
    expectMinted(server, await runCommand('mint-key', { env: { ...credentials(server), OCTOPUS_URL: url } }));
    const logins = (await nginx.readAnswers()).filter(({ path }) => path.endsWith('/login'));
    expect(new Set(logins.slice(0, -1).map(({ status }) => status))).toEqual(new Set(['429']));
    expect(logins.at(-1)?.status).toBe('200');
    expect(server.madeKeys()).toHaveLength(1);
  });
});
