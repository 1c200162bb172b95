import type { Deadline } from '../core/deadline.ts';
import { ApiFailure } from './api-failure.ts';

/** @returns milliseconds to wait before the next try; undefined to give up */
export type Delay = (error: unknown, triesMade: number) => number | undefined;

const FIRST_DELAY_MS = 200;
const MAX_RETRIES = 3;

/**
 * Reads until it succeeds, `delay` gives up, or the next try would begin past the deadline.
 * @throws what the last try threw that was answered, or else the last
 */
export async function retryRead<T>(
  read: () => Promise<T>,
  deadline: Deadline,
  delay: Delay = delayTransient,
): Promise<T> {
  let answered: ApiFailure | undefined;
  for (let tries = 1; ; tries += 1) {
    try {
      return await read();
    } catch (error) {
      const wait = deadline.signal.aborted ? undefined : delay(error, tries);
      const isAnswered = error instanceof ApiFailure && error.status !== undefined;
      // That the time is over in the middle of a try says less than what was answered to the one before.
      const isSilent = error instanceof ApiFailure && !isAnswered;
      if (wait === undefined || wait >= deadline.remaining()) throw (isSilent && answered) || error;
      if (isAnswered) answered = error;
      await deadline.pause(wait);
    }
  }
}

/** Tries again, 3 times, what is likely to pass: as the server asks, otherwise doubling, with jitter. */
export const delayTransient: Delay = (error, triesMade) => {
  if (triesMade > MAX_RETRIES || !(error instanceof ApiFailure) || !error.transient) return undefined;
  return error.reply?.retryAfter ?? FIRST_DELAY_MS * 2 ** (triesMade - 1) * (0.5 + Math.random());
};

const POLL_INTERVAL_MS = 500;

/**
 * Waits for a server that is still starting, which refuses connections or answers 503 (facts 3.4).
 * @param wait milliseconds from now; past them the usual tries are made
 */
export function delayWhileStarting(wait: number): Delay {
  const giveUpAt = performance.now() + wait;
  return (error, triesMade) => {
    const starting = error instanceof ApiFailure && error.transient && performance.now() < giveUpAt;
    return starting ? (error.reply?.retryAfter ?? POLL_INTERVAL_MS) : delayTransient(error, triesMade);
  };
}
