import { escapeControls } from '../failure/escape-controls.ts';
import type { Deadline } from '../run/deadline.ts';
import type { Run, StepTime } from '../run/run.ts';
import type { Log } from './log.ts';

/** A run that tells the log how it goes and keeps the time of each step. */
export class CommandRun implements Run {
  readonly deadline: Deadline;
  readonly steps: StepTime[] = [];
  readonly #log: Log;

  constructor(deadline: Deadline, log: Log) {
    this.deadline = deadline;
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

  warn(message: string): void {
    this.#log.warn(escapeControls(message));
  }

  info(message: string): void {
    this.#log.info(escapeControls(message));
  }
}
