import { credentials, expect, test } from '../fixtures.ts';

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

for (const [title, words, says] of [
  ['there is none, and none is to be made', ['--service-account', 'nobody'], '--create-service-account'],
  ['it is an ordinary user', ['--service-account', 'other'], 'ordinary user'],
  [
    'it is an ordinary user, though it may be made',
    ['--service-account', 'other', '--create-service-account'],
    'ordinary user',
  ],
  [
    'a team is not there',
    ['--service-account', 'robot', '--create-service-account', '--team', 'Nowhere'],
    'The teams are Deployers, Everyone, Octopus Administrators',
  ],
] as const) {
  const tag = title.startsWith('it is') ? '@extended' : [];
  test(`exit 5, nothing made: ${title}`, { tag }, async ({ startServer, runCommand }) => {
    const server = await startServer();
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

    expect([level.code, actor.code]).toEqual([5, 5]);
    expect(level.stderr).toMatch(/--access-level needs an Octopus Server of 2026\.3/);
    expect(actor.stderr).toMatch(/--actor-type needs an Octopus Server of 2026\.1/);
    expect(server.requests.filter(({ path }) => path.endsWith('login'))).toEqual([]);
  });
}
