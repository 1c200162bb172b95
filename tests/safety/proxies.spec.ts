import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { createServer } from 'node:net';
import { PlaywrightHttp, UndiciHttp } from '../../src/api/http.ts';
import { tryProxy } from '../../src/api/try-proxy.ts';
import { contextOptions } from '../../src/browser/browser-environment.ts';
import { openAnonymousRequests } from '../../src/browser/open-browser.ts';
import { Deadline } from '../../src/core/deadline.ts';
import { chooseProxies, Proxies, readProxy } from '../../src/core/proxy.ts';
import { openTunnel } from '../../src/core/tunnel.ts';
import { type Relayed, relay } from '../../src/portal/relay.ts';
import { redactor } from '../../src/secrets/redactor.ts';
import { credentials, expect, test } from '../fixtures.ts';
import { launchBrowser } from '../launch-browser.ts';
import { secure, serve } from '../serve.ts';
import { answer, passOn, serveProxy, serveSocks } from './serve-proxy.ts';

const NAME = 'octopus.corp.test';
const SECURE = `https://${NAME}/`;

test.describe('which proxy a run has', () => {
  const choices: readonly [
    title: string,
    environment: Record<string, string>,
    http: string,
    https: string,
  ][] = [
    ['none where nothing is set', {}, 'none', 'none'],
    ['each scheme its own variable', { HTTPS_PROXY: 'http://one:1' }, 'none', 'http://one:1 (HTTPS_PROXY)'],
    [
      'small letters first',
      { http_proxy: 'one:1', HTTP_PROXY: 'two:2' },
      'http://one:1 (http_proxy)',
      'none',
    ],
    [
      'ALL_PROXY for what has none of its own',
      { ALL_PROXY: 'http://one:1', https_proxy: 'http://one:1' },
      'http://one:1 (ALL_PROXY)',
      'http://one:1 (https_proxy)',
    ],
    [
      'none for plain http by HTTP_PROXY in a CGI program',
      { HTTP_PROXY: 'one:1', REQUEST_METHOD: 'GET' },
      'none',
      'none',
    ],
    [
      'http_proxy in a CGI program, which nobody can set from outside',
      { http_proxy: 'one:1', REQUEST_METHOD: 'GET' },
      'http://one:1 (http_proxy)',
      'none',
    ],
    ['none where NO_PROXY is everything', { ALL_PROXY: 'one:1', NO_PROXY: 'other, *' }, 'none', 'none'],
    [
      'the usual port of its kind',
      { ALL_PROXY: 'socks5h://One' },
      'socks5://one:1080 (ALL_PROXY)',
      'socks5://one:1080 (ALL_PROXY)',
    ],
  ];
  for (const [title, environment, http, https] of choices) {
    test(title, () => {
      const proxies = chooseProxies(undefined, environment);
      const name = (address: string) => {
        const found = proxies?.of(address);
        // Whoever names the other scheme's is told of whichever was read first: they are the same.
        return found ? `${found.address} (${found.from})` : 'none';
      };
      const onlyAddress = (text: string) => text.replace(/ .*/, '');

      expect(onlyAddress(name('http://octopus.corp.test'))).toBe(onlyAddress(http));
      expect(name(SECURE)).toBe(https);
    });
  }

  test('one that is named goes before the environment, and `none` too', () => {
    const environment = { ALL_PROXY: 'http://other:2', NO_PROXY: 'beside.corp.test' };
    const named = chooseProxies(new Proxies(readProxy('one:1', '--proxy')), environment);

    expect(named?.of(SECURE)?.address).toBe('http://one:1');
    expect(named?.of('https://beside.corp.test')).toBeUndefined();
    expect(chooseProxies(new Proxies(undefined), environment)).toBeUndefined();
  });

  test('two different ones are refused: a page can have one', () => {
    expect(() => chooseProxies(undefined, { HTTP_PROXY: 'one:1', HTTPS_PROXY: 'two:2' })).toThrow(
      'HTTPS_PROXY and HTTP_PROXY name different proxies',
    );
  });

  const refused: Readonly<Record<string, RegExp>> = {
    auto: /^ALL_PROXY names a script/,
    'http://wpad.corp.test/proxy.pac': /^ALL_PROXY names a script/,
    'pac+https://corp.test/a': /^ALL_PROXY names a script/,
    'socks4://one:1': /^ALL_PROXY .* no address of a proxy/,
    'ftp://one:1': /^ALL_PROXY .* no address of a proxy/,
    'http://one:1/path': /^ALL_PROXY names a path/,
    'socks5://user:fake-canary@one:1': /^ALL_PROXY gives a password to a SOCKS proxy/,
    'http://user:fake-canary%25@one:1': /^ALL_PROXY has a percent sign/,
    'http://user:fake-canary/more@one:1': /^ALL_PROXY .* no address of a proxy/,
  };
  for (const [address, says] of Object.entries(refused)) {
    test(`${address.replace('fake-canary', '…')} is refused with a word, and no password`, () => {
      const told = () => chooseProxies(undefined, { ALL_PROXY: address });

      expect(told).toThrow(says);
      expect(told).not.toThrow(/fake-canary/);
    });
  }

  test('a password is known as it stands in the address, as it is meant, and as it is sent', () => {
    const { credentials: known } = readProxy('http://user:f%61ke%40canary-of-a-proxy@one:1', 'OCTOPUS_PROXY');

    expect(known?.password.reveal()).toBe('fake@canary-of-a-proxy');
    const sent = Buffer.from('user:fake@canary-of-a-proxy').toString('base64');
    for (const text of [
      'f%61ke%40canary-of-a-proxy',
      'fake%40canary-of-a-proxy',
      'fake@canary-of-a-proxy',
      sent,
    ])
      expect(redactor.redact(`it is ${text}.`)).not.toContain(text);
  });

  test('a password in the option is refused, and --proxy with a script: exit 2', async ({
    runCommand,
    startServer,
  }) => {
    const server = await startServer();
    const run = (proxy: string) =>
      runCommand('mint-key', { env: credentials(server), words: ['--proxy', proxy] });
    const [withPassword, withScript] = [await run('http://user:fake-canary@one:1'), await run('auto')];

    expect([withPassword.code, withScript.code]).toEqual([2, 2]);
    expect(withPassword.stderr).toContain('OCTOPUS_PROXY_FILE');
    expect(withPassword.stderr).not.toContain('fake-canary');
    expect(withScript.stderr).toContain('--proxy names a script');
    expect(server.requests).toEqual([]);
  });
});

test.describe('what goes through it', () => {
  const NO_PROXY =
    'corp.test .sub.example,*.star.example,UPPER.example,port.example:8443,10.0.0.0/8,192.0.2.7,192.0.2.8:8443,zero.example:0080,fe80::1%eth0,[2001:db8::1],2001:db8:1::/48,dot.example.';
  const direct = [
    ...['http://corp.test', 'http://octopus.corp.test:81', 'http://sub.example', 'http://a.sub.example'],
    ...['http://star.example', 'http://a.b.star.example', 'http://upper.example', 'http://port.example:8443'],
    ...[
      'http://zero.example',
      'http://a.port.example:8443',
      'http://10.1.2.3',
      'http://192.0.2.7',
      'http://192.0.2.8:8443',
    ],
    ...['http://[2001:db8::1]', 'http://[2001:db8:1:2::3]', 'http://dot.example'],
    ...['http://localhost:81', 'http://a.localhost', 'http://127.9.9.9', 'http://[::1]:81'],
    ...[
      'http://dot.example.',
      'http://a.corp.test.:81',
      'http://localhost.:81',
      'http://[::ffff:127.0.0.1]:81',
    ],
  ];
  const proxied = [
    ...['http://other.test', 'http://mycorp.test', 'http://corp.test.example', 'http://port.example'],
    ...[
      'http://port.example:84',
      'http://11.1.2.3',
      'http://192.0.2.70',
      'http://192.0.2.8',
      'http://[2001:db8::2]',
    ],
    ...['http://localhost.example', 'http://169.254.1.1', 'http://10.example', 'http://[fe80::1]'],
  ];

  test('is the same to Chromium as to everything else, entry by entry of NO_PROXY', async () => {
    await using proxy = await serve((_, outgoing) => outgoing.end('through the proxy'));
    await using other = await serve((_, outgoing) => outgoing.end('directly'));
    const proxies = chooseProxies(undefined, { http_proxy: proxy.url, NO_PROXY });
    const ours = (address: string) => (proxies?.of(address) ? 'through the proxy' : 'directly');
    // What goes directly comes here, whatever it is called, so that nothing leaves this machine.
    const rules = `MAP * 127.0.0.1:${new URL(other.url).port}, EXCLUDE 127.0.0.1`;
    const browser = await launchBrowser(false, [`--host-resolver-rules=${rules}`]);
    try {
      const context = await browser.newContext(contextOptions({ insecureTls: false, proxies }));
      const page = await context.newPage();
      for (const address of [...direct, ...proxied]) {
        const wanted = direct.includes(address) ? 'directly' : 'through the proxy';
        const reply = await page.goto(address);
        expect.soft(await reply?.text(), `Chromium: ${address}`).toBe(wanted);
        expect.soft(ours(address), address).toBe(wanted);
      }
    } finally {
      await browser.close();
    }
  });

  test('is the same to requests of Playwright’s own, which read no ports and no blocks of addresses', async () => {
    await using server = await serve((_, outgoing) => outgoing.end('directly'));
    await using proxy = await serveProxy({ onConnect: (_, socket) => socket.end(answer(403)) });
    const byPort = 'http://octopus.invalid:8443';
    const proxies = chooseProxies(undefined, { http_proxy: proxy.url, NO_PROXY: 'octopus.invalid:8443' });
    const network = { insecureTls: false, proxies, addresses: [server.url, byPort] };
    const http = new PlaywrightHttp(await openAnonymousRequests({ network, isTraced: false }), network);
    const send = (address: string) =>
      http.send({ method: 'GET', address, headers: {}, body: undefined }, Deadline.ofRun(30_000));

    expect((await send(server.url)).text).toBe('directly');
    await expect(send(byPort)).rejects.toThrow(/octopus\.invalid/);
    expect(proxy.seen).toEqual([]);
    expect((await send('http://other.invalid:8443')).status).toBe(403);
    await http.close();
  });
});

/** What a proxy does with a request to connect, and what is said of that. */
const troubles: Readonly<
  Record<
    string,
    {
      readonly onConnect: (incoming: IncomingMessage, socket: Socket) => void;
      readonly says: RegExp;
      readonly hint: RegExp;
      readonly address?: string;
    }
  >
> = {
  'lets nobody through': {
    onConnect: (_, socket) =>
      socket.end(answer(403, 'Content-Type: text/html', '<html><title>Not for you</title></html>')),
    says: /lets nobody through to octopus\.corp\.test:443 \(403 Fake, "Not for you"\)/,
    hint: /CONNECT/,
  },
  'wants a password': {
    onConnect: (_, socket) => socket.end(answer(407, 'Proxy-Authenticate: Basic realm="corp"')),
    says: /wants a user name and a password \(407 Fake\)/,
    hint: /OCTOPUS_PROXY_FILE/,
  },
  'wants a password in another way': {
    onConnect: (_, socket) => socket.end(answer(407, 'Proxy-Authenticate: Negotiate')),
    says: /takes no password in the way that is known here, Basic, but Negotiate/,
    hint: /Basic/,
  },
  'is not told the right password': {
    address: 'http://user:fake-canary-word@127.0.0.1',
    onConnect: (_, socket) => socket.end(answer(407, 'Proxy-Authenticate: Basic realm="corp"')),
    says: /does not take the user name and the password that are in its address \(407 Fake\)/,
    hint: /HTTPS_PROXY/,
  },
  'cannot reach the server': {
    onConnect: (_, socket) => socket.end(answer(503)),
    says: /could not reach octopus\.corp\.test:443 \(503 Fake\)/,
    hint: /--wait/,
  },
  'answers with a page of its own': {
    onConnect: (_, socket) =>
      socket.end(answer(200, 'Content-Type: text/html', '<title>Accept our terms</title>')),
    says: /answered in the place of octopus\.corp\.test:443 \(200 Fake, "Accept our terms"\)/,
    hint: /address of a proxy/,
  },
  'lets us through to a page of its own': {
    onConnect: (_, socket) => socket.end(`${answer(200)}<html><title>Accept our terms</title></html>`),
    says: /let us through to octopus\.corp\.test, and what came from there was no TLS/,
    hint: /answer in its place/,
  },
  'sends people on': {
    onConnect: (_, socket) => socket.end(answer(302, 'Location: https://login.corp.test/')),
    says: /answered in the place of octopus\.corp\.test:443 \(302 Fake\)/,
    hint: /what it wants/,
  },
  'says nothing of use': {
    onConnect: (_, socket) => socket.end('SSH-2.0-fake\r\n'),
    says: /does not answer as a proxy does/,
    hint: /--proxy none/,
  },
  'hangs up': {
    onConnect: (_, socket) => socket.destroy(),
    says: /breaks connections off|does not answer as a proxy does/,
    hint: /--proxy none/,
  },
};

test.describe('a proxy that is of no use is told as what it is', () => {
  for (const [what, { onConnect, says, hint, address = 'http://127.0.0.1' }] of Object.entries(troubles)) {
    test(`one that ${what}`, async () => {
      await using proxy = await serveProxy({ onConnect });
      const named = address.replace('127.0.0.1', new URL(proxy.url).host);
      const told = await findTrouble(named);

      expect(told).toMatch(says);
      expect(told).toMatch(hint);
      expect(told).toContain(`the proxy ${proxy.url} (HTTPS_PROXY) `);
      expect(told).not.toContain('fake-canary-word');
    });
  }

  test('one that is not there, one whose name nobody knows, and one that says nothing', async () => {
    const silent = createServer().listen(0, '127.0.0.1');
    await once(silent, 'listening');
    const { port } = silent.address() as AddressInfo;

    expect(await findTrouble('http://127.0.0.1:1')).toContain('refuses connections (ECONNREFUSED)');
    expect(await findTrouble('http://proxy.invalid:3128')).toContain('has a name that is not known here');
    expect(await findTrouble(`http://127.0.0.1:${port}`, 1_000)).toContain('does not answer');
    expect(await findTrouble(`socks5://127.0.0.1:${port}`, 1_000)).toContain('does not answer');
    expect(await findTrouble('socks5://127.0.0.1:1')).toContain('refuses connections (ECONNREFUSED)');
    silent.close();
  });

  test('a name that is longer than SOCKS has room for is not sent: the rest would be taken for another port, and for data', async () => {
    await using socks = await serveSocks();
    const destination = { host: `${'octopus.'.repeat(40)}test`, port: 443 };
    const opening = openTunnel(readProxy(socks.url, '--proxy'), destination, AbortSignal.timeout(10_000));

    await expect(opening).rejects.toThrow('cannot be told a name of 324 characters');
    expect(socks.seen).toEqual([]);
  });

  for (const status of [403, 407, 503] as const) {
    test(`a run ends with exit 3 where it answers ${status}, and nobody has signed in`, async ({
      startServer,
      runCommand,
    }) => {
      const server = await startServer();
      await using proxy = await serveProxy({ onConnect: (_, socket) => socket.end(answer(status)) });
      const env = { ...credentials(server), OCTOPUS_URL: `http://${NAME}`, HTTP_PROXY: proxy.url };
      const { code, stdout, stderr } = await runCommand('mint-key', { env, words: ['--allow-http'] });

      expect({ code, stdout }).toEqual({ code: 3, stdout: '' });
      expect(stderr).toContain(`the proxy ${proxy.url} (HTTP_PROXY)`);
      expect(stderr).toContain(`${status} Fake`);
      expect(server.requests).toEqual([]);
    });
  }
});

async function findTrouble(proxy: string, time = 30_000): Promise<string> {
  const server = chooseProxies(undefined, { HTTPS_PROXY: proxy })?.of(SECURE);
  if (!server) throw new Error('there is no proxy');
  return await tryProxy(server, SECURE, Deadline.ofRun(time)).then(
    () => 'nothing',
    (error: Error) => error.message,
  );
}

test.describe('what a hostile proxy says', () => {
  const forged = answer(404, 'Set-Cookie: session=forged', '{"ErrorMessage":"There is no such key."}');
  for (const how of ['Playwright', 'undici'] as const) {
    test(`in the place of an https server is not believed, by ${how}`, async () => {
      await using proxy = await serveProxy({ onConnect: (_, socket) => socket.end(forged) });
      const network = { insecureTls: true, proxies: chooseProxies(undefined, { HTTPS_PROXY: proxy.url }) };
      const http =
        how === 'undici'
          ? new UndiciHttp(network)
          : new PlaywrightHttp(await openAnonymousRequests({ network, isTraced: false }), network);
      const request = { method: 'DELETE', address: SECURE, headers: {}, body: undefined };

      await expect(http.send(request, Deadline.ofRun(30_000))).rejects.toThrow(
        `the proxy ${proxy.url} (HTTPS_PROXY) answered in the`,
      );
      await http.close();
    });
  }
});

test('a credential that a hostile proxy answers in the place of an https server is lost, and the page is told nothing', async () => {
  await using server = await serve((_, outgoing) => outgoing.end('<p>'));
  await using front = await secure(server.url, [NAME]);
  let isForging = false;
  await using proxy = await serveProxy({
    onConnect: (incoming, socket) =>
      isForging
        ? void socket.end(answer(403, 'Content-Type: application/json', '{"ErrorMessage":"Wrong."}'))
        : passOn(incoming, socket),
  });
  const network = { insecureTls: true, proxies: chooseProxies(undefined, { HTTPS_PROXY: proxy.url }) };
  const browser = await launchBrowser();
  try {
    const page = await (await browser.newContext(contextOptions(network))).newPage();
    await page.goto(front.url.replace('localhost', NAME));
    isForging = true;
    const relaying = new Promise<Relayed>((done) =>
      page.route('**/login', async (route) => done(await relay(page, route, false, Deadline.ofRun(30_000)))),
    );
    const told = page.evaluate(() =>
      fetch('/login', { method: 'POST', body: 'fake' }).then(
        ({ status }) => status,
        () => 0,
      ),
    );

    expect(await relaying).toEqual({
      kind: 'lost',
      reason: "a proxy answered in the server's place: 403 Fake",
    });
    expect(await told).toBe(0);
  } finally {
    await browser.close();
  }
});

test('the password of a proxy goes to the proxy, and to no server that asks for one', async () => {
  const asked: string[] = [];
  await using server = await serve(({ headers, url }, outgoing) => {
    asked.push(`${headers.authorization} ${headers['proxy-authorization']}`);
    const [status, name] =
      url === '/401' ? [401, 'www-authenticate'] : url === '/407' ? [407, 'proxy-authenticate'] : [200, 'x'];
    outgoing.writeHead(Number(status), { [String(name)]: 'Basic realm="tests"' }).end('<p>');
  });
  await using front = await secure(server.url, [NAME]);
  await using proxy = await serveProxy({ credentials: 'user:fake-canary-word' });
  const address = proxy.url.replace('://', '://user:fake-canary-word@');
  const network = { insecureTls: true, proxies: chooseProxies(undefined, { ALL_PROXY: address }) };
  const browser = await launchBrowser();
  try {
    const context = await browser.newContext(contextOptions(network));
    const visit = async (url: string) => (await (await context.newPage()).goto(url))?.status();
    for (const url of [front.url.replace('localhost', NAME), server.url.replace('127.0.0.1', NAME)]) {
      expect(await visit(url)).toBe(200);
      for (const path of ['/401', '/407']) {
        await visit(url + path).catch(() => {});
        await context.request.get(url + path);
      }
    }
  } finally {
    await browser.close();
  }

  expect(asked.length).toBeGreaterThan(8);
  expect(new Set(asked)).toEqual(new Set(['undefined undefined']));
  expect(proxy.seen.some(({ credentials: given }) => given !== undefined)).toBe(true);
});
