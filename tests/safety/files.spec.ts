import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { chmod, lstat, mkdir, readdir, readFile, stat, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { credentials, expect, test } from '../fixtures.ts';
import { type Outcome, startCommand, startProgram, wordsOf } from '../start-command.ts';

test.skip(process.platform === 'win32', 'Windows has no such modes');

test('a link in a folder that others can write to is not followed: exit 2, before anybody signs in', async ({
  startServer,
  runCommand,
  folder,
}) => {
  const server = await startServer();
  await mkdir(join(folder, 'target'));
  await mkdir(join(folder, 'shared'));
  await chmod(join(folder, 'shared'), 0o1777);
  await symlink(join(folder, 'target'), join(folder, 'shared/link'));
  const { code, stderr } = await runCommand('mint-key', {
    env: credentials(server),
    words: ['--out', 'shared/link/key'],
  });

  expect(code).toBe(2);
  expect(stderr).toContain('shared/link');
  expect(await readdir(join(folder, 'target'))).toEqual([]);
  expect(server.requests).toEqual([]);
});

test('a link of that name in a folder that others can write to is replaced, not written through', async ({
  startServer,
  runCommand,
  folder,
}) => {
  const server = await startServer();
  await mkdir(join(folder, 'shared'));
  await chmod(join(folder, 'shared'), 0o1777);
  await writeFile(join(folder, 'target'), 'untouched');
  await symlink(join(folder, 'target'), join(folder, 'shared/key'));
  const { code } = await runCommand('mint-key', { signedInAt: server, words: ['--out', 'shared/key'] });

  expect(code).toBe(0);
  expect(await readFile(join(folder, 'target'), 'utf8')).toBe('untouched');
  expect((await lstat(join(folder, 'shared/key'))).isFile()).toBe(true);
});

for (const [before, after] of [
  [0o644, 0o600],
  [0o400, 0o400],
  [0o200, 0o200],
] as const) {
  const tag = before === 0o644 ? [] : '@extended';
  test(`a file of mode ${before.toString(8)} is replaced by one of mode ${after.toString(8)}`, {
    tag,
  }, async ({ startServer, runCommand, folder }) => {
    const server = await startServer();
    const path = join(folder, 'key');
    await writeFile(path, 'older');
    await chmod(path, before);
    const { code } = await runCommand('mint-key', { signedInAt: server, words: ['--out', 'key'] });

    expect(code).toBe(0);
    expect((await stat(path)).mode & 0o777).toBe(after);
    await chmod(path, 0o600);
    expect(await readFile(path, 'utf8')).toBe(`${server.liveKeys()[0]?.key}\n`);
  });
}

test('a device is not replaced by a file: exit 2', async ({ runCommand, startServer }) => {
  const server = await startServer();
  const { code, stderr } = await runCommand('mint-key', {
    env: credentials(server),
    words: ['--out', '/dev/null'],
  });

  expect(code).toBe(2);
  expect(stderr).toContain('--out');
  expect((await stat('/dev/null')).isCharacterDevice()).toBe(true);
});

const MOUNT = 'mount --bind other mounted && exec "$@"';
const unshare = [...(process.getuid?.() === 0 ? [] : ['--map-root-user']), '--mount'];

function canMount(): boolean {
  try {
    execFileSync('unshare', [...unshare, 'mount', '--bind', '/dev/null', '/dev/zero'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

test('a file that is mounted by itself, which nothing can take the place of, gets no key: exit 2, before anybody signs in; results go there', {
  tag: '@extended',
}, async ({ startServer, folder }) => {
  test.skip(process.platform !== 'linux' || !canMount(), 'nothing can be mounted here');
  const server = await startServer();
  await writeFile(join(folder, 'other'), 'untouched');
  await writeFile(join(folder, 'mounted'), '');
  const { OCTOPUS_URL: url, ...env } = credentials(server);
  const fleet = (file: string) => {
    const keys = [{ purpose: 'a', deliver: { file } }];
    return writeFile(join(folder, `${file}.json`), JSON.stringify({ servers: [{ url, keys }] }));
  };
  await Promise.all([fleet('mounted'), fleet('key')]);
  const run = (name: string, ...words: string[]): Promise<Outcome> => {
    const args = [...unshare, 'sh', '-c', MOUNT, 'sh', ...wordsOf(name), ...words];
    return startProgram('unshare', { args, env, cwd: folder }).exited;
  };
  const [minted, delivered, results] = await Promise.all([
    run('mint-key', '--url', server.url, '--out', 'mounted'),
    run('mint-fleet', 'mounted.json'),
    run('mint-fleet', 'key.json', '--dry-run', '--results', 'mounted', '--journal', 'mounted.journal'),
  ]);
  for (const { code, stderr } of [minted, delivered]) {
    expect(code, stderr).toBe(2);
    expect(stderr).toContain(
      'mounted is mounted by itself, and cannot be replaced: mount its folder instead',
    );
  }
  expect(results.code, results.stderr).toBe(0);
  expect(server.requests).toEqual([]);
  expect(await readFile(join(folder, 'other'), 'utf8')).toBe('untouched');
});

test('keys of a fleet that go to one folder by two mounts of it are told: exit 2', {
  tag: '@extended',
}, async ({ folder }) => {
  test.skip(process.platform !== 'linux' || !canMount(), 'nothing can be mounted here');
  await Promise.all(['one', 'the other'].map((name) => mkdir(join(folder, name))));
  const keys = ['one/new/a.key', 'the other/new/a.key', 'the other/b.key'].map((file) => ({
    purpose: file,
    deliver: { file },
  }));
  const signIn = { username: 'admin', password: { env: 'FAKE' } };
  const servers = [{ url: 'https://one.example.com', signIn, keys }];
  await writeFile(join(folder, 'fleet.json'), JSON.stringify({ servers }));
  const mount = 'mount --bind one "the other" && exec "$@"';
  const words = [...wordsOf('mint-fleet'), 'fleet.json', '--dry-run'];
  const args = [...unshare, 'sh', '-c', mount, 'sh', ...words];
  const { code, stderr } = await startProgram('unshare', { args, cwd: folder }).exited;

  expect(code, stderr).toBe(2);
  expect(stderr).toContain('keys[1] goes to the other/new/a.key, which is the same file as one/new/a.key');
  expect(stderr).not.toContain('b.key');
});

test('a file with a secret that others can read earns a warning', { tag: '@extended' }, async ({
  startServer,
  runCommand,
  folder,
}) => {
  const server = await startServer();
  const { OCTOPUS_PASSWORD = '', ...env } = credentials(server);
  for (const [mode, warns] of [
    [0o644, true],
    [0o600, false],
  ] as const) {
    await writeFile(join(folder, 'password'), OCTOPUS_PASSWORD);
    await chmod(join(folder, 'password'), mode);
    const { code, stderr } = await runCommand('mint-key', {
      env: { ...env, OCTOPUS_PASSWORD_FILE: 'password' },
    });
    expect(code).toBe(0);
    expect(stderr.includes('can be read by others')).toBe(warns);
  }
});

test('no child has the password in its environment, and no process has it in its command line', async ({
  startServer,
  folder,
}) => {
  test.skip(process.platform !== 'linux', 'there is no /proc');
  const server = await startServer({ drawFormAfterMs: 2_000 });
  const mint = startCommand('mint-key', { cwd: folder, env: credentials(server), temporary: folder });
  await mint.waitForLine('Signing in');
  const seen = readProcesses(folder);
  await mint.exited;

  expect(seen.some((text) => /chrom/i.test(text))).toBe(true);
  for (const text of seen) expect(text).not.toContain(server.password);
});

/** The command line of every process, and the environment of those that work below a folder. */
function readProcesses(folder: string): string[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((id) => {
      try {
        const line = readFileSync(`/proc/${id}/cmdline`, 'utf8');
        return line.includes(folder) ? [line, readFileSync(`/proc/${id}/environ`, 'utf8')] : [line];
      } catch {
        return [];
      }
    });
}
