import { forward, pass } from '../faults/faults.ts';
import { credentials, expect, test } from '../fixtures.ts';
import { readDelivered, runFleet, startFleet } from '../fleet/start-fleet.ts';
import { type Served, serve } from '../serve.ts';
import { drawForm, SIGN_IN, servePortal } from './serve-portal.ts';
import { ask, DONE, PERSON, redirect, serveProvider } from './serve-provider.ts';

// A browser takes `http://xn--a.localhost/` for an address, which Node takes for none.

/** Whoever is there, and challenges whoever comes. */
async function serveUnreadable(): Promise<Served & { readonly address: string; readonly heard: string[] }> {
  const heard: string[] = [];
  const served = await serve(async (incoming, outgoing) => {
    let body = '';
    for await (const chunk of incoming) body += chunk;
    heard.push(`${incoming.method} ${incoming.url} ${body}`);
    const headers = {
      ...{ 'access-control-allow-origin': '*', 'www-authenticate': 'Basic realm="x"' },
      'set-cookie': 'seen=yes; SameSite=None; Secure',
    };
    outgoing.writeHead(incoming.url === '/challenge' ? 401 : 200, headers).end('<p>here</p>');
  });
  return { ...served, heard, address: `http://xn--a.localhost:${new URL(served.url).port}` };
}

const load = {
  picture: (address: string) => `new Image().src = '${address}/picture';`,
  request: (address: string) =>
    `fetch('${address}/request', { method: 'POST', mode: 'no-cors', body: 'x' });`,
  frame: (address: string) =>
    `document.body.append(Object.assign(document.createElement('iframe'), { src: '${address}/frame' }));`,
};

const LOGIN = `fetch('${SIGN_IN}', { method: 'POST', body: JSON.stringify({ username, password }) });`;

for (const [what, write] of Object.entries(load)) {
  const tag = what === 'picture' ? [] : '@extended';
  test(`a ${what} of an address that Node cannot read, in the sign-in page, keeps nobody from signing in`, {
    tag,
  }, async ({ startServer, runCommand }) => {
    const server = await startServer();
    await using there = await serveUnreadable();
    const part = write(there.address);
    await using portal = await servePortal(server, `${drawForm(`${part} ${LOGIN}`)}<script>${part}</script>`);
    const { code, stderr } = await runCommand('mint-key', {
      env: { ...credentials(server), OCTOPUS_URL: portal.url },
    });
    expect(code, stderr).toBe(0);
    expect(server.liveKeys().map(({ userId }) => userId)).toEqual([server.userId]);
    expect(there.heard.length).toBeGreaterThan(0);
    expect(there.heard.join()).not.toContain(server.password);
  });
}

test('a cookie of an address that Node cannot read keeps no session from going on, and being ended, without the browser', async ({
  startServer,
  runCommand,
}) => {
  const server = await startServer();
  await using there = await serveUnreadable();
  const script = `const seen = new Image(); seen.onload = seen.onerror = () => { ${LOGIN} }; seen.src = '${there.address}/picture';`;
  await using portal = await servePortal(server, drawForm(script));
  const { code, stderr } = await runCommand('with-key', {
    env: { ...credentials(server), OCTOPUS_URL: portal.url },
    words: ['--', process.execPath, '--version'],
  });
  expect(there.heard, stderr).not.toEqual([]);
  expect(code, stderr).toBe(0);
  expect(server.madeKeys()).toHaveLength(1);
  expect(server.liveKeys()).toEqual([]);
  expect(server.liveSessions()).toBe(0);
});

test('a password that a page would send to an address that Node cannot read stays here: exit 4', async ({
  startServer,
  runCommand,
}) => {
  const server = await startServer();
  await using there = await serveUnreadable();
  const page = drawForm(`fetch('${there.address}/', { method: 'POST', mode: 'no-cors', body: password });`);
  await using portal = await servePortal(server, page);
  const { code, stderr } = await runCommand('mint-key', {
    env: { ...credentials(server), OCTOPUS_URL: portal.url },
  });
  expect(there.heard).toEqual([]);
  expect(code, stderr).toBe(4);
  expect(stderr).toContain('an address of no origin');
});

test('a page that leaves for an address that Node cannot read, which challenges it, is no defect: exit 4', {
  tag: '@extended',
}, async ({ startServer, runCommand }) => {
  const server = await startServer();
  await using there = await serveUnreadable();
  await using portal = await servePortal(server, drawForm(`location = '${there.address}/challenge';`));
  const { code, stderr } = await runCommand('mint-key', {
    env: { ...credentials(server), OCTOPUS_URL: portal.url },
    words: ['--timeout', '60s'],
  });
  expect(code, stderr).toBe(4);
  expect(stderr).not.toContain('defect');
});

test('a provider whose page loads from an address that Node cannot read is signed in to', async ({
  startServer,
  runCommand,
}) => {
  const server = await startServer();
  await using there = await serveUnreadable();
  const parts = Object.values(load)
    .map((write) => write(there.address))
    .join(' ');
  await using provider = await serveProvider(server, {
    '/': ask('user name', parts, 'method="post" action="/ask"'),
    '/ask': ask('password', parts),
    '/take': redirect(303, DONE),
  });
  const { code, stderr } = await runCommand('mint-key', { env: provider.env });
  expect(code, stderr).toBe(0);
  expect(there.heard.join()).not.toContain(PERSON.password);
});

test('a server whose page loads from an address that Node cannot read costs the others of a fleet nothing', {
  tag: '@extended',
}, async ({ folder }) => {
  await using there = await serveUnreadable();
  const part = `setInterval(() => { ${Object.values(load)
    .map((write) => write(there.address))
    .join(' ')} }, 50);`;
  await using fleet = await startFleet(folder, {
    count: 2,
    address: (server, at) =>
      servePortal(server, at === 0 ? `${drawForm('')}<script>${part}</script>` : drawForm(LOGIN)),
  });
  const { stderr } = await runFleet(fleet, ['--concurrency', '2']);
  expect(Object.keys(await readDelivered(folder)), stderr).toHaveLength(1);
  expect(fleet.servers[1]?.liveKeys()).toHaveLength(1);
  expect(stderr).not.toContain('defect');
});

test('a portal whose page loads from an address that Node cannot read is inspected', {
  tag: '@extended',
}, async ({ startServer, runCommand }) => {
  const server = await startServer();
  await using there = await serveUnreadable();
  await using portal = await serve(async (incoming, outgoing) => {
    const exchange = { incoming, outgoing, target: server.url, elsewhere: '' };
    const reply = await forward(exchange);
    if (incoming.url !== '/app') return pass(exchange, reply);
    const { 'content-security-policy': _, ...headers } = reply.headers;
    pass(exchange, { ...reply, headers }, `${reply.body}<script>${load.picture(there.address)}</script>`);
  });
  const { code, stderr } = await runCommand('inspect-portal', {
    env: { ...credentials(server), OCTOPUS_URL: portal.url },
    words: ['--explain'],
  });
  expect(there.heard, stderr).not.toEqual([]);
  expect(code, stderr).toBe(0);
});
