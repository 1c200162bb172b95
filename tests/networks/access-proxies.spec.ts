import type { RequestListener, ServerResponse } from 'node:http';
import { Deadline } from '../../src/core/deadline.ts';
import { openBesideSession } from '../../src/session/session-api.ts';
import { forward, pass, readBody } from '../faults/faults.ts';
import { provideHere } from '../faults/provide-here.ts';
import { expect, test } from '../fixtures.ts';
import { serve } from '../serve.ts';
import { findPage, startRemoteBrowser } from '../sso/remote-browser.ts';
import { startSso } from '../sso/start-sso.ts';
import { startCommand } from '../start-command.ts';

// What stands in front of a server, and wants a sign-in of its own before it passes anything on.

interface Refusal {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string | string[]>>;
  readonly body?: string;
}

const HTML = { 'content-type': 'text/html; charset=utf-8' };
const WAYS = '--headers-file';
const SELF = 'at http://127.0.0.1:';

const redirect = (location: string, headers: Refusal['headers'] = {}): Refusal => ({
  status: 302,
  headers: { location, ...headers },
  body: `<a href="${location}">Found</a>.`,
});

// As each answers who asks for JSON, or for anything, without a cookie of its own.
const refusals: Readonly<Record<string, readonly [reply: Refusal, said: string, advice?: string]>> = {
  // developers.cloudflare.com/cloudflare-one, service tokens
  'Cloudflare Access': [
    redirect(
      'https://fake-team.cloudflareaccess.com/cdn-cgi/access/login/octopus.example?kid=fake&redirect_url=%2Fapi',
      {
        'cf-access-domain': 'octopus.example',
      },
    ),
    'a sign-in of its own, at https://fake-team.cloudflareaccess.com (302 Found)',
  ],
  'Cloudflare Access, with a service token that it does not know': [
    {
      status: 403,
      headers: { ...HTML, 'cf-access-domain': 'octopus.example' },
      body: '<title>Forbidden</title>',
    },
    SELF,
  ],
  // cloud.google.com/iap/docs/faq: 401 where a client does not ask for a page
  'Google IAP, which is asked for no page': [
    {
      status: 401,
      headers: { 'content-type': 'text/html', 'x-goog-iap-generated-response': 'true' },
      body: 'Invalid IAP credentials: empty token',
    },
    SELF,
  ],
  'Google IAP, which is asked for a page': [
    redirect('https://accounts.google.com/o/oauth2/v2/auth?client_id=fake', {
      'x-goog-iap-generated-response': 'true',
    }),
    'at https://accounts.google.com (302',
  ],
  // oauth2-proxy: docs, Behavior; its sign-in page is a 403
  'oauth2-proxy, which is asked for JSON': [
    { status: 401, headers: { 'content-type': 'application/json' }, body: '{}' },
    SELF,
  ],
  'oauth2-proxy, which shows its page': [
    {
      status: 403,
      headers: HTML,
      body: '<title>Sign In</title><form method="GET" action="/oauth2/start"><button>Sign in with Fake</button></form>',
    },
    '403 Forbidden, "Sign In"',
  ],
  'oauth2-proxy, which sends to its provider at once': [
    redirect('https://login.fake-provider.example/authorize?client_id=fake'),
    'at https://login.fake-provider.example (302',
  ],
  // authelia.com, forwarded authentication, nginx
  Authelia: [
    redirect('https://auth.fake.example/?rd=https%3A%2F%2Foctopus.example%2Fapi&rm=GET'),
    'at https://auth.fake.example (302',
  ],
  // docs.goauthentik.io, proxy provider, nginx
  'authentik, at the origin of the server': [
    redirect('/outpost.goauthentik.io/start?rd=https%3A%2F%2Foctopus.example%2Fapi'),
    '/outpost.goauthentik.io/start (302',
  ],
  'Entra application proxy': [
    redirect('https://login.microsoftonline.com/fake-tenant/oauth2/authorize?client_id=fake', {
      'set-cookie': ['AzureAppProxyAnalyticCookie_fake=fake; path=/'],
    }),
    'at https://login.microsoftonline.com (302',
  ],
  'F5 APM': [redirect('/my.policy'), '/my.policy (302'],
  'a page for a sign-in, with success': [
    { status: 200, headers: HTML, body: '<title>Fake VPN</title><form><input type="password"></form>' },
    'not what an Octopus Server sends, but a page for a sign-in of its own (200 OK, "Fake VPN")',
  ],
  'HTTP Basic': [
    { status: 401, headers: { ...HTML, 'www-authenticate': 'Basic realm="Fake staff"' } },
    'wants a user name and a password of its own (401 Unauthorized, realm "Fake staff")',
    'OCTOPUS_HTTP_USERNAME',
  ],
  'HTTP Basic beside another': [
    { status: 401, headers: { 'www-authenticate': 'Digest realm="x, y", Basic realm="Fake staff"' } },
    'wants a user name and a password of its own',
    'OCTOPUS_HTTP_USERNAME',
  ],
  'Negotiate beside Basic': [
    { status: 401, headers: { 'www-authenticate': ['Negotiate', 'Basic realm="Fake"'] } },
    'wants a user name and a password of its own',
    'OCTOPUS_HTTP_USERNAME',
  ],
  'Negotiate alone': [
    { status: 401, headers: { 'www-authenticate': 'Negotiate' } },
    'wants a sign-in by Kerberos (Negotiate) (401 Unauthorized)',
    '--negotiate',
  ],
  'Digest alone': [
    { status: 401, headers: { 'www-authenticate': 'Digest realm="Fake", nonce="fake"' } },
    'wants a sign-in of its own, by Digest',
  ],
};

function answer(outgoing: ServerResponse, { status, headers = {}, body = '' }: Refusal): void {
  outgoing.writeHead(status, headers as Record<string, string>).end(body);
}

for (const [who, [reply, said, advice = WAYS]] of Object.entries(refusals))
  test(`${who} is told as what it is: exit 3, and nothing is tried`, async () => {
    const heard: string[] = [];
    await using front = await serve(({ method, url }, outgoing) => {
      heard.push(`${method} ${url}`);
      answer(outgoing, reply);
    });
    const login = {
      url: front.url,
      username: 'fake',
      password: 'fake-password',
      browser: undefined,
      direct: true,
    };
    const { code, stdout, stderr } = await provideHere(login, undefined, 30_000);
    const { msg } = JSON.parse(stderr.trim().split('\n').at(-1) ?? '');
    expect({ code, stdout }, stderr).toEqual({ code: 3, stdout: '' });
    expect(msg).toContain(said);
    expect(msg).toContain(advice);
    expect(heard.filter((request) => !request.startsWith('GET /api'))).toEqual([]);
  });

// The server itself.
for (const [what, reply, said] of [
  ['another address of the same', redirect('https://octopus.fake.example/api'), 'give that as OCTOPUS_URL'],
  ['its virtual directory', redirect('/octopus/api'), 'give that as OCTOPUS_URL'],
  [
    'a 401 of an Octopus Server',
    {
      status: 401,
      headers: { 'www-authenticate': 'Negotiate' },
      body: '{"ErrorMessage":"You must be logged in."}',
    },
    'The server said: You must be logged in.',
  ],
  [
    'a page of something else',
    { status: 200, headers: HTML, body: '<title>Welcome to nginx!</title>' },
    'is not what an Octopus Server sends. Check',
  ],
] as const)
  test(`${what} is not taken for a sign-in of something else`, async () => {
    await using front = await serve((_, outgoing) => answer(outgoing, reply));
    const login = {
      url: front.url,
      username: 'fake',
      password: 'fake-password',
      browser: undefined,
      direct: true,
    };
    const { code, stderr } = await provideHere(login, undefined, 30_000);
    expect(code).toBe(3);
    expect(stderr).toContain(said);
    expect(stderr).not.toContain('stands in front');
  });

test('a refusal of the login that is not the server’s is no refused password: exit 3', async ({
  startServer,
}) => {
  const server = await startServer();
  const { username, password } = server;
  const challenge = { status: 401, headers: { ...HTML, 'www-authenticate': 'Basic realm="Fake"' } };
  await using front = await serve(async (incoming, outgoing) => {
    if (incoming.method === 'POST') return answer(outgoing, challenge);
    const exchange = { incoming, outgoing, target: server.url, elsewhere: '' };
    pass(exchange, await forward(exchange));
  });
  const login = { url: front.url, username, password, browser: undefined, direct: true };
  const { code, stderr } = await provideHere(login, undefined, 30_000);
  expect(code).toBe(3);
  expect(stderr).toContain('wants a user name and a password of its own');
  expect(stderr).not.toContain('Check OCTOPUS_USERNAME');
});

for (const where of ['at another origin', 'at the origin of the server'])
  test(`a form ${where} that comes in the place of the portal’s page is given nothing: exit 4`, {
    tag: '@extended',
  }, async ({ startServer, startBrowser }) => {
    const server = await startServer();
    const { username, password } = server;
    const given: string[] = [];
    const form =
      '<form method="post"><input name="u"><input name="p" type="password"><button>Sign in</button></form>';
    const show: RequestListener = async (incoming, outgoing) => {
      if (incoming.method !== 'GET') given.push(await readBody(incoming));
      answer(outgoing, { status: 200, headers: HTML, body: form });
    };
    await using elsewhere = await serve(show);
    await using front = await serve(async (incoming, outgoing) => {
      if (incoming.url === '/app')
        return answer(
          outgoing,
          redirect(where === 'at another origin' ? `${elsewhere.url}/login` : '/my.policy'),
        );
      if (incoming.url === '/my.policy') return await show(incoming, outgoing);
      const exchange = { incoming, outgoing, target: server.url, elsewhere: '' };
      pass(exchange, await forward(exchange));
    });
    const login = { url: front.url, username, password, browser: await startBrowser() };
    const { code, stderr } = await provideHere(login, undefined, 30_000);
    expect(code, stderr).toBe(4);
    const place = where === 'at another origin' ? elsewhere.url : `${front.url}/my.policy`;
    expect(stderr).toContain(`the browser was sent to ${place}, which is`);
    expect(stderr).toContain('--headers-file');
    expect(given).toEqual([]);
  });

const PASS = 'fake_front=fake-pass-of-the-front';

test('what asks without a session bears the cookies of the front, and none of the session', async () => {
  const heard: (string | undefined)[] = [];
  await using front = await serve(({ headers }, outgoing) => {
    heard.push(headers.cookie);
    outgoing.setHeader('set-cookie', 'OctopusIdentificationToken_fake=new; path=/').end('{}');
  });
  const common = {
    domain: '127.0.0.1',
    path: '/',
    expires: -1,
    httpOnly: true,
    secure: false,
    sameSite: 'Lax',
  } as const;
  const names = ['OctopusIdentificationToken_fake', 'Octopus-Csrf-Token_fake', 'fake_front'];
  const cookies = names.map((name) => ({ ...common, name, value: 'fake-pass-of-the-front' }));
  const http = await openBesideSession(cookies, { insecureTls: false });
  const ask = () =>
    http.send(
      { method: 'GET', address: `${front.url}/api`, headers: {}, body: undefined },
      Deadline.ofRun(30_000),
    );
  await ask();
  await ask();
  await http.close();
  expect(heard).toEqual([PASS, PASS]);
});

/** Lets nobody pass without its cookie, which its provider's page gives, as access proxies do. */
function protect(target: string, provider: () => string): RequestListener {
  return async (incoming, outgoing) => {
    if (incoming.url?.startsWith('/fake-front/callback'))
      return outgoing.writeHead(302, { location: '/app', 'set-cookie': `${PASS}; path=/; HttpOnly` }).end();
    if (!(incoming.headers.cookie ?? '').includes(PASS))
      return answer(outgoing, redirect(`${provider()}/login`));
    const exchange = { incoming, outgoing, target, elsewhere: '' };
    pass(exchange, await forward(exchange));
  };
}

test('--interactive passes an access proxy, and all requests go on with its cookie', {
  tag: '@extended',
}, async ({ startServer, folder }) => {
  const server = await startServer();
  await using elsewhere = await startRemoteBrowser();
  let back = '';
  await using provider = await serve((_, outgoing) =>
    answer(outgoing, {
      status: 200,
      headers: HTML,
      body: `<a href="${back}/fake-front/callback">Let me in</a>`,
    }),
  );
  await using front = await serve(protect(server.url, () => provider.url));
  back = front.url;
  const env = { OCTOPUS_URL: front.url, OCTOPUS_BROWSER: elsewhere.address };
  await using mint = startCommand('mint-key', { args: ['--interactive'], cwd: folder, env });
  await mint.waitForLine('Something in front of the server wants a sign-in');
  const page = await findPage(elsewhere.browser, provider.url);
  await page.getByText('Let me in').click();
  await page.locator('input[type=password]').fill(server.password);
  await page.locator('input:not([type=password])').first().fill(server.username);
  await page.locator('input[type=password]').press('Enter');
  const { code, stdout, stderr } = await mint.exited;

  expect(code, stderr).toBe(0);
  expect(stdout).toBe(`${server.liveKeys()[0]?.key}\n`);
  expect(server.liveSessions()).toBe(0);
  const verifying = server.requests.filter(({ headers }) => headers['x-octopus-apikey']);
  expect(verifying.length).toBeGreaterThan(0);
  for (const { headers } of verifying) expect(headers.cookie).toBe(PASS);
});

test('--provider gives what an access proxy asks for, where --sso-origin lists it, and goes on to the server', {
  tag: '@extended',
}, async ({ runCommand }) => {
  await using sso = await startSso();
  let back = '';
  const given: string[] = [];
  const form = `<title>Fake staff</title><h1>Sign in</h1><form method="post" action="/take"><label>User name <input name="username" autocomplete="username"></label>
    <label>Password <input type="password" name="password" autocomplete="current-password"></label><button>Sign in</button></form>`;
  await using provider = await serve(async (incoming, outgoing) => {
    if (incoming.method !== 'POST') return answer(outgoing, { status: 200, headers: HTML, body: form });
    given.push(await readBody(incoming));
    answer(outgoing, { status: 303, headers: { location: `${back}/fake-front/callback` } });
  });
  await using front = await serve(protect(sso.server.url, () => provider.url));
  back = front.url;
  const env = {
    ...sso.env,
    OCTOPUS_URL: front.url,
    OCTOPUS_SSO_ORIGINS: `${sso.provider.issuer},${provider.url}`,
  };
  const { code, stdout, stderr } = await runCommand('mint-key', { env });

  expect(code, stderr).toBe(0);
  expect(stdout).toBe(`${sso.server.liveKeys()[0]?.key}\n`);
  expect(sso.server.liveSessions()).toBe(0);
  expect(given).toHaveLength(1);
  expect(sso.provider.submissions).toHaveLength(1);
});
