import { randomUUID } from 'node:crypto';
import {
  accessSync,
  closeSync,
  constants,
  fchmodSync,
  fstatSync,
  fsync,
  ftruncateSync,
  openSync,
  renameSync,
  type Stats,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Deadline } from './deadline.ts';
import { findPlace, type Place } from './place.ts';
import { awaitReader, findStream, requireStream, writeAll, writeToStream } from './streams.ts';

// The one way in which files are written: whatever is opened for writing by its name is opened here.

const syncWithDisk = promisify(fsync);

const OWNER_ONLY = 0o600;
const OPEN_TO_OTHERS = 0o077;
const WRITABLE_BY_ALL = 0o002;
const { O_APPEND, O_CREAT, O_EXCL, O_NOFOLLOW, O_NONBLOCK, O_RDWR, O_WRONLY } = constants;

/**
 * Writes to a path. A file is written whole or not at all, readable by its owner alone: what was there before is replaced in
 * one step, a link itself and not what it points to, and a mode that was narrower stays. What is no file, a named pipe or
 * a stream of this process such as `/dev/stdout`, is written to, and stays.
 * @param deadline for a pipe that nobody reads
 * @param isSecret whether the content may be written only where no one else can read it
 * @throws Error, where the way there leads past what another user could have put there, or nothing can be written; no part
 *   of a file is left then
 */
export async function writeTo(
  path: string,
  content: string | Uint8Array,
  deadline: Deadline,
  isSecret = true,
): Promise<void> {
  await using draft = await draftFor(path, content, isSecret);
  await draft.put(deadline);
}

/** What is written already, and has not its name yet; it is gone once this is disposed of. */
export interface Draft extends AsyncDisposable {
  /** @throws as `writeTo` does */
  put(deadline: Deadline): Promise<void>;
}

/**
 * Writes to a path as `writeTo` does, but for the last step: after it little is left that can fail. What is no file is written to only then.
 * @throws as `writeTo` does
 */
export async function draftFor(path: string, content: string | Uint8Array, isSecret = true): Promise<Draft> {
  const stream = findStream(path);
  if (stream !== undefined)
    return {
      put: (deadline) => writeToStream(stream, content, deadline),
      [Symbol.asyncDispose]: async () => {},
    };
  const place = findPlace(path);
  try {
    const before = requireWritable(place);
    const draft = before?.isFIFO() ? undefined : await writeDraft(place, content, isSecret, before);
    return {
      put: async (deadline) => {
        try {
          if (draft === undefined) await writeToPipe(place, content, deadline);
          else await replaceBy(() => renameSync(draft, place.file), deadline);
        } catch (error) {
          throw place.explain(error);
        }
      },
      [Symbol.asyncDispose]: async () => {
        if (draft !== undefined) await remove(draft);
        place[Symbol.dispose]();
      },
    };
  } catch (error) {
    const explained = place.explain(error);
    place[Symbol.dispose]();
    throw explained;
  }
}

/**
 * Finds out, without writing, whether a path can be written to.
 * @param isReplaced whether a file that is there is replaced; otherwise it is written to where it is
 * @throws Error, where it cannot
 */
export function requirePath(path: string, isReplaced = true): void {
  const stream = findStream(path);
  if (stream !== undefined) {
    requireStream(stream);
    return;
  }
  using place = findPlace(path);
  try {
    accessSync(place.folder, constants.W_OK);
    requireWritable(place, isReplaced);
  } catch (error) {
    throw place.explain(error);
  }
}

/**
 * Finds out whether a path leads past what another user could have put there, or to a file that cannot be replaced; folders may be missing.
 * @throws Error, where it does
 */
export function requireOwnWay(path: string): void {
  try {
    using place = findPlace(path);
    if (place.look()?.isFile()) place.requireUnmounted();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
}

/**
 * The same for what is used by its name for long: nobody else can give it, or a folder on the way, another name either.
 * @throws Error, where somebody can; what the file system throws
 */
export function requireLastingWay(path: string): void {
  using place = findPlace(path);
  place.requireLasting();
}

/** Makes the folders that lead to a file and are missing, for this user alone. */
export function makeFoldersFor(path: string): void {
  findPlace(path, { makesFolders: true })[Symbol.dispose]();
}

/** @returns what is at a place, where it can be replaced or written to */
function requireWritable(place: Place, isReplaced = true): Stats | undefined {
  const before = place.look();
  if (!before) return undefined;
  if (before.isFIFO()) {
    place.requireOwn(before);
    accessSync(place.file, constants.W_OK);
  } else if (before.isFile() || before.isSymbolicLink()) {
    place.requireReplaceable(before);
    if (isReplaced) place.requireUnmounted();
  } else throw new Error('it is no regular file');
  return before;
}

/**
 * Only the disk is waited for: all else takes longer to be handed to another thread than to be done.
 * @returns its path
 */
async function writeDraft(
  place: Place,
  content: string | Uint8Array,
  isSecret: boolean,
  before: Stats | undefined,
): Promise<string> {
  const mode = before?.isFile() ? before.mode & OWNER_ONLY : OWNER_ONLY;
  // Not by the file's own name, which may be as long as a name can be.
  const path = join(place.folder, `.octopus-key-mint.${randomUUID().slice(0, 13)}`);
  try {
    const file = openSync(path, O_CREAT | O_EXCL | O_WRONLY, mode);
    try {
      // Whoever is to read it must be able to, whatever bits the umask has taken from its owner.
      fchmodSync(file, mode);
      if (isSecret) requirePrivate(fstatSync(file));
      writeFileSync(file, content);
      await syncWithDisk(file);
    } finally {
      closeSync(file);
    }
    return path;
  } catch (error) {
    await remove(path);
    throw error;
  }
}

/**
 * Finds out whether what was just made for this user alone is so. Some file systems have no modes, and say that they change them.
 * @throws Error, where it is not
 */
export function requirePrivate({ mode }: Stats): void {
  if (process.platform !== 'win32' && (mode & OPEN_TO_OTHERS) !== 0)
    throw new Error(
      'others can get at what is there, whatever mode it is given, as on drives of Windows and some shares: name a place on another file system',
    );
}

/** Where nothing can be removed, nothing could be written: that is what is told. */
async function remove(draft: string): Promise<void> {
  await rm(draft, { force: true }).catch(() => {});
}

const HELD = ['EPERM', 'EACCES', 'EBUSY'];
const HELD_TIMEOUT_MS = 2_000;
const RETRY_INTERVAL_MS = 20;

/**
 * Gives a file the name of another. Windows refuses that as long as somebody has the other open, as an editor does, or what looks
 * for viruses in all that was just written.
 * @param platform as in `process.platform`
 * @throws what the file system throws, at once or after a while
 */
export async function replaceBy(
  rename: () => void,
  deadline: Deadline,
  platform: NodeJS.Platform = process.platform,
): Promise<void> {
  const giveUpAt = performance.now() + HELD_TIMEOUT_MS;
  for (;;) {
    try {
      return rename();
    } catch (error) {
      const isHeld = platform === 'win32' && HELD.includes((error as NodeJS.ErrnoException).code ?? '');
      if (!isHeld || deadline.signal.aborted || performance.now() > giveUpAt) throw error;
    }
    await deadline.pause(RETRY_INTERVAL_MS);
  }
}

interface Manner {
  /** Whether what it holds is read, and acted on: then nobody else may have written it. */
  readonly isBelieved?: boolean;
  /** Whether it may be another user's in a folder of theirs: of a CI system, which has the root of a container add to its files. */
  readonly mayBeOfFolder?: boolean;
}

/**
 * Opens a file that is added to where it is, and made where there is none.
 * @throws Error, where it could be another user's; what the file system throws
 */
export function openInPlace(
  path: string,
  { isBelieved = false, mayBeOfFolder = false }: Manner = {},
): number {
  using place = findPlace(path, { followsLink: true });
  let file: number | undefined;
  try {
    // A pipe that nobody reads is not waited for.
    const flags = O_APPEND | O_CREAT | O_NOFOLLOW | O_NONBLOCK;
    file = openSync(place.file, flags | (isBelieved ? O_RDWR : O_WRONLY), OWNER_ONLY);
    const found = fstatSync(file);
    place.requireOwn(found, mayBeOfFolder);
    if (isBelieved) requireBelievable(found);
    return file;
  } catch (error) {
    if (file !== undefined) closeSync(file);
    throw place.explain(error);
  }
}

/**
 * Cuts a file that `openInPlace` has opened. Windows cuts none by a handle that only adds to it (nodejs/node#3177), and opens it anew.
 * @param size bytes that stay
 * @param platform as in `process.platform`
 * @throws what the file system throws
 */
export function cutInPlace(
  file: number,
  path: string,
  size: number,
  platform: NodeJS.Platform = process.platform,
): void {
  if (platform === 'win32') truncateSync(path, size);
  else ftruncateSync(file, size);
}

function requireBelievable(found: Stats): void {
  if (!found.isFile()) throw new Error('it is no regular file');
  if (process.platform !== 'win32' && (found.mode & WRITABLE_BY_ALL) !== 0)
    throw new Error('everybody can write to it: chmod 600 it, if what it holds is yours');
}

async function writeToPipe(place: Place, content: string | Uint8Array, deadline: Deadline): Promise<void> {
  const pipe = await openPipe(place.file, deadline);
  try {
    const found = fstatSync(pipe);
    if (!found.isFIFO()) throw new Error('it is no pipe any more');
    place.requireOwn(found);
    await writeAll(pipe, content, deadline);
  } finally {
    closeSync(pipe);
  }
}

/** Waits for somebody who reads. */
async function openPipe(path: string, deadline: Deadline): Promise<number> {
  for (;;) {
    try {
      return openSync(path, O_WRONLY | O_NONBLOCK | O_NOFOLLOW);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENXIO') throw error;
    }
    await awaitReader(deadline);
  }
}
