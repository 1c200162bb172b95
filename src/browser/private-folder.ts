import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { accessSync, constants, lstatSync, mkdirSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join, resolve } from 'node:path';
import { describeError, Failure } from '../core/failure.ts';
import { requireLastingWay, requirePrivate } from '../core/write.ts';

/**
 * A Chromium that is no headless shell makes `org.chromium.Chromium.XXXXXX/SingletonSocket` among its temporary files, and ends where
 * that is longer than the path of a socket may be: 107 bytes on Linux, 103 on macOS (`sun_path` of `sys/un.h`).
 */
const LONGEST_FOR_SOCKETS = 103 - '/org.chromium.Chromium.XXXXXX/SingletonSocket'.length;

let folder: string | undefined;
let link: string | undefined;

/**
 * Makes the folder, of this user alone, for all that a run writes before it is clean: the browser's profile, raw traces,
 * downloads. From the first call on it is where this process and its children put temporary files, Playwright's
 * included. It is removed when this process ends, however it ends.
 * @param platform as in `process.platform`
 * @returns its path, the same one every time
 * @throws Failure of kind `options`, where none can be made
 */
export function makePrivateFolder(platform: NodeJS.Platform = process.platform): string {
  if (folder !== undefined) return folder;
  // What is made from now on, by the browser too, is for this user alone.
  process.umask(0o077);
  const path = join(findTemporaryFolder(), `octopus-key-mint-${randomBytes(8).toString('hex')}`);
  const shorter = platform === 'win32' ? undefined : findShorterName(path);
  try {
    requireLastingWay(path);
    // Before the folder is made, so that there is no moment at which it could stay.
    removeWhenEnded([path, ...(shorter ? [shorter] : [])], platform);
    mkdirSync(path, { mode: 0o700 });
    requirePrivate(lstatSync(path));
    if (shorter) symlinkSync(path, shorter);
  } catch (error) {
    throw failTemporary(dirname(path), error);
  }
  folder = path;
  link = shorter;
  for (const variable of ['TMPDIR', 'TMP', 'TEMP']) process.env[variable] = path;
  process.on('exit', remove);
  return path;
}

/** @returns the private folder by a name that leaves room for the path of a socket, where its own leaves none */
export function nameForSockets(): string {
  return link ?? makePrivateFolder();
}

/** @returns the name of a link to the private folder; undefined where none is needed, or where others could have it lead elsewhere */
function findShorterName(path: string): string | undefined {
  if (Buffer.byteLength(path) <= LONGEST_FOR_SOCKETS) return undefined;
  const name = join('/tmp', basename(path));
  try {
    requireLastingWay(name);
    accessSync('/tmp', constants.W_OK);
    return name;
  } catch {
    return undefined;
  }
}

/** A relative path would be another folder for a browser, or a command, that works elsewhere. */
function findTemporaryFolder(): string {
  return resolve(tmpdir());
}

function failTemporary(parent: string, error: unknown): Failure {
  return new Failure({
    kind: 'options',
    attempt: `make a folder for temporary files in ${parent}`,
    reason: (error as NodeJS.ErrnoException).code ?? describeError(error),
    hint: 'Name a folder that you may write to in TMPDIR (TEMP on Windows).',
    cause: error,
  });
}

/** To be called when a browser has been started: whoever started it ends it when this process ends, and before that its files are not removed. */
export function removePrivateFolderLast(): void {
  if (folder === undefined) return;
  process.off('exit', remove);
  process.on('exit', remove);
}

/** A browser that was killed a moment ago may still write. What then stays is removed by `removeWhenEnded`. */
function remove(): void {
  try {
    if (link !== undefined) rmSync(link, { force: true });
    if (folder !== undefined) rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 20 });
  } catch {
    // It must not change what comes of the run.
  }
}

// Where a shell is, though nothing says where to look for one.
const SYSTEM_PATH = '/usr/local/bin:/usr/bin:/bin';

const REMOVE_BY_SHELL =
  'read -r _; for pause in 0.3 1 3 10 30; do rm -rf -- "$@"; sleep $pause; [ -e "$1" ] || exit 0; done; rm -rf -- "$@"';

const REMOVE_BY_NODE = `
  const { existsSync, rmSync } = require('node:fs');
  const [, ...paths] = process.argv;
  const remove = () => { for (const path of paths) try { rmSync(path, { recursive: true, force: true }); } catch {} };
  const end = async () => {
    for (const pause of [0.3, 1, 3, 10, 30]) {
      remove();
      await new Promise((done) => setTimeout(done, 1000 * pause));
      if (!existsSync(paths[0])) return;
    }
    remove();
  };
  process.stdin.on('error', () => {}).once('close', end).resume();`;

/**
 * A process that is killed with SIGKILL can remove nothing, and a browser that is killed writes for a moment longer. A
 * shell outlives them, and on Windows, which has none, another Node: it waits at a pipe until the other end is gone, and then
 * removes what is left of the folder, and of the link to it.
 */
function removeWhenEnded(paths: readonly string[], platform: NodeJS.Platform): void {
  const [program, ...words] =
    platform === 'win32'
      ? ([process.execPath, '-e', REMOVE_BY_NODE] as const)
      : (['sh', '-c', REMOVE_BY_SHELL, 'sh'] as const);
  const watch = spawn(program, [...words, ...paths], {
    detached: true,
    windowsHide: true,
    stdio: ['pipe', 'ignore', 'ignore'],
    cwd: '/',
    env: { PATH: process.env.PATH || SYSTEM_PATH },
  });
  watch.on('error', () => {});
  watch.stdin?.on('error', () => {});
  // It must not keep this process from ending.
  watch.unref();
  (watch.stdin as { unref?(): void } | null)?.unref?.();
}
