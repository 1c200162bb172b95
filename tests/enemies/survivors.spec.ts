import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer } from 'node:https';
import { chromium } from 'playwright';
import { BrowserPool } from '../../src/browser/browser-pool.ts';
import { findSystemBrowser } from '../../src/browser/find-browser.ts';
import { openPageSession } from '../../src/browser/page-sessions.ts';
import type { LentPage } from '../../src/browser/pooled-browser.ts';
import { openPooledPage, type PooledPage } from '../../src/browser/pooled-page.ts';
import { Deadline } from '../../src/core/deadline.ts';
import { expect, test } from '../fixtures.ts';
import { launchBrowser } from '../launch-browser.ts';
import { listen, makeCertificate, type Served, serve } from '../serve.ts';

// What a page of a fleet's server may do to be there still, or to have something arrive, when the next server's is signed in to;
// and what the next server is not given for that: the context, or the whole browser.
interface Enemy {
  readonly script: string;
  /** What its server has been asked for when it has come so far. */
  readonly asks: string;
  readonly costs: 'context' | 'browser';
}

const enemies: Readonly<Record<string, Enemy>> = {
  'opens a window': { script: `open('/window')`, asks: '/window', costs: 'browser' },
  'opens a window that does not arrive': { script: `open('/held')`, asks: '/held', costs: 'browser' },
  'opens a window that has no opener': {
    script: `open('/window', '', 'noopener')`,
    asks: '/window',
    costs: 'browser',
  },
  'opens a window by a link': {
    script: `document.body.innerHTML = '<a target="_blank" href="/window">x</a>';
      document.querySelector('a').click()`,
    asks: '/window',
    costs: 'browser',
  },
  'opens one window after another': {
    script: `setInterval(() => open('/window'), 30)`,
    asks: '/window',
    costs: 'browser',
  },
  'has a frame that opens a window': {
    script: `document.body.innerHTML = '<iframe srcdoc="<script>open(\`/window\`)<\\/script>"></iframe>'`,
    asks: '/window',
    costs: 'browser',
  },
  'asks something': { script: `alert('Well?'); fetch('/done')`, asks: '/done', costs: 'browser' },
  'sends a file': { script: `location = '/file'`, asks: '/file', costs: 'browser' },
  'does not answer any more': {
    script: `setTimeout(() => {
      const request = new XMLHttpRequest();
      request.open('GET', '/held', false);
      request.send();
    })`,
    asks: '/held',
    costs: 'browser',
  },
  'has a service worker': {
    script: `navigator.serviceWorker.register('/worker.js')`,
    asks: '/worker.js',
    costs: 'context',
  },
  'has a service worker that does not arrive': {
    script: `navigator.serviceWorker.register('/held.js')`,
    asks: '/held.js',
    costs: 'context',
  },
  'has a shared worker': {
    script: `new SharedWorker('/worker.js', { extendedLifetime: true })`,
    asks: '/worker.js',
    costs: 'context',
  },
  'has a worker': { script: `new Worker('/worker.js')`, asks: '/worker.js', costs: 'context' },
  'has a frame': {
    script: `document.body.innerHTML = '<iframe src="/window"></iframe>'`,
    asks: '/window',
    costs: 'context',
  },
  'goes on to a page that does not arrive': { script: `location = '/held'`, asks: '/held', costs: 'context' },
  'is answered later, when it is gone': {
    script: `fetch('/held', { keepalive: true })`,
    asks: '/held',
    costs: 'context',
  },
  'sends something that is answered later': {
    script: `navigator.sendBeacon('/held', 'x')`,
    asks: '/held',
    costs: 'context',
  },
  'gives up what is answered later all the same': {
    script: `fetch('/held', { keepalive: true });
      fetch('/window').then(() => { stop(); fetch('/done'); })`,
    asks: '/done',
    costs: 'context',
  },
  'says its last word on the way to another of its own': {
    script: `onpagehide = () => fetch('/held', { keepalive: true }); location.replace('/window')`,
    asks: '/held',
    costs: 'context',
  },
  'has something sent when it is gone': {
    script: `window.fetchLater?.('/later'); fetch('/done')`,
    asks: '/done',
    costs: 'context',
  },
};

// It is waited in vain for some of these for seconds; the others are like one that is always tried.
const EXTENDED = [
  'opens a window that does not arrive',
  'opens a window by a link',
  'opens one window after another',
  'has a frame that opens a window',
  'has a service worker that does not arrive',
  'has a shared worker',
  'gives up what is answered later all the same',
  'does not answer any more',
  'goes on to a page that does not arrive',
  'is answered later, when it is gone',
  'sends something that is answered later',
];

for (const [what, { script, asks, costs }] of Object.entries(enemies)) {
  const tag = EXTENDED.includes(what) ? '@extended' : [];
  test(`a page that ${what} costs the next server nothing but its ${costs}`, { tag }, async ({
    startBrowser,
  }) => {
    const warnings: string[] = [];
    await using enemy = await serveEnemy(script);
    await using pool = await openPool(await startBrowser(), warnings);
    const lent = await lend(pool, enemy.url);
    const gone = new Promise((done) => lent.context.once('close', done));
    await lent.page.goto(enemy.url, { waitUntil: 'commit' });
    await enemy.awaitAsked(asks);
    await lent.close();
    const next = await lend(pool, NEXT);

    expect(next.context).not.toBe(lent.context);
    expect(next.context.browser() === lent.context.browser()).toBe(costs === 'context');
    expect(warnings.join('\n').includes(enemy.url)).toBe(costs === 'browser');
    await gone;
  });
}

test('a page that has its browser report something later is not used again', async () => {
  const full = findSystemBrowser({ headed: true });
  test.skip(
    !full || /headless[-_]shell/.test(full),
    'needs a full Chromium: a headless shell reports nothing',
  );
  const page = createServer(await makeCertificate(), ({ url }, outgoing) => {
    outgoing.setHeader('content-type', 'text/html');
    if (url === '/') {
      outgoing.setHeader('reporting-endpoints', 'default="/held"');
      outgoing.setHeader('content-security-policy', "img-src 'none'; report-to default");
    }
    outgoing.end('<!doctype html><img src="/image">');
  });
  await using enemy = await listen(page, 'https://localhost');
  const browser = await chromium.launch({
    ...(full && { executablePath: full }),
    chromiumSandbox: process.getuid?.() !== 0,
  });
  try {
    const open = () => openPooledPage({ browser }, { insecureTls: true });
    const [pooled, other] = [await open(), await open()];
    for (const [lent, path] of [
      [pooled, '/'],
      [other, '/other'],
    ] as const) {
      lent.use(wish(enemy.url));
      await lent.page.goto(`${enemy.url}${path}`);
    }
    expect([await pooled.clean(), await other.clean()]).toEqual([false, true]);
  } finally {
    await browser.close();
  }
});

test('a page is not told that it is left, and the next server gets it as new', async ({ startBrowser }) => {
  const events = ['pagehide', 'pageswap', 'unload', 'beforeunload', 'visibilitychange', 'freeze', 'blur'];
  await using enemy = await serveEnemy(`
    const say = () => { navigator.sendBeacon('/last-word', 'x'); open('/window'); };
    for (const event of ${JSON.stringify(events)}) for (const at of [window, document]) at.addEventListener(event, say);
    onpagehide = onunload = say;
    customElements.define('last-word', class extends HTMLElement { disconnectedCallback() { say(); } });
    document.body.append(document.createElement('last-word'));
    const watch = () => new MutationObserver(say).observe(document, { childList: true, subtree: true });
    addEventListener('load', () => setTimeout(() => { watch(); fetch('/done'); }));`);
  await using pool = await openPool(await startBrowser());
  const lent = await lend(pool, enemy.url);
  await lent.page.goto(enemy.url);
  await enemy.awaitAsked('/done');
  await lent.close();
  const next = await lend(pool, NEXT);
  // Whatever the browser sent before is there before this.
  await next.page.goto(`${enemy.url}/next`);

  expect(next.context).toBe(lent.context);
  expect(enemy.asked.filter((path) => /last-word|window/.test(path))).toEqual([]);
});

test('a page that crashes costs the next server nothing but the browser', async ({ startBrowser }) => {
  await using enemy = await serveEnemy('');
  await using pool = await openPool(await startBrowser());
  const lent = await lend(pool, enemy.url);
  await lent.page.goto(enemy.url);
  const session = await openPageSession(lent.page);
  session.send('Page.crash').catch(() => {});
  await lent.watch.ended;
  lent.discard();
  const next = await lend(pool, NEXT);

  expect(next.context.browser()).not.toBe(lent.context.browser());
});

test('the sign-ins that share a browser with such a page go on in it, and it ends with the last of them', async ({
  startBrowser,
}) => {
  await using enemy = await serveEnemy(`open('/window')`);
  await using pool = await openPool(await startBrowser());
  const [lent, other, third] = [
    await lend(pool, enemy.url),
    await lend(pool, 'http://other.example'),
    await lend(pool, 'http://third.example'),
  ];
  const browser = lent.context.browser();
  const ended = new Promise((done) => browser?.once('disconnected', done));
  await lent.page.goto(enemy.url);
  await enemy.awaitAsked('/window');
  await lent.close();
  const next = await lend(pool, NEXT);
  await other.close();

  expect(next.context.browser()).not.toBe(browser);
  expect(await third.page.evaluate('1 + 1')).toBe(2);
  expect(browser?.isConnected()).toBe(true);
  await third.close();
  await ended;
  expect(await next.page.evaluate('1 + 1')).toBe(2);
});

// What none of these can do by itself once a page is clean: it is looked for all the same when the page is lent.
const changes: Readonly<Record<string, (page: PooledPage, address: string) => Promise<unknown>>> = {
  'has another document': ({ page }, address) => page.goto(address),
  'is another empty one': ({ page }) => page.goto('about:blank'),
  'has a cookie in its context': ({ context }, url) => context.addCookies([{ name: 'a', value: 'b', url }]),
  'has another beside it': ({ context }) => context.newPage(),
};

for (const [what, change] of Object.entries(changes)) {
  test(`a page that was clean, and ${what} when it is wanted, is not used`, async () => {
    await using served = await serveEnemy('');
    const browser = await launchBrowser();
    try {
      const pooled = await openPooledPage({ browser }, { insecureTls: false });
      pooled.use(wish(served.url));
      await pooled.page.goto(served.url);
      expect(await pooled.clean()).toBe(true);
      expect(await pooled.isClean()).toBe(true);
      await change(pooled, served.url);
      expect(await pooled.isClean()).toBe(false);
    } finally {
      await browser.close();
    }
  });
}

test('whoever had a page before takes it from nobody who has it now', async ({ startBrowser }) => {
  await using served = await serveEnemy('');
  await using pool = await openPool(await startBrowser());
  const first = await lend(pool, served.url);
  await first.page.goto(served.url);
  await first.close();
  const second = await lend(pool, NEXT);
  expect(second.context).toBe(first.context);
  first.discard();
  await first.close();
  expect(await second.page.evaluate('1 + 1')).toBe(2);
  await second.page.goto(`${served.url}/next`);
});

test('a page that is given up after it was given back is lent to nobody', async ({ startBrowser }) => {
  await using served = await serveEnemy('');
  await using pool = await openPool(await startBrowser());
  const first = await lend(pool, served.url);
  await first.page.goto(served.url);
  await first.close();
  // What has been given back is clean when another is lent.
  await lend(pool, served.url);
  first.discard();
  const second = await lend(pool, NEXT);
  expect(await second.page.evaluate('1 + 1')).toBe(2);
});

test('a page is not used for a host of which a browser was told something by https, nor for one below', async () => {
  const browser = await launchBrowser();
  try {
    const pooled = await openPooledPage({ browser }, { insecureTls: false });
    pooled.use(wish('https://octopus.example.com'));
    pooled.use(wish('http://127.0.0.1:8080'));
    const known = [
      'https://octopus.example.com',
      'https://octopus.example.com:8443',
      'http://octopus.example.com',
      'https://two.octopus.example.com',
      'http://127.0.0.1:8080',
    ];
    const unknown = ['https://example.com', 'https://myoctopus.example.com', 'http://127.0.0.1:8081'];
    expect(known.filter((origin) => !pooled.knows(origin))).toEqual([]);
    expect(unknown.filter((origin) => pooled.knows(origin))).toEqual([]);
  } finally {
    await browser.close();
  }
});

// Nothing is there; no test goes to it.
const NEXT = 'http://next.example';

function wish(origin: string) {
  return { origin, leavesOrigin: false, isAlone: false };
}

function lend(pool: BrowserPool, origin: string): Promise<LentPage> {
  return pool.lend(wish(origin), Deadline.ofRun(60_000));
}

async function openPool(browser: string, warnings: string[] = []): Promise<BrowserPool> {
  return new BrowserPool({ browsers: [browser], network: { insecureTls: false } }, (message) =>
    warnings.push(message),
  );
}

interface EnemyServer extends Served {
  /** The paths of all requests. */
  readonly asked: readonly string[];
  awaitAsked(path: string): Promise<void>;
}

/** Serves a page with a script, and whatever that asks for; what is held is never answered. */
async function serveEnemy(script: string): Promise<EnemyServer> {
  const asked: string[] = [];
  const served = await serve((incoming: IncomingMessage, outgoing: ServerResponse) => {
    const { url = '' } = incoming;
    asked.push(url);
    if (url.startsWith('/held')) return;
    if (url === '/file') outgoing.setHeader('content-disposition', 'attachment');
    outgoing.setHeader('content-type', url.endsWith('.js') ? 'text/javascript' : 'text/html');
    outgoing.end(url === '/' ? `<!doctype html><body><script>${script}</script>` : '');
  });
  const awaitAsked = (path: string) => expect.poll(() => asked, { intervals: [20] }).toContain(path);
  return { ...served, asked, awaitAsked };
}
