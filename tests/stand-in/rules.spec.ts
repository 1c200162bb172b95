import type { Edition, StandIn } from '../../stand-in/stand-in.ts';
import { expect, test } from '../fixtures.ts';

// What the facts say of the server beyond the way to a key.

const DAY = 86_400_000;

interface Reply {
  readonly status: number;
  // biome-ignore lint/suspicious/noExplicitAny: a document of any shape, looked into by each test
  readonly document: any;
  readonly headers: Headers;
}

async function call(url: string, method = 'GET', body?: unknown, headers = {}): Promise<Reply> {
  const reply = await fetch(url, {
    method,
    headers: { 'content-type': 'application/json', ...headers },
    ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  });
  const text = await reply.text();
  return { status: reply.status, document: text && JSON.parse(text), headers: reply.headers };
}

const logIn = ({ url, username, password }: StandIn, more: object = {}) =>
  call(`${url}/api/users/login`, 'POST', { Username: username, Password: password, ...more });

function mint(server: StandIn, body: object, key = server.addKey('maker').key): Promise<Reply> {
  return call(`${server.url}/api/users/${server.userId}/apikeys`, 'POST', body, { 'X-Octopus-ApiKey': key });
}

const inDays = (days: number) => new Date(Date.now() + days * DAY).toISOString();

test('nine wrong passwords lock the account, a right one in time wipes the slate', async ({
  startServer,
}) => {
  const server = await startServer();
  const fail = () => logIn(server, { Password: 'fake-wrong-password' });
  for (let tries = 0; tries < 8; tries += 1) await fail();
  expect((await logIn(server)).status).toBe(200);
  for (let tries = 0; tries < 9; tries += 1) await fail();
  const locked = await logIn(server);

  expect(locked.status).toBe(400);
  expect(locked.document.Errors[0]).toContain('too many failed login attempts');
});

test('unknown, disabled and service users are refused in the same words; who names nobody is told so', async ({
  startServer,
}) => {
  const server = await startServer();
  for (const Username of ['nobody', 'disabled', 'service']) {
    const { status, document } = await logIn(server, { Username });
    expect(status).toBe(400);
    expect(document).toEqual({
      ErrorMessage: 'There was a problem with your request.',
      Errors: ['Invalid username or password.'],
    });
  }
  expect((await logIn(server, { Username: '' })).document.Errors).toContain('Please provide a username.');
  expect((await logIn(server, { Username: 'admin@stand-in.invalid' })).status).toBe(200);
});

test('cookies live for the session, 20 days when remembered, Secure only behind https', async ({
  startServer,
}) => {
  const lines = async (edition: Edition, more: object) =>
    (await logIn(await startServer({ edition }), more)).headers.getSetCookie().join('\n');
  const end = (text: string) => Date.parse((/expires=([^;\n]+)/.exec(text)?.[1] ?? '').replaceAll('-', ' '));

  expect(await lines('2026', {})).not.toContain('expires=');
  expect(await lines('2026', {})).toContain('SameSite=Lax');
  expect(await lines('2026', {})).not.toContain('Secure');
  expect(end(await lines('2026', { RememberMe: true })) - Date.now()).toBeGreaterThan(19 * DAY);
  expect(end(await lines('2021', {})) - Date.now()).toBeLessThan(DAY);
  expect(await lines('2021', {})).not.toContain('SameSite');
  expect(await lines('2026', { State: { UsingSecureConnection: true } })).toContain('; Secure');
});

test('a body that is no JSON is the fault of who sent it, an unknown path is 404', async ({
  startServer,
}) => {
  const { url } = await startServer();
  const broken = await call(`${url}/api/users/login`, 'POST', '{"Username": ');
  const lost = await call(`${url}/api/no/such/thing`);

  expect(broken.status).toBe(400);
  expect(broken.document.Errors[0]).toContain('JSON');
  expect(lost.status).toBe(404);
  expect(lost.document.ErrorMessage).toContain('not found');
});

for (const [edition, words] of [
  ['3.x', 'You must be logged in to perform this action.'],
  ['2018', 'You must be logged in to perform this action.'],
  ['2021', 'You must be logged in to request this resource'],
  ['2026', 'You must be logged in to request this resource'],
] as const) {
  test(`who is nobody earns 401 in the words of ${edition}`, async ({ startServer }) => {
    const { url } = await startServer({ edition });
    const { status, document } = await call(`${url}/api/users/me`);

    expect(status).toBe(401);
    expect(document.ErrorMessage).toContain(words);
  });
}

test('keys are listed most recent first, 30 a page, with links that lead on; nonsense counts as not given', async ({
  startServer,
}) => {
  const server = await startServer({ virtualDirectory: '/octopus' });
  for (let number = 0; number < 64; number += 1) server.addKey(`key ${number}`);
  const { key } = server.addKey('last');
  const headers = { 'X-Octopus-ApiKey': key };
  const path = `/octopus/api/users/${server.userId}/apikeys`;
  const origin = new URL(server.url).origin;

  const purposes: string[] = [];
  let next: string | undefined = path;
  while (next) {
    const { document }: Reply = await call(origin + next, 'GET', undefined, headers);
    purposes.push(...document.Items.map(({ Purpose }: { Purpose: string }) => Purpose));
    expect(document).toMatchObject({
      ItemType: 'ApiKey',
      TotalResults: 65,
      NumberOfPages: 3,
      LastPageNumber: 2,
    });
    next = document.Links['Page.Next'];
  }
  expect(purposes).toEqual(['last', ...Array.from({ length: 64 }, (_, number) => `key ${63 - number}`)]);

  const { document } = await call(`${origin}${path}?skip=x&take=-1`, 'GET', undefined, headers);
  expect(document.Items).toHaveLength(30);
  expect(document).toMatchObject({ ItemsPerPage: 30, NumberOfPages: 3 });
});

test('links carry the virtual directory, or not, since no source tells', async ({ startServer }) => {
  for (const linksWithPrefix of [true, false]) {
    const { url } = await startServer({ virtualDirectory: '/octopus', linksWithPrefix });
    const { document } = await call(`${url}/api`);
    expect(document.Links.CurrentUser).toBe(`${linksWithPrefix ? '/octopus' : ''}/api/users/me`);
  }
});

for (const [edition, listed] of [
  ['3.x', null],
  ['2018', null],
  ['2021', { HasValue: true, NewValue: null }],
  ['2026', { HasValue: true, NewValue: null }],
] as const) {
  test(`the list of ${edition} never shows a key itself`, async ({ startServer }) => {
    const server = await startServer({ edition });
    const { key } = server.addKey('x');
    const path = `${server.url}/api/users/${server.userId}/apikeys`;
    const { document } = await call(path, 'GET', undefined, { 'X-Octopus-ApiKey': key });

    expect(JSON.stringify(document)).not.toContain(key);
    if (listed) expect(document.Items[0].ApiKey).toMatchObject(listed);
    else expect(document.Items[0].ApiKey).toBeNull();
  });
}

test('before 2020.6 an expiry is ignored; after, it may not be past; from 2025.4 there is a default and a maximum', async ({
  startServer,
}) => {
  const daysOf = ({ document }: Reply) => Math.round((Date.parse(document.Expires) - Date.now()) / DAY);
  const old = await startServer({ edition: '2018' });
  expect((await mint(old, { Purpose: 'x', Expires: inDays(5) })).document).not.toHaveProperty('Expires');

  const optional = await startServer({ edition: '2021' });
  expect((await mint(optional, { Purpose: 'x' })).document.Expires).toBeNull();
  expect(daysOf(await mint(optional, { Purpose: 'x', Expires: inDays(5000) }))).toBe(5000);
  expect((await mint(optional, { Purpose: 'x', Expires: inDays(-1) })).status).toBe(400);

  const limited = await startServer({ edition: '2026', maxExpiryDays: 200 });
  expect(daysOf(await mint(limited, { Purpose: 'x' }))).toBe(180);
  expect(daysOf(await mint(limited, { Purpose: 'x', Expires: null }))).toBe(200);
  expect((await mint(limited, { Purpose: 'x', Expires: inDays(201) })).status).toBe(400);
});

test('what of 2026 is not rolled out, or switched off, is passed over and in no reply', async ({
  startServer,
}) => {
  const wanted = { Purpose: 'x', AccessLevel: 'ReadOnly', ActorType: 'AiAgent' };
  for (const [options, level, actor] of [
    [{ edition: '2026' }, 'ReadOnly', 'AiAgent'],
    [{ edition: '2026-06' }, undefined, 'AiAgent'],
    [{ edition: '2026-10' }, 'ReadOnly', 'AiAgent'],
    [{ edition: '2026-10', accessLevels: false }, undefined, 'AiAgent'],
    [{ edition: '2026-10', agents: false }, 'ReadOnly', undefined],
    [{ edition: '2021' }, undefined, undefined],
  ] as const) {
    const server = await startServer(options);
    const headers = { 'X-Octopus-ApiKey': server.addKey('maker').key };
    const made = await mint(server, wanted, headers['X-Octopus-ApiKey']);
    const path = `${server.url}/api/users/${server.userId}/apikeys/${made.document.Id}`;
    const listed = (await call(path, 'GET', undefined, headers)).document;
    expect([made.document.AccessLevel, made.document.ActorType]).toEqual([undefined, actor]);
    expect([listed.AccessLevel, listed.ActorType], JSON.stringify(options)).toEqual([level, actor]);
  }
});

test("an agent's account is made where agents are switched on, and holds agents' keys alone", async ({
  startServer,
}) => {
  for (const agents of [true, false]) {
    const server = await startServer({ edition: '2026-10', agents });
    const headers = { 'X-Octopus-ApiKey': server.addKey('maker').key };
    const body = { Username: 'bot', DisplayName: 'bot', IsService: true, ServiceAccountType: 'Agent' };
    const { status, document } = await call(`${server.url}/api/users`, 'POST', body, headers);
    expect([status, document.ServiceAccountType]).toEqual([201, agents ? 'Agent' : undefined]);
    const make = (more: object) =>
      call(`${server.url}/api/users/${document.Id}/apikeys`, 'POST', { Purpose: 'x', ...more }, headers);
    expect((await make({ ActorType: 'User' })).status).toBe(agents ? 400 : 200);
    expect((await make({})).document.ActorType).toBe(agents ? 'AiAgent' : undefined);
  }
});

test('the server of October 2026 limits how often it is asked, and tells by which policies', async ({
  startServer,
}) => {
  const server = await startServer({ edition: '2026-10', rateLimit: { burst: 3, perMinute: 60 } });
  const headers = { 'X-Octopus-ApiKey': server.addKey('asks').key };
  const ask = () => call(`${server.url}/api/ratelimitingpolicies`, 'GET', undefined, headers);
  const first = await ask();
  expect(first.headers.get('octopus-ratelimit-policy')).toBe('l=3;rpm=60');
  expect(first.document).toMatchObject([{}, { IsEnabled: true, Burst: 3, RequestsPerMinute: 60 }, {}]);
  for (let more = 0; more < 3; more += 1) await ask();
  expect((await ask()).status).toBe(429);

  const usual = await fetch(`${(await startServer({ edition: '2026-10' })).url}/api`);
  expect(usual.headers.get('octopus-ratelimit-policy')).toBe('l=200;rpm=200');
  const older = await startServer({ edition: '2026-06' });
  const asOlder = { 'X-Octopus-ApiKey': older.addKey('asks').key };
  const path = `${older.url}/api/ratelimitingpolicies`;
  expect((await call(path, 'GET', undefined, asOlder)).status).toBe(404);
  expect((await fetch(`${older.url}/api`)).headers.get('octopus-ratelimit-policy')).toBeNull();
});

test('a key makes none that outlives it', async ({ startServer }) => {
  const server = await startServer({ edition: '2021' });
  const { key } = server.addKey('short', { expires: new Date(Date.now() + 10 * DAY) });

  expect((await mint(server, { Purpose: 'x', Expires: inDays(9) }, key)).status).toBe(200);
  expect((await mint(server, { Purpose: 'x', Expires: inDays(11) }, key)).status).toBe(400);
});

test('keys of users can be forbidden, those of service accounts stay, and only an administrator makes them', async ({
  startServer,
}) => {
  const server = await startServer({ userApiKeysEnabled: false });
  const other = server.addKey('of another user', { userId: 'Users-3' }).key;
  const make = (userId: string, key: string) =>
    call(`${server.url}/api/users/${userId}/apikeys`, 'POST', { Purpose: 'x' }, { 'X-Octopus-ApiKey': key });

  expect((await mint(server, { Purpose: 'x' })).status).toBe(403);
  expect((await make('Users-4', server.addKey('maker').key)).status).toBe(200);
  expect((await make('Users-4', other)).status).toBe(403);
});

test('a key is revoked by DELETE, or by POST that says DELETE, and is dead at once', async ({
  startServer,
}) => {
  const server = await startServer();
  const [first, second, headers] = [
    server.addKey('first'),
    server.addKey('second'),
    { 'X-Octopus-ApiKey': server.addKey('revoker').key },
  ];
  const at = (id: string) => `${server.url}/api/users/${server.userId}/apikeys/${id}`;

  expect((await call(at(first.id), 'DELETE', undefined, headers)).document).toEqual({});
  const overridden = { ...headers, 'X-HTTP-Method-Override': 'DELETE' };
  expect((await call(at(second.id), 'POST', undefined, overridden)).status).toBe(200);
  expect((await call(at(first.id), 'DELETE', undefined, headers)).status).toBe(404);
  const me = await call(`${server.url}/api/users/me`, 'GET', undefined, { 'X-Octopus-ApiKey': second.key });
  expect(me.status).toBe(401);
});

test('while it starts, every request earns 503 and no JSON', async ({ startServer }) => {
  const { url } = await startServer({ startingForMs: 600_000 });
  for (const path of ['/api', '/app', '/api/users/login']) {
    const reply = await fetch(url + path);
    expect(reply.status).toBe(503);
    expect(reply.headers.get('content-type')).toContain('text/html');
  }
});

test('every reply forbids foreign scripts and frames', async ({ startServer }) => {
  const { url } = await startServer();
  const { headers } = await fetch(`${url}/app`);

  expect(headers.get('content-security-policy')).toContain("default-src 'self'");
  expect(headers.get('x-frame-options')).toBe('DENY');
});
