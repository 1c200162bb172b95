import type { Deadline } from '../core/deadline.ts';
import { ApiFailure } from './api-failure.ts';

/**
 * Takes back what a run has made, in the time that is held back for that; where the server limits how often it may be asked, or may
 * know nothing of it yet, in all that is left of the run's.
 * @param deadline the run's
 * @throws what the work throws
 */
export async function cleanUp<T>(deadline: Deadline, work: (deadline: Deadline) => Promise<T>): Promise<T> {
  try {
    return await work(deadline.forCleaningUp());
  } catch (error) {
    if (!mayPass(error)) throw error;
    return await work(deadline.forTheLast());
  }
}

function mayPass(error: unknown): boolean {
  const cause = error instanceof Error && !(error instanceof ApiFailure) ? error.cause : error;
  return cause instanceof ApiFailure && (cause.status === 429 || cause.saysMissing);
}
