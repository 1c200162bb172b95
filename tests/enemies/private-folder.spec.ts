import { once } from 'node:events';
import {
  chmodSync,
  chownSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readlinkSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { findSystemBrowser } from '../../src/browser/find-browser.ts';
import type { StandIn } from '../../stand-in/stand-in.ts';
import { startHoldingProxy } from '../faults/fault-proxy.ts';
import { findBrowsers } from '../find-leaks.ts';
import { credentials, expect, test } from '../fixtures.ts';
import { type Started, startCommand } from '../start-command.ts';

// The folder for what a run writes before it is clean: where it may be, and that nothing of it outlives the run.

test.skip(process.platform === 'win32', 'Windows has no such signals, and no such modes');

const isRoot = process.getuid?.() === 0;

/** A browser that starts, says nothing, and ends with the pipe that it is told by, as Chromium does. */
const SILENT_BROWSER = `#!${process.execPath}
require('node:fs').createReadStream('', { fd: 3 }).on('close', () => process.exit()).resume();
`;

/** A browser of which something goes on writing into the profile for a while after it was killed. */
const WRITING_BROWSER = `#!/bin/sh
for word in "$@"; do case $word in --user-data-dir=*) profile=\${word#*=};; esac; done
setsid sh -c 'for each in $(seq 300); do mkdir -p "$1/deep/$each"; : >"$1/deep/$each/file"; sleep 0.01; done' sh "$profile" &
exec sleep 60
`;

function writeBrowser(folder: string, text: string): string {
  const path = join(folder, 'browser');
  writeFileSync(path, text, { mode: 0o755 });
  return path;
}

const unusable: Readonly<
  Record<string, { make: (folder: string) => string; says: RegExp; needsRoot?: true }>
> = {
  'a file': {
    make: (folder) => {
      writeFileSync(join(folder, 'temporary'), '');
      return join(folder, 'temporary');
    },
    says: /temporary files in .*\/temporary: .*Name a folder that you may write to in TMPDIR/,
  },
  'a folder below a file, by a relative path': {
    make: (folder) => {
      writeFileSync(join(folder, 'file'), '');
      return 'file/below';
    },
    says: /temporary files in .*\/file\/below: .*TMPDIR/,
  },
  'a folder that is not there': {
    make: (folder) => join(folder, 'nowhere'),
    says: /temporary files in .*\/nowhere: ENOENT\. .*TMPDIR/,
  },
  'a folder that nobody can write to': {
    make: () => '/proc',
    says: /temporary files in \/proc: E\w+\. .*TMPDIR/,
  },
  "another user's folder, in one that everybody can write to": {
    make: (folder) => {
      mkdirSync(join(folder, 'shared'));
      chmodSync(join(folder, 'shared'), 0o1777);
      mkdirSync(join(folder, 'shared/theirs'), { mode: 0o755 });
      chownSync(join(folder, 'shared/theirs'), 54_321, 54_321);
      return join(folder, 'shared/theirs');
    },
    says: /through the folder .*\/theirs, another user's, in a folder that others can write to/,
    needsRoot: true,
  },
  'a folder in which everybody can give things other names': {
    make: (folder) => {
      mkdirSync(join(folder, 'loose'));
      chmodSync(join(folder, 'loose'), 0o777);
      return join(folder, 'loose');
    },
    says: /others can give the folders in .*\/loose other names/,
  },
  'a folder in which a group can give things other names': {
    make: (folder) => {
      mkdirSync(join(folder, 'loose'));
      chmodSync(join(folder, 'loose'), 0o770);
      return join(folder, 'loose');
    },
    says: /others can give the folders in .*\/loose other names/,
  },
  "another user's folder, who can give things in it other names": {
    make: (folder) => {
      mkdirSync(join(folder, 'loose'));
      chownSync(join(folder, 'loose'), 54_321, 54_321);
      return join(folder, 'loose');
    },
    says: /others can give the folders in .*\/loose other names/,
    needsRoot: true,
  },
  'a folder whose own place everybody can give another name': {
    make: (folder) => {
      mkdirSync(join(folder, 'loose/own'), { recursive: true });
      chmodSync(join(folder, 'loose'), 0o777);
      return join(folder, 'loose/own');
    },
    says: /others can give the folders in .*\/loose other names/,
  },
  'a link in a folder that everybody can write to': {
    make: (folder) => {
      mkdirSync(join(folder, 'shared'));
      mkdirSync(join(folder, 'target'));
      chmodSync(join(folder, 'shared'), 0o1777);
      symlinkSync(join(folder, 'target'), join(folder, 'shared/link'));
      return join(folder, 'shared/link');
    },
    says: /through the link .*\/link, in a folder that others can write to/,
  },
};

for (const [what, { make, says, needsRoot }] of Object.entries(unusable)) {
  test(`no room for temporary files in ${what}: exit 2, what to do, and nothing asked of anybody`, {
    tag: '@extended',
  }, async ({ startServer, runCommand, folder }) => {
    test.skip(!!needsRoot && !isRoot, 'only root can make files of another user');
    test.skip(what.startsWith('a folder that nobody') && !existsSync('/proc/self'), 'there is no /proc');
    const server = await startServer();
    const TMPDIR = make(folder);
    const before = readdirSync(folder, { recursive: true });
    const { code, stderr } = await runCommand('mint-key', { env: { ...credentials(server), TMPDIR } });
    expect(code, stderr).toBe(2);
    expect(stderr).toMatch(says);
    expect(server.requests.filter(({ method }) => method !== 'GET')).toEqual([]);
    expect(readdirSync(folder, { recursive: true })).toEqual(before);
  });
}

/** Is loaded by a run before anything else: folders are open to everybody, as on a drive of Windows. */
const NO_MODES = `const fs = require('node:fs');
const { mkdirSync } = fs;
fs.mkdirSync = (path, options) => {
  mkdirSync(path, options);
  fs.chmodSync(path, 0o777);
};
`;

test('temporary files where a folder is open to others whatever mode it is given: exit 2, nothing asked of anybody, and nothing is left', async ({
  startServer,
  runCommand,
  folder,
}) => {
  const server = await startServer();
  writeFileSync(join(folder, 'modes.cjs'), NO_MODES);
  mkdirSync(join(folder, 'temporary'));
  const TMPDIR = join(folder, 'temporary');
  const NODE_OPTIONS = `--require=${join(folder, 'modes.cjs')}`;
  const env = { ...credentials(server), TMPDIR, NODE_OPTIONS };
  const { code, stderr } = await runCommand('mint-key', { env });
  expect(code, stderr).toBe(2);
  expect(stderr).toContain('others can get at what is there, whatever mode it is given');
  expect(server.requests.filter(({ method }) => method !== 'GET')).toEqual([]);
  await expect.poll(() => readdirSync(TMPDIR)).toEqual([]);
});

test('no room for temporary files is no matter to what needs none', async ({ startServer, runCommand }) => {
  const server = await startServer();
  const env = { OCTOPUS_URL: server.url, OCTOPUS_API_KEY: server.addKey('given').key, TMPDIR: '/nowhere' };
  const script = 'console.log(process.env.OCTOPUS_API_KEY, process.env.TMPDIR)';
  const words = ['--mask-output', '--', process.execPath, '-e', script];
  const { code, stdout, stderr } = await runCommand('with-key', { env, words });
  expect(code, stderr).toBe(0);
  expect(stdout).toBe('[redacted] /nowhere\n');
});

for (const [what, name] of Object.entries({
  'by a relative path': 'temporary',
  'of a name that a shell could misread': ` -rf $(touch canary) "quotes' and\na line`,
})) {
  test(`temporary files in a folder ${what}: a run works, and one that is killed with its whole process group leaves nothing`, {
    tag: '@extended',
  }, async ({ startServer, folder }) => {
    const server = await startServer();
    mkdirSync(join(folder, name));
    const TMPDIR = what === 'by a relative path' ? name : join(folder, name);
    const line = { cwd: folder, env: { ...credentials(server), TMPDIR } };
    const { code, stderr } = await startCommand('mint-key', line).exited;
    expect(code, stderr).toBe(0);
    expect(readdirSync(join(folder, name))).toEqual([]);

    await using proxy = await startHoldingProxy(server.url, 'key', 'reply');
    const env = { ...line.env, OCTOPUS_URL: proxy.url };
    const mint = startCommand('mint-key', { ...line, env });
    await proxy.held;
    expect(readdirSync(join(folder, name))).toHaveLength(1);
    await killGroup(mint);
    await expectNothingIn(join(folder, name));
    expect(readdirSync(folder)).toEqual([name]);
  });
}

test('temporary files in a folder of a long name: a browser whose sockets find no room there is given a shorter name for it, which goes with it', {
  tag: '@extended',
}, async ({ startServer, folder }) => {
  const browser = findSystemBrowser({ headed: true });
  test.skip(browser === undefined, 'there is no Chromium but a headless shell');
  const TMPDIR = join(folder, 'long'.repeat(20));
  mkdirSync(TMPDIR);
  const server = await startServer();
  await using proxy = await startHoldingProxy(server.url, 'key', 'reply');
  const env = { ...credentials(server), OCTOPUS_BROWSER: browser ?? '', TMPDIR };
  const whole = await startCommand('mint-key', { cwd: folder, env }).exited;
  expect(whole.code, whole.stderr).toBe(0);
  expect(readdirSync(TMPDIR)).toEqual([]);
  expect(findLinksTo(TMPDIR)).toEqual([]);

  const mint = startCommand('mint-key', { cwd: folder, env: { ...env, OCTOPUS_URL: proxy.url } });
  await proxy.held;
  const [own = ''] = readdirSync(TMPDIR);
  expect(findLinksTo(TMPDIR)).toEqual([own]);
  await killGroup(mint);
  await expectNothingIn(TMPDIR);
  expect(findLinksTo(TMPDIR)).toEqual([]);
});

/** @returns the names of the links of ours in /tmp that lead into a folder */
function findLinksTo(folder: string): string[] {
  const links = readdirSync('/tmp', { withFileTypes: true }).filter(
    (entry) => entry.isSymbolicLink() && entry.name.startsWith('octopus-key-mint-'),
  );
  return links.flatMap(({ name }) => (readLink(join('/tmp', name)).startsWith(folder) ? [name] : []));
}

/** One of another test may be gone by now. */
function readLink(path: string): string {
  try {
    return readlinkSync(path);
  } catch {
    return '';
  }
}

/** How a run is kept at a step. */
const moments: Readonly<Record<string, (server: StandIn, folder: string) => Promise<Started>>> = {
  'its beginning': async (server, folder) => {
    const mint = start(folder, {
      ...credentials(server),
      OCTOPUS_BROWSER: writeBrowser(folder, SILENT_BROWSER),
    });
    await mint.waitForLine('Starting Chromium');
    await expect.poll(() => readdirSync(join(folder, 'temporary'))).toHaveLength(1);
    return mint;
  },
  'the sign-in': async (server, folder) => {
    const mint = start(folder, credentials(server));
    await mint.waitForLine('Signing in');
    return mint;
  },
};

function start(folder: string, env: Readonly<Record<string, string>>): Started {
  return startCommand('mint-key', { cwd: folder, env, temporary: join(folder, 'temporary') });
}

for (const [moment, hold] of Object.entries(moments)) {
  test(`a run that is killed at ${moment}, with its whole process group, leaves no folder and no browser`, async ({
    startServer,
    folder,
  }) => {
    const server = await startServer({ drawFormAfterMs: 600_000 });
    const mint = await hold(server, folder);
    await killGroup(mint);
    await expectNothingIn(join(folder, 'temporary'));
    await expect.poll(() => findBrowsers(folder), { timeout: 10_000 }).toEqual([]);
  });
}

test('what a run writes before it is clean, a raw trace and the profile of its browser, is for its user alone', async ({
  startServer,
  folder,
}) => {
  const server = await startServer({ drawFormAfterMs: 600_000 });
  const temporary = join(folder, 'temporary');
  const args = ['--trace', 'trace.zip'];
  const mint = startCommand('mint-key', { args, cwd: folder, env: credentials(server), temporary });
  await mint.waitForLine('Opening the Web Portal');
  const list = () => readdirSync(temporary, { recursive: true, encoding: 'utf8' });
  await expect
    .poll(() => ['.trace', 'LOCK'].every((end) => list().some((name) => name.endsWith(end))))
    .toBe(true);
  const isOpen = (name: string) => {
    const found = lstatSync(join(temporary, name), { throwIfNoEntry: false });
    return found && !found.isSymbolicLink() && (found.mode & 0o077) !== 0;
  };
  expect(list().filter(isOpen)).toEqual([]);
  mint.child.kill('SIGTERM');
  expect((await mint.exited).code).toBe(143);
  await expectNothingIn(temporary);
});

test('a run that is told to end while its browser goes on writing ends as it was told, and nothing is left', {
  tag: '@extended',
}, async ({ startServer, folder }) => {
  const server = await startServer();
  const browser = writeBrowser(folder, WRITING_BROWSER);
  const mint = start(folder, { ...credentials(server), OCTOPUS_BROWSER: browser });
  await mint.waitForLine('Starting Chromium');
  const find = () => readdirSync(join(folder, 'temporary'), { recursive: true });
  await expect.poll(() => find().some((name) => String(name).endsWith('file'))).toBe(true);
  mint.child.kill('SIGTERM');
  const { code, stderr } = await mint.exited;
  expect(code, stderr).toBe(143);
  expect(stderr).not.toContain('defect');
  await expectNothingIn(join(folder, 'temporary'));
});

async function killGroup({ child }: Started): Promise<void> {
  const gone = once(child, 'exit');
  process.kill(-(child.pid ?? 0), 'SIGKILL');
  await gone;
}

/** What was killed takes a moment to be gone, and to be cleaned up after. */
async function expectNothingIn(folder: string): Promise<void> {
  await expect.poll(() => readdirSync(folder), { timeout: 20_000 }).toEqual([]);
}
