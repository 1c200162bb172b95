import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
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
  const path = mkdtempSync(join(tmpdir(), 'octopus-key-mint-'));
  folder = path;
  for (const variable of ['TMPDIR', 'TMP', 'TEMP']) process.env[variable] = path;
  process.once('exit', () => rmSync(path, REMOVAL));
  if (process.platform !== 'win32') removeWhenKilled(path);
  return path;
}

/**
 * A process that is killed with SIGKILL can remove nothing. A shell outlives it, waits at the end of a pipe until the
 * other end is gone, and then removes the folder; after a usual end there is none to remove.
 */
function removeWhenKilled(path: string): void {
  // Twice, since a browser that has lost its master writes for a moment longer.
  const script = 'read -r _; rm -rf -- "$1"; sleep 1; rm -rf -- "$1"';
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
