import { readApiKey } from '../../src/api/endpoints.ts';
import { UndiciHttp } from '../../src/api/http.ts';
import { openKeyApi } from '../../src/api/octopus-api.ts';
import { Deadline } from '../../src/core/deadline.ts';
import { Secret } from '../../src/secrets/secret.ts';
import type { StandIn } from '../../stand-in/stand-in.ts';
import { forward, pass } from '../faults/faults.ts';
import { expect, type Outcome, test } from '../fixtures.ts';
import { type Served, serve } from '../serve.ts';
import { readLog } from '../start-command.ts';

// Servers, and what stands in front of them, that answer otherwise than they were asked about accounts and identities.

const GITHUB = 'https://token.actions.githubusercontent.com';
const SUBJECT = 'repo:acme/web:ref:refs/heads/main';
const SERVICE = ['--service-account', 'service'];
const JOBS = ['--github', 'acme/web', '--branch', 'main'];
const MAIN = [...JOBS, '--name', 'CI'];
const ROBOT = ['--service-account', 'robot', '--create-service-account'];

interface Said {
  readonly status?: number;
  readonly document: unknown;
}

const LIST = /^GET .*\/oidcidentities\/v1\?/;
const CREATE = /^POST .*\/oidcidentities\/create\/v1$/;
const READ = /^GET .*\/oidcidentities\/[^/]+\/v1$/;
const MAKE_ACCOUNT = /^POST \/api\/users$/;

/** Passes everything on; some requests are answered otherwise once the server has answered them. */
function twist(target: string, pattern: RegExp, say: (reply: unknown) => Said): Promise<Served> {
  return serve(async (incoming, outgoing) => {
    const exchange = { incoming, outgoing, target, elsewhere: '' };
    const reply = await forward(exchange);
    if (!pattern.test(`${incoming.method} ${incoming.url}`)) return pass(exchange, reply);
    const { status = reply.status, document } = say(JSON.parse(reply.body.toString() || 'null'));
    pass(exchange, { ...reply, status }, JSON.stringify(document));
  });
}

/** An administrator's key, and no browser to start. */
function byKey(server: StandIn, { url } = server as { url: string }): Record<string, string> {
  return { OCTOPUS_URL: url, OCTOPUS_API_KEY: server.addKey('speaks').key };
}

function make(server: StandIn, identity: object, userId = 'Users-4'): Promise<void> {
  return post(server, `/api/serviceaccounts/${userId}/oidcidentities/create/v1`, identity);
}

async function post(server: StandIn, path: string, body: object): Promise<void> {
  const headers = { 'content-type': 'application/json', 'X-Octopus-ApiKey': server.addKey('makes').key };
  await fetch(server.url + path, { method: 'POST', headers, body: JSON.stringify(body) });
}

const tell = ({ stderr }: Outcome, level: string) =>
  readLog(stderr)
    .filter((line) => line.level === level)
    .map(({ msg }) => msg);

// biome-ignore lint/suspicious/noExplicitAny: a page of identities, of which a test takes what it needs
const lists: Readonly<Record<string, readonly [(page: any) => object, RegExp]>> = {
  'is empty, and counts one': [(page) => ({ ...page, OidcIdentities: [] }), /of 1, 0 came/],
  'has the same id twice': [
    (page) => ({ ...page, OidcIdentities: [...page.OidcIdentities, ...page.OidcIdentities], Count: 2 }),
    /of 2, 1 came/,
  ],
  'goes on with the same page': [
    (page) => ({ ...page, OidcIdentities: [{ Id: 'Identitys-1', Subject: 'other' }], Count: 2 }),
    /the same page came again/,
  ],
};

for (const [what, [say, says]] of Object.entries(lists))
  test(`a list of identities that is not whole is no reason to say that there is none, or to make one: it ${what}`, {
    tag: what.startsWith('is empty') ? [] : '@extended',
  }, async ({ startServer, runCommand }) => {
    const server = await startServer();
    await make(server, { Name: 'CI', Issuer: GITHUB, Subject: SUBJECT });
    await using site = await twist(server.url, LIST, (page) => ({ document: say(page) }));
    const env = byKey(server, site);
    const removed = await runCommand('trust-issuer', { env, words: [...SERVICE, ...JOBS, '--remove'] });
    const made = await runCommand('trust-issuer', {
      env,
      words: [...SERVICE, ...MAIN, '--if-exists', 'error'],
    });

    for (const outcome of [removed, made]) {
      expect(outcome.code, outcome.stderr).toBe(5);
      expect(tell(outcome, 'error')).toEqual([expect.stringMatching(says)]);
    }
    expect(server.identities()).toHaveLength(1);
  });

/** Something in front of a server that answers with another account's list. */
function listOthers(server: StandIn, isMixedUp: (url: string) => boolean): Promise<Served> {
  return serve(async (incoming, outgoing) => {
    const { method, url = '' } = incoming;
    if (LIST.test(`${method} ${url}`) && isMixedUp(url)) incoming.url = url.replace('Users-4', 'Users-5');
    const exchange = { incoming, outgoing, target: server.url, elsewhere: '' };
    pass(exchange, await forward(exchange));
  });
}

const OTHER = { Username: 'other service', DisplayName: 'other service', IsService: true };

for (const [what, words] of [
  ['none is made, and nothing printed', MAIN],
  ['nothing is shown', ['--list']],
  ['none counts as removed', [...JOBS, '--remove']],
] as const)
  test(`a list of identities that is another account's is not believed: ${what}`, async ({
    startServer,
    runCommand,
  }) => {
    const server = await startServer();
    await post(server, '/api/users', OTHER);
    await make(server, { Name: 'CI', Issuer: GITHUB, Subject: SUBJECT });
    await make(server, { Name: 'CI', Issuer: GITHUB, Subject: SUBJECT }, 'Users-5');
    await using site = await listOthers(server, () => true);
    const line = { env: byKey(server, site), words: [...SERVICE, ...words] };
    const outcome = await runCommand('trust-issuer', line);

    expect(outcome.code, outcome.stderr).toBe(5);
    expect(outcome.stdout).toBe('');
    expect(tell(outcome, 'error')).toEqual([expect.stringMatching(/-2 in it is another account's/)]);
    expect(server.identities()).toHaveLength(2);
  });

for (const [title, isMixedUp, code] of [
  ['at the usual address each time', (url: string) => !url.includes('_='), 5],
  ['once', once(), 0],
] as const)
  test(`what the tokens of an account are meant for is not told by another's empty list, which came ${title}`, async ({
    startServer,
    runCommand,
  }) => {
    const server = await startServer();
    await post(server, '/api/users', OTHER);
    await using site = await listOthers(server, isMixedUp);
    const words = [...SERVICE, '--list', '--format', 'json'];
    const ours = await runCommand('trust-issuer', { env: byKey(server), words });
    const outcome = await runCommand('trust-issuer', { env: byKey(server, site), words });

    expect(outcome.code, outcome.stderr).toBe(code);
    expect(outcome.stdout).toBe(code === 0 ? ours.stdout : '');
  });

function once(): () => boolean {
  let times = 0;
  return () => ++times === 1;
}

for (const [shown, now, before] of [
  ['what was there for them before', 'Identitys-1', 'Identitys-0'],
  ['other jobs', SUBJECT, 'repo:acme/before:ref:refs/heads/main'],
] as const)
  test(`--remove removes what is there for the same jobs, where a stored list shows ${shown}`, async ({
    startServer,
    runCommand,
  }) => {
    const server = await startServer();
    await make(server, { Name: 'CI', Issuer: GITHUB, Subject: SUBJECT });
    await using site = await serve(async (incoming, outgoing) => {
      const exchange = { incoming, outgoing, target: server.url, elsewhere: '' };
      const reply = await forward(exchange);
      const isKept = LIST.test(`${incoming.method} ${incoming.url}`) && !incoming.url?.includes('_=');
      pass(exchange, reply, isKept ? String(reply.body).replace(now, before) : undefined);
    });
    const line = { env: byKey(server, site), words: [...SERVICE, ...JOBS, '--remove'] };
    const { code, stderr } = await runCommand('trust-issuer', line);

    expect(code, stderr).toBe(0);
    expect(server.identities()).toEqual([]);
  });

test('a list that lacks an identity only once is read anew', async ({ startServer, runCommand }) => {
  const server = await startServer();
  await make(server, { Name: 'CI', Issuer: GITHUB, Subject: SUBJECT });
  let isFirst = true;
  // biome-ignore lint/suspicious/noExplicitAny: as above
  await using site = await twist(server.url, LIST, (page: any) => {
    const document = isFirst ? { ...page, OidcIdentities: [] } : page;
    isFirst = false;
    return { document };
  });
  const line = { env: byKey(server, site), words: [...SERVICE, ...JOBS, '--remove'] };
  const { code, stderr } = await runCommand('trust-issuer', line);

  expect(code, stderr).toBe(0);
  expect(server.identities()).toEqual([]);
});

for (const isCounted of [true, false])
  test(`an identity behind the first page of a server that sends shorter pages, ${isCounted ? 'and counts what is on each' : 'and counts nothing'}, is there: none is made beside it, and it is removed`, {
    tag: isCounted ? [] : '@extended',
  }, async ({ startServer, runCommand }) => {
    const server = await startServer();
    for (let at = 0; at < 3; at += 1) await make(server, { Name: `${at}`, Issuer: GITHUB, Subject: `${at}` });
    await make(server, { Name: 'CI', Issuer: GITHUB, Subject: SUBJECT });
    await using site = await serve(async (incoming, outgoing) => {
      const exchange = { incoming, outgoing, target: server.url, elsewhere: '' };
      const isList = LIST.test(`${incoming.method} ${incoming.url}`);
      if (isList) incoming.url = incoming.url?.replace(/take=\d+/, 'take=2');
      const reply = await forward(exchange);
      if (!isList) return pass(exchange, reply);
      const page = JSON.parse(reply.body.toString());
      const Count = isCounted ? page.OidcIdentities.length : undefined;
      pass(exchange, reply, JSON.stringify({ ...page, Count }));
    });
    const env = byKey(server, site);
    const made = await runCommand('trust-issuer', {
      env,
      words: [...SERVICE, ...MAIN, '--if-exists', 'error'],
    });
    expect(made.code, made.stderr).toBe(5);
    expect(server.identities()).toHaveLength(4);
    const removed = await runCommand('trust-issuer', { env, words: [...SERVICE, ...JOBS, '--remove'] });
    expect(removed.code, removed.stderr).toBe(0);
    expect(server.identities()).toHaveLength(3);
  });

test('a list of a server that knows of no pages, and counts what it sends, is whole', {
  tag: '@extended',
}, async ({ startServer, runCommand }) => {
  const server = await startServer();
  await make(server, { Name: 'CI', Issuer: GITHUB, Subject: SUBJECT });
  await using site = await serve(async (incoming, outgoing) => {
    incoming.url = incoming.url?.replace(/skip=\d+/, 'skip=0');
    const exchange = { incoming, outgoing, target: server.url, elsewhere: '' };
    pass(exchange, await forward(exchange));
  });
  const line = { env: byKey(server, site), words: [...SERVICE, ...JOBS, '--remove'] };
  const { code, stderr } = await runCommand('trust-issuer', line);

  expect(code, stderr).toBe(0);
  expect(server.identities()).toEqual([]);
});

test('a list that counts only what is on each page is whole', { tag: '@extended' }, async ({
  startServer,
  runCommand,
}) => {
  const server = await startServer();
  for (let at = 0; at < 101; at += 1) await make(server, { Name: `${at}`, Issuer: GITHUB, Subject: `${at}` });
  // biome-ignore lint/suspicious/noExplicitAny: as above
  await using site = await twist(server.url, LIST, (page: any) => ({
    document: { ...page, Count: page.OidcIdentities.length },
  }));
  const line = { env: byKey(server, site), words: [...SERVICE, '--list', '--format', 'json'] };
  const { code, stdout, stderr } = await runCommand('trust-issuer', line);

  expect(code, stderr).toBe(0);
  expect(JSON.parse(stdout).identities).toHaveLength(101);
});

test('whatever is said to a removal, and though no list shows the identity, it counts as removed where the server itself has it no more, and did not refuse to remove it', async ({
  startServer,
  runCommand,
}) => {
  const server = await startServer();
  let mode: 'lost' | 'done' | 'refused' | 'refused and denied' = 'lost';
  let isAsked = false;
  await using site = await serve(async (incoming, outgoing) => {
    const exchange = { incoming, outgoing, target: server.url, elsewhere: '' };
    const refuse = (status: number) =>
      void outgoing.writeHead(status, { 'content-type': 'application/json' }).end('{"ErrorMessage":"No."}');
    if (incoming.method === 'DELETE') {
      isAsked = true;
      if (mode === 'done') await forward(exchange);
      return mode.startsWith('refused') ? refuse(403) : void incoming.socket.resetAndDestroy();
    }
    if (mode === 'refused and denied' && READ.test(`${incoming.method} ${incoming.url}`)) return refuse(404);
    const reply = await forward(exchange);
    const isList = isAsked && LIST.test(`${incoming.method} ${incoming.url}`);
    const page = isList && { ...JSON.parse(reply.body.toString()), OidcIdentities: [], Count: 0 };
    pass(exchange, reply, page ? JSON.stringify(page) : undefined);
  });
  const env = byKey(server, site);
  for (const [how, code, left] of [
    ['lost', 3, 1],
    ['refused', 5, 1],
    ['refused and denied', 5, 1],
    ['done', 0, 0],
  ] as const) {
    mode = how;
    isAsked = false;
    if (server.identities().length === 0)
      await make(server, { Name: 'CI', Issuer: GITHUB, Subject: SUBJECT });
    const outcome = await runCommand('trust-issuer', { env, words: [...SERVICE, ...JOBS, '--remove'] });
    expect([outcome.code, server.identities().length], how + outcome.stderr).toEqual([code, left]);
  }
});

for (const [swallowed, body] of [
  [1, '{}'],
  [1, ''],
  [Number.POSITIVE_INFINITY, '{}'],
] as const)
  test(`a removal whose empty reply (${body || 'nothing'}) was that to another request, ${swallowed === 1 ? 'once: the identity is removed' : 'each time: exit 5, and the identity is named'}`, {
    tag: body ? [] : '@extended',
  }, async ({ startServer, runCommand }) => {
    const server = await startServer();
    await make(server, { Name: 'CI', Issuer: GITHUB, Subject: SUBJECT });
    let removals = 0;
    await using site = await serve(async (incoming, outgoing) => {
      if (incoming.method === 'DELETE') removals += 1;
      if (incoming.method === 'DELETE' && removals <= swallowed)
        return void outgoing.writeHead(200, { 'content-type': 'application/json' }).end(body);
      const exchange = { incoming, outgoing, target: server.url, elsewhere: '' };
      pass(exchange, await forward(exchange));
    });
    const words = [...SERVICE, '--remove', '--id', 'ServiceAccountOidcIdentitys-1'];
    const outcome = await runCommand('trust-issuer', { env: byKey(server, site), words });
    const isRemoved = swallowed === 1;
    expect(outcome.code, outcome.stderr).toBe(isRemoved ? 0 : 5);
    expect(server.identities()).toHaveLength(isRemoved ? 0 : 1);
    if (!isRemoved)
      expect(tell(outcome, 'error')).toEqual([
        expect.stringMatching(/the identity \S+-1: .*shows the identity all the same.*--id=\S+-1/),
      ]);
  });

test('--remove --id removes an identity that the list does not show; that there is none, nobody says but the server itself', async ({
  startServer,
  runCommand,
}) => {
  const server = await startServer();
  await make(server, { Name: 'CI', Issuer: GITHUB, Subject: SUBJECT });
  let isRefused = true;
  await using site = await serve(async (incoming, outgoing) => {
    const exchange = { incoming, outgoing, target: server.url, elsewhere: '' };
    const request = `${incoming.method} ${incoming.url}`;
    if (isRefused && READ.test(request))
      return void outgoing.writeHead(404, { 'content-type': 'text/html' }).end('<title>Not found</title>');
    const reply = await forward(exchange);
    const page = LIST.test(request) && { ...JSON.parse(reply.body.toString()), OidcIdentities: [], Count: 0 };
    pass(exchange, reply, page ? JSON.stringify(page) : undefined);
  });
  const env = byKey(server, site);
  const remove = () =>
    runCommand('trust-issuer', {
      env,
      words: [...SERVICE, '--remove', '--id', 'ServiceAccountOidcIdentitys-1'],
    });
  const refused = await remove();
  expect(refused.code, refused.stderr).toBe(5);
  isRefused = false;
  const removed = await remove();
  expect([removed.code, server.identities()], removed.stderr).toEqual([0, []]);
  const again = await remove();
  expect(again.code, again.stderr).toBe(0);
  expect(tell(again, 'warn').join()).toContain('nothing was removed');
});

test('an identity that a stored list shows, and of which the server itself says that there is none, is not kept: one is made', {
  tag: '@extended',
}, async ({ startServer, runCommand }) => {
  const server = await startServer();
  await make(server, { Name: 'Other', Issuer: 'https://ci.example', Subject: 'a' });
  const gone = { Id: 'Identitys-gone', Name: 'CI', Issuer: GITHUB, Subject: SUBJECT };
  // biome-ignore lint/suspicious/noExplicitAny: as above
  await using site = await twist(server.url, LIST, (page: any) => ({
    document:
      page.OidcIdentities.length === 0
        ? page
        : { ...page, OidcIdentities: [gone, ...page.OidcIdentities], Count: page.Count + 1 },
  }));
  const words = [...SERVICE, ...MAIN, '--format', 'json'];
  const made = await runCommand('trust-issuer', { env: byKey(server, site), words });
  const kept = await runCommand('trust-issuer', { env: byKey(server, site), words });

  for (const [outcome, became] of [
    [made, 'made'],
    [kept, 'kept'],
  ] as const) {
    expect(outcome.code, outcome.stderr).toBe(0);
    expect(JSON.parse(outcome.stdout)).toMatchObject({
      outcome: became,
      identity: { id: 'ServiceAccountOidcIdentitys-2' },
    });
    expect(tell(outcome, 'warn').join()).toContain('Identitys-gone');
  }
  expect(server.identities().map(({ subject }) => subject)).toEqual(['a', SUBJECT]);
});

for (const [how, there] of [
  ['error', []],
  ['replace', []],
  ['replace', ['repo:acme/other:ref:refs/heads/main']],
] as const)
  test(`--if-exists ${how}: an identity of which the server itself says that there is none is no reason to refuse, and is not what is changed${there.length > 0 ? ', beside one that is' : ''}`, async ({
    startServer,
    runCommand,
  }) => {
    const server = await startServer();
    for (const subject of there) await make(server, { Name: 'CI', Issuer: GITHUB, Subject: subject });
    const gone = { Id: 'Identitys-gone', Name: 'CI', Issuer: GITHUB, Subject: 'repo:acme/web:pull_request' };
    // biome-ignore lint/suspicious/noExplicitAny: as above
    await using site = await twist(server.url, LIST, (page: any) => ({
      document:
        page.OidcIdentities.length < there.length
          ? page
          : { ...page, OidcIdentities: [...page.OidcIdentities, gone], Count: page.Count + 1 },
    }));
    const words = [...SERVICE, ...MAIN, '--if-exists', how];
    const { code, stderr } = await runCommand('trust-issuer', { env: byKey(server, site), words });

    expect(code, stderr).toBe(0);
    expect(server.identities().map(({ name, subject }) => [name, subject])).toEqual([['CI', SUBJECT]]);
  });

test('whatever a server calls an identity, the command that is advised for it is that command alone', async ({
  startServer,
  runCommand,
}) => {
  const server = await startServer();
  const ids = ['x; touch pwned #', "'$(touch pwned)'", '-rf'];
  const others = ids.map((Id) => ({ Id, Name: 'CI', Issuer: 'https://ci.example', Subject: 'a' }));
  // biome-ignore lint/suspicious/noExplicitAny: as above
  await using site = await twist(server.url, LIST, (page: any) => ({
    document: { ...page, OidcIdentities: others, Count: others.length },
  }));
  const line = { env: byKey(server, site), words: [...SERVICE, ...MAIN] };
  const outcome = await runCommand('trust-issuer', line);

  expect(outcome.code, outcome.stderr).toBe(0);
  const advice = tell(outcome, 'warn').map((msg) => / one: (.*) removes it\.$/.exec(msg)?.[1]);
  const start = 'trust-issuer --remove --service-account=service';
  expect(advice).toEqual([
    `${start} '--id=x; touch pwned #'`,
    `${start} '--id='\\''$(touch pwned)'\\'''`,
    `${start} --id=-rf`,
  ]);
});

test('what others are called makes no log without end', { tag: '@extended' }, async ({
  startServer,
  runCommand,
}) => {
  const server = await startServer();
  const long = 'x'.repeat(400_000);
  const others = Array.from({ length: 20 }, (_, at) => ({
    ...{ Id: `Identitys-${at}`, Name: 'CI', Issuer: `https://ci.example/${long}`, Subject: 'a' },
  }));
  // biome-ignore lint/suspicious/noExplicitAny: as above
  await using site = await twist(server.url, /^GET .*\/oidcidentities\/(?:[^/]+\/)?v1/, (reply: any) => {
    if (reply.OidcIdentities) return { document: { ...reply, OidcIdentities: others, Count: others.length } };
    return reply.ErrorMessage ? { status: 200, document: others[0] } : { document: reply };
  });
  const env = byKey(server, site);
  const beside = await runCommand('trust-issuer', { env, words: [...SERVICE, ...MAIN] });
  const replaced = await runCommand('trust-issuer', {
    env,
    words: [...SERVICE, ...MAIN, '--if-exists', 'replace'],
  });

  expect([beside.code, replaced.code]).toEqual([0, 5]);
  expect(tell(beside, 'warn')).toHaveLength(11);
  expect(tell(beside, 'warn').at(-1)).toBe('10 more of them stay beside it: trust-issuer --list shows them.');
  for (const { stderr } of [beside, replaced]) expect(stderr.length).toBeLessThan(25_000);
});

const replays: Readonly<
  Record<string, readonly [RegExp, (other: string) => Said, RegExp, (readonly string[])?]>
> = {
  'the reply to the making names one that was there before': [
    CREATE,
    (Id) => ({ document: { Id } }),
    /the server answered with another one \(ServiceAccountOidcIdentitys-1\), which was there before/,
  ],
  'what is read of it is another': [
    READ,
    (Id) => ({ document: { Id, Name: 'x', Issuer: GITHUB, Subject: SUBJECT } }),
    /Could not read the identity ServiceAccountOidcIdentitys-2: the server answered with another one, ServiceAccountOidcIdentitys-1/,
  ],
};

for (const [what, [pattern, say, says]] of Object.entries(replays))
  test(`a reply about an identity that is another's is not believed, and nobody is told to remove that: ${what}`, {
    tag: what.startsWith('what is read') ? '@extended' : [],
  }, async ({ startServer, runCommand }) => {
    const server = await startServer();
    await make(server, { Name: 'Other', Issuer: 'https://ci.example', Subject: 'a' });
    let isTwisted = true;
    await using site = await twist(server.url, pattern, (document) =>
      isTwisted ? say('ServiceAccountOidcIdentitys-1') : { document },
    );
    await using lost = await serve(async (incoming, outgoing) => {
      const exchange = { incoming, outgoing, target: site.url, elsewhere: '' };
      const isLooking = LIST.test(`${incoming.method} ${incoming.url}`) && server.identities().length > 1;
      const reply = await forward(exchange);
      pass(exchange, reply, isLooking && pattern === CREATE ? '{}' : undefined);
    });
    const line = { env: byKey(server, lost), words: [...SERVICE, ...MAIN] };
    const outcome = await runCommand('trust-issuer', line);
    isTwisted = false;
    const again = await runCommand('trust-issuer', { ...line, env: byKey(server) });

    expect(outcome.code, outcome.stderr).toBe(5);
    expect(outcome.stdout).toBe('');
    expect(tell(outcome, 'error')).toEqual([expect.stringMatching(says)]);
    expect(tell(outcome, 'warn').join()).toContain(SUBJECT);
    expect(outcome.stderr).not.toContain('--id');
    expect(again.code, again.stderr).toBe(0);
    expect(server.identities().map(({ subject }) => subject)).toEqual(['a', SUBJECT]);
  });

test('what is read of a key by its id is that key, or it is not believed', async ({ startServer }) => {
  const server = await startServer();
  const [ours, others] = [server.addKey('ours'), server.addKey('other')];
  await using site = await serve(async (incoming, outgoing) => {
    const target = server.url;
    incoming.url = incoming.url?.replace(ours.id, others.id);
    pass(
      { incoming, outgoing, target, elsewhere: '' },
      await forward({ incoming, outgoing, target, elsewhere: '' }),
    );
  });
  const http = new UndiciHttp({ proxies: undefined } as never);
  const api = openKeyApi(http, site.url, new Secret(ours.key));
  const reading = readApiKey(api, ours.userId, ours.id, Deadline.ofRun(10_000));
  await expect(reading).rejects.toThrow(`the server answered with another one, ${others.id}`);
  await http.close();
});

// biome-ignore lint/suspicious/noExplicitAny: an account, of which a test takes what it needs
const accounts: Readonly<Record<string, readonly [(account: any) => object, RegExp, ('--agent' | '')?]>> = {
  "a person's": [
    (account) => ({ ...account, IsService: false }),
    /the account was made \(Users-5, without a key\), and the server does not say that it is a service account/,
  ],
  "a person's, though it says that it is an agent's": [
    (account) => ({ ...account, IsService: false, ServiceAccountType: 'Agent' }),
    /the server does not say that it is a service account/,
    '--agent',
  ],
  "an agent's, which nobody has asked for": [
    (account) => ({ ...account, ServiceAccountType: 'Agent' }),
    /the account was made \(Users-5, without a key\), and is an agent's/,
  ],
  "an ordinary one in the place of an agent's": [
    (account) => ({ ...account, ServiceAccountType: 'Standard' }),
    /is no agent's: its ServiceAccountType is Standard/,
    '--agent',
  ],
  "somebody else's": [
    (account) => ({ ...account, Id: 'Users-4', Username: 'service' }),
    /the server answered with another account \(service, Users-4\)/,
  ],
};

for (const [whose, [say, says, agent = '']] of Object.entries(accounts))
  test(`an account of another kind than was asked for gets neither a key nor an identity, and is named: ${whose}`, {
    tag: whose === "a person's" ? [] : '@extended',
  }, async ({ startServer, runCommand }) => {
    const server = await startServer({ edition: '2026-10' });
    await using site = await twist(server.url, MAKE_ACCOUNT, (account) => ({ document: say(account) }));
    const env = byKey(server, site);
    const words = [...ROBOT, ...(agent ? [agent] : [])];
    const minted = await runCommand('mint-key', { env, words });
    expect(minted.code, minted.stderr).toBe(5);
    expect(minted.stdout).toBe('');
    expect(tell(minted, 'error')).toEqual([expect.stringMatching(says)]);
    expect(server.liveKeys().map(({ purpose }) => purpose)).toEqual(['speaks']);
    if (agent) return;
    const name = ['--service-account', 'second', '--create-service-account'];
    const trusted = await runCommand('trust-issuer', { env, words: [...name, ...MAIN] });
    expect(trusted.code, trusted.stderr).toBe(5);
    expect(server.identities()).toEqual([]);
  });

test('of an account of which the reply to its making tells nothing but the id, the server is asked', async ({
  startServer,
  runCommand,
}) => {
  const server = await startServer();
  // biome-ignore lint/suspicious/noExplicitAny: as above
  await using site = await twist(server.url, MAKE_ACCOUNT, ({ Id }: any) => ({ document: { Id } }));
  const line = { env: byKey(server, site), words: [...ROBOT, ...MAIN] };
  const { code, stderr } = await runCommand('trust-issuer', line);

  expect(code, stderr).toBe(0);
  expect(server.identities()).toMatchObject([{ userId: 'Users-5', subject: SUBJECT }]);
});
