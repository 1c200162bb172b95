import type { Browser, Page } from '@playwright/test';
import type { StandIn } from '../../stand-in/stand-in.ts';
import { forward, pass } from '../faults/faults.ts';
import { expect, test } from '../fixtures.ts';
import { serve } from '../serve.ts';
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

/** Signs in as `other` in the browser of a run, at a server that revokes no key. */
async function mintByOther(
  { url, password }: StandIn,
  line: { readonly env?: Readonly<Record<string, string>>; readonly words: readonly string[] },
  cwd: string,
): Promise<Outcome> {
  await using elsewhere = await startRemoteBrowser();
  await using front = await serve(async (incoming, outgoing) => {
    const exchange = { incoming, outgoing, target: url, elsewhere: '' };
    if (incoming.method === 'DELETE') return void outgoing.writeHead(500).end();
    pass(exchange, await forward(exchange));
  });
  const env = { OCTOPUS_URL: front.url, OCTOPUS_BROWSER: elsewhere.address, ...line.env };
  const exited = startMint(env, line.words, cwd);
  const page = await findPage(elsewhere.browser, front.url);
  await submitForm(page, 'other', password);
  return await exited;
}

/** Signs in by the portal's own form. */
async function submitForm(page: Page, username: string, password: string): Promise<void> {
  await page.locator('input:not([type=password])').first().fill(username);
  await page.locator('input[type=password]').fill(password);
  await page.locator('button[type=submit]').click();
}

test('--interactive with --username makes no key for another who has signed in: exit 4, and their session is ended', async ({
  folder,
  startServer,
}) => {
  const server = await startServer();
  const { code, stderr } = await mintByOther(server, { words: ['--username', 'alice'] }, folder);

  expect(code, stderr).toBe(4);
  expect(stderr).toContain('Could not sign in as alice: other has signed in');
  expect(server.madeKeys()).toEqual([]);
  expect(server.liveSessions()).toBe(0);
});

test('--interactive beside a variable that names somebody else warns of who has signed in, and advises for them', {
  tag: '@extended',
}, async ({ folder, startServer }) => {
  const server = await startServer();
  const words = ['--pipe-to', 'exit 1', '--access-level', 'full-access'];
  const { code, stderr } = await mintByOther(server, { env: { OCTOPUS_USERNAME: 'alice' }, words }, folder);

  expect(code, stderr).toBe(6);
  expect(stderr).toContain("other has signed in, and not alice: other's keys are the ones that are used.");
  expect(stderr).toMatch(/revoke-key.* --username other --id/);
});

test('--interactive makes the key for a person whose page is gone as soon as they have signed in', async ({
  folder,
  startServer,
}) => {
  const server = await startServer();
  await using elsewhere = await startRemoteBrowser();
  const env = { OCTOPUS_URL: server.url, OCTOPUS_BROWSER: elsewhere.address };
  const exited = startMint(env, [], folder);
  const page = await findPage(elsewhere.browser, server.url);
  page.on('response', (response) => void (isLogin(response.url()) && page.close()));
  await submitForm(page, server.username, server.password);
  const { code, stdout, stderr } = await exited;

  expect(code, stderr).toBe(0);
  expect(stdout).toBe(`${server.liveKeys()[0]?.key}\n`);
  expect(server.liveSessions()).toBe(0);
});

function isLogin(url: string): boolean {
  return url.endsWith('/api/users/login');
}

const MAY_STAY = 'A session that it may have begun stays on the server until it times out.';

test('--interactive says that a session may have begun where the browser ends before a login is answered: exit 4', async ({
  folder,
  startServer,
}) => {
  const server = await startServer();
  await using elsewhere = await startRemoteBrowser();
  await using front = await serve(async (incoming, outgoing) => {
    const exchange = { incoming, outgoing, target: server.url, elsewhere: '' };
    const reply = await forward(exchange);
    if (!isLogin(incoming.url ?? '')) pass(exchange, reply);
  });
  const env = { OCTOPUS_URL: front.url, OCTOPUS_BROWSER: elsewhere.address };
  const exited = startMint(env, [], folder);
  const page = await findPage(elsewhere.browser, front.url);
  const asked = page.waitForRequest((request) => isLogin(request.url()));
  await submitForm(page, server.username, server.password);
  await asked;
  await expect.poll(() => server.liveSessions()).toBe(1);
  await crash(elsewhere.browser);
  const { code, stderr } = await exited;

  expect(code, stderr).toBe(4);
  expect(stderr).toContain(MAY_STAY);
  expect(stderr).not.toContain('before anybody had signed in');
});

test('--interactive says nothing of a session where the browser ends at a provider: exit 4', {
  tag: '@extended',
}, async ({ folder }) => {
  await using elsewhere = await startRemoteBrowser();
  await using sso = await startSso();
  const env = { OCTOPUS_URL: sso.server.url, OCTOPUS_BROWSER: elsewhere.address };
  const exited = startMint(env, [], folder);
  const page = await findPage(elsewhere.browser, sso.server.url);
  await page.getByText('Sign in with Microsoft').click();
  await page.waitForURL((url) => !url.href.startsWith(sso.server.url), { waitUntil: 'commit' });
  await crash(elsewhere.browser);
  const { code, stderr } = await exited;

  expect(code, stderr).toBe(4);
  expect(stderr).not.toContain(MAY_STAY);
});

test('--interactive says nothing of a session where the browser ends after a login was refused: exit 4', {
  tag: '@extended',
}, async ({ folder, startServer }) => {
  const server = await startServer();
  await using elsewhere = await startRemoteBrowser();
  const env = { OCTOPUS_URL: server.url, OCTOPUS_BROWSER: elsewhere.address };
  const exited = startMint(env, [], folder);
  const page = await findPage(elsewhere.browser, server.url);
  const answered = page.waitForResponse((response) => isLogin(response.url()));
  await submitForm(page, server.username, 'fake-wrong-password');
  await answered;
  await crash(elsewhere.browser);
  const { code, stderr } = await exited;

  expect(code, stderr).toBe(4);
  expect(stderr).not.toContain(MAY_STAY);
});

async function crash(browser: Browser): Promise<void> {
  const session = await browser.newBrowserCDPSession();
  // It may never be answered.
  session.send('Browser.crash').catch(() => {});
}
