import type { IncomingMessage } from 'node:http';
import { Failure } from '../../src/core/failure.ts';
import { startDecoy } from '../faults/fault-proxy.ts';
import { type Exchange, forward, pass, readBody } from '../faults/faults.ts';
import { provideHere, STOPPED } from '../faults/provide-here.ts';
import { collectSecrets, findLeaks } from '../find-leaks.ts';
import { expect, test } from '../fixtures.ts';
import { serve } from '../serve.ts';

// What a server, or what stands in front of it, can do to a sign-in without a browser: the password leaves once, for the one address
// that was given, and of a session that it has begun nothing is left.

interface Hostility {
  /** What happens to the login request. */
  readonly login?: (exchange: Exchange) => void | Promise<void>;
  readonly code: number;
  readonly says: RegExp;
  /** Of the server behind it; none by default. */
  readonly sessionsLeft?: number;
}

const MEGABYTE = 1024 * 1024;
const MAY_BE_SIGNED_IN =
  /login request got no reply .*Whether the server took the password is unknown; it is not submitted again/;
const NO_COOKIE = /the session cookie did not come with the reply to the login.*takes? cookies out/;

function redirect(status: number, to: (exchange: Exchange) => string): Hostility {
  return {
    login: (exchange) => void exchange.outgoing.writeHead(status, { location: to(exchange) }).end(),
    code: 4,
    says: /the server was given the password and redirected the login request to .*was not sent there/,
  };
}

/** Has the server do it, and leaves out some of the cookies that it sets. */
function without(cookie: RegExp) {
  return async (exchange: Exchange) => {
    const reply = await forward(exchange);
    const lines = [reply.headers['set-cookie'] ?? []].flat().filter((line) => !cookie.test(line));
    reply.headers['set-cookie'] = lines;
    pass(exchange, reply);
  };
}

/** Has the server do it, and says something else of the cookies that it sets. */
function saying(change: (lines: string[]) => string[]) {
  return async (exchange: Exchange) => {
    const reply = await forward(exchange);
    reply.headers['set-cookie'] = change([reply.headers['set-cookie'] ?? []].flat());
    pass(exchange, reply);
  };
}

const ELSEWHERE =
  /the server took the sign-in, and the (?:session|anti-forgery) cookie (?:is for|had expired|came in one header)/;

const hostilities: Readonly<Record<string, Hostility>> = {
  'redirects the login request to another origin, with 302': redirect(
    302,
    ({ elsewhere }) => `${elsewhere}/took`,
  ),
  'redirects the login request to another origin, with 303': redirect(
    303,
    ({ elsewhere }) => `${elsewhere}/took`,
  ),
  'redirects the login request to another origin, with 307': redirect(
    307,
    ({ elsewhere }) => `${elsewhere}/took`,
  ),
  'redirects the login request to another origin, with 308': redirect(
    308,
    ({ elsewhere }) => `${elsewhere}/took`,
  ),
  'redirects the login request to another path of its own': redirect(307, () => '/api/users/login/again'),
  'breaks the connection after the login request has come': {
    login: async ({ incoming }) => {
      await readBody(incoming);
      incoming.socket.resetAndDestroy();
    },
    code: 3,
    says: MAY_BE_SIGNED_IN,
  },
  'breaks the connection after it has signed in': {
    login: async (exchange) => {
      await forward(exchange);
      exchange.incoming.socket.resetAndDestroy();
    },
    code: 3,
    says: MAY_BE_SIGNED_IN,
    sessionsLeft: 1,
  },
  'breaks off in the middle of the reply, whose head has the cookies': {
    login: async (exchange) => {
      const { status, headers, body } = await forward(exchange);
      const { 'transfer-encoding': _, ...kept } = headers;
      exchange.outgoing.writeHead(status, { ...kept, 'content-length': body.length + 2 });
      exchange.outgoing.write(body, () => exchange.incoming.socket.resetAndDestroy());
    },
    code: 3,
    says: MAY_BE_SIGNED_IN,
  },
  'never answers': {
    login: async (exchange) => {
      await readBody(exchange.incoming);
    },
    code: 3,
    says: /no reply to the login request came in time\. Whether the server took the password is unknown/,
  },
  'answers with a page of its own': {
    login: ({ outgoing }) => {
      outgoing.writeHead(200, { 'content-type': 'text/html' }).end('<title>Corporate sign-in</title><form>');
    },
    code: 4,
    says: /the reply to the login request \(200 text\/html\) is not what an Octopus Server sends, and set no session cookie/,
  },
  'answers without end': {
    login: async (exchange) => {
      const { headers } = await forward(exchange);
      exchange.outgoing.writeHead(200, { 'set-cookie': headers['set-cookie'] ?? [] });
      const chunk = Buffer.alloc(MEGABYTE, ' ');
      const writeOn = () => void exchange.outgoing.write(chunk, (error) => error || writeOn());
      writeOn();
    },
    code: 4,
    says: /the reply is longer than 10 MB/,
  },
  'takes out all cookies': { login: without(/./), code: 4, says: NO_COOKIE, sessionsLeft: 1 },
  'takes out the identification cookie': {
    login: without(/^OctopusIdent/),
    code: 4,
    says: NO_COOKIE,
    sessionsLeft: 1,
  },
  'takes out the anti-forgery cookie': {
    login: without(/^Octopus-Csrf/),
    code: 4,
    says: /the anti-forgery cookie did not come with the reply to the login.*takes? cookies out/,
    sessionsLeft: 1,
  },
  'sets its cookies for the path of the login request alone': {
    login: saying((lines) => lines.map((line) => line.replace(/path=\/[^;]*/i, 'path=/api/users/login'))),
    code: 4,
    says: ELSEWHERE,
  },
  'sets its cookies for another host': {
    login: saying((lines) => lines.map((line) => `${line}; Domain=other.example`)),
    code: 4,
    says: ELSEWHERE,
  },
  'sets cookies whose time is over': {
    login: saying((lines) => lines.map((line) => `${line}; Max-Age=0`)),
    code: 4,
    says: ELSEWHERE,
  },
  'joins its cookies to one line, for a path below': {
    login: saying((lines) => [lines.join(', ').replace(/path=\/[^;,]*/gi, 'path=/api/users')]),
    code: 4,
    says: ELSEWHERE,
  },
  'gives a session cookie that is worth nothing': {
    login: ({ outgoing }) => {
      const names = ['OctopusIdentificationToken_x', 'Octopus-Csrf-Token_x'];
      const headers = { 'set-cookie': names.map((name) => `${name}=Fake-worthless-token-aa11; path=/`) };
      outgoing.writeHead(200, { ...headers, 'content-type': 'application/json' }).end('{"Id":"Users-1"}');
    },
    code: 4,
    says: /Could not read who is signed in .* 401/,
  },
  'says that it signed in somebody else than the session is of': {
    login: async (exchange) => pass(exchange, await forward(exchange), '{"Id":"Users-99"}'),
    code: 4,
    says: /signed in Users-99, and the session that came of it belongs to Users-1/,
  },
  'says of nobody that it signed them in, and opens a session of another name': {
    login: async (exchange) => {
      const asked = JSON.parse(await readBody(exchange.incoming));
      pass(exchange, await forward(exchange, JSON.stringify({ ...asked, Username: 'other' })), '{}');
    },
    code: 4,
    says: /the portal did not say who signed in, and the session that came of it belongs to other/,
  },
  'opens a session, and says that it was asked too often': {
    login: async ({ incoming, outgoing, target }) => {
      const { headers } = await forward({ incoming, outgoing, target, elsewhere: '' });
      const cookies = { 'set-cookie': headers['set-cookie'] };
      outgoing
        .writeHead(429, { ...cookies, 'content-type': 'application/json', 'retry-after': '0' })
        .end('{"ErrorMessage":"Too many of them."}');
    },
    code: 4,
    says: /the server answered 429 Too Many Requests/,
  },
  'asks for fewer requests, and for a longer wait than there is time for': {
    login: ({ outgoing }) => {
      outgoing
        .writeHead(429, { 'content-type': 'application/json', 'retry-after': '3600' })
        .end('{"ErrorMessage":"Too many of them."}');
    },
    code: 4,
    says: /the server answered 429 Too Many Requests, and asks to wait 1 h\. The server said: Too many of them\. It limits how often/,
  },
};

test('a run that is stopped before the reply to the login request has come says that a session may have begun', async ({
  startServer,
}) => {
  const server = await startServer();
  const { username, password } = server;
  const stop = new AbortController();
  await using front = await serve(async (incoming, outgoing) => {
    const reply = await forward({ incoming, outgoing, target: server.url, elsewhere: '' });
    if (isLogin(incoming)) stop.abort(new Failure({ ...STOPPED }));
    else pass({ incoming, outgoing, target: server.url, elsewhere: '' }, reply);
  });
  const login = { url: front.url, username, password, browser: undefined, direct: true, stop: stop.signal };
  const { code, stderr } = await provideHere(login, undefined, 30_000);

  expect(code).toBe(130);
  expect(server.liveSessions()).toBe(1);
  expect(stderr).toContain('Whether the server took the password is unknown');
  expect(stderr).toContain('A session that it may have begun stays on the server until it times out.');
});

test('a session whose cookies end before the run does goes on, and is ended', async ({ startServer }) => {
  const server = await startServer();
  const { username, password } = server;
  const setShort = saying((lines) => lines.map((line) => `${line}; Max-Age=1`));
  let asked = 0;
  await using front = await serve(async (incoming, outgoing) => {
    const exchange = { incoming, outgoing, target: server.url, elsewhere: '' };
    if (isLogin(incoming)) return await setShort(exchange);
    if (incoming.url === '/api/users/me' && asked++ === 0)
      return void outgoing.writeHead(503, { 'retry-after': '2' }).end();
    pass(exchange, await forward(exchange));
  });
  const login = { url: front.url, username, password, browser: undefined, direct: true };
  const { code, stderr } = await provideHere(login, undefined, 60_000);

  expect(code, stderr).toBe(0);
  expect(asked).toBeGreaterThan(1);
  expect(server.liveSessions()).toBe(0);
});

const rootOf = (links: (exchange: Exchange) => object) => async (exchange: Exchange) => {
  const reply = await forward(exchange);
  const root = JSON.parse(String(reply.body));
  pass(exchange, reply, JSON.stringify({ ...root, Links: links(exchange) }));
};

const misleading: Readonly<Record<string, (exchange: Exchange) => object>> = {
  'names another origin in its links': ({ elsewhere }) => ({
    SignIn: `${elsewhere}/api/users/login`,
    Authenticate_Octopus: `${elsewhere}/let-me-in`,
  }),
  'names the old path at another origin': ({ elsewhere }) => ({
    Authenticate_Octopus: `${elsewhere}/api/users/authenticate/usernamepassword`,
  }),
  'has links that are none': () => ({ SignIn: 7, Authenticate_Octopus: ['x'] }),
};

const ALWAYS_TRIED = [
  'redirects the login request to another origin, with 302',
  'breaks the connection after it has signed in',
  'never answers',
  'takes out all cookies',
];

for (const [what, { login, code: expected, says, sessionsLeft = 0 }] of Object.entries(hostilities))
  test(`a server that ${what}: exit ${expected}, and the password has left once, for it alone`, {
    tag: ALWAYS_TRIED.includes(what) ? [] : '@extended',
  }, async ({ startServer }) => {
    const server = await startServer();
    const { username, password } = server;
    await using decoy = await startDecoy();
    const heard: string[] = [];
    await using front = await serve(async (incoming, outgoing) => {
      const exchange: Exchange = { incoming, outgoing, target: server.url, elsewhere: decoy.url };
      heard.push(`${incoming.method} ${incoming.url}`);
      if (isLogin(incoming) && login) return await login(exchange);
      pass(exchange, await forward(exchange));
    });
    const outcome = await provideHere(
      { url: front.url, username, password, browser: undefined, direct: true },
      undefined,
      // More than a session is asked for again that a node may not know yet: what came of it decides, and not the time.
      8_000,
    );

    expect(outcome.code, outcome.stderr).toBe(expected);
    expect(outcome.stderr).toMatch(says);
    expect(outcome.stdout).toBe('');
    expect(heard.filter((request) => request.startsWith('POST') && !/apikeys|logout/.test(request))).toEqual([
      'POST /api/users/login',
    ]);
    expect(decoy.heard).toEqual([]);
    expect(server.liveSessions()).toBe(sessionsLeft);
    expect(server.liveKeys()).toEqual([]);
    expect(findLeaks(collectSecrets(server, password), outcome.stderr)).toEqual([]);
  });

for (const [what, links] of Object.entries(misleading))
  test(`a server that ${what} is sent the password at its own address all the same`, async ({
    startServer,
  }) => {
    const server = await startServer();
    const { username, password } = server;
    await using decoy = await startDecoy();
    await using front = await serve(async (incoming, outgoing) => {
      const exchange: Exchange = { incoming, outgoing, target: server.url, elsewhere: decoy.url };
      if (incoming.url === '/api') return await rootOf(links)(exchange);
      if (isLogin(incoming)) incoming.url = '/api/users/login';
      pass(exchange, await forward(exchange));
    });
    const login = { url: front.url, username, password, browser: undefined, direct: true };
    const { code, stderr } = await provideHere(login, undefined, 20_000);

    expect(code, stderr).toBe(0);
    expect(decoy.heard).toEqual([]);
    expect(server.liveSessions()).toBe(0);
  });

function isLogin({ method, url = '' }: IncomingMessage): boolean {
  return method === 'POST' && /\/login$|usernamepassword$/.test(url);
}
