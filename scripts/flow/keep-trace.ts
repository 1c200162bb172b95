import type { OpenBrowser } from '../browser/open-browser.ts';
import { takeTrace } from '../browser/take-trace.ts';
import { writeFileWhole } from '../delivery/write-file.ts';
import { describeError } from '../failure/failure.ts';
import type { Run } from '../run/run.ts';

/**
 * Does some work in a browser, and writes the trace of it, without secrets, however the work ended. In the trace,
 * what is done stands under the step that it was done for.
 * @param opening the browser, which is traced if there is a `path`
 * @param path of the file to write; undefined: no trace
 * @throws what the work throws: that a trace cannot be had must not hide what it was wanted for
 */
export async function keepTrace(
  opening: Promise<OpenBrowser>,
  path: string | undefined,
  run: Run,
  work: (run: Run) => Promise<void>,
): Promise<void> {
  if (path === undefined) return await work(run);
  try {
    await work(groupSteps(run, opening));
  } finally {
    await saveTrace(opening, path, run);
  }
}

function groupSteps(run: Run, opening: Promise<OpenBrowser>): Run {
  const step: Run['step'] = async (name, announcement, work) => {
    const { tracing } = (await opening).context;
    await tracing.group(announcement);
    try {
      return await run.step(name, announcement, work);
    } finally {
      await tracing.groupEnd();
    }
  };
  return { deadline: run.deadline, step, warn: (text) => run.warn(text), info: (text) => run.info(text) };
}

async function saveTrace(opening: Promise<OpenBrowser>, path: string, run: Run): Promise<void> {
  try {
    const { context } = await opening;
    const deadline = run.deadline.forCleaningUp();
    const trace = await deadline.limit(takeTrace(context), () => new Error('it took too long'));
    await writeFileWhole(path, trace);
    run.info(`The trace is in ${path}, without secrets: npx playwright show-trace ${path}`);
  } catch (error) {
    run.warn(`The trace could not be written: ${describeError(error)}`);
  }
}
