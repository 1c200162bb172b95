import { Failure, type FailureKind } from '../core/failure.ts';
import type { PassedSignal } from '../core/run.ts';

const SIGNALS = {
  SIGINT: 'interrupted',
  SIGQUIT: 'quit',
  SIGTERM: 'terminated',
  SIGHUP: 'hangup',
  // What runners of CI systems send on Windows, which knows no SIGTERM; nowhere else is it ever heard of.
  SIGBREAK: 'terminated',
} as const satisfies Record<PassedSignal, FailureKind>;

/**
 * Turns the signals that ask a process to end into a reason to stop, so that the run can first take back what it
 * made. Further signals change nothing: taking back is bounded in time.
 */
export class Signals {
  readonly #controller = new AbortController();
  #receiver: ((signal: PassedSignal) => void) | undefined;

  constructor() {
    for (const signal of Object.keys(SIGNALS) as PassedSignal[]) process.on(signal, () => this.#take(signal));
  }

  /** Aborted with a Failure. */
  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  /** While `work` goes on, signals stop nothing: they are passed to somebody else. */
  async divert<T>(receiver: (signal: PassedSignal) => void, work: () => Promise<T>): Promise<T> {
    this.#receiver = receiver;
    try {
      return await work();
    } finally {
      this.#receiver = undefined;
    }
  }

  #take(signal: PassedSignal): void {
    if (this.#receiver) this.#receiver(signal);
    else this.#controller.abort(failSignalled(signal));
  }
}

function failSignalled(signal: PassedSignal): Failure {
  return new Failure({
    kind: SIGNALS[signal],
    attempt: 'finish',
    reason: `${signal} was received`,
    hint: 'Run again when you are ready.',
  });
}
