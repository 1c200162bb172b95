import type { Deadline } from './deadline.ts';

/** One step of a run, as the receipt shows it. */
export interface StepTime {
  readonly step: string;
  /** Milliseconds. */
  readonly took: number;
}

/** What every part of a run shares: how long it may take, and somebody to tell how it goes. */
export interface Run {
  readonly deadline: Deadline;
  /** Does a step, telling when it begins and noting how long it took. */
  step<T>(name: string, announcement: string, work: () => Promise<T>): Promise<T>;
  /** Tells what the user should know, though the run goes on. */
  warn(message: string): void;
  info(message: string): void;
}
