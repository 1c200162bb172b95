import { copyFileSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { chromium } from 'playwright';
import { expect, test } from '../fixtures.ts';
import { answer, serveProxy } from '../safety/serve-proxy.ts';
import { startProgram } from '../start-command.ts';

// A machine on which no browser is found, and on which none can be had: its proxy refuses whatever is asked.

test.skip(process.platform !== 'linux', 'elsewhere browsers are looked for outside of PATH too');

const NOWHERE = 'https://download.invalid';

function withoutBrowser(folder: string): Record<string, string> {
  return {
    OCTOPUS_BROWSER: '',
    PATH: folder,
    PLAYWRIGHT_BROWSERS_PATH: folder,
    PLAYWRIGHT_DOWNLOAD_HOST: NOWHERE,
  };
}

test('a browser that is there for another Playwright is none: exit 7, as it is of no use', async ({
  runCommand,
  folder,
}) => {
  await using proxy = await serveProxy({ onConnect: (_, socket) => void socket.end(answer(403)) });
  for (const name of ['chromium-1100', 'chromium_headless_shell-1100']) mkdirSync(join(folder, name));
  const env = { ...withoutBrowser(folder), HTTPS_PROXY: proxy.url };
  for (const words of [[], ['--headed']]) {
    const { code, stderr } = await runCommand('install-browser', { env, words });
    expect(code, stderr).toBe(7);
    expect(stderr).toContain('none could be installed');
  }
});

test('the browser is downloaded through the proxy of the environment', async ({ runCommand, folder }) => {
  await using proxy = await serveProxy({ onConnect: (_, socket) => void socket.end(answer(403)) });
  const env = { ...withoutBrowser(folder), HTTPS_PROXY: proxy.url };
  const { stderr } = await runCommand('install-browser', { env });
  expect(
    proxy.seen.map(({ asked }) => asked),
    stderr,
  ).toContain('CONNECT download.invalid:443');
});

test("the password of a proxy whose address cannot be read is in nobody's message", {
  tag: '@extended',
}, async ({ runCommand, folder }) => {
  const unreadable = [
    'http://user:Fake-pw@127.0.0.1:99999',
    'user:Fake-pw@[::g',
    'user:Fake-pw://x@127.0.0.1:9',
  ];
  for (const proxy of unreadable) {
    const env = { ...withoutBrowser(folder), HTTPS_PROXY: proxy };
    const { code, stderr } = await runCommand('install-browser', { env });
    expect(code, stderr).toBe(7);
    expect(stderr).not.toContain('Fake-pw');
  }
});

/** Puts there what this version of Playwright would have downloaded: a browser with a window, and one without. */
function putPlaywrightsOwn(store: string): void {
  const [program = '', revision] = /chromium-(\d+).*$/.exec(chromium.executablePath()) ?? [];
  const shell = `chromium_headless_shell-${revision}/of-a-system/chrome-headless-shell`;
  for (const path of [program, shell].map((each) => join(store, each))) {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, '');
  }
}

test("Playwright's own browser is none to download where it is there", async ({ runCommand, folder }) => {
  putPlaywrightsOwn(folder);
  for (const words of [[], ['--headed']]) {
    const { code, stderr } = await runCommand('install-browser', { env: withoutBrowser(folder), words });
    expect(code, stderr).toBe(0);
    expect(stderr).toContain("There is a browser: Playwright's own");
  }
});

test('set-up looks for a browser where the commands do: not below the working directory', async ({
  folder,
}) => {
  const clone = join(folder, 'clone');
  mkdirSync(join(clone, 'scripts'), { recursive: true });
  for (const name of ['package.json', 'tsconfig.json', 'scripts/set-up.mjs'])
    copyFileSync(name, join(clone, name));
  for (const name of ['node_modules', 'src']) symlinkSync(resolve(name), join(clone, name));
  putPlaywrightsOwn(join(folder, '.cache/ms-playwright'));
  const folders = { HOME: folder, XDG_CACHE_HOME: 'of-the-clone', PLAYWRIGHT_BROWSERS_PATH: '' };
  const line = {
    args: [join(clone, 'scripts/set-up.mjs')],
    env: { ...withoutBrowser(folder), ...folders },
  };
  const { code, stderr } = await startProgram(process.execPath, line).exited;
  expect(code, stderr).toBe(0);
  expect(stderr).toContain("There is a browser: Playwright's own");
});

test('a browser that OCTOPUS_BROWSER names and that is not there is none: exit 7', async ({ runCommand }) => {
  const env = { OCTOPUS_BROWSER: '/nowhere/chromium' };
  const { code, stderr } = await runCommand('install-browser', { env });
  expect(code, stderr).toBe(7);
  expect(stderr).toContain('OCTOPUS_BROWSER names /nowhere/chromium, which does not exist');
});
