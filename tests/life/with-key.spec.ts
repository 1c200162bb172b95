import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { appendFile, chmod, readFile, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { StandIn } from '../../stand-in/stand-in.ts';
import { forward, pass } from '../faults/faults.ts';
import { findBrowsers } from '../find-leaks.ts';
import { credentials, expect, test } from '../fixtures.ts';
import { issue, issueAuthority } from '../issue-certificate.ts';
import { isAlive } from '../read-offspring.ts';
import { serve } from '../serve.ts';
import { type Started, startCommand, startProgram, UMASK, wordsOf } from '../start-command.ts';

test.use({ sharesBrowser: true });

const API_CLIENT = JSON.stringify(resolve('node_modules/@octopusdeploy/api-client'));

/** A command for any system: Node, and what it is to do. */
function node(script: string): string[] {
  return ['--', process.execPath, '-e', script];
}

/** @param given how many sessions commands were given, which are not theirs to end */
function expectNothingLeft(server: StandIn, given = 0): void {
  expect(server.madeKeys()).not.toEqual([]);
  expect(server.liveKeys()).toEqual([]);
  expect(server.liveSessions()).toBe(given);
}

for (const code of [0, 37]) {
  test(`exits ${code} as its command does, and the key is revoked`, {
    tag: code === 37 ? [] : '@extended',
  }, async ({ startServer, runCommand }) => {
    const server = await startServer();
    const words = node(`process.exit(${code})`);
    const ended = await runCommand('with-key', { env: credentials(server), words });

    expect(ended.code).toBe(code);
    expectNothingLeft(server);
  });
}

test('exits 128 and the number of the signal that ended its command', { tag: '@extended' }, async ({
  startServer,
  runCommand,
}) => {
  test.skip(process.platform === 'win32', 'Windows has no such signals');
  const server = await startServer();
  const words = node('process.kill(process.pid, "SIGKILL"); setInterval(() => {}, 1000)');
  const { code } = await runCommand('with-key', { signedInAt: server, words });

  expect(code).toBe(137);
  expectNothingLeft(server, 1);
});

test('exits 127 where there is no such command, 126 where it cannot be run', { tag: '@extended' }, async ({
  startServer,
  runCommand,
  folder,
}) => {
  test.skip(process.platform === 'win32', 'Windows has no such modes');
  const server = await startServer();
  await writeFile(join(folder, 'closed'), '');
  await chmod(join(folder, 'closed'), 0o600);
  const missing = await runCommand('with-key', { signedInAt: server, words: ['--', 'no-such-command'] });
  const closed = await runCommand('with-key', { signedInAt: server, words: ['--', './closed'] });

  expect(missing.code).toBe(127);
  expect(missing.stderr).toContain('no-such-command');
  expect(closed.code).toBe(126);
  expectNothingLeft(server, 2);
});

for (const masking of [[], ['--mask-output']])
  test(`a command below what is no folder cannot be run: exit 126, and the key is revoked${masking.length > 0 ? ', where its output is masked, too' : ''}`, {
    tag: masking.length > 0 ? '@extended' : [],
  }, async ({ startServer, runCommand, folder }) => {
    test.skip(process.platform === 'win32', 'Windows says that there is none');
    const server = await startServer();
    await writeFile(join(folder, 'file'), '');
    const words = [...masking, '--', './file/command'];
    const { code, stderr } = await runCommand('with-key', { signedInAt: server, words });

    expect(code, stderr).toBe(126);
    expect(stderr).toMatch(/Could not run \.\/file\/command: .*ENOTDIR/);
    expect(stderr).not.toContain('A defect');
    expectNothingLeft(server, 1);
  });

test('its command gets the address and the key, what was around before, and no password', async ({
  startServer,
  runCommand,
  folder,
}) => {
  const server = await startServer();
  const words = node('console.log(JSON.stringify([process.env, process.umask()]))');
  const env = {
    ...credentials(server),
    OCTOPUS_ACCESS_TOKEN: 'stale',
    OCTOPUS_TOTP_SECRET: 'fake',
    OTHER: 'kept',
    TMPDIR: folder,
  };
  const { stdout } = await runCommand('with-key', { env, words });
  const [seen, umask] = JSON.parse(stdout) as [NodeJS.ProcessEnv, number];
  const [made] = server.madeKeys();

  expect(seen).toMatchObject({ OCTOPUS_URL: server.url, OCTOPUS_API_KEY: made?.key, OTHER: 'kept' });
  expect(Object.keys(seen)).not.toContain('OCTOPUS_PASSWORD');
  expect(Object.keys(seen)).not.toContain('OCTOPUS_ACCESS_TOKEN');
  expect(seen.TMPDIR).toBe(folder);
  expect(umask).toBe(UMASK);
  expect(made?.expires?.getTime()).toBeLessThanOrEqual(Date.now() + 3_600_000);
});

test('neither a password nor the path to one is in its environment, wherever they came from', async ({
  startServer,
  runCommand,
  folder,
}) => {
  const server = await startServer();
  await writeFile(join(folder, 'password'), server.password, { mode: 0o600 });
  const words = node('console.log(JSON.stringify(process.env))');
  const env = {
    ...credentials(server),
    OCTOPUS_PASSWORD: '',
    OCTOPUS_PASSWORD_FILE: join(folder, 'password'),
  };
  const { code, stdout } = await runCommand('with-key', { env, words });

  expect(code).toBe(0);
  expect(stdout).not.toContain(JSON.stringify(server.password).slice(1, -1));
  expect(stdout).not.toContain('OCTOPUS_PASSWORD');
});

for (const [path, descriptor] of [
  ['/dev/fd/20', 20],
  ['/dev/stdin', 0],
  ['password', 0],
] as const)
  test(`a password that came by the descriptor ${descriptor}, as ${path}, is at none that its command has`, {
    tag: '@extended',
  }, async ({ startServer, startBrowser, folder }) => {
    test.skip(!existsSync('/bin/bash') || !existsSync('/proc/self/fd'), 'there is no bash, or no /proc');
    const server = await startServer();
    await writeFile(join(folder, 'password'), server.password, { mode: 0o600 });
    const { OCTOPUS_PASSWORD: _, ...rest } = credentials(server);
    const env = { ...rest, OCTOPUS_PASSWORD_FILE: path, OCTOPUS_BROWSER: await startBrowser() };
    const script = `exec ${descriptor}<password; "$@" -- sh -c "cat /proc/self/fd/${descriptor}; true"`;
    const args = ['-c', script, 'bash', ...wordsOf('with-key')];
    const { code, stdout, stderr } = await startProgram('/bin/bash', { args, env, cwd: folder }).exited;

    expect(code, stderr).toBe(0);
    expect(stdout).not.toContain(server.password);
  });

for (const [path, descriptor, file] of [
  ['/dev/fd/20', 20, 'key'],
  ['/dev/stdin', 0, 'both'],
] as const)
  test(`the private key of a client certificate that came as ${path} is at no descriptor that its command has`, {
    tag: descriptor === 0 ? [] : '@extended',
  }, async ({ startServer, folder }) => {
    test.skip(!existsSync('/bin/bash') || !existsSync('/proc/self/fd'), 'there is no bash, or no /proc');
    const server = await startServer();
    const { key, cert } = await issue('client', await issueAuthority('Fake Client Authority'));
    for (const [name, text] of Object.entries({ cert, key, both: cert + key }))
      await writeFile(join(folder, name), text, { mode: 0o600 });
    const certificate = file === 'both' ? [path] : ['cert', '--client-key', path];
    const env = { OCTOPUS_URL: server.url, OCTOPUS_API_KEY: server.addKey('speaks').key };
    const read = `echo ran; cat /proc/self/fd/${descriptor}; true`;
    const script = `exec ${descriptor}<${file}; "$@" -- sh -c "${read}"`;
    const args = ['-c', script, 'bash', ...wordsOf('with-key'), '--client-certificate', ...certificate];
    const { code, stdout, stderr } = await startProgram('/bin/bash', { args, env, cwd: folder }).exited;

    expect(code, stderr).toBe(0);
    expect(stdout).toBe('ran\n');
  });

test('--all-names gives the key under the names that other Octopus tools read', { tag: '@extended' }, async ({
  startServer,
  runCommand,
}) => {
  const server = await startServer();
  const words = ['--all-names', ...node('console.log(JSON.stringify(process.env))')];
  const { stdout } = await runCommand('with-key', { signedInAt: server, words });
  const seen = JSON.parse(stdout) as NodeJS.ProcessEnv;
  const key = server.madeKeys()[0]?.key;

  for (const name of ['OCTOPUS_API_KEY', 'OCTOPUS_APIKEY', 'OCTOPUS_CLI_API_KEY', 'OCTOPUS_SERVER_API_KEY']) {
    expect(seen[name]).toBe(key);
  }
  for (const name of ['OCTOPUS_URL', 'OCTOPUS_CLI_SERVER', 'OCTOPUS_SERVER_URL', 'OCTOPUS_HOST']) {
    expect(seen[name]).toBe(server.url);
  }
});

test('--access-token gives a token that works, and makes no key', { tag: '@extended' }, async ({
  startServer,
  runCommand,
}) => {
  const server = await startServer();
  const script = `fetch(process.env.OCTOPUS_URL + '/api/users/me', {
    headers: { Authorization: 'Bearer ' + process.env.OCTOPUS_ACCESS_TOKEN },
  }).then(async (reply) => console.log([reply.status, (await reply.json()).Username, process.env.OCTOPUS_API_KEY].join()))`;
  const words = ['--access-token', ...node(script)];
  const { code, stdout } = await runCommand('with-key', { env: credentials(server), words });

  expect(code).toBe(0);
  expect(stdout).toBe(`200,${server.username},\n`);
  expect(server.madeKeys()).toEqual([]);
  expect(server.liveSessions()).toBe(0);
});

test('--access-token warns of variables that would give a key less than the token has', async ({
  startServer,
  runCommand,
}) => {
  const signedInAt = await startServer();
  const words = ['--access-token', ...node('')];
  const env = { OCTOPUS_SERVICE_ACCOUNT: 'service', OCTOPUS_KEY_ACCESS_LEVEL: 'read-only' };
  const { code, stderr } = await runCommand('with-key', { signedInAt, words, env });
  expect(code, stderr).toBe(0);
  expect(stderr).toContain('knows nothing of OCTOPUS_SERVICE_ACCOUNT and OCTOPUS_KEY_ACCESS_LEVEL: ');
  const without = await runCommand('with-key', { signedInAt, words });
  expect(without.stderr).not.toContain('knows nothing of');
});

test('the official client runs as its command, unchanged', { tag: '@extended' }, async ({
  startServer,
  runCommand,
}) => {
  const server = await startServer({ virtualDirectory: '/octopus' });
  const script = `const { Client, ProjectRepository, userGetCurrent } = require(${API_CLIENT});
  (async () => {
    const { OCTOPUS_URL: instanceURL, OCTOPUS_API_KEY: apiKey } = process.env;
    const client = await Client.create({ instanceURL, apiKey, userAgentApp: 'test' });
    const { Username } = await userGetCurrent(client);
    const { TotalResults } = await new ProjectRepository(client, 'Default').list();
    console.log(JSON.stringify({ Username, TotalResults }));
  })();`;
  const { code, stdout } = await runCommand('with-key', { signedInAt: server, words: node(script) });

  expect(code).toBe(0);
  expect(JSON.parse(stdout.trim().split('\n').at(-1) ?? '')).toEqual({
    Username: server.username,
    TotalResults: 0,
  });
  expectNothingLeft(server, 1);
});

test('standard input reaches its command, and its output is as it is', { tag: '@extended' }, async ({
  startServer,
  runCommand,
}) => {
  const server = await startServer();
  const words = node('process.stdin.pipe(process.stdout); console.error("told")');
  const line = { signedInAt: server, words, input: 'through\n' };
  const { stdout, stderr } = await runCommand('with-key', line);

  expect(stdout).toBe('through\n');
  expect(stderr).toContain('told\n');
});

test('--mask-output takes the key out of what its command prints, in any spelling and any pieces, and nothing else', async ({
  startServer,
  runCommand,
}) => {
  const server = await startServer();
  // Each looks like a secret, or like what tells of one, and is the command's own.
  const own = [
    '{"access_token":"not-ours-0123456789","body":"aGVsbG8tYWdhaW4taGVsbG8"}',
    '/subscriptions/01234567-89ab-cdef-0123-456789abcdef/resourceGroups/x?code=abcdefghijkl',
    'content-length: 1234',
  ].join('\n');
  const script = `const key = process.env.OCTOPUS_API_KEY;
  (async () => {
    const write = (text) => new Promise((done) => process.stdout.write(text, () => setImmediate(done)));
    for (const letter of key) await write(letter);
    await write(${JSON.stringify(`
${own}
`)});
    await write(' ' + Buffer.from('x' + key).toString('base64') + ' ' + key.slice(0, 8) + ' ');
    await write(Buffer.from([0xff, 0x00, 0xc3, 0x28]));
    console.error('error: ' + key);
  })();`;
  const words = ['--mask-output', ...node(script)];
  const { code, stdout, stderr } = await runCommand('with-key', { signedInAt: server, words });
  const key = server.madeKeys()[0]?.key ?? '';

  expect(code).toBe(0);
  expect(stdout).toMatch(/^\[redacted\]\n/);
  expect(stdout).toContain(`\n${own}\n`);
  expect(stdout).toMatch(/\n \S*\[redacted\]\S* API-.{4} /);
  expect(stdout.endsWith('\ufffd\0\ufffd(')).toBe(true);
  for (const spelling of [key, Buffer.from(`x${key}`).toString('base64').slice(4, -4)]) {
    expect(stdout + stderr).not.toContain(spelling);
  }
  expect(stderr).toContain('error: [redacted]');
});

test('--mask-output leaves a script its /dev/stdout and /dev/stderr, and waits for all that was written', {
  tag: '@extended',
}, async ({ startServer, runCommand }) => {
  test.skip(process.platform === 'win32', 'there are no such files');
  const server = await startServer();
  const script =
    'echo "out $OCTOPUS_API_KEY" > /dev/stdout; echo "err $OCTOPUS_API_KEY" > /dev/stderr; seq 100000; exit 3';
  const words = ['--mask-output', '--', 'sh', '-c', script];
  const { code, stdout, stderr } = await runCommand('with-key', { signedInAt: server, words });

  expect(code).toBe(3);
  expect(stdout).toMatch(/^out \[redacted\]\n1\n/);
  expect(stdout.endsWith('\n99999\n100000\n')).toBe(true);
  expect(stderr).toContain('err [redacted]\n');
});

test('--mask-output waits for whoever reads its output, and not for what its command left running', {
  tag: '@extended',
}, async ({ startServer, saveSession, runCommand, folder }) => {
  test.skip(process.platform === 'win32', 'there are no such pipes');
  const server = await startServer();
  const { env, words } = await saveSession(server);
  execFileSync('mkfifo', ['read', 'end'], { cwd: folder });
  const command = [...wordsOf('with-key'), ...words, '--mask-output', '--', 'sh', '-c', WRITE_MUCH];
  const quoted = command.map((word) => `'${word}'`).join(' ');
  const args = ['-c', `${quoted} | { read go < read; cat; }`];
  await using slow = startProgram('sh', { args, env, cwd: folder });
  await slow.waitForLine('all is written');
  // It ends once nobody else is waited for any more.
  const holding = ['--mask-output', '--', 'sh', '-c', 'cat end & echo $OCTOPUS_API_KEY'];
  const left = await runCommand('with-key', { signedInAt: server, words: holding });
  await Promise.all([appendFile(join(folder, 'end'), ''), appendFile(join(folder, 'read'), 'go\n')]);
  const { stdout } = await slow.exited;

  expect(left.code, left.stderr).toBe(0);
  expect(left.stdout).toBe('[redacted]\n');
  expect(stdout.length).toBe(150_000);
  expectNothingLeft(server, 2);
});

const WRITE_MUCH = 'head -c 150000 /dev/zero; echo all is written >&2';

for (const [code, expected] of [
  [0, 5],
  [37, 37],
] as const) {
  test(`a refused revocation after exit code ${code}: the id and the command are told, exit ${expected}`, {
    tag: code === 0 ? [] : '@extended',
  }, async ({ startServer, runCommand }) => {
    const server = await startServer();
    await using proxy = await serve(async (incoming, outgoing) => {
      const exchange = { incoming, outgoing, target: server.url, elsewhere: '' };
      if (incoming.method !== 'DELETE') return pass(exchange, await forward(exchange));
      outgoing
        .writeHead(403, { 'content-type': 'application/json' })
        .end('{"ErrorMessage": "Never, nor with a header Authorization: Bearer."}');
    });
    const ended = await runCommand('with-key', {
      signedInAt: { ...server, url: proxy.url },
      words: node(`process.exit(${code})`),
    });
    const [left] = server.liveKeys();

    expect(ended.code).toBe(expected);
    expect(ended.stderr).toMatch(
      new RegExp(`Never, .*Revoke it with: npx ts-node scripts/revoke-key.ts .*--id ${left?.id}`),
    );
  });
}

interface Access {
  readonly env: Record<string, string>;
  readonly words: readonly string[];
}

function signInAt(server: StandIn): Access {
  return { env: credentials(server), words: [] };
}

/** Starts `with-key` with a command that tells when it runs, and waits for that. */
async function startWithKey({ env, words }: Access, folder: string, script: string): Promise<Started> {
  const temporary = join(folder, 'temporary');
  const line = { args: [...words, ...node(script)], cwd: folder, env, temporary };
  const started = startCommand('with-key', line);
  await started.waitForLine('here', 'stdout');
  return started;
}

const STAYS = 'setInterval(() => {}, 1000);';
const STARTS_ANOTHER = `const { pid } = require('node:child_process').spawn(process.execPath, ['-e', '${STAYS}']);
  require('node:fs').writeFileSync('pids', process.pid + ' ' + pid); console.log('here'); ${STAYS}`;

for (const [signal, code] of Object.entries({ SIGINT: 130, SIGQUIT: 131, SIGTERM: 143, SIGHUP: 129 })) {
  const tag = signal === 'SIGTERM' ? [] : '@extended';
  test(`${signal} while its command runs: the command and what it started are gone, the key is revoked`, {
    tag,
  }, async ({ startServer, folder }) => {
    test.skip(process.platform === 'win32', 'Windows has no such signals');
    const server = await startServer();
    const { child, exited } = await startWithKey(signInAt(server), folder, STARTS_ANOTHER);
    expect(server.liveKeys()).toHaveLength(1);
    child.kill(signal as NodeJS.Signals);

    expect(await exited).toMatchObject({ code });
    expectNothingLeft(server);
    const pids = (await readFile(join(folder, 'pids'), 'utf8')).split(' ');
    await expect.poll(() => pids.filter((pid) => isAlive(Number(pid)))).toEqual([]);
  });
}

test('a command that ends by itself when it is asked to keeps its exit code', { tag: '@extended' }, async ({
  startServer,
  saveSession,
  folder,
}) => {
  test.skip(process.platform === 'win32', 'Windows has no such signals');
  const server = await startServer();
  const script = `process.on('SIGTERM', () => setImmediate(() => process.exit(9))); console.log('here'); ${STAYS}`;
  const { child, exited } = await startWithKey(await saveSession(server), folder, script);
  child.kill('SIGTERM');

  expect(await exited).toMatchObject({ code: 9 });
  expectNothingLeft(server, 1);
});

test('a command that does not end when it is asked to is killed before whoever asked kills us', {
  tag: '@extended',
}, async ({ startServer, saveSession, folder }) => {
  test.skip(process.platform === 'win32', 'Windows has no such signals');
  const server = await startServer();
  const script = `process.on('SIGTERM', () => {}); console.log('here'); ${STAYS}`;
  const { child, exited } = await startWithKey(await saveSession(server), folder, script);
  child.kill('SIGTERM');
  child.kill('SIGTERM');

  expect(await exited).toMatchObject({ code: 137 });
  expectNothingLeft(server, 1);
});

test('no time limit and no browser is there while its command runs', { tag: '@extended' }, async ({
  startServer,
  folder,
}) => {
  const server = await startServer();
  const script = `console.log('here'); const timer = setInterval(() => {
    if (require('node:fs').existsSync('go')) { clearInterval(timer); process.exit(5); }
  }, 50);`;
  const { exited } = await startWithKey(signInAt(server), folder, script);
  await expect.poll(() => findBrowsers(folder)).toEqual([]);
  await writeFile(join(folder, 'go'), '');

  expect(await exited).toMatchObject({ code: 5 });
  expect(existsSync(join(folder, 'temporary'))).toBe(true);
  expectNothingLeft(server);
});

test('--timeout holds for the minting, not for its command', { tag: '@extended' }, async ({
  startServer,
  runCommand,
}) => {
  const server = await startServer();
  const words = ['--timeout', '15s', ...node('setTimeout(() => process.exit(6), 16_000)')];
  const { code } = await runCommand('with-key', { signedInAt: server, words });

  expect(code).toBe(6);
  expectNothingLeft(server, 1);
});

test('with an API key no browser is started, and the key that was made is revoked', {
  tag: '@extended',
}, async ({ startServer, runCommand }) => {
  const server = await startServer();
  const given = server.addKey('given');
  const env = { OCTOPUS_URL: server.url, OCTOPUS_API_KEY: given.key, OCTOPUS_BROWSER: '/nowhere/chromium' };
  const words = node('console.log(process.env.OCTOPUS_API_KEY)');
  const { code, stdout } = await runCommand('with-key', { env, words });

  expect(code).toBe(0);
  expect(stdout).not.toContain(given.key);
  expect(server.liveKeys()).toEqual([given]);
});

test('exit 2 where there is no command, or no -- before it', async ({ runCommand }) => {
  const env = { OCTOPUS_URL: 'http://127.0.0.1:1', OCTOPUS_USERNAME: 'a', OCTOPUS_PASSWORD: 'fake-password' };
  const none = await runCommand('with-key', { env });
  const bare = await runCommand('with-key', { env, words: ['terraform', 'apply'] });

  expect(none.code).toBe(2);
  expect(none.stderr).toContain('no command to run');
  expect(bare.code).toBe(2);
  expect(bare.stderr).toContain('put -- before the command');
});
