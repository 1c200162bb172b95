import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { APIRequestContext, BrowserContext, Page } from 'playwright';
import { describeError } from '../core/failure.ts';
import type { Run } from '../core/run.ts';
import { writeTo } from '../core/write.ts';
import { cleanTrace } from './clean-trace.ts';
import { hiddenTimesOf } from './hidden-times.ts';
import type { IsolatedWorld } from './isolated-world.ts';
import { makePrivateFolder } from './private-folder.ts';

/** Begins to record what happens in a context: screenshots, snapshots of the page, network, its own requests. */
export async function startTrace(context: BrowserContext): Promise<void> {
  tracedContexts.add(context);
  await context.tracing.start({ screenshots: true, snapshots: true });
  await startRequestTrace(context.request);
}

const SHOW_TIMEOUT_MS = 1_000;

const tracedContexts = new WeakSet<BrowserContext>();

/**
 * Has a page as it stands shown in its trace, if it is traced: a trace has a snapshot of each of Playwright's own actions, and
 * none of what is done in an isolated world.
 */
export async function showInTrace(page: Page): Promise<void> {
  if (!tracedContexts.has(page.context())) return;
  // Where it only reads, the viewer does not show it by itself; a page that is just being left has nothing to show.
  await page
    .locator('html')
    .waitFor({ state: 'attached', timeout: SHOW_TIMEOUT_MS })
    .catch(() => {});
}

/** Keeps what is typed into a document from now on out of the pictures of a trace, until `showPictures`. */
export async function hidePictures(page: Page, world: IsolatedWorld): Promise<void> {
  if (tracedContexts.has(page.context())) await hiddenTimesOf(page.context()).begin(page, world);
}

/** Lets a trace have pictures again, if the document that was typed into is left, beginning with a snapshot of the next one. */
export async function showPictures(page: Page): Promise<void> {
  const hasEnded =
    tracedContexts.has(page.context()) && (await hiddenTimesOf(page.context()).endOnceLeft(page));
  if (hasEnded) await showInTrace(page);
}

/** Keeps all pictures out of a trace: nobody knows when a person types. */
export function hideAllPictures(page: Page): void {
  hiddenTimesOf(page.context()).hideAll();
}

/** Begins to record requests that are made without a page: they are no part of the trace of a context. */
export async function startRequestTrace(requests: APIRequestContext): Promise<void> {
  await requests.tracing.start({ snapshots: true });
}

/**
 * The trace of what happens in a browser, in which everything stands under the step that it was done for. That it cannot be
 * had is a warning, and hides nothing that it was wanted for.
 */
export class SessionTrace {
  readonly #context: BrowserContext;
  readonly #requests: APIRequestContext;
  readonly #server: string;
  readonly #path: string;
  readonly #run: Run;
  readonly #grouping: Disposable;
  readonly #unwritten: Disposable;

  /**
   * @param context whose tracing has begun
   * @param requests what sends requests without the browser, traced too
   * @param login the server's address, and the path of the file to be written
   */
  constructor(
    context: BrowserContext,
    requests: APIRequestContext,
    login: { readonly url: string; readonly trace: string },
    run: Run,
  ) {
    this.#context = context;
    this.#requests = requests;
    this.#server = login.url;
    this.#path = login.trace;
    this.#run = run;
    this.#unwritten = run.transactions.begin('There is no trace: the run ended before it was written.');
    // A step is done, or has failed, whatever becomes of its place in the trace: the browser may just be dying.
    this.#grouping = run.observeSteps({
      begin: (announcement) =>
        context.tracing.group(announcement).then(
          () => {},
          () => {},
        ),
      end: () => context.tracing.groupEnd().catch(() => {}),
    });
  }

  /** Ends the trace, and writes it without secrets. */
  async save(): Promise<void> {
    const path = this.#path;
    this.#grouping[Symbol.dispose]();
    using _ = this.#unwritten;
    try {
      const deadline = this.#run.deadline.forTheLast();
      const taking = takeTrace(this.#context, this.#requests, this.#server);
      const trace = await deadline.limit(taking, () => new Error('it took too long'));
      await writeTo(path, trace, deadline, false);
      this.#run.info(`The trace is in ${path}, without secrets: npx playwright show-trace ${path}`);
    } catch (error) {
      this.#run.warn(`The trace could not be written: ${describeError(error)}`);
    }
  }
}

/**
 * Ends the recording.
 * @param anonymous what else made requests
 * @param server the server's address
 * @returns the trace as a zip file without any secret; while it is raw it lies in the private folder
 */
async function takeTrace(
  context: BrowserContext,
  anonymous: APIRequestContext,
  server: string,
): Promise<Uint8Array> {
  const tracings = [context.tracing, context.request.tracing, anonymous.tracing];
  const zips = tracings.map(async (tracing, index) => {
    const path = join(makePrivateFolder(), `raw-${index}.zip`);
    await tracing.stop({ path });
    return readFile(path);
  });
  return cleanTrace(await Promise.all(zips), { server, hidden: hiddenTimesOf(context) });
}
