import type { ServerResponse } from 'node:http';
import { chromium, type Page } from '@playwright/test';
import { StartupWait } from '../../src/api/startup-wait.ts';
import { Deadline } from '../../src/core/deadline.ts';
import { Failure } from '../../src/core/failure.ts';
import { openPortal, openSignInPage } from '../../src/portal/open-portal.ts';
import { signIn } from '../../src/portal/sign-in.ts';
import { SentLogin } from '../../src/portal/unanswered-sign-in.ts';
import { Secret } from '../../src/secrets/secret.ts';
import { servePortal } from '../enemies/serve-portal.ts';
import { test as base, credentials, expect } from '../fixtures.ts';
import { serve } from '../serve.ts';
import { startSso } from '../sso/start-sso.ts';
import { deadPages, lateAskingPage, latePages, silentPages, slowPage, type TestedPage } from './pages.ts';

// A run has more time than a test has: whatever ends here has not waited for the end of the run's.
const RUN_TIMEOUT_MS = 300_000;
const words = ['--timeout', `${RUN_TIMEOUT_MS}ms`];

interface Fixtures {
  /**
   * Signs in at a page, in a context of its own.
   * @param watch what is done beside it
   * @returns `signed in`, or the exit code and the message
   */
  readonly signInAt: (
    tested: TestedPage,
    watch?: (page: Page, address: string) => Promise<Disposable>,
  ) => Promise<string>;
}

const test = base.extend<Fixtures>({
  signInAt: async ({ startBrowser, startServer }, use) => {
    const server = await startServer();
    await using browser = await chromium.connect(await startBrowser());
    await use(async ({ page: content, files }, watch) => {
      await using portal = await servePortal(
        server,
        `<!doctype html><link rel="icon" href="data:,"><body>${content}`,
        files,
      );
      const context = await browser.newContext();
      const page = await context.newPage();
      using deadline = Deadline.ofRun(RUN_TIMEOUT_MS);
      const someone = { username: server.username, password: new Secret(server.password) };
      using _watching = await watch?.(page, portal.url);
      try {
        using startup = new StartupWait(portal.url, 0, { info: () => {} });
        await openPortal(page, portal.url, deadline, startup);
        await signIn(page, portal.url, someone, startup, new SentLogin(), { deadline, warn: () => {} });
        return 'signed in';
      } catch (error) {
        if (error instanceof Failure) return `${error.exitCode} ${error.message}`;
        throw error;
      } finally {
        await context.close();
      }
    });
  },
});

const STIR_INTERVAL_MS = 500;

/** Changes a page all the time, and leaves no script in it: nobody could take it for one that has given up. */
async function stir(page: Page): Promise<Disposable> {
  const session = await page.context().newCDPSession(page);
  const change = async () => {
    const { root } = await session.send('DOM.getDocument');
    const { nodeId } = await session.send('DOM.querySelector', { nodeId: root.nodeId, selector: 'html' });
    await session.send('DOM.setAttributeValue', { nodeId, name: 'lang', value: String(performance.now()) });
  };
  const timer = setInterval(() => void change().catch(() => {}), STIR_INTERVAL_MS);
  return { [Symbol.dispose]: () => clearInterval(timer) };
}

for (const [which, { code, says, isExtended, ...tested }] of Object.entries(deadPages)) {
  const tag = isExtended ? '@extended' : [];
  test(`a page ${which} is known at once, though it never falls silent: exit ${code}`, { tag }, async ({
    signInAt,
  }) => {
    const outcome = await signInAt(tested, stir);

    expect(outcome).toMatch(new RegExp(`^${code} Could not sign in: .* showed no form`));
    expect(outcome).toMatch(says);
    expect(outcome).toContain('what stands between it and this machine');
    expect(outcome).not.toMatch(/--timeout|time/);
  });
}

test('pages that lack a part, and have done nothing for a while, are known: exit 3', {
  tag: '@extended',
}, async ({ signInAt }) => {
  const outcomes = Object.entries(silentPages).map(async ([which, { code, says, ...tested }]) => {
    const outcome = await signInAt(tested);
    expect.soft(outcome, which).toMatch(new RegExp(`^${code} Could not sign in: .* showed no form`));
    expect.soft(outcome, which).toMatch(says);
    expect.soft(outcome, which).not.toMatch(/--timeout|time/);
  });
  await Promise.all(outcomes);
});

test('pages that lack a part, and show their form late, are waited for', { tag: '@extended' }, async ({
  signInAt,
}) => {
  const outcomes = Object.entries(latePages).map(async ([which, tested]) => {
    expect.soft(await signInAt(tested), which).toBe('signed in');
  });
  await Promise.all(outcomes);
});

test('a page of which nobody knows what it asked for in the beginning is loaded anew before it is given up', {
  tag: '@extended',
}, async ({ signInAt }) => {
  const seen: string[] = [];
  const { page: content, files } = lateAskingPage;
  let asked = 0;
  // What was asked for in the beginning is answered at no time, so that it does not matter how long anything else takes.
  const answer = (_: unknown, outgoing: ServerResponse) => {
    asked += 1;
    if (asked > 1) outgoing.writeHead(200, { 'content-type': 'text/html' }).end();
  };
  const tested = { page: content, files: { ...files, '/app/slow.json': answer } };
  const outcome = await signInAt(tested, async (page, address) => {
    const asking = page.waitForRequest(/slow\.json/);
    await page.goto(`${address}/app#/users/sign-in`);
    // From now on its answer is under way, and nobody who listens later hears of it.
    await asking;
    page.on('request', (request) => void seen.push(request.url()));
    return { [Symbol.dispose]: () => {} };
  });

  expect(outcome).toBe('signed in');
  expect(seen.filter((url) => url.endsWith('/app/slow.json'))).toHaveLength(1);
});

const REFUSED = {
  page: '<p>Loading…</p><script src="/app/main.js"></script>',
  files: { '/app/main.js': (_: unknown, outgoing: ServerResponse) => void outgoing.writeHead(503).end() },
};

test('a portal whose script is answered 503: exit 3 at once, and nothing is typed', async ({
  startServer,
  runCommand,
}) => {
  const server = await startServer();
  await using portal = await servePortal(server, REFUSED.page, REFUSED.files);
  const env = { ...credentials(server), OCTOPUS_URL: portal.url };
  const { code, stderr } = await runCommand('mint-key', { env, words });

  expect(code, stderr).toBe(3);
  expect(stderr).toContain(`${portal.url}/app/main.js answered 503`);
  expect(stderr).not.toContain('--timeout');
  expect(portal.heard.filter((line) => line.startsWith('POST'))).toEqual([]);
});

test('a portal that lacks a part, and whose API was asked before anybody could listen, is waited for', {
  tag: '@extended',
}, async ({ startServer, runCommand }) => {
  const server = await startServer();
  const { page, files } = slowPage;
  await using portal = await servePortal(server, page, files);
  const env = { ...credentials(server), OCTOPUS_URL: portal.url };
  const { code, stderr } = await runCommand('mint-key', { env, words });

  expect(code, stderr).toBe(0);
  expect(portal.submitted).toEqual([server.password]);
});

test('a portal that cannot draw the button of a provider: exit 3 at once', { tag: '@extended' }, async ({
  runCommand,
}) => {
  await using sso = await startSso();
  await using portal = await servePortal(sso.server, REFUSED.page, REFUSED.files);
  const { code, stderr } = await runCommand('mint-key', {
    env: { ...sso.env, OCTOPUS_URL: portal.url },
    words,
  });

  expect(code, stderr).toBe(3);
  expect(stderr).toMatch(/showed no button for it: \S+\/app\/main\.js answered 503/);
});

test("a provider's page whose script is answered 503: exit 4 at once, and nothing is typed there", {
  tag: '@extended',
}, async ({ runCommand }) => {
  await using site = await serve((incoming, outgoing) => {
    if (incoming.url === '/app/main.js') return REFUSED.files['/app/main.js'](incoming, outgoing);
    outgoing.writeHead(200, { 'content-type': 'text/html' }).end(REFUSED.page);
  });
  await using sso = await startSso({ pages: ['username', 'password'], elsewhere: `${site.url}/page` });
  const { code, stderr } = await runCommand('mint-key', { env: sso.env, words });

  expect(code, stderr).toBe(4);
  expect(stderr).toContain(`it asks for nothing that is known: ${site.url}/app/main.js answered 503`);
});

test('the page of an earlier failure that comes late, or the same load begun anew, and ends the load, is no failure of that, within bounds', async () => {
  const endedBy = (address: string) =>
    `page.goto: Navigation to "http://x" is interrupted by another navigation to "${address}"`;
  const late = endedBy('chrome-error://chromewebdata/');
  const anew = endedBy('http://127.0.0.1:1/app#/users/sign-in');
  for (const [failures, isOpened] of [
    [[late], true],
    [[anew, late, anew], true],
    [Array.from({ length: 6 }, () => anew), false],
    [[endedBy('http://127.0.0.1:1/elsewhere')], false],
    [['page.goto: net::ERR_CONNECTION_REFUSED'], false],
  ] as const) {
    const left = [...failures];
    const goto = async () => {
      const message = left.shift();
      if (message) throw new Error(message);
      return null;
    };
    using deadline = Deadline.ofRun(RUN_TIMEOUT_MS);
    const page = { url: () => 'about:blank', goto } as unknown as Page;
    const opening = openSignInPage(page, 'http://127.0.0.1:1', deadline);
    if (isOpened) await opening;
    else await expect(opening).rejects.toThrow(/interrupted|ERR_CONNECTION_REFUSED/);
  }
});
