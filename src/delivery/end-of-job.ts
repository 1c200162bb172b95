import { appendFileSync } from 'node:fs';
import { describeError, Failure } from '../core/failure.ts';
import { describeForGithub } from './ci-system.ts';

/**
 * Keeps values for the end of the job, where this is an action of GitHub Actions: the runner gives them to the action's last
 * program, and to no step in between. They are there when this returns, whatever becomes of this process.
 * @param file that the runner has named for them
 * @throws Failure of kind `delivery`
 */
export function keepForEndOfJob(values: Readonly<Record<string, string>>, file: string): void {
  try {
    appendFileSync(file, describeForGithub(values));
  } catch (error) {
    throw new Failure({
      kind: 'delivery',
      attempt: 'note the key for the end of the job',
      reason: describeError(error),
      hint: 'Mend that, then run again.',
      cause: error,
    });
  }
}
