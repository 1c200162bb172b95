import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { APIRequestContext, BrowserContext } from 'playwright';
import { cleanTrace } from './clean-trace.ts';
import { enterPrivateFolder } from './private-folder.ts';

/** Begins to record what happens in a context: screenshots, snapshots of the page, network, sources, its own requests. */
export async function startTrace(context: BrowserContext): Promise<void> {
  await context.tracing.start({ screenshots: true, snapshots: true, sources: true });
  await startRequestTrace(context.request);
}

/** Begins to record requests that are made without a page: they are no part of the trace of a context. */
export async function startRequestTrace(requests: APIRequestContext): Promise<void> {
  await requests.tracing.start({ snapshots: true, sources: true });
}

/**
 * Ends the recording.
 * @param bare what else made requests
 * @returns the trace as a zip file without any known secret; while it is raw it lies in the private folder
 */
export async function takeTrace(context: BrowserContext, bare: APIRequestContext): Promise<Uint8Array> {
  const tracings = [context.tracing, context.request.tracing, bare.tracing];
  const zips = tracings.map(async (tracing, index) => {
    const path = join(enterPrivateFolder(), `raw-${index}.zip`);
    await tracing.stop({ path });
    return readFile(path);
  });
  return cleanTrace(await Promise.all(zips));
}
