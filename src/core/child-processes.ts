import { type ChildProcess, type SpawnOptions, spawnSync } from 'node:child_process';
import { join } from 'node:path';
import type { Inherited } from './run.ts';

/** Whether this system knows process groups: a child that was started detached then leads one. */
export const hasProcessGroups = process.platform !== 'win32';

/**
 * Sends a signal to a child that leads a process group, and to whatever it has started. One that is gone is no error.
 * @param signal 0 sends none
 * @param platform as in `process.platform`: on Windows, whatever the signal is, all of them are ended
 * @returns whether any of them was there, and may be still
 */
export function signalGroup(
  child: ChildProcess,
  signal: NodeJS.Signals | 0,
  platform: NodeJS.Platform = process.platform,
): boolean {
  if (child.pid === undefined) return false;
  if (platform === 'win32') {
    endTree(child, child.pid);
    return false;
  }
  try {
    return process.kill(-child.pid, signal);
  } catch {
    // It has ended by itself.
    return false;
  }
}

const END_TIMEOUT_MS = 5_000;

/** Ends a process and those that it has started, before it returns: what Node starts there ends with Node. */
function endTree({ exitCode, signalCode }: ChildProcess, pid: number): void {
  // The number of a process that is gone may be another's by now.
  if (exitCode !== null || signalCode !== null) return;
  // By its whole path: a program of that name in the working folder would go first.
  const program = join(process.env.SystemRoot || 'C:\\Windows', 'System32', 'taskkill.exe');
  const options = { stdio: 'ignore', windowsHide: true, timeout: END_TIMEOUT_MS } as const;
  spawnSync(program, ['/pid', String(pid), '/t', '/f'], options);
}

/**
 * Starts a command with the environment and umask with which this one was started: what a run sets up for itself, such as a
 * private folder for temporary files, is none of its business.
 * @param variables what it gets beside the environment; undefined takes one away
 */
export function spawnOutside(
  start: (options: SpawnOptions) => ChildProcess,
  { environment, umask }: Inherited,
  options: SpawnOptions,
  variables: NodeJS.ProcessEnv = {},
): ChildProcess {
  const own = process.umask(umask);
  try {
    return start({ ...options, env: { ...environment, ...variables } });
  } finally {
    process.umask(own);
  }
}
