import type { BrowserContextOptions } from 'playwright';
import { contextOptions } from '../../src/browser/browser-environment.ts';
import { Preflights } from '../../src/browser/preflights.ts';
import { readNetwork } from '../../src/core/network.ts';
import { credentials, expect, test } from '../fixtures.ts';
import { launchBrowser } from '../launch-browser.ts';
import { expectMinted } from '../real-servers/expect-minted.ts';
import { type Served, secure, serve } from '../serve.ts';
import { drawForm, SIGN_IN, servePortal } from './serve-portal.ts';
import { redirect } from './serve-provider.ts';

// What stands beside a server, such as a daemon on this machine, is protected from pages by what browsers ask first.

interface Beside extends Served {
  readonly heard: string[];
}

/** @param allowed headers of what it answers to whoever asks first */
async function serveBeside(allowed: Readonly<Record<string, string>> = {}): Promise<Beside> {
  const heard: string[] = [];
  const served = await serve(({ url, method }, outgoing) => {
    heard.push(`${method} ${url}`);
    outgoing.writeHead(200, { ...allowed, 'content-type': 'application/json' }).end('{}');
  });
  return { ...served, heard };
}

const ALL = { origin: '*', methods: 'DELETE', headers: 'content-type, x-fake' };
const ALLOWED = Object.fromEntries(
  Object.entries(ALL).map(([what, value]) => [`access-control-allow-${what}`, value]),
);

// `its` stands for the origin of the page that asks.
const AS_USER = {
  ...{ 'access-control-allow-origin': 'its', 'access-control-allow-credentials': 'true' },
  'access-control-allow-methods': 'DELETE',
};

/** @returns a script that sends what no form could */
function send(to: string): string {
  const sent = { method: 'POST', headers: { 'content-type': 'application/json', 'x-fake': '1' }, body: '{}' };
  return `await fetch('${to}', ${JSON.stringify(sent)}).catch(() => {});`;
}

test('a page that is typed into sends no other server what that does not allow: by itself, a redirect, a frame or a worker', async ({
  startServer,
  runCommand,
}) => {
  const server = await startServer();
  await using closed = await serveBeside();
  await using open = await serveBeside(ALLOWED);
  const works = `
    ${send(`${closed.url}/sent`)}
    await fetch('${closed.url}/deleted', { method: 'DELETE' }).catch(() => {});
    ${send('/away')}
    navigator.sendBeacon('${closed.url}/beacon', new Blob(['{}'], { type: 'application/json' }));
    ${send(`${open.url}/sent`)}`;
  await using frame = await serve((_, outgoing) =>
    outgoing.writeHead(200, { 'content-type': 'text/html' }).end(`<script>onmessage = async () => {
        ${send(`${closed.url}/frame`)}
        parent.postMessage('done', '*');
      }</script>`),
  );
  const worker = `onmessage = async () => { ${send(`${closed.url}/worker`)} postMessage('done'); }`;
  const attack = `
    const answered = (target) => new Promise((done) => target.addEventListener('message', done, { once: true }));
    const worker = new Worker('/worker.js');
    let begun;
    addEventListener('input', () => {
      begun ??= (async () => {
        ${works}
        worker.postMessage('');
        await answered(worker);
        frames[0].postMessage('', '*');
        await answered(window);
      })();
    }, true);`;
  const login = `begun.then(() => fetch('${SIGN_IN}', {
    method: 'POST', body: JSON.stringify({ username, password })
  })).then(() => location.reload());`;
  await using portal = await servePortal(
    server,
    `<iframe src="${frame.url.replace('127.0.0.1', 'localhost')}"></iframe><script>${attack}</script>${drawForm(login)}`,
    { '/worker.js': worker, '/away': redirect(307, `${closed.url}/away`) },
  );
  const outcome = await runCommand('mint-key', {
    env: { ...credentials(server), OCTOPUS_URL: portal.url },
  });

  expectMinted(server, outcome);
  expect(closed.heard).toEqual(
    ['sent', 'deleted', 'away', 'beacon', 'worker', 'frame'].map((each) => `OPTIONS /${each}`),
  );
  expect(open.heard).toEqual(['OPTIONS /sent', 'POST /sent']);
});

/** Opens a page in whose context requests are intercepted, of a browser that asks first. */
async function openIntercepted(url: string, options: BrowserContextOptions = {}) {
  const network = readNetwork({ insecureTls: false }, [url]);
  const browser = await launchBrowser();
  Preflights.prepare(browser, network);
  await Preflights.of(browser)?.begin();
  const context = await browser.newContext({ ...contextOptions(network), ...options });
  await context.route(/^/, (route) => route.fallback());
  const page = await context.newPage();
  await page.goto(url);
  return { page, [Symbol.asyncDispose]: () => browser.close() };
}

for (const [what, answer, init, isAllowed] of [
  ['whoever allows it', ALLOWED, { method: 'DELETE' }, true],
  [
    'who allows another method',
    { ...ALLOWED, 'access-control-allow-methods': 'PUT' },
    { method: 'DELETE' },
    false,
  ],
  [
    'who allows another origin',
    { ...ALLOWED, 'access-control-allow-origin': 'http://fake.example' },
    { method: 'DELETE' },
    false,
  ],
  ['who allows another header', ALLOWED, { headers: { 'x-other': '1' } }, false],
  [
    'whoever allows it to everybody, as the user',
    { ...ALLOWED, 'access-control-allow-credentials': 'true' },
    { method: 'DELETE', credentials: 'include' },
    false,
  ],
  [
    'whoever allows it to that page, as the user',
    AS_USER,
    { method: 'DELETE', credentials: 'include' },
    true,
  ],
  [
    'whoever allows it to that page, and not as the user',
    { ...AS_USER, 'access-control-allow-credentials': 'false' },
    { method: 'DELETE', credentials: 'include' },
    false,
  ],
  [
    'who allows any header',
    { ...ALLOWED, 'access-control-allow-headers': '*' },
    { headers: { 'x-other': '1' } },
    true,
  ],
  [
    'who allows any header but that',
    { ...ALLOWED, 'access-control-allow-headers': '*' },
    { headers: { Authorization: 'Fake' } },
    false,
  ],
] as const)
  test(`what is asked first goes to ${what}: ${isAllowed ? 'sent' : 'not sent'}`, {
    tag: '@extended',
  }, async () => {
    await using site = await serveBeside();
    const named = Object.entries(answer).map(([name, value]) => [name, value === 'its' ? site.url : value]);
    await using beside = await serveBeside(Object.fromEntries(named));
    await using opened = await openIntercepted(site.url);
    await opened.page.context().addCookies([{ name: 'fake-user', value: 'jane', url: beside.url }]);
    await opened.page.evaluate(([url, given]) => fetch(url, given).catch(() => {}), [
      beside.url,
      init,
    ] as const);
    const sent = `${'method' in init ? init.method : 'GET'} /`;
    expect(beside.heard).toEqual(isAllowed ? ['OPTIONS /', sent] : ['OPTIONS /']);
  });

test('what the browser trusts and Node does not is sent nothing that it could not be asked about', async () => {
  await using beside = await serveBeside(ALLOWED);
  await using secured = await secure(beside.url);
  await using site = await serveBeside();
  // As by an authority that the system alone knows.
  await using opened = await openIntercepted(site.url, { ignoreHTTPSErrors: true });
  const ask = (method: string) =>
    opened.page.evaluate(
      ([url, given]) =>
        fetch(url, { method: given }).then(
          () => 'sent',
          () => 'stopped',
        ),
      [secured.url, method] as const,
    );
  expect([await ask('GET'), await ask('DELETE')]).toEqual(['sent', 'stopped']);
  expect(beside.heard).toEqual(['GET /']);
});
