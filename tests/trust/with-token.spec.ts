import { existsSync, readFileSync } from 'node:fs';
import { chmod, mkdir, symlink, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { JWTPayload } from 'jose';
import { load } from 'js-yaml';
import { version } from '../../package.json';
import { forward, pass, readBody } from '../faults/faults.ts';
import { findLeaks } from '../find-leaks.ts';
import { expect, type Outcome, test } from '../fixtures.ts';
import { serveProxy } from '../safety/serve-proxy.ts';
import { type Served, serve } from '../serve.ts';
import { runProgram, startCommand, startProgram, wordsOf } from '../start-command.ts';
import { SUBJECT, serveGithub, startTrustedJob, type TrustedJob } from './trusted-job.ts';

/** A command for any system: Node, and what it is to do. */
function node(script: string): string[] {
  return ['--', process.execPath, '-e', script];
}

const ASK_ME = `fetch(process.env.OCTOPUS_URL + '/api/users/me', {
  headers: { Authorization: 'Bearer ' + process.env.OCTOPUS_ACCESS_TOKEN },
}).then(async (reply) => console.log([reply.status, (await reply.json()).Id].join()))`;
const ITSELF = '200,Users-4\n';

const TELL_ALL = 'console.log(JSON.stringify([process.env, process.argv]))';

function readAll({ stdout }: Outcome): readonly [NodeJS.ProcessEnv, readonly string[]] {
  return JSON.parse(stdout);
}

/** @returns what was asked of the server to change something, or with a key or cookies */
function listPosts({ server }: TrustedJob): string[] {
  return server.requests.filter(({ method }) => method === 'POST').map(({ path }) => path);
}

const EXCHANGE = '/api/token/v1';

test('a job of GitHub Actions runs a command with an access token: without a key, a password or a browser', async ({
  startServer,
  runCommand,
}) => {
  await using job = await startTrustedJob(startServer, { virtualDirectory: '/octopus' });
  await using github = await serveGithub(job);
  const env = { ...job.env, ...github.env, OCTOPUS_BROWSER: '/nowhere/chromium' };
  const { code, stdout, stderr } = await runCommand('with-token', { env, words: node(ASK_ME) });

  expect(code, stderr).toBe(0);
  expect(stdout).toBe(ITSELF);
  expect(stderr).toContain("The job's token is that of GitHub Actions.");
  expect(stderr).toMatch(/The access token is that of \S+ \(Users-4\), for 1 h\./);
  expect(github.asked).toEqual([`/jobs/7/idtoken?api-version=2.0&audience=${job.audience}`]);
  const ours = job.server.requests.slice(-3);
  expect(ours.map(({ method, path }) => `${method} ${path}`)).toEqual([
    `POST ${EXCHANGE}`,
    expect.stringMatching(/^GET \/api\/users\/me\?_=[\w-]+$/),
    'GET /api/users/me',
  ]);
  expect(ours[0]?.headers).toMatchObject({ 'content-type': 'application/json' });
  expect(ours[0]?.body).toEqual({
    grant_type: 'urn:ietf:params:oauth:grant-type:token-exchange',
    audience: job.audience,
    subject_token: github.given[0],
    subject_token_type: 'urn:ietf:params:oauth:token-type:jwt',
  });
  for (const { headers } of ours) {
    expect(headers).not.toHaveProperty('cookie');
    expect(headers).not.toHaveProperty('x-octopus-apikey');
  }
});

test('the token of a job is taken from where it was given first, and the log says where that is', async ({
  startServer,
  runCommand,
  folder,
}) => {
  await using job = await startTrustedJob(startServer);
  await using github = await serveGithub(job);
  const good = await job.sign();
  const bad = await job.sign({}, 'foreign key');
  await writeFile(join(folder, 'good'), `${good}\n`, { mode: 0o600 });
  await writeFile(join(folder, 'bad'), bad, { mode: 0o600 });
  const runs: readonly (readonly [string, Record<string, string>, string[]?])[] = [
    [
      'the file of --subject-token-file',
      { ...github.env, OCTOPUS_SUBJECT_TOKEN: bad, AZURE_FEDERATED_TOKEN_FILE: 'bad' },
      ['--subject-token-file', 'good'],
    ],
    [
      'OCTOPUS_SUBJECT_TOKEN',
      { ...github.env, OCTOPUS_SUBJECT_TOKEN: good, AZURE_FEDERATED_TOKEN_FILE: 'bad' },
    ],
    ['OCTOPUS_SUBJECT_TOKEN', { OCTOPUS_SUBJECT_TOKEN_FILE: 'good', AZURE_FEDERATED_TOKEN_FILE: 'bad' }],
    ['GitHub Actions', { ...github.env, AZURE_FEDERATED_TOKEN_FILE: 'bad' }],
    ['the file of AZURE_FEDERATED_TOKEN_FILE', { AZURE_FEDERATED_TOKEN_FILE: 'good' }],
  ];
  for (const [source, given, words = []] of runs) {
    const env = { ...job.env, ...given };
    const { code, stderr } = await runCommand('with-token', { env, words: [...words, ...node('')] });
    expect(code, `${source}: ${stderr}`).toBe(0);
    expect(stderr).toContain(`The job's token is that of ${source}.`);
  }
  expect(github.asked).toHaveLength(1);
});

for (const [path, descriptor] of [
  ['/dev/fd/20', 20],
  ['token', 0],
] as const)
  test(`the token in a file of AZURE_FEDERATED_TOKEN_FILE that is also the descriptor ${descriptor} is at none that its command has`, {
    tag: descriptor === 0 ? [] : '@extended',
  }, async ({ startServer, folder }) => {
    test.skip(!existsSync('/bin/bash') || !existsSync('/proc/self/fd'), 'there is no bash, or no /proc');
    await using job = await startTrustedJob(startServer);
    await writeFile(join(folder, 'token'), await job.sign(), { mode: 0o600 });
    const env = { ...job.env, AZURE_FEDERATED_TOKEN_FILE: path };
    const read = `echo ran; cat /proc/self/fd/${descriptor}; true`;
    const script = `exec ${descriptor}<token; "$@" -- sh -c "${read}"`;
    const args = ['-c', script, 'bash', ...wordsOf('with-token')];
    const { code, stdout, stderr } = await startProgram('/bin/bash', { args, env, cwd: folder }).exited;

    expect(code, stderr).toBe(0);
    expect(stdout).toBe('ran\n');
  });

const AUDIENCE = '01234567-89ab-cdef-0123-456789abcdef';
const NOWHERE = { OCTOPUS_URL: 'http://127.0.0.1:9', OCTOPUS_SERVICE_ACCOUNT_ID: AUDIENCE };

const mistakes: Readonly<Record<string, readonly [Record<string, string>, readonly string[], string[]?]>> = {
  'no token anywhere': [{}, ['there is none', 'OCTOPUS_SUBJECT_TOKEN', '--subject-token-file']],
  'a job of GitHub Actions that may ask for none': [
    { GITHUB_ACTIONS: 'true' },
    ['there is none', '`permissions: id-token: write`', 'pull request from a fork'],
  ],
  'a job of GitLab': [{ GITLAB_CI: 'true' }, [`\`id_tokens: {OCTOPUS_SUBJECT_TOKEN: {aud: ${AUDIENCE}}}\``]],
  'a pod of Kubernetes': [{ KUBERNETES_SERVICE_HOST: '10.0.0.1' }, ['projected', AUDIENCE]],
  'a text that is no token': [
    { OCTOPUS_SUBJECT_TOKEN: 'fake-canary' },
    ['OCTOPUS_SUBJECT_TOKEN', 'JSON Web Token'],
  ],
  'a file that is not there': [
    {},
    ['--subject-token-file', 'ENOENT'],
    ['--subject-token-file', '/nowhere/token'],
  ],
  "a file of Azure's that is not there": [
    { AZURE_FEDERATED_TOKEN_FILE: '/nowhere/token' },
    ['AZURE_FEDERATED_TOKEN_FILE', '/nowhere/token', 'ENOENT'],
  ],
  'the id of the account in the API': [
    { OCTOPUS_SERVICE_ACCOUNT_ID: 'Users-42' },
    ['OCTOPUS_SERVICE_ACCOUNT_ID', 'OpenID Connect'],
  ],
  'a request token that would go to another machine in clear text': [
    { ACTIONS_ID_TOKEN_REQUEST_URL: 'http://192.0.2.1/?a=b', ACTIONS_ID_TOKEN_REQUEST_TOKEN: 'fake-canary' },
    ['ACTIONS_ID_TOKEN_REQUEST_URL', '--allow-http'],
  ],
  'plain http to another machine': [
    { OCTOPUS_URL: 'http://octopus.example.com' },
    ['OCTOPUS_URL', '--allow-http'],
  ],
};

for (const [what, [given, says, words = []]] of Object.entries(mistakes))
  test(`exit 2, with what is to be done, before anything is asked: ${what}`, {
    tag: what.includes('GitHub') || what.startsWith('a request') ? [] : '@extended',
  }, async ({ runCommand }) => {
    const env = { ...NOWHERE, ...given };
    const { code, stdout, stderr } = await runCommand('with-token', {
      env,
      words: [...words, '--', 'false'],
    });

    expect(code, stderr).toBe(2);
    expect(stdout).toBe('');
    for (const text of says) expect(stderr).toContain(text);
    expect(stderr).not.toContain('fake-canary');
  });

const NAMED_BY: Readonly<Record<string, (path: string) => [Record<string, string>, string[]]>> = {
  AZURE_FEDERATED_TOKEN_FILE: (path) => [{ AZURE_FEDERATED_TOKEN_FILE: path }, []],
  OCTOPUS_SUBJECT_TOKEN_FILE: (path) => [{ OCTOPUS_SUBJECT_TOKEN_FILE: path }, []],
  '--subject-token-file': (path) => [{}, ['--subject-token-file', path]],
};

for (const [name, give] of Object.entries(NAMED_BY))
  test(`exit 2, and nothing is waited for, where ${name} names what is no regular file, or one that holds too much`, async ({
    runCommand,
    folder,
  }) => {
    test.skip(process.platform === 'win32', 'Windows has no such pipes and devices');
    await runProgram('mkfifo', { args: [join(folder, 'pipe')] });
    await mkdir(join(folder, 'folder'));
    await symlink('/dev/zero', join(folder, 'link'));
    await writeFile(join(folder, 'large'), 'x'.repeat(65_537), { mode: 0o600 });
    for (const [file, says] of [
      ['pipe', 'it is no regular file'],
      ['folder', 'it is no regular file'],
      ['/dev/zero', 'it is no regular file'],
      ['link', 'it is no regular file'],
      ['large', 'it is larger than 65536 bytes'],
    ] as const) {
      const [env, words] = give(file.startsWith('/') ? file : join(folder, file));
      const ended = await runCommand('with-token', {
        env: { ...NOWHERE, ...env },
        words: [...words, '--', 'false'],
      });
      expect(ended.code, `${file}: ${ended.stderr}`).toBe(2);
      expect(ended.stderr).toContain(name);
      expect(ended.stderr).toContain(`cannot be read (${says})`);
    }
  });

test('a token is read where links of Kubernetes lead to it, in a folder that everybody can write to, and from a stream of the shell', async ({
  startServer,
  runCommand,
  folder,
}) => {
  test.skip(process.platform === 'win32', 'Windows has no such folders and streams');
  await using job = await startTrustedJob(startServer);
  const volume = join(folder, 'volume');
  await mkdir(join(volume, '..2026_11_27'), { recursive: true });
  await chmod(volume, 0o1777);
  await writeFile(join(volume, '..2026_11_27/token'), await job.sign(), { mode: 0o644 });
  await symlink('..2026_11_27', join(volume, '..data'));
  await symlink('..data/token', join(volume, 'token'));
  const path = join(volume, 'token');
  for (const give of Object.values(NAMED_BY)) {
    const [env, words] = give(path);
    const line = { env: { ...job.env, ...env }, words: [...words, ...node('')] };
    expect(await runCommand('with-token', line)).toMatchObject({ code: 0 });
  }
  const script = `cat "${path}" | "$NODE" ${resolve('dist/octopus-key-mint.js')} with-token --subject-token-file /dev/stdin -- true`;
  const env = { ...job.env, NODE: process.execPath };
  expect(await runProgram('sh', { args: ['-c', script], cwd: folder, env })).toMatchObject({ code: 0 });
});

interface Untrusted {
  readonly claims?: JWTPayload;
  readonly how?: 'foreign key';
  /** What the identity is in place of the usual. */
  readonly identity?: object;
  readonly says: readonly string[];
}

const untrusted: Readonly<Record<string, Untrusted>> = {
  'a subject in another letter case': {
    claims: { sub: 'repo:Acme/shop:ref:refs/heads/main' },
    says: ['subject "repo:Acme/shop:ref:refs/heads/main"', 'letter case counts'],
  },
  'another audience': {
    claims: { aud: 'https://github.com/acme' },
    says: ['audience "https://github.com/acme"', 'it is not for OCTOPUS_SERVICE_ACCOUNT_ID'],
  },
  'a token that has ended': {
    claims: { exp: 1_700_000_000 },
    says: ['end 2023-11-14T22:13:20Z', 'it has ended', "by the server's clock"],
  },
  'another key': { how: 'foreign key', says: [`subject "${SUBJECT}"`] },
};

for (const [what, { claims, how, identity, says }] of Object.entries(untrusted))
  test(`a token that the server does not take is told with what it says, exit 4, and nothing is run: ${what}`, {
    tag: what.startsWith('another') ? '@extended' : [],
  }, async ({ startServer, runCommand }) => {
    await using job = await startTrustedJob(startServer, {}, identity);
    const token = await job.sign(claims, how);
    const env = { ...job.env, OCTOPUS_SUBJECT_TOKEN: token };
    const { code, stdout, stderr } = await runCommand('with-token', {
      env,
      words: node('console.log("ran")'),
    });

    expect(code, stderr).toBe(4);
    expect(stdout).toBe('');
    expect(stderr).toContain('Could not find matching identity for presented assertions');
    for (const text of says) expect(JSON.parse(stderr.trim().split('\n').at(-1) ?? '').msg).toContain(text);
    expect(findLeaks([token, ...token.split('.')], stderr)).toEqual([]);
    expect(listPosts(job)).toContain(EXCHANGE);
  });

/** Stands in front of a server, and answers some requests in its place. */
function serveFront(
  { server }: TrustedJob,
  instead: (
    path: string,
    text: string,
  ) => { status: number; document?: unknown; headers?: object } | undefined,
): Promise<Served> {
  return serve(async (incoming, outgoing) => {
    const exchange = { incoming, outgoing, target: server.url, elsewhere: '' };
    const body = await readBody(incoming);
    const reply = instead(incoming.url?.replace(/\?.*/, '') ?? '', body);
    if (!reply) return pass(exchange, await forward(exchange, body));
    const { status, document = {}, headers } = reply;
    outgoing.writeHead(status, { 'content-type': 'application/json', ...headers });
    outgoing.end(JSON.stringify(document));
  });
}

/** Notes what it is asked. */
async function startDecoy(): Promise<Served & { readonly asked: string[] }> {
  const asked: string[] = [];
  const served = await serve(async (incoming, outgoing) => {
    asked.push(`${incoming.url} ${await readBody(incoming)}`);
    outgoing.end('{}');
  });
  return { ...served, asked };
}

test("a server that names another's token endpoint is asked itself: the job's token goes nowhere else", async ({
  startServer,
  runCommand,
}) => {
  await using job = await startTrustedJob(startServer);
  await using decoy = await startDecoy();
  await using front = await serveFront(job, (path) =>
    path.endsWith('/openid-configuration')
      ? { status: 200, document: { token_endpoint: `${decoy.url}${EXCHANGE}` } }
      : undefined,
  );
  const env = { ...job.env, OCTOPUS_URL: front.url, OCTOPUS_SUBJECT_TOKEN: await job.sign() };
  const { code, stderr } = await runCommand('with-token', { env, words: node('') });

  expect(code, stderr).toBe(0);
  expect(decoy.asked).toEqual([]);
  expect(stderr).toContain(
    `The server calls that ${decoy.url}${EXCHANGE}; it is asked below ${front.url} alone.`,
  );
});

test("no redirect takes the job's token, or the access token, elsewhere", async ({
  startServer,
  runCommand,
}) => {
  await using job = await startTrustedJob(startServer);
  await using decoy = await startDecoy();
  for (const [diverted, expected] of [
    [EXCHANGE, 4],
    ['/api/users/me', 5],
  ] as const) {
    await using front = await serveFront(job, (path) =>
      path === diverted ? { status: 307, headers: { location: `${decoy.url}${path}` } } : undefined,
    );
    const env = { ...job.env, OCTOPUS_URL: front.url, OCTOPUS_SUBJECT_TOKEN: await job.sign() };
    const { code, stdout, stderr } = await runCommand('with-token', {
      env,
      words: node('console.log("ran")'),
    });
    expect(code, stderr).toBe(expected);
    expect(stdout).toBe('');
  }
  expect(decoy.asked).toEqual([]);
});

test('a token that users/me does not take is not handed over: exit 5', async ({
  startServer,
  runCommand,
}) => {
  await using job = await startTrustedJob(startServer);
  const refusal = { ErrorMessage: 'Nobody.' };
  await using front = await serveFront(job, (path) =>
    path === '/api/users/me' ? { status: 403, document: refusal } : undefined,
  );
  const env = { ...job.env, OCTOPUS_URL: front.url, OCTOPUS_SUBJECT_TOKEN: await job.sign() };
  const { code, stdout, stderr } = await runCommand('with-token', { env, words: node('console.log("ran")') });

  expect(code, stderr).toBe(5);
  expect(stdout).toBe('');
  expect(stderr).toContain('verify the access token');
});

test('an exchange that was asked for too often is asked for again, GitHub that is away is asked again, and a server that starts is waited for', {
  tag: '@extended',
}, async ({ startServer, runCommand }) => {
  await using job = await startTrustedJob(startServer);
  await using github = await serveGithub(job, 2);
  const left = { '/.well-known/openid-configuration': 5, [EXCHANGE]: 1 };
  await using front = await serveFront(job, (path) => {
    const name = path as keyof typeof left;
    if (!left[name]) return undefined;
    left[name] -= 1;
    return { status: path === EXCHANGE ? 429 : 503, headers: { 'retry-after': '0' } };
  });
  const env = { ...job.env, ...github.env, OCTOPUS_URL: front.url };
  const { code, stderr } = await runCommand('with-token', { env, words: ['--wait', '1m', ...node('')] });

  expect(code, stderr).toBe(0);
  expect(Object.values(left)).toEqual([0, 0]);
  expect(github.asked).toHaveLength(3);
});

test('a server from before such tokens is told: exit 3', { tag: '@extended' }, async ({
  startServer,
  runCommand,
}) => {
  const server = await startServer({ edition: '2021' });
  await using job = await startTrustedJob(startServer);
  const env = { ...job.env, OCTOPUS_URL: server.url, OCTOPUS_SUBJECT_TOKEN: await job.sign() };
  const { code, stderr } = await runCommand('with-token', { env, words: node('') });

  expect(code, stderr).toBe(3);
  expect(stderr).toContain('Servers before 2023.4 take no tokens of a CI system');
});

test('its command gets the address and the access token, what was around before, and not the token of the job', async ({
  startServer,
  runCommand,
  folder,
}) => {
  await using job = await startTrustedJob(startServer);
  await using github = await serveGithub(job);
  await writeFile(join(folder, 'token'), await job.sign(), { mode: 0o600 });
  const env = {
    ...job.env,
    ...github.env,
    OCTOPUS_SUBJECT_TOKEN_FILE: 'token',
    OCTOPUS_API_KEY: 'stale',
    OCTOPUS_PASSWORD: 'fake-password',
    OTHER: 'kept',
  };
  const ended = await runCommand('with-token', { env, words: node(TELL_ALL) });
  const [seen] = readAll(ended);

  expect(seen).toMatchObject({ OCTOPUS_URL: job.server.url, OTHER: 'kept', ...github.env });
  expect(seen.OCTOPUS_ACCESS_TOKEN).toBeTruthy();
  for (const name of [
    'OCTOPUS_SUBJECT_TOKEN',
    'OCTOPUS_SUBJECT_TOKEN_FILE',
    'OCTOPUS_API_KEY',
    'OCTOPUS_PASSWORD',
  ])
    expect(Object.keys(seen)).not.toContain(name);
});

test('its command gets no other variable that holds the token of the job, as idToken of Azure Pipelines does', async ({
  startServer,
  runCommand,
}) => {
  await using job = await startTrustedJob(startServer);
  const token = await job.sign();
  const env = { ...job.env, OCTOPUS_SUBJECT_TOKEN: token, idToken: token };
  const ended = await runCommand('with-token', { env, words: node(TELL_ALL) });
  const [seen] = readAll(ended);

  expect(Object.keys(seen)).toContain('OCTOPUS_ACCESS_TOKEN');
  expect(Object.keys(seen)).not.toContain('idToken');
  expect(ended.stdout).not.toContain(token);
});

test('exits as its command does, 127 where there is none', async ({ startServer, runCommand }) => {
  await using job = await startTrustedJob(startServer);
  const env = { ...job.env, OCTOPUS_SUBJECT_TOKEN: await job.sign() };
  const ended = await runCommand('with-token', { env, words: node('process.exit(37)') });
  const missing = await runCommand('with-token', { env, words: ['--', 'no-such-command'] });
  const none = await runCommand('with-token', { env });

  expect([ended.code, missing.code, none.code]).toEqual([37, 127, 2]);
  expect(missing.stderr).toContain('no-such-command');
  expect(none.stderr).toContain('with-token -- octopus project list');
});

test('a signal is passed on to its command, and it ends as that does', { tag: '@extended' }, async ({
  startServer,
  folder,
}) => {
  test.skip(process.platform === 'win32', 'Windows has no such signals');
  await using job = await startTrustedJob(startServer);
  const env = { ...job.env, OCTOPUS_SUBJECT_TOKEN: await job.sign() };
  const script =
    "process.on('SIGTERM', () => process.exit(9)); console.log('here'); setInterval(() => {}, 1000)";
  await using started = startCommand('with-token', { cwd: folder, env, args: node(script) });
  await started.waitForLine('here', 'stdout');
  started.child.kill('SIGTERM');

  expect(await started.exited).toMatchObject({ code: 9 });
});

test('where its command runs on when the access token has ended, that is told', { tag: '@extended' }, async ({
  startServer,
  runCommand,
}) => {
  await using job = await startTrustedJob(startServer);
  const made = await (await fetchToken(job)).json();
  await using front = await serveFront(job, (path) =>
    path === EXCHANGE ? { status: 200, document: { ...(made as object), expires_in: '0.001' } } : undefined,
  );
  const env = { ...job.env, OCTOPUS_SUBJECT_TOKEN: await job.sign() };
  const long = await runCommand('with-token', { env, words: node('') });
  const short = await runCommand('with-token', { env: { ...env, OCTOPUS_URL: front.url }, words: node('') });

  expect([long.code, short.code]).toEqual([0, 0]);
  expect(long.stderr).not.toContain('The access token ended');
  expect(short.stderr).toContain('The access token ended');
});

test('an access token that has ended when it comes, by what the server says, is not handed over: exit 4', async ({
  startServer,
  runCommand,
}) => {
  await using job = await startTrustedJob(startServer);
  for (const expires_in of [0, '-5']) {
    await using front = await serveFront(job, (path) =>
      path === EXCHANGE ? { status: 200, document: { access_token: 'fake-token', expires_in } } : undefined,
    );
    const env = { ...job.env, OCTOPUS_URL: front.url, OCTOPUS_SUBJECT_TOKEN: await job.sign() };
    const { code, stdout, stderr } = await runCommand('with-token', {
      env,
      words: node('console.log("ran")'),
    });
    expect([code, stdout], stderr).toEqual([4, '']);
    expect(stderr).toContain(`has ended already (expires_in is ${expires_in})`);
  }
});

async function fetchToken(job: TrustedJob): Promise<Response> {
  const body = new URLSearchParams({
    grant_type: 'urn:ietf:params:oauth:grant-type:token-exchange',
    ...{ audience: job.audience, subject_token: await job.sign() },
    subject_token_type: 'urn:ietf:params:oauth:token-type:jwt',
  });
  return await fetch(job.server.url + EXCHANGE, { method: 'POST', body });
}

test('the official client works with that token, unchanged, and the installed program has the verb', {
  tag: '@extended',
}, async ({ startServer, runCommand }) => {
  await using job = await startTrustedJob(startServer, { virtualDirectory: '/octopus' });
  const client = JSON.stringify(resolve('node_modules/@octopusdeploy/api-client'));
  const script = `const { Client, ProjectRepository, userGetCurrent } = require(${client});
  (async () => {
    const { OCTOPUS_URL: instanceURL, OCTOPUS_ACCESS_TOKEN: accessToken } = process.env;
    const client = await Client.create({ instanceURL, accessToken, userAgentApp: 'test' });
    const { Id } = await userGetCurrent(client);
    const { TotalResults } = await new ProjectRepository(client, 'Default').list();
    console.log('\\n' + JSON.stringify({ Id, TotalResults }));
  })();`;
  const env = { ...job.env, OCTOPUS_SUBJECT_TOKEN: await job.sign() };
  const words = ['with-token', ...node(script)];
  const { code, stdout, stderr } = await runCommand('octopus-key-mint', { env, words });

  expect(code, stderr).toBe(0);
  expect(JSON.parse(stdout.trim().split('\n').at(-1) ?? '')).toEqual({ Id: 'Users-4', TotalResults: 0 });
});

test('through a proxy, and past what stands in front of the server, which alone is given what it wants', {
  tag: '@extended',
}, async ({ startServer, runCommand, folder }) => {
  await using job = await startTrustedJob(startServer);
  await using github = await serveGithub(job);
  const toGithub: unknown[] = [];
  await using between = await serve(async (incoming, outgoing) => {
    toGithub.push(incoming.headers['x-fake-front']);
    const exchange = { incoming, outgoing, target: github.url, elsewhere: '' };
    pass(exchange, await forward(exchange));
  });
  await using proxy = await serveProxy();
  const name = (address: string, host: string) => address.replace('127.0.0.1', host);
  const env = {
    ...job.env,
    ...github.env,
    OCTOPUS_URL: name(job.server.url, 'octopus.corp.test'),
    ACTIONS_ID_TOKEN_REQUEST_URL: name(
      (github.env.ACTIONS_ID_TOKEN_REQUEST_URL ?? '').replace(github.url, between.url),
      'github.corp.test',
    ),
    OCTOPUS_HEADERS_FILE: 'headers',
    HTTP_PROXY: proxy.url,
  };
  await writeFile(join(folder, 'headers'), 'X-Fake-Front: fake-front-secret\n', { mode: 0o600 });
  const { code, stderr } = await runCommand('with-token', { env, words: ['--allow-http', ...node('')] });

  expect(code, stderr).toBe(0);
  const ports = [between.url, job.server.url].map((url) => new URL(url).port);
  expect([...new Set(proxy.seen.map(({ asked }) => asked))]).toEqual([
    `CONNECT github.corp.test:${ports[0]}`,
    `CONNECT octopus.corp.test:${ports[1]}`,
  ]);
  expect(toGithub).toEqual([undefined]);
  const [exchange] = job.server.requests.filter(({ path }) => path === EXCHANGE);
  expect(exchange?.headers['x-fake-front']).toBe('fake-front-secret');
});

const LOGGED = { LOG_LEVEL: 'trace', NODE_DEBUG: 'http,https,net,tls,undici,fetch', DEBUG: '*' };

for (const what of ['it is taken', 'it is refused', 'the server repeats it'] as const)
  test(`no token is in any log, nor on a command line, in any spelling: ${what}`, {
    tag: what === 'it is refused' ? '@extended' : [],
  }, async ({ startServer, runCommand }) => {
    await using job = await startTrustedJob(
      startServer,
      {},
      what === 'it is refused' ? { Subject: 'x' } : {},
    );
    await using github = await serveGithub(job);
    const repeated: string[] = [];
    await using front = await serveFront(job, (path, text) => {
      if (path !== EXCHANGE || what !== 'the server repeats it') return undefined;
      const token = JSON.parse(text).subject_token;
      repeated.push(Buffer.from(`x${token}`).toString('base64'), encodeURIComponent(JSON.stringify(text)));
      return { status: 400, document: { error: 'x', error_description: [token, ...repeated].join(' ') } };
    });
    const env = { ...job.env, ...github.env, ...LOGGED, OCTOPUS_URL: front.url };
    const ended = await runCommand('with-token', { env, words: node(TELL_ALL) });
    const { code, stdout, stderr } = ended;
    expect(code, stderr.slice(-2_000)).toBe(what === 'it is taken' ? 0 : 4);
    const given = [github.requestToken, ...github.given];
    const parts = given.flatMap((token) => token.split('.').filter((part) => part.length > 30));
    expect(github.given).toHaveLength(1);
    expect(findLeaks([...given, ...parts], stderr)).toEqual([]);
    for (const text of repeated) expect(stderr).not.toContain(text);
    if (what !== 'it is taken') return expect(stdout).toBe('');
    const [{ OCTOPUS_ACCESS_TOKEN: accessToken = '' }, argv] = readAll(ended);
    expect(accessToken).not.toBe('');
    expect(findLeaks([accessToken], stderr + argv.join(' '))).toEqual([]);
    expect(findLeaks(github.given, stdout)).toEqual([]);
  });

test('no process that a run starts has a token on its command line, and --mask-output takes the access token out of what its command prints', {
  tag: '@extended',
}, async ({ startServer, runCommand }) => {
  test.skip(!existsSync('/proc/self/cmdline'), 'there is no /proc');
  await using job = await startTrustedJob(startServer);
  const token = await job.sign();
  const script = `const { readFileSync } = require('node:fs');
  for (const id of [process.pid, process.ppid]) console.log(readFileSync('/proc/' + id + '/cmdline', 'utf8'));
  console.log('token: ' + process.env.OCTOPUS_ACCESS_TOKEN);`;
  const words = ['--mask-output', ...node(script)];
  const { code, stdout, stderr } = await runCommand('with-token', {
    env: { ...job.env, OCTOPUS_SUBJECT_TOKEN: token },
    words,
  });

  expect(code, stderr).toBe(0);
  expect(stdout).toContain('with-token');
  expect(stdout).toMatch(/token: (?:\[redacted\])+\n/);
  expect(findLeaks([token, ...token.split('.')], stdout)).toEqual([]);
});

test('the jobs of docs/access-tokens.md run as they stand there, by the program that npm pack makes', {
  tag: '@extended',
}, async ({ startServer, folder }) => {
  test.skip(process.platform === 'win32', 'they are for a POSIX shell');
  await using job = await startTrustedJob(startServer);
  await using github = await serveGithub(job);
  const page = readFileSync('docs/access-tokens.md', 'utf8');
  const jobs = [...page.matchAll(/```yaml\n([\s\S]*?)```/g)].map(([, text = '']) => load(text));
  const [ofGithub, ofGitlab, ofAzure, ofKubernetes] = jobs as [
    { permissions: { 'id-token': string }; env: object; steps: { run?: string }[] },
    { provision: { id_tokens: object; variables: object; script: string[] } },
    [{ script: string }, { inputs: { inlineScript: string }; env: object }],
    { containers: [{ args: string[]; env: { name: string }[] }] },
  ];
  const [ofTeamCity] = [...page.matchAll(/```sh\n([\s\S]*?)```/g)].map(([, text = '']) => text);
  await mkdir(join(folder, 'bin'));
  const programs = {
    'bin/npm': 'echo "$*" >> npm.words',
    'bin/octopus-key-mint': `exec "${process.execPath}" "${resolve('dist/octopus-key-mint.js')}" "$@"`,
    'provision.sh': `exec "${process.execPath}" -e "${ASK_ME}"`,
  };
  for (const [name, script] of Object.entries(programs))
    await writeFile(join(folder, name), `#!/bin/sh\n${script}\n`, { mode: 0o755 });
  await writeFile(join(folder, 'token'), await job.sign(), { mode: 0o600 });
  const [variable = ''] = Object.keys(ofGitlab.provision.id_tokens);
  const [container] = ofKubernetes.containers;
  const words = container.args.map((word) => (word === '/run/octopus/token' ? 'token' : word));
  const [install, task] = ofAzure;
  const runs: readonly (readonly [string, Readonly<Record<string, string>>])[] = [
    [ofGithub.steps.flatMap(({ run }) => run ?? []).join('\n'), github.env],
    [ofGitlab.provision.script.join('\n'), { [variable]: await job.sign() }],
    [`${install.script}\n${task.inputs.inlineScript}`, { idToken: await job.sign() }],
    [ofTeamCity ?? '', { OCTOPUS_SUBJECT_TOKEN: await job.sign() }],
    [`octopus-key-mint ${words.join(' ')}`, {}],
  ];

  expect(ofGithub.permissions['id-token']).toBe('write');
  const named = Object.keys(job.env);
  for (const env of [ofGithub.env, ofGitlab.provision.variables, task.env])
    expect(Object.keys(env)).toEqual(named);
  expect(container.env.map(({ name }) => name)).toEqual(named);
  const path = { PATH: `${join(folder, 'bin')}:${process.env.PATH}` };
  for (const [script, env] of runs)
    expect(
      await runProgram('sh', { args: ['-c', script], cwd: folder, env: { ...job.env, ...path, ...env } }),
    ).toMatchObject({
      stdout: ITSELF,
    });
  expect(readFileSync(join(folder, 'npm.words'), 'utf8')).toBe(
    `install --global ./octopus-key-mint-${version}.tgz\n`.repeat(4),
  );
});
