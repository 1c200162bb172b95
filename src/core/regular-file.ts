import { closeSync, constants, fstatSync, openSync, readSync, type Stats } from 'node:fs';

/**
 * Reads a regular file, whatever links lead to it. Anything else, such as a pipe or a device, is not waited for.
 * @param most bytes
 * @param judge throws where it is not to be read
 * @throws Error, where it is none that could be read whole; what the file system throws
 */
export function readRegular(path: string, most: number, judge?: (found: Stats) => void): Buffer {
  const file = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
  try {
    const found = fstatSync(file);
    if (!found.isFile()) throw new Error('it is no regular file');
    judge?.(found);
    return readUpTo(file, most);
  } finally {
    closeSync(file);
  }
}

/** Some files tell no size, and a stream has none. */
function readUpTo(file: number, most: number): Buffer {
  const bytes = Buffer.alloc(most + 1);
  let size = 0;
  for (let count = -1; count !== 0 && size <= most; size += count)
    count = readSync(file, bytes, size, bytes.length - size, null);
  if (size > most) throw new Error(`it is larger than ${most} bytes`);
  return bytes.subarray(0, size);
}

// A token has 16384 characters at the most.
const MAX_TOKEN_FILE_SIZE = 65_536;

/**
 * Reads a file that holds the token of a job. Kubernetes leads to it by links, in a folder that everybody can write to.
 * @throws what `readRegular` throws
 */
export function readTokenFile(path: string): Buffer {
  return readRegular(path, MAX_TOKEN_FILE_SIZE);
}

/**
 * Reads the token of a job from a stream that this process was started with, such as `<(…)` of a shell.
 * @throws Error, where it does not end; what the file system throws
 */
export function readTokenStream(path: string): Buffer {
  const file = openSync(path, constants.O_RDONLY);
  try {
    return readUpTo(file, MAX_TOKEN_FILE_SIZE);
  } finally {
    closeSync(file);
  }
}
