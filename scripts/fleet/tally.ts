import type { PlannedSignIn } from './plan.ts';
import type { KeyOutcome } from './record.ts';

const OUTCOMES = ['minted', 'rotated', 'skipped', 'failed'] as const;

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
  readonly #counts = new Map<KeyOutcome['outcome'], number>();
  readonly #running = new Map<PlannedSignIn, Running>();
  readonly failures: KeyOutcome[] = [];

  constructor(signIns: readonly PlannedSignIn[]) {
    this.#total = signIns.reduce((sum, { keys }) => sum + keys.length, 0);
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

  /** @returns whether it tells anything new: many keys of one server fail for one reason */
  count(outcome: KeyOutcome): boolean {
    this.#counts.set(outcome.outcome, (this.#counts.get(outcome.outcome) ?? 0) + 1);
    if (outcome.outcome !== 'failed') return true;
    const isKnown = this.failures.some(
      ({ server, error }) => server === outcome.server && error === outcome.error,
    );
    if (!isKnown) this.failures.push(outcome);
    return !isKnown;
  }

  /** `180 of 200 keys: 178 minted, 2 failed; 5.9 a second, 4 s left` */
  describe(): string {
    const done = [...this.#counts.values()].reduce((sum, each) => sum + each, 0);
    const each = OUTCOMES.flatMap((name) =>
      this.#counts.has(name) ? [`${this.#counts.get(name)} ${name}`] : [],
    );
    const rate = (done * 1000) / Math.max(1, performance.now() - this.#begun);
    const left = done > 0 && done < this.#total ? `, ${describeTime((this.#total - done) / rate)} left` : '';
    return `${done} of ${this.#total} keys${each.length > 0 ? `: ${each.join(', ')}` : ''}; ${rate.toFixed(1)} a second${left}`;
  }
}

/** @param seconds any number of them */
export function describeTime(seconds: number): string {
  if (seconds < 100) return `${Math.ceil(seconds)} s`;
  return seconds < 6000 ? `${Math.ceil(seconds / 60)} min` : `${Math.ceil(seconds / 3600)} h`;
}
