import type { Reporter, TestCase, TestResult } from '@playwright/test/reporter';
import { WALK, type WalkOutcome } from './walk-row.ts';

const HEADER = [
  '# Sign-in front ends',
  '',
  'What came of signing in through each, on loopback; the seconds are those of the whole command, traced at log level trace, on two cores that others used, too.',
  'Made by `npx playwright test tests/front-ends --reporter=./tests/front-ends/table-reporter.ts`. What is done on a page, and',
  'what never is: [single sign-on](single-sign-on.md).',
];
const COLUMNS = ['', '| page | outcome | done there | seconds |', '| --- | --- | --- | --- |'];

/** Prints, as Markdown, what came of each walk through a front end: a table for each front end. */
export default class TableReporter implements Reporter {
  readonly #lines = new Map<string, string[]>();

  onTestEnd({ title }: TestCase, { annotations, status }: TestResult): void {
    const [, frontEnd = '', page = ''] = /^(.+?): (.+): (?:passed|refused: exit 4)$/.exec(title) ?? [];
    const lines = this.#lines.get(frontEnd) ?? [];
    const cells = [page, ...describe(status, annotations.find(({ type }) => type === WALK)?.description)];
    this.#lines.set(frontEnd, [...lines, `| ${cells.join(' | ')} |`]);
  }

  onEnd(): void {
    const tables = [...this.#lines].flatMap(([frontEnd, lines]) => [
      '',
      `## ${frontEnd}`,
      ...COLUMNS,
      ...lines,
    ]);
    process.stdout.write(`${[...HEADER, ...tables].join('\n')}\n`);
  }

  printsToStdio(): boolean {
    return true;
  }
}

function describe(status: TestResult['status'], walk: string | undefined): string[] {
  if (status !== 'passed' || walk === undefined) return [status, '', ''];
  const { code, deeds, seconds } = JSON.parse(walk) as WalkOutcome;
  return [code === 0 ? 'signed in' : `told, exit ${code}`, deeds.join(', ') || 'nothing', seconds.toFixed(1)];
}
