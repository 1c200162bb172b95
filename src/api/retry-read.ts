import type { Deadline } from '../core/deadline.ts';
import { ApiFailure } from './api-failure.ts';

/** How somebody who reads waits for what may succeed a moment later. */
export interface Patience {
  /** @returns milliseconds to wait before the next try; undefined to give up */
  delay(error: unknown, triesMade: number): number | undefined;
  /** @returns milliseconds that the next try may take; undefined: all that are left */
  limitTry?(): number | undefined;
  /** Is told that it has succeeded. */
  succeed?(): void;
  /** @returns what is to be thrown once it is given up */
  explain?(error: unknown): unknown;
}

/** Reads once, whatever comes of it. */
export const ONE_TRY: Patience = { delay: () => undefined };

const FIRST_DELAY_MS = 200;
const MAX_RETRIES = 3;

/**
 * Reads until it succeeds, `patience` gives up, or the next try would begin past the deadline.
 * @param read is given the deadline of one try
 * @throws what the last try threw that was answered, or else the last
 */
export async function retryRead<T>(
  read: (deadline: Deadline) => Promise<T>,
  deadline: Deadline,
  patience: Patience = usualPatience,
): Promise<T> {
  let known: ApiFailure | undefined;
  for (let tries = 1; ; tries += 1) {
    try {
      const found = await readOnce(read, deadline, patience.limitTry?.());
      patience.succeed?.();
      return found;
    } catch (error) {
      const wait = deadline.signal.aborted ? undefined : patience.delay(error, tries);
      if (wait === undefined || wait >= deadline.remaining()) throw giveUp(error, known, deadline, patience);
      if (error instanceof ApiFailure && (error.status !== undefined || !known)) known = error;
      await deadline.pause(wait);
    }
  }
}

async function readOnce<T>(
  read: (deadline: Deadline) => Promise<T>,
  deadline: Deadline,
  limit: number | undefined,
): Promise<T> {
  if (limit === undefined || limit >= deadline.remaining()) return await read(deadline);
  using share = deadline.within(limit);
  return await read(share);
}

/** That the time is over in the middle of a try says less than what came of the one before. */
function giveUp(
  error: unknown,
  known: ApiFailure | undefined,
  deadline: Deadline,
  patience: Patience,
): unknown {
  const isSilent = error instanceof ApiFailure && error.status === undefined;
  const says = known?.status !== undefined || deadline.signal.aborted;
  const told = isSilent && known && says ? known : error;
  return patience.explain?.(told) ?? told;
}

/**
 * Tries again, 3 times, what is likely to pass: as the server asks, otherwise doubling, with jitter. What was asked for too often is asked
 * for until it is answered.
 */
export const usualPatience: Patience = {
  delay: (error, triesMade) => {
    if (!(error instanceof ApiFailure) || !error.transient) return undefined;
    if (triesMade > MAX_RETRIES && error.status !== 429) return undefined;
    return waitAsAsked(error) ?? FIRST_DELAY_MS * 2 ** (triesMade - 1) * (0.5 + Math.random());
  },
};

/** A server that asks for no wait at all is not asked again and again without one. */
export function waitAsAsked({ reply }: ApiFailure): number | undefined {
  return reply?.retryAfter === undefined ? undefined : Math.max(FIRST_DELAY_MS, reply.retryAfter);
}
