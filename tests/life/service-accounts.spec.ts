import type { IncomingMessage } from 'node:http';
import { ListedApiKey } from '../../src/api/schemas.ts';
import type { StandIn } from '../../stand-in/stand-in.ts';
import { forward, pass } from '../faults/faults.ts';
import { credentials, expect, test } from '../fixtures.ts';
import { type Served, serve } from '../serve.ts';

test.use({ sharesBrowser: true });

test('a key for a service account belongs to it, and is verified as its', async ({
  startServer,
  runCommand,
}) => {
  const server = await startServer();
  const words = ['--service-account', 'SERVICE', '--format', 'json', '--receipt', 'receipt'];
  const { code, stdout } = await runCommand('mint-key', { env: credentials(server), words });

  expect(code).toBe(0);
  expect(JSON.parse(stdout)).toMatchObject({ userId: 'Users-4' });
  expect(server.liveKeys().map(({ userId }) => userId)).toEqual(['Users-4']);
});

test('--create-service-account makes it once, and puts it in its teams beside who is there', async ({
  startServer,
  runCommand,
}) => {
  const server = await startServer();
  const teams = ['--team', 'deployers', '--team', 'teams-administrators'];
  const words = ['--service-account', 'robot', '--create-service-account', ...teams];
  const first = await runCommand('mint-key', { signedInAt: server, words });
  const second = await runCommand('mint-key', { signedInAt: server, words });

  expect([first.code, second.code]).toEqual([0, 0]);
  expect(server.members('Deployers')).toEqual(['other', 'robot']);
  expect(server.members('Octopus Administrators')).toEqual(['admin', 'robot']);
  expect(new Set(server.liveKeys().map(({ userId }) => userId)).size).toBe(1);
  const made = server.requests.filter(({ method, path }) => method === 'POST' && path === '/api/users');
  expect(made.map(({ body }) => body)).toEqual([
    { Username: 'robot', DisplayName: 'robot', IsService: true, IsActive: true },
  ]);
});

/** Something in front of a server that may answer in its place, once the server has. */
function standBefore(
  server: StandIn,
  answer: (incoming: IncomingMessage, reply: string) => readonly [status: number, body: string] | undefined,
): Promise<Served> {
  return serve(async (incoming, outgoing) => {
    const exchange = { incoming, outgoing, target: server.url, elsewhere: '' };
    const reply = await forward(exchange);
    const other = answer(incoming, String(reply.body));
    if (!other) return pass(exchange, reply);
    outgoing.writeHead(other[0], { 'content-type': 'application/json' }).end(other[1]);
  });
}

const ROBOT = ['--service-account', 'robot', '--create-service-account'];
const NO_PERMISSION = '{"ErrorMessage":"You do not have permission to perform this action."}';

test("a service account that was made, while the reply was another request's refusal, is found, and gets its key", async ({
  startServer,
  runCommand,
}) => {
  const server = await startServer();
  await using proxy = await standBefore(server, ({ method, url }) =>
    method === 'POST' && url === '/api/users' ? [403, NO_PERMISSION] : undefined,
  );
  const signedInAt = { ...server, url: proxy.url };
  const { code, stderr } = await runCommand('mint-key', { signedInAt, words: ROBOT });
  expect(code, stderr).toBe(0);
  expect(stderr).toContain('the service account robot is there (Users-5)');
  expect(server.liveKeys()).toHaveLength(1);
});

for (const [title, account, words, code, says] of [
  ['it gets its key', {}, [], 0, 'the service account robot is there (Users-5)'],
  ["an agent's", { ServiceAccountType: 'Agent' }, [], 0, 'the service account robot is there (Users-5)'],
  ["no agent's", {}, ['--agent'], 5, "robot (Users-5) is no agent's account"],
] as const)
  test(`an account that somebody else made, and a list lacks once, is not said to be made, or to be deleted: ${title}`, {
    tag: title === 'it gets its key' ? [] : '@extended',
  }, async ({ startServer, runCommand }) => {
    const server = await startServer({ edition: '2026-10' });
    const env = byKey(server);
    await makeAccount(server, env, { Username: 'robot', DisplayName: 'robot', IsService: true, ...account });
    let looks = 0;
    await using proxy = await standBefore(server, ({ url }, reply) => {
      if (!url?.startsWith('/api/users?') || ++looks > 1) return undefined;
      return [200, JSON.stringify({ ...JSON.parse(reply), Items: [], TotalResults: 0 })];
    });
    const line = { env: { ...env, OCTOPUS_URL: proxy.url }, words: [...ROBOT, ...words] };
    const outcome = await runCommand('mint-key', line);
    expect(outcome.code, outcome.stderr).toBe(code);
    expect(outcome.stderr).toContain(says);
    expect(outcome.stderr).not.toMatch(/robot was made|account was made|by this run|delete/);
  });

const IN_TEAM = ['--service-account', 'service', '--team', 'Deployers'];
const isTeam = (url = '') => /^\/api\/teams\/[^/?]+(?:\?_=|$)/.test(url);

/** A server whose list of teams has somebody in each of them. */
function listInTeams(server: StandIn, userId: string): Promise<Served> {
  return standBefore(server, ({ method, url }, reply) => {
    if (method !== 'GET' || !url?.startsWith('/api/teams?')) return undefined;
    const page = JSON.parse(reply) as { Items: { MemberUserIds: string[] }[] };
    for (const team of page.Items) team.MemberUserIds.push(userId);
    return [200, JSON.stringify(page)];
  });
}

test('whoever was taken out of a team since its list was read is not put back', async ({
  startServer,
  runCommand,
}) => {
  const server = await startServer();
  await using proxy = await listInTeams(server, 'Users-99');
  const signedInAt = { ...server, url: proxy.url };
  const { code, stderr } = await runCommand('mint-key', { signedInAt, words: IN_TEAM });
  expect(code, stderr).toBe(0);
  expect(server.members('Deployers')).toEqual(['other', 'service']);
  const changes = server.requests.filter(({ method }) => method === 'PUT');
  expect(JSON.stringify(changes.map(({ body }) => body))).not.toContain('Users-99');
});

test('who is in a team its own word says, and no stored list of teams', async ({
  startServer,
  runCommand,
}) => {
  const server = await startServer();
  await using proxy = await listInTeams(server, 'Users-4');
  const signedInAt = { ...server, url: proxy.url };
  const { code, stderr } = await runCommand('mint-key', { signedInAt, words: IN_TEAM });
  expect(code, stderr).toBe(0);
  expect(server.members('Deployers')).toEqual(['other', 'service']);
});

test('a team of which the server does not say who is in it is not changed: exit 5', async ({
  startServer,
  runCommand,
}) => {
  const server = await startServer();
  await using proxy = await standBefore(server, ({ method, url }, reply) => {
    if (method !== 'GET' || !url?.startsWith('/api/teams')) return undefined;
    return [200, reply.replaceAll('"MemberUserIds"', '"Members"')];
  });
  const signedInAt = { ...server, url: proxy.url };
  const { code, stderr } = await runCommand('mint-key', { signedInAt, words: IN_TEAM });
  expect(code, stderr).toBe(5);
  expect(stderr).toContain('does not say who is in it');
  expect(server.members('Deployers')).toEqual(['other']);
});

test('a team that is read as another one is not changed, and its members stay: exit 5', async ({
  startServer,
  runCommand,
}) => {
  const server = await startServer();
  await using proxy = await standBefore(server, ({ method, url }, reply) => {
    if (method !== 'GET' || !isTeam(url)) return undefined;
    const other = { ...JSON.parse(reply), Id: 'teams-administrators', MemberUserIds: ['Users-1'] };
    return [200, JSON.stringify(other)];
  });
  const signedInAt = { ...server, url: proxy.url };
  const { code, stderr } = await runCommand('mint-key', { signedInAt, words: IN_TEAM });
  expect(code, stderr).toBe(5);
  expect(stderr).toContain('the server answered with another one, teams-administrators');
  expect(server.members('Deployers')).toEqual(['other']);
});

/** A server whose lists of teams and accounts begin with some more. */
function withOthers(server: StandIn, path: '/api/teams?' | '/api/users?', others: object[]): Promise<Served> {
  return standBefore(server, ({ method, url }, reply) => {
    if (method !== 'GET' || !url?.startsWith(path)) return undefined;
    const page = JSON.parse(reply) as { Items: object[]; TotalResults: number };
    const Items = [...others, ...page.Items];
    return [200, JSON.stringify({ ...page, Items, TotalResults: page.TotalResults + others.length })];
  });
}

for (const [title, wanted, others, says] of [
  ['one whose name differs in letter case is passed over', 'Deployers', ['deployers'], undefined],
  ['it is named by its id, and others have its name', 'Teams-21', ['Deployers', 'teams-21'], undefined],
  ['exit 5 where several have the name', 'Deployers', ['Deployers'], 'Teams-60 (Spaces-60), Teams-21'],
  [
    'exit 5 where several have it but for letter case',
    'DEPLOYERS',
    ['deployers'],
    'Teams-60 (Spaces-60), Teams-21',
  ],
] as const)
  test(`of teams in several spaces, that which was named is changed: ${title}`, async ({
    startServer,
    runCommand,
  }) => {
    const server = await startServer();
    const elsewhere = others.map((Name, at) => ({
      ...{ Id: `Teams-6${at}`, Name, SpaceId: `Spaces-6${at}`, MemberUserIds: [] },
    }));
    await using proxy = await withOthers(server, '/api/teams?', elsewhere);
    const words = ['--service-account', 'service', '--team', wanted];
    const { code, stderr } = await runCommand('mint-key', {
      signedInAt: { ...server, url: proxy.url },
      words,
    });
    expect(code, stderr).toBe(says ? 5 : 0);
    expect(stderr).toContain(says ?? '');
    expect(server.members('Deployers')).toEqual(says ? ['other'] : ['other', 'service']);
  });

for (const [title, others, says] of [
  ['a Kelvin sign is no k', ['\u212aube'], undefined],
  ['one whose name differs in letter case is passed over', ['KUBE'], undefined],
  ['exit 5 where several have it but for letter case', ['KUBE', 'Kube'], 'Users-60 (KUBE), Users-61 (Kube)'],
] as const)
  test(`of accounts whose names look alike, that which was named gets the key: ${title}`, async ({
    startServer,
    runCommand,
  }) => {
    const server = await startServer();
    const env = byKey(server);
    if (!says) await makeAccount(server, env, { Username: 'kube', DisplayName: 'kube', IsService: true });
    const lookAlike = others.map((Username, at) => ({ Id: `Users-6${at}`, Username, IsService: true }));
    await using proxy = await withOthers(server, '/api/users?', lookAlike);
    const words = ['--service-account', 'kube'];
    const { code, stderr } = await runCommand('mint-key', { env: { ...env, OCTOPUS_URL: proxy.url }, words });
    expect(code, stderr).toBe(says ? 5 : 0);
    expect(stderr).toContain(says ?? '');
    expect(server.liveKeys()).toHaveLength(says ? 1 : 2);
  });

/** A server whose list of accounts is at first one from before `service` was called otherwise: it shows that one alone, as `ci`. */
function listAsBefore(server: StandIn, times: number): Promise<Served> {
  let reads = 0;
  return standBefore(server, ({ url }, reply) => {
    if (!url?.startsWith('/api/users?') || ++reads > times) return undefined;
    const page = JSON.parse(reply) as { Items: object[] };
    const Items = [{ ...page.Items[0], Id: 'Users-4', Username: 'ci' }];
    return [200, JSON.stringify({ ...page, Items, TotalResults: 1 })];
  });
}

const CI = ['--service-account', 'ci'];
const CI_ACCOUNT = { Username: 'ci', DisplayName: 'ci', IsService: true };

for (const [command, words] of [
  ['mint-key', []],
  ['rotate-key', ['--purpose', 'old']],
  ['revoke-key', ['--purpose', 'old']],
  ['trust-issuer', ['--github', 'acme/web', '--branch', 'main']],
] as const)
  test(`who had the name before gets nothing, and keeps what it has, where a list of accounts is a stored one: ${command}`, {
    tag: command === 'mint-key' ? [] : '@extended',
  }, async ({ startServer, runCommand }) => {
    const server = await startServer();
    const env = byKey(server);
    await makeAccount(server, env, CI_ACCOUNT);
    server.addKey('old', { userId: 'Users-4' });
    await using proxy = await listAsBefore(server, Number.POSITIVE_INFINITY);
    const line = { env: { ...env, OCTOPUS_URL: proxy.url }, words: [...CI, ...words] };
    const { code, stderr } = await runCommand(command, line);
    expect(code, stderr).toBe(5);
    expect(stderr).toContain('the account Users-4 in it is called service by now');
    expect(server.liveKeys().map(({ purpose }) => purpose)).toEqual(['old', 'speaks']);
    expect(server.identities()).toEqual([]);
  });

test('a list of accounts that is a stored one only once is read anew: whoever has the name now gets the key', async ({
  startServer,
  runCommand,
}) => {
  const server = await startServer();
  const env = byKey(server);
  await makeAccount(server, env, CI_ACCOUNT);
  await using proxy = await listAsBefore(server, 1);
  const line = { env: { ...env, OCTOPUS_URL: proxy.url }, words: CI };
  const { code, stderr } = await runCommand('mint-key', line);
  expect(code, stderr).toBe(0);
  expect(server.madeKeys().map(({ userId }) => userId)).toEqual(['Users-1', 'Users-5']);
});

test('a team that has another name by now is not changed: exit 5; one that is named by its id is', async ({
  startServer,
  runCommand,
}) => {
  const server = await startServer();
  const env = byKey(server);
  await using proxy = await standBefore(server, ({ method, url }, reply) =>
    method === 'GET' && url?.startsWith('/api/teams?')
      ? [200, reply.replace('"Deployers"', '"Robots"')]
      : undefined,
  );
  const putIn = (team: string) => {
    const words = ['--service-account', 'service', '--team', team];
    return runCommand('mint-key', { env: { ...env, OCTOPUS_URL: proxy.url }, words });
  };
  const byName = await putIn('Robots');
  expect(byName.code, byName.stderr).toBe(5);
  expect(byName.stderr).toContain('Teams-21 is called Deployers by now');
  expect(server.members('Deployers')).toEqual(['other']);
  const byId = await putIn('Teams-21');
  expect(byId.code, byId.stderr).toBe(0);
  expect(server.members('Deployers')).toEqual(['other', 'service']);
});

for (const isChanged of [true, false])
  test(`a team whose change is answered with ${isChanged ? 'nothing, though it was made' : "another request's reply, and was not made: exit 5"}`, async ({
    startServer,
    runCommand,
  }) => {
    const server = await startServer();
    await using proxy = await serve(async (incoming, outgoing) => {
      const exchange = { incoming, outgoing, target: server.url, elsewhere: '' };
      const isChange = incoming.method === 'PUT' && isTeam(incoming.url);
      const reply = isChange && !isChanged ? undefined : await forward(exchange);
      if (!isChange && reply) return pass(exchange, reply);
      outgoing.writeHead(200, { 'content-type': 'application/json' }).end('{}');
    });
    const signedInAt = { ...server, url: proxy.url };
    const { code, stderr } = await runCommand('mint-key', { signedInAt, words: IN_TEAM });
    expect(code, stderr).toBe(isChanged ? 0 : 5);
    expect(server.members('Deployers')).toEqual(isChanged ? ['other', 'service'] : ['other']);
    expect(server.liveKeys()).toHaveLength(isChanged ? 1 : 0);
  });

for (const [title, words, says] of [
  ['there is none, and none is to be made', ['--service-account', 'nobody'], '--create-service-account'],
  ['it is an ordinary user', ['--service-account', 'other'], 'ordinary user'],
  [
    'it is an ordinary user, though it may be made',
    ['--service-account', 'other', '--create-service-account'],
    'ordinary user',
  ],
  ['it is the person who signs in', ['--service-account', 'admin'], 'without --service-account'],
  [
    'it is the person who signs in, though it may be made',
    ['--service-account', 'admin', '--create-service-account'],
    'ordinary user',
  ],
  ['it is the person who signs in, as an agent', ['--service-account', 'admin', '--agent'], 'ordinary user'],
  [
    'a team is not there',
    ['--service-account', 'robot', '--create-service-account', '--team', 'Nowhere'],
    'The teams are Deployers, Everyone, Octopus Administrators',
  ],
] as const) {
  const isExtended = title.startsWith('it is') && title !== 'it is the person who signs in';
  const tag = isExtended ? '@extended' : [];
  test(`exit 5, nothing made: ${title}`, { tag }, async ({ startServer, runCommand }) => {
    const server = await startServer({ edition: '2026-10' });
    // One goes the whole way.
    const signsIn = title === 'a team is not there';
    const way = signsIn ? { env: credentials(server) } : { signedInAt: server };
    const { code, stderr } = await runCommand('mint-key', { ...way, words });

    expect(code).toBe(5);
    expect(stderr).toContain(says);
    expect(server.madeKeys()).toEqual([]);
    expect(
      server.requests.filter(
        ({ method, path }) => method !== 'GET' && !/(login|logout|logininitiated)$/.test(path),
      ),
    ).toEqual([]);
    expect(server.liveSessions()).toBe(signsIn ? 0 : 1);
  });
}

test('a service account may have a key where users may not', { tag: '@extended' }, async ({
  startServer,
  runCommand,
}) => {
  const server = await startServer({ userApiKeysEnabled: false });
  const own = await runCommand('mint-key', { signedInAt: server });
  const words = ['--service-account', 'service'];
  const service = await runCommand('mint-key', { signedInAt: server, words });

  expect(own.code).toBe(5);
  expect(own.stderr).toContain('--service-account');
  expect(service.code).toBe(0);
});

test('who may not edit users is refused in the words of the server', { tag: '@extended' }, async ({
  startServer,
  runCommand,
}) => {
  const server = await startServer();
  const env = { ...credentials(server), OCTOPUS_USERNAME: 'other' };
  const { code, stderr } = await runCommand('mint-key', { env, words: ['--service-account', 'service'] });

  expect(code).toBe(5);
  expect(stderr).toContain('You do not have permission to perform this action');
  expect(server.liveSessions()).toBe(0);
});

test('with-key runs a command as a service account, and the key that is left nowhere was its', {
  tag: '@extended',
}, async ({ startServer, runCommand }) => {
  const server = await startServer();
  const script = `fetch(process.env.OCTOPUS_URL + '/api/users/me', {
    headers: { 'X-Octopus-ApiKey': process.env.OCTOPUS_API_KEY },
  }).then(async (reply) => console.log((await reply.json()).Username))`;
  const words = ['--service-account', 'service', '--', process.execPath, '-e', script];
  const { stdout } = await runCommand('with-key', { signedInAt: server, words });

  expect(stdout).toBe('service\n');
  expect(server.liveKeys()).toEqual([]);
});

test('--access-level and --actor-type are asked for, and what came of them is looked at', async ({
  startServer,
  runCommand,
}) => {
  const server = await startServer();
  const words = ['--access-level', 'read-only', '--actor-type', 'ai-agent'];
  const { code } = await runCommand('mint-key', { signedInAt: server, words });

  expect(code).toBe(0);
  expect(server.liveKeys()).toMatchObject([{ accessLevel: 'ReadOnly', actorType: 'AiAgent' }]);
});

test('a read-only key that cannot be delivered is revoked, though it could not revoke itself', {
  tag: '@extended',
}, async ({ startServer, runCommand }) => {
  test.skip(process.platform === 'win32', 'there is no false');
  const server = await startServer();
  const words = ['--access-level', 'read-only', '--pipe-to', 'false'];
  const { code } = await runCommand('mint-key', { env: credentials(server), words });

  expect(code).toBe(6);
  expect(server.liveKeys()).toEqual([]);
});

for (const edition of ['3.x', '2018', '2021'] as const) {
  const tag = edition === '2021' ? [] : '@extended';
  test(`a scope is refused on ${edition} before anybody signs in, with what it needs`, { tag }, async ({
    startServer,
    runCommand,
  }) => {
    const server = await startServer({ edition });
    const env = credentials(server);
    const level = await runCommand('mint-key', { env, words: ['--access-level', 'read-only'] });
    const actor = await runCommand('mint-key', { env, words: ['--actor-type', 'ai-agent'] });
    const agent = await runCommand('mint-key', { env, words: ['--service-account', 'mcp', '--agent'] });

    expect([level.code, actor.code, agent.code]).toEqual([5, 5, 5]);
    expect(level.stderr).toMatch(/--access-level needs an Octopus Server of 2026\.3/);
    expect(actor.stderr).toMatch(/--actor-type needs an Octopus Server of 2026\.2/);
    expect(agent.stderr).toMatch(/--agent needs an Octopus Server of 2026\.2/);
    expect(server.requests.filter(({ path }) => path.endsWith('login'))).toEqual([]);
  });
}

/** An administrator's key, and no browser to start. */
function byKey(server: StandIn): Record<string, string> {
  const { key } = server.addKey('speaks');
  return { OCTOPUS_URL: server.url, OCTOPUS_API_KEY: key };
}

const made = ({ requests }: StandIn, path: RegExp) =>
  requests.filter(({ method, path: each }) => method === 'POST' && path.test(each)).map(({ body }) => body);

for (const edition of ['2026-06', '2026-10'] as const) {
  const tag = edition === '2026-10' ? [] : '@extended';
  test(`--agent on ${edition}: an agent's account with an agent's key, which it makes once`, { tag }, async ({
    startServer,
    runCommand,
  }) => {
    const server = await startServer({ edition });
    const words = ['--service-account', 'mcp', '--agent', '--team', 'Deployers'];
    const first = await runCommand('mint-key', { env: credentials(server), words });
    const second = await runCommand('mint-key', { env: credentials(server), words });

    expect([first.code, second.code], first.stderr + second.stderr).toEqual([0, 0]);
    expect(made(server, /^\/api\/users$/)).toEqual([
      { Username: 'mcp', DisplayName: 'mcp', IsService: true, IsActive: true, ServiceAccountType: 'Agent' },
    ]);
    expect(made(server, /apikeys$/)).toMatchObject([{ ActorType: 'AiAgent' }, { ActorType: 'AiAgent' }]);
    expect(server.members('Deployers')).toEqual(['other', 'mcp']);
    expect(server.liveKeys().map(({ userId, actorType }) => `${userId} ${actorType}`)).toEqual([
      'Users-5 AiAgent',
      'Users-5 AiAgent',
    ]);
  });
}

test("a service account that speaks for itself needs no look at the accounts, and gets an agent's key only where it is an agent's", async ({
  startServer,
  runCommand,
}) => {
  const server = await startServer({ edition: '2026-10' });
  await makeAgent(server, byKey(server));
  const mint = (name: string, userId: string, ...words: string[]) => {
    const env = { OCTOPUS_URL: server.url, OCTOPUS_API_KEY: server.addKey('own', { userId }).key };
    return runCommand('mint-key', { env, words: ['--service-account', name, ...words] });
  };
  const itself = await mint('service', 'Users-4');
  const agent = await mint('agent', 'Users-5', '--agent');
  expect([itself.code, agent.code], itself.stderr + agent.stderr).toEqual([0, 0]);
  expect(server.requests.filter(({ path }) => path.startsWith('/api/users?'))).toEqual([]);
  const noAgent = await mint('service', 'Users-4', '--agent');
  expect(noAgent.code, noAgent.stderr).toBe(5);
  expect(noAgent.stderr).toContain("service (Users-4) is no agent's account");
});

for (const [title, options, words, says] of [
  [
    'a server where agents are switched off, which made an ordinary account: it is named',
    { edition: '2026-10', agents: false },
    ['--service-account', 'mcp', '--agent'],
    /the account was made \(Users-6, without a key\), and is no agent's: the server does not say that it is/,
  ],
  [
    'an account that is there, and is no agent',
    { edition: '2026-10' },
    ['--service-account', 'service', '--agent'],
    /service \(Users-4\) is no agent's account: its ServiceAccountType is Standard/,
  ],
  [
    'a server where agents are switched off, and passes over the actor type',
    { edition: '2026-06', agents: false },
    ['--actor-type', 'ai-agent'],
    /the server does not say that its ActorType is AiAgent, as was asked for.*switched off/,
  ],
  [
    'a server where access levels are not rolled out yet, which passes over the level',
    { edition: '2026-10', accessLevels: false },
    ['--access-level', 'read-only'],
    /the server does not say that its AccessLevel is ReadOnly, as was asked for/,
  ],
  [
    'an ordinary key for an agent',
    { edition: '2026-10' },
    ['--service-account', 'agent', '--actor-type', 'user'],
    /An agent account can only have API keys for AI agents/,
  ],
] as const)
  test(`what was not given is not claimed: ${title}: exit 5, and no key`, async ({
    startServer,
    runCommand,
  }) => {
    const server = await startServer(options);
    const env = byKey(server);
    await makeAgent(server, env);
    const { code, stdout, stderr } = await runCommand('mint-key', { env, words: [...words] });

    expect(code, stderr).toBe(5);
    expect(stdout).toBe('');
    expect(stderr).toMatch(says);
    expect(server.liveKeys().map(({ purpose }) => purpose)).toEqual(['speaks']);
  });

/** Makes an agent's account, where a server has those. */
function makeAgent(server: StandIn, env: Record<string, string>): Promise<void> {
  const agent = { Username: 'agent', DisplayName: 'agent', IsService: true, ServiceAccountType: 'Agent' };
  return makeAccount(server, env, agent);
}

/** Makes an account by the REST API. */
async function makeAccount({ url }: StandIn, { OCTOPUS_API_KEY = '' }, account: object): Promise<void> {
  const headers = { 'X-Octopus-ApiKey': OCTOPUS_API_KEY };
  const reply = await fetch(`${url}/api/users`, { method: 'POST', headers, body: JSON.stringify(account) });
  expect(reply.status).toBe(201);
}

test('the variables ask for a scope as the options do, and what nobody asks for is not sent', async ({
  startServer,
  runCommand,
}) => {
  const server = await startServer({ edition: '2026-10' });
  const env = byKey(server);
  const scoped = { OCTOPUS_KEY_ACCESS_LEVEL: 'read-only', OCTOPUS_KEY_ACTOR_TYPE: 'ai-agent' };
  const plain = await runCommand('mint-key', { env });
  const narrowed = await runCommand('mint-key', { env: { ...env, ...scoped } });
  const wrong = await runCommand('mint-key', { env: { ...env, OCTOPUS_KEY_ACCESS_LEVEL: 'none' } });

  expect([plain.code, narrowed.code, wrong.code]).toEqual([0, 0, 2]);
  expect(wrong.stderr).toContain('OCTOPUS_KEY_ACCESS_LEVEL');
  const [first, second] = made(server, /apikeys$/) as Record<string, unknown>[];
  expect(Object.keys(first ?? {})).toEqual(['Purpose', 'Expires']);
  expect(second).toMatchObject({ AccessLevel: 'ReadOnly', ActorType: 'AiAgent' });
});

// What the reply to the key request and the key itself say of the access level, and whether that is believed.
const told = [
  ['ReadOnly', 'ReadOnly', true],
  [undefined, 'ReadOnly', true],
  ['ReadOnly', undefined, true],
  [undefined, undefined, false],
  ['FullAccess', 'ReadOnly', false],
  ['ReadOnly', 'FullAccess', false],
  [null, { Kind: 'ReadOnly' }, false],
] as const;

test('a read-only key is handed over only where the server says that it is one, and nowhere that it is not', {
  tag: '@extended',
}, async ({ startServer, runCommand }) => {
  const server = await startServer({ edition: '2026-10' });
  const env = byKey(server);
  let says: (typeof told)[number] = told[0];
  await using site = await serve(async (incoming, outgoing) => {
    const exchange = { incoming, outgoing, target: server.url, elsewhere: '' };
    const reply = await forward(exchange);
    const isOfKey = /\/apikeys(?:\/[^/]+)?$/.test(incoming.url ?? '') && incoming.method !== 'DELETE';
    const AccessLevel = says[incoming.method === 'POST' ? 0 : 1];
    const spoiled = isOfKey && { ...JSON.parse(reply.body.toString()), AccessLevel };
    pass(exchange, reply, spoiled ? JSON.stringify(spoiled) : undefined);
  });
  for (const row of told) {
    says = row;
    const words = ['--access-level', 'read-only', '--purpose', JSON.stringify(row)];
    const { code, stderr } = await runCommand('mint-key', { env: { ...env, OCTOPUS_URL: site.url }, words });
    const isLive = server.liveKeys().some(({ purpose }) => purpose === JSON.stringify(row));
    expect([code, isLive], JSON.stringify(row) + stderr).toEqual(row[2] ? [0, true] : [5, false]);
  }
  // Of a level that is no word, nothing is known; the list is read all the same.
  expect(
    ListedApiKey.parse({ Id: 'apikeys-1', AccessLevel: { Kind: 'ReadOnly' } }).AccessLevel,
  ).toBeUndefined();
});

for (const [command, keeping, advice] of [
  ['mint-key', ['--if-exists', 'skip'], 'use --if-exists rotate'],
  ['rotate-key', ['--if-older-than', '20d'], 'run without --if-older-than'],
] as const)
  test(`a key that is left, and may do more than is asked for now, is told: ${command} ${keeping.join(' ')}`, async ({
    startServer,
    runCommand,
  }) => {
    const server = await startServer({ edition: '2026-10' });
    const env = byKey(server);
    const { id } = server.addKey('kept');
    const run = (level: string) =>
      runCommand(command, { env, words: ['--purpose', 'kept', ...keeping, '--access-level', level] });
    const [other, same] = [await run('read-only'), await run('full-access')];

    expect([other.code, same.code], other.stderr + same.stderr).toEqual([0, 0]);
    expect(other.stderr).toContain(`${id} is left as it is, and its AccessLevel is FullAccess, not ReadOnly`);
    expect(other.stderr).toContain(advice);
    expect(same.stderr).not.toContain('AccessLevel');
    expect(server.liveKeys()).toHaveLength(2);
  });

test("a rotation of an agent's key is asked for as one", { tag: '@extended' }, async ({
  startServer,
  runCommand,
}) => {
  const server = await startServer({ edition: '2026-06' });
  const env = byKey(server);
  await makeAgent(server, env);
  const words = ['--service-account', 'agent', '--actor-type', 'ai-agent'];
  const { code, stderr } = await runCommand('rotate-key', { env, words });
  expect(code, stderr).toBe(0);
  expect(server.liveKeys()[0]).toMatchObject({ userId: 'Users-5', actorType: 'AiAgent' });
});
