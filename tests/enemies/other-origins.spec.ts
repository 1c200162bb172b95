import type { IncomingMessage, ServerResponse } from 'node:http';
import { credentials, expect, test } from '../fixtures.ts';
import { expectMinted } from '../real-servers/expect-minted.ts';
import { type Served, serve } from '../serve.ts';
import { drawForm, SIGN_IN, servePortal } from './serve-portal.ts';
import { ask, DONE, PERSON, type StrangeProvider, serveProvider } from './serve-provider.ts';

// What pages of other origins ask of a server while something is typed there: a frame beside the form, such as an advert, or a window.

const WORDS = ['--timeout', '60s'];

/** @returns an address of the same server, at another site */
const apart = (url: string) => url.replace('127.0.0.1', 'localhost');

const OF_ITS_OWN_SITE = 'sid=fake-session-of-jane; HttpOnly; SameSite=Strict';
const OF_ANY_SITE = 'any=fake-any-site-0123';

interface Stranger extends Served {
  /** What it could read, or `refused`. */
  readonly read: string[];
}

/**
 * A page that does something once it is told to, then tells whoever is around it, or opened it, that it is done; at `/opener` one that
 * has a window do it.
 * @param works the body of an asynchronous function of `tell`
 */
async function serveStranger(works: () => string): Promise<Stranger> {
  const read: string[] = [];
  const served = await serve((incoming, outgoing) => {
    const { pathname, searchParams } = new URL(incoming.url ?? '/', 'http://stranger');
    read.push(...searchParams.getAll('read'));
    const work = pathname === '/opener' ? OPEN : works();
    const script = `<script>
      const tell = (text) => fetch('/?' + new URLSearchParams({ read: text }));
      onmessage = async ({ source, data }) => {
        if (data === 'done') return parent.postMessage('done', '*');
        ${work}
        if (location.pathname !== '/opener') source.postMessage('done', '*');
      };
      opener?.postMessage('ready', '*');
    </script>`;
    outgoing.writeHead(200, { 'content-type': 'text/html' }).end(script);
  });
  return { ...served, url: apart(served.url), read };
}

const OPEN = "if (data === 'ready') source.postMessage('go', '*'); else open('/');";

/** Lets a frame do its work first, and goes on then. */
const afterFrame = (goOn: string) => `
  frames[0].postMessage('go', '*');
  onmessage = () => { onmessage = null; ${goOn} };`;

interface Sent {
  readonly what: string;
  readonly origin: string;
  readonly cookie: string;
}

/** Notes what arrives, and lets nobody read it who asks from elsewhere. */
function noteIn(sent: Sent[], reply = 'FAKE-TOKEN-OF-JANE') {
  return ({ method, url, headers }: IncomingMessage, outgoing: ServerResponse): void => {
    const { origin = '', cookie = '' } = headers;
    sent.push({ what: `${method} ${url}`, origin, cookie });
    outgoing.writeHead(method === 'OPTIONS' ? 405 : 200, { 'content-type': 'text/html' }).end(reply);
  };
}

/** Asks for a token as no form could, as one could, and by a form. */
const askForToken = (url: string) => `
  const body = JSON.stringify({ login_hint: '${PERSON.username}', code: 1 });
  const json = { 'content-type': 'application/json', 'x-any': '1' };
  for (const init of [{ method: 'PUT', headers: json }, { method: 'POST' }]) {
    const asking = fetch('${url}/token', { credentials: 'include', body, ...init });
    await tell(await asking.then((reply) => reply.text()).catch(() => 'refused'));
  }
  document.body.insertAdjacentHTML('beforeend', '<iframe name="inner"></iframe>');
  const inner = document.querySelector('iframe');
  const form = document.body.appendChild(document.createElement('form'));
  Object.assign(form, { method: 'post', action: '${url}/token', target: 'inner' });
  form.innerHTML = '<input name="login_hint" value="${PERSON.username}">';
  const shown = new Promise((done) => { inner.onload = done; });
  form.submit();
  await shown;`;

for (const [who, path] of [
  ['frame', '/'],
  ['window', '/opener'],
] as const)
  for (const [what, password] of [
    ['a password', PERSON.password],
    ['one of three letters', 'abc'],
  ] as const)
    test(`a ${who} that is not listed, beside ${what}, asks a provider for nothing with the user's session, and reads no reply`, {
      tag: who === 'window' && what === 'a password' ? [] : '@extended',
    }, async ({ startServer, runCommand }) => {
      const sent: Sent[] = [];
      await using stranger = await serveStranger(() => askForToken(provider.url));
      const signIn = `form.onsubmit = (event) => {
        event.preventDefault();
        ${afterFrame(`fetch('/take', { method: 'POST', body: new URLSearchParams(new FormData(form)) }).then(() => {
          location = '${DONE}';
        });`)}
      };`;
      const page = `${ask('user name and password', signIn)}<iframe src="${stranger.url}${path}"></iframe>`;
      await using provider: StrangeProvider = await serveProvider(await startServer(), {
        '/': (_, outgoing) =>
          void outgoing
            .writeHead(200, { 'content-type': 'text/html', 'set-cookie': OF_ITS_OWN_SITE })
            .end(page),
        '/token': noteIn(sent),
        '/take': '',
      });
      const env = { ...provider.env, OCTOPUS_PASSWORD: password };
      const { code, stderr } = await runCommand('mint-key', { env, words: WORDS });

      expect(code, stderr).toBe(0);
      expect(stranger.read).toEqual(['refused', 'refused']);
      const asked = ['OPTIONS /token', 'POST /token', 'POST /token'];
      expect(sent).toEqual(asked.map((each) => ({ what: each, origin: stranger.url, cookie: '' })));
      expect(provider.heard.filter((line) => line.startsWith('POST /take'))).toHaveLength(1);
    });

test('a frame that signs itself in beside the sign-in page is nobody who signs in: the key is that of the user', async ({
  startServer,
  runCommand,
}) => {
  const server = await startServer();
  const sent: Sent[] = [];
  // It has guessed the password, too.
  const body = JSON.stringify({ Username: 'mallory', Password: 'Fake-1', more: server.password });
  const works = () => `
    const body = ${JSON.stringify(body).replaceAll('<', '\\u003c')};
    const headers = { 'content-type': 'application/json' };
    for (const init of [{ headers }, { mode: 'no-cors' }, { mode: 'no-cors', body: '{"Username":"mallory"}' }])
      await fetch('${portal.url}/api/users/login', { method: 'POST', credentials: 'include', body, ...init }).catch(() => {});`;
  await using stranger = await serveStranger(works);
  const login =
    afterFrame(`fetch('${SIGN_IN}', { method: 'POST', body: JSON.stringify({ username, password }) })
    .then(() => location.reload());`);
  const frame = `<iframe src="${stranger.url}/"></iframe>`;
  await using portal = await servePortal(server, `${frame}${drawForm(login)}`, {
    '/api/users/login': noteIn(sent, '{"Id":"Users-666","Username":"mallory"}'),
  });
  const env = { ...credentials(server), OCTOPUS_URL: portal.url };
  const outcome = await runCommand('mint-key', { env, words: WORDS });

  expectMinted(server, outcome);
  expect(portal.submitted).toEqual([server.password]);
  // What holds the password is stopped.
  expect(sent.map(({ what }) => what)).toEqual(['POST /api/users/login']);
});

/** Takes the password for a page of another listed origin, and tells it how that went. */
function takeFor(origin: () => string, allowed: readonly string[], sent: Sent[]) {
  return ({ method, url, headers }: IncomingMessage, outgoing: ServerResponse): void => {
    sent.push({ what: `${method} ${url}`, origin: headers.origin ?? '', cookie: headers.cookie ?? '' });
    const all: Readonly<Record<string, string>> = {
      origin: origin(),
      credentials: 'true',
      headers: 'content-type',
    };
    const entries = allowed.map((each) => [`access-control-allow-${each}`, all[each] ?? '']);
    outgoing.writeHead(method === 'OPTIONS' ? 204 : 200, Object.fromEntries(entries)).end('taken');
  };
}

const JSON_TYPE = 'application/json';

for (const [which, allowed, type, arrived, code] of [
  ['lets it', ['origin', 'credentials', 'headers'], JSON_TYPE, ['OPTIONS /take', 'POST /take'], 0],
  ['lets it send no JSON', ['origin', 'credentials'], JSON_TYPE, ['OPTIONS /take'], 4],
  ['lets it read nothing', [], 'text/plain', ['POST /take'], 4],
] as const)
  test(`a page of a listed origin sends the password to another that ${which}, with the cookies that a browser sends: exit ${code}`, {
    tag: code === 0 ? [] : '@extended',
  }, async ({ startServer, runCommand }) => {
    const server = await startServer();
    const sent: Sent[] = [];
    await using api: StrangeProvider = await serveProvider(server, {
      '/pixel': (_, outgoing) =>
        void outgoing
          .writeHead(204, { 'set-cookie': [OF_ITS_OWN_SITE, `${OF_ANY_SITE}; Secure; SameSite=None`] })
          .end(),
      '/take': takeFor(() => provider.url, allowed, sent),
    });
    const send = `form.onsubmit = async (event) => {
      event.preventDefault();
      await fetch('${apart(api.url)}/pixel', { mode: 'no-cors', credentials: 'include' });
      const headers = { 'content-type': '${type}' };
      const body = JSON.stringify(Object.fromEntries(new FormData(form)));
      const reply = await fetch('${apart(api.url)}/take', { method: 'POST', credentials: 'include', headers, body });
      if (await reply.text() === 'taken') location = '${DONE}';
    };`;
    await using provider: StrangeProvider = await serveProvider(server, {
      '/': ask('user name and password', send),
    });
    const origins = `${provider.url},${apart(api.url)}`;
    const outcome = await runCommand('mint-key', {
      env: { ...provider.env, OCTOPUS_SSO_ORIGINS: origins },
      words: WORDS,
    });

    expect(outcome.code, outcome.stderr).toBe(code);
    expect(sent.map(({ what }) => what)).toEqual(arrived);
    const posted = sent.filter(({ what }) => what.startsWith('POST'));
    expect(posted.map(({ cookie }) => cookie)).toEqual(posted.map(() => OF_ANY_SITE));
    const isStopped = outcome.stderr.includes(`does not let a page of ${provider.url} send it that`);
    expect(isStopped, outcome.stderr).toBe(posted.length === 0);
  });
