import { readFile } from 'node:fs/promises';
import { extname, join, normalize, resolve } from 'node:path';
import { credentials, expect, test } from '../fixtures.ts';
import { openTestPage } from '../open-test-page.ts';
import { type Served, serve } from '../serve.ts';

const VIEWER = resolve('node_modules/playwright-core/lib/vite/traceViewer');
const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.svg': 'image/svg+xml',
  '.webmanifest': 'application/manifest+json',
};

/** Serves the trace viewer of the Playwright that is installed, and a trace. */
function serveViewer(trace: string): Promise<Served> {
  return serve(async ({ url = '/' }, reply) => {
    const path = normalize(new URL(url, 'http://localhost').pathname);
    const content = await readFile(path === '/trace.zip' ? trace : join(VIEWER, path)).catch(() => undefined);
    if (!content) return void reply.writeHead(404).end();
    reply.writeHead(200, { 'content-type': TYPES[extname(path)] ?? 'application/octet-stream' }).end(content);
  });
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
    await using opened = await openTestPage();
    const { page } = opened;
    await page.goto(`${viewer.url}/index.html?trace=${viewer.url}/trace.zip`);
    const actions = page.getByTestId('actions-tree');
    for (const step of shown) await expect(actions).toContainText(step);
    await actions.getByText('Signing in as admin').click();
    const snapshot = page.frameLocator('iframe.snapshot-visible');
    await expect(snapshot.locator('input[type=password]')).toBeVisible();
    await page.getByRole('tab', { name: 'Network' }).click();
    const network = page.getByRole('tabpanel', { name: 'Network' });
    for (const request of requests) await expect(network).toContainText(request);
  });
}
