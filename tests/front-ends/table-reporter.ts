import type { FullConfig, Reporter, Suite, TestCase, TestResult } from '@playwright/test/reporter';
import { WALK, type WalkOutcome } from './walk-row.ts';

const HEADER = [
  '# Sign-in front ends',
  '',
  'What came of signing in through each, on loopback; the seconds are those of the whole command, traced at log level trace, two at a time, on two cores.',
  'Made by `npx playwright test tests/front-ends --workers=2 --reporter=./tests/front-ends/table-reporter.ts`. What is done on a page, and',
  'what never is: [single sign-on](single-sign-on.md).',
];
const COLUMNS = ['', '| page | outcome | done there | seconds |', '| --- | --- | --- | --- |'];

/** Prints, as Markdown, what came of each walk through a front end: a table for each front end. */
export default class TableReporter implements Reporter {
  #suite: Suite | undefined;

  onBegin(_config: FullConfig, suite: Suite): void {
    this.#suite = suite;
  }

  onEnd(): void {
    const rows = (this.#suite?.allTests() ?? []).map((test) => readRow(test));
    const frontEnds = [...new Set(rows.map(({ frontEnd }) => frontEnd))];
    const tables = frontEnds.flatMap((name) => [
      '',
      `## ${name}`,
      ...COLUMNS,
      ...rows.filter(({ frontEnd }) => frontEnd === name).map(({ cells }) => `| ${cells.join(' | ')} |`),
    ]);
    process.stdout.write(`${[...HEADER, ...tables].join('\n')}\n`);
  }

  printsToStdio(): boolean {
    return true;
  }
}

function readRow({ title, results }: TestCase): { frontEnd: string; cells: readonly string[] } {
  const [, frontEnd = '', page = ''] = /^(.+?): (.+): (?:passed|refused: exit 4)$/.exec(title) ?? [];
  const { status = 'skipped', annotations = [] } = results.at(-1) ?? {};
  const walk = annotations.find(({ type }) => type === WALK)?.description;
  return { frontEnd, cells: [page, ...describe(status, walk)] };
}

function describe(status: TestResult['status'], walk: string | undefined): string[] {
  if (status !== 'passed' || walk === undefined) return [status, '', ''];
  const { code, deeds, seconds } = JSON.parse(walk) as WalkOutcome;
  return [code === 0 ? 'signed in' : `told, exit ${code}`, deeds.join(', ') || 'nothing', seconds.toFixed(1)];
}
