import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { BrowserContext } from 'playwright';
import { cleanTrace } from './clean-trace.ts';
import { enterPrivateFolder } from './private-folder.ts';

/**
 * Ends the recording of a context.
 * @returns the trace as a zip file without any known secret; while it is raw it lies in the private folder
 */
export async function takeTrace(context: BrowserContext): Promise<Uint8Array> {
  const path = join(enterPrivateFolder(), 'raw.zip');
  await context.tracing.stop({ path });
  return cleanTrace(await readFile(path));
}
