import { readFileSync } from 'node:fs';
import { mkdir, readdir, readFile, stat, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parse } from 'dotenv';
import type { StandIn } from '../../stand-in/stand-in.ts';
import { credentials, expect, hasFullDisk, test } from '../fixtures.ts';
import { isAlive } from '../read-offspring.ts';
import { type Outcome, startCommand, startProgram, UMASK, wordsOf } from '../start-command.ts';

test.use({ sharesBrowser: true });

const github = { GITHUB_ACTIONS: 'true', GITHUB_OUTPUT: 'output', GITHUB_ENV: 'environment' };

/** As GitHub's runner reads them: `name<<mark`, the value, `mark`. */
function parseGithubFile(text: string): Record<string, string> {
  const found = text.matchAll(/^([^\n]+?)<<([^\n]+)\n([\s\S]*?)\n\2\n/gm);
  return Object.fromEntries([...found].map(([, name, , value]) => [name, value]));
}

test('--ci on GitHub Actions masks the key before anything else, on a line of its own, and sets outputs beside those that are there', async ({
  startServer,
  runCommand,
  folder,
}) => {
  const server = await startServer();
  await writeFile(join(folder, 'output'), 'earlier=value\n');
  const env = { ...credentials(server), ...github };
  const { code, stdout } = await runCommand('mint-key', { env, words: ['--ci'] });
  const [key] = server.liveKeys();
  const output = await readFile(join(folder, 'output'), 'utf8');

  expect(code).toBe(0);
  // Whatever the step has written there before, as by printf.
  expect(stdout).toBe(`\n::add-mask::${key?.key}\n`);
  expect(output).toMatch(/^earlier=value\n/);
  expect(parseGithubFile(output)).toMatchObject({
    'api-key': key?.key,
    'key-id': key?.id,
    url: server.url,
  });
  await expect(stat(join(folder, 'environment'))).rejects.toThrow('ENOENT');
});

test('--github-env sets the variables for the following steps, too', async ({
  startServer,
  runCommand,
  folder,
}) => {
  const server = await startServer();
  await runCommand('mint-key', { signedInAt: server, env: github, words: ['--ci', '--github-env'] });

  expect(parseGithubFile(await readFile(join(folder, 'environment'), 'utf8'))).toEqual({
    OCTOPUS_URL: server.url,
    OCTOPUS_API_KEY: server.liveKeys()[0]?.key,
  });
});

test('--ci on Azure Pipelines sets a secret variable', async ({ startServer, runCommand }) => {
  const server = await startServer();
  const env = { TF_BUILD: 'True' };
  const { stdout } = await runCommand('mint-key', { signedInAt: server, env, words: ['--ci'] });
  const [key] = server.liveKeys();

  expect(stdout.split('\n')).toEqual([
    `##vso[task.setvariable variable=OCTOPUS_API_KEY;issecret=true]${key?.key}`,
    `##vso[task.setvariable variable=OCTOPUS_URL]${server.url}`,
    `##vso[task.setvariable variable=OCTOPUS_KEY_ID]${key?.id}`,
    '',
  ]);
});

test('--ci on TeamCity sets parameters, each on a line of its own, with its own escapes', {
  tag: '@extended',
}, async ({ startServer, runCommand }) => {
  const server = await startServer({ virtualDirectory: "/it's" });
  const env = { TEAMCITY_VERSION: '2025.07' };
  const { stdout } = await runCommand('mint-key', { signedInAt: server, env, words: ['--ci'] });
  const [key] = server.liveKeys();

  expect(stdout).toContain(`\n##teamcity[setParameter name='env.OCTOPUS_API_KEY' value='${key?.key}']\n`);
  const url = server.url.replace("'", "|'");
  expect(stdout).toContain(`##teamcity[setParameter name='env.OCTOPUS_URL' value='${url}']\n`);
});

test('--ci in a step of Octopus sets a sensitive output variable', { tag: '@extended' }, async ({
  startServer,
  runCommand,
}) => {
  const server = await startServer();
  const env = { TentacleHome: '/etc/octopus' };
  const { stdout } = await runCommand('mint-key', { signedInAt: server, env, words: ['--ci'] });

  const encode = (text = '') => Buffer.from(text).toString('base64');
  const [key] = server.liveKeys();
  expect(stdout).toContain(
    `##octopus[setVariable name='${encode('OctopusApiKey')}' value='${encode(key?.key)}' sensitive='${encode('True')}']\n`,
  );
});

test('--ci on GitLab writes a report file, and says who can read it', async ({
  startServer,
  runCommand,
  folder,
}) => {
  const server = await startServer();
  const env = { GITLAB_CI: 'true' };
  const { code, stdout, stderr } = await runCommand('mint-key', { signedInAt: server, env, words: ['--ci'] });
  const [key] = server.liveKeys();
  const text = await readFile(join(folder, 'octopus.env'), 'utf8');

  expect({ code, stdout }).toEqual({ code: 0, stdout: '' });
  expect(parse(text)).toEqual({
    OCTOPUS_URL: server.url,
    OCTOPUS_API_KEY: key?.key,
    OCTOPUS_KEY_ID: key?.id,
  });
  expect(text).not.toMatch(/\n\n|["']/);
  expect(stderr).toContain('members of the project can download');
});

test('the report file of --ci on GitLab is no receipt, too: exit 2, before anything is made', async ({
  startServer,
  runCommand,
}) => {
  const server = await startServer();
  const { code, stderr } = await runCommand('mint-key', {
    signedInAt: server,
    env: { GITLAB_CI: 'true' },
    words: ['--ci', '--receipt', './octopus.env'],
  });
  expect(code, stderr).toBe(2);
  expect(stderr).toContain('--out and --receipt name the same file');
  expect(server.madeKeys()).toEqual([]);
});

test('--pipe-to gives the key alone, without a line break, on a standard input that can be opened by its path', async ({
  startServer,
  runCommand,
  folder,
}) => {
  test.skip(process.platform === 'win32', 'there is no /dev/stdin');
  const server = await startServer();
  const words = ['--pipe-to', 'cat /dev/stdin > piped; echo told; umask; echo "$OCTOPUS_PASSWORD"'];
  const { code, stdout } = await runCommand('mint-key', { env: credentials(server), words });

  expect(code).toBe(0);
  expect(await readFile(join(folder, 'piped'), 'utf8')).toBe(server.liveKeys()[0]?.key);
  expect(stdout.split('\n')).toEqual(['told', UMASK.toString(8).padStart(4, '0'), '', '']);
});

test('--pipe-to gives what --format says, and what the command repeats on standard error is redacted', async ({
  startServer,
  runCommand,
}) => {
  const server = await startServer();
  const words = ['--format', 'json', '--pipe-to', 'cat >&2'];
  const { code, stdout, stderr } = await runCommand('mint-key', { signedInAt: server, words });

  expect({ code, stdout }).toEqual({ code: 0, stdout: '' });
  expect(stderr).toContain('"apiKey": "[redacted]"');
  expect(stderr).not.toContain(server.liveKeys()[0]?.key);
});

test('--pipe-to hands nothing over where the shell finds no cat: the key is revoked, though the command ends well', async ({
  startServer,
  runCommand,
  folder,
}) => {
  test.skip(process.platform === 'win32', 'no pipe of a shell stands between there');
  const server = await startServer();
  await symlink('/bin/sh', join(folder, 'sh'));
  const line = { env: { PATH: folder }, words: ['--pipe-to', ':'] };
  const { code, stderr } = await runCommand('mint-key', { signedInAt: server, ...line });

  expect(code, stderr).toBe(6);
  expect(server.madeKeys()).toHaveLength(1);
  expect(server.liveKeys()).toEqual([]);
});

function byKey(server: StandIn): Record<string, string> {
  return { OCTOPUS_URL: server.url, OCTOPUS_API_KEY: server.addKey('speaks').key };
}

test('a command of --pipe-to that leaves a process behind, with its standard error open, has the key once it has ended', async ({
  startServer,
  runCommand,
  folder,
}) => {
  test.skip(process.platform === 'win32', 'it is for a POSIX shell');
  const server = await startServer();
  // It is gone with the folder.
  const command = 'tee taken >&2; while test -e taken; do sleep 0.1; done >/dev/null &';
  const line = { env: byKey(server), words: ['--timeout', '60s', '--pipe-to', command] };
  const { code, stderr } = await runCommand('mint-key', line);
  const taken = await readFile(join(folder, 'taken'), 'utf8');
  expect(code, stderr).toBe(0);
  expect(server.liveKeys().map(({ key }) => key)).toContain(taken);
  expect(stderr).toContain('[redacted]');
  expect(stderr).not.toContain(taken);
});

test('a signal that is heard only when the command of --pipe-to has ended with 0 takes no key back', async ({
  startServer,
  folder,
}) => {
  test.skip(process.platform !== 'linux', 'only Linux shows a process that has ended so easily');
  const server = await startServer();
  const command = 'cat > taken; echo $$; until test -e go; do sleep 0.1; done';
  const args = ['--pipe-to', command];
  await using mint = startCommand('mint-key', { env: byKey(server), cwd: folder, args });
  const shell = await mint.waitForLine('', 'stdout');
  mint.child.kill('SIGSTOP');
  await writeFile(join(folder, 'go'), '');
  await expect.poll(() => readFileSync(`/proc/${shell}/stat`, 'utf8')).toContain(') Z ');
  mint.child.kill('SIGTERM');
  mint.child.kill('SIGCONT');
  const { code, stderr } = await mint.exited;
  expect(code, stderr).toBe(0);
  const taken = await readFile(join(folder, 'taken'), 'utf8');
  expect(server.liveKeys().map(({ key }) => key)).toContain(taken);
});

interface Sink {
  readonly title: string;
  readonly words: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  readonly toFullDisk?: boolean;
  readonly says: RegExp;
  /** Whether it is left to `npm run test:extended`, since another fails in the same way. */
  readonly isExtended?: boolean;
}

const sinks: readonly Sink[] = [
  { title: 'standard output, full', words: [], toFullDisk: true, says: /standard output.*ENOSPC/ },
  { title: 'a file where nobody can write', words: ['--out', '/proc/key'], says: /\/proc\/key/ },
  {
    isExtended: true,
    title: 'a receipt where nobody can write',
    words: ['--receipt', '/proc/receipt'],
    says: /receipt/,
  },
  {
    isExtended: true,
    title: 'a command that is missing',
    words: ['--pipe-to', 'no-such-command'],
    says: /exit code 127/,
  },
  {
    isExtended: true,
    title: 'a command that exits 3',
    words: ['--pipe-to', 'cat >/dev/null; exit 3'],
    says: /exit code 3/,
  },
  {
    isExtended: true,
    title: 'a command that is killed',
    words: ['--pipe-to', 'kill -9 $$'],
    says: /SIGKILL/,
  },
  {
    title: 'a command that closes the pipe',
    words: ['--pipe-to', 'exec <&-'],
    says: /did not read/,
  },
  {
    isExtended: true,
    title: 'a command that reads nothing',
    words: ['--pipe-to', 'true'],
    says: /did not read/,
  },
  {
    isExtended: true,
    title: 'a command that reads a part',
    words: ['--pipe-to', 'head -c 5 >/dev/null'],
    says: /did not read/,
  },
  {
    isExtended: true,
    title: 'a command whose disk is full',
    words: ['--pipe-to', 'cat >/dev/full'],
    says: /exit code 1/,
  },
  {
    isExtended: true,
    title: 'a command that hangs',
    words: ['--timeout', '12s', '--pipe-to', 'tail -f /dev/null'],
    says: /took too long/,
  },
  {
    isExtended: true,
    title: 'GitHub outputs on a full disk',
    words: ['--ci'],
    env: { ...github, GITHUB_OUTPUT: '/dev/full' },
    says: /CI system.*ENOSPC/,
  },
  {
    isExtended: true,
    title: 'GitHub outputs in a folder that is not there',
    words: ['--ci'],
    env: { ...github, GITHUB_OUTPUT: '/nowhere/output' },
    says: /CI system.*ENOENT/,
  },
  {
    isExtended: true,
    title: 'the GitHub environment on a full disk',
    words: ['--ci', '--github-env'],
    env: { ...github, GITHUB_ENV: '/dev/full' },
    says: /CI system.*ENOSPC/,
  },
  {
    title: 'what is kept for the end of a GitHub job, on a full disk',
    words: ['--ci'],
    env: { ...github, GITHUB_STATE: '/dev/full' },
    says: /note the key for the end of the job.*ENOSPC/,
  },
  {
    isExtended: true,
    title: 'GitHub commands, full',
    words: ['--ci'],
    env: github,
    toFullDisk: true,
    says: /ENOSPC/,
  },
  {
    isExtended: true,
    title: 'Azure commands, full',
    words: ['--ci'],
    env: { TF_BUILD: 'True' },
    toFullDisk: true,
    says: /ENOSPC/,
  },
  {
    isExtended: true,
    title: 'TeamCity commands, full',
    words: ['--ci'],
    env: { TEAMCITY_VERSION: '1' },
    toFullDisk: true,
    says: /ENOSPC/,
  },
  {
    isExtended: true,
    title: 'Octopus commands, full',
    words: ['--ci'],
    env: { TentacleHome: '/' },
    toFullDisk: true,
    says: /ENOSPC/,
  },
  {
    isExtended: true,
    title: 'a GitLab report where nobody can write',
    words: ['--ci', '--out', '/proc/octopus.env'],
    env: { GITLAB_CI: 'true' },
    says: /CI system/,
  },
];

for (const { title, words, env, toFullDisk, says, isExtended } of sinks) {
  const tag = isExtended ? '@extended' : [];
  test(`a delivery that fails leaves no live key, no session and nothing half-written: ${title}`, {
    tag,
  }, async ({ startServer, runCommand, folder }) => {
    test.skip(!hasFullDisk, 'there is no disk that is always full, and no /proc');
    const server = await startServer();
    await mkdir(join(folder, 'run'));
    await writeFile(join(folder, 'run', 'output'), 'earlier=value\n');
    const { code, stdout, stderr } = await runCommand('mint-key', {
      env: { ...credentials(server), ...env },
      words,
      toFullDisk: toFullDisk ?? false,
      cwd: join(folder, 'run'),
    });

    // Who is not root is told of a closed folder before anything is made; to root it looks open.
    const isForeseen = process.getuid?.() !== 0 && words.some((word) => word.startsWith('/proc/'));
    expect(code, stderr).toBe(isForeseen ? 2 : 6);
    if (!isForeseen) expect(stderr).toMatch(says);
    expect(server.liveKeys()).toEqual([]);
    expect(server.liveSessions()).toBe(0);
    expect(await readFile(join(folder, 'run', 'output'), 'utf8')).toBe('earlier=value\n');
    for (const { key } of server.madeKeys()) {
      expect(stderr).not.toContain(key);
      expect(stdout.replace(`\n::add-mask::${key}\n`, '')).toBe('');
    }
  });
}

for (const [what, trap] of Object.entries({ hangs: '', 'heeds no SIGTERM': 'trap "" TERM; ' })) {
  const tag = trap ? [] : '@extended';
  test(`a command that takes the key and ${what} has ended when the run has`, { tag }, async ({
    startServer,
    saveSession,
    folder,
  }) => {
    test.skip(process.platform === 'win32', 'Windows has no such signals');
    const server = await startServer();
    const { env, words } = await saveSession(server);
    const command = `sh -c '${trap}cat >/dev/null; echo $$ >pid; exec sleep 600'`;
    const args = [...words, '--pipe-to', command];
    await using mint = startCommand('mint-key', { cwd: folder, env, args, stdout: 'ignore' });
    const readPid = () => readFile(join(folder, 'pid'), 'utf8').catch(() => '');
    await expect.poll(readPid).toMatch(/\n/);
    mint.child.kill('SIGTERM');
    const { code, stderr } = await mint.exited;

    expect(code, stderr).toBe(143);
    const pid = Number(await readPid());
    await expect.poll(() => isAlive(pid)).toBe(false);
    expect(server.liveKeys()).toEqual([]);
  });
}

const impossible: Readonly<Record<string, { words: string[]; env?: Record<string, string>; says: RegExp }>> =
  {
    'an unknown CI system': { words: ['--ci'], says: /no CI system was recognised/ },
    'a CI system that takes no file': {
      words: ['--ci', '--out', 'key'],
      env: { TF_BUILD: 'True' },
      says: /Azure Pipelines takes no file/,
    },
    'GitHub Actions without its file': {
      words: ['--ci'],
      env: { GITHUB_ACTIONS: 'true' },
      says: /GITHUB_OUTPUT/,
    },
    '--github-env elsewhere': {
      words: ['--ci', '--github-env'],
      env: { TF_BUILD: 'True' },
      says: /--github-env/,
    },
    'two receivers': {
      words: ['--out', 'key', '--pipe-to', 'cat'],
      says: /--out.*contradict|contradict.*--out/,
    },
    'two results in one file': {
      words: ['--out', 'Key', '--receipt', './key'],
      says: /--out and --receipt name the same file/,
    },
    'a receiver and a CI system': { words: ['--ci', '--pipe-to', 'cat'], says: /contradict/ },
    '--github-env without --ci': { words: ['--github-env'], says: /--github-env means nothing without --ci/ },
  };

for (const [title, { words, env, says }] of Object.entries(impossible)) {
  test(`exit 2 before anybody signs in: ${title}`, {
    tag: ['two receivers', 'GitHub Actions without its file'].includes(title) ? [] : '@extended',
  }, async ({ startServer, runCommand }) => {
    const server = await startServer();
    const { code, stderr } = await runCommand('mint-key', { env: { ...credentials(server), ...env }, words });

    expect(code, stderr).toBe(2);
    expect(stderr).toMatch(says);
    expect(server.requests.filter(({ path }) => path.endsWith('/login'))).toEqual([]);
  });
}

test("Terraform's query goes before the environment, an option before the query", async ({
  startServer,
  runCommand,
}) => {
  const server = await startServer();
  const wishes = { OCTOPUS_KEY_PURPOSE: 'environment', OCTOPUS_KEY_EXPIRES_IN: '9d' };
  const query = { purpose: 'query', expires_in: '1h' };
  const env = { ...credentials(server), ...wishes };
  const input = JSON.stringify({ ...query, username: server.username });
  const asked = await runCommand('mint-key', { env, words: ['--format', 'terraform'], input });
  const words = ['--format', 'terraform', '--purpose', 'option'];
  const line = { signedInAt: server, env: wishes, words, input: JSON.stringify(query) };
  const told = await runCommand('mint-key', line);

  expect(JSON.parse(asked.stdout)).toMatchObject({ purpose: 'query' });
  expect(JSON.parse(told.stdout)).toMatchObject({ purpose: 'option' });
  expect(server.liveKeys()[0]?.expires?.getTime()).toBeLessThan(Date.now() + 3_600_000);
});

for (const [title, input, says] of [
  ['a secret', '{"password": "fake-canary"}', 'OCTOPUS_PASSWORD'],
  ['no object', '["purpose"]', 'no JSON object of strings'],
  ['no string', '{"purpose": 5}', 'no JSON object of strings'],
  ['a wrong value', '{"expires_in": "soon"}', "expires_in in Terraform's query"],
] as const) {
  const tag = title === 'a secret' ? [] : '@extended';
  test(`exit 2 for a query of Terraform's with ${title}`, { tag }, async ({ startServer, runCommand }) => {
    const server = await startServer();
    const line = { env: credentials(server), words: ['--format', 'terraform'], input };
    const { code, stdout, stderr } = await runCommand('mint-key', line);

    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain(says);
    expect(stderr).not.toContain('fake-canary');
  });
}

test("Terraform's query holds, too, where its end does not come; what is cut, or none, is a mistake", async ({
  startServer,
  saveSession,
}) => {
  const server = await startServer();
  const { env, words } = await saveSession(server);
  const mint = async (query: string) => {
    const line = { env, args: [...words, '--format', 'terraform'], stdin: 'open' };
    await using started = startCommand('mint-key', line);
    started.child.stdin?.write(query);
    return await started.exited;
  };
  const whole = JSON.stringify({ purpose: 'Übung' });
  const [asked, cut, other] = await Promise.all([mint(whole), mint(whole.slice(0, -2)), mint('y\n')]);
  expect(asked.code, asked.stderr).toBe(0);
  expect(JSON.parse(asked.stdout)).toMatchObject({ purpose: 'Übung' });
  for (const { code, stderr } of [cut, other]) {
    expect(code, stderr).toBe(2);
    expect(stderr).toContain('no JSON object of strings');
  }
  expect(server.madeKeys()).toHaveLength(1);
});

/** Runs mint-key with a session, and with its standard output as a shell has been told. */
async function mintInShell({ env, words }: SavedSession, redirection: string): Promise<Outcome> {
  const quoted = [...wordsOf('mint-key'), ...words].map((word) => `'${word}'`);
  const args = ['-c', `exec ${quoted.join(' ')} ${redirection}`];
  return await startProgram('sh', { args, env }).exited;
}

interface SavedSession {
  readonly env: Record<string, string>;
  readonly words: readonly string[];
}

test('a standard output that is closed is told of before the key is made', async ({
  startServer,
  saveSession,
}) => {
  test.skip(process.platform !== 'linux', 'only Linux tells that it is closed');
  const server = await startServer();
  const session = await saveSession(server);
  const { code, stderr } = await mintInShell(session, '>&-');
  expect(code, stderr).toBe(0);
  expect(stderr.indexOf('STANDARD OUTPUT IS CLOSED')).toBeGreaterThan(-1);
  expect(stderr.indexOf('STANDARD OUTPUT IS CLOSED')).toBeLessThan(stderr.indexOf('Minting a key'));
  expect(stderr).toContain(`Delivering the key ${server.liveKeys()[0]?.id}`);
  expect((await mintInShell(session, '--log-level fatal >&-')).stderr).toContain('STANDARD OUTPUT IS CLOSED');
});

test('a standard output that is closed is told of, too, where a CI system is to read the key there', async ({
  startServer,
  saveSession,
}) => {
  test.skip(process.platform !== 'linux', 'only Linux tells that it is closed');
  const { env, words } = await saveSession(await startServer());
  const { stderr } = await mintInShell({ env: { ...env, TF_BUILD: 'True' }, words }, '--ci >&-');
  expect(stderr.indexOf('STANDARD OUTPUT IS CLOSED')).toBeGreaterThan(-1);
  expect(stderr.indexOf('STANDARD OUTPUT IS CLOSED')).toBeLessThan(stderr.indexOf('Minting a key'));
});

for (const [where, redirection] of Object.entries({
  'to a file': '> log',
  'to the null device': '<> /dev/null 1<&0',
  'to the null device, opened for writing alone': '> /dev/null',
  'nowhere, since it is closed': '>&-',
}))
  test(`a standard output that leads ${where}, where GitHub hears of no secret: exit 2, and nobody is asked for a key`, {
    tag: where === 'to a file' ? [] : '@extended',
  }, async ({ startServer, folder }) => {
    test.skip(process.platform === 'win32', 'it is for a POSIX shell');
    const server = await startServer();
    const speaker = { OCTOPUS_URL: server.url, OCTOPUS_API_KEY: server.addKey('speaks').key };
    const env = { ...speaker, ...github, GITHUB_OUTPUT: join(folder, 'output') };
    const { code, stderr } = await mintInShell({ env, words: [] }, `--ci ${redirection}`);
    expect(code, stderr).toBe(2);
    expect(stderr).toContain('GitHub would not hear that the key is to be masked');
    expect(server.requests).toEqual([]);
    await expect(stat(join(folder, 'output'))).rejects.toThrow('ENOENT');
  });

for (const [system, redirection, mark] of [
  ['Azure Pipelines', '> log', { TF_BUILD: 'True' }],
  ['TeamCity', '> /dev/null', { TEAMCITY_VERSION: '2026.1' }],
] as const)
  test(`a standard output that goes ${redirection}, where ${system} is to read the key, is told of before the key is made`, async ({
    startServer,
  }) => {
    test.skip(process.platform === 'win32', 'it is for a POSIX shell');
    const server = await startServer();
    const env = { OCTOPUS_URL: server.url, OCTOPUS_API_KEY: server.addKey('speaks').key, ...mark };
    const { code, stderr } = await mintInShell({ env, words: [] }, `--ci ${redirection}`);
    expect(code, stderr).toBe(0);
    expect(stderr).toMatch(
      new RegExp(`STANDARD OUTPUT LEADS TO A FILE.*unless that is shown to ${system}.*Minting a key`, 's'),
    );
  });

for (const words of [
  '--out /dev/stdout >&-',
  '--out /dev/stderr 2>&-',
  '--out /dev/fd/0 </dev/null',
  '--out key --receipt /dev/stdout >&-',
])
  test(`a stream that nobody has is no place for a key: exit 2, and none is made: ${words}`, {
    tag: words.startsWith('--out /dev/stdout') ? [] : '@extended',
  }, async ({ startServer }) => {
    test.skip(process.platform !== 'linux', 'only Linux tells that it is closed');
    const server = await startServer();
    const env = { OCTOPUS_URL: server.url, OCTOPUS_API_KEY: server.addKey('speaks').key };
    const { code, stderr } = await mintInShell({ env, words: [] }, words);
    expect(code, stderr).toBe(2);
    if (!words.includes('2>&-')) expect(stderr).toContain('there is no such stream');
    expect(server.madeKeys()).toHaveLength(1);
  });

test('a run in a folder that is gone says so: exit 2', async () => {
  test.skip(process.platform === 'win32', 'Windows lets nobody remove it');
  const args = ['-c', 'mkdir gone && cd gone && rmdir ../gone && exec "$@"', 'sh', ...wordsOf('list-keys')];
  const { code, stderr } = await startProgram('sh', { args }).exited;
  expect(code, stderr).toBe(2);
  expect(stderr).toContain('the folder in which this was started is gone');
});

test('a disk that fills in the middle of the key, where standard output is a file: exit 6, and the key is revoked', async ({
  startServer,
  saveSession,
  folder,
}) => {
  test.skip(process.platform !== 'linux', 'there is no limit for a file here that a shell could set');
  const server = await startServer();
  const { env, words } = await saveSession(server);
  const file = join(folder, 'log');
  await writeFile(file, 'x'.repeat(1_010));
  // In blocks of 512 bytes.
  const args = ['-c', 'ulimit -f 2; exec "$@" >> "$FILE"', 'sh', ...wordsOf('mint-key'), ...words];
  const { code, stderr } = await startProgram('sh', { args, env: { ...env, FILE: file } }).exited;
  expect(code, stderr).toBe(6);
  expect(server.madeKeys()).toHaveLength(1);
  expect(server.liveKeys()).toEqual([]);
});

test('a rotation on whose disk there is no place for the receipt hands nothing over: the old key stays where it was, and live', async ({
  startServer,
  folder,
}) => {
  test.skip(process.platform !== 'linux', 'there is no limit for a file here that a shell could set');
  const server = await startServer();
  const old = server.addKey('rotated');
  await writeFile(join(folder, 'store'), old.key);
  // In blocks of 512 bytes.
  const command = ['-c', 'ulimit -f 1; exec "$@"', 'sh', ...wordsOf('rotate-key')];
  const words = ['--purpose', 'rotated', '--pipe-to', 'cat > store', '--receipt', 'receipt.json'];
  const line = { args: [...command, ...words], env: byKey(server), cwd: folder };
  const { code, stderr } = await startProgram('sh', line).exited;
  expect(code, stderr).toBe(6);
  expect(stderr).toContain('Could not write the receipt to receipt.json');
  expect(await readFile(join(folder, 'store'), 'utf8')).toBe(old.key);
  expect(server.madeKeys()).toHaveLength(3);
  expect(server.liveKeys()).toHaveLength(2);
  expect(server.liveKeys()).toContainEqual(old);
});

test('a key that was handed over before its receipt could not be put into its place stays live, and is named: exit 6', async ({
  startServer,
  runCommand,
  folder,
}) => {
  test.skip(process.platform === 'win32', 'it is for a POSIX shell');
  const server = await startServer();
  const old = server.addKey('rotated');
  const command = 'cat > store; mkdir receipt.json';
  const words = ['--purpose', 'rotated', '--pipe-to', command, '--receipt', 'receipt.json'];
  const { code, stderr } = await runCommand('rotate-key', { env: byKey(server), words });
  const stored = await readFile(join(folder, 'store'), 'utf8');
  const held = server.liveKeys().find(({ key }) => key === stored);
  expect(code, stderr).toBe(6);
  expect(stderr).toMatch(
    new RegExp(`Could not write the receipt to receipt.json: .*the key ${held?.id} was handed over`),
  );
  expect(stderr).not.toContain('A defect');
  expect(server.liveKeys()).not.toContainEqual(old);
  expect((await readdir(folder)).sort()).toEqual(['receipt.json', 'store']);
});

test('what is kept for the end of a job is there whole or not at all, where the disk fills in the middle of it', async ({
  startServer,
  folder,
}) => {
  test.skip(process.platform !== 'linux', 'there is no limit for a file here that a shell could set');
  const server = await startServer();
  const before = 'earlier=value\n'.repeat(290);
  await writeFile(join(folder, 'state'), before);
  await writeFile(join(folder, 'output'), '');
  const env = {
    ...github,
    ...{ GITHUB_STATE: 'state', OCTOPUS_URL: server.url, OCTOPUS_API_KEY: server.addKey('speaks').key },
  };
  // Of 512 bytes each.
  const args = ['-c', 'ulimit -f 8; exec "$@"', 'sh', ...wordsOf('mint-key'), '--ci'];
  const { code, stderr } = await startProgram('sh', { args, env, cwd: folder }).exited;
  expect(code, stderr).toBe(6);
  expect(stderr).toContain('note the key for the end of the job');
  expect(await readFile(join(folder, 'state'), 'utf8')).toBe(before);
  expect(server.madeKeys()).toHaveLength(1);
});

test('a key that a shell was told to write to /dev/null goes there without a word', async ({
  startServer,
  saveSession,
}) => {
  test.skip(process.platform === 'win32', 'Windows has no /dev/null');
  const server = await startServer();
  const { code, stderr } = await mintInShell(await saveSession(server), '>/dev/null');
  expect(code, stderr).toBe(0);
  expect(stderr).not.toContain('STANDARD OUTPUT');
  expect(server.liveKeys()).toHaveLength(1);
});
