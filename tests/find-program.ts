import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';

// Servers lie where root alone looks for programs.
const FOLDERS = [...(process.env.PATH ?? '').split(delimiter), '/usr/local/sbin', '/usr/sbin'];

/** @returns the path of a program that is installed; undefined where there is none */
export function findProgram(name: string): string | undefined {
  return FOLDERS.map((folder) => join(folder, name)).find(isExecutable);
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
