import { readFile } from 'node:fs/promises';
import { extname, join, normalize, resolve } from 'node:path';
import { strFromU8, unzipSync } from 'fflate';
import { credentials, expect, test } from '../fixtures.ts';
import { openTestPage } from '../open-test-page.ts';
import { type Served, serve } from '../serve.ts';
import { startSso } from '../sso/start-sso.ts';

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
  test(`the trace of ${what} opens in Playwright's own viewer, with every step and the page as it was`, {
    tag: '@extended',
  }, async ({ startServer, runCommand, folder }) => {
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

test('the trace of a single sign-on shows each page of the provider as it was, with its picture and its style', {
  tag: '@extended',
}, async ({ runCommand, folder }) => {
  // What is looked at before its style has come is shown without it: until then the controls are disabled.
  const script = `
    const controls = [...document.querySelectorAll('input, button')];
    for (const control of controls) control.disabled = true;
    const enable = () => { for (const control of controls) control.disabled = false; };
    addEventListener('load', () => setTimeout(enable, 1000));`;
  await using sso = await startSso({
    pages: ['username', 'password', 'code', 'stay-signed-in'],
    isStyled: true,
    script,
  });
  const env = { ...sso.env, OCTOPUS_TOTP_SECRET: sso.provider.totpSecret };
  const { code, stderr } = await runCommand('mint-key', { env, words: ['--trace', 'trace.zip'] });
  expect(code, stderr).toBe(0);
  const styled = await readRecorded(join(folder, 'trace.zip'), /\.css$/);
  const pictured = await readRecorded(join(folder, 'trace.zip'), /\.png$/);
  await using viewer = await serveViewer(join(folder, 'trace.zip'));
  await using opened = await openTestPage();
  const { page } = opened;
  await page.goto(`${viewer.url}/index.html?trace=${viewer.url}/trace.zip`);
  const actions = page.getByTestId('actions-tree');
  await actions.getByText('Signing in with AzureAD').click();
  await page.keyboard.press('ArrowRight');
  const looks = actions.getByRole('treeitem').filter({ hasText: 'Wait for' });
  const snapshot = page.frameLocator('iframe.snapshot-visible');
  await expect(looks.nth(1)).toBeVisible();
  const headings = new Set<string>();
  const readAddress = async () => {
    const iframe = await page.locator('iframe.snapshot-visible').elementHandle();
    return (await iframe?.contentFrame())?.url();
  };
  let shown = await readAddress();
  // The first is what they all stand in.
  for (const look of (await looks.all()).slice(1)) {
    await look.click();
    await expect.poll(readAddress).not.toBe(shown);
    shown = await readAddress();
    const title = (await snapshot.getByRole('heading').textContent()) ?? '';
    const isWhole = title !== 'Dashboard' && (await snapshot.getByRole('button').first().isEnabled());
    if (!isWhole) continue;
    const at = TITLES.indexOf(title);
    if (styled[at]) await expect(snapshot.getByRole('heading')).toHaveCSS('color', 'rgb(1, 2, 3)');
    const picture = snapshot.getByRole('img', { name: 'Provider' });
    if (pictured[at]) await expect(picture).toHaveJSProperty('naturalWidth', 1);
    headings.add(title);
  }
  expect([...headings]).toEqual(TITLES);
});

const TITLES = ['Sign in', 'Enter password', 'Enter code', 'Stay signed in?'];

/**
 * Tells for each page in turn whether Playwright has recorded what it was drawn with: it asks the browser for that a moment
 * later, and a page that is left by then has none any more. The first is always there.
 */
async function readRecorded(trace: string, name: RegExp): Promise<boolean[]> {
  const [[, network] = []] = Object.entries(unzipSync(await readFile(trace))).filter(([part]) =>
    part.endsWith('.network'),
  );
  const entries = strFromU8(network ?? new Uint8Array())
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as ResourceEntry);
  const found = entries
    .filter(({ snapshot }) => name.test(snapshot.request.url))
    .sort((one, other) => one.snapshot._monotonicTime - other.snapshot._monotonicTime);
  const areRecorded = found.map(({ snapshot }) => snapshot.response.content._file !== undefined);
  expect(areRecorded).toHaveLength(TITLES.length);
  expect(areRecorded[0]).toBe(true);
  return areRecorded;
}

/** What Playwright's trace holds of an exchange. */
interface ResourceEntry {
  readonly snapshot: {
    readonly _monotonicTime: number;
    readonly request: { readonly url: string };
    readonly response: { readonly content: { readonly _file?: string } };
  };
}
