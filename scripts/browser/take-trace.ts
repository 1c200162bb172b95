import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { BrowserContext } from 'playwright';
import { cleanTrace } from './clean-trace.ts';

/**
 * Ends the recording of a context.
 * @returns the trace as a zip file without any known secret. While it is raw it lies in a folder of this user
 * alone, which is gone when this returns or throws.
 */
export async function takeTrace(context: BrowserContext): Promise<Uint8Array> {
  const folder = await mkdtemp(join(tmpdir(), 'octopus-key-mint-'));
  try {
    const path = join(folder, 'raw.zip');
    await context.tracing.stop({ path });
    return cleanTrace(await readFile(path));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
