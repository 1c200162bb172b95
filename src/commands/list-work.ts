import type { Run } from '../core/run.ts';
import { writeStream } from '../delivery/deliver.ts';
import { formatKeys } from '../delivery/format-keys.ts';
import { readKeyList, summarizeKey } from '../keys/list.ts';
import { findKeyOwner } from '../keys/owner.ts';
import type { Entrance } from '../session/enter.ts';
import { type GainSettings, gainAccess } from '../session/gain-access.ts';

export interface ListSettings extends GainSettings {
  /** Undefined: the user's own keys. */
  readonly serviceAccount: string | undefined;
  readonly listFormat: 'table' | 'json';
}

/**
 * Writes the keys of an account to standard output, most recent first.
 * @throws Failure
 */
export async function listKeys(entrance: Entrance, settings: ListSettings, run: Run): Promise<void> {
  await gainAccess(entrance, settings, run, async ({ api, user }, _, traced) => {
    const { Id } = await findKeyOwner(api, user, settings, traced);
    const now = new Date();
    const keys = (await readKeyList(api, Id, traced)).map((key) => summarizeKey(key, now));
    await writeStream(process.stdout, formatKeys(keys, settings.listFormat));
  });
}
