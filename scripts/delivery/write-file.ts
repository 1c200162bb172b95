import { randomBytes } from 'node:crypto';
import { constants, type FileHandle, open, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';

const OWNER_ONLY = 0o600;

/**
 * Writes a file whole or not at all, readable by its owner alone. What was there before is replaced in one step,
 * a link itself and not what it points to, so that nothing is ever written through one.
 * @throws what the file system throws; no part of the file is left then
 */
export async function writeFileWhole(path: string, content: string | Uint8Array): Promise<void> {
  const draft = join(dirname(path), `.${basename(path)}.${randomBytes(8).toString('hex')}`);
  try {
    await writeDraft(draft, content);
    await rename(draft, path);
  } catch (error) {
    await rm(draft, { force: true });
    throw error;
  }
}

async function writeDraft(path: string, content: string | Uint8Array): Promise<void> {
  const { O_CREAT, O_EXCL, O_WRONLY } = constants;
  const file: FileHandle = await open(path, O_CREAT | O_EXCL | O_WRONLY, OWNER_ONLY);
  try {
    await file.writeFile(content);
    await file.sync();
  } finally {
    await file.close();
  }
}
