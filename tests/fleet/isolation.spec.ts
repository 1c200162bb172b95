import type { IncomingMessage, ServerResponse } from 'node:http';
import type { BrowserContext } from 'playwright';
import { BrowserPool } from '../../src/browser/browser-pool.ts';
import { launchOrConnect } from '../../src/browser/launch-or-connect.ts';
import { openPooledPage } from '../../src/browser/pooled-page.ts';
import { Deadline } from '../../src/core/deadline.ts';
import { expect, test } from '../fixtures.ts';
import { serve } from '../serve.ts';

// A page that marks everything a page can mark, and one that tells which marks it finds.
const MARK = `(async () => {
  document.cookie = 'mark=x; path=/; max-age=9999';
  localStorage.setItem('mark', 'x');
  sessionStorage.setItem('mark', 'x');
  window.name = 'mark';
  history.pushState(null, '', '/marked');
  await (await caches.open('mark')).put('/mark', new Response('x'));
  await new Promise((done) => { const open = indexedDB.open('mark'); open.onsuccess = done; });
  await (await navigator.storage.getDirectory()).getFileHandle('mark', { create: true });
  await fetch('/kept');
})()`;
const FIND = `(async () => ({
  cookie: document.cookie,
  local: localStorage.length,
  session: sessionStorage.length,
  name: window.name,
  // An empty page, and this one.
  hasPast: history.length > 2,
  caches: (await caches.keys()).length,
  databases: (await indexedDB.databases()).length,
  files: await (async () => { let count = 0; for await (const _ of (await navigator.storage.getDirectory()).keys()) count += 1; return count; })(),
  workers: (await navigator.serviceWorker.getRegistrations()).length,
}))()`;
const NOTHING = {
  cookie: '',
  local: 0,
  session: 0,
  name: '',
  hasPast: false,
  caches: 0,
  databases: 0,
  files: 0,
  workers: 0,
};

test('what one sign-in leaves in a browser no other finds: cookies, storage, cache, history, name', async () => {
  const asked: string[] = [];
  const sent: (string | undefined)[] = [];
  await using first = await serve(answer);
  await using second = await serve(answer);
  await using pool = new BrowserPool({ browsers: named(), network: { insecureTls: false } }, () => {});
  const deadline = Deadline.ofRun(50_000);

  const marked = await pool.lend(wish(first.url), deadline);
  await marked.page.goto(first.url);
  await marked.page.evaluate(MARK);
  expect(await marked.page.evaluate(FIND)).toMatchObject({
    cookie: 'mark=x',
    local: 1,
    session: 1,
    hasPast: true,
  });
  const used = marked.context;
  await marked.close();

  // The same context, at another server of the same host: that of the next customer.
  const next = await lendAgain(pool, used, second.url, deadline);
  await next.page.goto(second.url);
  expect(await next.page.evaluate(FIND)).toEqual(NOTHING);
  expect(sent.at(-1)).toBeUndefined();
  const before = asked.filter((path) => path === '/kept').length;
  await next.page.evaluate(`fetch('${first.url}/kept', { mode: 'no-cors' })`);
  expect(asked.filter((path) => path === '/kept')).toHaveLength(before + 1);
  await next.close();

  // The same server again, for another user.
  const again = await pool.lend(wish(first.url), deadline);
  await again.page.goto(first.url);
  expect(await again.page.evaluate(FIND)).toEqual(NOTHING);
  expect(again.context).not.toBe(used);

  function answer({ url = '', headers }: IncomingMessage, response: ServerResponse) {
    asked.push(url);
    sent.push(headers.cookie);
    const kept = url === '/kept' ? { 'cache-control': 'max-age=9999, immutable' } : {};
    response.writeHead(200, { 'content-type': 'text/html', ...kept }).end('<!doctype html>');
  }
});

/** A context is lent again once it has been cleaned. */
async function lendAgain(pool: BrowserPool, used: BrowserContext, address: string, deadline: Deadline) {
  for (let tries = 0; tries < 50; tries += 1) {
    const lent = await pool.lend(wish(address), deadline);
    if (lent.context === used) return lent;
    lent.discard();
  }
  throw new Error('the context was not lent again');
}

function wish(origin: string) {
  return { origin, leavesOrigin: false, isAlone: false };
}

function named(): string[] {
  return process.env.OCTOPUS_BROWSER ? [process.env.OCTOPUS_BROWSER] : [];
}

test('a page that was led to another origin than its portal’s is not used again', async () => {
  await using portal = await serve((_, response) => response.end('<!doctype html>'));
  await using other = await serve((_, response) => response.end('<!doctype html>'));
  await using pool = new BrowserPool({ browsers: named(), network: { insecureTls: false } }, () => {});
  const deadline = Deadline.ofRun(50_000);
  const led = await pool.lend(wish(portal.url), deadline);
  await led.page.goto(portal.url);
  await led.page.goto(other.url);
  const gone = new Promise((done) => led.context.once('close', done));
  await led.close();
  await gone;
});

test('a context that has been lent 50 times makes room for a new one', async ({ startBrowser }) => {
  const network = { insecureTls: false };
  const settings = { browser: await startBrowser(), headed: false, slowMo: 0, network };
  const started = await launchOrConnect(settings, 60_000, () => {});
  const pooled = await openPooledPage(started, network);
  const lend = (times: number) => {
    for (let at = 0; at < times; at += 1) pooled.use(wish('http://127.0.0.1:1'));
    return pooled.clean();
  };
  expect([await lend(49), await lend(1)]).toEqual([true, false]);
  await started.browser.close();
});
