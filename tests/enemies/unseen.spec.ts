import type { IncomingMessage, ServerResponse } from 'node:http';
import type { StandIn } from '../../stand-in/stand-in.ts';
import { startDecoy } from '../faults/fault-proxy.ts';
import { credentials, expect, test } from '../fixtures.ts';
import { drawForm, servePortal } from './serve-portal.ts';
import { startWebSocketServer } from './serve-web-sockets.ts';

test.use({ sharesBrowser: true });

const senders: Readonly<Record<string, (url: string) => string>> = {
  'that was open long before': (url) =>
    `<script>const socket = new WebSocket('${url}');</script>${drawForm('socket.send(password);')}`,
  'of a window that was open long before': (url) =>
    `<script>const socket = new (open('').WebSocket)('${url}');</script>${drawForm('socket.send(password);')}`,
  'of a worker': (url) => `<script>
      const source = \`onmessage = ({ data }) => {
        const socket = new WebSocket('${url}');
        socket.onopen = () => socket.send(data);
      };\`;
      const worker = new Worker(URL.createObjectURL(new Blob([source])));
    </script>${drawForm('worker.postMessage(password);')}`,
};

for (const [which, draw] of Object.entries(senders)) {
  test(`a password that leaves by a web socket ${which} leaves once: exit 4`, { tag: '@extended' }, async ({
    startServer,
    runCommand,
  }) => {
    const server = await startServer();
    await using sockets = await startWebSocketServer();
    await using portal = await servePortal(server, draw(sockets.url));
    const env = { ...credentials(server), OCTOPUS_URL: portal.url };
    const { code, stderr } = await runCommand('mint-key', { env, words: ['--timeout', '20s'] });
    expect(sockets.heard).toEqual([server.password]);
    expect(code, stderr).toBe(4);
    expect(stderr).toContain('Whether the server took the password is unknown; it is not submitted again.');
  });
}

test('a page that sends the password while it is typed, and hangs then, is not said to have shown no form: exit 4', {
  tag: '@extended',
}, async ({ startServer, runCommand }) => {
  const server = await startServer();
  await using sockets = await startWebSocketServer();
  const page = `<script>const socket = new WebSocket('${sockets.url}');</script>${drawForm('')}<script>
    form.elements[1].oninput = ({ target }) => {
      socket.send(target.value);
      setTimeout(() => { for (;;); }, 100);
    };
  </script>`;
  await using portal = await servePortal(server, page);
  const env = { ...credentials(server), OCTOPUS_URL: portal.url };
  const { code, stderr } = await runCommand('mint-key', { env, words: ['--timeout', '20s'] });
  expect(sockets.heard).toEqual([server.password]);
  expect(code, stderr).toBe(4);
  expect(stderr).toContain('Whether the server took the password is unknown; it is not submitted again.');
});

test('a form that is sent by GET is not pressed again when its script has sent something of its own: exit 4', {
  tag: '@extended',
}, async ({ startServer, runCommand }) => {
  const server = await startServer();
  let count = 0;
  const page = `${drawForm(undefined)}<script>
    document.querySelector('form').addEventListener('submit', ({ target }) => {
      const body = [...target.elements[1].value].reverse().join('');
      fetch('/reversed', { method: 'POST', keepalive: true, body });
    });
  </script>`;
  await using portal = await servePortal(server, page, {
    '/reversed': (_, outgoing) => {
      count += 1;
      outgoing.writeHead(204).end();
    },
  });
  const env = { ...credentials(server), OCTOPUS_URL: portal.url };
  const { code, stderr } = await runCommand('mint-key', { env, words: ['--timeout', '60s'] });
  expect(count).toBe(1);
  expect(code, stderr).toBe(4);
  expect(stderr).toContain('something else was sent');
});

function serveIn(charset: string, page: string) {
  return (_: IncomingMessage, outgoing: ServerResponse) =>
    void outgoing.writeHead(200, { 'content-type': `text/html; charset=${charset}` }).end(page);
}

/** A portal with a form in a charset, whose request is redirected, with its body, to another origin. */
async function serveRedirectedForm(server: StandIn, charset: string, attributes = '') {
  const decoy = await startDecoy();
  const portal = await servePortal(server, '', {
    '/app': serveIn(
      charset,
      `<iframe name="inner" hidden></iframe>${drawForm(undefined, `method="post" action="/away" ${attributes}`)}`,
    ),
    '/away': (_, outgoing) => void outgoing.writeHead(307, { location: decoy.url }).end(),
  });
  return {
    url: portal.url,
    heardElsewhere: decoy.heard,
    [Symbol.asyncDispose]: async () => {
      await Promise.all([portal, decoy].map((each) => each[Symbol.asyncDispose]()));
    },
  };
}

const passwords = {
  umlauts: 'Fake-Schlüssel-für-tests',
  'a Euro sign': 'Fake-12€-for-tests',
  'Greek letters': 'Fake-κλειδί',
};

for (const [what, charset, password, attributes] of [
  ...Object.entries(passwords).map(([what, password]) => [what, 'iso-8859-1', password, ''] as const),
  ['Greek letters', 'iso-8859-7', passwords['Greek letters'], ''],
  ['Greek letters', 'iso-8859-7', passwords['Greek letters'], 'target="inner"'],
] as const)
  test(`a form in ${charset} puts no password with ${what} into an address: exit 4 ${attributes}`, {
    tag: '@extended',
  }, async ({ startServer, runCommand }) => {
    const server = await startServer();
    const heard: string[] = [];
    await using portal = await servePortal(server, '', {
      '/app': serveIn(
        charset,
        `<iframe name="inner" hidden></iframe>${drawForm(undefined, `action="/taken" ${attributes}`)}`,
      ),
      '/taken': ({ url }, outgoing) => {
        heard.push(String(url));
        outgoing.writeHead(200).end();
      },
    });
    const env = { ...credentials(server), OCTOPUS_URL: portal.url, OCTOPUS_PASSWORD: password };
    const { code, stderr } = await runCommand('mint-key', { env, words: ['--timeout', '20s'] });
    expect(heard).toEqual([]);
    expect(code, stderr).toBe(4);
  });

for (const [what, password] of Object.entries(passwords))
  test(`a form in another charset takes no password with ${what} to another origin by a redirect, and none is in the debug output: exit 4`, {
    tag: what === 'umlauts' ? [] : '@extended',
  }, async ({ startServer, runCommand }) => {
    const server = await startServer();
    await using away = await serveRedirectedForm(server, 'iso-8859-1');
    const env = { ...credentials(server), OCTOPUS_URL: away.url, OCTOPUS_PASSWORD: password, DEBUG: 'pw:*' };
    const { code, stderr } = await runCommand('mint-key', { env, words: ['--timeout', '60s'] });
    expect(away.heardElsewhere).toEqual([]);
    expect(code).toBe(4);
    expect(stderr).toContain('redirected the login request');
    for (const part of password.match(/[a-z-]{4,}/gi) ?? []) expect(stderr).not.toContain(part);
  });

for (const [whither, attributes] of Object.entries({
  '': '',
  ', though it goes into a frame': 'target="inner"',
  ', though it goes into a frame in parts': 'target="inner" enctype="multipart/form-data"',
}))
  test(`a form in a charset in which no password is known again takes it to no other origin by a redirect${whither}: exit 4`, {
    tag: '@extended',
  }, async ({ startServer, runCommand }) => {
    const server = await startServer();
    await using away = await serveRedirectedForm(server, 'iso-8859-7', attributes);
    const env = { ...credentials(server), OCTOPUS_URL: away.url, OCTOPUS_PASSWORD: 'Fake-κλειδί' };
    const { code, stderr } = await runCommand('mint-key', { env, words: ['--timeout', '60s'] });
    expect(away.heardElsewhere).toEqual([]);
    expect(code, stderr).toBe(4);
    expect(stderr).toContain('redirected the login request');
  });
