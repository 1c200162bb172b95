import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join, normalize, resolve } from 'node:path';
import { openBrowser } from '../../scripts/browser/open-browser.ts';
import { Deadline } from '../../scripts/run/deadline.ts';
import { credentials, expect, test } from '../fixtures.ts';

const VIEWER = resolve('node_modules/playwright-core/lib/vite/traceViewer');
const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.svg': 'image/svg+xml',
  '.webmanifest': 'application/manifest+json',
};

/** Serves the trace viewer of the Playwright that is installed, and a trace. */
async function serveViewer(trace: string): Promise<{ url: string } & AsyncDisposable> {
  const server = createServer(async ({ url = '/' }, reply) => {
    const path = normalize(new URL(url, 'http://localhost').pathname);
    const content = await readFile(path === '/trace.zip' ? trace : join(VIEWER, path)).catch(() => undefined);
    if (!content) return void reply.writeHead(404).end();
    reply.writeHead(200, { 'content-type': TYPES[extname(path)] ?? 'application/octet-stream' }).end(content);
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const { port } = server.address() as AddressInfo;
  const close = async () => {
    await new Promise((done) => {
      server.close(done);
      server.closeAllConnections();
    });
  };
  const url = `http://127.0.0.1:${port}/index.html?trace=http://127.0.0.1:${port}/trace.zip`;
  return { url, [Symbol.asyncDispose]: close };
}

const runs = {
  'a mint': {
    password: undefined,
    shown: [
      'Opening the Web Portal',
      'Signing in as admin',
      'Minting a key',
      '/api/users/Users-1/apikeys',
      '/api/users/logout',
      'Verifying the key',
    ],
    requests: ['login', 'apikeys', 'logout'],
  },
  'a refused sign-in': {
    password: 'fake-wrong-password',
    shown: ['Opening the Web Portal', 'Signing in as admin'],
    requests: ['login'],
  },
};

for (const [what, { password, shown, requests }] of Object.entries(runs)) {
  test(`the trace of ${what} opens in Playwright's own viewer, with every step and the page as it was`, async ({
    startServer,
    runCommand,
    folder,
  }) => {
    const server = await startServer();
    const env = { ...credentials(server), ...(password ? { OCTOPUS_PASSWORD: password } : {}) };
    await runCommand('mint-key', { env, words: ['--trace', 'trace.zip'] });
    await using viewer = await serveViewer(join(folder, 'trace.zip'));
    const browser = await openBrowser(
      {
        browser: process.env.OCTOPUS_BROWSER,
        headed: false,
        slowMo: 0,
        firstPage: undefined,
        insecureTls: false,
        isTraced: false,
      },
      Deadline.ofRun(50_000),
      () => {},
    );
    try {
      const { page } = browser;
      await page.goto(viewer.url);
      const actions = page.getByTestId('actions-tree');
      for (const step of shown) await expect(actions).toContainText(step);
      await actions.getByText('Signing in as admin').click();
      const snapshot = page.frameLocator('iframe.snapshot-visible');
      await expect(snapshot.locator('input[type=password]')).toBeVisible();
      await page.getByRole('tab', { name: 'Network' }).click();
      const network = page.getByRole('tabpanel', { name: 'Network' });
      for (const request of requests) await expect(network).toContainText(request);
    } finally {
      await browser.close();
    }
  });
}
