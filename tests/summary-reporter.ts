import { relative } from 'node:path';
import type { Reporter, TestCase, TestResult } from '@playwright/test/reporter';

const SLOWEST = 10;

/** Tells at the end of a run what it did not hold, one line a reason, and where its time went. */
export default class SummaryReporter implements Reporter {
  readonly #skipped = new Map<string, number>();
  /** Milliseconds of each file's tests. */
  readonly #times = new Map<string, number>();

  onTestEnd({ annotations, location }: TestCase, result: TestResult): void {
    add(this.#times, relative('', location.file), result.duration);
    if (result.status !== 'skipped') return;
    const skip = [...result.annotations, ...annotations].find(
      ({ type }) => type === 'skip' || type === 'fixme',
    );
    add(this.#skipped, skip?.description ?? 'no reason was given', 1);
  }

  onEnd(): void {
    const skipped = sortByNumber(this.#skipped);
    const total = skipped.reduce((sum, [, count]) => sum + count, 0);
    const times = sortByNumber(this.#times).slice(0, SLOWEST);
    const lines = [
      '',
      total === 0 ? 'No test was skipped.' : `Skipped: ${total}`,
      ...skipped.map(([reason, count]) => `  ${count} × ${reason}`),
      `The ${times.length} slowest files:`,
      ...times.map(([file, time]) => `  ${(time / 1000).toFixed(1).padStart(6)} s  ${file}`),
    ];
    process.stdout.write(`${lines.join('\n')}\n`);
  }

  printsToStdio(): boolean {
    return true;
  }
}

function add(counts: Map<string, number>, name: string, more: number): void {
  counts.set(name, (counts.get(name) ?? 0) + more);
}

function sortByNumber(counts: ReadonlyMap<string, number>): [string, number][] {
  return [...counts].sort(([, one], [, other]) => other - one);
}
