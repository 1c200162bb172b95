import type { APIRequestContext } from 'playwright';
import { readSignedInUser, signOut } from '../api/endpoints.ts';
import type { OctopusApi } from '../api/octopus-api.ts';
import { readServerFacts, requireFormsLogin, type ServerFacts } from '../api/pre-flight.ts';
import { delayWhileStarting } from '../api/retry-read.ts';
import type { User } from '../api/schemas.ts';
import type { OpenBrowser } from '../browser/open-browser.ts';
import { describeError } from '../failure/failure.ts';
import type { Run } from '../run/run.ts';
import { carryRequests, mayLoadByItself } from './carry-requests.ts';
import { watchLogin } from './login-reply.ts';
import { openPortal } from './open-portal.ts';
import { isSignedIn, learnCookies, openSessionApi } from './session-api.ts';
import { type Credentials, signIn } from './sign-in.ts';

export interface SessionSettings extends Credentials {
  /** The server's address, with its virtual directory, without a slash at the end. */
  readonly url: string;
  /** Milliseconds to wait for a server that is still starting. */
  readonly wait: number;
  /** Whether no certificates are checked. */
  readonly insecureTls: boolean;
}

/** A user signed in to a server. Disposing of it signs out. */
export class Session {
  readonly api: OctopusApi;
  readonly user: User;
  readonly server: ServerFacts;
  readonly browser: OpenBrowser;
  readonly #run: Run;
  #ending: Promise<void> | undefined;

  constructor(api: OctopusApi, user: User, server: ServerFacts, browser: OpenBrowser, run: Run) {
    this.api = api;
    this.user = user;
    this.server = server;
    this.browser = browser;
    this.#run = run;
  }

  /** May be called more than once. */
  [Symbol.asyncDispose](): Promise<void> {
    this.#ending ??= endSession(this.api, this.#run);
    return this.#ending;
  }
}

const UNCHECKED =
  'NO CERTIFICATE IS CHECKED (--insecure-tls): whoever stands between this machine and the server can read the password and the key.';

/**
 * Signs in through the Web Portal. What the server tells beforehand is read while the browser and the page come.
 * @param opening the browser, perhaps still starting
 * @param http sends requests without the browser
 * @param check is told what the server says of itself, before the password is typed; may throw
 * @throws Failure
 */
export async function openSession(
  opening: Promise<OpenBrowser>,
  http: Promise<APIRequestContext>,
  settings: SessionSettings,
  check: (server: ServerFacts) => void,
  run: Run,
): Promise<Session> {
  const delay = delayWhileStarting(settings.wait);
  const telling = http.then((sender) => readServerFacts(sender, settings.url, run.deadline, delay));
  telling.catch(() => {});
  const browser = await opening;
  try {
    if (settings.insecureTls) run.warn(UNCHECKED);
    else if (!mayLoadByItself(settings.url)) await carryRequests(browser.page, settings.url);
    const watch = await watchLogin(browser.page, settings.url, run.deadline);
    const server = await run.step(
      'open the portal',
      `Opening the Web Portal of ${settings.url}`,
      async () => {
        const arriving = openPortal(browser.page, settings.url, run.deadline, delay);
        // The documents say more plainly than the page what is wrong with a server, so their failure goes first.
        arriving.catch(() => {});
        const facts = await telling;
        requireFormsLogin(facts);
        check(facts);
        await arriving;
        return facts;
      },
    );
    const { username, url } = settings;
    await run.step('sign in', `Signing in as ${username}`, () =>
      signIn(browser.page, url, settings, watch, run.deadline),
    );
    browser.leavePage();
    const learning = learnCookies(browser.context);
    const api = openSessionApi(browser.context, url, server.installationId);
    const [user] = await Promise.all([readSignedInUser(api, run.deadline), learning]);
    return new Session(api, user, server, browser, run);
  } catch (error) {
    // A run can be stopped after the password was taken and before the reply was seen.
    if (await isSignedIn(browser.context, settings.url)) {
      await endSession(openSessionApi(browser.context, settings.url, undefined), run);
    }
    throw error;
  }
}

async function endSession(api: OctopusApi, run: Run): Promise<void> {
  try {
    await run.step('sign out', 'Signing out', () => signOut(api, run.deadline.forCleaningUp()));
  } catch (error) {
    run.warn(`The session stays on the server until it times out: ${describeError(error)}`);
  }
}
