import { type Access, type AccessSettings, type CheckServer, openKeyAccess } from '../api/access.ts';
import { PlainSender } from '../api/plain-sender.ts';
import type { Sender } from '../api/sender.ts';
import { Failure } from '../failure/failure.ts';
import { openSession } from '../portal/open-session.ts';
import { resumeSession } from '../portal/resume-session.ts';
import { readSavedSession } from '../portal/saved-session.ts';
import type { Run } from '../run/run.ts';
import type { Entrance } from './enter.ts';
import { keepTrace, type TraceSettings } from './keep-trace.ts';

export interface GainSettings extends AccessSettings, TraceSettings {}

/** What is done with an access. */
export type Work = (access: Access, bare: Sender, run: Run) => Promise<void>;

/**
 * Gains access to a server by whatever the entrance is, does some work, and ends the access.
 * @param work is given what sends requests without the browser, too, and the run to tell its steps to
 * @param check is told what the server says of itself, before anybody proves who they are; may throw
 * @throws Failure
 */
export async function gainAccess(
  entrance: Entrance,
  settings: GainSettings,
  run: Run,
  work: Work,
  check: CheckServer = () => {},
): Promise<void> {
  if ('session' in entrance) return await resume(entrance, settings, check, run, work);
  if ('apiKey' in entrance) {
    await using bare = new PlainSender(settings);
    return await work(await openKeyAccess(bare, settings, entrance.apiKey, check, run), bare, run);
  }
  const { opening, way } = entrance;
  await keepTrace(opening, settings, run, async (bare, traced) => {
    await using access = await openSession(opening, bare, settings, way, check, traced);
    await work(access, await bare, traced);
  });
}

/** Goes on with a session that was saved; where it is over, somebody signs in anew, if that can be. */
async function resume(
  entrance: Extract<Entrance, { session: string }>,
  settings: GainSettings,
  check: CheckServer,
  run: Run,
  work: Work,
): Promise<void> {
  await using bare = new PlainSender(settings);
  const saved = await readSavedSession(entrance.session, entrance.sessionKey, settings.url);
  const access = await resumeSession(saved, bare, settings, check, run);
  if (access) return await work(access, bare, run);
  if (!entrance.otherwise) throw failExpired(entrance.session);
  run.warn(`The session in ${entrance.session} is over: signing in anew.`);
  await gainAccess(entrance.otherwise(), settings, run, work, check);
}

function failExpired(path: string): Failure {
  return new Failure({
    kind: 'sign-in',
    attempt: `go on with the session in ${path}`,
    reason: 'it is over',
    hint: 'Sign in anew with sign-in --save-session, or give a user name and a password besides.',
  });
}
