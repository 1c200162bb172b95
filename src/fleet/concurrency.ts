import { availableParallelism, freemem } from 'node:os';
import { isRemote } from '../browser/find-browser.ts';
import type { Deadline } from '../core/deadline.ts';

const MEGABYTE = 1024 * 1024;

// Of a page with a portal of several megabytes of script in it, and of all that there is once.
const MEMORY_OF_PAGE = 150 * MEGABYTE;
const MEMORY_OF_BROWSER = 500 * MEGABYTE;

const PAGES_A_CORE = 2;
const PAGES_A_REMOTE = 8;

// Without a page, a sign-in takes little of this machine, and waits for its server.
const WITHOUT_PAGE = 32;

/**
 * @param browsers paths, and addresses of remote ones; without a remote one pages are drawn on this machine
 * @param isDirect whether nobody signs in by a page
 * @returns how many may sign in at the same time
 */
export function chooseConcurrency(browsers: readonly string[], isDirect: boolean): number {
  if (isDirect) return WITHOUT_PAGE;
  const remotes = browsers.filter(isRemote).length;
  if (remotes > 0) return remotes * PAGES_A_REMOTE;
  // A container may have less than its machine.
  const memory = Math.min(freemem(), process.constrainedMemory() || Number.POSITIVE_INFINITY);
  const byMemory = Math.floor((memory - MEMORY_OF_BROWSER) / MEMORY_OF_PAGE);
  return Math.max(1, Math.min(availableParallelism() * PAGES_A_CORE, byMemory));
}

/** A slot that work has. */
export interface Slot {
  /** Tells that the work goes on. */
  renew(): void;
  giveBack(): void;
}

// One that waits for a server does no work: others may have its slot, but not so many that memory runs out.
const MAX_WAITING = 4;

/** How many times as many as there are slots may be at work, those included that have lost theirs. */
export const MAX_AT_WORK = 1 + MAX_WAITING;

/**
 * So many slots for work that goes on at the same time. Work that gets nowhere for long loses its slot to other work, though
 * it may go on: a few servers that do not answer must not hold up all the others.
 */
export class Slots {
  readonly #deadline: Deadline;
  readonly #patienceMs: number;
  #free: number;
  #spare: number;
  #wake: () => void = () => {};

  /** @param patience milliseconds after which a slot is given to another */
  constructor(count: number, patience: number, deadline: Deadline) {
    this.#free = count;
    this.#spare = count * MAX_WAITING;
    this.#patienceMs = patience;
    this.#deadline = deadline;
    deadline.signal.addEventListener('abort', () => this.#wake(), { once: true });
  }

  /**
   * Waits for a slot; one at a time may wait.
   * @returns undefined where the time is over, or the run was stopped
   */
  async take(): Promise<Slot | undefined> {
    const { signal } = this.#deadline;
    while (this.#free === 0 && !signal.aborted)
      await new Promise<void>((wake) => {
        this.#wake = wake;
      });
    if (signal.aborted) return undefined;
    this.#free -= 1;
    return this.#lend();
  }

  #lend(): Slot {
    let state: 'working' | 'waiting' | 'done' = 'working';
    const losing = setTimeout(() => {
      if (this.#spare === 0) return;
      state = 'waiting';
      this.#spare -= 1;
      this.#release();
    }, this.#patienceMs).unref();
    const giveBack = () => {
      clearTimeout(losing);
      if (state === 'working') this.#release();
      if (state === 'waiting') this.#spare += 1;
      state = 'done';
    };
    return { renew: () => state === 'working' && losing.refresh(), giveBack };
  }

  #release(): void {
    this.#free += 1;
    this.#wake();
  }
}
