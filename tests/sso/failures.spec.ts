import type { IdentityProviderOptions } from '../../stand-in/identity-provider/pages.ts';
import { startDecoy } from '../faults/fault-proxy.ts';
import { expect, test } from '../fixtures.ts';
import { startSso } from './start-sso.ts';

test.use({ sharesBrowser: true });

interface Failing {
  readonly provider?: IdentityProviderOptions;
  readonly env?: Readonly<Record<string, string>>;
  readonly words?: readonly string[];
  readonly says: RegExp;
  /** How many submissions there may be. */
  readonly submitted: number;
}

const failing: Readonly<Record<string, Failing>> = {
  'a wrong password': {
    env: { OCTOPUS_PASSWORD: 'fake-wrong-password' },
    says: /The provider says: Your account or password is incorrect\./,
    submitted: 1,
  },
  'a wrong password on a second page': {
    provider: { pages: ['username', 'password'] },
    env: { OCTOPUS_PASSWORD: 'fake-wrong-password' },
    says: /The provider says: Your account or password is incorrect\./,
    submitted: 2,
  },
  'an unknown user': {
    provider: { pages: ['username', 'password'] },
    env: { OCTOPUS_USERNAME: 'nobody@stand-in.invalid' },
    says: /The provider says: This account does not exist\./,
    submitted: 1,
  },
  'a locked account': {
    provider: { isLocked: true },
    says: /The provider says: Your account has been locked\. Contact your administrator\./,
    submitted: 1,
  },
  'a wrong code': {
    provider: { pages: ['both', 'code'] },
    env: { OCTOPUS_TOTP_SECRET: 'MFRGGZDFMZTWQ2LKMFRGGZDFMZTWQ2LK' },
    says: /The provider says: That code did not work\. Check it and try again\. Check it; it was submitted once/,
    submitted: 2,
  },
  "a code by a clock that differs from the provider's": {
    provider: { pages: ['both', 'code'], clockAheadMs: -240_000 },
    env: { OCTOPUS_TOTP_SECRET: 'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP' },
    says: /That code did not work\..*The provider's clock is (3 min 5\d s|4 min( \d s)?) behind this machine's, and codes go by the clock/,
    submitted: 2,
  },
  'a code that is wanted, and no secret for it': {
    provider: { pages: ['both', 'code'] },
    says: /a one-time code is wanted.*OCTOPUS_TOTP_SECRET/,
    submitted: 1,
  },
  'a provider that is down half-way': {
    provider: { pages: ['username', 'password'], dies: true },
    says: /it answered 503.*The provider is down for maintenance/,
    submitted: 1,
  },
  'an error page': {
    provider: { pages: ['both', 'error'] },
    says: /The provider says: .*FAKE50105: The user is not assigned to a role/,
    submitted: 1,
  },
  'an identity that the portal does not know': {
    provider: { identity: 'stranger@elsewhere.invalid' },
    says: /The server said: .*User login failed: stranger@elsewhere\.invalid is not known to this server/,
    submitted: 1,
  },
  'a page that loops': {
    provider: { pages: ['both', 'loop'] },
    says: /its pages go round in circles.*The provider says: Stay signed in\?/,
    submitted: 4,
  },
  'a consent that nobody allowed': {
    provider: { pages: ['both', 'consent'] },
    says: /asks to consent.*--accept-consent/,
    submitted: 1,
  },
  'no password': {
    env: { OCTOPUS_PASSWORD: '' },
    says: /OCTOPUS_PASSWORD is missing/,
    submitted: 0,
  },
  'an origin that is not listed': {
    env: { OCTOPUS_SSO_ORIGINS: 'https://login.example.com' },
    says: /was sent to http:\/\/127\.0\.0\.1:\d+, which is not listed, and nothing was typed there.*--sso-origin http:\/\/127\.0\.0\.1:\d+/,
    submitted: 0,
  },
  'an unknown provider': {
    env: { OCTOPUS_PROVIDER: 'Frobnicate' },
    says: /offers no such provider, but AzureAD, Sign in with Microsoft\. Give one of these/,
    submitted: 0,
  },
};

// One of each kind: what was typed, the portal, and what is not allowed.
const ALWAYS_TRIED = [
  'a wrong password on a second page',
  'an identity that the portal does not know',
  'a consent that nobody allowed',
  'an origin that is not listed',
];

for (const [title, { provider, env, words, says, submitted }] of Object.entries(failing)) {
  const tag = ALWAYS_TRIED.includes(title) ? [] : '@extended';
  test(`exit 4 in the words of who refuses, and nothing twice: ${title}`, { tag }, async ({ runCommand }) => {
    await using sso = await startSso(provider);
    const line = { env: { ...sso.env, ...env }, words: ['--timeout', '60s', ...(words ?? [])] };
    const { code, stdout, stderr } = await runCommand('mint-key', line);

    expect(code, stderr).toBe(title === 'no password' ? 2 : 4);
    expect(stdout).toBe('');
    expect(stderr).toMatch(says);
    expect(sso.provider.submissions).toHaveLength(submitted);
    const passwords = sso.provider.submissions.filter(({ fields }) => fields.password !== undefined);
    expect(passwords.length).toBeLessThanOrEqual(1);
    expect(sso.server.liveSessions()).toBe(0);
    expect(sso.server.madeKeys()).toEqual([]);
    for (const { fields } of sso.provider.submissions) {
      for (const text of [fields.password, fields.code]) if (text) expect(stderr).not.toContain(text);
    }
  });
}

test('a provider that sends the browser to an origin not listed gets nothing typed there', {
  tag: '@extended',
}, async ({ runCommand }) => {
  await using decoy = await startDecoy();
  await using sso = await startSso({ pages: ['username', 'password'], elsewhere: `${decoy.url}/page` });
  const { code, stderr } = await runCommand('mint-key', { env: sso.env });

  expect(code).toBe(4);
  expect(stderr).toContain(`was sent to ${decoy.url}, which is not listed`);
  expect(stderr).toContain(`--sso-origin ${decoy.url}`);
  expect(decoy.heard.join('\n')).not.toContain(encodeURIComponent(sso.provider.password));
  expect(decoy.heard.filter((text) => text.includes('/page'))).toHaveLength(1);
});

test('consent is given where it was allowed', { tag: '@extended' }, async ({ runCommand }) => {
  await using sso = await startSso({ pages: ['both', 'consent'] });
  const { code, stderr } = await runCommand('mint-key', { env: sso.env, words: ['--accept-consent'] });

  expect(code, stderr).toBe(0);
  expect(sso.provider.submissions.at(-1)?.fields.choice).toBe('accept');
});

for (const name of ['azuread', 'Microsoft Entra ID', 'Sign in with Microsoft']) {
  test(`the provider is known as ${name}, too`, { tag: '@extended' }, async ({ runCommand }) => {
    await using sso = await startSso();
    const { code, stderr } = await runCommand('mint-key', { env: { ...sso.env, OCTOPUS_PROVIDER: name } });

    expect(code, stderr).toBe(0);
  });
}

test('where the portal goes to its provider by itself, nothing has to be pressed', {
  tag: '@extended',
}, async ({ runCommand }) => {
  await using sso = await startSso({}, { isAutomatic: true });
  const { code, stderr } = await runCommand('mint-key', { env: sso.env });

  expect(code, stderr).toBe(0);
});

test('a virtual directory, and the form beside the button, change nothing', { tag: '@extended' }, async ({
  runCommand,
}) => {
  await using sso = await startSso(
    {},
    { virtualDirectory: '/octopus', formsLogin: true, drawFormAfterMs: 400 },
  );
  const { code, stderr } = await runCommand('mint-key', { env: sso.env });

  expect(code, stderr).toBe(0);
  expect(sso.server.requests.filter(({ path }) => path.endsWith('/login'))).toEqual([]);
});

test('exit 2 for an origin that is none, and for a secret of codes that is none', async ({ runCommand }) => {
  await using sso = await startSso({ pages: ['both', 'code'] });
  const origin = await runCommand('mint-key', {
    env: { ...sso.env, OCTOPUS_SSO_ORIGINS: 'login.example.com' },
  });
  const secret = await runCommand('mint-key', { env: { ...sso.env, OCTOPUS_TOTP_SECRET: 'not base32!' } });

  expect(origin.code).toBe(2);
  expect(origin.stderr).toContain('write it as https://login.example.com');
  expect(secret.code).toBe(2);
  expect(secret.stderr).toContain('OCTOPUS_TOTP_SECRET is no base32 secret');
  expect(secret.stderr).not.toContain('not base32!');
});
