import type { ChildProcess } from 'node:child_process';

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
