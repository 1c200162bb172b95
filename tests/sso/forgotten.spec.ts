import { expect, test } from '../fixtures.ts';
import { startSso } from './start-sso.ts';

// The portal keeps a sign-in in cookies that do not always come back with it.

test.use({ sharesBrowser: true });

for (const forgets of ['refused', 'sent to the sign-in page'] as const) {
  test(`a sign-in that comes back too late, and is ${forgets}, is begun once more, and the password is given once`, {
    tag: forgets === 'refused' ? [] : '@extended',
  }, async ({ runCommand }) => {
    await using sso = await startSso({}, { forgets });
    const { code, stdout, stderr } = await runCommand('mint-key', { env: sso.env });

    expect(code, stderr).toBe(0);
    expect(stdout).toBe(`${sso.server.liveKeys()[0]?.key}\n`);
    expect(stderr).toContain('The sign-in is begun once more');
    expect(sso.provider.submissions).toHaveLength(1);
    expect(sso.server.liveSessions()).toBe(0);
  });
}

test('a portal that forgets each sign-in is asked twice: exit 4, saying what to look at', {
  tag: '@extended',
}, async ({ runCommand }) => {
  await using sso = await startSso({}, { forgets: 'refused each time' });
  const { code, stderr } = await runCommand('mint-key', { env: sso.env });

  expect(code, stderr).toBe(4);
  expect(stderr).toMatch(/the portal does not know the sign-in again.*takes cookies away/);
  expect(sso.provider.submissions).toHaveLength(1);
  expect(sso.server.madeKeys()).toEqual([]);
});
