import { execFileSync } from 'node:child_process';
import { closeSync, constants, mkdtempSync, openSync, rmSync } from 'node:fs';
import { Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable } from 'node:stream';

/** A pipe for the output of a child. */
export interface Pipe {
  /** What the child is given; to be closed here once it has it. */
  readonly writeEnd: number;
  /** Ends when nobody holds the other end any more. */
  readonly output: Readable;
}

/**
 * Opens a pipe that has a path: what Node calls a pipe is a socket, which a script cannot open as /dev/stderr.
 * @returns undefined where this system has no such pipes
 */
export function openPipe(): Pipe | undefined {
  if (process.platform === 'win32') return undefined;
  const folder = mkdtempSync(join(tmpdir(), 'octopus-key-mint-pipe-'));
  try {
    const path = join(folder, 'pipe');
    execFileSync('mkfifo', ['-m', '600', path], { stdio: 'ignore' });
    // Without waiting for somebody to write, who is there a moment later.
    const readEnd = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
    const writeEnd = openSync(path, constants.O_WRONLY);
    return { writeEnd, output: new Socket({ fd: readEnd, readable: true, writable: false }) };
  } catch {
    return undefined;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Closes the end that the child has by now. */
export function closeWriteEnd(pipe: Pipe | undefined): void {
  if (pipe) closeSync(pipe.writeEnd);
}
