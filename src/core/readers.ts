import { realpathSync, statSync } from 'node:fs';
import { dirname } from 'node:path';

const READABLE_BY_ALL = 0o004;
const READABLE_BY_GROUP = 0o040;
const OPEN_TO_ALL = 0o001;
const OPEN_TO_SOME = 0o011;

/**
 * Finds out who else can read a file, by its mode and those of the folders that lead there.
 * @returns whoever it is, in words; undefined for nobody, or where modes mean nothing
 */
export function findReaders(path: string): string | undefined {
  if (process.platform === 'win32') return undefined;
  const file = realpathSync(path);
  const { mode } = statSync(file);
  const ways = listFolders(file).map((folder) => statSync(folder).mode);
  const isOpen = (right: number) => ways.every((way) => (way & right) !== 0);
  if ((mode & READABLE_BY_ALL) !== 0 && isOpen(OPEN_TO_ALL)) return 'every user of this machine';
  return (mode & READABLE_BY_GROUP) !== 0 && isOpen(OPEN_TO_SOME) ? 'its group' : undefined;
}

function listFolders(file: string): string[] {
  const folder = dirname(file);
  return folder === file ? [] : [folder, ...listFolders(folder)];
}
