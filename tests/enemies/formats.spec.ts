import { readdir, readFile, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { parse } from 'dotenv';
import fc from 'fast-check';
import { CreatedAccessToken, CreatedApiKey, ListedApiKey, Team, User } from '../../src/api/schemas.ts';
import { serverAddress } from '../../src/core/values.ts';
import { type Format, findUnwritable, formatResult, type Result } from '../../src/delivery/format-result.ts';
import { redactor } from '../../src/secrets/redactor.ts';
import { Secret } from '../../src/secrets/secret.ts';
import { forward, pass } from '../faults/faults.ts';
import { findProgram } from '../find-program.ts';
import { credentials, expect, SEED, test } from '../fixtures.ts';
import { serve } from '../serve.ts';
import { runProgram } from '../start-command.ts';

test.use({ sharesBrowser: true });

// What a format holds is read by those whom it is for as it was given, and nothing in it is run.

const KEY = 'API-FAKEKEYFORTESTS00000000';

/** Each is a valid address that a program of its own would be in some quotes or other. */
const pointed = [
  "https://one.example/it's;touch$IFS./pwned;'",
  "https://one.example/';touch$IFS./pwned;",
  "https://one.example/'$(touch$IFS./pwned)'",
  'https://one.example/$(touch$IFS./pwned)',
  'https://one.example/`touch$IFS./pwned`',
  'https://`touch$IFS./pwned`/',
  'https://one.example/&touch$IFS./pwned&',
  'https://one.example/|touch$IFS./pwned|',
  'https://a"b/";touch$IFS./pwned;"',
  "https://a'b/$HOME/$$/$1/$?/%24/%0A/%27",
  'https://one.example/~:~:~root/a:~/b',
  'https://one.example/*?[a-z]{a,b}!x!!',
  'https://one.example/%0Atouch pwned'.replace(' ', '%20'),
  'https://one.example/#touch',
  'https://one.example/é\u2028😀\\..\\x',
  'https://[::1]:8065/octopus',
  'http://10.0.0.1:8065/a=b=c,d+e@f_g-h.i~j',
];

const piece = fc.constantFrom(
  ...["'", '"', '`', '$', '$(', '${', ')', '}', ';', '&', '|', '~', ':', '*', '!', '%0A', '%27', '%00'],
  ...['touch$IFS./pwned', 'HOME', '\\', '=', ',', '@', '^', '[', ']', '/', 'é', '😀', '\u2028', 'a', '-n'],
);
const address = fc
  .tuple(fc.constantFrom('octopus.example', 'a"b', "a'b", 'a`b`', 'a$(b)', '[::1]'), fc.array(piece))
  .map(([host, pieces]) => `https://${host}/${pieces.join('')}`);

/** Hostile addresses as they come out of the settings, where each that is no address was refused. */
const addresses = [
  ...new Set(
    [...pointed, ...fc.sample(address, { seed: SEED, numRuns: 300 })].flatMap((text) => {
      const read = serverAddress.safeParse(text);
      return read.success ? [read.data] : [];
    }),
  ),
];

/** With what a user and a server can bring into the other fields. */
function makeResult(url: string, text = 'a "purpose"'): Result {
  const times = { created: '2026-01-31T00:00:00.123+00:00', expires: undefined };
  return { url, key: new Secret(KEY), id: 'apikeys-1', userId: text, purpose: text, ...times };
}

/** As the two formats for shells and dotenv readers have it; those that a format refuses are left out. */
function write(format: Format): { readonly url: string; readonly text: string }[] {
  return addresses
    .filter((url) => findUnwritable(format, url) === undefined)
    .map((url) => ({ url, text: formatResult(makeResult(url), format) }));
}

const shells = ['sh', 'dash', 'bash', 'busybox', 'zsh', 'mksh'].filter(findProgram);

for (const shell of shells) {
  test(`${shell} that sources shell or dotenv has the address and the key as they are, and runs nothing`, async ({
    folder,
  }) => {
    const written = [...write('shell'), ...write('dotenv')];
    await Promise.all(written.map(({ text }, at) => writeFile(join(folder, `${at}.env`), text)));
    const script = `set -eu; at=0; while [ $at -lt ${written.length} ]; do
      unset OCTOPUS_URL OCTOPUS_API_KEY; . ./$at.env
      printf '%s\\n' "$OCTOPUS_URL" "$OCTOPUS_API_KEY"; at=$((at + 1)); done`;
    const args = [...(shell === 'busybox' ? ['sh'] : []), '-c', script];
    const { stdout, stderr } = await runProgram(findProgram(shell) ?? '', { args, cwd: folder });

    expect(stdout.split('\n')).toEqual([...written.flatMap(({ url }) => [url, KEY]), '']);
    expect(stderr).toBe('');
    expect(await readdir(folder)).toHaveLength(written.length);
  });
}

test('the shells are there that this is about', () => {
  test.skip(process.platform === 'win32', 'there is no sh');
  expect(shells).toContain('sh');
  expect(addresses.length).toBeGreaterThan(200);
  expect(write('shell')).toHaveLength(addresses.length);
  expect(write('dotenv').length).toBeGreaterThan(100);
});

// What PowerShell ends a text in single quotes with, unless there are two of them: ' and its typographic likes.
const POWERSHELL_LINE = /^\$env:(\w+) = '((?:[^'\u2018-\u201b]|(['\u2018-\u201b])\3)*)'$/;

test('PowerShell, by its rules for quotes, has the address and the key as they are, and nothing stands outside of them', () => {
  const quoted = [...addresses, "https://a.example/\u2018;calc;\u2019'\u201a\u201b"];
  for (const url of quoted) {
    const lines = formatResult(makeResult(url), 'powershell').split('\n');
    const read = lines.slice(0, -1).map((line) => {
      const [, name, text = ''] = POWERSHELL_LINE.exec(line) ?? [];
      return [name, text.replace(/(['\u2018-\u201b])\1/g, '$1')];
    });
    expect(read, url).toEqual([
      ['OCTOPUS_URL', url],
      ['OCTOPUS_API_KEY', KEY],
    ]);
  }
});

test('the dotenv library has the address and the key as they are', () => {
  for (const { url, text } of write('dotenv'))
    expect(parse(text)).toEqual({ OCTOPUS_URL: url, OCTOPUS_API_KEY: KEY });
});

test('Docker, which knows no quotes, has them as they are where there are none', async ({ folder }) => {
  const docker = findProgram('docker');
  test.skip(!docker || process.platform === 'win32', 'docker is not installed, or takes no socket');
  const url = 'https://octopus.example.com:8443/a%20b/~me,x+y@z_1-2';
  await writeFile(join(folder, 'octopus.env'), formatResult(makeResult(url), 'dotenv'));
  const told: unknown[] = [];
  // What its client makes of the file it sends to a daemon, which here does nothing about it.
  const daemon = createServer(async (incoming, outgoing) => {
    const chunks: Buffer[] = [];
    for await (const chunk of incoming) chunks.push(chunk as Buffer);
    if (incoming.url?.includes('/create')) told.push(JSON.parse(Buffer.concat(chunks).toString()).Env);
    outgoing.setHeader('content-type', 'application/json').end('{"Id":"1"}');
  });
  await new Promise<void>((done) => daemon.listen(join(folder, 'socket'), done));
  const env = { DOCKER_HOST: `unix://${join(folder, 'socket')}` };
  const args = ['create', '--env-file', 'octopus.env', 'image'];
  await runProgram(docker ?? '', { args, cwd: folder, env }).finally(() => daemon.close());

  expect(told).toEqual([[`OCTOPUS_URL=${url}`, `OCTOPUS_API_KEY=${KEY}`]]);
});

test('jq and JSON.parse have every field of json and terraform as it is', { tag: '@extended' }, async () => {
  test.skip(!findProgram('jq'), 'jq is not installed');
  const texts = fc.sample(
    fc.string({ unit: 'binary', maxLength: 30 }).filter((text) => Buffer.from(text).toString() === text),
    { seed: SEED, numRuns: 150 },
  );
  const results = texts.map((text, at) => makeResult(addresses[at] ?? '', text));
  const written = results.flatMap((result) => [
    formatResult(result, 'json'),
    formatResult(result, 'terraform'),
  ]);
  const { stdout } = await runProgram('jq', { args: ['--compact-output', '.'], stdin: written.join('') });
  const read = stdout
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));

  expect(read).toEqual(written.map((text) => JSON.parse(text)));
  for (const [at, { url, purpose, userId }] of results.entries()) {
    expect(read[2 * at]).toMatchObject({
      url,
      purpose,
      userId,
      apiKey: KEY,
      keyId: 'apikeys-1',
      expires: null,
    });
    expect(read[2 * at + 1]).toMatchObject({ url, purpose, user_id: userId, api_key: KEY, expires: '' });
  }
});

const refused: Readonly<
  Record<string, { path: string; words: string[]; env?: Record<string, string>; says: string }>
> = {
  'dotenv, of which no quotes are read alike': {
    path: "/it's$HOME",
    words: ['--format', 'dotenv'],
    says: "since it holds ' $",
  },
  'GitLab, which replaces variables': {
    path: '/$CI_JOB_TOKEN',
    words: ['--ci'],
    env: { GITLAB_CI: 'true' },
    says: 'GitLab would replace what stands behind the $',
  },
};

for (const [title, { path, words, env, says }] of Object.entries(refused)) {
  test(`an address that a format cannot hold is refused before anybody signs in: ${title}`, async ({
    startServer,
    runCommand,
    folder,
  }) => {
    const server = await startServer({ virtualDirectory: path });
    const { code, stderr } = await runCommand('mint-key', { env: { ...credentials(server), ...env }, words });

    expect(code, stderr).toBe(2);
    expect(stderr).toContain(says);
    expect(server.requests).toEqual([]);
    expect(await readdir(folder)).toEqual([]);
  });
}

const lies = {
  'an id that is shell': { Id: 'apikeys-1";touch pwned;"' },
  'an id on two lines': { Id: 'apikeys-1\nEVIL=1' },
  'an option as an id': { Id: '--yes' },
  'a variable of GitLab as an id': { Id: '$CI_JOB_TOKEN' },
  'an id without an end': { Id: 'x'.repeat(3_000_000) },
  'a key without an end': { ApiKey: `API-${'LONG7'.repeat(40)}` },
  'a key that is shell': { ApiKey: "API-1';touch pwned;'" },
  'a key on two lines': { ApiKey: 'API-1\nEVIL=1' },
};

test('what a server says of a key is nothing but an id, a key and times', () => {
  const made = { Id: 'apikeys-I6D74k9rh7eyoqXDlqJCvlsVgU', ApiKey: KEY, Purpose: 'p', Created: null };
  const times = ['2018-07-02T01:02:03.123+00:00', '2026-01-31T00:00:00Z'];
  for (const Expires of times) expect(CreatedApiKey.parse({ ...made, Expires })).toMatchObject({ Expires });
  for (const [what, lie] of Object.entries(lies))
    expect(CreatedApiKey.safeParse({ ...made, ...lie }).success, what).toBe(false);
  for (const Expires of [
    '$(touch pwned)',
    '2026-01-31T00:00:00Z\nEVIL=1',
    '2026-01-31 (";touch pwned)',
    '-T',
    '--Z',
    '/T',
    '1'.repeat(3_000_000),
  ])
    expect(CreatedApiKey.parse({ ...made, Expires, Created: Expires })).toMatchObject({
      Expires: undefined,
      Created: undefined,
    });
});

test('a key or a token that is longer than any is not looked for in what is printed', async () => {
  // Of letters that no other test has for a secret, whose redactor this one shares.
  const key = lies['a key without an end'].ApiKey;
  expect(CreatedApiKey.safeParse({ Id: 'apikeys-1', ApiKey: key }).success).toBe(false);
  expect(redactor.finds(key)).toBe(false);
  const token = 'Fake.token'.repeat(1_638);
  await redactor.forgetAfter(async () =>
    expect(CreatedAccessToken.parse({ AccessToken: token }).AccessToken.reveal()).toBe(token),
  );
  const longer = 'fake.TOKEN'.repeat(1_639);
  expect(CreatedAccessToken.safeParse({ AccessToken: longer }).success).toBe(false);
  expect(redactor.finds(longer)).toBe(false);
});

for (const where of ['the reply to the key request', 'the key list'])
  test(`an id of 3 MB in ${where} is taken for none, and not repeated`, async ({
    startServer,
    runCommand,
  }) => {
    const server = await startServer();
    await using liar = await serve(async (incoming, outgoing) => {
      const exchange = { incoming, outgoing, target: server.url, elsewhere: '' };
      const reply = await forward(exchange);
      const method = where === 'the key list' ? 'GET' : 'POST';
      const isMeant = incoming.method === method && /\/apikeys(\?|$)/.test(incoming.url ?? '');
      const endless = `"Id": "${'x'.repeat(3_000_000)}"`;
      pass(exchange, reply, isMeant ? `${reply.body}`.replace(/"Id": *"[^"]*"/, () => endless) : undefined);
    });
    server.addKey('octopus-key-mint');
    const signedInAt = { ...server, url: liar.url };
    const { code, stdout, stderr } = await runCommand('rotate-key', { signedInAt });
    expect(code).toBe(5);
    expect(stdout).toBe('');
    expect(stderr).toContain('is not what an Octopus Server sends');
    expect(stderr.length).toBeLessThan(10_000);
    expect(server.liveKeys()).toHaveLength(1);
  });

for (const lie of ['an id that is shell', 'a key without an end'] as const)
  test(`${lie} is handed to nobody, and the key is revoked`, {
    tag: lie.startsWith('an id') ? [] : '@extended',
  }, async ({ startServer, runCommand, folder }) => {
    const server = await startServer();
    await using liar = await serve(async (incoming, outgoing) => {
      const exchange = { incoming, outgoing, target: server.url, elsewhere: '' };
      const reply = await forward(exchange);
      const isMade = incoming.method === 'POST' && incoming.url?.endsWith('/apikeys');
      pass(
        exchange,
        reply,
        isMade ? JSON.stringify({ ...JSON.parse(`${reply.body}`), ...lies[lie] }) : undefined,
      );
    });
    await writeFile(join(folder, 'output'), '');
    const github = { GITHUB_ACTIONS: 'true', GITHUB_OUTPUT: 'output' };
    const env = { ...credentials(server), OCTOPUS_URL: liar.url, ...github };
    const { code, stdout, stderr } = await runCommand('mint-key', { env, words: ['--ci'] });

    expect(code, stderr).not.toBe(0);
    expect(stdout).toBe('');
    expect(await readFile(join(folder, 'output'), 'utf8')).toBe('');
    expect(server.madeKeys()).toHaveLength(1);
    expect(server.liveKeys()).toEqual([]);
  });

test('what --ci adds for GitHub Actions stands on lines of its own', async ({
  startServer,
  runCommand,
  folder,
}) => {
  const server = await startServer();
  await writeFile(join(folder, 'output'), 'earlier=value');
  const env = { GITHUB_ACTIONS: 'true', GITHUB_OUTPUT: 'output' };
  await runCommand('mint-key', { signedInAt: server, env, words: ['--ci'] });

  expect(await readFile(join(folder, 'output'), 'utf8')).toMatch(/^earlier=value\napi-key<<end-/);
});

test('an id that would lead out of its place in an address, or that no address can hold, is none', () => {
  for (const schema of [User, ListedApiKey, Team]) {
    const isId = (Id: string) => schema.safeParse({ Id, Name: 'fake' }).success;
    for (const id of ['', '.', '..', '\ud800', 'x'.repeat(2_001)]) expect(isId(id), id).toBe(false);
    for (const id of ['Users-1', '...', 'a/../b', 'ä €']) expect(isId(id), id).toBe(true);
  }
});
