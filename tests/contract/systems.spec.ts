import { type ChildProcess, spawn } from 'node:child_process';
import { EventEmitter, once } from 'node:events';
import {
  closeSync,
  constants,
  existsSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join, resolve } from 'node:path';
import { PassThrough } from 'node:stream';
import { findSystemBrowser } from '../../src/browser/find-browser.ts';
import { readBelieved } from '../../src/core/believed-file.ts';
import { signalGroup } from '../../src/core/child-processes.ts';
import { Deadline } from '../../src/core/deadline.ts';
import { quoteWord } from '../../src/core/text.ts';
import { cutInPlace, replaceBy } from '../../src/core/write.ts';
import { awaitEnd, SignalPasser } from '../../src/delivery/run-child.ts';
import { checkVersion } from '../../src/doctor/check-machine.ts';
import { nameSocket, takeLock } from '../../src/fleet/journal.ts';
import { readManifest } from '../../src/fleet/read-manifest.ts';
import { TerminalAsker } from '../../src/sso/ask-on-terminal.ts';
import type { Question } from '../../src/sso/question.ts';
import { expect, test } from '../fixtures.ts';
import { type Started, startCommand, startProgram } from '../start-command.ts';

// What is otherwise on Windows and macOS, tried wherever the tests run.

test.skip(process.platform === 'win32', 'programs of other names stand for those of Windows');

const words: readonly (readonly [word: string, onWindows: string, elsewhere: string])[] = [
  [
    'https://octopus.example.com:8443/a',
    'https://octopus.example.com:8443/a',
    'https://octopus.example.com:8443/a',
  ],
  ['CORP\\alice', '"CORP\\alice"', "'CORP\\alice'"],
  ["Jane O'Neil & Co", `"Jane O'Neil & Co"`, `'Jane O'\\''Neil & Co'`],
  ['100% $HOME', "'100% $HOME'", "'100% $HOME'"],
  ["it's `a` “b”", "'it''s `a` “b”'", "'it'\\''s `a` “b”'"],
  ['it’s $x', "'it’’s $x'", "'it’s $x'"],
  ['ends with a \\', "'ends with a \\'", "'ends with a \\'"],
];

test('a line to copy has its words in quotes as the shells of the system take them', () => {
  for (const [word, onWindows, elsewhere] of words) {
    expect(quoteWord(word, 'win32')).toBe(onWindows);
    for (const platform of ['linux', 'darwin'] as const) expect(quoteWord(word, platform)).toBe(elsewhere);
  }
});

const GONE = Object.assign(new Error('gone'), { code: 'ENOENT' });
const HELD = Object.assign(new Error('held'), { code: 'EPERM' });

/** @returns what fails so often, and how often it was called */
function failing(times: number, error: Error) {
  const calls = { count: 0 };
  const rename = () => {
    calls.count += 1;
    if (calls.count <= times) throw error;
  };
  return { rename, calls };
}

test('a file that somebody has open for a moment is replaced all the same on Windows, and what will not go away is told', async () => {
  const deadline = Deadline.ofRun(60_000);
  const held = failing(3, HELD);
  await replaceBy(held.rename, deadline, 'win32');
  expect(held.calls.count).toBe(4);

  for (const [error, platform] of [
    [GONE, 'win32'],
    [HELD, 'linux'],
  ] as const) {
    const { rename, calls } = failing(1, error);
    await expect(replaceBy(rename, deadline, platform)).rejects.toBe(error);
    expect(calls.count).toBe(1);
  }
  await expect(replaceBy(failing(Infinity, HELD).rename, deadline, 'win32')).rejects.toBe(HELD);
  const over = Deadline.ofRun(0);
  await expect.poll(() => over.signal.aborted).toBe(true);
  const late = failing(Infinity, HELD);
  await expect(replaceBy(late.rename, over, 'win32')).rejects.toBe(HELD);
  expect(late.calls.count).toBe(1);
});

test('a file that was opened to add to it is cut on Windows, too, whose handles for that cannot', ({
  folder,
}) => {
  const path = join(folder, 'results');
  writeFileSync(path, 'what was there before');
  // Of this one, a handle that only reads cannot be cut.
  const file = openSync(path, constants.O_RDONLY);
  expect(() => cutInPlace(file, path, 4, 'linux')).toThrow();
  cutInPlace(file, path, 4, 'win32');
  closeSync(file);
  expect(readFileSync(path, 'utf8')).toBe('what');
});

/** @returns how many milliseconds each timer was set to that the work has set */
function recordTimers(work: () => void): number[] {
  const delays: number[] = [];
  const { setTimeout: set } = globalThis;
  globalThis.setTimeout = ((...timer: Parameters<typeof set>) => {
    delays.push(timer[1] ?? 0);
    return set(...timer);
  }) as typeof set;
  try {
    work();
  } finally {
    globalThis.setTimeout = set;
  }
  return delays;
}

/** A program in the place of Windows' own that ends processes. */
function standInForTaskkill(folder: string): { SystemRoot: string; readCalls: () => string[] } {
  const log = join(folder, 'calls');
  mkdirSync(join(folder, 'System32'));
  writeFileSync(join(folder, 'System32', 'taskkill.exe'), `#!/bin/sh\necho "$*" >>'${log}'\nkill -9 "$2"\n`, {
    mode: 0o755,
  });
  return {
    SystemRoot: folder,
    readCalls: () => (existsSync(log) ? readFileSync(log, 'utf8').trim().split('\n') : []),
  };
}

test.describe(() => {
  let before: string | undefined;
  test.beforeEach(() => {
    before = process.env.SystemRoot;
  });
  test.afterEach(() => {
    if (before === undefined) delete process.env.SystemRoot;
    else process.env.SystemRoot = before;
  });

  test('on Windows a command ends with all that it has started, and none that is gone is looked for', async ({
    folder,
  }) => {
    const { SystemRoot, readCalls } = standInForTaskkill(folder);
    process.env.SystemRoot = SystemRoot;
    const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)']);
    const gone = once(child, 'exit');
    signalGroup(child, 'SIGTERM', 'win32');
    await gone;
    signalGroup(child, 'SIGKILL', 'win32');
    expect(readCalls()).toEqual([`/pid ${child.pid} /t /f`]);
  });

  test('on Windows a signal is not passed on, since a console tells all of its processes; one that is not heeded ends the command', async ({
    folder,
  }) => {
    const { SystemRoot, readCalls } = standInForTaskkill(folder);
    process.env.SystemRoot = SystemRoot;
    const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)']);
    const gone = once(child, 'exit');
    new SignalPasser(child, 'win32').take('SIGINT');
    expect(readCalls()).toEqual([]);
    expect(child.killed).toBe(false);
    const passOn = new SignalPasser(child, 'win32');
    const delays = recordTimers(() => passOn.take('SIGHUP'));
    expect(readCalls()).toEqual([]);
    // Windows gives no more than 5 s when its console is closed, and the key is revoked in what is left.
    expect(Math.max(...delays)).toBeLessThan(5_000);
    await gone;
    expect(readCalls()).toEqual([`/pid ${child.pid} /t /f`]);
    passOn.end();
  });
});

test('at a terminal Ctrl-C never kills a command, which may go on after it; what asks it to end does, in the end', async () => {
  const { isTTY } = process.stderr;
  process.stderr.isTTY = true;
  const child = Object.assign(new EventEmitter(), { pid: 4321, kill: () => true });
  const passOn = new SignalPasser(child as unknown as ChildProcess, 'linux');
  try {
    const delays = recordTimers(() => {
      for (let times = 0; times < 3; times += 1) passOn.take('SIGINT');
    });
    expect(delays).toEqual([]);
    for (const signal of ['SIGQUIT', 'SIGTERM', 'SIGHUP'] as const)
      expect(recordTimers(() => passOn.take(signal))).toHaveLength(1);
  } finally {
    passOn.end();
    process.stderr.isTTY = isTTY;
  }
});

test('a command that a shell looked for on Windows, and did not find, ends the run with 127', async () => {
  const child = Object.assign(new EventEmitter(), { pid: 4321 });
  const said: string[] = [];
  const ended = awaitEnd(child as unknown as ChildProcess, (reason) => said.push(reason));
  // What could not be signalled goes on.
  child.emit('error', Object.assign(new Error('kill EPERM'), { code: 'EPERM' }));
  // As cross-spawn does it there, in the place of `exit`.
  child.emit('error', Object.assign(new Error('spawn missing ENOENT'), { code: 'ENOENT' }));
  expect(await ended).toBe(127);
  expect(said).toEqual(['there is no such command.']);
});

test('the doctor starts no browser to learn its version on Windows, where that opens a window', async ({
  folder,
}) => {
  const path = join(folder, 'chrome.exe');
  writeFileSync(path, `#!/bin/sh\n: >'${folder}/window'\necho Chromium 1.2.3\n`, { mode: 0o755 });
  expect(await checkVersion(path, 'win32')).toMatchObject({ state: 'ok', found: path });
  expect(readdirSync(folder)).toEqual(['chrome.exe']);
  expect(await checkVersion(path, 'linux')).toMatchObject({ found: `${path}, Chromium 1.2.3` });
  expect(await checkVersion(join(folder, 'missing.exe'), 'win32')).toMatchObject({ state: 'failed' });
});

test('browsers are found where Windows and macOS have them', ({ folder }) => {
  const onWindows = { PROGRAMFILES: join(folder, 'a'), 'PROGRAMFILES(X86)': join(folder, 'b'), PATH: folder };
  expect(findSystemBrowser({ headed: false }, 'win32', onWindows)).toBe(undefined);
  const edge = `${folder}/b\\Microsoft\\Edge\\Application\\msedge.exe`;
  writeFileSync(edge, '');
  expect(findSystemBrowser({ headed: false }, 'win32', onWindows)).toBe(edge);
  const chrome = `${folder}/a\\Google\\Chrome\\Application\\chrome.exe`;
  writeFileSync(chrome, '');
  expect(findSystemBrowser({ headed: true }, 'win32', onWindows)).toBe(chrome);

  const onMac = { HOME: join(folder, 'home'), PATH: '' };
  const program = join(folder, 'home/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge');
  mkdirSync(resolve(program, '..'), { recursive: true });
  writeFileSync(program, '');
  expect(findSystemBrowser({ headed: true }, 'darwin', onMac)).toBe(program);
});

test("the lock of a fleet has a name that is short enough for macOS, whatever the journal's", () => {
  const what = `/Users/${'long'.repeat(50)}/fleet.yaml.journal 1/1`;
  // `sun_path` of macOS has 104 bytes, a NUL among them.
  expect(Buffer.byteLength(nameSocket(what, 'darwin'))).toBeLessThan(90);
  expect(nameSocket(what, 'win32')).toMatch(/^\\\\\.\\pipe\\octopus-key-mint-[0-9a-f]{32}$/);
  expect(nameSocket(what, 'darwin')).not.toBe(nameSocket(`${what}6`, 'darwin'));
});

/** @returns a process that has the lock of a journal, as on macOS */
async function holdLock(journal: string): Promise<Started> {
  const take = `require('./src/fleet/journal.ts').takeLock(${JSON.stringify(journal)}, '1/1', 'darwin')`;
  const script = `${take}.then((lock) => console.log(lock ? 'taken' : 'refused')); setInterval(() => {}, 1000)`;
  const args = [resolve('node_modules/ts-node/dist/bin.js'), '-e', script];
  const holder = startProgram(process.execPath, { args, cwd: resolve('.') });
  await holder.waitForLine('taken', 'stdout');
  return holder;
}

test('on macOS, too, nobody else has the lock of a fleet, by whatever way to its journal, until its run has ended or was killed', async ({
  folder,
}) => {
  const journal = join(folder, 'fleet.yaml.journal');
  symlinkSync(folder, join(folder, 'link'));
  const holder = await holdLock(journal);
  for (const way of [journal, join(folder, 'link/fleet.yaml.journal'), join(folder, 'Fleet.yaml.JOURNAL')])
    expect(await takeLock(way, '1/1', 'darwin')).toBe(undefined);
  using other = await takeLock(journal, '2/2', 'darwin');
  expect(other).toBeTruthy();

  const gone = once(holder.child, 'exit');
  holder.kill();
  await gone;
  const lock = await takeLock(journal, '1/1', 'darwin');
  expect(lock).toBeTruthy();
  lock?.[Symbol.dispose]();
});

test('the private folder of a run that was killed is removed on Windows, too, which has no shell for that', async ({
  folder,
}) => {
  const script = `
    const path = require('./src/browser/private-folder.ts').makePrivateFolder('win32');
    require('node:fs').mkdirSync(path + '/deep');
    require('node:fs').writeFileSync(path + '/deep/raw-0.zip', '');
    console.log('ready'); setInterval(() => {}, 1000)`;
  const args = [resolve('node_modules/ts-node/dist/bin.js'), '-e', script];
  const temporary = join(folder, 'temporary');
  const run = startProgram(process.execPath, { args, temporary, cwd: resolve('.') });
  await run.waitForLine('ready', 'stdout');
  const left = () => readdirSync(temporary).filter((name) => name.startsWith('octopus-key-mint-'));
  expect(left()).toHaveLength(1);
  const gone = once(run.child, 'exit');
  run.kill();
  await gone;
  await expect.poll(left, { timeout: 20_000 }).toEqual([]);
});

/** Has a program take its system for Windows, with a console that is given text. */
const ON_A_CONSOLE = `
  const write = process.stderr.write.bind(process.stderr);
  Object.defineProperty(process, 'platform', { value: 'win32' });
  process.stderr.isTTY = true;
  process.stderr.write = (text) => write(typeof text === 'string' ? '<' + text + '>' : '<bytes>');
`;

/** @returns the variables by which a command finds itself on a console of Windows */
function pretendConsole(folder: string): Record<string, string> {
  const path = join(folder, 'console.cjs');
  writeFileSync(path, ON_A_CONSOLE);
  return { NODE_OPTIONS: `--require=${path}`, NO_COLOR: '1' };
}

test('what is said on a console of Windows is text, which it shows in letters, and not bytes for its code page', async ({
  folder,
}) => {
  const env = pretendConsole(folder);
  const args = ['--expires-in', 'übermorgen'];
  const { code, stderr } = await startCommand('mint-key', { args, env, cwd: folder }).exited;
  expect(code).toBe(2);
  expect(stderr).toMatch(/<\[[^<]*"übermorgen" is no expiry[^<]*\n>/);
  expect(stderr).not.toContain('<bytes>');
});

test('whoever runs with-key in PowerShell, which takes a bare -- for its own, is told how to put it', async ({
  folder,
}) => {
  const env = pretendConsole(folder);
  const args = ['terraform', 'apply'];
  const { code, stderr } = await startCommand('with-key', { args, env, cwd: folder }).exited;
  expect(code).toBe(2);
  expect(stderr).toContain(
    "put -- before the command that with-key is to run: in PowerShell as '--', in quotes",
  );
  const elsewhere = await startCommand('with-key', { args, cwd: folder }).exited;
  expect(elsewhere.stderr).not.toContain('PowerShell');
});

test('Ctrl-C where an answer is typed that is not shown is heard as a signal, though Windows would end a process that sends itself one', async () => {
  const question: Question = {
    ...{ reason: 'it is not known', address: 'https://login.example.com', heading: '', text: '', errors: [] },
    ...{ buttons: [], fields: [{ id: 1, label: 'PIN', type: 'password' }], texts: [] },
  };
  const input = new PassThrough();
  const stop = new AbortController();
  const { kill } = process;
  process.kill = () => {
    throw new Error('on Windows it would end at once');
  };
  const heard = once(process, 'SIGINT', { signal: AbortSignal.timeout(10_000) });
  try {
    // Type into "PIN", then something else, given now.
    const answer = (line: string) => {
      if (line.startsWith('Type')) input.write(line.includes('not shown') ? '\u0003' : '1\n');
    };
    const asking = new TerminalAsker(input, answer).ask(question, stop.signal);
    await heard;
    stop.abort();
    await asking;
  } finally {
    process.kill = kill;
  }
});

const MANIFEST = 'servers:\r\n  - url: https://octopus.example.com\r\n    name: Zürich\r\n';

for (const [how, encode] of Object.entries({
  'as UTF-8 with a mark': (text: string) => Buffer.from(`\ufeff${text}`),
  'as UTF-16': (text: string) => Buffer.from(`\ufeff${text}`, 'utf16le'),
})) {
  test(`a manifest, and an answer to a question, that a shell of Windows has written ${how}, is read`, ({
    folder,
  }) => {
    const path = join(folder, 'fleet.yaml');
    writeFileSync(path, encode(MANIFEST), { mode: 0o600 });
    expect(readManifest(path).servers).toMatchObject([{ name: 'Zürich' }]);
    expect(readBelieved(path, 10_000)).toBe(MANIFEST);
  });
}

test('set-up finds npm by a shell where npm has not started it, as Windows needs it', async ({ folder }) => {
  const clone = join(folder, 'a clone');
  mkdirSync(join(clone, 'scripts'), { recursive: true });
  mkdirSync(join(folder, 'bin'));
  writeFileSync(join(clone, 'scripts/set-up.mjs'), readFileSync('scripts/set-up.mjs'));
  for (const name of ['package.json', 'package-lock.json']) writeFileSync(join(clone, name), '{}');
  // What it installs is too much for a test: that it was asked to is all that matters.
  writeFileSync(join(folder, 'bin/npm'), `#!/bin/sh\necho "$PWD: npm $*"\nexit 3\n`, { mode: 0o755 });
  const PATH = `${join(folder, 'bin')}:${process.env.PATH}`;
  for (const npm_execpath of ['', '/opt/yarn/bin/yarn.js']) {
    const line = { args: [join(clone, 'scripts/set-up.mjs')], env: { PATH, npm_execpath } };
    const { code, stdout } = await startProgram(process.execPath, line).exited;
    expect(code).toBe(3);
    expect(stdout).toBe(`${clone}: npm ci --omit=dev --ignore-scripts --no-audit --no-fund\n`);
  }
});

test('what is written last has longer than what is taken back, and all of it ends with the time that was given', async () => {
  const stop = new AbortController();
  const deadline = Deadline.ofRun(100_000, stop.signal, true);
  expect(deadline.remaining()).toBeLessThanOrEqual(85_000);
  expect(deadline.forTheLast().remaining()).toBeGreaterThan(95_000);
  expect(deadline.forTheLast().remaining()).toBeLessThan(100_000);
  stop.abort();
  expect(deadline.remaining()).toBe(1);
  expect(deadline.forCleaningUp().remaining()).toBeLessThanOrEqual(5_000);
  expect(deadline.forTheLast().remaining()).toBeGreaterThan(10_000);
  expect(deadline.forTheLast().remaining()).toBeLessThan(15_000);
});

test('a run that may take longer than a timer of Node can be set to is not over at once', async () => {
  using deadline = Deadline.ofRun(60 * 86_400_000);
  // One that is too long fires after a millisecond.
  await deadline.pause(50);
  expect(deadline.signal.aborted).toBe(false);
  expect(deadline.remaining()).toBeGreaterThan(59 * 86_400_000);
});
