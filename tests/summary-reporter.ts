import type { Reporter, TestCase, TestResult } from '@playwright/test/reporter';

/** Tells at the end of a run what it did not hold: how many tests were skipped, one line a reason. */
export default class SummaryReporter implements Reporter {
  readonly #counts = new Map<string, number>();

  onTestEnd({ annotations }: TestCase, { status, annotations: later }: TestResult): void {
    if (status !== 'skipped') return;
    const skip = [...later, ...annotations].find(({ type }) => type === 'skip' || type === 'fixme');
    const reason = skip?.description ?? 'no reason was given';
    this.#counts.set(reason, (this.#counts.get(reason) ?? 0) + 1);
  }

  onEnd(): void {
    if (this.#counts.size === 0) return;
    const counts = [...this.#counts].sort(([, one], [, other]) => other - one);
    const total = counts.reduce((sum, [, count]) => sum + count, 0);
    const lines = counts.map(([reason, count]) => `  ${count} × ${reason}`);
    process.stdout.write(`\n${total} tests were skipped:\n${lines.join('\n')}\n`);
  }

  printsToStdio(): boolean {
    return true;
  }
}
