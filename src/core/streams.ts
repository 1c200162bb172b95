import {
  closeSync,
  constants,
  fstatSync,
  openSync,
  readdirSync,
  readFileSync,
  type Stats,
  statSync,
  write,
} from 'node:fs';
import { devNull } from 'node:os';
import { resolve } from 'node:path';
import { promisify } from 'node:util';
import type { Deadline } from './deadline.ts';
import { describeError, Failure } from './failure.ts';

// What this process was started with is written to here, and nobody who reads no more is waited for past a deadline.

const writeSome = promisify(write);

const POLL_INTERVAL_MS = 20;
const { O_NOCTTY, O_NONBLOCK, O_WRONLY } = constants;

// What names a stream that this process was started with, and not a file.
const STREAM = /^\/(?:dev|proc\/self)\/fd\/(\d+)$/;
const STREAMS: Readonly<Record<string, number>> = { '/dev/stdout': 1, '/dev/stderr': 2 };

/** @returns the number of the stream that a path names; undefined where it names none */
export function findStream(path: string): number | undefined {
  if (process.platform === 'win32') return undefined;
  const whole = resolve(path);
  const [, number] = STREAM.exec(whole) ?? [];
  return number === undefined ? STREAMS[whole] : Number(number);
}

// What `reopenStream` has opened.
const reopened = new Set<number>();

/** @throws Error, where this process was not started with a stream of that number */
export function requireStream(stream: number): void {
  try {
    const found = fstatSync(stream);
    const isOurs = reopened.has(stream) || (found.isFIFO() && isOwnPipe(found));
    const isStream = found.isFile() || found.isFIFO() || found.isSocket() || found.isCharacterDevice();
    if (isStream && !isOurs && !leadsNowhere(stream)) return;
  } catch {
    // It is said below.
  }
  throw new Error('there is no such stream');
}

/**
 * What is started with a stream closed is given the null device by Node, opened for reading, too; so do programs that start another
 * without one. A shell that was told to write there opens it for writing alone.
 * @returns whether what is written to a stream reaches nobody, without anybody having asked for that
 */
export function leadsNowhere(stream: number): boolean {
  try {
    if (!isNullDevice(fstatSync(stream))) return false;
    const opened = readFileSync(`/proc/self/fdinfo/${stream}`, 'utf8');
    const [, flags = '1'] = /^flags:\s*([0-7]+)$/m.exec(opened) ?? [];
    return (Number.parseInt(flags, 8) & ACCESS) !== O_WRONLY;
  } catch {
    // Systems other than Linux do not tell.
    return false;
  }
}

/** By its number alone, a pipe on Windows would be one. */
export function isNullDevice(found: Stats): boolean {
  return found.isCharacterDevice() && found.rdev === statSync(devNull).rdev;
}

const ACCESS = 0o3;

/** Node's own pipes have both of their ends here. */
function isOwnPipe({ ino }: Stats): boolean {
  if (process.platform !== 'linux') return false;
  const numbers = readdirSync('/proc/self/fd');
  return numbers.some((number) => isReadEnd(number) && fstatSync(Number(number)).ino === ino);
}

function isReadEnd(number: string): boolean {
  try {
    const opened = readFileSync(`/proc/self/fdinfo/${number}`, 'utf8');
    return /^flags:\s*[0-7]*[04]$/m.test(opened);
  } catch {
    // What read the list itself is gone by now.
    return false;
  }
}

/**
 * Opens a stream for writing that waits for nobody, where that is possible, until this process ends.
 * @throws as `requireStream` and `reopenStream` do
 */
export function openStream(stream: number): number {
  requireStream(stream);
  return reopenStream(stream) ?? stream;
}

/** The same as `writeStream`, by a stream's number, as of `requireStream`. */
export async function writeToStream(
  stream: number,
  content: string | Uint8Array,
  deadline: Deadline,
): Promise<void> {
  requireStream(stream);
  if (stream === process.stdout.fd) await writeStream(process.stdout, content, deadline);
  else await writeAnew(stream, content, deadline);
}

/**
 * Writes to a stream, such as standard output.
 * @param deadline for a reader that reads no more
 * @throws Error, where it does not leave this process
 */
export async function writeStream(
  output: NodeJS.WritableStream,
  text: string | Uint8Array,
  deadline: Deadline,
): Promise<void> {
  if (output === process.stdout && process.stdout.isTTY && process.platform !== 'win32')
    return await writeAnew(process.stdout.fd, text, deadline);
  // Node writes to a file once, and tells nobody of what a disk that is almost full had no place for.
  if (output === process.stdout && isFile(process.stdout.fd))
    return await writeAll(process.stdout.fd, text, deadline);
  await new Promise<void>((done, fail) => {
    const giveUp = () => fail(failUnread(deadline));
    deadline.signal.addEventListener('abort', giveUp, { once: true });
    output.once('error', fail);
    output.write(text, (error) => {
      deadline.signal.removeEventListener('abort', giveUp);
      if (error) fail(error);
      else done();
    });
  });
}

function isFile(stream: number): boolean {
  try {
    return fstatSync(stream).isFile();
  } catch {
    return false;
  }
}

/**
 * Writes what somebody runs a command to read to standard output.
 * @param deadline as of `writeStream`
 * @throws Failure of kind `delivery`, where it does not leave this process
 */
export async function writeOutput(text: string, deadline: Deadline): Promise<void> {
  try {
    await writeStream(process.stdout, text, deadline);
  } catch (error) {
    throw (
      deadline.stoppedWith ??
      new Failure({
        kind: 'delivery',
        attempt: 'write to standard output',
        reason: describeError(error),
        hint: 'Look at what it leads to, and run again; --timeout gives who reads it more time.',
        cause: error,
      })
    );
  }
}

async function writeAnew(stream: number, content: string | Uint8Array, deadline: Deadline): Promise<void> {
  const anew = reopenStream(stream);
  try {
    await writeAll(anew ?? stream, content, deadline);
  } finally {
    if (anew !== undefined) close(anew);
  }
}

/**
 * Opens a stream that this process was started with anew, for writing that waits for nobody. Whether it does that by itself is up to
 * all who have it: a terminal is waited for, and a pipe from the moment on when a command is started with it.
 * @returns undefined where it is neither, or where a terminal may not be opened
 * @throws Error, where a pipe may not be, or nobody has it to read from
 */
export function reopenStream(stream: number): number | undefined {
  const found = fstatSync(stream);
  if (!found.isFIFO() && !found.isCharacterDevice()) return undefined;
  try {
    const anew = openSync(`/dev/fd/${stream}`, O_WRONLY | O_NONBLOCK | O_NOCTTY);
    reopened.add(anew);
    return anew;
  } catch (error) {
    if (found.isFIFO()) throw error;
    return undefined;
  }
}

function close(anew: number): void {
  reopened.delete(anew);
  closeSync(anew);
}

/** @param file a pipe or a terminal, if it is one, is not waited for by the system */
export async function writeAll(
  file: number,
  content: string | Uint8Array,
  deadline: Deadline,
): Promise<void> {
  let rest = Buffer.from(content);
  while (rest.length > 0) {
    try {
      const { bytesWritten } = await writeSome(file, rest);
      rest = rest.subarray(bytesWritten);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EAGAIN') throw error;
      await awaitReader(deadline);
    }
  }
}

/** Waits a moment for somebody who reads. */
export async function awaitReader(deadline: Deadline): Promise<void> {
  if (deadline.signal.aborted) throw failUnread(deadline);
  await deadline.pause(POLL_INTERVAL_MS);
}

function failUnread(deadline: Deadline): Error {
  return deadline.stoppedWith ?? new Error('nobody reads it');
}
