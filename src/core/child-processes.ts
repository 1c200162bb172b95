import type { ChildProcess, SpawnOptions } from 'node:child_process';
import type { Inherited } from './run.ts';

/** Whether this system knows process groups: a child that was started detached then leads one. */
export const hasProcessGroups = process.platform !== 'win32';

/** Sends a signal to a child that leads a process group, and to whatever it has started. One that is gone is no error. */
export function signalGroup({ pid }: ChildProcess, signal: NodeJS.Signals): void {
  try {
    if (pid !== undefined) process.kill(hasProcessGroups ? -pid : pid, signal);
  } catch {
    // It has ended by itself.
  }
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
