import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { describeError, Failure } from '../core/failure.ts';
import { requireLastingWay } from '../core/write.ts';

let folder: string | undefined;

/**
 * Makes the folder, of this user alone, for all that a run writes before it is clean: the browser's profile, raw traces,
 * downloads. From the first call on it is where this process and its children put temporary files, Playwright's
 * included. It is removed when this process ends, however it ends.
 * @returns its path, the same one every time
 * @throws Failure of kind `options`, where none can be made
 */
export function makePrivateFolder(): string {
  if (folder !== undefined) return folder;
  // What is made from now on, by the browser too, is for this user alone.
  process.umask(0o077);
  const path = join(findTemporaryFolder(), `octopus-key-mint-${randomBytes(8).toString('hex')}`);
  try {
    requireLastingWay(path);
    // Before the folder is made, so that there is no moment at which it could stay.
    if (process.platform !== 'win32') removeWhenEnded(path);
    mkdirSync(path, { mode: 0o700 });
  } catch (error) {
    throw failTemporary(dirname(path), error);
  }
  folder = path;
  for (const variable of ['TMPDIR', 'TMP', 'TEMP']) process.env[variable] = path;
  process.on('exit', remove);
  return path;
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
    if (folder !== undefined) rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 20 });
  } catch {
    // It must not change what comes of the run.
  }
}

// Where a shell is, though nothing says where to look for one.
const SYSTEM_PATH = '/usr/local/bin:/usr/bin:/bin';

/**
 * A process that is killed with SIGKILL can remove nothing, and a browser that is killed writes for a moment longer. A
 * shell outlives them: it waits at a pipe until the other end is gone, and then removes what is left of the folder.
 */
function removeWhenEnded(path: string): void {
  const script =
    'read -r _; for pause in 0.3 1 3 10 30; do rm -rf -- "$1"; sleep $pause; [ -e "$1" ] || exit 0; done; rm -rf -- "$1"';
  const watch = spawn('sh', ['-c', script, 'sh', path], {
    detached: true,
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
