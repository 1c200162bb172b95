import { accessSync, constants, statSync } from 'node:fs';
import { join } from 'node:path';
import { decodeText } from './dotenv-file.ts';
import { findPlace, findSystem, isOpenToOthers, requireBelieved } from './place.ts';
import { readRegular } from './regular-file.ts';

/**
 * Reads a text that is acted upon.
 * @param most bytes
 * @returns undefined where there is no file
 * @throws Error, where somebody else can have written it, or it is none that could be read whole; what the file system throws
 */
export function readBelieved(path: string, most: number): string | undefined {
  try {
    return decodeText(readRegular(path, most, (found) => requireBelieved(path, found)));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

/**
 * Finds out whether a folder is there that this user can write to, and nobody else but the system.
 * @throws Error, where it is not; what the file system throws
 */
export function requireOwnFolder(path: string): void {
  using place = findPlace(join(path, 'file'));
  accessSync(place.folder, constants.W_OK);
  if (process.platform === 'win32') return;
  const found = statSync(place.folder);
  if (!findSystem().has(found.uid)) throw new Error("it is another user's");
  if (isOpenToOthers(found)) throw new Error('others can write to it: chmod 700 it');
}
