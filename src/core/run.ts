import type { Deadline } from './deadline.ts';

/** One step of a run, as the receipt shows it. */
export interface StepTime {
  readonly step: string;
  /** Milliseconds. */
  readonly took: number;
}

/** Is told when a step begins and ends; a run waits for it. */
export interface StepObserver {
  begin(announcement: string): Promise<void>;
  end(): Promise<void>;
}

/** What this process was started with, and a command that it starts is started with too. */
export interface Inherited {
  /** Without secrets. */
  readonly environment: NodeJS.ProcessEnv;
  readonly umask: number;
}

/** Of these, Windows has `SIGINT` (Ctrl-C), `SIGBREAK` (Ctrl-Break) and `SIGHUP` (its console is closed). */
export type PassedSignal = 'SIGINT' | 'SIGQUIT' | 'SIGTERM' | 'SIGHUP' | 'SIGBREAK';

/** What every part of a run shares: how long it may take, what it has open, and somebody to tell how it goes. */
export interface Run {
  readonly deadline: Deadline;
  readonly inherited: Inherited;
  /** The keys, and what else lasts, that the run has asked for and not settled yet. */
  readonly transactions: OpenTransactions;
  /** Does a step, telling when it begins and noting how long it took. */
  step<T>(name: string, announcement: string, work: () => Promise<T>): Promise<T>;
  /** Has every step told to an observer, until what is returned is disposed of. */
  observeSteps(observer: StepObserver): Disposable;
  /**
   * Does work that another program is in charge of: meanwhile no time passes, and a signal stops nothing but is passed on.
   * @param receiver is told of each signal
   */
  forwardSignals<T>(receiver: (signal: PassedSignal) => void, work: () => Promise<T>): Promise<T>;
  /** Tells what must be known whatever the log level is: of a key that may be live and that nobody holds, of what a run leaves behind. */
  alert(message: string): void;
  /** Tells what failed, where the run has gone on without it. */
  error(message: string): void;
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
    transactions: run.transactions,
    step: (name, announcement, work) => run.step(name, announcement, work),
    observeSteps: (observer) => run.observeSteps(observer),
    forwardSignals: (receiver, work) => run.forwardSignals(receiver, work),
    alert: (message) => run.alert(message),
    error: (message) => run.error(message),
    warn: (message) => run.warn(message),
    info: (message) => run.info(message),
    debug: (message) => run.debug(message),
    ...parts,
  };
}

/** A key that was asked for, until it is delivered, revoked, or told of; or an account or an identity, until all is done or it is told of. */
export interface OpenTransaction extends Disposable {
  /** @param warning what is to be said if the run ends now, from now on */
  describe(warning: string): void;
}

/**
 * The keys that a run has asked for and that are neither delivered nor revoked, and what else lasts. Whatever ends the run, the last way out
 * included, says what is still in here.
 */
export class OpenTransactions {
  readonly #warnings = new Map<OpenTransaction, string>();

  /** @param warning what is to be said if the run ends before this is disposed of */
  begin(warning: string): OpenTransaction {
    const transaction: OpenTransaction = {
      describe: (changed) => void this.#warnings.set(transaction, changed),
      [Symbol.dispose]: () => void this.#warnings.delete(transaction),
    };
    this.#warnings.set(transaction, warning);
    return transaction;
  }

  /** @returns the warnings of all that are open; they are told by whoever calls this, and only once */
  takeWarnings(): string[] {
    const warnings = [...this.#warnings.values()];
    this.#warnings.clear();
    return warnings;
  }
}
