import { cp, mkdir, readdir, readFile, symlink, utimes, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { StandIn } from '../../stand-in/stand-in.ts';
import { credentials, expect, test } from '../fixtures.ts';
import { node, npm } from '../life/pack-package.ts';
import { startProgram } from '../start-command.ts';

// All other tests start the commands from their bundle. Here each is started as the README has it.

interface PublishedLine {
  readonly words?: readonly string[];
  /** What it shows that the command did its work. */
  readonly check?: (server: StandIn, stdout: string) => void;
}

const PURPOSE = 'octopus-key-mint';

const lines: Readonly<Record<string, PublishedLine>> = {
  'mint-key': {
    check: (server, stdout) => expect(server.liveKeys().map(({ key }) => `${key}\n`)).toContain(stdout),
  },
  'with-key': {
    words: ['--', process.execPath, '-p', 'process.env.OCTOPUS_API_KEY'],
    check: (server, stdout) => {
      expect(server.madeKeys().map(({ key }) => `${key}\n`)).toContain(stdout);
      expect(server.liveKeys()).toHaveLength(1);
    },
  },
  'rotate-key': { check: (server) => expect(server.madeKeys()).toHaveLength(2) },
  'list-keys': { check: (_, stdout) => expect(stdout).toContain(PURPOSE) },
  'revoke-key': { words: ['--purpose', PURPOSE], check: (server) => expect(server.liveKeys()).toEqual([]) },
  'sign-in': {
    words: ['--save-session', 'session'],
    check: (server) => expect(server.liveSessions()).toBe(1),
  },
  'trust-issuer': {
    words: ['--service-account', 'service', '--github', 'acme/web'],
    check: (server, stdout) =>
      expect(stdout).toContain(server.identities()[0]?.subject ?? 'an identity of the server'),
  },
  doctor: { check: (_, stdout) => expect(stdout).toMatch(/^ok +/m) },
  'inspect-portal': { check: (_, stdout) => expect(stdout).toMatch(/^Mirrors/) },
  'mint-fleet': {
    words: ['fleet.yaml'],
    check: (server) => expect(server.liveKeys().map(({ purpose }) => purpose)).toContain('fleet'),
  },
};

/** @param clone where the command is; the working directory is another one, since a clone's own may hold a developer's .env */
async function runPublished(command: string, clone: string, server: StandIn, folder: string): Promise<void> {
  const { words = [], check } = lines[command] ?? {};
  server.addKey(PURPOSE);
  const manifest = `servers:
  - url: ${server.url}
    signIn: { username: ${server.username}, password: { env: FLEET_PASSWORD } }
    keys: [{ purpose: fleet, deliver: { file: fleet.key } }]
`;
  await writeFile(join(folder, 'fleet.yaml'), manifest);
  const env = {
    ...credentials(server),
    FLEET_PASSWORD: server.password,
    OCTOPUS_SESSION_KEY: 'fake-session-key-for-tests',
    // npm would ask its registry for a newer npm.
    npm_config_update_notifier: 'false',
  };
  const args = ['--no-install', 'ts-node', join(clone, `scripts/${command}.ts`), ...words];
  const { code, stdout, stderr } = await startProgram('npx', { args, env, cwd: folder }).exited;

  expect(code, stderr).toBe(0);
  check?.(server, stdout);
}

for (const command of Object.keys(lines)) {
  const tag = command === 'mint-key' ? [] : '@extended';
  test(`npx ts-node scripts/${command}.ts does its work in a clone`, { tag }, async ({
    startServer,
    folder,
  }) => {
    await symlink(resolve('node_modules'), join(folder, 'node_modules'), 'junction');
    await runPublished(command, resolve('.'), await startServer(), folder);
  });
}

test('set-up alone lets every command run, and leaves out what development needs, which demo adds for good', {
  tag: '@extended',
}, async ({ startServer, folder }) => {
  test.setTimeout(600_000);
  const clone = join(folder, 'clone');
  const files = [
    'package.json',
    'package-lock.json',
    '.npmrc',
    'tsconfig.json',
    'scripts',
    'src',
    'stand-in',
  ];
  for (const name of files) await cp(name, join(clone, name), { recursive: true });
  const run = (script: string) => npm(['run', script], clone, { mayRunScripts: true });
  const readInstalled = () => readFile(join(clone, 'node_modules/.package-lock.json'), 'utf8');

  await run('set-up');
  const withoutTools = await readInstalled();
  expect(withoutTools).not.toContain('"dev": true');
  await symlink(join(clone, 'node_modules'), join(folder, 'node_modules'), 'junction');
  for (const command of Object.keys(lines)) await runPublished(command, clone, await startServer(), folder);
  expect(await readInstalled()).toBe(withoutTools);

  await run('demo');
  expect(await readInstalled()).toContain('"dev": true');
  await run('set-up');
  expect(await readInstalled()).toContain('"dev": true');
});

// What set-up has npm do, which is a stand-in here: it notes how it was called, and leaves what npm would.
const FAKE_NPM = `const { appendFileSync, mkdirSync, writeFileSync } = require('node:fs');
const words = process.argv.slice(2);
appendFileSync('calls', words.join(' ') + '\\n');
mkdirSync('node_modules', { recursive: true });
writeFileSync('node_modules/.package-lock.json', words.includes('--include=dev') ? '{"dev": true}' : '{}');
`;
const PLAIN = 'ci --omit=dev --ignore-scripts --no-audit --no-fund';
const WHOLE = 'ci --include=dev --ignore-scripts --no-audit --no-fund';
const TOOLS = '--development';

interface SetUp {
  /** What set-up is told, each time that it is run; `pull`: the lock file is newer then. */
  readonly runs: readonly string[];
  /** What it has npm do. */
  readonly calls: readonly string[];
}

const setUps: Readonly<Record<string, SetUp>> = {
  'leaves out what development needs': { runs: [''], calls: [PLAIN] },
  'finds everything there the second time': { runs: ['', ''], calls: [PLAIN] },
  'adds what development needs where it is wanted': { runs: ['', TOOLS, TOOLS], calls: [PLAIN, WHOLE] },
  'takes nothing of that away again': { runs: [TOOLS, '', TOOLS], calls: [WHOLE] },
  'installs anew what another version needs': { runs: ['', 'pull', ''], calls: [PLAIN, PLAIN] },
  'leaves a developer the tools when it does that': { runs: [TOOLS, 'pull', ''], calls: [WHOLE, WHOLE] },
};

for (const [promise, { runs, calls }] of Object.entries(setUps)) {
  test(`set-up ${promise} (${runs.map((words) => words || 'set-up').join(', ')})`, async ({ folder }) => {
    await mkdir(join(folder, 'scripts'));
    await cp('scripts/set-up.mjs', join(folder, 'scripts/set-up.mjs'));
    await writeFile(join(folder, 'npm-cli.js'), FAKE_NPM);
    await writeFile(join(folder, 'package-lock.json'), '{}');
    const ofLock = (seconds: number) => utimes(join(folder, 'package-lock.json'), seconds, seconds);
    await ofLock(1);
    // What is the default of whoever sets up a server would leave out what was asked for.
    const env = { npm_execpath: join(folder, 'npm-cli.js'), NODE_ENV: 'production' };
    for (const words of runs) {
      if (words === 'pull') await ofLock(Date.now() / 1000 + 60);
      else await node(join(folder, 'scripts/set-up.mjs'), ['--no-browser', ...words.split(' ')], { env });
    }
    expect((await readFile(join(folder, 'calls'), 'utf8')).trim().split('\n')).toEqual(calls);
  });
}

test('set-up leaves packages alone that are linked from another clone', async ({ folder }) => {
  await mkdir(join(folder, 'clone/scripts'), { recursive: true });
  await mkdir(join(folder, 'other'));
  await cp('scripts/set-up.mjs', join(folder, 'clone/scripts/set-up.mjs'));
  await writeFile(join(folder, 'clone/package-lock.json'), '{}');
  await writeFile(join(folder, 'npm-cli.js'), FAKE_NPM);
  await symlink(join(folder, 'other'), join(folder, 'clone/node_modules'), 'junction');
  const env = { npm_execpath: join(folder, 'npm-cli.js') };
  await node(join(folder, 'clone/scripts/set-up.mjs'), ['--no-browser', TOOLS], { env });

  expect(await readdir(join(folder, 'other'))).toEqual([]);
  expect(await readdir(join(folder, 'clone'))).not.toContain('calls');
});

test('what is run by npm adds the tools that it needs first', async () => {
  const { scripts } = JSON.parse(await readFile('package.json', 'utf8')) as {
    scripts: Readonly<Record<string, string>>;
  };
  const tools = ['demo', 'stand-in', 'test', 'test:extended', 'test:front-ends', 'test:faults'];
  for (const name of [...tools, 'bench', 'bench:fleet', 'build', 'check', 'fix'])
    expect(scripts[`pre${name}`], name).toMatch(/^node scripts\/set-up\.mjs --development\b/);
  expect(scripts['set-up']).toBe('node scripts/set-up.mjs');
});

test('packing puts back the package.json that is there, and not one of a run that was broken off', async ({
  folder,
}) => {
  await mkdir(join(folder, 'scripts'));
  await cp('scripts/packed-manifest.mjs', join(folder, 'scripts/packed-manifest.mjs'));
  const manifest = join(folder, 'package.json');
  const pack = (word: string) => node(join(folder, 'scripts/packed-manifest.mjs'), [word]);
  const write = (to: string) =>
    writeFile(manifest, JSON.stringify({ version: to, scripts: {}, dependencies: {} }));
  const read = async () => JSON.parse(await readFile(manifest, 'utf8')).version;
  await write('0.1.0');
  await pack('--write');
  await pack('--write');
  await write('0.2.0');
  await pack('--write');
  expect(await read()).toBe('0.2.0');
  await pack('--restore');
  expect(await read()).toBe('0.2.0');
});
