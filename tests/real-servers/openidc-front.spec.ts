import { existsSync } from 'node:fs';
import {
  type IdentityProvider,
  startIdentityProvider,
} from '../../stand-in/identity-provider/identity-provider.ts';
import type { StandInOptions } from '../../stand-in/options.ts';
import { redirectPath } from '../../stand-in/routes-single-sign-on.ts';
import type { StandIn } from '../../stand-in/stand-in.ts';
import { findFreePort } from '../find-free-port.ts';
import { findProgram } from '../find-program.ts';
import { credentials, expect, test } from '../fixtures.ts';
import { findPage, startRemoteBrowser } from '../sso/remote-browser.ts';
import { startCommand } from '../start-command.ts';
import { expectMinted } from './expect-minted.ts';
import { startApache } from './start-apache.ts';

// Apache with mod_auth_openidc, an access proxy that has a provider of its own.

const MODULE = '/usr/lib/apache2/modules/mod_auth_openidc.so';
const CALLBACK = '/fake-front/callback';

/** Puts it in front of a server. */
async function guard(target: string) {
  const port = await findFreePort();
  const url = `http://localhost:${port}`;
  const provider = await startIdentityProvider(() => ({ redirectUri: url + CALLBACK }));
  const settings = { modules: ['auth_openidc'], configure: () => configure(url, provider), target, port };
  const apache = await startApache(settings);
  const dispose = async () => void (await Promise.all([apache[Symbol.asyncDispose](), provider.close()]));
  return { url, provider, readAnswers: apache.readAnswers, [Symbol.asyncDispose]: dispose };
}

/** A server behind it, where people sign in by a provider of the server's own. */
async function guardSso(startServer: (options: StandInOptions) => Promise<StandIn>) {
  let url = '';
  const names = { name: 'AzureAD', label: 'Sign in with Microsoft' };
  const own = await startIdentityProvider(() => ({ redirectUri: url + redirectPath(names) }));
  const { issuer, clientId } = own;
  const server = await startServer({ formsLogin: false, singleSignOn: { ...names, issuer, clientId } });
  const front = await guard(server.url);
  url = front.url;
  const env = {
    OCTOPUS_URL: url,
    OCTOPUS_PROVIDER: names.name,
    OCTOPUS_USERNAME: own.username,
    OCTOPUS_PASSWORD: own.password,
    OCTOPUS_SSO_ORIGINS: issuer,
  };
  const dispose = async () => void (await Promise.all([front[Symbol.asyncDispose](), own.close()]));
  return { front, own, server, env, [Symbol.asyncDispose]: dispose };
}

function configure(url: string, { issuer, clientId }: IdentityProvider): string {
  return `OIDCProviderMetadataURL ${issuer}/.well-known/openid-configuration
OIDCClientID ${clientId}
OIDCResponseType id_token
OIDCRedirectURI ${url}${CALLBACK}
OIDCCryptoPassphrase fake-passphrase-for-tests
OIDCSessionType client-cookie
<Location "/">
 AuthType openid-connect
 Require valid-user
</Location>`;
}

test.describe('an access proxy that signs in by OpenID Connect', { tag: '@extended' }, () => {
  test.skip(
    !findProgram('apache2') || !existsSync(MODULE),
    'not all is installed (apt-get install apache2 libapache2-mod-auth-openidc)',
  );

  for (const words of [[], ['--direct']])
    test(`is told with the ways past it, and nothing is tried: mint-key ${words.join(' ')}`, async ({
      startServer,
      runCommand,
    }) => {
      const server = await startServer();
      await using front = await guard(server.url);
      const { url, provider } = front;
      const env = { ...credentials(server), OCTOPUS_URL: url };
      const { code, stdout, stderr } = await runCommand('mint-key', { env, words });
      expect({ code, stdout }, stderr).toEqual({ code: 3, stdout: '' });
      // What asks for no page is sent nowhere.
      expect(stderr).toContain(`wants a sign-in of its own, at ${url} (401 Unauthorized`);
      if (words.length === 0) expect(stderr).toContain(`; a page of it leads to ${provider.issuer}. `);
      for (const way of ['--headers-file', '--interactive', '--sso-origin']) expect(stderr).toContain(way);
      expect(server.requests).toEqual([]);
      expect(provider.submissions).toEqual([]);
    });

  test('is passed by a person, and a key is made', async ({ startServer, folder }) => {
    const server = await startServer();
    await using front = await guard(server.url);
    const { url, provider } = front;
    await using elsewhere = await startRemoteBrowser();
    const env = { OCTOPUS_URL: url, OCTOPUS_BROWSER: elsewhere.address };
    await using mint = startCommand('mint-key', { args: ['--interactive'], cwd: folder, env });
    await mint.waitForLine('Something in front of the server wants a sign-in');
    const theirs = await findPage(elsewhere.browser, provider.issuer);
    await theirs.locator('input[type=password]').fill(provider.password);
    await theirs.locator('input:not([type=password])').first().fill(provider.username);
    await theirs.locator('input[type=password]').press('Enter');
    const portal = await findPage(elsewhere.browser, url);
    await portal.locator('input[type=password]').fill(server.password);
    await portal.locator('input:not([type=password])').first().fill(server.username);
    await portal.locator('input[type=password]').press('Enter');
    expectMinted(server, await mint.exited);
  });

  test('is passed by --provider, where --sso-origin lists its provider, and the session that is saved passes, too', async ({
    startServer,
    runCommand,
  }) => {
    await using sso = await guardSso(startServer);
    const { front, own, server } = sso;
    const origins = `${own.issuer},${front.provider.issuer}`;
    const env = { ...sso.env, OCTOPUS_SSO_ORIGINS: origins };
    expectMinted(server, await runCommand('mint-key', { env }));
    expect(front.provider.submissions).toHaveLength(1);
    expect(own.submissions).toHaveLength(1);

    const key = { OCTOPUS_SESSION_KEY: 'fake-session-key-for-tests' };
    const saving = await runCommand('sign-in', {
      env: { ...env, ...key },
      words: ['--save-session', 'session'],
    });
    expect(saving.code, saving.stderr).toBe(0);
    const words = ['--session', 'session'];
    const listed = await runCommand('list-keys', { env: { OCTOPUS_URL: front.url, ...key }, words });
    expect(listed.code, listed.stderr).toBe(0);
    expect(listed.stdout).toContain(server.liveKeys()[0]?.id);
  });

  test('is given nothing by --provider, where its provider is not listed: exit 4, and that is told', async ({
    startServer,
    runCommand,
  }) => {
    await using sso = await guardSso(startServer);
    const { front, own, env } = sso;
    const { code, stdout, stderr } = await runCommand('mint-key', { env });
    expect({ code, stdout }, stderr).toEqual({ code: 4, stdout: '' });
    expect(stderr).toContain(front.provider.issuer);
    expect(stderr).toContain('--sso-origin');
    expect(front.provider.submissions).toEqual([]);
    expect(own.submissions).toEqual([]);
  });
});
