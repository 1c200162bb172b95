import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { StandIn } from '../../stand-in/stand-in.ts';
import { findProgram } from '../find-program.ts';
import { credentials, expect, test } from '../fixtures.ts';
import { secure } from '../serve.ts';
import { expectMinted } from './expect-minted.ts';
import { type Duty, startSquid } from './start-squid.ts';

/** It is this machine, which only the proxy knows. */
const NAME = 'octopus.corp.test';
const USER = { name: 'clerk', password: 'fake p@ss:word/for squid' };

/** @returns the address of a server by the name that only the proxy knows */
function behind({ url }: { readonly url: string }): string {
  return url.replace(/127\.0\.0\.1|localhost/, NAME);
}

/** @returns the address of a proxy with its credentials, as somebody writes it who knows what to escape */
function withCredentials(url: string, { name, password } = USER): string {
  return url.replace('://', `://${name}:${encodeURIComponent(password)}@`);
}

/** @returns the variables of a run behind a proxy */
function environmentOf(server: StandIn, proxy: string): Record<string, string> {
  return { ...credentials(server), OCTOPUS_URL: behind(server), HTTP_PROXY: proxy };
}

interface Refusal {
  readonly duty: Partial<Duty>;
  readonly user?: { readonly name: string; readonly password: string };
  readonly port?: number;
  readonly says: string;
}

test.describe('behind squid', { tag: '@extended' }, () => {
  test.skip(!findProgram('squid'), 'squid is not installed (apt-get install squid)');

  for (const [how, user] of [
    ['anybody may use', undefined],
    ['wants a password', USER],
  ] as const) {
    test.describe(`that ${how}`, () => {
      test('a key is made, listed and lent to a command, and the doctor tries the proxy', async ({
        startServer,
        runCommand,
      }) => {
        const server = await startServer();
        await using squid = await startSquid({ names: [NAME], ...(user && { user }) });
        const env = environmentOf(server, user ? withCredentials(squid.url) : squid.url);
        const words = ['--allow-http'];

        const minted = await runCommand('mint-key', { env, words });
        expectMinted(server, minted);
        const listed = await runCommand('list-keys', { env, words });
        expect(listed.code, listed.stderr).toBe(0);
        expect(listed.stdout).toContain('octopus-key-mint');
        const child = ['--', process.execPath, '-p', 'process.env.OCTOPUS_API_KEY'];
        const lent = await runCommand('with-key', { env, words: [...words, ...child] });
        expect(lent.code, lent.stderr).toBe(0);
        expect(lent.stdout).toMatch(/^API-/);
        const looked = await runCommand('doctor', { env, words: [...words, '--sign-in'] });
        expect(looked.code, looked.stdout + looked.stderr).toBe(0);
        expect(looked.stdout).toContain(
          `the proxy ${squid.url} (HTTP_PROXY) is used for this server, and leads there`,
        );

        expect(server.liveKeys()).toHaveLength(1);
        expect(server.liveSessions()).toBe(0);
        const written = [minted, listed, lent, looked].map(({ stdout, stderr }) => stdout + stderr).join('');
        expect(written).toContain(`Going through the proxy ${squid.url} (HTTP_PROXY)`);
        for (const secret of [USER.password, encodeURIComponent(USER.password), USER.name])
          expect(written).not.toContain(secret);
      });

      test('a fleet makes its keys there, and one beside it directly', async ({
        startServer,
        runCommand,
        folder,
      }) => {
        const [behindIt, beside] = [await startServer(), await startServer()];
        await using squid = await startSquid({ names: [NAME], ...(user && { user }) });
        const file = join(folder, 'fleet.yaml');
        const servers = [behind(behindIt), beside.url].map(
          (url, at) =>
            `  - url: ${url}\n    keys: [{ purpose: fake, deliver: { file: ${join(folder, `key-${at}`)} } }]\n`,
        );
        await writeFile(file, `servers:\n${servers.join('')}`);
        const env = environmentOf(behindIt, user ? withCredentials(squid.url) : squid.url);
        const { code, stderr } = await runCommand('mint-fleet', { env, words: [file, '--allow-http'] });

        expect(code, stderr).toBe(0);
        for (const server of [behindIt, beside]) {
          expect(server.liveKeys()).toHaveLength(1);
          expect(server.liveSessions()).toBe(0);
        }
        const requests = (await squid.listRequests()).join('\n');
        expect(requests).toContain(new URL(behindIt.url).port);
        expect(requests).not.toContain(`:${new URL(beside.url).port}`);
      });
    });
  }

  test('a key is made by https, through tunnels alone, on a squid that tells of none but its own certificate', async ({
    startServer,
    runCommand,
    folder,
  }) => {
    const server = await startServer();
    await using front = await secure(server.url, [NAME]);
    await using squid = await startSquid({ names: [NAME], user: USER });
    const authority = join(folder, 'authority.pem');
    await writeFile(authority, front.authority);
    const env = {
      ...credentials(server),
      OCTOPUS_URL: behind(front),
      NODE_EXTRA_CA_CERTS: authority,
      OCTOPUS_PROXY: withCredentials(squid.url),
    };

    expectMinted(server, await runCommand('mint-key', { env }));
    const requests = await squid.listRequests();
    for (const request of requests.slice(1)) expect(request).toMatch(/^CONNECT /);
  });

  const refusals: Readonly<Record<string, Refusal>> = {
    'without its password': {
      duty: { user: USER },
      says: 'wants a user name and a password (407 Proxy Authentication Required, "ERROR: Cache Access Denied", ERR_CACHE_ACCESS_DENIED 0)',
    },
    'with a wrong password': {
      duty: { user: USER },
      user: { name: USER.name, password: 'fake-and-wrong' },
      says: 'does not take the user name and the password that are in its address (407 Proxy Authentication Required',
    },
    'to a name that is denied': {
      duty: { denied: [NAME] },
      says: `lets nobody through to ${NAME}:443 (403 Forbidden, "ERROR: The requested URL could not be retrieved", ERR_ACCESS_DENIED 0)`,
    },
    'to a port that it opens no tunnel to': {
      duty: { tunnelsTo443: true },
      port: 8443,
      says: `lets nobody through to ${NAME}:8443 (403 Forbidden, `,
    },
    'to a name that it does not know either': {
      duty: { names: [] },
      // Which status that is, squid's way of asking for names decides.
      says: `could not reach ${NAME}:443 (5`,
    },
    'to a server that is down': {
      duty: {},
      port: 1,
      says: `could not reach ${NAME}:1 (503 Service Unavailable, `,
    },
  };
  for (const [how, refusal] of Object.entries(refusals)) {
    test(`nobody signs in through it ${how}: exit 3, and what it says is told`, async ({
      startServer,
      runCommand,
    }) => {
      const { duty, user, port = 443, says } = refusal;
      const server = await startServer();
      await using squid = await startSquid({ names: [NAME], ...duty });
      const env = {
        ...credentials(server),
        OCTOPUS_URL: `https://${NAME}:${port}`,
        HTTPS_PROXY: user ? withCredentials(squid.url, user) : squid.url,
      };
      const { code, stdout, stderr } = await runCommand('mint-key', { env });

      expect({ code, stdout }).toEqual({ code: 3, stdout: '' });
      const told = JSON.parse(stderr.trim().split('\n').at(-1) ?? '') as { msg: string };
      expect(told.msg).toContain(`the proxy ${squid.url} (HTTPS_PROXY) ${says}`);
      expect(stderr).not.toContain('fake-and-wrong');
      expect(server.requests).toEqual([]);
    });
  }
});
