import { describeError } from '../failure/failure.ts';
import type { Run } from '../run/run.ts';
import { LiveTable } from './live-table.ts';
import type { PlannedSignIn } from './plan.ts';
import type { KeyOutcome } from './record.ts';
import type { ResultsFile } from './results-file.ts';
import { Tally } from './tally.ts';

/** Is told how a fleet goes on. */
export interface FleetFollower {
  step(signIn: PlannedSignIn, step: string): void;
  end(signIn: PlannedSignIn): void;
  key(outcome: KeyOutcome): void;
}

/** Tells how a fleet goes on: a table in place on a terminal, a line a key elsewhere, and the results file. */
export class Progress implements FleetFollower, Disposable {
  readonly #tally: Tally;
  readonly #results: ResultsFile;
  readonly #run: Run;
  readonly #table: LiveTable | undefined;
  #isUnwritable = false;

  constructor(signIns: readonly PlannedSignIn[], results: ResultsFile, run: Run) {
    this.#tally = new Tally(signIns);
    this.#results = results;
    this.#run = run;
    this.#table = process.stderr.isTTY ? new LiveTable(this.#tally) : undefined;
  }

  step(signIn: PlannedSignIn, step: string): void {
    this.#tally.move(signIn, step);
  }

  end(signIn: PlannedSignIn): void {
    this.#tally.leave(signIn);
  }

  key(outcome: KeyOutcome): void {
    this.#writeResult(outcome);
    const isNew = this.#tally.count(outcome);
    if (outcome.outcome === 'failed') {
      if (isNew) this.warn(`${describeKey(outcome)}: ${outcome.error}`);
    } else if (!this.#table) this.#run.info(`${describeKey(outcome)}: ${describeOutcome(outcome)}`);
  }

  /** That a line cannot be written must cost no key. */
  #writeResult(outcome: KeyOutcome): void {
    try {
      this.#results.write(outcome);
    } catch (error) {
      if (!this.#isUnwritable) this.warn(`The results can no longer be written: ${describeError(error)}`);
      this.#isUnwritable = true;
    }
  }

  /** Writes a warning where it does not stand in the table's way. */
  warn(message: string): void {
    if (this.#table) this.#table.around(() => this.#run.warn(message));
    else this.#run.warn(message);
  }

  info(message: string): void {
    if (this.#table) this.#table.around(() => this.#run.info(message));
    else this.#run.info(message);
  }

  [Symbol.dispose](): void {
    this.#table?.[Symbol.dispose]();
    this.#run.info(`${this.#tally.describe()}.`);
  }
}

function describeKey({ server, purpose, serviceAccount }: KeyOutcome): string {
  return `${server}: "${purpose}"${serviceAccount ? ` of ${serviceAccount}` : ''}`;
}

function describeOutcome({ outcome, keyId, replaced, deliveredTo }: KeyOutcome): string {
  if (outcome === 'skipped') return `is there already (${keyId})`;
  const instead = replaced.length > 0 ? ` in the place of ${replaced.join(', ')}` : '';
  return `minted (${keyId})${instead}, delivered to ${deliveredTo}`;
}
