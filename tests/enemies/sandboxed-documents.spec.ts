import type { ServerResponse } from 'node:http';
import { credentials, expect, test } from '../fixtures.ts';
import { servePortal } from './serve-portal.ts';
import { ask, DONE, redirect, serveProvider, withBody } from './serve-provider.ts';

// What a server keeps for others, such as files that users have uploaded, it has browsers show as of no origin at all, so that it can
// do nothing in the server's name: its address is the server's, and its form and its script are whoever's.

test.use({ sharesBrowser: true });

const WORDS = ['--timeout', '60s'];

const serveSandboxed =
  (page: string, allowed: string) =>
  (_: unknown, outgoing: ServerResponse): void =>
    void outgoing
      .writeHead(200, { 'content-type': 'text/html', 'content-security-policy': `sandbox ${allowed}` })
      .end(page);

const STRANGE = 'allow-scripts allow-forms allow-top-navigation';
const OWN = `${STRANGE} allow-same-origin`;

const inFrame = (allowed: string) =>
  `<h1>One more step</h1><iframe sandbox="${allowed}" src="/asks" width="600" height="400"></iframe>`;

for (const what of ['user name', 'password', 'one-time code'] as const)
  test(`a page at a listed address that its server has shown as of no origin gets no ${what}: exit 4, saying so`, {
    tag: what === 'password' ? [] : '@extended',
  }, async ({ startServer, runCommand }) => {
    const server = await startServer();
    await using provider = await serveProvider(server, {
      '/': redirect(303, '/uploaded'),
      '/uploaded': serveSandboxed(ask(what), STRANGE),
      '/take': redirect(303, DONE),
    });
    const { code, stderr } = await runCommand('mint-key', { env: provider.env, words: WORDS });

    expect(withBody(provider.heard), stderr).toEqual([]);
    expect(code, stderr).toBe(4);
    expect(stderr).toContain(
      `the browser was sent to ${provider.url} (sandboxed), which is not listed, and nothing was typed there. It is no origin that could be listed.`,
    );
  });

test('nor does a frame of a listed page that shows it as of no origin: exit 4, saying so', async ({
  startServer,
  runCommand,
}) => {
  const server = await startServer();
  await using provider = await serveProvider(server, {
    '/': inFrame(STRANGE),
    '/asks': ask('password'),
    '/take': redirect(303, DONE),
  });
  const { code, stderr } = await runCommand('mint-key', { env: provider.env, words: WORDS });

  expect(withBody(provider.heard), stderr).toEqual([]);
  expect(code, stderr).toBe(4);
  expect(stderr).toContain(
    `asks for password in a frame of ${provider.url} (sandboxed), which is not listed, and nothing was typed there`,
  );
});

test('nor does such a page below the address of the portal: exit 4, saying so', async ({
  startServer,
  runCommand,
}) => {
  const server = await startServer();
  const heard: string[] = [];
  const form =
    '<form method="post" action="/take"><input name="username"><input type="password" name="password"><button>Sign in</button></form>';
  await using portal = await servePortal(
    server,
    '<meta http-equiv="refresh" content="0; url=/app/uploaded">',
    {
      '/app/uploaded': serveSandboxed(form, STRANGE),
      '/take': (incoming, outgoing) => {
        heard.push(incoming.url ?? '');
        outgoing.end();
      },
    },
  );
  const env = { ...credentials(server), OCTOPUS_URL: portal.url };
  const { code, stderr } = await runCommand('mint-key', { env, words: WORDS });

  expect(heard, stderr).toEqual([]);
  expect(code, stderr).toBe(4);
  expect(stderr).toContain(
    `the browser was sent to ${portal.url} (sandboxed), which is not the origin of OCTOPUS_URL`,
  );
});

for (const [how, files] of Object.entries({
  'by its own server': { '/': serveSandboxed(ask('password'), OWN) },
  'in a frame': { '/': inFrame(OWN), '/asks': ask('password') },
}))
  test(`a page that is restricted ${how}, but left its origin, is answered as any other`, {
    tag: '@extended',
  }, async ({ startServer, runCommand }) => {
    const server = await startServer();
    await using provider = await serveProvider(server, {
      ...files,
      '/take': `<script>top.location = '${DONE}';</script>`,
    });
    const { code, stderr } = await runCommand('mint-key', { env: provider.env, words: WORDS });

    expect(code, stderr).toBe(0);
    expect(withBody(provider.heard)).toHaveLength(1);
  });
