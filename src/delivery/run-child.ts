import { type ChildProcess, execFileSync, type SpawnOptions } from 'node:child_process';
import { closeSync, constants, mkdtempSync, openSync, rmSync } from 'node:fs';
import { Socket } from 'node:net';
import { constants as systemConstants, tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { hasProcessGroups, signalGroup, spawnOutside } from '../core/child-processes.ts';
import { describeError } from '../core/failure.ts';
import type { PassedSignal, Run } from '../core/run.ts';
import { openErrorOutput } from '../core/standard-error.ts';
import { requireLastingWay } from '../core/write.ts';
import { Redaction, Redactor } from '../secrets/redactor.ts';
import type { Secret } from '../secrets/secret.ts';

/** A command that is to be run with a secret. */
export interface ChildCommand {
  /** The command, then its arguments. */
  readonly words: readonly string[];
  /** What it gets beside the environment; undefined takes one away. */
  readonly variables: NodeJS.ProcessEnv;
  /** What is to be taken out of its output; undefined: its standard streams are ours. */
  readonly masked: Secret | undefined;
}

// As a shell says it: not found, found but not to be run, ended by a signal.
const NOT_FOUND = 127;
const NOT_RUNNABLE = 126;
const BY_SIGNAL = 128;

// Who sends SIGTERM or SIGHUP sends SIGKILL next, and then nobody would revoke anything any more: 10 s in Docker, and 5 s on Windows
// after a console was closed.
const KILL_TIMEOUT_MS = 7_000;
const LAST_KILL_TIMEOUT_MS = 1_000;

const DRAIN_TIMEOUT_MS = 5_000;
// What the command itself may have written that has not come here when it ends: a pipe, and what is being masked.
const MAX_UNDER_WAY = 262_144;

/**
 * Runs a command to its end, passing signals on to it.
 * @returns the exit code, as a shell gives it
 * @throws what the run was stopped with, if it was before the command was started
 */
export async function runChild({ words, variables, masked }: ChildCommand, run: Run): Promise<number> {
  const [command = '', ...rest] = words;
  // What it is on Windows to start a script by its name is known to cross-spawn.
  const start = require('cross-spawn') as typeof import('cross-spawn');
  run.deadline.requireTime('run the command');
  const pipes = masked ? ([openPipe(), openPipe()] as const) : undefined;
  const fail = (reason: string) => run.warn(`Could not run ${command}: ${reason}`);
  const options: SpawnOptions = {
    stdio: pipes ? ['inherit', ...pipes.map((pipe) => pipe?.writeEnd ?? ('pipe' as const))] : 'inherit',
    detached: leadsGroup(),
  };
  let child: ChildProcess;
  try {
    child = spawnOutside((all) => start(command, rest, all), run.inherited, options, variables);
  } catch (error) {
    // Of why a command cannot be started, Node tells some reasons by an event, and throws the others.
    for (const pipe of pipes ?? []) pipe?.output.destroy();
    fail(describeError(error));
    return NOT_RUNNABLE;
  } finally {
    pipes?.forEach(closeWriteEnd);
  }
  const outputs = [pipes?.[0]?.output ?? child.stdout, pipes?.[1]?.output ?? child.stderr] as const;
  const passOn = new SignalPasser(child);
  return await run.forwardSignals(
    (signal) => passOn.take(signal),
    async () => {
      const masking = masked ? maskStreams(outputs, masked) : undefined;
      const code = await awaitEnd(child, fail);
      await awaitRest(masking, passOn);
      passOn.end();
      return code;
    },
  );
}

/**
 * Waits for what a command wrote to be passed on. What it left running in the background may hold its output open, and write, for ever;
 * whoever reads ours may take their time, as without us, until a signal comes.
 */
async function awaitRest(masking: Promise<void> | undefined, passOn: SignalPasser): Promise<void> {
  let isPassed = false;
  const passing = Promise.resolve(masking).then(() => {
    isPassed = true;
  });
  const written = () => process.stdout.bytesWritten - process.stdout.writableLength;
  const enough = process.stdout.bytesWritten + MAX_UNDER_WAY;
  // Between two writes nothing seems to be held up: one look is none.
  for (let looks = 0; looks < 2 && !isPassed; ) {
    await Promise.race([passing, sleep(DRAIN_TIMEOUT_MS / 2, undefined, { ref: false })]);
    const isHeldUp = process.stdout.writableLength > 0 && written() < enough && !passOn.isTold;
    looks = isHeldUp ? 0 : looks + 1;
  }
}

/** Passes signals on; one that asks to end and is not heeded becomes SIGKILL in the end. */
export class SignalPasser {
  readonly #child: ChildProcess;
  readonly #platform: NodeJS.Platform;
  #count = 0;
  #killing: NodeJS.Timeout | undefined;

  /** @param platform as in `process.platform` */
  constructor(child: ChildProcess, platform: NodeJS.Platform = process.platform) {
    this.#child = child;
    this.#platform = platform;
  }

  /** Whether a signal came. */
  get isTold(): boolean {
    return this.#count > 0;
  }

  take(signal: PassedSignal): void {
    this.#count += 1;
    const isHeard = this.#isHeardAnyway(signal);
    if (!isHeard) this.#kill(signal);
    // What Ctrl-C means at a terminal is the command's own affair: many go on after it.
    if (signal === 'SIGINT' && (isHeard || this.#count === 1)) return;
    clearTimeout(this.#killing);
    const isLast = this.#count > 1 || (signal === 'SIGHUP' && this.#platform === 'win32');
    this.#killing = setTimeout(() => this.#kill('SIGKILL'), isLast ? LAST_KILL_TIMEOUT_MS : KILL_TIMEOUT_MS);
  }

  /**
   * Ctrl-C on a terminal reaches the child by itself, and twice is more than once to some commands. Whatever a process on Windows hears,
   * all of its console hear, and Node can pass on nothing there but the end.
   */
  #isHeardAnyway(signal: PassedSignal): boolean {
    return this.#platform === 'win32' || ((signal === 'SIGINT' || signal === 'SIGQUIT') && hasTerminal());
  }

  end(): void {
    clearTimeout(this.#killing);
  }

  #kill(signal: NodeJS.Signals): void {
    if (this.#platform === 'win32' || leadsGroup()) signalGroup(this.#child, signal, this.#platform);
    else this.#child.kill(signal);
  }
}

/**
 * Whether the child leads a process group of its own, so that signals reach what it has started, too. At a terminal
 * it must not: it could no longer ask anything there.
 */
function leadsGroup(): boolean {
  return hasProcessGroups && !hasTerminal();
}

function hasTerminal(): boolean {
  return [process.stdin, process.stdout, process.stderr].some(({ isTTY }) => isTTY);
}

/**
 * @param fail receives why it could not be started
 * @returns the exit code, as a shell gives it
 */
export function awaitEnd(child: ChildProcess, fail: (reason: string) => void): Promise<number> {
  return new Promise((resolve) => {
    child.on('error', (error: NodeJS.ErrnoException) => {
      // On Windows cross-spawn lets a shell look for the command, and tells in this way that it found none.
      if (child.pid !== undefined && error.code !== 'ENOENT') return;
      fail(error.code === 'ENOENT' ? 'there is no such command.' : error.message);
      resolve(error.code === 'ENOENT' ? NOT_FOUND : NOT_RUNNABLE);
    });
    child.once('exit', (code, signal) =>
      resolve(code ?? BY_SIGNAL + (signal ? systemConstants.signals[signal] : 0)),
    );
  });
}

/** Settles when all that the child wrote has been passed on; a reader that is gone is the child's affair. */
async function maskStreams(
  [output, errors]: readonly [Readable | null, Readable | null],
  secret: Secret,
): Promise<void> {
  const pass = (from: Readable | null, to: NodeJS.WritableStream, end: boolean) =>
    from ? pipeline(from, mask(secret), to, { end }).catch(() => {}) : Promise.resolve();
  await Promise.all([pass(output, process.stdout, false), pass(errors, openErrorOutput(), true)]);
  // What is passed on may still wait for its reader.
  await new Promise<void>((done) => process.stdout.write('', () => done()));
}

/** Bytes that are no text stay as they are, each stands for a character of its own; and so does what only looks like a secret. */
function mask(secret: Secret): Transform {
  const redactor = new Redactor(() => false, []);
  redactor.learn(secret.reveal());
  const redaction = new Redaction(redactor);
  return new Transform({
    transform: (chunk: Buffer, _, done) => {
      done(null, Buffer.from(redaction.push(chunk.toString('latin1')), 'latin1'));
    },
    flush: (done) => done(null, Buffer.from(redaction.end(), 'latin1')),
  });
}

/** A pipe for the output of a child. */
interface Pipe {
  /** What the child gets; to be closed here once it has it. */
  readonly writeEnd: number;
  /** Ends when nobody holds the other end any more. */
  readonly output: Readable;
}

/**
 * Opens a pipe that has a path: what Node calls a pipe is a socket, which on Linux a script cannot open as /dev/stderr. macOS has for
 * that what is open already, whatever it is (its manual, fd(4)).
 * @returns undefined where there is no need for one, or no place
 */
function openPipe(): Pipe | undefined {
  if (process.platform !== 'linux') return undefined;
  let folder: string | undefined;
  try {
    requireLastingWay(join(tmpdir(), 'octopus-key-mint-pipe-'));
    folder = mkdtempSync(join(tmpdir(), 'octopus-key-mint-pipe-'));
    const path = join(folder, 'pipe');
    execFileSync('mkfifo', ['-m', '600', path], { stdio: 'ignore', env: { PATH: process.env.PATH } });
    // Without waiting for somebody to write, who is there a moment later.
    const readEnd = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
    const writeEnd = openSync(path, constants.O_WRONLY);
    return { writeEnd, output: new Socket({ fd: readEnd, readable: true, writable: false }) };
  } catch {
    return undefined;
  } finally {
    if (folder !== undefined) rmSync(folder, { recursive: true });
  }
}

/** Closes the end that the child has by now. */
function closeWriteEnd(pipe: Pipe | undefined): void {
  if (pipe) closeSync(pipe.writeEnd);
}
