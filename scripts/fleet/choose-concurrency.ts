import { availableParallelism, freemem } from 'node:os';

const MEGABYTE = 1024 * 1024;

// Of a page with a portal of several megabytes of script in it, and of all that there is once.
const MEMORY_OF_PAGE = 150 * MEGABYTE;
const MEMORY_OF_BROWSER = 500 * MEGABYTE;

const PAGES_A_CORE = 2;
const PAGES_A_REMOTE = 8;

/**
 * @param remotes how many remote browsers there are; 0 where pages are drawn on this machine
 * @returns how many may sign in at the same time
 */
export function chooseConcurrency(remotes: number): number {
  if (remotes > 0) return remotes * PAGES_A_REMOTE;
  // A container may have less than its machine.
  const memory = Math.min(freemem(), process.constrainedMemory() || Number.POSITIVE_INFINITY);
  const byMemory = Math.floor((memory - MEMORY_OF_BROWSER) / MEMORY_OF_PAGE);
  return Math.max(1, Math.min(availableParallelism() * PAGES_A_CORE, byMemory));
}
