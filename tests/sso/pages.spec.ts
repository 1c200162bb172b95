import type { PageKind, Shape } from '../../stand-in/identity-provider/pages.ts';
import { expect, test } from '../fixtures.ts';
import { startSso } from './start-sso.ts';

test.use({ sharesBrowser: true });

const SECRETS = /^(?:password|both|code)$/;

const sequences: Readonly<Record<string, readonly PageKind[]>> = {
  'user name and password on one page': ['both'],
  'the user name first, the password on a second page': ['username', 'password'],
  'an account to choose, then its password': ['account', 'password'],
  'a one-time code': ['both', 'code'],
  'whether to stay signed in': ['both', 'stay-signed-in'],
  'everything in a row': ['account', 'username', 'password', 'code', 'stay-signed-in'],
};

for (const [title, pages] of Object.entries(sequences)) {
  // What follows the first page is in the longest of them, too.
  const tag = pages.length === 5 ? [] : '@extended';
  test(`signs in through ${title}, submitting each secret once`, { tag }, async ({ runCommand }) => {
    await using sso = await startSso({ pages });
    const env = { ...sso.env, OCTOPUS_TOTP_SECRET: sso.provider.totpSecret };
    const { code, stdout, stderr } = await runCommand('mint-key', { env });

    expect(code, stderr).toBe(0);
    expect(stdout).toBe(`${sso.server.liveKeys()[0]?.key}\n`);
    expect(sso.provider.submissions.map(({ page }) => page)).toEqual(pages);
    expect(sso.server.liveSessions()).toBe(0);
    for (const { fields } of sso.provider.submissions.filter(({ page }) => SECRETS.test(page))) {
      for (const text of [fields.password, fields.code]) if (text) expect(stderr).not.toContain(text);
    }
  });
}

const shapes: readonly Shape[] = ['entra', 'okta', 'google', 'keycloak', 'auth0'];

for (const shape of shapes) {
  const tag = shape === 'entra' ? [] : '@extended';
  test(`signs in through pages as ${shape} draws them: user name, password, code, stay signed in`, {
    tag,
  }, async ({ runCommand }) => {
    const pages: PageKind[] = ['username', 'password', 'code', 'stay-signed-in'];
    await using sso = await startSso({ pages, shape });
    const env = { ...sso.env, OCTOPUS_TOTP_SECRET: sso.provider.totpSecret };
    const { code, stderr } = await runCommand('mint-key', { env });

    expect(code, stderr).toBe(0);
    expect(sso.provider.submissions.map(({ page }) => page)).toEqual(pages);
  });
}

test('a code is used once: where another is wanted a moment later, the next window is waited for', {
  tag: '@extended',
}, async ({ runCommand }) => {
  await using sso = await startSso({ pages: ['both', 'code', 'stay-signed-in', 'code'] });
  const env = { ...sso.env, OCTOPUS_TOTP_SECRET: sso.provider.totpSecret };
  const { code, stderr } = await runCommand('mint-key', { env });
  const codes = sso.provider.submissions.flatMap(({ fields }) => fields.code ?? []);

  expect(code, stderr).toBe(0);
  expect(codes).toHaveLength(2);
  expect(codes[0]).not.toBe(codes[1]);
});
