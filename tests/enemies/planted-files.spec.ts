import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import fs, {
  chmodSync,
  chownSync,
  closeSync,
  constants,
  existsSync,
  lchownSync,
  linkSync,
  lstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  readSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { readProfile } from '../../src/cli/profile.ts';
import { Deadline } from '../../src/core/deadline.ts';
import { findPlace, requireBelieved } from '../../src/core/place.ts';
import { isAloneIn } from '../../src/core/user-group.ts';
import { writablePath } from '../../src/core/values.ts';
import { Variables } from '../../src/core/variables.ts';
import { makeFoldersFor, openInPlace, requirePath, writeTo } from '../../src/core/write.ts';
import { writeReceipt } from '../../src/delivery/deliver.ts';
import { openEndOfJob } from '../../src/delivery/end-of-job.ts';
import { Journal } from '../../src/fleet/journal.ts';
import { ResultsFile } from '../../src/fleet/results.ts';
import { credentials, expect, test } from '../fixtures.ts';
import { startProgram, wordsOf } from '../start-command.ts';

// What another user of this machine has put where our files are to go, in advance or between a look and a write.

test.use({ sharesBrowser: true });
test.skip(process.platform === 'win32', 'Windows has no such modes');

const OTHER = 54_321;
const isRoot = process.getuid?.() === 0;
const NEEDS_ROOT = 'only root can make files of another user';
const SECRET = 'Fake-secret-of-a-test';

/** Every way in which a file is opened for writing; each throws where it is refused. */
const writers: Readonly<Record<string, (path: string) => unknown>> = {
  'a result': (path) => writeTo(path, SECRET, Deadline.ofRun(10_000)),
  'a receipt': (path) => {
    const receipt = {
      outcome: 'minted',
      server: {},
      user: {},
      key: { id: 'apikeys-1' },
      replaced: [],
      overlapping: [],
    } as const;
    return writeReceipt(path, receipt, [], Deadline.ofRun(10_000));
  },
  results: (path) => new ResultsFile(path, Deadline.ofRun(10_000))[Symbol.dispose](),
  'a journal': (path) => new Journal(path)[Symbol.dispose](),
};
const inPlace = ['results', 'a journal'];

/** A way to `file` in a folder, past what somebody else has put there. */
interface Trap {
  /** @returns the path to be written to */
  readonly set: (folder: string) => string;
  /** Which of the writers refuse it; others put a file of ours in its place. */
  readonly refusedBy: 'all' | 'those that add to a file';
  readonly says: RegExp;
  readonly needsRoot?: true;
}

const traps: Readonly<Record<string, Trap>> = {
  'a link to a folder, in one that everybody can write to': {
    set: (folder) => {
      makeFolder(folder, 'shared', 0o1777);
      makeFolder(folder, 'target', 0o700);
      symlinkSync(join(folder, 'target'), join(folder, 'shared/link'));
      return join(folder, 'shared/link/file');
    },
    refusedBy: 'all',
    says: /through the link .*shared\/link, in a folder that others can write to/,
  },
  'a link to a folder, in one that a group can write to': {
    set: (folder) => {
      makeFolder(folder, 'shared', 0o770);
      makeFolder(folder, 'target', 0o700);
      symlinkSync('../target', join(folder, 'shared/link'));
      return join(folder, 'shared/link/file');
    },
    refusedBy: 'all',
    says: /through the link .*shared\/link, in a folder that others can write to/,
  },
  "a link to a folder, in another user's folder whose mode is fine": {
    set: (folder) => {
      makeFolder(folder, 'theirs', 0o755, OTHER);
      makeFolder(folder, 'target', 0o700);
      symlinkSync(join(folder, 'target'), join(folder, 'theirs/link'));
      return join(folder, 'theirs/link/file');
    },
    refusedBy: 'all',
    says: /through the link .*theirs\/link, which another user could have made/,
    needsRoot: true,
  },
  "another user's link to a folder": {
    set: (folder) => {
      makeFolder(folder, 'target', 0o700);
      symlinkSync(join(folder, 'target'), join(folder, 'link'));
      lchownSync(join(folder, 'link'), OTHER, OTHER);
      return join(folder, 'link/file');
    },
    refusedBy: 'all',
    says: /through the link .*\/link, which another user could have made/,
    needsRoot: true,
  },
  'a link that leads through such a link': {
    set: (folder) => {
      makeFolder(folder, 'shared', 0o1777);
      makeFolder(folder, 'target', 0o700);
      symlinkSync('../target', join(folder, 'shared/link'));
      symlinkSync('shared/link', join(folder, 'own'));
      return join(folder, 'own/file');
    },
    refusedBy: 'all',
    says: /through the link .*shared\/link, in a folder that others can write to/,
  },
  "another user's folder, in one that everybody can write to": {
    set: (folder) => {
      makeFolder(folder, 'shared', 0o1777);
      makeFolder(folder, 'shared/theirs', 0o755, OTHER);
      return join(folder, 'shared/theirs/file');
    },
    refusedBy: 'all',
    says: /through the folder .*shared\/theirs, another user's, in a folder that others can write to/,
    needsRoot: true,
  },
  'more links than a system follows, as where they lead in a circle': {
    set: (folder) => {
      makeFolder(folder, '0', 0o700);
      for (let at = 0; at < 50; at += 1) symlinkSync(String(at), join(folder, String(at + 1)));
      return join(folder, '50/file');
    },
    refusedBy: 'all',
    says: /50\/file leads through too many links/,
  },
  'a link that bears the name of the file, to one of ours': {
    set: (folder) => {
      makeFolder(folder, 'shared', 0o1777);
      writeFileSync(join(folder, 'victim'), 'untouched');
      symlinkSync(join(folder, 'victim'), join(folder, 'shared/file'));
      return join(folder, 'shared/file');
    },
    refusedBy: 'those that add to a file',
    says: /through the link .*shared\/file, in a folder that others can write to/,
  },
  'a second name of a file of ours': {
    set: (folder) => {
      makeFolder(folder, 'shared', 0o1777);
      writeFileSync(join(folder, 'victim'), 'untouched');
      linkSync(join(folder, 'victim'), join(folder, 'shared/file'));
      return join(folder, 'shared/file');
    },
    refusedBy: 'those that add to a file',
    says: /shared\/file has another name besides, in a folder that others can write to/,
  },
  "another user's file that everybody can write to": {
    set: (folder) => {
      makeFolder(folder, 'shared', 0o1777);
      writeFileSync(join(folder, 'shared/file'), '');
      chmodSync(join(folder, 'shared/file'), 0o666);
      chownSync(join(folder, 'shared/file'), OTHER, OTHER);
      return join(folder, 'shared/file');
    },
    refusedBy: 'those that add to a file',
    says: /shared\/file is another user's, in a folder that others can write to/,
    needsRoot: true,
  },
  "another user's file in a folder of theirs": {
    set: (folder) => {
      makeFolder(folder, 'theirs', 0o755, OTHER);
      writeFileSync(join(folder, 'theirs/file'), '');
      chownSync(join(folder, 'theirs/file'), OTHER, OTHER);
      return join(folder, 'theirs/file');
    },
    refusedBy: 'those that add to a file',
    says: /theirs\/file is another user's, in a folder that others can write to/,
    needsRoot: true,
  },
  "a second name of a file of ours, in another user's folder": {
    set: (folder) => {
      makeFolder(folder, 'theirs', 0o755, OTHER);
      writeFileSync(join(folder, 'victim'), 'untouched');
      linkSync(join(folder, 'victim'), join(folder, 'theirs/file'));
      return join(folder, 'theirs/file');
    },
    refusedBy: 'those that add to a file',
    says: /theirs\/file has another name besides, in a folder that others can write to/,
    needsRoot: true,
  },
  "another user's pipe in a folder of theirs": {
    set: (folder) => {
      makeFolder(folder, 'theirs', 0o755, OTHER);
      makePipe(join(folder, 'theirs/file'));
      chownSync(join(folder, 'theirs/file'), OTHER, OTHER);
      return join(folder, 'theirs/file');
    },
    refusedBy: 'all',
    says: /theirs\/file is another user's, in a folder that others can write to|ENXIO/,
    needsRoot: true,
  },
  "another user's pipe": {
    set: (folder) => {
      makeFolder(folder, 'shared', 0o1777);
      makePipe(join(folder, 'shared/file'));
      chownSync(join(folder, 'shared/file'), OTHER, OTHER);
      return join(folder, 'shared/file');
    },
    refusedBy: 'all',
    says: /shared\/file is another user's, in a folder that others can write to|ENXIO/,
    needsRoot: true,
  },
};

for (const [what, { set, refusedBy, says, needsRoot }] of Object.entries(traps)) {
  test(`nothing that is written goes past ${what}`, async ({ folder }) => {
    test.skip(!!needsRoot && !isRoot, NEEDS_ROOT);
    for (const [at, [writer, write]] of Object.entries(writers).entries()) {
      const around = join(folder, String(at));
      mkdirSync(around);
      const path = set(around);
      const before = listFiles(around);
      const isRefused = refusedBy === 'all' || inPlace.includes(writer);
      const outcome = await attempt(() => write(path));

      if (isRefused) {
        expect(outcome, writer).toMatch(says);
        expect(listFiles(around), writer).toEqual(before);
      } else {
        expect(outcome, writer).toBe('written');
        expect(lstatSync(path).isFile()).toBe(true);
        expect(lstatSync(path)).toMatchObject({ uid: process.getuid?.(), nlink: 1 });
        expect(lstatSync(path).mode & 0o777).toBe(0o600);
        if (existsSync(join(around, 'victim')))
          expect(readFileSync(join(around, 'victim'), 'utf8')).toBe('untouched');
      }
    }
  });

  test(`it is told before anything is made: ${what}`, ({ folder }) => {
    test.skip(!!needsRoot && !isRoot, NEEDS_ROOT);
    const told = writablePath.safeParse(set(folder)).error?.issues[0]?.message;
    if (refusedBy === 'all') expect(told).toMatch(says);
    else expect(told).toBeUndefined();
  });
}

/** Ways that are nobody else's doing. */
const ways: Readonly<Record<string, { set: (folder: string) => string; needsRoot?: true }>> = {
  'a link of ours, in a folder of ours': {
    set: (folder) => {
      makeFolder(folder, 'target', 0o700);
      symlinkSync('../way/./target', join(folder, 'link'));
      return join(folder, 'link/file');
    },
  },
  'a folder of ours, in one that everybody can write to': {
    set: (folder) => {
      makeFolder(folder, 'shared', 0o1777);
      makeFolder(folder, 'shared/own', 0o755);
      return join(folder, 'shared/own/file');
    },
  },
  'a folder that everybody can write to': {
    set: (folder) => {
      makeFolder(folder, 'shared', 0o1777);
      return join(folder, 'shared/file');
    },
  },
  "another user's folder, in one of ours, as in a container": {
    set: (folder) => {
      makeFolder(folder, 'theirs', 0o755, OTHER);
      makeFolder(folder, 'theirs/below', 0o775, OTHER);
      return join(folder, 'theirs/below/file');
    },
    needsRoot: true,
  },
};

for (const [what, { set, needsRoot }] of Object.entries(ways)) {
  test(`written to, as ever: ${what}`, async ({ folder }) => {
    test.skip(!!needsRoot && !isRoot, NEEDS_ROOT);
    for (const [writer, write] of Object.entries(writers)) {
      const around = join(folder, writer.replace(' ', '-'), 'way');
      mkdirSync(around, { recursive: true });
      const path = set(around);
      expect(await attempt(() => write(path)), writer).toBe('written');
      expect(writablePath.safeParse(path).success).toBe(true);
      expect(await attempt(() => write(path)), `${writer}, once more`).toBe('written');
      expect(statSync(path).mode & 0o777).toBe(0o600);
    }
  });
}

test("what a CI system's own user keeps in a folder of theirs is added to, as by the root of a container", ({
  folder,
}) => {
  test.skip(!isRoot, NEEDS_ROOT);
  makeFolder(folder, 'theirs', 0o755, OTHER);
  const path = join(folder, 'theirs/file');
  writeFileSync(path, 'before\n');
  chownSync(path, OTHER, OTHER);
  closeSync(openInPlace(path, { mayBeOfFolder: true }));
  chownSync(path, OTHER + 1, OTHER);
  expect(() => openInPlace(path, { mayBeOfFolder: true })).toThrow("file is another user's");
});

test('what is kept for the end of a job goes past no link, and to no file or pipe, of others, and waits for nobody', ({
  folder,
}) => {
  const keep = (path: string) => openEndOfJob(path)({ asked: SECRET });
  makeFolder(folder, 'shared', 0o1777);
  writeFileSync(join(folder, 'victim'), 'untouched');
  symlinkSync(join(folder, 'victim'), join(folder, 'shared/link'));
  linkSync(join(folder, 'victim'), join(folder, 'shared/name'));
  makePipe(join(folder, 'shared/pipe'));
  expect(() => keep(join(folder, 'shared/link'))).toThrow(/note the key.*through the link .*shared\/link/);
  expect(() => keep(join(folder, 'shared/name'))).toThrow(/note the key.*has another name besides/);
  expect(() => keep(join(folder, 'shared/pipe'))).toThrow(/note the key.*ENXIO/);
  if (isRoot) {
    chownSync(join(folder, 'shared/pipe'), OTHER, OTHER);
    const reader = openSync(join(folder, 'shared/pipe'), constants.O_RDWR);
    expect(() => keep(join(folder, 'shared/pipe'))).toThrow(/note the key.*is another user's/);
    closeSync(reader);
  }
  expect(readFileSync(join(folder, 'victim'), 'utf8')).toBe('untouched');
});

test('what is kept for the end of a job goes to the file that was opened for it, whatever is put in its place', ({
  folder,
}) => {
  const path = join(folder, 'state');
  writeFileSync(path, 'unended');
  const keep = openEndOfJob(path);
  renameSync(path, join(folder, 'moved'));
  writeFileSync(path, 'another\n');
  keep({ asked: 'fake' });
  expect(readFileSync(path, 'utf8')).toBe('another\n');
  expect(readFileSync(join(folder, 'moved'), 'utf8')).toMatch(/^unended\nasked<<(\S+)\nfake\n\1\n$/);
});

test('what is added to through a link of ours stays where the link leads', ({ folder }) => {
  writeFileSync(join(folder, 'target'), '');
  symlinkSync('target', join(folder, 'journal'));
  using journal = new Journal(join(folder, 'journal'));
  journal.beginRotation('1/1', 1_000);
  expect(lstatSync(join(folder, 'journal')).isSymbolicLink()).toBe(true);
  expect(readFileSync(join(folder, 'target'), 'utf8')).toContain('"rotation"');
});

test('a journal that anybody could have written, or that is no file, is not believed', ({ folder }) => {
  const path = join(folder, 'journal');
  writeFileSync(path, '');
  chmodSync(path, 0o666);
  expect(() => new Journal(path)).toThrow('everybody can write to it: chmod 600');
  makePipe(join(folder, 'pipe'));
  const reader = openSync(join(folder, 'pipe'), constants.O_RDWR);
  expect(() => new Journal(join(folder, 'pipe'))).toThrow('it is no regular file');
  closeSync(reader);
});

test('a folder on the way that is replaced by a link after the look is not followed', ({ folder }) => {
  test.skip(process.platform !== 'linux', 'only Linux lets a process hold a folder');
  makeFolder(folder, 'theirs', 0o700);
  makeFolder(folder, 'target', 0o700);
  using place = findPlace(join(folder, 'theirs/file'));
  renameSync(join(folder, 'theirs'), join(folder, 'moved'));
  symlinkSync(join(folder, 'target'), join(folder, 'theirs'));
  writeFileSync(place.file, SECRET);
  expect(readdirSync(join(folder, 'target'))).toEqual([]);
  expect(readFileSync(join(folder, 'moved/file'), 'utf8')).toBe(SECRET);
});

for (const fails of ['writeFileSync', 'renameSync'] as const)
  test(`of a file that cannot be written whole nothing is left, and what was there before stays: ${fails}`, async ({
    folder,
  }) => {
    const path = join(folder, 'file');
    writeFileSync(path, 'before');
    const before = listFiles(folder);
    const { [fails]: works } = fs;
    Object.assign(fs, {
      [fails]: (target: number, content: string) => {
        if (fails === 'writeFileSync') fs.writeSync(target, content.slice(0, 10));
        throw new Error('the disk is full');
      },
    });
    try {
      await expect(writeTo(path, SECRET, Deadline.ofRun(60_000))).rejects.toThrow('the disk is full');
    } finally {
      Object.assign(fs, { [fails]: works });
    }
    expect(listFiles(folder)).toEqual(before);
  });

test('where files are open to others whatever mode they are given, no secret is written', async ({
  folder,
}) => {
  const { fchmodSync: change, writeFileSync: write } = fs;
  const written: unknown[] = [];
  fs.fchmodSync = (file) => change(file, 0o644);
  fs.writeFileSync = (_, content) => void written.push(content);
  try {
    const writing = writeTo(join(folder, 'file'), SECRET, Deadline.ofRun(60_000));
    await expect(writing).rejects.toThrow('others can get at what is there, whatever mode it is given');
    expect(written).toEqual([]);
    await writers['a receipt']?.(join(folder, 'receipt'));
  } finally {
    Object.assign(fs, { fchmodSync: change, writeFileSync: write });
  }
  expect(written).toEqual([expect.stringContaining('apikeys-1')]);
  expect(readdirSync(folder)).toEqual(['receipt']);
});

test('a file whose name is as long as a name can be is written, and nothing is left beside it', async ({
  folder,
}) => {
  const name = 'n'.repeat(250);
  for (const content of ['first', SECRET]) {
    await writeTo(join(folder, name), content, Deadline.ofRun(60_000));
    expect(readdirSync(folder)).toEqual([name]);
    expect(readFileSync(join(folder, name), 'utf8')).toBe(content);
  }
});

test('a folder that somebody else makes at the same moment is gone into', ({ folder }) => {
  const { mkdirSync: make } = fs;
  const made: string[] = [];
  fs.mkdirSync = (path, options) => {
    if (existsSync(path)) return make(path, options);
    make(path, options);
    made.push(String(path));
    return make(path, options);
  };
  try {
    makeFoldersFor(join(folder, 'a/b/key'));
  } finally {
    fs.mkdirSync = make;
  }
  expect(made).toHaveLength(2);
  expect(lstatSync(join(folder, 'a/b')).isDirectory()).toBe(true);
});

test('no handle is left open, whatever becomes of a write', async ({ folder }) => {
  test.skip(process.platform !== 'linux', 'there is no /proc');
  const before = readdirSync('/proc/self/fd').length;
  for (const { set, needsRoot } of [...Object.values(traps), ...Object.values(ways)]) {
    if (needsRoot && !isRoot) continue;
    const around = join(folder, String(readdirSync(folder).length));
    mkdirSync(around);
    const path = set(around);
    for (const write of [...Object.values(writers), requirePath]) await attempt(() => write(path));
  }
  expect(readdirSync('/proc/self/fd').length).toBe(before);
});

test('a pipe is waited for, written to, and never replaced', async ({ folder }) => {
  const path = join(folder, 'pipe');
  makePipe(path);
  const long = 'x'.repeat(200_000);
  const writing = writeTo(path, long, Deadline.ofRun(30_000));
  const reader = spawn('cat', [path], { stdio: ['ignore', 'pipe', 'inherit'] });
  let read = '';
  reader.stdout.setEncoding('utf8').on('data', (chunk: string) => {
    read += chunk;
  });
  await Promise.all([writing, once(reader, 'close')]);
  expect(read).toBe(long);
  expect(lstatSync(path).isFIFO()).toBe(true);
});

test('a pipe that nobody reads, or that is full for ever, ends with the time that there is', async ({
  folder,
}) => {
  const path = join(folder, 'pipe');
  makePipe(path);
  await expect(writeTo(path, SECRET, Deadline.ofRun(100))).rejects.toThrow('nobody reads it');
  const reader = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
  await expect(writeTo(path, 'x'.repeat(200_000), Deadline.ofRun(100))).rejects.toThrow('nobody reads it');
  closeSync(reader);
  expect(lstatSync(path).isFIFO()).toBe(true);
});

for (const [what, says] of Object.entries({
  '/dev/fd/9': 'there is no such stream',
  '/dev/null': 'it is no regular file',
  '/dev/fd/99999999999': 'there is no such stream',
})) {
  test(`${what} is refused before anything is made, and stays`, async ({ runCommand }) => {
    test.skip(process.platform !== 'linux', 'these are numbers of Node on Linux');
    const env = { OCTOPUS_URL: 'http://127.0.0.1:1', OCTOPUS_API_KEY: 'API-FAKEFAKEFAKEFAKEFAKEFAKE1' };
    const { code, stderr } = await runCommand('mint-key', { env, words: ['--out', what] });
    expect(code, stderr).toBe(2);
    expect(stderr).toContain(says);
    expect(statSync('/dev/null').isCharacterDevice()).toBe(true);
  });
}

test("a pipe of Node's own, which has a number as any other, is no stream to write to", () => {
  test.skip(process.platform !== 'linux', 'there is no /proc');
  const numbers = readdirSync('/proc/self/fd').filter((number) => Number(number) > 2);
  const pipes = numbers.flatMap((number) => {
    const target = existsSync(`/proc/self/fd/${number}`) ? readlinkSync(`/proc/self/fd/${number}`) : '';
    return target.startsWith('pipe:') ? [{ number, target }] : [];
  });
  const own = pipes.filter(({ target }) => pipes.filter((each) => each.target === target).length > 1);
  expect(own).not.toEqual([]);
  for (const { number } of own)
    expect(() => requirePath(`/dev/fd/${number}`)).toThrow('there is no such stream');
});

/** What a shell is told, with the command in it, and where the key is then. */
const streams: Readonly<Record<string, { script: string; where: 'stdout' | 'stderr' | 'file' }>> = {
  '/dev/stdout': { script: 'exec "$@" --out /dev/stdout', where: 'stdout' },
  '/dev/stdout, a pipe': { script: '"$@" --out /dev/stdout | cat', where: 'stdout' },
  '/dev/stdout, a file that is added to': { script: '"$@" --out /dev/stdout >>file', where: 'file' },
  '/dev/stderr': { script: 'exec "$@" --out /dev/stderr', where: 'stderr' },
  'a stream of the shell’s own': { script: '"$@" --out /dev/fd/7 7>&1 | cat', where: 'stdout' },
  'a named pipe': {
    script: 'mkfifo pipe; cat pipe >>file & "$@" --out pipe; wait; test -p pipe',
    where: 'file',
  },
};

const DEVICES = { '/dev/stdout': '/proc/self/fd/1', '/dev/stderr': '/proc/self/fd/2' };

/**
 * Makes a link of the system again that was replaced by a file: others need it, whatever comes of a test.
 * @returns whether it was replaced
 */
function restoreDevice([path, target]: readonly [string, string]): boolean {
  if (lstatSync(path).isSymbolicLink()) return false;
  rmSync(path);
  symlinkSync(target, path);
  return true;
}

for (const [what, { script, where }] of Object.entries(streams)) {
  const tag = /added to|named pipe/.test(what) ? [] : '@extended';
  test(`--out writes the key to ${what}, which stays what it is`, { tag }, async ({
    startServer,
    folder,
    saveSession,
  }) => {
    const server = await startServer();
    const { env, words } = await saveSession(server);
    writeFileSync(join(folder, 'file'), 'earlier\n');
    const args = ['-c', script, 'sh', ...wordsOf('mint-key'), ...words];
    const outcome = await startProgram('sh', { args, env, cwd: folder }).exited;
    const replaced = Object.entries(DEVICES).filter(restoreDevice);
    const key = `${server.liveKeys()[0]?.key}\n`;

    expect(outcome.code, outcome.stderr).toBe(0);
    if (where === 'stderr') expect(outcome.stderr).toContain(key);
    else
      expect(where === 'file' ? readFileSync(join(folder, 'file'), 'utf8') : outcome.stdout).toBe(
        where === 'file' ? `earlier\n${key}` : key,
      );
    expect(replaced).toEqual([]);
  });
}

test('a pipe that nobody reads: exit 6 when the time is over, no key, and the pipe stays', async ({
  startServer,
  runCommand,
  folder,
}) => {
  const server = await startServer();
  makePipe(join(folder, 'pipe'));
  const words = ['--out', 'pipe', '--timeout', '12s'];
  const { code, stderr } = await runCommand('mint-key', { signedInAt: server, words });
  expect(code, stderr).toBe(6);
  expect(stderr).toContain('nobody reads it');
  expect(server.madeKeys()).toHaveLength(1);
  expect(server.liveKeys()).toEqual([]);
  expect(lstatSync(join(folder, 'pipe')).isFIFO()).toBe(true);
});

function skipWhereProcLooksClosed(): void {
  const isClosed = !existsSync('/proc/version') || !isRoot;
  test.skip(isClosed, 'to nobody else does /proc look as if it could be written to');
}

test('where a receipt cannot be written, nothing is handed over, to a file or a pipe', async ({
  startServer,
  runCommand,
  folder,
}) => {
  skipWhereProcLooksClosed();
  const server = await startServer();
  makePipe(join(folder, 'pipe'));
  const reader = openSync(join(folder, 'pipe'), constants.O_RDWR | constants.O_NONBLOCK);
  for (const out of ['key', 'pipe']) {
    const words = ['--out', out, '--receipt', '/proc/receipt'];
    const { code, stderr } = await runCommand('mint-key', { signedInAt: server, words });
    expect(code, stderr).toBe(6);
  }
  expect(server.liveKeys()).toEqual([]);
  expect(existsSync(join(folder, 'key'))).toBe(false);
  expect(lstatSync(join(folder, 'pipe')).isFIFO()).toBe(true);
  expect(() => readSync(reader, Buffer.alloc(100))).toThrow('EAGAIN');
  closeSync(reader);
});

test('a rotation whose receipt cannot be written leaves the old key in its file, and live', async ({
  startServer,
  runCommand,
  folder,
}) => {
  skipWhereProcLooksClosed();
  const server = await startServer();
  await runCommand('mint-key', { signedInAt: server, words: ['--out', 'key'] });
  const before = readFileSync(join(folder, 'key'), 'utf8');
  const words = ['--out', 'key', '--receipt', '/proc/receipt'];
  const { code, stderr } = await runCommand('rotate-key', { env: credentials(server), words });
  expect(code, stderr).toBe(6);
  expect(readFileSync(join(folder, 'key'), 'utf8')).toBe(before);
  expect(server.liveKeys().map(({ key }) => `${key}\n`)).toEqual([before]);
});

test('one file by two names, through a link of a folder, is no place for two results or two keys', async ({
  startServer,
  runCommand,
  folder,
}) => {
  const server = await startServer();
  makeFolder(folder, 'a', 0o700);
  symlinkSync('a', join(folder, 'b'));
  const { OCTOPUS_URL: url = '', ...env } = credentials(server);
  const words = ['--out', 'a/key', '--receipt', 'b/key'];
  const one = await runCommand('mint-key', { env: credentials(server), words });
  expect(one.code, one.stderr).toBe(2);
  expect(one.stderr).toContain('--out and --receipt name the same file');
  const keys = ['a', 'b'].map((name) => ({ purpose: name, deliver: { file: `${name}/key` } }));
  writeFileSync(join(folder, 'fleet.json'), JSON.stringify({ servers: [{ url, keys }] }));
  const two = await runCommand('mint-fleet', { env, words: ['fleet.json'] });
  expect(two.code, two.stderr).toBe(2);
  expect(two.stderr).toContain('goes to b/key');
  const itself = await runCommand('mint-fleet', {
    env,
    words: ['fleet.json', '--results', 'b/../fleet.json'],
  });
  expect(itself.code, itself.stderr).toBe(2);
  expect(itself.stderr).toContain('--results would replace the manifest itself');
  const journal = 'fleet.json.journal';
  writeFileSync(join(folder, 'fleet.json'), JSON.stringify({ servers: [{ url, keys: keys.slice(0, 1) }] }));
  writeFileSync(join(folder, journal), 'noted', { mode: 0o600 });
  for (const option of ['--results', '--report']) {
    const emptied = await runCommand('mint-fleet', { env, words: ['fleet.json', option, journal] });
    expect(emptied.code, emptied.stderr).toBe(2);
    expect(emptied.stderr).toMatch(/--(results|report|journal) and --(results|report|journal) name the same/);
    expect(readFileSync(join(folder, journal), 'utf8')).toBe('noted');
  }
  expect(server.madeKeys()).toEqual([]);
});

test("a fleet makes no folder past another's link, follows none for its journal and results, and appends to no file of another for GitHub", async ({
  startServer,
  runCommand,
  folder,
}) => {
  const server = await startServer();
  makeFolder(folder, 'shared', 0o1777);
  makeFolder(folder, 'target', 0o700);
  writeFileSync(join(folder, 'victim'), 'untouched');
  symlinkSync(join(folder, 'target'), join(folder, 'shared/link'));
  symlinkSync(join(folder, 'victim'), join(folder, 'shared/file'));
  const { OCTOPUS_URL: url = '', ...env } = credentials(server);
  const write = (name: string, file: string) => {
    const keys = [{ purpose: 'a', deliver: { file } }];
    writeFileSync(join(folder, name), JSON.stringify({ servers: [{ url, keys }] }));
  };
  write('misled.json', 'shared/link/below/key');
  write('fleet.json', 'keys/key');

  const minted = await runCommand('mint-fleet', { env, words: ['misled.json'] });
  expect(minted.code, minted.stderr).toBe(2);
  expect(minted.stderr).toContain('shared/link, in a folder that others can write to');
  expect(() => makeFoldersFor(join(folder, 'shared/link/below/key'))).toThrow('shared/link, in a folder');
  for (const option of ['--journal', '--results']) {
    const { code, stderr } = await runCommand('mint-fleet', {
      env,
      words: ['fleet.json', option, 'shared/file'],
    });
    expect(code, stderr).toBe(2);
    expect(stderr).toContain('shared/file, in a folder that others can write to');
  }
  const github = { GITHUB_ACTIONS: 'true', GITHUB_OUTPUT: 'shared/file' };
  const handed = await runCommand('mint-key', { signedInAt: server, env: github, words: ['--ci'] });
  expect(handed.code, handed.stderr).toBe(6);
  expect(server.liveKeys()).toEqual([]);
  expect(existsSync(join(folder, 'keys'))).toBe(false);
  expect(readdirSync(join(folder, 'target'))).toEqual([]);
  expect(readFileSync(join(folder, 'victim'), 'utf8')).toBe('untouched');
});

const BROWSER = 'OCTOPUS_BROWSER=/nowhere/browser\n';

/** Ways in which `.env` could be another user's; each returns the working folder. */
const foreignVariables: Readonly<Record<string, { set: (folder: string) => string; needsRoot?: true }>> = {
  "another user's": {
    set: (folder) => {
      writeFileSync(join(folder, '.env'), BROWSER);
      chownSync(join(folder, '.env'), OTHER, OTHER);
      return folder;
    },
    needsRoot: true,
  },
  'what everybody can write to': {
    set: (folder) => {
      writeFileSync(join(folder, '.env'), BROWSER);
      chmodSync(join(folder, '.env'), 0o666);
      return folder;
    },
  },
  'what another group can write to': {
    set: (folder) => {
      writeFileSync(join(folder, '.env'), BROWSER);
      chownSync(join(folder, '.env'), process.getuid?.() as number, OTHER);
      chmodSync(join(folder, '.env'), 0o660);
      return folder;
    },
    needsRoot: true,
  },
  "what a group can write to that is this process's, and not this user's alone": {
    set: (folder) => {
      writeFileSync(join(folder, '.env'), BROWSER);
      chownSync(join(folder, '.env'), process.getuid?.() as number, OTHER);
      chmodSync(join(folder, '.env'), 0o664);
      process.setegid?.(OTHER);
      return folder;
    },
    needsRoot: true,
  },
  'what a group with others in it can write to': {
    set: (folder) => {
      writeFileSync(join(folder, '.env'), BROWSER);
      chownSync(join(folder, '.env'), 0, OTHER);
      chmodSync(join(folder, '.env'), 0o664);
      return folder;
    },
    needsRoot: true,
  },
  'ours, and could have got its name from everybody': {
    set: (folder) => setOwn(folder, 0o777),
  },
  'ours, and could have got its name from a group': {
    set: (folder) => {
      const shared = setOwn(folder, 0o775);
      chownSync(shared, 0, OTHER);
      return shared;
    },
    needsRoot: true,
  },
  'ours, and could have got its name from whose the folder is': {
    set: (folder) => setOwn(folder, 0o755, OTHER),
    needsRoot: true,
  },
  'ours, and could have got its name from whose the folder is, whatever its sticky bit says': {
    set: (folder) => setOwn(folder, 0o1777, OTHER),
    needsRoot: true,
  },
  'a link, in a folder that others can write to': {
    set: (folder) => {
      makeFolder(folder, 'shared', 0o1777);
      writeFileSync(join(folder, 'elsewhere'), BROWSER);
      symlinkSync('../elsewhere', join(folder, 'shared/.env'));
      return join(folder, 'shared');
    },
  },
  'a link of ours to a file that could have got its name from everybody': {
    set: (folder) => {
      symlinkSync('shared/.env', join(folder, '.env'));
      setOwn(folder, 0o777);
      return folder;
    },
  },
  'a second name, in a folder that others can write to': {
    set: (folder) => {
      makeFolder(folder, 'shared', 0o1777);
      writeFileSync(join(folder, 'elsewhere'), BROWSER);
      linkSync(join(folder, 'elsewhere'), join(folder, 'shared/.env'));
      return join(folder, 'shared');
    },
  },
  "behind another user's folder, in one that others can write to": {
    set: (folder) => {
      makeFolder(folder, 'shared', 0o1777);
      makeFolder(folder, 'shared/theirs', 0o755, OTHER);
      writeFileSync(join(folder, 'shared/theirs/.env'), BROWSER);
      return join(folder, 'shared/theirs');
    },
    needsRoot: true,
  },
};

/** @returns a folder of that mode with a `.env` of ours in it, which nobody else can write to */
function setOwn(around: string, mode: number, owner?: number): string {
  makeFolder(around, 'shared', mode, owner);
  writeFileSync(join(around, 'shared/.env'), BROWSER);
  return join(around, 'shared');
}

test.afterEach(() => {
  if (isRoot) process.setegid?.(process.getgid?.() as number);
});

for (const [what, { set, needsRoot }] of Object.entries(foreignVariables)) {
  test(`variables are not taken from a .env that is ${what}; others than it has are of no matter`, ({
    folder,
  }) => {
    test.skip(!!needsRoot && !isRoot, NEEDS_ROOT);
    const where = set(folder);
    const refusal = `from ${join(where, '.env')}, which is not believed`;
    const variables = new Variables({ OCTOPUS_URL: 'https://own' }, where);
    expect(() => variables.read('OCTOPUS_BROWSER')).toThrow(`OCTOPUS_BROWSER is ${refusal}`);
    expect(() => variables.readSecret('OCTOPUS_BROWSER')).toThrow(`OCTOPUS_BROWSER is ${refusal}`);
    expect(() => new Variables({}, where).follow({ env: 'OCTOPUS_BROWSER' })).toThrow(
      `names the variable OCTOPUS_BROWSER, which is ${refusal}`,
    );
    expect(variables.read('OCTOPUS_URL')?.text).toBe('https://own');
    expect(variables.read('OCTOPUS_PROVIDER')).toBeUndefined();
    expect(new Variables({ OCTOPUS_BROWSER: 'own' }, where).read('OCTOPUS_BROWSER')?.text).toBe('own');
  });
}

for (const [what, { set, needsRoot }] of Object.entries(foreignVariables)) {
  test(`no profile is taken from a configuration file that is ${what}`, ({ folder }) => {
    test.skip(!!needsRoot && !isRoot, NEEDS_ROOT);
    const where = set(folder);
    const path = join(where, 'octopus-key-mint.yaml');
    renameSync(join(where, '.env'), path);
    const read = () => readProfile('fake', where, { XDG_CONFIG_HOME: '/nowhere' });
    expect(read).toThrow(`${path} is not believed: `);
  });
}

test('variables are taken from a .env of ours, and a folder of that name is none', ({ folder }) => {
  expect(new Variables({}, folder).read('OCTOPUS_BROWSER')).toBeUndefined();
  const path = join(folder, '.env');
  writeFileSync(path, BROWSER);
  for (const mode of [0o400, 0o600, 0o644]) {
    chmodSync(path, mode);
    expect(new Variables({}, folder).read('OCTOPUS_BROWSER')?.text).toBe('/nowhere/browser');
  }
  const shared = setOwn(folder, 0o1777);
  expect(new Variables({}, shared).read('OCTOPUS_BROWSER')?.text).toBe('/nowhere/browser');
  makeFolder(folder, 'linked', 0o700);
  symlinkSync('../.env', join(folder, 'linked/.env'));
  expect(new Variables({}, join(folder, 'linked')).read('OCTOPUS_BROWSER')?.text).toBe('/nowhere/browser');
  rmSync(path);
  makeFolder(folder, '.env', 0o700);
  expect(new Variables({}, folder).read('OCTOPUS_BROWSER')).toBeUndefined();
});

test('what was opened is not believed for what bears its name by then', ({ folder }) => {
  const [path, other] = [join(folder, '.env'), join(folder, 'other')];
  for (const each of [path, other]) writeFileSync(each, BROWSER);
  expect(() => requireBelieved(path, statSync(path))).not.toThrow();
  expect(() => requireBelieved(path, statSync(other))).toThrow('it was replaced meanwhile');
  const opened = statSync(path);
  rmSync(path);
  expect(() => requireBelieved(path, opened)).toThrow('it was replaced meanwhile');
});

test('what is to be done about a .env that others could have written, or put there, is said', ({
  folder,
}) => {
  writeFileSync(join(folder, '.env'), BROWSER);
  chmodSync(join(folder, '.env'), 0o666);
  const shared = setOwn(folder, 0o777);
  const read = (where: string) => () => new Variables({}, where).read('OCTOPUS_BROWSER');
  expect(read(folder)).toThrow('others can write to it: chmod go-w it, if what it holds is yours');
  expect(read(shared)).toThrow(`others can give files in ${shared} other names: make that folder your own`);
});

const GROUPS =
  'root:x:0:\nalice:x:5001:\nstaff:x:50:alice,bob\ncarol:x:5003:carol\ndave:x:5004:erin\ntwin:x:5001:';
const USERS = 'root:x:0:0:\nalice:x:5001:5001:\nbob:x:5002:50:\ncarol:x:5003:5003:\ndave:x:5004:5004:';
const ALICE = { username: 'alice', uid: 5001 };

for (const [what, gid, user, groups, users, isAlone] of [
  ['that bears their name', 5001, ALICE, GROUPS.replace(/\ntwin.*/, ''), USERS, true],
  ['of which they are the one member', 5003, { username: 'carol', uid: 5003 }, GROUPS, USERS, true],
  ['that has another name, too', 5001, ALICE, GROUPS, USERS, false],
  ['of others', 50, ALICE, GROUPS, USERS, false],
  ['with another member', 5004, { username: 'dave', uid: 5004 }, GROUPS, USERS, false],
  [
    "that is another's first",
    5001,
    ALICE,
    GROUPS.replace(/\ntwin.*/, ''),
    `${USERS}\nbob:x:5009:5001:`,
    false,
  ],
  [
    "that is another's first, written with a zero before it",
    5001,
    ALICE,
    GROUPS.replace(/\ntwin.*/, ''),
    `${USERS}\nbob:x:5009:05001:`,
    false,
  ],
  [
    'that has another name, with a zero before its number, and others in it',
    5001,
    ALICE,
    `${GROUPS.replace(/\ntwin.*/, '')}\ndevelopers:x:05001:bob`,
    USERS,
    false,
  ],
  ["of the system, be it nobody's first", 0, { username: 'root', uid: 0 }, GROUPS, USERS, false],
  ['that nothing knows', 7777, ALICE, GROUPS, USERS, false],
] as const)
  test(`a user is ${isAlone ? '' : 'not '}alone in a group ${what}`, () => {
    expect(isAloneIn(gid, user, groups, users)).toBe(isAlone);
  });

test('a file can be read by its owner whatever the umask takes away', async ({ folder }) => {
  test.skip(process.platform === 'win32', 'Windows has no such modes');
  process.umask(0o777);
  await writeTo(join(folder, 'file'), SECRET, Deadline.ofRun(10_000));

  expect(statSync(join(folder, 'file')).mode & 0o777).toBe(0o600);
});

test('a .env that is a pipe, or takes long to read, is told of at once', ({ folder }) => {
  makeFolder(folder, 'large', 0o700);
  writeFileSync(join(folder, 'large/.env'), `A=${'x'.repeat(1_048_576)}`);
  expect(() => new Variables({}, join(folder, 'large'))).toThrow('large/.env is larger than 1 MB');
  for (const blank of ['\n', '\u2028 ']) {
    writeFileSync(join(folder, 'large/.env'), blank.repeat(200_000));
    expect(() => new Variables({}, join(folder, 'large'))).toThrow('more than 100 blank lines in a row');
  }
  makePipe(join(folder, '.env'));
  const writer = openSync(join(folder, '.env'), constants.O_RDWR);
  expect(() => new Variables({}, folder)).toThrow(`${join(folder, '.env')} is no regular file`);
  closeSync(writer);
});

test("no program that another user's .env names is run: exit 2, and the password stays here", async ({
  runCommand,
  folder,
}) => {
  test.skip(!isRoot, NEEDS_ROOT);
  writeFileSync(join(folder, 'browser'), '#!/bin/sh\nenv >"$0.$$"\n', { mode: 0o755 });
  writeFileSync(join(folder, '.env'), `OCTOPUS_BROWSER=${join(folder, 'browser')}\n`);
  chownSync(join(folder, '.env'), OTHER, OTHER);
  const env = {
    OCTOPUS_URL: 'http://127.0.0.1:1',
    OCTOPUS_USERNAME: 'admin',
    OCTOPUS_PASSWORD: SECRET,
    OCTOPUS_BROWSER: '',
  };
  const { code, stderr } = await runCommand('mint-key', { env });
  expect(code, stderr).toBe(2);
  expect(stderr).toContain(`OCTOPUS_BROWSER is from ${join(folder, '.env')}, which is not believed`);
  expect(readdirSync(folder).sort()).toEqual(['.env', 'browser']);
});

test('a pipe for a .env holds nothing up: exit 2', async ({ runCommand, folder }) => {
  makePipe(join(folder, '.env'));
  const { code, stderr } = await runCommand('mint-key');
  expect(code, stderr).toBe(2);
  expect(stderr).toContain(`${join(folder, '.env')} is no regular file`);
});

test('a saved session, or a passkey, that is a pipe is not waited for: exit 2', async ({
  folder,
  runCommand,
  startServer,
}) => {
  test.skip(process.platform === 'win32', 'there are no pipes in folders on Windows');
  const pipe = join(folder, 'pipe');
  makePipe(pipe);
  const server = await startServer();
  const env = { OCTOPUS_URL: server.url, OCTOPUS_SESSION_KEY: 'fake-session-key-for-tests' };
  const byPasskey = {
    OCTOPUS_PROVIDER: 'Fake',
    OCTOPUS_SSO_ORIGIN: 'https://login.example.com',
    OCTOPUS_PASSKEY: pipe,
  };
  for (const given of [{ env, words: ['--session', pipe] }, { env: { ...env, ...byPasskey } }]) {
    const { code, stderr } = await runCommand('mint-key', given);
    expect(code, stderr).toBe(2);
    expect(stderr).toContain('it is no regular file');
  }
});

function makeFolder(around: string, name: string, mode: number, owner?: number): void {
  const path = join(around, name);
  mkdirSync(path);
  chmodSync(path, mode);
  if (owner !== undefined) chownSync(path, owner, owner);
}

function makePipe(path: string): void {
  execFileSync('mkfifo', ['-m', '600', path]);
}

async function attempt(work: () => unknown): Promise<string> {
  try {
    await work();
    return 'written';
  } catch (error) {
    return (error as Error).message;
  }
}

/** Every file below a folder, with what it holds. */
function listFiles(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true }).map((each) => {
    const path = join(each.parentPath, each.name);
    return `${path} ${each.isFile() ? readFileSync(path, 'utf8') : lstatSync(path).mode}`;
  });
}
