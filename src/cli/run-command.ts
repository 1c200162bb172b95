import { Deadline } from '../core/deadline.ts';
import { describeError, exitCodes, Failure, UsageError } from '../core/failure.ts';
import type { Inherited, Run, StepTime } from '../core/run.ts';
import { guardStandardError } from '../core/standard-error.ts';
import { escapeControls } from '../core/text.ts';
import { createLog, type Log } from './log.ts';
import { type Reading, readSettings } from './read-settings.ts';
import {
  type CommandDescription,
  commonSettings,
  type SettingName,
  settings,
  type Values,
} from './settings.ts';
import { type Interrupt, Interrupts } from './signals.ts';

/**
 * What a command that this one starts is given: all that was there when this one was started, but none of
 * its secrets and no path to them. To be called before anything changes the environment.
 */
export function noteInherited(environment: NodeJS.ProcessEnv): Inherited {
  const secrets = Object.values(settings).flatMap(({ secret, variable }) =>
    secret && variable ? [variable, `${variable}_FILE`] : [],
  );
  const kept = Object.entries(environment).filter(([name]) => !secrets.includes(name.toUpperCase()));
  return { environment: Object.fromEntries(kept), umask: process.umask() };
}

/** A run that tells the log how it goes and keeps the time of each step. */
export class CommandRun implements Run {
  readonly deadline: Deadline;
  readonly inherited: Inherited;
  readonly steps: StepTime[] = [];
  readonly #interrupts: Interrupts;
  readonly #log: Log;

  /** @param timeout milliseconds */
  constructor(timeout: number, interrupts: Interrupts, inherited: Inherited, log: Log) {
    this.deadline = Deadline.ofRun(timeout, interrupts.signal);
    this.inherited = inherited;
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

  forwardSignals<T>(receiver: (signal: Interrupt) => void, work: () => Promise<T>): Promise<T> {
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

type Common = (typeof commonSettings)[number];

type Work<Name extends SettingName> = (
  values: Values<Name | Common>,
  run: CommandRun,
  reading: Reading<Name | Common>,
) => Promise<number | undefined>;

const USUAL_TIMEOUT = 120_000;
const TIMEOUT_OF_A_PERSON = 600_000;

/**
 * Runs a command: reads its settings, does its work, maps what comes of it to the exit code of the contract, and
 * ends the process.
 * @param work is given what else was read of the command line, too; returns when all is done, with an exit code where it is
 *   another's; what it throws ends the run
 */
export async function runCommand<Name extends SettingName>(
  description: CommandDescription<Name>,
  work: Work<Name>,
): Promise<never> {
  guardStandardError();
  // That a reader of standard output is gone is found out by whoever writes to it.
  process.stdout.on('error', () => {});
  process.exit(await settle({ ...description, uses: [...description.uses, ...commonSettings] }, work));
}

async function settle<Name extends SettingName>(
  description: CommandDescription<Name | Common>,
  work: Work<Name>,
): Promise<number> {
  let log: Log | undefined;
  try {
    const argv = process.argv.slice(2);
    const reading = await readSettings(description, argv, process.env, process.cwd());
    const { values, warnings } = reading;
    log = createLog(values.logLevel);
    for (const warning of warnings) log.warn(warning);
    if (!log.isLevelEnabled('debug') && !('trace' in values && values.trace)) leaveStacksUnmapped();
    const { usualTimeout = USUAL_TIMEOUT } = description;
    const usual = 'interactive' in values && values.interactive ? TIMEOUT_OF_A_PERSON : usualTimeout;
    const timeout = values.timeout ?? usual + values.wait;
    const run = new CommandRun(timeout, new Interrupts(), noteInherited(process.env), log);
    process.on('uncaughtException', (error) => process.exit(report(error, log)));
    return await Promise.race([work(values, run, reading).then((code) => code ?? 0), giveUp(run.deadline)]);
  } catch (error) {
    return report(error, log);
  }
}

/** Playwright takes a stack at each call, and ts-node looks up each line of it in source maps: for nobody, unless it is debugged or traced. */
function leaveStacksUnmapped(): void {
  delete (Error as Partial<ErrorConstructor>).prepareStackTrace;
}

/**
 * Ends what hangs although its time is over, or although it was told to stop: the promise of --timeout holds even
 * where one wait was forgotten.
 */
async function giveUp(deadline: Deadline): Promise<never> {
  await deadline.overdue();
  throw (
    deadline.stoppedWith ??
    new Failure({
      kind: 'server',
      attempt: 'finish',
      reason: 'the time is over',
      hint: 'Give it more time with --timeout; LOG_LEVEL=debug tells which step took it.',
    })
  );
}

/** @returns the exit code */
function report(error: unknown, log: Log = createLog('info')): number {
  if (error instanceof UsageError) {
    for (const mistake of error.mistakes) log.error(escapeControls(mistake));
    return exitCodes.options;
  }
  if (error instanceof Failure) {
    log.error(error.message);
    log.debug({ err: error });
    return error.exitCode;
  }
  // Help and the version are thrown too, once they have been printed.
  if (isCommanderExit(error)) return error.exitCode;
  log.fatal(
    `A defect of this program: ${describeError(error)} Run again with LOG_LEVEL=debug, and report what it prints.`,
  );
  log.debug({ err: error });
  return exitCodes.defect;
}

function isCommanderExit(error: unknown): error is { exitCode: number } {
  return error instanceof Error && error.name === 'CommanderError' && 'exitCode' in error;
}
