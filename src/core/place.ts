import {
  closeSync,
  constants,
  existsSync,
  fstatSync,
  lstatSync,
  mkdirSync,
  openSync,
  readFileSync,
  readlinkSync,
  realpathSync,
  type Stats,
  statSync,
} from 'node:fs';
import { basename, dirname, isAbsolute, join, resolve, sep } from 'node:path';
import { isOwnGroup } from './user-group.ts';

const WRITABLE_BY_ALL = 0o002;
const WRITABLE_BY_GROUP = 0o020;
const WRITABLE_BY_OTHERS = WRITABLE_BY_ALL | WRITABLE_BY_GROUP;
const STICKY = 0o1000;
const OWNER_ONLY = 0o700;
const MAX_LINKS = 40;

/** Where a file is, or is to be made; the way there was looked at, folder by folder. */
export interface Place extends Disposable {
  /** Path of the file. On Linux it leads there whatever becomes of the names of the folders meanwhile. */
  readonly file: string;
  /** Path of its folder, in the same way. */
  readonly folder: string;
  /** What is there; a link is not followed. */
  look(): Stats | undefined;
  /**
   * @param mayBeOfFolder whether it may also be of those whose the folders on the way are
   * @throws Error, where what is there is another user's, or could be anything, since others can write to its folder
   */
  requireOwn(found: Stats, mayBeOfFolder?: boolean): void;
  /** @throws Error, where the system will not let what is there be replaced */
  requireReplaceable(found: Stats): void;
  /** @throws Error, where what is there was mounted by itself, as by `docker run --volume key.txt:/keys/key.txt`: nothing can take its place */
  requireUnmounted(): void;
  /** @throws Error, where another user can give what is there another name, or its name to something else of this user's */
  requireOwnName(): void;
  /** @throws Error, where another user can give what is there, or a folder on the way, another name, and put theirs in its place */
  requireLasting(): void;
  /** @returns what the file system threw, in the names that the user knows */
  explain(error: unknown): unknown;
}

interface Wish {
  /** Whether folders that are missing are made, for their owner alone. */
  readonly makesFolders?: boolean;
  /** Whether the file itself may be a link, which is to be followed. */
  readonly followsLink?: boolean;
}

/**
 * Goes to a file as somebody does who shares the machine with others. A link is followed only where nobody but this user and
 * the system can have made it, and a folder is entered only where it is theirs, or was put there by somebody who is
 * trusted: an administrator who gives a user a home, this user who mounts a folder of another.
 * @param path need not be there
 * @throws Error, where the way leads past what another user could have put there; what the file system throws
 */
export function findPlace(path: string, wish: Wish = {}): Place {
  if (process.platform === 'win32') return findOnWindows(path, wish);
  const walk = new Walk();
  try {
    walk.go(path, wish);
    return walk;
  } catch (error) {
    walk[Symbol.dispose]();
    throw walk.explain(error);
  }
}

/**
 * Finds out whether only this user and the system can have written what a file holds.
 * @param opened what was opened by the path
 * @throws Error, where somebody else can have; what the file system throws
 */
export function requireBelieved(path: string, opened: Stats): void {
  if (process.platform === 'win32') return;
  using place = findPlace(path, { followsLink: true });
  const found = place.look();
  if (found?.ino !== opened.ino || found.dev !== opened.dev) throw new Error('it was replaced meanwhile');
  if (!findSystem().has(opened.uid)) throw new Error("it is another user's");
  if (isOpenToOthers(opened))
    throw new Error('others can write to it: chmod go-w it, if what it holds is yours');
  place.requireOwn(opened);
  place.requireOwnName();
}

/** This user, the root, and who has the system's own folders: in some containers that is nobody. */
export function findSystem(): ReadonlySet<number> {
  return new Set([0, getUser(), lstatSync('/').uid]);
}

/** Whether others can write to what is there; the group that a user was given alone is no other user. */
export function isOpenToOthers({ mode, gid }: Stats): boolean {
  return (mode & WRITABLE_BY_ALL) !== 0 || ((mode & WRITABLE_BY_GROUP) !== 0 && !isOwnGroup(gid));
}

class Walk implements Place {
  readonly #system = findSystem();
  readonly #trusted = new Set(this.#system);
  #held = hold('/');
  #shown = '/';
  #name = '';
  /** A folder on the way in which others can give things other names. */
  #loose: string | undefined;

  go(path: string, { makesFolders = false, followsLink = false }: Wish): void {
    let rest = split(resolve(path));
    for (let links = 0; rest.length > (followsLink ? 0 : 1); ) {
      const [name = '', ...further] = rest;
      if (makesFolders && further.length > 0) this.#makeFolder(name);
      const isLast = further.length === 0;
      if (isLast && !this.#leadsToLink(name)) break;
      const target = this.#enter(name);
      rest = target === undefined ? further : [...split(target), ...further];
      if (target !== undefined && ++links > MAX_LINKS)
        throw new Error(`${path} leads through too many links`);
    }
    this.#name = rest[0] ?? '';
  }

  get folder(): string {
    return this.#held.path;
  }

  get file(): string {
    return this.#pathTo(this.#name);
  }

  look(): Stats | undefined {
    return lstatSync(this.file, { throwIfNoEntry: false });
  }

  requireOwn({ uid, nlink }: Stats, mayBeOfFolder = false): void {
    if (!this.#isOpen && this.#system.has(this.#held.found.uid)) return;
    const owners = mayBeOfFolder ? this.#trusted : this.#system;
    if (!owners.has(uid)) throw this.#refuse(`${this.#nameOf(this.#name)} is another user's`);
    // One that others gave this name may be any file of this user.
    if (nlink > 1) throw this.#refuse(`${this.#nameOf(this.#name)} has another name besides`);
  }

  requireReplaceable({ uid }: Stats): void {
    const { mode, uid: owner } = this.#held.found;
    const user = getUser();
    if ((mode & STICKY) !== 0 && ![uid, owner, 0].includes(user))
      throw this.#refuse(`${this.#nameOf(this.#name)} is another user's`);
  }

  requireUnmounted(): void {
    const file = hold(this.file);
    try {
      if (findMount(file) !== findMount(this.#held))
        throw new Error(
          `${this.#nameOf(this.#name)} is mounted by itself, and cannot be replaced: mount its folder instead`,
        );
    } finally {
      file.letGo();
    }
  }

  requireOwnName(): void {
    if (this.#isLoose)
      throw new Error(
        `others can give files in ${this.#shown} other names: make that folder your own, and chmod go-w it`,
      );
  }

  requireLasting(): void {
    if (this.#loose !== undefined)
      throw new Error(
        `others can give the folders in ${this.#loose} other names: its mode has no sticky bit, or it is theirs`,
      );
  }

  explain(error: unknown): unknown {
    if (!(error instanceof Error)) return error;
    const message = error.message.replaceAll(/\/proc\/self\/fd\/\d+\/?/g, join(this.#shown, '/'));
    return Object.assign(new Error(message, { cause: error }), {
      code: (error as NodeJS.ErrnoException).code,
    });
  }

  [Symbol.dispose](): void {
    this.#held.letGo();
  }

  /** Whether others than those who are trusted can write to the folder. */
  get #isOpen(): boolean {
    return (this.#held.found.mode & WRITABLE_BY_OTHERS) !== 0;
  }

  /** The system is to find what `..` is, since by its handle a folder has another parent. */
  #pathTo(name: string): string {
    return `${this.folder}/${name}`;
  }

  #nameOf(name: string): string {
    return join(this.#shown, name);
  }

  #makeFolder(name: string): void {
    try {
      mkdirSync(this.#pathTo(name), { mode: OWNER_ONLY });
    } catch (error) {
      // Whatever is there is looked at next; somebody else may have made it this very moment.
      if (!existsSync(this.#pathTo(name))) throw error;
    }
  }

  #leadsToLink(name: string): boolean {
    return lstatSync(this.#pathTo(name), { throwIfNoEntry: false })?.isSymbolicLink() ?? false;
  }

  /**
   * Goes into a folder.
   * @returns where a link leads, which it does not go through itself
   */
  #enter(name: string): string | undefined {
    const next = hold(this.#pathTo(name));
    try {
      if (next.found.isSymbolicLink()) {
        const target = this.#readLink(name, next.found);
        next.letGo();
        return target;
      }
      this.#requireTrusted(name, next.found);
    } catch (error) {
      next.letGo();
      throw error;
    }
    this.#moveTo(next, this.#nameOf(name));
    return undefined;
  }

  #requireTrusted(name: string, found: Stats): void {
    if (!found.isDirectory()) throw new Error(`${this.#nameOf(name)} is no folder`);
    if (name !== '..' && this.#isOpen && !this.#trusted.has(found.uid))
      throw this.#refuse(`the way there leads through the folder ${this.#nameOf(name)}, another user's`);
    this.#trusted.add(found.uid);
  }

  #readLink(name: string, { uid }: Stats): string {
    const shown = this.#nameOf(name);
    if (this.#isOpen) throw this.#refuse(`the way there leads through the link ${shown}`);
    if (!this.#system.has(uid) || !this.#system.has(this.#held.found.uid))
      throw new Error(`the way there leads through the link ${shown}, which another user could have made`);
    const target = readlinkSync(this.#pathTo(name));
    if (isAbsolute(target)) this.#moveTo(hold('/'), '/');
    return target;
  }

  #moveTo(next: Held, shown: string): void {
    this.#held.letGo();
    this.#held = next;
    this.#shown = shown;
    if (this.#isLoose) this.#loose ??= shown;
  }

  get #isLoose(): boolean {
    const { mode, uid } = this.#held.found;
    return !this.#system.has(uid) || (isOpenToOthers(this.#held.found) && (mode & STICKY) === 0);
  }

  #refuse(what: string): Error {
    return new Error(`${what}, in a folder that others can write to`);
  }
}

/** A file that can be gone on from. */
interface Held {
  readonly path: string;
  readonly found: Stats;
  letGo(): void;
}

// Of Linux, which Node has no name for: to stand somewhere, with neither right nor need to read.
const O_PATH = 0o10_000_000;
const HANDLES = '/proc/self/fd';

/** Where the system can, by a handle, so that nothing can take the place of what was looked at. */
function hold(path: string): Held {
  if (process.platform !== 'linux' || !existsSync(HANDLES))
    return { path, found: lstatSync(path), letGo: () => {} };
  const handle = openSync(path, O_PATH | constants.O_NOFOLLOW);
  return { path: `${HANDLES}/${handle}`, found: fstatSync(handle), letGo: () => closeSync(handle) };
}

/** @returns the number of the mount that something is on; undefined where the system does not tell */
function findMount({ path }: Held): string | undefined {
  const told = path.replace(/^\/proc\/self\/fd\//, '/proc/self/fdinfo/');
  if (told === path || !existsSync(told)) return undefined;
  // Its device tells nothing: that of a file may be another than its folder's on an overlay, and the same where it is mounted.
  return /^mnt_id:\s*(\d+)$/m.exec(readFileSync(told, 'utf8'))?.[1];
}

function split(path: string): string[] {
  return path.split('/').filter((name) => name !== '' && name !== '.');
}

function getUser(): number {
  return process.geteuid?.() ?? 0;
}

/** Its files have owners and rights of another kind, which Node does not show. */
function findOnWindows(path: string, { makesFolders }: Wish): Place {
  const file = resolve(path);
  const folder = dirname(file);
  if (makesFolders) mkdirSync(folder, { recursive: true });
  return {
    file,
    folder,
    look: () => lstatSync(file, { throwIfNoEntry: false }),
    requireOwn: () => {},
    requireReplaceable: () => {},
    requireUnmounted: () => {},
    requireOwnName: () => {},
    requireLasting: () => {},
    explain: (error) => error,
    [Symbol.dispose]: () => {},
  };
}

/** @returns the same for all paths that lead to one file, short names of Windows such as `RUNNER~1` included, or to what some system takes for one */
export function identifyFile(path: string): string {
  let folder = dirname(resolve(path));
  const rest = [basename(path)];
  for (let links = 0; !existsSync(folder) && folder !== dirname(folder); ) {
    const target = links++ < MAX_LINKS ? readDangling(folder) : undefined;
    if (target === undefined) rest.unshift(basename(folder));
    folder = target ?? dirname(folder);
  }
  return foldPath(join(identifyFolder(folder), ...rest));
}

/** @returns where a link leads to, which may be made before anything goes there; undefined for what is no link */
function readDangling(path: string): string | undefined {
  try {
    return resolve(realpathSync.native(dirname(path)), readlinkSync(path));
  } catch {
    return undefined;
  }
}

/**
 * @returns the same for all paths of a folder: one that is mounted twice, as a volume of Docker can be, has two of its own. Windows has no
 *   such number for each.
 */
function identifyFolder(folder: string): string {
  if (process.platform === 'win32') return realpathSync.native(folder);
  const { dev, ino } = statSync(folder, { bigint: true });
  return `${dev}:${ino}`;
}

// What Windows calls the content of a file that has no other stream, and what a volume of macOS (HFS Plus) passes over.
const WHOLE_FILE = /::\$data$/i;
const IGNORED = /[\u200c-\u200f\u202a-\u202e\u206a-\u206f\ufeff]/g;

/**
 * @returns the same for all paths that some system takes for one: macOS and Windows pass over letter case, macOS over how an
 *   accent is written, and Windows over dots and blanks at the end of a name
 */
function foldPath(path: string): string {
  const parts = path
    .replace(IGNORED, '')
    .replace(WHOLE_FILE, '')
    .split(sep)
    .map((part) => part.replace(/(?<![. ])[. ]+$/, ''));
  // A capital sharp s is that of the small one, which is two letters in capitals.
  return parts.join('/').toLowerCase().toUpperCase().toLowerCase().normalize('NFC');
}
