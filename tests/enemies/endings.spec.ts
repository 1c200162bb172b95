import { resolve } from 'node:path';
import { expect, test } from '../fixtures.ts';
import { startProgram } from '../start-command.ts';

// A command whose work does something that no command should do: success is never what comes of saying nothing.

const TS_NODE = resolve('node_modules/ts-node/dist/bin.js');

/** Runs a command of no settings, whose work is some JavaScript that has `run` at hand. */
function runWork(work: string, level = 'info') {
  const description = "{ name: 'endings', summary: '', uses: [] }";
  const script = `process.argv = ['node', 'endings', '--timeout', '20s', '--log-level', '${level}'];
    require('./src/cli/run-command.ts').runCommand(${description}, async (_, run) => { ${work} })`;
  return startProgram(process.execPath, { args: [TS_NODE, '-e', script], cwd: resolve('.') }).exited;
}

const endings: Readonly<Record<string, { work: string; told: RegExp }>> = {
  'waits for what never comes, with nothing left that could wake it': {
    work: 'await new Promise(() => {});',
    told: /A defect of this program: it ended without an outcome/,
  },
  'throws where nobody catches it': {
    work: "setTimeout(() => { throw new Error('lost'); }); await new Promise((done) => setTimeout(done, 10_000));",
    told: /A defect of this program: lost/,
  },
  'rejects where nobody catches it': {
    work: "Promise.reject(new Error('lost')); await new Promise((done) => setTimeout(done, 10_000));",
    told: /A defect of this program: lost/,
  },
  'ends the process itself': {
    work: 'process.exit(0);',
    told: /A defect of this program: it ended without an outcome/,
  },
};

for (const [what, { work, told }] of Object.entries(endings)) {
  const tag = ['throws', 'rejects'].some((word) => what.startsWith(word)) ? '@extended' : [];
  test(`a command that ${what}: exit 1, and it says that this is a defect`, { tag }, async () => {
    const { code, stderr } = await runWork(work);
    expect(code, stderr).toBe(1);
    expect(stderr).toMatch(told);
    expect(stderr).not.toMatch(/^\s+at /m);
  });
}

test('whatever ends a run, a transaction that is open is told of, at every log level', async () => {
  for (const level of ['info', 'silent']) {
    const { code, stderr } = await runWork(
      "run.transactions.begin('A KEY IS LIVE'); await new Promise(() => {});",
      level,
    );
    expect(code, stderr).toBe(1);
    expect(stderr).toContain('A KEY IS LIVE');
  }
});

test('what Playwright could not read of something that went with its browser ends no run, since who waits for it hears of that', async () => {
  const { code, stderr } = await runWork(`
    await new Promise((done) => {
      process.once('uncaughtException', done);
      setTimeout(() => { throw new Error('Object with guid page@1 was not bound in the connection'); });
    });
    return 0;`);
  expect(code, stderr).toBe(0);
});
