import type { APIRequestContext } from 'playwright';
import { type Access, type AccessSettings, type CheckServer, openKeyAccess } from '../api/access.ts';
import { openSession } from '../portal/open-session.ts';
import type { Run } from '../run/run.ts';
import type { Entrance } from './enter.ts';
import { keepTrace, type TraceSettings } from './keep-trace.ts';

export interface GainSettings extends AccessSettings, TraceSettings {}

/** What is done with an access. */
export type Work = (access: Access, bare: APIRequestContext, run: Run) => Promise<void>;

/**
 * Gains access to a server by whatever the entrance is, does some work, and ends the access.
 * @param check is told what the server says of itself, before anybody proves who they are; may throw
 * @param work is given what sends requests without the browser, too, and the run to tell its steps to
 * @throws Failure
 */
export async function gainAccess(
  entrance: Entrance,
  settings: GainSettings,
  check: CheckServer,
  run: Run,
  work: Work,
): Promise<void> {
  const opening = 'opening' in entrance ? entrance.opening : undefined;
  await keepTrace(opening, settings, run, async (bare, traced) => {
    await using access =
      'apiKey' in entrance
        ? await openKeyAccess(await bare, settings, entrance.apiKey, check, traced)
        : await openSession(entrance.opening, bare, settings, entrance.credentials, check, traced);
    await work(access, await bare, traced);
  });
}
