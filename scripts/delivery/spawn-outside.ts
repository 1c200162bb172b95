import type { ChildProcess, SpawnOptions } from 'node:child_process';
import type { Surroundings } from '../run/run.ts';

/**
 * Starts a command in the surroundings in which this one was started: what a run sets up for itself, such as a
 * private folder for temporary files, is none of its business.
 * @param variables what it is given beside the environment; undefined takes one away
 */
export function spawnOutside(
  start: (options: SpawnOptions) => ChildProcess,
  { environment, umask }: Surroundings,
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
