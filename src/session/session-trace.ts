import type { APIRequestContext, BrowserContext } from 'playwright';
import { takeTrace } from '../browser/trace.ts';
import { describeError } from '../core/failure.ts';
import type { Run } from '../core/run.ts';
import { writeFileWhole } from '../core/write.ts';

/**
 * The trace of what happens in a browser, in which everything stands under the step that it was done for. That it cannot be
 * had is told, and hides nothing that it was wanted for.
 */
export class SessionTrace {
  readonly #context: BrowserContext;
  readonly #requests: APIRequestContext;
  readonly #path: string;
  readonly #run: Run;
  readonly #grouping: Disposable;

  /**
   * @param context whose tracing has begun
   * @param requests what sends requests without the browser, traced too
   * @param path of the file to be written
   */
  constructor(context: BrowserContext, requests: APIRequestContext, path: string, run: Run) {
    this.#context = context;
    this.#requests = requests;
    this.#path = path;
    this.#run = run;
    this.#grouping = run.observeSteps({
      begin: (announcement) => context.tracing.group(announcement).then(() => {}),
      end: () => context.tracing.groupEnd(),
    });
  }

  /** Ends the trace, and writes it without secrets. */
  async save(): Promise<void> {
    const path = this.#path;
    this.#grouping[Symbol.dispose]();
    try {
      const deadline = this.#run.deadline.forCleaningUp();
      const taking = takeTrace(this.#context, this.#requests);
      await writeFileWhole(path, await deadline.limit(taking, () => new Error('it took too long')));
      this.#run.info(`The trace is in ${path}, without secrets: npx playwright show-trace ${path}`);
    } catch (error) {
      this.#run.warn(`The trace could not be written: ${describeError(error)}`);
    }
  }
}
