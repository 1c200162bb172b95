import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from '../fixtures.ts';
import { startCommand } from '../start-command.ts';
import { spellKey } from './key-spellings.ts';
import { KEY, readPasskey, withPasskey, writePasskey } from './passkey-fixtures.ts';
import { findPage, startRemoteBrowser } from './remote-browser.ts';
import { servePasskeys } from './serve-passkeys.ts';

test('sign-in --register-passkey saves what a person registers, which then signs in with nobody there', {
  tag: '@extended',
}, async ({ startServer, runCommand, folder }) => {
  await using elsewhere = await startRemoteBrowser();
  const server = await startServer();
  await using provider = await servePasskeys(server, { steps: ['passkey by a button'] });
  const path = join(folder, 'passkey');
  const env = { ...KEY, OCTOPUS_URL: provider.portal, OCTOPUS_BROWSER: elsewhere.address };
  const logged = { ...env, LOG_LEVEL: 'trace', DEBUG: 'pw:*' };
  await using command = startCommand('sign-in', {
    args: ['--register-passkey', path],
    cwd: folder,
    env: logged,
  });

  // What the person does.
  await command.waitForLine('register a passkey with the provider');
  const page = await findPage(elsewhere.browser, provider.portal);
  // Another client that comes to the page and leaves it takes its authenticators along.
  const other = await page.context().newCDPSession(page);
  await other.send('WebAuthn.enable');
  await other.detach();
  await page.goto(`${provider.url}/register`);
  // They are there again a moment later.
  await expect(async () => {
    await page.getByRole('button', { name: 'Create a passkey' }).click();
    await page.getByText('Your passkey was registered').waitFor({ timeout: 2_000 });
  }).toPass({ timeout: 30_000 });
  await command.waitForLine('is saved in');
  await page.close();
  const { code, stdout, stderr } = await command.exited;

  expect(code, stderr.slice(-3000)).toBe(0);
  expect(stdout).toBe('');
  if (process.platform !== 'win32') expect((await stat(path)).mode & 0o777).toBe(0o600);
  const sealed = await readFile(path, 'utf8');
  const { privateKey, ...saved } = await readPasskey(sealed);
  expect(saved).toMatchObject({ rpId: 'localhost', origin: provider.url, isDiscoverable: true });
  for (const spelling of spellKey(privateKey)) {
    expect(sealed).not.toContain(spelling);
    expect(stderr.includes(spelling), spelling).toBe(false);
  }

  const minted = await runCommand('mint-key', { env: withPasskey(provider, folder) });
  expect(minted.code, minted.stderr).toBe(0);
  expect(provider.asserted).toEqual([expect.any(Number)]);
});

test('a window in which nothing was registered: exit 4, no file, and a session that was made is ended', {
  tag: '@extended',
}, async ({ startServer, folder }) => {
  await using elsewhere = await startRemoteBrowser();
  const server = await startServer();
  await using provider = await servePasskeys(server, { steps: ['passkey by a button'] });
  const path = join(folder, 'passkey');
  const env = { ...KEY, OCTOPUS_URL: provider.portal, OCTOPUS_BROWSER: elsewhere.address };
  await using command = startCommand('sign-in', { args: ['--register-passkey', path], cwd: folder, env });
  await command.waitForLine('register a passkey with the provider');
  const page = await findPage(elsewhere.browser, provider.portal);
  const { username, password } = server;
  await page.goto(`${provider.portal}/sign-me-in?${new URLSearchParams({ username, password })}`);
  const begun = server.liveSessions();
  // It is seen by then: the portal is asked who has signed in.
  await command.waitForLine('You have signed in');
  await page.close();
  const { code, stderr } = await command.exited;

  expect(begun).toBe(1);
  expect(code, stderr).toBe(4);
  expect(stderr).toContain('the window was closed before any was registered');
  await expect(readFile(path)).rejects.toThrow('ENOENT');
  expect(server.liveSessions()).toBe(0);
});

test('--register-passkey wants no password, and contradicts what is of no use with it: exit 2', async ({
  runCommand,
  folder,
}) => {
  const env = { ...KEY, OCTOPUS_URL: 'http://127.0.0.1:1' };
  const words = ['--register-passkey', join(folder, 'passkey')];
  const both = await runCommand('sign-in', { env, words: [...words, '--save-session', 'session'] });
  const traced = await runCommand('sign-in', { env, words: [...words, '--trace', 'trace.zip'] });
  const neither = await runCommand('sign-in', { env, words: ['--interactive'] });
  const elsewhere = { ...env, OCTOPUS_BROWSER: '/nowhere/chromium' };
  const alone = await runCommand('sign-in', { env: elsewhere, words });

  for (const { code, stderr } of [both, traced]) {
    expect(code, stderr).toBe(2);
    expect(stderr).toContain('contradict each other');
  }
  expect(neither.code, neither.stderr).toBe(2);
  expect(neither.stderr).toContain('--save-session is missing');
  expect(alone.code, alone.stderr).toBe(7);
});

test('a file that is there is replaced by what is registered anew, and by nothing else', {
  tag: '@extended',
}, async ({ startServer, folder }) => {
  await using elsewhere = await startRemoteBrowser();
  const server = await startServer();
  await using provider = await servePasskeys(server, { steps: ['passkey by a button'] });
  const path = join(folder, 'passkey');
  await writePasskey(path, undefined);
  const before = await readFile(path, 'utf8');
  const env = { ...KEY, OCTOPUS_URL: provider.portal, OCTOPUS_BROWSER: elsewhere.address };
  const args = ['--register-passkey', path, '--timeout', '10s'];
  const { code, stderr } = await startCommand('sign-in', { args, cwd: folder, env }).exited;

  expect(code, stderr).toBe(4);
  expect(stderr).toContain('none was registered in time');
  expect(await readFile(path, 'utf8')).toBe(before);
});
