import { type Browser, chromium, type Page } from '@playwright/test';
import { findSystemBrowser } from '../../src/browser/find-browser.ts';
import { expect, test } from '../fixtures.ts';
import { findFreePort } from '../real-servers/start-listening.ts';
import { type Outcome, startCommand } from '../start-command.ts';
import { startSso } from './start-sso.ts';

/** A browser somewhere else: both the tool and the person of the test have a hand in it. */
async function startBrowser(): Promise<{ address: string; browser: Browser } & AsyncDisposable> {
  const port = await findFreePort();
  const executablePath = findSystemBrowser({ headed: false });
  const launched = await chromium.launch({
    ...(executablePath === undefined ? {} : { executablePath }),
    args: [`--remote-debugging-port=${port}`, '--no-sandbox'],
  });
  const address = `http://127.0.0.1:${port}`;
  const browser = await chromium.connectOverCDP(address);
  return { address, browser, [Symbol.asyncDispose]: () => launched.close() };
}

function startMint(
  env: Readonly<Record<string, string>>,
  words: readonly string[],
  cwd: string,
): Promise<Outcome> {
  return startCommand('mint-key', { args: ['--interactive', ...words], cwd, env }).exited;
}

/** The page that the tool has opened there, by where it is. */
async function findPage(browser: Browser, url: string): Promise<Page> {
  const find = () =>
    browser
      .contexts()
      .flatMap((context) => context.pages())
      .find((page) => page.url().startsWith(url));
  await expect.poll(() => find() !== undefined, { timeout: 20_000 }).toBe(true);
  return find() as Page;
}

test('--interactive waits for a person to sign in, then takes over, mints and leaves', async ({ folder }) => {
  await using elsewhere = await startBrowser();
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

test('--interactive lets a person whose sign-in the portal has forgotten begin once more, without the old cookies', async ({
  folder,
}) => {
  await using elsewhere = await startBrowser();
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

test('--interactive gives up when its time is over: exit 4', async ({ folder }) => {
  await using elsewhere = await startBrowser();
  await using sso = await startSso();
  const env = { OCTOPUS_URL: sso.server.url, OCTOPUS_BROWSER: elsewhere.address };
  const { code, stderr } = await startMint(env, ['--timeout', '12s'], folder);

  expect(code).toBe(4);
  expect(stderr).toContain('nobody has signed in');
  expect(sso.server.madeKeys()).toEqual([]);
});
