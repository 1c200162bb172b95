import type { OpenBrowser } from '../browser/open-browser.ts';
import { takeTrace } from '../browser/take-trace.ts';
import { writeFileWhole } from '../delivery/write-file.ts';
import { describeError } from '../failure/failure.ts';
import type { Run } from '../run/run.ts';

/**
 * Does some work in a browser, and writes the trace of it, without secrets, however the work ended.
 * @param opening the browser, which is traced if there is a `path`
 * @param path of the file to write; undefined: no trace
 * @throws what the work throws: that a trace cannot be had must not hide what it was wanted for
 */
export async function keepTrace(
  opening: Promise<OpenBrowser>,
  path: string | undefined,
  run: Run,
  work: () => Promise<void>,
): Promise<void> {
  try {
    await work();
  } finally {
    if (path !== undefined) await saveTrace(opening, path, run);
  }
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
