import type { FullResult, Reporter, TestCase, TestResult } from '@playwright/test/reporter';

const MARKS: Readonly<Record<TestResult['status'], string>> = {
  passed: 'ok',
  failed: 'FAILED',
  timedOut: 'FAILED',
  interrupted: 'stopped',
  skipped: 'skipped',
};

/** Prints the faults as a table: a line for each fault, a column for each request, numbered below. */
export default class TableReporter implements Reporter {
  readonly #cells = new Map<string, Map<string, string>>();
  readonly #requests = new Set<string>();
  readonly #errors: string[] = [];
  #passed = 0;
  #failed = 0;

  onTestEnd(test: TestCase, { status, errors }: TestResult): void {
    const [request = '', fault = ''] = test.title.split(' × ');
    this.#requests.add(request);
    const row = this.#cells.get(fault) ?? new Map<string, string>();
    this.#cells.set(fault, row.set(request, MARKS[status]));
    if (status === 'passed') this.#passed += 1;
    if (status === 'failed' || status === 'timedOut') {
      this.#failed += 1;
      this.#errors.push(`${test.title}\n${errors.map(({ message }) => message).join('\n')}\n`);
    }
  }

  onEnd({ duration }: FullResult): void {
    const requests = [...this.#requests];
    const width = Math.max(...[...this.#cells.keys()].map((fault) => fault.length));
    const line = (name: string, cells: readonly string[]) =>
      `${name.padEnd(width)}  ${cells.map((cell) => cell.padEnd(8)).join('')}`.trimEnd();
    const rows = [...this.#cells].map(([fault, row]) =>
      line(
        fault,
        requests.map((request) => row.get(request) ?? '-'),
      ),
    );
    const numbers = requests.map((_, index) => String(index + 1));
    const legend = requests.map((request, index) => `${index + 1} ${request}`);
    const summary = `${this.#passed} cells passed, ${this.#failed} failed, in ${Math.round(duration / 1000)} s`;
    for (const text of [...this.#errors, line('', numbers), ...rows, '', ...legend, '', summary]) {
      process.stdout.write(`${text}\n`);
    }
  }

  printsToStdio(): boolean {
    return true;
  }
}
