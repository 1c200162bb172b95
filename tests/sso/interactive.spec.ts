import { expect, test } from '../fixtures.ts';
import { type Outcome, startCommand } from '../start-command.ts';
import { findPage, startRemoteBrowser } from './remote-browser.ts';
import { startSso } from './start-sso.ts';

function startMint(
  env: Readonly<Record<string, string>>,
  words: readonly string[],
  cwd: string,
): Promise<Outcome> {
  return startCommand('mint-key', { args: ['--interactive', ...words], cwd, env }).exited;
}

test('--interactive waits for a person to sign in, then takes over, mints and leaves', async ({ folder }) => {
  await using elsewhere = await startRemoteBrowser();
  await using sso = await startSso({ pages: ['username', 'password'] });
  const env = { OCTOPUS_URL: sso.server.url, OCTOPUS_BROWSER: elsewhere.address };
  const exited = startMint(env, [], folder);

  // What the person does.
  const page = await findPage(elsewhere.browser, sso.server.url);
  await page.getByText('Sign in with Microsoft').click();
  await page.getByLabel('User name').fill(sso.provider.username);
  await page.getByRole('button', { name: 'Next' }).click();
  await page.getByLabel('Password').fill(sso.provider.password);
  await page.getByRole('button', { name: 'Sign in' }).click();
  const { code, stdout, stderr } = await exited;

  expect(code, stderr).toBe(0);
  expect(stdout).toBe(`${sso.server.liveKeys()[0]?.key}\n`);
  expect(sso.server.liveSessions()).toBe(0);
});

test('--interactive lets a person whose sign-in the portal has forgotten begin once more, without the old cookies', {
  tag: '@extended',
}, async ({ folder }) => {
  await using elsewhere = await startRemoteBrowser();
  await using sso = await startSso({}, { forgets: 'sent to the sign-in page' });
  const env = { OCTOPUS_URL: sso.server.url, OCTOPUS_BROWSER: elsewhere.address };
  await using mint = startCommand('mint-key', { args: ['--interactive'], cwd: folder, env });
  await mint.waitForLine('Waiting for you');
  const page = await findPage(elsewhere.browser, sso.server.url);
  const button = page.getByText('Sign in with Microsoft');
  await button.click();
  await page.getByLabel('User name').fill(sso.provider.username);
  await page.getByLabel('Password').fill(sso.provider.password);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await mint.waitForLine('Sign in once more');
  await button.click();
  const { code, stderr } = await mint.exited;

  expect(code, stderr).toBe(0);
  expect(sso.provider.submissions).toHaveLength(1);
});

test('--interactive gives up when its time is over: exit 4', { tag: '@extended' }, async ({ folder }) => {
  await using elsewhere = await startRemoteBrowser();
  await using sso = await startSso();
  const env = { OCTOPUS_URL: sso.server.url, OCTOPUS_BROWSER: elsewhere.address };
  const { code, stderr } = await startMint(env, ['--timeout', '12s'], folder);

  expect(code).toBe(4);
  expect(stderr).toContain('nobody has signed in');
  expect(sso.server.madeKeys()).toEqual([]);
});
