import { setMaxListeners } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { Failure } from './failure.ts';

// Held back from every run for taking back what it made, so that this too fits in --timeout.
const MAX_RESERVE_MS = 5_000;
const RESERVED_SHARE = 0.2;

// Held back besides, where something large is to be written at the very end.
const MAX_LAST_RESERVE_MS = 10_000;

// Of what is held back, for saying at the end what there was no time for.
const SAYING_SHARE = 0.1;

// What setTimeout takes: more would fire at once.
const MAX_TIMER_MS = 2 ** 31 - 1;

/** How long a run may still take, and whether it has been told to stop. One of them rules a whole run. */
export class Deadline implements Disposable {
  readonly signal: AbortSignal;
  #endsAt: number;
  #timer: NodeJS.Timeout;
  readonly #controller = new AbortController();
  readonly #reserve: number;
  readonly #lastReserve: number;
  readonly #leave: () => void;

  /**
   * @param lastReserve milliseconds held back besides, for what is done last
   * @param linger milliseconds that it goes on after `stop`
   */
  private constructor(duration: number, reserve: number, stop?: AbortSignal, lastReserve = 0, linger = 0) {
    this.#endsAt = performance.now() + duration;
    this.#reserve = reserve;
    this.#lastReserve = lastReserve;
    // Node 20 forgets a signal of AbortSignal.timeout or AbortSignal.any that nothing else holds on to, and then it
    // never fires: the timer of a controller holds on to it.
    this.signal = this.#controller.signal;
    this.#timer = this.#startClock();
    const end = () => this.#end(stop?.reason);
    const follow = () => (linger > 0 ? void setTimeout(end, linger).unref() : end());
    if (stop?.aborted) follow();
    stop?.addEventListener('abort', follow, { once: true });
    this.#leave = () => stop?.removeEventListener('abort', follow);
    // As many wait for it as there are servers.
    setMaxListeners(0, this.signal);
  }

  /** Lets go of the deadline that this one is within: to be called where there are many of them. */
  [Symbol.dispose](): void {
    clearTimeout(this.#timer);
    this.#leave();
  }

  /**
   * @param timeout milliseconds from now until everything is over, cleaning up included
   * @param stop stops the run before that; its reason, a Failure, is then what every wait throws
   * @param hasLargeEnd whether something large is to be written at the end
   */
  static ofRun(timeout: number, stop?: AbortSignal, hasLargeEnd = false): Deadline {
    const share = timeout * RESERVED_SHARE;
    const reserve = Math.min(MAX_RESERVE_MS, share);
    const lastReserve = hasLargeEnd ? Math.min(MAX_LAST_RESERVE_MS, share) : 0;
    return new Deadline(timeout - reserve - lastReserve, reserve, stop, lastReserve);
  }

  /** @returns a deadline at most so many milliseconds from now, which ends with this one at the latest */
  within(duration: number): Deadline {
    return new Deadline(Math.min(duration, this.remaining()), this.#reserve, this.signal);
  }

  /** @returns whole milliseconds left, at least 1: Playwright takes 0 for "for ever" */
  remaining(): number {
    return Math.max(1, Math.ceil(this.#endsAt - performance.now()));
  }

  /** Does work during which no time passes. */
  async stopClock<T>(work: () => Promise<T>): Promise<T> {
    const left = this.remaining();
    clearTimeout(this.#timer);
    try {
      return await work();
    } finally {
      this.#endsAt = performance.now() + left;
      this.#timer = this.#startClock();
    }
  }

  #startClock(): NodeJS.Timeout {
    return setTimeout(() => this.#end(), Math.min(this.remaining(), MAX_TIMER_MS)).unref();
  }

  #end(reason?: unknown): void {
    this.#endsAt = Math.min(this.#endsAt, performance.now());
    this.#controller.abort(reason);
  }

  /** Settles when even the time held back for cleaning up is over. */
  async overdue(): Promise<void> {
    if (!this.signal.aborted)
      await new Promise((done) => this.signal.addEventListener('abort', done, { once: true }));
    await sleep(this.#reserve + this.#lastReserve);
  }

  /** @returns what the run was stopped with; undefined while it goes on, or when only its time is over */
  get stoppedWith(): Failure | undefined {
    return this.signal.reason instanceof Failure ? this.signal.reason : undefined;
  }

  /**
   * @returns a deadline for a request whose outcome must be known: told to stop, it waits for the reply a little
   * longer, half of the time held back
   */
  lingering(): Deadline {
    const linger = this.#reserve / 2;
    return new Deadline(this.remaining() + linger, linger, this.signal, 0, linger);
  }

  /** @returns a deadline over the time held back, which no signal cuts short: for taking back what was made */
  forCleaningUp(): Deadline {
    return new Deadline(this.#reserve, this.#reserve);
  }

  /** @returns a deadline over all that is left until whatever hangs is ended, but for saying so: for what is done last */
  forTheLast(): Deadline {
    const heldBack = this.#reserve + this.#lastReserve;
    const left = this.#endsAt + heldBack * (1 - SAYING_SHARE) - performance.now();
    return new Deadline(Math.max(1, left), this.#reserve);
  }

  /** @throws what the run was stopped with, if it was: for the moment before something that cannot be undone */
  requireGoing(): void {
    if (this.stoppedWith) throw this.stoppedWith;
  }

  /**
   * For the moment before something that is not to be begun when the time is over.
   * @param attempt what is about to be begun, as in "mint the key"
   * @throws Failure
   */
  requireTime(attempt: string): void {
    this.requireGoing();
    if (!this.signal.aborted) return;
    throw new Failure({
      kind: 'server',
      attempt,
      reason: 'the time was over before its turn came',
      hint: 'Run again, and give it more time with --timeout.',
    });
  }

  /**
   * Waits for `work` until the time is over or the run is told to stop.
   * @param late makes what is thrown when the time is over; a stopped run throws what stopped it
   */
  limit<T>(work: Promise<T>, late: () => Error): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      const giveUp = () => reject(this.stoppedWith ?? late());
      if (this.signal.aborted) giveUp();
      this.signal.addEventListener('abort', giveUp, { once: true });
      work.then(resolve, reject).finally(() => this.signal.removeEventListener('abort', giveUp));
    });
  }

  /** Waits so many milliseconds, or until the time is over or the run is told to stop, whichever is first. */
  async pause(milliseconds: number): Promise<void> {
    await sleep(Math.min(milliseconds, MAX_TIMER_MS), undefined, { signal: this.signal }).catch(() => {});
    this.requireGoing();
  }
}
