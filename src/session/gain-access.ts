import type { APIRequestContext } from 'playwright';
import { type Access, type AccessSettings, type CheckServer, openKeyAccess } from '../api/access.ts';
import { type HttpClient, PlaywrightHttp } from '../api/http.ts';
import { UndiciHttp } from '../api/undici-http.ts';
import { type OpenBrowser, openBareRequests } from '../browser/open-browser.ts';
import { takeTrace } from '../browser/trace.ts';
import { describeError, Failure } from '../core/failure.ts';
import { deriveRun, type Run } from '../core/run.ts';
import { writeFileWhole } from '../delivery/write-file.ts';
import type { Entrance } from './enter.ts';
import { openSession } from './open-session.ts';
import { readSavedSession, resumeSession } from './saved-session.ts';

export interface GainSettings extends AccessSettings, TraceSettings {}

/** What is done with an access. */
export type Work = (access: Access, bare: HttpClient, run: Run) => Promise<void>;

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
    await using bare = new UndiciHttp(settings);
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
  await using bare = new UndiciHttp(settings);
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

export interface TraceSettings {
  /** Path of a file; the browser has been opened to be traced then. Undefined: no trace. */
  readonly trace: string | undefined;
  /** Whether no certificates are checked. */
  readonly insecureTls: boolean;
}

/**
 * Does some work in a browser, and writes the trace of it, without secrets, however the work ended. In the trace,
 * what is done stands under the step that it was done for.
 * @param opening the browser, perhaps still starting
 * @param work is given what sends requests without the browser, and the run to tell its steps to
 * @throws what the work throws: that a trace cannot be had must not hide what it was wanted for
 */
export async function keepTrace(
  opening: Promise<OpenBrowser>,
  { trace, insecureTls }: TraceSettings,
  run: Run,
  work: (bare: Promise<HttpClient>, run: Run) => Promise<void>,
): Promise<void> {
  const requests = openBareRequests({ insecureTls, isTraced: trace !== undefined });
  const bare = requests.then((opened) => new PlaywrightHttp(opened));
  if (trace === undefined) return await work(bare, run);
  try {
    await work(bare, groupSteps(run, opening));
  } finally {
    await saveTrace(opening, requests, trace, run);
  }
}

function groupSteps(run: Run, opening: Promise<OpenBrowser>): Run {
  const step: Run['step'] = async (name, announcement, work) => {
    const { tracing } = (await opening).context;
    await tracing.group(announcement);
    try {
      return await run.step(name, announcement, work);
    } finally {
      await tracing.groupEnd();
    }
  };
  return deriveRun(run, { step });
}

async function saveTrace(
  opening: Promise<OpenBrowser>,
  requests: Promise<APIRequestContext>,
  path: string,
  run: Run,
): Promise<void> {
  try {
    const { context } = await opening;
    const deadline = run.deadline.forCleaningUp();
    const trace = await deadline.limit(
      takeTrace(context, await requests),
      () => new Error('it took too long'),
    );
    await writeFileWhole(path, trace);
    run.info(`The trace is in ${path}, without secrets: npx playwright show-trace ${path}`);
  } catch (error) {
    run.warn(`The trace could not be written: ${describeError(error)}`);
  }
}
