import type { Run } from '../core/run.ts';
import { shorten } from '../core/shorten.ts';
import { formatDuration } from '../core/text.ts';
import { ApiFailure, NotInTime } from './api-failure.ts';
import { type Patience, usualPatience, waitAsAsked } from './retry-read.ts';

const POLL_INTERVAL_MS = 500;
// Whoever says that it takes an hour may be done sooner.
const MAX_POLL_INTERVAL_MS = 10_000;
const TELL_INTERVAL_MS = 10_000;

// A first answer may take long while a server starts: the longer was waited, the more a try is given.
const FIRST_TRY_MS = 5_000;
const LONGEST_TRY_MS = 30_000;

/**
 * Waits for a server that is still starting, as long as somebody has allowed, whatever the reads of its documents and of its page
 * meet meanwhile (facts 3.4): nobody who listens, a container whose port is open already, a proxy that has nobody to pass things
 * on to. It tells what it waits for, and what fails for all that tells that it was waited.
 */
export class StartupWait implements Patience, Disposable {
  readonly #server: string;
  readonly #run: Pick<Run, 'info'>;
  readonly #wait: number;
  readonly #interval: number;
  readonly #begunAt = performance.now();
  #reason = '';
  #telling: NodeJS.Timeout | undefined;
  #toldAt = Number.NEGATIVE_INFINITY;

  /**
   * @param server its address
   * @param wait milliseconds from now, past which the usual tries are made; 0: nobody has allowed any
   * @param interval milliseconds after which it tells again what it waits for
   */
  constructor(server: string, wait: number, run: Pick<Run, 'info'>, interval: number = TELL_INTERVAL_MS) {
    this.#server = server;
    this.#wait = wait;
    this.#run = run;
    this.#interval = interval;
  }

  delay(error: unknown, triesMade: number): number | undefined {
    if (!(error instanceof ApiFailure && error.mayBeOfStart)) return usualPatience.delay(error, triesMade);
    if (!this.waitFor(error.reason)) {
      // A try that was cut short says nothing: the last one has all the time there is.
      return error.cause instanceof NotInTime ? POLL_INTERVAL_MS : usualPatience.delay(error, triesMade);
    }
    return Math.min(waitAsAsked(error) ?? POLL_INTERVAL_MS, MAX_POLL_INTERVAL_MS, this.#left);
  }

  limitTry(): number | undefined {
    if (this.#left <= 0) return undefined;
    return Math.min(LONGEST_TRY_MS, Math.max(FIRST_TRY_MS, this.#waited / 2));
  }

  /**
   * @param reason why it is not there yet
   * @returns whether there is time left to wait for it; that is told, now and then
   */
  waitFor(reason: string): boolean {
    if (this.#left <= 0) {
      this.succeed();
      return false;
    }
    this.#reason = shorten(reason, MAX_REASON_LENGTH);
    if (performance.now() - this.#toldAt >= this.#interval) this.#tell();
    this.#telling ??= setInterval(() => this.#tell(), this.#interval).unref();
    return true;
  }

  /** Tells of no wait any more, until there is another. */
  succeed(): void {
    clearInterval(this.#telling);
    this.#telling = undefined;
  }

  explain(error: unknown): unknown {
    this.succeed();
    if (!(error instanceof ApiFailure && error.mayBeOfStart)) return error;
    return error.retell(this.describeWaited(), (hint) => this.advise(hint));
  }

  /** @returns what is to stand behind a reason: how long was waited */
  describeWaited(): string {
    const seconds = Math.ceil(this.#waited / 1000) * 1000;
    return this.#wait === 0
      ? ''
      : `; it was waited for ${formatDuration(Math.min(this.#wait, seconds))} (--wait)`;
  }

  /** @returns a hint, and that one may wait, where nobody does */
  advise(hint: string): string {
    return this.#wait === 0 ? `${hint} ${MAY_WAIT}` : `${hint} ${LOOK_AT_LOG}`;
  }

  [Symbol.dispose](): void {
    this.succeed();
  }

  get #left(): number {
    return this.#wait - this.#waited;
  }

  get #waited(): number {
    return performance.now() - this.#begunAt;
  }

  #tell(): void {
    this.#toldAt = performance.now();
    const left = formatDuration(Math.ceil(Math.max(0, this.#left) / 1000) * 1000);
    this.#run.info(`Waiting for ${this.#server} to be there, for another ${left} at most: ${this.#reason}`);
  }
}

const MAY_WAIT = 'If it is still starting, wait for it with --wait 5m.';
const LOOK_AT_LOG = 'Look at its log, and at what stands in front of it, whether it will start at all.';
const MAX_REASON_LENGTH = 300;
