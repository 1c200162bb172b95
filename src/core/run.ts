import type { Deadline } from './deadline.ts';

/** One step of a run, as the receipt shows it. */
export interface StepTime {
  readonly step: string;
  /** Milliseconds. */
  readonly took: number;
}

/** What this process was started with, and a command that it starts is started with too. */
export interface Inherited {
  /** Without secrets. */
  readonly environment: NodeJS.ProcessEnv;
  readonly umask: number;
}

/** What every part of a run shares: how long it may take, and somebody to tell how it goes. */
export interface Run {
  readonly deadline: Deadline;
  readonly inherited: Inherited;
  /** Does a step, telling when it begins and noting how long it took. */
  step<T>(name: string, announcement: string, work: () => Promise<T>): Promise<T>;
  /**
   * Does work that another program is in charge of: meanwhile no time passes, and a signal stops nothing but is passed on.
   * @param receiver is told of each signal
   */
  forwardSignals<T>(
    receiver: (signal: 'SIGINT' | 'SIGTERM' | 'SIGHUP') => void,
    work: () => Promise<T>,
  ): Promise<T>;
  /** Tells what the user should know, though the run goes on. */
  warn(message: string): void;
  info(message: string): void;
  /** Tells what only somebody wants to know who looks for a fault. */
  debug(message: string): void;
}

/** @returns a run that is like another, but for some of its parts */
export function deriveRun(run: Run, parts: Partial<Run>): Run {
  return {
    deadline: run.deadline,
    inherited: run.inherited,
    step: (name, announcement, work) => run.step(name, announcement, work),
    forwardSignals: (receiver, work) => run.forwardSignals(receiver, work),
    warn: (message) => run.warn(message),
    info: (message) => run.info(message),
    debug: (message) => run.debug(message),
    ...parts,
  };
}
