import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { join } from 'node:path';
import type { StandIn } from '../../stand-in/stand-in.ts';
import { findProgram } from '../find-program.ts';
import { test as base, credentials, expect } from '../fixtures.ts';
import { passOn } from '../safety/serve-proxy.ts';
import { listen, type Served } from '../serve.ts';
import { expectMinted } from './expect-minted.ts';
import { startApache } from './start-apache.ts';
import { startKerberos } from './start-kerberos.ts';

// Apache with mod_auth_gssapi, in a realm of MIT Kerberos.

const PACKAGES = 'krb5-kdc krb5-admin-server krb5-user apache2 libapache2-mod-auth-gssapi';
const PROGRAMS = ['krb5kdc', 'kdb5_util', 'kadmin.local', 'kinit', 'apache2'];
const isInstalled = PROGRAMS.every(findProgram) && existsSync('/usr/lib/apache2/modules/mod_auth_gssapi.so');

const FRONTS = {
  'that gives a cookie for it':
    'GssapiUseSessions On\n Session On\n SessionCookieName fake_front path=/;httponly;',
  'that gives a cookie for it, and takes a password, too':
    'GssapiBasicAuth On\n GssapiUseSessions On\n Session On\n SessionCookieName fake_front path=/;httponly;',
  'that wants it with each request': '',
} as const;

interface Company {
  readonly server: StandIn;
  /** What a command needs of somebody who has a ticket. */
  readonly env: Readonly<Record<string, string>>;
  /** The same, of somebody who has none. */
  readonly ticketless: Readonly<Record<string, string>>;
  readonly front: Awaited<ReturnType<typeof startApache>>;
}

const test = base.extend<{ kind: keyof typeof FRONTS; path: string; company: Company }>({
  kind: ['that gives a cookie for it', { option: true }],
  path: ['/', { option: true }],
  company: async ({ startServer, folder, kind, path }, use) => {
    base.skip(!isInstalled, `not all is installed (apt-get install ${PACKAGES})`);
    const server = await startServer();
    await using realm = await startKerberos(folder);
    await using front = await startApache({
      modules: ['auth_gssapi'],
      files: { 'http.keytab': realm.keytab, 'krb5.conf': realm.config },
      configure: (own) => `<Location "${path}">
 AuthType GSSAPI
 AuthName "Fake staff"
 GssapiCredStore keytab:${own}/http.keytab
 GssapiAllowedMech krb5
 ${FRONTS[kind]}
 Require valid-user
</Location>`,
      target: server.url,
      // What is seen twice is remembered nowhere: that would be left behind.
      env: (own) => ({ KRB5_CONFIG: `${own}/krb5.conf`, KRB5RCACHENAME: 'none:' }),
    });
    const common = { ...credentials(server), OCTOPUS_URL: `http://localhost:${front.port}` };
    const env = { ...common, ...realm.signedIn, OCTOPUS_NEGOTIATE: 'true' };
    const ticketless = { ...env, KRB5CCNAME: `FILE:${join(folder, 'no-tickets')}` };
    await use({ server, env, ticketless, front });
  },
});

const logins = (server: StandIn) => server.requests.filter(({ path }) => path.endsWith('/login'));

test.describe('a front by Kerberos', { tag: '@extended' }, () => {
  for (const kind of [
    'that gives a cookie for it',
    'that gives a cookie for it, and takes a password, too',
  ] as const)
    test.describe(kind, () => {
      test.use({ kind });

      for (const browser of ['chromium-headless-shell', 'chromium'])
        test(`is passed by ${browser}, and a key is made`, async ({
          company: { server, env },
          runCommand,
        }) => {
          const path = findProgram(browser);
          test.skip(!path, `${browser} is not installed (apt-get install ${browser})`);
          expectMinted(
            server,
            await runCommand('mint-key', { env: { ...env, OCTOPUS_BROWSER: path ?? '' } }),
          );
        });

      for (const browser of ['chromium-headless-shell', 'chromium'])
        test(`is told to have refused whoever has no ticket, at once, with ${browser}: exit 3`, async ({
          company: { server, ticketless },
          runCommand,
        }) => {
          const path = findProgram(browser);
          test.skip(!path, `${browser} is not installed (apt-get install ${browser})`);
          const env = { ...ticketless, OCTOPUS_BROWSER: path ?? '' };
          const { code, stdout, stderr } = await runCommand('mint-key', { env });
          expect({ code, stdout }, stderr).toEqual({ code: 3, stdout: '' });
          expect(stderr).toContain('the browser, which was to do that (--negotiate), has not passed');
          expect(stderr).toContain('klist');
          expect(server.requests).toEqual([]);
        });
    });

  for (const [command, ...words] of [
    ['with-key', '--', process.execPath, '--version'],
    ['list-keys'],
    ['inspect-portal'],
  ] as const)
    test(`that gives a cookie for it is passed: ${command}`, async ({
      company: { server, env },
      runCommand,
    }) => {
      const { code, stdout, stderr } = await runCommand(command, { env, words: [...words] });
      expect(code, stdout + stderr).toBe(0);
      expect(server.liveKeys()).toEqual([]);
      expect(server.liveSessions()).toBe(0);
    });

  test('that gives a cookie for it is passed by a fleet, and by a session that was saved', async ({
    company: { server, env },
    runCommand,
    folder,
  }) => {
    await writeFile(
      join(folder, 'fleet.yaml'),
      `servers: [{ url: '${env.OCTOPUS_URL}', keys: [{ purpose: fake, deliver: { file: ${join(folder, 'key')} } }] }]`,
    );
    const made = await runCommand('mint-fleet', { env, words: ['fleet.yaml'] });
    expect(made.code, made.stderr).toBe(0);
    expect((await readFile(join(folder, 'key'), 'utf8')).trim()).toBe(server.liveKeys()[0]?.key);

    const withKey = { ...env, OCTOPUS_SESSION_KEY: 'fake-session-key-for-tests' };
    const saved = await runCommand('sign-in', { env: withKey, words: ['--save-session', 'session'] });
    expect(saved.code, saved.stderr).toBe(0);
    // It passes by the front's cookie, and needs no ticket.
    const without = { OCTOPUS_URL: env.OCTOPUS_URL ?? '', OCTOPUS_SESSION_KEY: 'fake-session-key-for-tests' };
    const listed = await runCommand('list-keys', { env: without, words: ['--session', 'session'] });
    expect(listed.code, listed.stderr).toBe(0);
    expect(listed.stdout).toContain(server.liveKeys()[0]?.id);
  });

  test('is told by the doctor, who leaves it to the browser, and signs in where that is wanted', async ({
    company: { server, env },
    runCommand,
  }) => {
    const looked = await runCommand('doctor', { env });
    expect(looked.code, looked.stdout).toBe(0);
    expect(looked.stdout).toMatch(/^warning +server .*Kerberos.*the browser of a run is to pass there/m);
    expect(server.requests).toEqual([]);

    const signedIn = await runCommand('doctor', { env, words: ['--sign-in'] });
    expect(signedIn.code, signedIn.stdout).toBe(0);
    expect(signedIn.stdout).toMatch(/^ok +sign-in +it works/m);

    for (const other of [{ OCTOPUS_NEGOTIATE: 'false' }, { OCTOPUS_API_KEY: 'API-FAKEFAKEFAKEFAKE' }]) {
      const { code, stdout } = await runCommand('doctor', { env: { ...env, ...other } });
      expect(code, stdout).toBe(3);
      expect(stdout).toMatch(/^FAILED +server .*Kerberos/m);
    }
  });

  test('does not take an access token, which stands in the same header, and that is told: exit 5', async ({
    company: { server, env },
    runCommand,
  }) => {
    const words = ['--access-token', '--', process.execPath, '--version'];
    const { code, stderr } = await runCommand('with-key', { env, words });
    expect(code, stderr).toBe(5);
    expect(stderr).toContain('in the header that the access token stands in');
    expect(server.liveSessions()).toBe(0);
  });

  test.describe('that wants it with each request', () => {
    test.use({ kind: 'that wants it with each request' });

    test('is not passed by the login, which is told, and not taken for a refused password: exit 3', async ({
      company: { server, env, front },
      runCommand,
    }) => {
      const { code, stdout, stderr } = await runCommand('mint-key', { env });
      expect({ code, stdout }, stderr).toEqual({ code: 3, stdout: '' });
      expect(stderr).toContain('Could not sign in as');
      expect(stderr).toContain(
        'have that pass by a cookie of that sign-in, or let through what comes to /api',
      );
      expect(logins(server)).toEqual([]);
      const refused = (await front.readAnswers()).filter(({ path }) => path.endsWith('/login'));
      expect(refused.map(({ status }) => status)).toEqual([401]);
    });

    test.describe('of the pages alone', () => {
      test.use({ path: '/app' });

      test('lets a key be made', async ({ company: { server, env, front }, runCommand }) => {
        expectMinted(server, await runCommand('mint-key', { env }));
        const passed = (await front.readAnswers()).filter(({ scheme }) => scheme === 'Negotiate');
        expect(passed.map(({ path }) => path)).toContain('/app');
      });
    });
  });
});

/** Lets this program pass, and asks a browser for a ticket. */
function startAskingProxy(given: string[]): Promise<Served> {
  const proxy = createServer(({ headers }, outgoing) => {
    given.push(headers['proxy-authorization'] ?? 'nothing');
    outgoing.writeHead(407, { 'proxy-authenticate': 'Negotiate' }).end('A ticket is wanted.');
  });
  proxy.on('connect', passOn);
  return listen(proxy, 'http://localhost');
}

for (const browser of ['chromium-headless-shell', 'chromium'])
  test(`a proxy that asks ${browser} for a ticket gets none without --negotiate: exit 3`, {
    tag: '@extended',
  }, async ({ startServer, folder, runCommand }) => {
    const path = findProgram(browser);
    test.skip(!isInstalled || !path, `not all is installed (apt-get install ${PACKAGES} ${browser})`);
    const server = await startServer();
    await using realm = await startKerberos(folder);
    const given: string[] = [];
    await using proxy = await startAskingProxy(given);
    const { code, stderr } = await runCommand('mint-key', {
      env: {
        ...credentials(server),
        ...realm.signedIn,
        OCTOPUS_URL: server.url.replace('127.0.0.1', 'octopus.corp.test'),
        OCTOPUS_PROXY: proxy.url,
        OCTOPUS_BROWSER: path ?? '',
      },
      words: ['--allow-http'],
    });

    expect(code, stderr).toBe(3);
    expect(stderr).toContain('407');
    expect(new Set(given)).toEqual(new Set(['nothing']));
  });
