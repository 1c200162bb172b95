import type { OpenBrowser } from '../browser/open-browser.ts';
import { revoke } from '../keys/revoke.ts';
import { openSession, type SessionSettings } from '../portal/open-session.ts';
import type { Run } from '../run/run.ts';
import { keepTrace, type TraceSettings } from './keep-trace.ts';

export interface RevokeSettings extends SessionSettings, TraceSettings {
  readonly id: readonly string[];
}

/**
 * Signs in and revokes keys of the user who is signed in, one after the other.
 * @param opening the browser, perhaps still starting
 * @throws Failure
 */
export async function revokeById(
  opening: Promise<OpenBrowser>,
  settings: RevokeSettings,
  run: Run,
): Promise<void> {
  await keepTrace(opening, settings, run, async (bare, traced) => {
    await using session = await openSession(opening, bare, settings, () => {}, traced);
    for (const id of settings.id) {
      await traced.step('revoke the key', `Revoking the key ${id}`, () =>
        revoke({ id, userId: session.user.Id }, settings, session.api, run.deadline),
      );
    }
  });
}
