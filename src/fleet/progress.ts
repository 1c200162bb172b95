import { describeError } from '../core/failure.ts';
import type { Run } from '../core/run.ts';
import { writeLogLine } from '../core/standard-error.ts';
import { escapeControls } from '../core/text.ts';
import { redactor } from '../secrets/redactor.ts';
import { countTogether, type PlannedSignIn } from './plan.ts';
import type { KeyRecord, ResultsFile, TrustRecord } from './results.ts';

/** Follows how a fleet goes on. */
export interface FleetFollower {
  step(signIn: PlannedSignIn, step: string): void;
  end(signIn: PlannedSignIn): void;
  key(outcome: KeyRecord): void;
  trust(outcome: TrustRecord): void;
}

/** Shows how a fleet goes on: a table in place on a terminal, a line for each key or identity elsewhere, and the results file. */
export class Progress implements FleetFollower, Disposable {
  readonly #tally: Tally;
  readonly #results: ResultsFile;
  readonly #run: Run;
  readonly #table: LiveTable | undefined;
  #isUnwritable = false;
  /** They are written one after the other. */
  #lastResult: Promise<void> = Promise.resolve();

  constructor(signIns: readonly PlannedSignIn[], results: ResultsFile, run: Run) {
    this.#tally = new Tally(signIns);
    this.#results = results;
    this.#run = run;
    this.#table =
      process.stderr.isTTY && process.env.TERM !== 'dumb' ? new LiveTable(this.#tally) : undefined;
  }

  step(signIn: PlannedSignIn, step: string): void {
    this.#tally.move(signIn, step);
  }

  end(signIn: PlannedSignIn): void {
    this.#tally.leave(signIn);
  }

  key(outcome: KeyRecord): void {
    this.#tell(outcome, describeKey(outcome), describeOutcome(outcome));
  }

  trust(outcome: TrustRecord): void {
    this.#tell(outcome, describeTrusted(outcome), describeTrustOutcome(outcome));
  }

  #tell(outcome: KeyRecord | TrustRecord, what: string, became: string): void {
    this.#writeResult(outcome);
    const isNew = this.#tally.count(outcome);
    if (outcome.outcome === 'failed') {
      if (isNew) this.log('warn', `${what}: ${outcome.error}`);
    } else if (!this.#table) this.#run.info(`${what}: ${became}`);
  }

  /** That a line cannot be written must cost no key. */
  #writeResult(outcome: KeyRecord | TrustRecord): void {
    this.#lastResult = this.#results.write(outcome).catch((error: unknown) => {
      if (!this.#isUnwritable)
        this.log('warn', `The results can no longer be written: ${describeError(error)}`);
      this.#isUnwritable = true;
    });
  }

  /** Waits until all results are written, or cannot be. */
  settle(): Promise<void> {
    return this.#lastResult;
  }

  /** Writes a message where it does not stand in the table's way. */
  log(level: 'alert' | 'warn' | 'info', message: string): void {
    if (this.#table) this.#table.around(() => this.#run[level](message));
    else this.#run[level](message);
  }

  [Symbol.dispose](): void {
    this.#table?.close();
    this.#run.info(`${this.#tally.describe()}.`);
  }
}

function describeKey({ server, purpose, serviceAccount }: KeyRecord): string {
  return `${server}: "${purpose}"${serviceAccount ? ` of ${serviceAccount}` : ''}`;
}

function describeOutcome({ outcome, keyId, replaced, deliveredTo }: KeyRecord): string {
  if (outcome === 'skipped') return `is there already (${keyId})`;
  const instead = replaced.length > 0 ? ` in the place of ${replaced.join(', ')}` : '';
  return `minted (${keyId})${instead}, delivered to ${deliveredTo}`;
}

function describeTrusted({ server, serviceAccount, issuer, subject }: TrustRecord): string {
  return `${server}: ${serviceAccount} trusts ${subject} of ${issuer}`;
}

function describeTrustOutcome({ outcome, identityId, serviceAccountId }: TrustRecord): string {
  const what = outcome === 'kept' ? 'is there already' : outcome;
  return `${what} (${identityId}), service_account_id ${serviceAccountId}`;
}

const OUTCOMES = ['minted', 'rotated', 'skipped', 'made', 'changed', 'kept', 'failed'] as const;

/** A sign-in that is going on. */
export interface Running {
  readonly name: string;
  readonly step: string;
  /** As `performance.now()` gives it. */
  readonly since: number;
}

/** How a fleet stands. */
export class Tally {
  readonly #begun = performance.now();
  readonly #total: number;
  readonly #wanted: string;
  readonly #counts = new Map<(typeof OUTCOMES)[number], number>();
  readonly #running = new Map<PlannedSignIn, Running>();
  readonly failures: (KeyRecord | TrustRecord)[] = [];

  constructor(signIns: readonly PlannedSignIn[]) {
    const keys = signIns.reduce((sum, each) => sum + each.keys.length, 0);
    const identities = signIns.reduce((sum, each) => sum + each.trust.length, 0);
    this.#total = keys + identities;
    this.#wanted = identities === 0 ? `${keys} keys` : countTogether(keys, identities);
  }

  get running(): readonly Running[] {
    return [...this.#running.values()];
  }

  move(signIn: PlannedSignIn, step: string): void {
    this.#running.set(signIn, { name: signIn.name, step, since: performance.now() });
  }

  leave(signIn: PlannedSignIn): void {
    this.#running.delete(signIn);
  }

  /** @returns whether it says anything new: many keys of one server fail for one reason */
  count(outcome: KeyRecord | TrustRecord): boolean {
    this.#counts.set(outcome.outcome, (this.#counts.get(outcome.outcome) ?? 0) + 1);
    if (outcome.outcome !== 'failed') return true;
    const isKnown = this.failures.some(
      ({ server, error }) => server === outcome.server && error === outcome.error,
    );
    if (!isKnown) this.failures.push(outcome);
    return !isKnown;
  }

  /** `178 of 200 keys: 178 minted, 2 failed; 5.9 a second, 4 s left` */
  describe(): string {
    const done = [...this.#counts.values()].reduce((sum, each) => sum + each, 0);
    const each = OUTCOMES.flatMap((name) =>
      this.#counts.has(name) ? [`${this.#counts.get(name)} ${name}`] : [],
    );
    const rate = (done * 1000) / Math.max(1, performance.now() - this.#begun);
    const left = done > 0 && done < this.#total ? `, ${formatSeconds((this.#total - done) / rate)} left` : '';
    const there = done - (this.#counts.get('failed') ?? 0);
    return `${there} of ${this.#wanted}${each.length > 0 ? `: ${each.join(', ')}` : ''}; ${rate.toFixed(1)} a second${left}`;
  }
}

/** @param seconds any number of them */
function formatSeconds(seconds: number): string {
  if (seconds < 100) return `${Math.ceil(seconds)} s`;
  return seconds < 6000 ? `${Math.ceil(seconds / 60)} min` : `${Math.ceil(seconds / 3600)} h`;
}

const DRAW_INTERVAL_MS = 125;
const MAX_FAILURES_SHOWN = 5;

/** Shows on a terminal how a fleet stands, in place, while the log goes on above it. */
export class LiveTable {
  readonly #tally: Tally;
  readonly #timer: NodeJS.Timeout;
  readonly #update: ReturnType<typeof import('log-update').createLogUpdate>;

  constructor(tally: Tally) {
    this.#tally = tally;
    const { createLogUpdate } = require('log-update') as typeof import('log-update');
    // It asks a terminal for nothing but its size.
    const terminal = Object.assign(Object.create(process.stderr) as NodeJS.WriteStream, {
      write: (text: string) => {
        writeLogLine(text);
        return true;
      },
    });
    this.#update = createLogUpdate(terminal, { showCursor: true });
    this.#timer = setInterval(() => this.#draw(), DRAW_INTERVAL_MS).unref();
  }

  /** Writes something above it. */
  around(write: () => void): void {
    this.#update.clear();
    write();
    this.#draw();
  }

  /** Takes it off the terminal. */
  close(): void {
    clearInterval(this.#timer);
    this.#update.clear();
  }

  #draw(): void {
    const { columns = 80, rows = 24 } = process.stderr;
    const lines = this.#describe(Math.max(1, rows - MAX_FAILURES_SHOWN - 4));
    const shown = lines.map((line) => escapeControls(redactor.redact(line)).slice(0, columns - 1));
    this.#update(shown.join('\n'));
  }

  #describe(most: number): string[] {
    const { running, failures } = this.#tally;
    const width = Math.max(0, ...running.slice(0, most).map(({ name }) => name.length));
    const each = running.slice(0, most).map(({ name, step, since }) => {
      return `  ${name.padEnd(width)}  ${step}, ${formatSeconds((performance.now() - since) / 1000)}`;
    });
    const hidden = running.length > most ? [`  and ${running.length - most} more`] : [];
    const failed = failures
      .slice(-MAX_FAILURES_SHOWN)
      .map(({ server, error }) => `  failed: ${server}: ${error}`);
    return [this.#tally.describe(), ...each, ...hidden, ...failed];
  }
}
