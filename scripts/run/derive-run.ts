import type { Run } from './run.ts';

/** @returns a run that is like another, but for some of its parts */
export function deriveRun(run: Run, parts: Partial<Run>): Run {
  return {
    deadline: run.deadline,
    surroundings: run.surroundings,
    step: (name, announcement, work) => run.step(name, announcement, work),
    cede: (receiver, work) => run.cede(receiver, work),
    warn: (message) => run.warn(message),
    info: (message) => run.info(message),
    debug: (message) => run.debug(message),
    ...parts,
  };
}
