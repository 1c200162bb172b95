import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { APIRequestContext, BrowserContext, Page } from 'playwright';
import { describeError } from '../core/failure.ts';
import type { Run } from '../core/run.ts';
import { writeTo } from '../core/write.ts';
import { cleanText } from '../secrets/clean-json.ts';
import { redactor } from '../secrets/redactor.ts';
import { makePrivateFolder } from './private-folder.ts';

/** Begins to record what happens in a context: screenshots, snapshots of the page, network, sources, its own requests. */
export async function startTrace(context: BrowserContext): Promise<void> {
  tracedContexts.add(context);
  await context.tracing.start({ screenshots: true, snapshots: true, sources: true });
  await startRequestTrace(context.request);
}

const tracedContexts = new WeakSet<BrowserContext>();

/**
 * Has a page as it stands shown in its trace, if it is traced: a trace has a snapshot of each of Playwright's own actions, and
 * none of what is done in an isolated world.
 */
export async function showInTrace(page: Page): Promise<void> {
  if (!tracedContexts.has(page.context())) return;
  // A page that is just being left has nothing to show.
  await page
    .locator('html')
    .isVisible()
    .catch(() => {});
}

/** Begins to record requests that are made without a page: they are no part of the trace of a context. */
export async function startRequestTrace(requests: APIRequestContext): Promise<void> {
  await requests.tracing.start({ snapshots: true, sources: true });
}

/**
 * The trace of what happens in a browser, in which everything stands under the step that it was done for. That it cannot be
 * had is a warning, and hides nothing that it was wanted for.
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
    try {
      const deadline = this.#run.deadline.forCleaningUp();
      const taking = takeTrace(this.#context, this.#requests);
      const trace = await deadline.limit(taking, () => new Error('it took too long'));
      await writeTo(path, trace, deadline);
      this.#run.info(`The trace is in ${path}, without secrets: npx playwright show-trace ${path}`);
    } catch (error) {
      this.#run.warn(`The trace could not be written: ${describeError(error)}`);
    }
  }
}

/**
 * Ends the recording.
 * @param anonymous what else made requests
 * @returns the trace as a zip file without any known secret; while it is raw it lies in the private folder
 */
async function takeTrace(context: BrowserContext, anonymous: APIRequestContext): Promise<Uint8Array> {
  const tracings = [context.tracing, context.request.tracing, anonymous.tracing];
  const zips = tracings.map(async (tracing, index) => {
    const path = join(makePrivateFolder(), `raw-${index}.zip`);
    await tracing.stop({ path });
    return readFile(path);
  });
  return cleanTrace(await Promise.all(zips));
}

/**
 * Removes every known secret from a trace of Playwright's, so that it can be shown to anybody. Each part is read as
 * what it is: lines of JSON value by value, so that they stay JSON; other text as text; pictures stay as they are,
 * since a password field shows none of its text.
 * @param zips traces of the same time as Playwright wrote them
 * @returns a zip file that its trace viewer opens, with all of them on one time line
 */
function cleanTrace(zips: readonly Uint8Array[]): Uint8Array {
  const { unzipSync, zipSync } = require('fflate') as typeof import('fflate');
  const parts = zips.flatMap((zip, index) =>
    Object.entries(unzipSync(zip)).map(([name, bytes]) => [
      redactor.redact(nameApart(name, index)),
      cleanPart(name, bytes),
    ]),
  );
  return zipSync(Object.fromEntries(parts));
}

/** The viewer reads every `….trace` of a zip file, with the `….network` and `….stacks` of the same name. */
function nameApart(name: string, index: number): string {
  return index > 0 && /^trace\.\w+$/.test(name) ? `${index}-${name}` : name;
}

function cleanPart(name: string, bytes: Uint8Array): Uint8Array {
  const text = readText(bytes);
  if (text === undefined) return bytes;
  return Buffer.from(/\.(?:trace|network|stacks)$/.test(name) ? cleanLines(text) : cleanText(text));
}

/** @returns undefined for what is no text */
function readText(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

function cleanLines(text: string): string {
  return text.split('\n').map(cleanText).join('\n');
}
