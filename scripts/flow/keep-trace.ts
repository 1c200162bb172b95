import type { APIRequestContext } from 'playwright';
import { PlaywrightSender } from '../api/playwright-sender.ts';
import type { Sender } from '../api/sender.ts';
import { type OpenBrowser, openBareRequests } from '../browser/open-browser.ts';
import { takeTrace } from '../browser/take-trace.ts';
import { writeFileWhole } from '../delivery/write-file.ts';
import { describeError } from '../failure/failure.ts';
import { deriveRun } from '../run/derive-run.ts';
import type { Run } from '../run/run.ts';

export interface TraceSettings {
  /** Path of a file; the browser has been opened to be traced then. Undefined: no trace. */
  readonly trace: string | undefined;
  /** Whether no certificates are checked. */
  readonly insecureTls: boolean;
}

/**
 * Does some work in a browser, and writes the trace of it, without secrets, however the work ended. In the trace,
 * what is done stands under the step that it was done for.
 * @param opening the browser, perhaps still starting
 * @param work is given what sends requests without the browser, and the run to tell its steps to
 * @throws what the work throws: that a trace cannot be had must not hide what it was wanted for
 */
export async function keepTrace(
  opening: Promise<OpenBrowser>,
  { trace, insecureTls }: TraceSettings,
  run: Run,
  work: (bare: Promise<Sender>, run: Run) => Promise<void>,
): Promise<void> {
  const requests = openBareRequests({ insecureTls, isTraced: trace !== undefined });
  const bare = requests.then((opened) => new PlaywrightSender(opened));
  if (trace === undefined) return await work(bare, run);
  try {
    await work(bare, groupSteps(run, opening));
  } finally {
    await saveTrace(opening, requests, trace, run);
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
  return deriveRun(run, { step });
}

async function saveTrace(
  opening: Promise<OpenBrowser>,
  requests: Promise<APIRequestContext>,
  path: string,
  run: Run,
): Promise<void> {
  try {
    const { context } = await opening;
    const deadline = run.deadline.forCleaningUp();
    const trace = await deadline.limit(
      takeTrace(context, await requests),
      () => new Error('it took too long'),
    );
    await writeFileWhole(path, trace);
    run.info(`The trace is in ${path}, without secrets: npx playwright show-trace ${path}`);
  } catch (error) {
    run.warn(`The trace could not be written: ${describeError(error)}`);
  }
}
