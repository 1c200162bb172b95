import { closeSync, fstatSync, openSync, statSync } from 'node:fs';
import { devNull } from 'node:os';

// What this process was started with, such as `<(…)` or `<file` of a shell, its children would be started with, too.

const INHERITED = /^\/(?:dev|proc\/self)\/fd\/(\d+)$/;

/** Whether a path names a stream that this process was started with. */
export function isInherited(path: string): boolean {
  return INHERITED.test(path) || path === '/dev/stdin';
}

/**
 * Lets go of a file with a secret that was read, where this process was started with it: no child is to read it again.
 * @throws what the file system throws
 */
export function closeInherited(path: string): void {
  const descriptor = Number(INHERITED.exec(path)?.[1] ?? 0);
  if (isStandardInput(path)) emptyStandardInput();
  if (descriptor > 2) closeSync(descriptor);
}

/** Whether it is a file that this process was started with for its standard input: whoever gets that can read it again. */
function isStandardInput(path: string): boolean {
  const [input, found] = [fstatSync(0), statSync(path)];
  return input.isFile() && input.dev === found.dev && input.ino === found.ino;
}

function emptyStandardInput(): void {
  closeSync(0);
  // The lowest number that is free is taken.
  openSync(devNull, 'r');
}
