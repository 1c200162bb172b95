import { createPrivateKey } from 'node:crypto';
import { once } from 'node:events';
import { readFile, writeFile } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import { connect } from 'node:net';
import { join } from 'node:path';
import { createSecureContext, type TLSSocket } from 'node:tls';
import type { Har } from 'har-format';
import { UndiciHttp } from '../../src/api/http.ts';
import { lookAtTls } from '../../src/api/tls-look.ts';
import { NodeRelay } from '../../src/browser/node-relay.ts';
import { Preflights } from '../../src/browser/preflights.ts';
import { ClientCertificate, KeyFile, type ShownCertificate } from '../../src/core/client-certificate.ts';
import { Deadline } from '../../src/core/deadline.ts';
import { type Network, readNetwork } from '../../src/core/network.ts';
import { chooseProxies } from '../../src/core/proxy.ts';
import { redactor } from '../../src/secrets/redactor.ts';
import { Secret } from '../../src/secrets/secret.ts';
import { forward, pass } from '../faults/faults.ts';
import { collectSecrets, findLeaks } from '../find-leaks.ts';
import { credentials, expect, test } from '../fixtures.ts';
import { findHarMistakes } from '../inspect/har-schema.ts';
import { issue, issueAuthority } from '../issue-certificate.ts';
import { launchBrowser } from '../launch-browser.ts';
import { listen, makeCertificate } from '../serve.ts';

const PASSPHRASE = 'fake-passphrase-of-a-client-key';

/** Writes one, in that folder, in the ways in which PEM can be. */
async function writeIdentity(folder: string, name = 'client', from?: Date, to?: Date) {
  const authority = await issueAuthority('Fake Client Authority');
  const { key, cert } = await issue(name, authority, { ...(from && { from }), ...(to && { to }) });
  const encrypted = createPrivateKey(key).export({
    ...{ type: 'pkcs8', format: 'pem', cipher: 'aes-256-cbc', passphrase: PASSPHRASE },
  } as const);
  const write = async (ending: string, text: string) => {
    const path = join(folder, `${name}${ending}`);
    await writeFile(path, text, { mode: 0o600 });
    return path;
  };
  return {
    key,
    cert: await write('.pem', cert),
    keyFile: await write('.key', key),
    encrypted: await write('-encrypted.key', String(encrypted)),
    junk: await write('.txt', 'fake, and none of these'),
  };
}

test('a client certificate that is of no use is told by the setting that is wrong', async ({ folder }) => {
  const [mine, other] = [await writeIdentity(folder), await writeIdentity(folder, 'other')];
  const past = await writeIdentity(folder, 'past', new Date('2020-01-01'), new Date('2021-01-01T00:00:00Z'));
  const early = await writeIdentity(folder, 'early', new Date('2036-01-01'), new Date('2037-01-01'));
  const use = (cert: string, key?: string, passphrase?: string) => () =>
    new ClientCertificate(cert).unlock(
      key === undefined ? undefined : new KeyFile(key),
      passphrase === undefined ? undefined : new Secret(passphrase),
    );

  expect(use(mine.cert, mine.keyFile)).not.toThrow();
  expect(use(mine.cert, mine.encrypted, PASSPHRASE)).not.toThrow();
  const table: readonly (readonly [() => void, RegExp])[] = [
    [use(join(folder, 'nowhere'), mine.keyFile), /names a file that cannot be read \(ENOENT\)/],
    [use(mine.keyFile, mine.keyFile), /which holds no certificate/],
    [use(mine.junk, mine.keyFile), /which holds no certificate/],
    [use(mine.cert), /^OCTOPUS_CLIENT_KEY \(--client-key\) is missing/],
    [use(mine.cert, mine.junk), /^OCTOPUS_CLIENT_KEY .* holds no private key/],
    [use(mine.cert, other.keyFile), /^OCTOPUS_CLIENT_KEY .* is not that of the certificate/],
    [use(mine.cert, mine.encrypted), /^OCTOPUS_CLIENT_KEY_PASSPHRASE is missing/],
    [use(mine.cert, mine.encrypted, 'fake-and-wrong'), /^OCTOPUS_CLIENT_KEY_PASSPHRASE does not open/],
    [use(past.cert, past.keyFile), /has expired \(2021-01-01T00:00:00Z\)/],
    [use(early.cert, early.keyFile), /is not valid before 2036-01-01T00:00:00Z/],
  ];
  for (const [attempt, says] of table) expect.soft(attempt).toThrow(says);
});

test('a wrong passphrase is told as such, though one of 256 opens a key by chance, to what is none', {
  tag: '@extended',
}, async ({ folder }) => {
  const { cert, encrypted } = await writeIdentity(folder);
  for (let at = 0; at < 1_000; at += 1)
    expect(() =>
      new ClientCertificate(cert).unlock(new KeyFile(encrypted), new Secret(`fake-and-wrong-${at}`)),
    ).toThrow(/PASSPHRASE does not open/);
});

test('one that is of no use ends a run with exit 2 before anything is asked, and a key alone does, too', async ({
  startServer,
  runCommand,
  folder,
}) => {
  const server = await startServer();
  const { cert, encrypted, keyFile } = await writeIdentity(folder);
  const env = { OCTOPUS_URL: server.url, OCTOPUS_API_KEY: 'API-FAKEFAKEFAKEFAKE' };
  const closed = await runCommand('list-keys', {
    env: { ...env, OCTOPUS_CLIENT_CERTIFICATE: cert, OCTOPUS_CLIENT_KEY_PASSPHRASE: 'fake-and-wrong' },
    words: ['--client-key', encrypted],
  });
  const alone = await runCommand('list-keys', { env, words: ['--client-key', keyFile] });

  expect(closed.code, closed.stderr).toBe(2);
  expect(closed.stderr).toContain('OCTOPUS_CLIENT_KEY_PASSPHRASE does not open');
  expect(closed.stderr).not.toContain('fake-and-wrong');
  expect(alone.code, alone.stderr).toBe(2);
  expect(alone.stderr).toContain('--client-key means nothing without --client-certificate');
  expect(server.requests).toEqual([]);
});

test('the key is a secret, as it stands in its file and on one line', async ({ folder }) => {
  const { keyFile, key } = await writeIdentity(folder);
  new KeyFile(keyFile);
  const body = key.replace(/-----[A-Z ]+-----/g, '').trim();

  expect(redactor.redact(`fake ${body} fake`)).toMatch(/^fake (?:\[redacted\])+ fake$/);
  const hidden = redactor.redact(`fake ${body.replace(/\s+/g, '')} fake`);
  for (const line of body.split(/\s+/)) expect(hidden).not.toContain(line);
});

/** Serves pages by TLS, and notes who was shown which client certificate. */
async function serveAsking(
  shown: string[],
  name: string,
  answer: (incoming: IncomingMessage, reply: ServerResponse) => boolean = () => false,
) {
  const server = createSecureServer(
    { ...(await issue('localhost')), requestCert: true, rejectUnauthorized: false },
    (incoming, reply) => {
      const { subject } = (incoming.socket as TLSSocket).getPeerCertificate();
      shown.push(`${name} ${incoming.url} ${subject?.CN ?? 'none'}`);
      reply.setHeader('content-type', 'text/html');
      if (!answer(incoming, reply)) reply.end('<title>Fake</title>');
    },
  );
  return await listen(server, 'https://localhost');
}

async function unlockCertificate(folder: string): Promise<ClientCertificate> {
  const { cert, keyFile } = await writeIdentity(folder);
  const clientCertificate = new ClientCertificate(cert);
  clientCertificate.unlock(new KeyFile(keyFile), undefined);
  return clientCertificate;
}

test("the server's own origin is shown it alone, by its pages and by requests, and not by a provider's page, nor is a provider's", async ({
  folder,
}) => {
  const clientCertificate = await unlockCertificate(folder);
  const shown: string[] = [];
  await using provider = await serveAsking(shown, 'provider');
  await using server = await serveAsking(shown, 'server', (incoming, reply) => {
    if (incoming.url !== '/leave') return false;
    reply.writeHead(302, { location: `${provider.url}/in` }).end();
    return true;
  });
  const settings = { insecureTls: true, clientCertificate };
  const network = readNetwork(settings, [server.url], [provider.url]);
  const browser = await launchBrowser();
  try {
    await NodeRelay.begin(browser, network);
    const page = await browser.newPage({ ignoreHTTPSErrors: true });
    await page.goto(`${server.url}/app`);
    await page.goto(`${server.url}/leave`);
    expect(page.url()).toBe(`${provider.url}/in`);
    await page.evaluate(
      (address) => fetch(address, { credentials: 'omit' }).catch(() => {}),
      `${server.url}/asked`,
    );
  } finally {
    await browser.close();
  }
  const seen = shown.filter((each) => !each.includes('favicon'));
  expect(seen).toEqual([
    'server /app client',
    'server /leave client',
    'provider /in none',
    'server /asked none',
  ]);

  await ask(`${server.url}/api`, network);
  await ask(`${provider.url}/api`, network);
  expect(shown.slice(-2)).toEqual(['server /api client', 'provider /api none']);
});

test('whoever is asked whether a page of another origin may send it something is shown none, as by a browser', async ({
  folder,
}) => {
  const clientCertificate = await unlockCertificate(folder);
  const shown: string[] = [];
  await using server = await serveAsking(shown, 'server');
  await using provider = await serveAsking(shown, 'provider');
  const network = readNetwork({ insecureTls: true, clientCertificate }, [server.url], [provider.url]);
  const browser = await launchBrowser();
  try {
    Preflights.prepare(browser, network);
    await Preflights.of(browser)?.begin();
    const page = await browser.newPage({ ignoreHTTPSErrors: true });
    await page.route(/^/, (route) => route.fallback());
    await page.goto(`${provider.url}/in`);
    await page.evaluate(
      (address) => fetch(address, { method: 'DELETE' }).catch(() => {}),
      `${server.url}/asked`,
    );
  } finally {
    await browser.close();
  }
  const seen = shown.filter((each) => !each.includes('favicon'));
  expect(seen).toEqual(['provider /in none', 'server /asked none']);
});

test("where it is looked at what is wrong with a certificate, the server's own origin alone is shown ours", async ({
  folder,
}) => {
  const clientCertificate = await unlockCertificate(folder);
  const serveMet = async () => {
    // In later versions the client has all that it wants to see before the server has seen its certificate.
    const server = createSecureServer({
      ...(await issue('localhost')),
      ...{ requestCert: true, rejectUnauthorized: false, maxVersion: 'TLSv1.2' },
    });
    const met = once(server, 'secureConnection') as Promise<[TLSSocket]>;
    return { ...(await listen(server, 'https://localhost')), met };
  };
  await using server = await serveMet();
  await using provider = await serveMet();
  const network = readNetwork({ insecureTls: false, clientCertificate }, [server.url], [provider.url]);
  const shown = async ({ url, met }: Awaited<ReturnType<typeof serveMet>>) => {
    await lookAtTls(new URL(url), network, AbortSignal.timeout(20_000));
    const [socket] = await met;
    return socket.getPeerCertificate().subject?.CN;
  };

  expect(await shown(server)).toBe('client');
  expect(await shown(provider)).toBeUndefined();
});

async function ask(address: string, network: Network): Promise<void> {
  const http = new UndiciHttp(network);
  const request = { method: 'GET', address, headers: {}, body: undefined };
  await http.send(request, Deadline.ofRun(20_000)).finally(() => http.close());
}

test('a server of an authority that Node alone knows is loaded by pages, redirects to a provider of it and back included', async () => {
  const authority = await issueAuthority('Fake Root');
  const issued = await issue('localhost', authority);
  const cookies: string[] = [];
  const pages = (incoming: IncomingMessage) => {
    cookies.push(`${incoming.url} ${incoming.headers.cookie ?? ''}`.trim());
  };
  let portal = '';
  const provider = createSecureServer(issued, (incoming, reply) => {
    pages(incoming);
    reply.setHeader('content-type', 'text/html');
    if (incoming.method === 'POST') reply.writeHead(302, { location: `${portal}/back` }).end();
    else reply.end('<form method="post" action="/take"><button>Fake</button></form>');
  });
  await using there = await listen(provider, 'https://localhost');
  const server = createSecureServer(issued, (incoming, reply) => {
    pages(incoming);
    if (incoming.url === '/back') return void reply.end('<title>Back</title>');
    reply.writeHead(302, {
      'set-cookie': ['fake=1; HttpOnly; Secure; SameSite=Lax', 'other=2; Path=/'],
      location: `${there.url}/in`,
    });
    reply.end();
  });
  await using here = await listen(server, 'https://localhost');
  portal = here.url;
  // As a process that was started with NODE_EXTRA_CA_CERTS.
  const options = { secureContext: createSecureContext({ ca: authority.cert }) };
  const trusting = { isFor: () => true, options } as unknown as ShownCertificate;
  const network = { insecureTls: false, addresses: [here.url, there.url], clientCertificate: trusting };
  const browser = await launchBrowser();
  try {
    await NodeRelay.begin(browser, network);
    const page = await browser.newPage();
    await page.goto(`${here.url}/app`);
    await page.getByRole('button').click();
    await page.waitForURL(`${here.url}/back`);
    expect(await page.title()).toBe('Back');
  } finally {
    await browser.close();
  }
  // Ports make no difference to cookies.
  expect(cookies.filter((each) => !each.includes('favicon'))).toEqual([
    '/app',
    '/in fake=1; other=2',
    '/take fake=1; other=2',
    '/back fake=1; other=2',
  ]);
});

test('inspect-portal compares and records what passes a front that lets in nobody without one, and tells no secret', {
  tag: '@extended',
}, async ({ startServer, runCommand, folder }) => {
  const server = await startServer();
  const { cert, keyFile, key } = await writeIdentity(folder);
  const front = await makeCertificate();
  const names: string[] = [];
  const guard = createSecureServer(
    { key: front.key, cert: front.cert, requestCert: true, rejectUnauthorized: false },
    async (incoming, outgoing) => {
      const { subject } = (incoming.socket as TLSSocket).getPeerCertificate();
      names.push(String(subject?.CN ?? `none: ${incoming.url}`));
      if (!subject?.CN) return void outgoing.writeHead(403).end();
      const exchange = { incoming, outgoing, target: server.url, elsewhere: '' };
      pass(exchange, await forward(exchange));
    },
  );
  await using served = await listen(guard, 'https://localhost');
  await writeFile(join(folder, 'authority.pem'), front.authority);
  const env = {
    ...{ ...credentials(server), OCTOPUS_URL: served.url },
    ...{ OCTOPUS_CLIENT_CERTIFICATE: cert, OCTOPUS_CLIENT_KEY: keyFile },
    NODE_EXTRA_CA_CERTS: join(folder, 'authority.pem'),
  };
  const words = ['--format', 'json', '--save', 'walk.har'];
  const { code, stdout, stderr } = await runCommand('inspect-portal', { env, words });

  expect(code, stderr).toBe(0);
  expect([...new Set(names)]).toEqual(['client']);
  expect(server.madeKeys()).toHaveLength(2);
  expect(server.liveKeys()).toEqual([]);
  expect(server.liveSessions()).toBe(0);
  const { mirrors, rows, login } = JSON.parse(stdout);
  expect([mirrors, login.mirrors]).toEqual([true, true]);
  const same = rows.filter(({ relation }: { relation: string }) => relation === 'same');
  expect(same.map(({ part, name }: Record<string, string>) => `${part} ${name}`)).toEqual(
    expect.arrayContaining(['header x-octopus-csrf-token', 'body field Purpose', 'request path']),
  );
  expect(rows.filter(({ part }: { part: string }) => part === 'cookie')).toContainEqual(
    expect.objectContaining({ portal: '[redacted]', ours: '[redacted]', relation: 'same' }),
  );

  const text = await readFile(join(folder, 'walk.har'), 'utf8');
  const har = JSON.parse(text) as Har;
  expect(findHarMistakes(har)).toEqual([]);
  const asked = (path: RegExp) =>
    har.log.entries.filter(({ request }) => request.method === 'POST' && path.test(request.url));
  expect(asked(/apikeys$/)).toHaveLength(2);
  expect(asked(/\/login$/)).toHaveLength(1);
  const secrets = collectSecrets(server, server.password);
  expect(secrets.length).toBeGreaterThan(4);
  expect(findLeaks(secrets, text + stdout + stderr)).toEqual([]);
  for (const line of key.split('\n').filter((each) => !each.startsWith('-----') && each !== ''))
    expect(text + stdout + stderr).not.toContain(line);
});

test('a proxy that is itself reached by TLS, and asks for a certificate, is shown none', {
  tag: '@extended',
}, async ({ folder }) => {
  const clientCertificate = await unlockCertificate(folder);
  const shown: string[] = [];
  await using server = await serveAsking(shown, 'server');
  const front = createSecureServer({
    ...(await issue('localhost')),
    requestCert: true,
    rejectUnauthorized: false,
  });
  front.on('connect', (incoming, socket) => {
    shown.push(`proxy ${(incoming.socket as TLSSocket).getPeerCertificate().subject?.CN ?? 'none'}`);
    const onward = connect(Number(new URL(server.url).port), '127.0.0.1', () => {
      socket.write('HTTP/1.1 200 OK\r\n\r\n');
      onward.pipe(socket).pipe(onward);
    });
    for (const each of [onward, socket]) each.on('error', () => {});
  });
  await using proxy = await listen(front, 'https://localhost');
  const url = server.url.replace('localhost', 'octopus.corp.test');
  const before = process.env.NODE_TLS_REJECT_UNAUTHORIZED;
  process.env.NODE_TLS_REJECT_UNAUTHORIZED = '0';
  try {
    const named = chooseProxies(undefined, { HTTPS_PROXY: proxy.url });
    await ask(`${url}/api`, readNetwork({ insecureTls: true, proxy: named, clientCertificate }, [url]));
  } finally {
    if (before === undefined) delete process.env.NODE_TLS_REJECT_UNAUTHORIZED;
    else process.env.NODE_TLS_REJECT_UNAUTHORIZED = before;
  }
  expect(shown).toEqual(['proxy none', 'server /api client']);
});

test("a remote browser, which others may use, too, is not given one's place: exit 2", async ({
  runCommand,
  folder,
}) => {
  const { cert, keyFile } = await writeIdentity(folder);
  const env = {
    ...{ OCTOPUS_URL: 'https://localhost:1', OCTOPUS_USERNAME: 'admin', OCTOPUS_PASSWORD: 'fake-password' },
    ...{ OCTOPUS_CLIENT_CERTIFICATE: cert, OCTOPUS_CLIENT_KEY: keyFile },
  };
  const words = ['--browser', 'ws://127.0.0.1:1/'];
  const { code, stderr } = await runCommand('mint-key', { env, words });

  expect(code, stderr).toBe(2);
  expect(stderr).toContain('OCTOPUS_CLIENT_CERTIFICATE');
});
