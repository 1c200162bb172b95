import { escapeControls } from '../failure/escape-controls.ts';
import { Deadline } from '../run/deadline.ts';
import type { Run, StepTime, Surroundings } from '../run/run.ts';
import type { Interrupt, Interrupts } from './interrupts.ts';
import type { Log } from './log.ts';

/** A run that tells the log how it goes and keeps the time of each step. */
export class CommandRun implements Run {
  readonly deadline: Deadline;
  readonly surroundings: Surroundings;
  readonly steps: StepTime[] = [];
  readonly #interrupts: Interrupts;
  readonly #log: Log;

  /** @param timeout milliseconds */
  constructor(timeout: number, interrupts: Interrupts, surroundings: Surroundings, log: Log) {
    this.deadline = Deadline.ofRun(timeout, interrupts.signal);
    this.surroundings = surroundings;
    this.#interrupts = interrupts;
    this.#log = log;
  }

  async step<T>(step: string, announcement: string, work: () => Promise<T>): Promise<T> {
    const told = escapeControls(announcement);
    this.#log.info({ step }, told);
    const begun = performance.now();
    try {
      return await work();
    } finally {
      const took = Math.round(performance.now() - begun);
      this.steps.push({ step, took });
      this.#log.debug({ step, took }, `${told}: ${took} ms`);
    }
  }

  cede<T>(receiver: (signal: Interrupt) => void, work: () => Promise<T>): Promise<T> {
    return this.#interrupts.divert(receiver, () => this.deadline.stopClock(work));
  }

  warn(message: string): void {
    this.#log.warn(escapeControls(message));
  }

  info(message: string): void {
    this.#log.info(escapeControls(message));
  }

  debug(message: string): void {
    this.#log.debug(escapeControls(message));
  }
}
