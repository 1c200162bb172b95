import { limitBodies } from '../core/body-limit.ts';
import { sayCommands } from '../core/command-names.ts';
import { Deadline } from '../core/deadline.ts';
import { describeError, exitCodes, Failure, UsageError } from '../core/failure.ts';
import { type OptionWords, speakOfOptions } from '../core/option-words.ts';
import {
  type Inherited,
  OpenTransactions,
  type PassedSignal,
  type Run,
  type StepObserver,
  type StepTime,
} from '../core/run.ts';
import { guardStandardError } from '../core/standard-error.ts';
import { escapeControls } from '../core/text.ts';
import { hideSecrets, keepDebuggerShut, readInherited, tameEnvironment } from './environment.ts';
import { createLog, type Log } from './log.ts';
import { type Reading, readSettings } from './read-settings.ts';
import { nameOption } from './setting.ts';
import {
  type CommandDescription,
  commonSettings,
  type SettingName,
  settings,
  type Values,
} from './settings.ts';
import { Signals } from './signals.ts';

type Common = (typeof commonSettings)[number];

type Work<Name extends SettingName> = (
  values: Values<Name | Common>,
  run: CommandRun,
  reading: Reading<Name | Common>,
) => Promise<number>;

const USUAL_TIMEOUT_MS = 120_000;
const INTERACTIVE_TIMEOUT_MS = 600_000;

/**
 * Runs a command: reads its settings, does its work, maps what comes of it to the exit code of the contract, and
 * ends the process. Until the work has said what came of it, the exit code is that of a defect.
 * @param work receives what else was read of the command line, too; returns the exit code when all is done; what it throws
 *   ends the run
 */
export async function runCommand<Name extends SettingName>(
  description: CommandDescription<Name>,
  work: Work<Name>,
): Promise<never> {
  guardStandardError();
  limitBodies();
  // That a reader of standard output is gone is found out by whoever writes to it.
  process.stdout.on('error', () => {});
  const ending = new Ending();
  return ending.end(
    await settle({ ...description, uses: [...description.uses, ...commonSettings] }, work, ending),
  );
}

async function settle<Name extends SettingName>(
  description: CommandDescription<Name | Common>,
  work: Work<Name>,
  ending: Ending,
): Promise<number> {
  let log: Log | undefined;
  keepDebuggerShut();
  speakOfOptions(optionWordsOf(description));
  try {
    const argv = process.argv.slice(2);
    const inherited = readInherited(process.env);
    const tamed = tameEnvironment(process.env, process.execArgv);
    const reading = await readSettings(description, argv, process.env, findWorkingFolder());
    hideSecrets(process.env);
    const { values, warnings } = reading;
    log = createLog(values.quiet ? 'warn' : values.logLevel, values.logFormat);
    for (const warning of [...tamed, ...warnings]) log.warn(escapeControls(warning));
    if (reading.profile) log.info(escapeControls(`Settings: ${reading.profile}.`));
    for (const said of [...reading.notes, `${reading.dotenv.said}.`]) log.debug(escapeControls(said));
    if ('insecureTls' in values && values.insecureTls) log.warn(NO_CERTIFICATES);
    const isTraced = 'trace' in values && values.trace !== undefined;
    if (!log.isLevelEnabled('debug') && !isTraced) leaveStacksUnmapped();
    const { usualTimeout = USUAL_TIMEOUT_MS } = description;
    const usual = awaitsPerson(values) ? INTERACTIVE_TIMEOUT_MS : usualTimeout;
    const timeout = values.timeout ?? usual + values.wait;
    const run = new CommandRun(timeout, new Signals(), inherited, log, isTraced);
    ending.watch(run);
    process.on('uncaughtException', (error) => {
      if (!isOfBrowser(error)) ending.end(report(error, log));
    });
    return await Promise.race([work(values, run, reading), giveUp(run)]);
  } catch (error) {
    return report(error, log);
  }
}

/** @throws UsageError, where somebody has removed it */
function findWorkingFolder(): string {
  try {
    return process.cwd();
  } catch {
    throw new UsageError(['the folder in which this was started is gone: run the command in another one']);
  }
}

/** @returns how messages are to name options when this command runs */
export function optionWordsOf({
  uses,
  fields = {},
}: Pick<CommandDescription<SettingName>, 'uses' | 'fields'>): OptionWords {
  const name = (setting: SettingName) => nameOption(settings[setting]);
  const instead = Object.entries(fields).map(([setting, field]) => [name(setting as SettingName), field]);
  return { own: uses.map(name), instead: Object.fromEntries(instead) };
}

/** Whether somebody signs in, or may have to say what is to be done. */
function awaitsPerson({
  interactive,
  registerPasskey,
  provider,
  onUnknown = 'fail',
}: Readonly<Record<string, unknown>>): boolean {
  return (
    interactive === true || registerPasskey !== undefined || (provider !== undefined && onUnknown !== 'fail')
  );
}

/**
 * Whether Playwright could not read what it was told of something that went with its browser, or an address that the browser takes and
 * Node does not, which nobody can catch. Who waits for that browser hears of its end, and who waits for such a page has a time for it.
 */
function isOfBrowser(error: Error): boolean {
  if ('code' in error && error.code === 'ERR_INVALID_URL') return /playwright-core/.test(findThrower(error));
  return /^Object with guid \S+ was not bound in the connection$/.test(error.message);
}

/** @returns the line of a stack that tells which code, that is not Node's own, has thrown an error */
function findThrower({ stack = '' }: Error): string {
  return stack.split('\n').find((line) => /^ +at /.test(line) && !line.includes('node:')) ?? '';
}

const NO_CERTIFICATES =
  'NO CERTIFICATE IS CHECKED (--insecure-tls): whoever stands between this machine and the server can read the password and the key.';

/** How the process ends: never with success by default, and never without a word about a key that may be live. */
class Ending {
  #code: number | undefined;
  #run: Run | undefined;

  constructor() {
    process.exitCode = exitCodes.defect;
    process.once('exit', () => this.#reportOpenTransactions());
  }

  /** @param run whose open transactions are reported at the end */
  watch(run: Run): void {
    this.#run = run;
  }

  end(code: number): never {
    this.#code = code;
    process.exit(code);
  }

  #reportOpenTransactions(): void {
    if (this.#code === undefined) {
      process.exitCode = exitCodes.defect;
      createLog('fatal').fatal(`A defect of this program: it ended without an outcome. ${REPORT_IT}`);
    }
    for (const warning of this.#run?.transactions.takeWarnings() ?? []) this.#run?.alert(warning);
  }
}

/** A run that tells the log how it goes and keeps the time of each step. */
export class CommandRun implements Run {
  readonly deadline: Deadline;
  readonly inherited: Inherited;
  readonly transactions = new OpenTransactions();
  readonly steps: StepTime[] = [];
  /** Why the last step failed, if it did. */
  failure: Failure | undefined;
  readonly #observers = new Set<StepObserver>();
  readonly #signals: Signals;
  readonly #log: Log;

  /** @param timeout milliseconds */
  constructor(timeout: number, signals: Signals, inherited: Inherited, log: Log, isTraced: boolean) {
    this.deadline = Deadline.ofRun(timeout, signals.signal, isTraced);
    this.inherited = inherited;
    this.#signals = signals;
    this.#log = log;
  }

  async step<T>(step: string, announcement: string, work: () => Promise<T>): Promise<T> {
    const text = escapeControls(announcement);
    this.#log.info({ step }, text);
    this.failure = undefined;
    const begun = performance.now();
    const observers = [...this.#observers];
    for (const observer of observers) await observer.begin(announcement);
    try {
      return await work();
    } catch (error) {
      if (error instanceof Failure) this.failure = error;
      throw error;
    } finally {
      for (const observer of observers) await observer.end();
      const took = Math.round(performance.now() - begun);
      this.steps.push({ step, took });
      this.#log.debug({ step, took }, `${text}: ${took} ms`);
    }
  }

  observeSteps(observer: StepObserver): Disposable {
    this.#observers.add(observer);
    return { [Symbol.dispose]: () => void this.#observers.delete(observer) };
  }

  forwardSignals<T>(receiver: (signal: PassedSignal) => void, work: () => Promise<T>): Promise<T> {
    return this.#signals.divert(receiver, () => this.deadline.stopClock(work));
  }

  alert(message: string): void {
    const log = this.#log.isLevelEnabled('warn') ? this.#log : this.#log.child({}, { level: 'warn' });
    log.warn(escapeControls(message));
  }

  error(message: string): void {
    this.#log.error(escapeControls(message));
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

/** Playwright takes a stack at each call, and ts-node looks up each line of it in source maps: for nobody, unless it is debugged or traced. */
function leaveStacksUnmapped(): void {
  delete (Error as Partial<ErrorConstructor>).prepareStackTrace;
}

/**
 * Ends what hangs although its time is over, or although it was told to stop: the promise of --timeout holds even
 * where one wait was forgotten. What went wrong before is told rather than that cleaning up after it took too long.
 */
async function giveUp(run: CommandRun): Promise<never> {
  await run.deadline.overdue();
  throw (
    run.deadline.stoppedWith ??
    run.failure ??
    new Failure({
      kind: 'server',
      attempt: 'finish',
      reason: 'the time is over',
      hint: 'Give it more time with --timeout; LOG_LEVEL=debug tells which step took it.',
    })
  );
}

const REPORT_IT = 'Run again with LOG_LEVEL=debug, and report what it prints.';

/** @returns the exit code */
function report(error: unknown, log: Log = createLog('info')): number {
  if (error instanceof UsageError) {
    for (const mistake of error.mistakes) log.error(escapeControls(sayCommands(mistake)));
    return exitCodes.options;
  }
  if (error instanceof Failure) {
    log.error(error.message);
    log.debug({ err: error });
    return error.exitCode;
  }
  // Help and the version are thrown too, once they have been printed.
  if (isCommanderExit(error)) return error.exitCode;
  log.fatal(`A defect of this program: ${describeError(error)} ${REPORT_IT}`);
  log.debug({ err: error });
  return exitCodes.defect;
}

function isCommanderExit(error: unknown): error is { exitCode: number } {
  return error instanceof Error && error.name === 'CommanderError' && 'exitCode' in error;
}
