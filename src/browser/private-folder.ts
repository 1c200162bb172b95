import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const REMOVAL = { recursive: true, force: true, maxRetries: 5, retryDelay: 20 } as const;

let folder: string | undefined;

/**
 * The folder, of this user alone, for all that a run writes before it is clean: the browser's profile, raw traces,
 * downloads. From the first call on it is where this process and its children put temporary files, Playwright's
 * included. It is removed when this process ends, however it ends.
 * @returns its path
 */
export function enterPrivateFolder(): string {
  if (folder !== undefined) return folder;
  // What is made from now on, by the browser too, is for this user alone.
  process.umask(0o077);
  const path = join(tmpdir(), `octopus-key-mint-${randomBytes(8).toString('hex')}`);
  folder = path;
  // Before the folder is made, so that there is no moment at which it could stay.
  if (process.platform !== 'win32') removeWhenEnded(path);
  mkdirSync(path, { mode: 0o700 });
  for (const variable of ['TMPDIR', 'TMP', 'TEMP']) process.env[variable] = path;
  process.once('exit', () => rmSync(path, REMOVAL));
  return path;
}

/**
 * A process that is killed with SIGKILL can remove nothing, and a browser that is killed writes for a moment longer. A
 * shell outlives them: it waits at a pipe until the other end is gone, and then removes what is left of the folder.
 */
function removeWhenEnded(path: string): void {
  const script =
    'read -r _; for pause in 0.3 1 3; do rm -rf -- "$1"; sleep $pause; [ -e "$1" ] || exit 0; done; rm -rf -- "$1"';
  const watch = spawn('sh', ['-c', script, 'sh', path], {
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
    cwd: '/',
    env: { PATH: process.env.PATH ?? '' },
  });
  watch.on('error', () => {});
  watch.stdin?.on('error', () => {});
  // It must not keep this process from ending.
  watch.unref();
  (watch.stdin as unknown as { unref(): void }).unref();
}
