import type { ChildProcess } from 'node:child_process';
import { closeSync, existsSync, mkdirSync, mkdtempSync, openSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { spawn } from 'cross-spawn';
import { chromium } from 'playwright';

// The one way in which tests and benches start a process.

const TS_NODE = resolve('node_modules/ts-node/dist/bin.js');
/** What Node is given to start a bundle without compiling it. */
export const KEPT_CODE = ['--require', resolve('tests/kept-code.cjs')] as const;
const FULL_DISK = '/dev/full';
export const hasFullDisk = existsSync(FULL_DISK);

/** What a program that was started is given. */
export interface CommandLine {
  readonly args?: readonly string[] | undefined;
  /** Variables, beside the few that any program needs: nothing else of this process's environment is there. */
  readonly env?: Readonly<Record<string, string>> | undefined;
  /** The working directory; by default a new, empty one, so that no `.env` is read. */
  readonly cwd?: string | undefined;
  /** A folder for its temporary files, made where it is missing. */
  readonly temporary?: string | undefined;
  /** What stands on its standard input, which then ends; `open`: whatever is written to the handle's `child.stdin`. */
  readonly stdin?: string | undefined;
  /** `pipe`, as by default, is kept in the outcome; a number is a file descriptor, which is closed here. */
  readonly stdout?: 'pipe' | 'ignore' | 'full disk' | number | undefined;
  /** A number as for `stdout`. */
  readonly stderr?: 'pipe' | 'ignore' | 'inherit' | number | undefined;
  /** A signal that it is sent once a line of its log has this text. */
  readonly signalAt?: { readonly line: string; readonly signal: NodeJS.Signals } | undefined;
  /** Milliseconds after which it is killed, and has no exit code. */
  readonly killAfter?: number | undefined;
}

/** What came of a program that was run. */
export interface Outcome {
  /** Null where a signal ended it. */
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A program that runs; disposing of it kills it. */
export interface Started extends AsyncDisposable {
  readonly child: ChildProcess;
  /** The lines of its standard error so far. */
  readonly log: readonly string[];
  /** Settles when it has ended, and all that it wrote was read; rejects where it could not be started. */
  readonly exited: Promise<Outcome>;
  /** @returns the first line that has the text; rejects when the program ends without one */
  waitForLine(text: string, from?: 'stdout' | 'stderr'): Promise<string>;
  /** Kills it, with all that it started in its process group. */
  kill(): void;
}

/**
 * @param name of a command, `mint-key`, or the path of another script of ours, `bench/plain-fleet.ts`, which has no bundle
 * @returns the words that start it, the program first
 */
export function wordsOf(name: string): readonly [string, ...string[]] {
  if (name.endsWith('.ts')) return [process.execPath, TS_NODE, resolve(name)];
  // A bench measures what users have.
  const kept = process.env.TEST_WORKER_INDEX === undefined ? [] : KEPT_CODE;
  return [process.execPath, ...kept, resolve(`dist/${name}.js`)];
}

/** Starts one of our commands; `name` is as in `wordsOf`. */
export function startCommand(name: string, line: CommandLine = {}): Started {
  const [program, ...words] = wordsOf(name);
  return startProgram(program, { ...line, args: [...words, ...(line.args ?? [])] });
}

// As this process was started: a browser that a test opens in it changes both.
const TEMPORARY = pick(['TMPDIR', 'TEMP', 'TMP']);
export const UMASK = process.umask();

/** Where tests make their folders. */
export const TEMPORARY_FOLDER = tmpdir();

const running = new Set<Started>();
const homes: string[] = [];
process.once('exit', () => {
  // They lead groups of their own, which no Ctrl-C reaches.
  for (const started of running) started.kill();
  // What a program started may have outlived it, and have made its home anew: ts-node's compiler keeps a cache there.
  for (const home of homes) remove(home);
});

/** Starts any other program in the same way: a shell with a documented command line, a browser. */
export function startProgram(program: string, line: CommandLine = {}): Started {
  const home = mkdtempSync(join(TEMPORARY_FOLDER, 'octopus-key-mint-home-'));
  homes.push(home);
  if (line.temporary) mkdirSync(line.temporary, { recursive: true });
  const stdout = line.stdout === 'full disk' ? openSync(FULL_DISK, 'w') : (line.stdout ?? 'pipe');
  const umask = process.umask(UMASK);
  const child = spawn(program, line.args ?? [], {
    cwd: line.cwd ?? home,
    env: makeEnvironment(line, home),
    stdio: ['pipe', stdout, line.stderr ?? 'pipe'],
    detached: process.platform !== 'win32',
    windowsHide: true,
  });
  process.umask(umask);
  for (const stream of [stdout, line.stderr]) if (typeof stream === 'number') closeSync(stream);
  // A program that ends without having read is no failure of this side.
  child.stdin?.on('error', () => {});
  if (line.stdin !== 'open') child.stdin?.end(line.stdin ?? '');

  const started = watch(child);
  running.add(started);
  const watchdog = line.killAfter === undefined ? undefined : setTimeout(started.kill, line.killAfter);
  const forget = () => {
    clearTimeout(watchdog);
    running.delete(started);
    remove(home);
  };
  started.exited.then(forget, forget);
  const { signalAt } = line;
  if (signalAt) {
    const send = () => void child.kill(signalAt.signal);
    started.waitForLine(signalAt.line).then(send, () => {});
  }
  return started;
}

function remove(folder: string): void {
  rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
}

/**
 * Runs a program to its end.
 * @throws Error with all that it wrote, unless it ends with exit code 0
 */
export async function runProgram(program: string, line: CommandLine = {}): Promise<Outcome> {
  const outcome = await startProgram(program, line).exited;
  const { code, signal, stdout, stderr } = outcome;
  if (code === 0) return outcome;
  throw new Error(`${program} ended with ${signal ?? `exit code ${code}`}:\n${stdout}${stderr}`);
}

/** Kills whatever was started here and still runs. */
export async function endStarted(): Promise<void> {
  await Promise.all([...running].map((started) => started[Symbol.asyncDispose]()));
}

// What systems need to start a program at all, and where the browser is that the tests are run with.
const NEEDED = [
  'PATH',
  'LANG',
  'SystemRoot',
  'SystemDrive',
  'windir',
  'ComSpec',
  'PATHEXT',
  'ProgramFiles',
  'ProgramFiles(x86)',
  'OCTOPUS_BROWSER',
];

function makeEnvironment({ env, temporary }: CommandLine, home: string): NodeJS.ProcessEnv {
  return {
    ...pick(NEEDED),
    ...TEMPORARY,
    HOME: home,
    USERPROFILE: home,
    // Below the home folder of whoever installed it, unless it was told otherwise.
    PLAYWRIGHT_BROWSERS_PATH: chromium.executablePath().replace(/[\\/]chromium[-_].*$/, ''),
    ...(temporary ? { TMPDIR: temporary } : {}),
    ...env,
  };
}

/** @returns those variables of this process that are set */
function pick(names: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    names.flatMap((name) => {
      const value = process.env[name];
      return value === undefined ? [] : [[name, value]];
    }),
  );
}

function watch(child: ChildProcess): Started {
  const written = { stdout: '', stderr: '' };
  const lines: Record<'stdout' | 'stderr', string[]> = { stdout: [], stderr: [] };
  const rests = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr'] as const) {
    child[name]?.setEncoding('utf8').on('data', (chunk: string) => {
      written[name] += chunk;
      const whole = `${rests[name]}${chunk}`.split('\n');
      rests[name] = whole.pop() ?? '';
      if (whole.length === 0) return;
      lines[name].push(...whole);
      child.emit(`${name} line`);
    });
  }
  const exited = new Promise<Outcome>((done, fail) => {
    child.once('error', fail).once('close', (code, signal) => done({ code, signal, ...written }));
  });
  let isOver = false;
  const end = () => {
    isOver = true;
  };
  exited.then(end, end);
  const kill = () => {
    if (child.pid === undefined || isOver) return;
    try {
      if (process.platform === 'win32') child.kill();
      else process.kill(-child.pid, 'SIGKILL');
    } catch {
      // All of them have ended just now.
    }
  };
  const waitForLine = (text: string, from: 'stdout' | 'stderr' = 'stderr') =>
    new Promise<string>((done, fail) => {
      const look = () => {
        const found = lines[from].find((line) => line.includes(text));
        if (found === undefined) return;
        child.off(`${from} line`, look);
        done(found);
      };
      child.on(`${from} line`, look);
      look();
      const miss = () => fail(new Error(`it ended before it wrote "${text}":\n${written[from]}`));
      exited.then(miss, fail);
    });
  const dispose = async () => {
    kill();
    // What it started in a group of its own may hold them open.
    for (const stream of [child.stdin, child.stdout, child.stderr]) stream?.destroy();
    await exited.catch(() => {});
  };
  return { child, log: lines.stderr, exited, waitForLine, kill, [Symbol.asyncDispose]: dispose };
}

/** @returns the entries of a log that a command has written as JSON lines */
export function readLog(stderr: string): { readonly level: string; readonly msg: string }[] {
  const lines = stderr.split('\n').filter((line) => line !== '');
  return lines.map((line) => JSON.parse(line));
}
