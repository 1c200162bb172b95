import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { StandIn } from '../../stand-in/stand-in.ts';
import { type Exchange, forward, pass, type Reply } from '../faults/faults.ts';
import { credentials, expect, hasFullDisk, type Outcome, test } from '../fixtures.ts';
import { type Served, serve } from '../serve.ts';
import { startTokenIssuer } from './token-issuer.ts';

test.use({ sharesBrowser: true });

const GITHUB = 'https://token.actions.githubusercontent.com';
const SUBJECT = 'repo:acme/web:ref:refs/heads/main';
const ACCOUNT = ['--service-account', 'robot', '--create-service-account'];
const MAIN = ['--github', 'acme/web', '--branch', 'main'];

/** What requests have changed, but sessions. */
function changes({ requests }: StandIn): string[] {
  return requests
    .filter(({ method, path }) => method !== 'GET' && !/(?:login|logout|logininitiated)$/.test(path))
    .map(({ method, path }) => `${method} ${path}`);
}

/** A server with something in front of it that may answer in its place, or lose what it answers. */
async function front(
  server: StandIn,
  meet: (exchange: Exchange, path: string) => Promise<Reply | undefined>,
): Promise<Served & { readonly server: StandIn }> {
  const served = await serve(async (incoming, outgoing) => {
    const exchange = { incoming, outgoing, target: server.url, elsewhere: '' };
    const reply = await meet(exchange, `${incoming.method} ${incoming.url?.replace(/\?.*/, '')}`);
    if (reply) pass(exchange, reply);
  });
  return { ...served, server: { ...server, url: served.url } };
}

const CREATE = /^POST .*\/oidcidentities\/create\/v1$/;
const READ = /^GET .*\/oidcidentities\/ServiceAccount[^/]*\/v1$/;
const lose = ({ incoming }: Exchange): undefined => void incoming.socket.destroy();

/** @returns a reply of the server itself that says no */
function refuse(status: number): Reply {
  const body = Buffer.from(JSON.stringify({ ErrorMessage: 'Not today.', Errors: [] }));
  return { status, headers: { 'content-type': 'application/json' }, body };
}

test('a repository of GitHub is trusted by an account that is made for it, and running again ends in the same', async ({
  startServer,
  runCommand,
}) => {
  const server = await startServer({ virtualDirectory: '/octopus' });
  const words = [...ACCOUNT, '--team', 'Deployers', ...MAIN];
  const first = await runCommand('trust-issuer', { env: credentials(server), words });
  const state = server.identities().map((identity) => ({ ...identity }));
  const second = await runCommand('trust-issuer', { env: credentials(server), words });

  expect([first.code, second.code], first.stderr + second.stderr).toEqual([0, 0]);
  expect(server.requests.filter(({ path }) => path.endsWith('/create/v1'))).toMatchObject([
    {
      path: '/api/serviceaccounts/Users-5/oidcidentities/create/v1',
      body: {
        ServiceAccountId: 'Users-5',
        Name: 'GitHub Actions acme/web branch main',
        ...{ Issuer: GITHUB, Subject: SUBJECT },
      },
    },
  ]);
  const [{ body = {} } = {}] = server.requests.filter(({ path }) => path.endsWith('/create/v1'));
  expect(body).not.toHaveProperty('Audience');
  expect(server.identities()).toEqual(state);
  expect(state).toMatchObject([{ userId: 'Users-5', issuer: GITHUB, subject: SUBJECT }]);
  expect(server.members('Deployers')).toEqual(['other', 'robot']);
  expect(second.stderr).toContain('already: nothing was changed');
  expect(second.stdout).toBe(first.stdout);
  expect(first.stdout).toMatch(
    new RegExp(
      [
        `^url +${server.url}\nservice_account_id +([0-9a-f-]{36})\n[^]*`,
        'permissions:\n  id-token: write\n  contents: read\nsteps:\n  - uses: OctopusDeploy/login@v1\n    with:\n',
        `      server: "${server.url}"\n      service_account_id: "\\1"\n$`,
      ].join(''),
    ),
  );
  expect(server.liveSessions()).toBe(0);
});

test('what lets in every run is a warning in the log, at --quiet, too, and in the JSON, and the job that is printed is of its environment', async ({
  startServer,
  runCommand,
}) => {
  const server = await startServer();
  const run = async (...words: string[]) => {
    const line = { signedInAt: server, words: [...ACCOUNT, '--github', 'acme/web', '--quiet', ...words] };
    const { code, stdout, stderr } = await runCommand('trust-issuer', line);
    expect(code, stderr).toBe(0);
    return { stdout, stderr };
  };
  const says = 'Every run of a workflow of acme/web is let in, those for pull requests included';
  const whole = await run('--format', 'json');
  const again = await run('--format', 'json');
  const environment = await run('--environment', 'production', '--format', 'json');

  expect(whole.stderr).toContain(says);
  expect(JSON.parse(whole.stdout)).toMatchObject({ warnings: [expect.stringContaining(says)] });
  // Nothing is let in anew, and what is let in is told to a program all the same.
  expect(again.stderr).not.toContain(says);
  expect(JSON.parse(again.stdout)).toMatchObject({ outcome: 'kept', warnings: [expect.any(String)] });
  expect(environment.stderr).not.toContain(' is let in');
  const { warnings, snippet } = JSON.parse(environment.stdout);
  expect(warnings).toEqual([]);
  expect(snippet).toContain('\nenvironment: "production"\npermissions:\n');
});

test('what is told is what a job needs: its token is exchanged for one that speaks for the account', async ({
  startServer,
  runCommand,
}) => {
  const server = await startServer({ takesLoopbackIssuers: true });
  await using issuer = await startTokenIssuer();
  const words = [...ACCOUNT, ...MAIN, '--issuer', issuer.issuer, '--format', 'json'];
  const { code, stdout, stderr } = await runCommand('trust-issuer', { signedInAt: server, words });
  expect(code, stderr).toBe(0);
  const told = JSON.parse(stdout);
  expect(told).toMatchObject({
    outcome: 'made',
    url: server.url,
    account: { id: 'Users-5', username: 'robot' },
    identity: { issuer: issuer.issuer, subject: SUBJECT, audience: null },
    snippet: expect.stringContaining(told.serviceAccountId),
  });
  const body = {
    grant_type: 'urn:ietf:params:oauth:grant-type:token-exchange',
    audience: told.serviceAccountId,
    subject_token: await issuer.sign({ sub: told.identity.subject, aud: told.serviceAccountId }),
    subject_token_type: 'urn:ietf:params:oauth:token-type:jwt',
  };
  const headers = { 'content-type': 'application/json' };
  const reply = await fetch(`${told.url}/api/token/v1`, {
    method: 'POST',
    headers,
    body: JSON.stringify(body),
  });
  expect(reply.status).toBe(200);
});

for (const edition of ['3.x', '2018', '2021'] as const) {
  const tag = edition === '2021' ? [] : '@extended';
  test(`${edition} knows no identities, which is said before anybody signs in or anything is made`, {
    tag,
  }, async ({ startServer, runCommand }) => {
    const server = await startServer({ edition });
    const env = credentials(server);
    const made = await runCommand('trust-issuer', { env, words: [...ACCOUNT, ...MAIN] });
    const listed = await runCommand('trust-issuer', {
      env,
      words: ['--service-account', 'service', '--list'],
    });

    expect([made.code, listed.code]).toEqual([5, 5]);
    for (const { stderr } of [made, listed])
      expect(stderr).toContain(
        'need an Octopus Server of 2023.4.8077, 2024.1.1889 or newer. The server said:',
      );
    expect(changes(server)).toEqual([]);
    expect(server.requests.filter(({ path }) => path.endsWith('login'))).toEqual([]);
  });
}

for (const [title, words, says] of [
  ['a person', ['--service-account', 'other', '--create-service-account'], 'Only service accounts can trust'],
  ['the person who signs in', ['--service-account', 'admin'], 'Only service accounts can trust'],
  ['nobody, who is not to be made', ['--service-account', 'robot'], '--create-service-account'],
  ['in a team that is not there', [...ACCOUNT, '--team', 'Nowhere'], 'The teams are Deployers'],
] as const) {
  const tag = title.includes('person') ? [] : '@extended';
  test(`exit 5, and nothing is made, where the account is ${title}`, { tag }, async ({
    startServer,
    runCommand,
  }) => {
    const server = await startServer();
    const line = { signedInAt: server, words: [...words, ...MAIN] };
    const { code, stdout, stderr } = await runCommand('trust-issuer', line);

    expect(code).toBe(5);
    expect(stdout).toBe('');
    expect(stderr).toContain(says);
    expect(changes(server)).toEqual([]);
  });
}

test('a subject that lets in more than is meant is refused with exit 2 before anybody signs in, and made where that is said', async ({
  startServer,
  runCommand,
}) => {
  const server = await startServer();
  const words = ['--service-account', 'service', '--issuer', GITHUB, '--subject', 'repo:acme/*'];
  const refused = await runCommand('trust-issuer', { env: credentials(server), words });
  const seen = server.requests.length;
  const allowed = await runCommand('trust-issuer', {
    signedInAt: server,
    words: [...words, '--allow-wide'],
  });

  expect(refused.code).toBe(2);
  expect(refused.stderr).toContain('does not name the owner and the repository without a wildcard');
  expect(seen).toBe(0);
  expect(allowed.code, allowed.stderr).toBe(0);
  expect(server.identities()).toMatchObject([{ subject: 'repo:acme/*' }]);
});

test('a lost reply to the making is settled by the list: it is asked for once, and told as made', async ({
  startServer,
  runCommand,
}) => {
  const server = await startServer();
  await using fronted = await front(server, async (exchange, path) => {
    const reply = await forward(exchange);
    return CREATE.test(path) ? lose(exchange) : reply;
  });
  const words = [...ACCOUNT, ...MAIN, '--format', 'json'];
  const { code, stdout, stderr } = await runCommand('trust-issuer', { signedInAt: fronted.server, words });

  expect(code, stderr).toBe(0);
  expect(JSON.parse(stdout)).toMatchObject({ outcome: 'made', identity: { subject: SUBJECT } });
  expect(server.identities()).toHaveLength(1);
  expect(changes(server).filter((path) => CREATE.test(path))).toHaveLength(1);
});

test('a request to make it that is lost on its way is not sent again: what may be there is named, and running again ends right', {
  tag: '@extended',
}, async ({ startServer, runCommand }) => {
  const server = await startServer();
  let sent = 0;
  await using fronted = await front(server, async (exchange, path) => {
    if (!CREATE.test(path)) return await forward(exchange);
    sent += 1;
    return lose(exchange);
  });
  const words = [...ACCOUNT, ...MAIN];
  const lost = await runCommand('trust-issuer', { signedInAt: fronted.server, words });

  expect([lost.code, sent]).toEqual([3, 1]);
  expect(lost.stdout).toBe('');
  expect(lost.stderr).toMatch(
    /AN IDENTITY MAY HAVE BEEN MADE, or changed, for the service account robot \(Users-5\): issuer https:\/\/token\S+, subject repo:acme\/web:ref:refs\/heads\/main\./,
  );
  expect(lost.stderr).toContain('The service account robot (Users-5) was made by this run, and stays');
  await expectWhole(await runCommand('trust-issuer', { signedInAt: server, words }), server);
});

/** One identity of one account, as two runs of which the first did not come to its end leave it. */
async function expectWhole({ code, stderr }: Outcome, server: StandIn): Promise<void> {
  expect(code, stderr).toBe(0);
  expect(server.identities()).toMatchObject([{ userId: 'Users-5', issuer: GITHUB, subject: SUBJECT }]);
  expect(changes(server).filter((path) => path === 'POST /api/users')).toHaveLength(1);
}

test('where the account was made and the identity is refused, the account is named, at every log level', async ({
  startServer,
  runCommand,
}) => {
  const server = await startServer();
  await using fronted = await front(server, async (exchange, path) =>
    CREATE.test(path) ? refuse(403) : await forward(exchange),
  );
  const words = [...ACCOUNT, ...MAIN];
  const line = { signedInAt: fronted.server, words: [...words, '--log-level', 'error'] };
  const refused = await runCommand('trust-issuer', line);

  expect(refused.code).toBe(5);
  expect(refused.stderr).toContain('The server said: Not today.');
  expect(refused.stderr).toContain('The service account robot (Users-5) was made by this run, and stays');
  expect(refused.stderr).not.toContain('MAY HAVE BEEN MADE');
  expect(server.identities()).toEqual([]);
  await expectWhole(await runCommand('trust-issuer', { signedInAt: server, words }), server);
});

for (const [what, pattern, words] of [
  ['made', CREATE, MAIN],
  ['changed', /^PUT .*\/oidcidentities\//, [...MAIN, '--if-exists', 'replace']],
] as const)
  test(`an identity that was ${what}, though the answer is the refusal of another request, is looked for, and verified`, async ({
    startServer,
    runCommand,
  }) => {
    const server = await startServer();
    const line = {
      signedInAt: server,
      words: [...ACCOUNT, '--github', 'acme/web', '--tag', 'v1', '--name', 'CI'],
    };
    if (what === 'changed') expect((await runCommand('trust-issuer', line)).code).toBe(0);
    await using fronted = await front(server, async (exchange, path) => {
      const reply = await forward(exchange);
      return pattern.test(path) ? refuse(403) : reply;
    });
    const { code, stderr } = await runCommand('trust-issuer', {
      signedInAt: fronted.server,
      words: [...ACCOUNT, ...words, '--name', 'CI'],
    });

    expect(code, stderr).toBe(0);
    expect(server.identities().map(({ subject }) => subject)).toEqual([SUBJECT]);
  });

test('an identity that was changed, of which another node still tells what it was, is asked for again: exit 0', async ({
  startServer,
  runCommand,
}) => {
  const server = await startServer();
  const tagged = [...ACCOUNT, '--github', 'acme/web', '--tag', 'v1', '--name', 'CI'];
  expect((await runCommand('trust-issuer', { signedInAt: server, words: tagged })).code).toBe(0);
  let stale = 0;
  await using fronted = await front(server, async (exchange, path) => {
    const reply = await forward(exchange);
    if (!READ.test(path) || stale === 2) return reply;
    stale += 1;
    const earlier = { ...JSON.parse(String(reply.body)), Subject: 'repo:acme/web:ref:refs/tags/v1' };
    return { ...reply, body: Buffer.from(JSON.stringify(earlier)) };
  });
  const { code, stderr } = await runCommand('trust-issuer', {
    signedInAt: fronted.server,
    words: [...ACCOUNT, ...MAIN, '--if-exists', 'replace', '--name', 'CI'],
  });

  expect(code, stderr).toBe(0);
  expect(stale).toBe(2);
  expect(server.identities().map(({ subject }) => subject)).toEqual([SUBJECT]);
});

test('where the account was made and cannot be put in its team, it is named', { tag: '@extended' }, async ({
  startServer,
  runCommand,
}) => {
  const server = await startServer();
  await using fronted = await front(server, async (exchange, path) =>
    path.startsWith('PUT /api/teams') ? refuse(403) : await forward(exchange),
  );
  const words = [...ACCOUNT, '--team', 'Deployers', ...MAIN, '--quiet'];
  const { code, stderr } = await runCommand('trust-issuer', { signedInAt: fronted.server, words });

  expect(code).toBe(5);
  expect(stderr).toContain('The service account robot (Users-5) was made by this run, and stays');
});

test('a lost reply to the making of the account is settled by a look: it is made once, and gone on with', {
  tag: '@extended',
}, async ({ startServer, runCommand }) => {
  const server = await startServer();
  await using fronted = await front(server, async (exchange, path) => {
    const reply = await forward(exchange);
    return path === 'POST /api/users' ? lose(exchange) : reply;
  });
  await expectWhole(
    await runCommand('trust-issuer', { signedInAt: fronted.server, words: [...ACCOUNT, ...MAIN] }),
    server,
  );
});

test('an account whose making was answered by nobody is named as one that may have been made, where the identity is refused', {
  tag: '@extended',
}, async ({ startServer, runCommand }) => {
  const server = await startServer();
  await using fronted = await front(server, async (exchange, path) => {
    if (CREATE.test(path)) return refuse(403);
    const reply = await forward(exchange);
    return path === 'POST /api/users' ? lose(exchange) : reply;
  });
  const line = { signedInAt: fronted.server, words: [...ACCOUNT, ...MAIN, '--quiet'] };
  const { code, stderr } = await runCommand('trust-issuer', line);

  expect(code).toBe(5);
  expect(stderr).toContain(
    'The service account robot (Users-5) is there, and may have been made by this run',
  );
});

test('a request to make the account that is lost on its way is not sent again, and the account is named', {
  tag: '@extended',
}, async ({ startServer, runCommand }) => {
  const server = await startServer();
  let sent = 0;
  await using fronted = await front(server, async (exchange, path) => {
    if (path !== 'POST /api/users') return await forward(exchange);
    sent += 1;
    return lose(exchange);
  });
  const line = { signedInAt: fronted.server, words: [...ACCOUNT, ...MAIN, '--quiet'] };
  const { code, stderr } = await runCommand('trust-issuer', line);

  expect([code, sent]).toEqual([3, 1]);
  expect(stderr).toContain('Whether the service account robot was made is not known');
});

test('a run that is interrupted while it is made, by a server that answers no more, names what may be there', async ({
  startServer,
  runCommand,
}) => {
  const server = await startServer();
  let isSilent = false;
  await using fronted = await front(server, async (exchange, path) => {
    isSilent ||= CREATE.test(path);
    return isSilent ? undefined : await forward(exchange);
  });
  const { code, stderr } = await runCommand('trust-issuer', {
    signedInAt: fronted.server,
    words: [...ACCOUNT, ...MAIN, '--timeout', '60s'],
    signalAt: { line: 'Making the identity', signal: 'SIGINT' },
  });

  expect(code).toBe(130);
  expect(stderr).toContain('AN IDENTITY MAY HAVE BEEN MADE');
  expect(stderr).toContain('The service account robot (Users-5) was made by this run, and stays');
});

test('an identity of which the server has made something else is no success, and is named', {
  tag: '@extended',
}, async ({ startServer, runCommand }) => {
  const server = await startServer();
  await using fronted = await front(server, async (exchange, path) => {
    const reply = await forward(exchange);
    if (!READ.test(path)) return reply;
    return { ...reply, body: Buffer.from(reply.body.toString().replace(SUBJECT, 'repo:acme/*')) };
  });
  const words = ['--service-account', 'service', ...MAIN];
  const { code, stdout, stderr } = await runCommand('trust-issuer', { signedInAt: fronted.server, words });

  expect(code).toBe(5);
  expect(stdout).toBe('');
  expect(stderr).toMatch(/subject repo:acme\/\*, where issuer .* was asked for/);
  expect(stderr).toContain('The identity ServiceAccountOidcIdentitys-1 of service (Users-4) is there');
});

test('an identity that another node does not know yet is waited for', { tag: '@extended' }, async ({
  startServer,
  runCommand,
}) => {
  const server = await startServer();
  let asked = 0;
  await using fronted = await front(server, async (exchange, path) => {
    const isRead = READ.test(path);
    if (isRead) asked += 1;
    return isRead && asked < 3 ? refuse(404) : await forward(exchange);
  });
  const words = ['--service-account', 'service', ...MAIN];
  const { code, stderr } = await runCommand('trust-issuer', { signedInAt: fronted.server, words });

  expect([code, asked], stderr).toEqual([0, 3]);
});

const SERVICE = ['--service-account', 'service'];

test('of another identity of the same name, --if-exists says whether it is left, changed, or an error; one is made beside it otherwise', {
  tag: '@extended',
}, async ({ startServer, runCommand }) => {
  const server = await startServer();
  const run = async (...words: string[]) =>
    await runCommand('trust-issuer', { signedInAt: server, words: [...SERVICE, '--name', 'CI', ...words] });
  const subjects = () => server.identities().map(({ subject }) => subject.replace(/.*:/, ''));
  await run(...MAIN);
  const other = ['--github', 'acme/web', '--tag', 'v1'];

  const refused = await run(...other, '--if-exists', 'error');
  expect([refused.code, subjects()]).toEqual([5, ['refs/heads/main']]);
  expect(refused.stderr).toContain('there is one already: ServiceAccountOidcIdentitys-1');
  const left = await run(...other, '--if-exists', 'skip', '--format', 'json');
  expect([left.code, subjects()]).toEqual([0, ['refs/heads/main']]);
  expect(JSON.parse(left.stdout)).toMatchObject({ outcome: 'kept', identity: { subject: SUBJECT } });
  const wide = await run('--github', 'acme/web', '--if-exists', 'skip', '--format', 'json');
  expect(JSON.parse(wide.stdout)).toMatchObject({ outcome: 'kept', warnings: [] });
  const replaced = await run(...other, '--if-exists', 'replace', '--format', 'json');
  expect([replaced.code, subjects()]).toEqual([0, ['refs/tags/v1']]);
  expect(JSON.parse(replaced.stdout)).toMatchObject({ outcome: 'changed' });
  const beside = await run(...MAIN);
  expect([beside.code, subjects()]).toEqual([0, ['refs/tags/v1', 'refs/heads/main']]);
  expect(beside.stderr).toContain('stays beside the new one');
  const several = await run('--github', 'acme/web', '--pull-request', '--if-exists', 'replace');
  expect([several.code, subjects()]).toEqual([5, ['refs/tags/v1', 'refs/heads/main']]);
  expect(several.stderr).toContain('several that could be meant');
  const same = await run(...MAIN, '--if-exists', 'error');
  expect(same.code).toBe(5);
});

test('an identity with an empty audience, which takes no token, is told for what it is, and replaced by one without', {
  tag: '@extended',
}, async ({ startServer, runCommand }) => {
  const server = await startServer();
  await make(server, { Name: 'Broken', Issuer: GITHUB, Subject: SUBJECT, Audience: '' });
  const run = async (...words: string[]) =>
    await runCommand('trust-issuer', { signedInAt: server, words: [...SERVICE, ...words] });
  const listed = await run('--list');
  const replaced = await run(...MAIN, '--if-exists', 'replace');

  expect(listed.stdout).toContain('(empty: takes no token)');
  expect(replaced.code, replaced.stderr).toBe(0);
  expect(server.identities()).toMatchObject([{ id: 'ServiceAccountOidcIdentitys-1', audience: undefined }]);
});

async function make(server: StandIn, identity: object): Promise<void> {
  const headers = { 'content-type': 'application/json', 'X-Octopus-ApiKey': server.addKey('test').key };
  await fetch(`${server.url}/api/serviceaccounts/Users-4/oidcidentities/create/v1`, {
    method: 'POST',
    headers,
    body: JSON.stringify(identity),
  });
}

test('a lost reply to a change is settled by a look at the identity', { tag: '@extended' }, async ({
  startServer,
  runCommand,
}) => {
  const server = await startServer();
  await make(server, { Name: 'CI', Issuer: GITHUB, Subject: 'repo:acme/web:pull_request' });
  await using fronted = await front(server, async (exchange, path) => {
    const reply = await forward(exchange);
    return path.startsWith('PUT ') ? lose(exchange) : reply;
  });
  const words = [...SERVICE, ...MAIN, '--name', 'CI', '--if-exists', 'replace', '--format', 'json'];
  const { code, stdout, stderr } = await runCommand('trust-issuer', { signedInAt: fronted.server, words });

  expect(code, stderr).toBe(0);
  expect(JSON.parse(stdout)).toMatchObject({ outcome: 'changed', identity: { subject: SUBJECT } });
  expect(changes(server).filter((path) => path.startsWith('PUT'))).toHaveLength(1);
});

test('--list shows what there is, whatever it is called, and --remove takes away only what its options name', async ({
  startServer,
  runCommand,
}) => {
  const server = await startServer();
  const name = 'Two\nlines ##vso[task.complete]';
  await make(server, { Name: name, Issuer: 'https://ci.example', Subject: 'a' });
  for (const subject of [SUBJECT, 'repo:acme/web:pull_request'])
    await make(server, { Name: 'CI', Issuer: GITHUB, Subject: subject });
  const run = async (...words: string[]) =>
    await runCommand('trust-issuer', { signedInAt: server, words: [...SERVICE, ...words] });
  const left = () => server.identities().map(({ id }) => id.replace(/\D/g, ''));

  const [table, json] = [await run('--list'), await run('--list', '--format', 'json')];
  const { serviceAccountId, identities } = JSON.parse(json.stdout);
  expect(table.stdout.split('\n')).toHaveLength(5);
  expect(table.stdout.split(`- (the server's default: ${serviceAccountId})\n`)).toHaveLength(4);
  expect(identities.map(({ audience }: { audience: unknown }) => audience)).toEqual([null, null, null]);
  expect(table.stdout + json.stdout).not.toContain('##vso');
  expect(JSON.parse(json.stdout)).toMatchObject({
    serviceAccountId: expect.stringMatching(/^[\w-]{36}$/),
    identities: [{ name, subject: 'a' }, { subject: SUBJECT }, { audience: null }],
  });
  const nothing = await run('--remove', '--github', 'acme/web');
  expect([nothing.code, left()]).toEqual([0, ['1', '2', '3']]);
  expect(nothing.stderr).toMatch(
    /"warn",.*No identity has issuer \S+, subject repo:acme\/web:\*: nothing was removed; the nearest is \S+-2 .*\(the same place, for another branch/,
  );
  expect([(await run('--remove', ...MAIN)).code, left()]).toEqual([0, ['1', '3']]);
  const byId = await run('--remove', '--id', 'ServiceAccountOidcIdentitys-1');
  expect([byId.code, left()]).toEqual([0, ['3']]);
  expect(byId.stderr).not.toContain('"warn"');
  const half = await run(
    '--remove',
    '--id',
    'ServiceAccountOidcIdentitys-9',
    'ServiceAccountOidcIdentitys-3',
  );
  expect([half.code, left()]).toEqual([0, []]);
  expect(half.stderr).toMatch(/"warn",.*has the id \S+-9: only the others are removed; there is \S+-3/);
});

test('a lost reply to a removal is settled by the list', { tag: '@extended' }, async ({
  startServer,
  runCommand,
}) => {
  const server = await startServer();
  await make(server, { Name: 'CI', Issuer: GITHUB, Subject: SUBJECT });
  let isDone = false;
  await using fronted = await front(server, async (exchange, path) => {
    if (!path.startsWith('DELETE')) return await forward(exchange);
    if (isDone) await forward(exchange);
    return lose(exchange);
  });
  const line = { signedInAt: fronted.server, words: [...SERVICE, ...MAIN, '--remove'] };
  const lost = await runCommand('trust-issuer', line);
  isDone = true;
  const done = await runCommand('trust-issuer', line);

  expect([lost.code, done.code], done.stderr).toEqual([3, 0]);
  expect(server.identities()).toEqual([]);
});

test('the result goes to a file for its owner alone; where it cannot be written, the exit code is 6, and running again tells it', {
  tag: '@extended',
}, async ({ startServer, runCommand, folder }) => {
  test.skip(!hasFullDisk, 'there is no disk that is always full');
  const server = await startServer();
  const words = [...SERVICE, ...MAIN];
  const lost = await runCommand('trust-issuer', { signedInAt: server, words, toFullDisk: true });
  const line = { signedInAt: server, words: [...words, '--out', 'trust.txt'] };
  const told = await runCommand('trust-issuer', line);

  expect([lost.code, told.code], lost.stderr).toEqual([6, 0]);
  expect(told.stdout).toBe('');
  const file = join(folder, 'trust.txt');
  expect(await readFile(file, 'utf8')).toContain('service_account_id');
  if (process.platform !== 'win32') expect((await stat(file)).mode & 0o777).toBe(0o600);
  expect(server.identities()).toHaveLength(1);
});
