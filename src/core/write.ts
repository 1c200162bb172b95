import { randomUUID } from 'node:crypto';
import {
  closeSync,
  constants,
  fsync,
  lstatSync,
  openSync,
  realpathSync,
  renameSync,
  writeFileSync,
} from 'node:fs';
import { rm } from 'node:fs/promises';
import { basename, dirname, join, parse, relative, resolve, sep } from 'node:path';
import { promisify } from 'node:util';

const syncWithDisk = promisify(fsync);

const OWNER_ONLY = 0o600;
const WRITABLE_BY_OTHERS = 0o022;

/**
 * Writes a file whole or not at all, readable by its owner alone. What was there before is replaced in one step,
 * a link itself and not what it points to, and a mode that was narrower stays. Only the disk is waited for: all else takes
 * longer to be handed to another thread than to be done.
 * @throws what the file system throws, and Error where the way there leads through a link that others could have
 * made; no part of the file is left then
 */
export async function writeFileWhole(path: string, content: string | Uint8Array): Promise<void> {
  requireOwnWay(path);
  const before = lstatSync(path, { throwIfNoEntry: false });
  const mode = before?.isFile() ? before.mode & OWNER_ONLY : OWNER_ONLY;
  const draft = join(dirname(path), `.${basename(path)}.${randomUUID().slice(0, 13)}`);
  try {
    await writeDraft(draft, content, mode);
    renameSync(draft, path);
  } catch (error) {
    await rm(draft, { force: true });
    throw error;
  }
}

async function writeDraft(path: string, content: string | Uint8Array, mode: number): Promise<void> {
  const { O_CREAT, O_EXCL, O_WRONLY } = constants;
  const file = openSync(path, O_CREAT | O_EXCL | O_WRONLY, mode);
  try {
    writeFileSync(file, content);
    await syncWithDisk(file);
  } finally {
    closeSync(file);
  }
}

/** A link in a folder that others can write to may have been put there by one of them. */
function requireOwnWay(path: string): void {
  if (process.platform === 'win32') return;
  const { root, dir } = parse(resolve(path));
  if (realpathSync.native(dir) === dir) return;
  let [folder, around] = [root, lstatSync(root)];
  for (const name of relative(root, dir).split(sep)) {
    const next = join(folder, name);
    const found = lstatSync(next);
    const isOpen = (around.mode & WRITABLE_BY_OTHERS) !== 0;
    if (isOpen && found.isSymbolicLink()) {
      throw new Error(`the way there leads through the link ${next}, in a folder that others can write to`);
    }
    [folder, around] = [next, found];
  }
}

/** Settles when the text has left this process, or when it cannot. */
export function writeStream(output: NodeJS.WritableStream, text: string): Promise<void> {
  return new Promise((resolve, reject) => {
    output.once('error', reject);
    output.write(text, (error) => (error ? reject(error) : resolve()));
  });
}
