import { describeError, Failure } from '../core/failure.ts';
import type { Run } from '../core/run.ts';
import { writeFileWhole } from '../delivery/write-file.ts';
import type { Secret } from '../secrets/secret.ts';
import type { Entrance } from '../session/enter.ts';
import { type GainSettings, gainAccess } from '../session/gain-access.ts';
import { findSessionKey, sealSession } from '../session/saved-session.ts';

export interface SaveSettings extends GainSettings {
  /** Path of a file. */
  readonly saveSession: string | undefined;
  readonly sessionKey: Secret | undefined;
}

/**
 * Signs in and saves the session, encrypted, for its owner alone. A session that cannot be saved is ended.
 * @throws Failure
 */
export async function saveSession(entrance: Entrance, settings: SaveSettings, run: Run): Promise<void> {
  const { url, saveSession: path = '', sessionKey } = settings;
  // Without a key nobody needs to sign in.
  const key = findSessionKey(sessionKey, true);
  await gainAccess(entrance, settings, run, async (access, _, traced) => {
    const username = access.user.Username ?? undefined;
    const cookies = (await access.cookies?.()) ?? [];
    const savedAt = new Date().toISOString();
    try {
      await writeFileWhole(path, await sealSession({ url, username, savedAt, cookies }, key));
    } catch (error) {
      throw new Failure({
        kind: 'delivery',
        attempt: `save the session in ${path}`,
        reason: describeError(error),
        hint: 'Mend that, then run again.',
        cause: error,
      });
    }
    access.leave?.();
    traced.info(`The session of ${username} is in ${path}: use it with --session ${path}.`);
  });
}
