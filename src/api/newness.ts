// For so long a server's other nodes may know nothing of what one of them has made (facts 3.7).
const LAG_MS = 5_000;

/** How often what a node may not know yet is asked for again. */
export const NEWNESS_INTERVAL_MS = 500;

/** A moment up to which something counts as made just now, as `performance.now` tells it. */
export type NewUntil = number;

/** For what was made long ago. */
export const NOT_NEW: NewUntil = 0;

/** @param age milliseconds since it was made; negative, where a clock was set back since */
export function newSince(age = 0): NewUntil {
  return performance.now() + LAG_MS - Math.max(0, age);
}

export function isNew(until: NewUntil): boolean {
  return performance.now() < until - NEWNESS_INTERVAL_MS;
}
