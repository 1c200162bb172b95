import { describeError, Failure } from '../core/failure.ts';
import { addToGithubFiles, openGithubFile } from './ci-system.ts';

/**
 * Opens the file that keeps values for the end of the job, where this is an action of GitHub Actions: the runner gives them to the
 * action's last program, and to no step in between. It is held until this process ends.
 * @param path that the runner has named for them
 * @returns what keeps values, all of them or none; they are there when it returns, whatever becomes of this process
 * @throws Failure of kind `delivery`, as what it returns
 */
export function openEndOfJob(path: string): (values: Readonly<Record<string, string>>) => void {
  const file = note(() => openGithubFile(path));
  return (values) => note(() => addToGithubFiles([{ file, values }]));
}

function note<T>(work: () => T): T {
  try {
    return work();
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
