import { redirectPath } from '../../stand-in/routes-single-sign-on.ts';
import type { StandIn } from '../../stand-in/stand-in.ts';
import { findFreePort } from '../find-free-port.ts';
import { test as base, expect } from '../fixtures.ts';
import { expectMinted } from './expect-minted.ts';
import {
  type Client,
  describeGenerator,
  isLemonldapInstalled,
  LEMONLDAP_PACKAGES,
  startLemonldap,
} from './start-lemonldap.ts';
import { type Directory, startSlapd } from './start-slapd.ts';

const TOTP_SECRET = 'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP';

const PERSON = {
  uid: 'fake.admin',
  mail: 'admin@stand-in.invalid',
  password: 'Fake-Passw0rd-in-the-<directory>&more',
  description: describeGenerator(TOTP_SECRET),
};

/** A server where people sign in through LemonLDAP::NG alone. */
interface Company {
  readonly server: StandIn;
  readonly directory: Directory;
  readonly env: Readonly<Record<string, string>>;
}

const test = base.extend<{ asks: Client['asks']; company: Company }>({
  asks: ['nothing', { option: true }],
  company: async ({ startServer, folder, asks }, use) => {
    base.skip(
      !(await isLemonldapInstalled()),
      `not all is installed (apt-get install ${LEMONLDAP_PACKAGES})`,
    );
    const names = { name: 'LemonLDAP', label: 'Sign in with LemonLDAP::NG' };
    const port = await findFreePort();
    const issuer = `http://127.0.0.1:${port}`;
    const singleSignOn = { ...names, issuer, clientId: 'octopus' };
    const server = await startServer({ formsLogin: false, singleSignOn });
    await using directory = await startSlapd(folder, PERSON);
    const redirectUri = server.url + redirectPath(names);
    await using _ = await startLemonldap(folder, port, directory, {
      id: 'octopus',
      redirectUri,
      asks,
    });
    const env = {
      OCTOPUS_URL: server.url,
      OCTOPUS_PROVIDER: names.name,
      OCTOPUS_USERNAME: PERSON.uid,
      OCTOPUS_PASSWORD: PERSON.password,
      OCTOPUS_SSO_ORIGINS: issuer,
    };
    await use({ server, directory, env });
  },
});

test.describe('LemonLDAP::NG', { tag: '@extended' }, () => {
  test("somebody in an LDAP directory signs in through LemonLDAP::NG's pages, and gets a key", async ({
    company: { server, directory, env },
    runCommand,
  }) => {
    expectMinted(server, await runCommand('mint-key', { env }));
    expect(directory.readBinds(PERSON.uid)).toEqual(['0']);
  });

  test('a password that the directory refuses: exit 4, told so, submitted once', async ({
    company: { server, directory, env },
    runCommand,
  }) => {
    const wrong = { ...env, OCTOPUS_PASSWORD: 'fake-wrong-password' };
    const { code, stdout, stderr } = await runCommand('mint-key', { env: wrong });

    expect({ code, stdout }).toEqual({ code: 4, stdout: '' });
    expect(stderr).toContain('The provider says: Wrong credentials');
    expect(directory.readBinds(PERSON.uid)).toEqual(['49']);
    expect(server.madeKeys()).toEqual([]);
    expect(server.liveSessions()).toBe(0);
  });

  test.describe('that asks for consent', () => {
    test.use({ asks: 'consent' });

    test('consent is given to LemonLDAP::NG where it was allowed, and a key is made', async ({
      company: { server, env },
      runCommand,
    }) => {
      const outcome = await runCommand('mint-key', { env, words: ['--accept-consent'] });
      expectMinted(server, outcome);
      expect(outcome.stderr).toContain("The provider's page asks for consent.");
    });

    test('a consent that nobody allowed is not given to LemonLDAP::NG: exit 4', async ({
      company: { server, env },
      runCommand,
    }) => {
      const { code, stdout, stderr } = await runCommand('mint-key', { env });

      expect({ code, stdout }).toEqual({ code: 4, stdout: '' });
      expect(stderr).toMatch(/asks to consent.*--accept-consent/);
      expect(server.liveSessions()).toBe(0);
    });
  });

  test.describe('that asks for a one-time code', () => {
    test.use({ asks: 'code' });

    test("a one-time code is given on LemonLDAP::NG's own page for it, and a key is made", async ({
      company: { server, env },
      runCommand,
    }) => {
      const withCode = { ...env, OCTOPUS_TOTP_SECRET: TOTP_SECRET };
      const outcome = await runCommand('mint-key', { env: withCode });
      expectMinted(server, outcome);
      expect(outcome.stderr).toContain("The provider's page asks for one-time code.");
    });

    test('a code that LemonLDAP::NG wants, and no secret for it: exit 4', async ({
      company: { server, env },
      runCommand,
    }) => {
      const { code, stdout, stderr } = await runCommand('mint-key', { env });

      expect({ code, stdout }).toEqual({ code: 4, stdout: '' });
      expect(stderr).toMatch(/a one-time code is wanted.*OCTOPUS_TOTP_SECRET/);
      expect(server.liveSessions()).toBe(0);
    });

    test('a code that LemonLDAP::NG refuses: exit 4, and neither code nor password is given twice', async ({
      company: { server, directory, env },
      runCommand,
    }) => {
      const withCode = { ...env, OCTOPUS_TOTP_SECRET: 'MFRGGZDFMZTWQ2LKMFRGGZDFMZTWQ2LK' };
      const { code, stdout, stderr } = await runCommand('mint-key', { env: withCode });

      expect({ code, stdout }).toEqual({ code: 4, stdout: '' });
      expect(stderr).toMatch(/\/totp2fcheck\)\. The provider says: /);
      expect(directory.readBinds(PERSON.uid)).toEqual(['0']);
      expect(server.liveSessions()).toBe(0);
    });
  });
});
