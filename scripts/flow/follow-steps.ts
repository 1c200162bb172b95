import { deriveRun } from '../run/derive-run.ts';
import type { Run } from '../run/run.ts';

/** Is told of the steps of a part of a run. */
export interface StepFollower {
  begin(step: string): void;
  /** @param begun as `performance.now()` gives it */
  end(step: string, begun: number): void;
}

/**
 * A part of a run, among many that go on at the same time: its steps are told to somebody, and in
 * the log it bears a name.
 */
export function followSteps(run: Run, name: string, follower: StepFollower): Run {
  const step: Run['step'] = async (what, announcement, work) => {
    run.debug(`${name}: ${announcement}`);
    follower.begin(what);
    const begun = performance.now();
    try {
      return await work();
    } finally {
      follower.end(what, begun);
    }
  };
  const say = (tell: 'warn' | 'info' | 'debug') => (message: string) => run[tell](`${name}: ${message}`);
  return deriveRun(run, { step, warn: say('warn'), info: say('info'), debug: say('debug') });
}
