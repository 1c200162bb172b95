import type { APIRequestContext } from 'playwright';
import type { Access, CheckServer } from '../api/access.ts';
import { readSignedInUser } from '../api/endpoints.ts';
import { readServerFacts, requireFormsLogin } from '../api/pre-flight.ts';
import { delayWhileStarting } from '../api/retry-read.ts';
import type { OpenBrowser } from '../browser/open-browser.ts';
import type { Run } from '../run/run.ts';
import { carryRequests, mayLoadByItself } from './carry-requests.ts';
import { watchLogin } from './login-reply.ts';
import { openPortal } from './open-portal.ts';
import { endSession, Session, type SessionSettings } from './session.ts';
import { isSignedIn, learnCookies, openSessionApi } from './session-api.ts';
import { type Credentials, signIn } from './sign-in.ts';

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
  credentials: Credentials,
  check: CheckServer,
  run: Run,
): Promise<Access> {
  const delay = delayWhileStarting(settings.wait);
  const telling = http.then((sender) => readServerFacts(sender, settings.url, run.deadline, delay));
  telling.catch(() => {});
  const browser = await opening;
  try {
    if (!settings.insecureTls && !mayLoadByItself(settings.url))
      await carryRequests(browser.page, settings.url);
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
    const { url } = settings;
    await run.step('sign in', `Signing in as ${credentials.username}`, () =>
      signIn(browser.page, url, credentials, watch, run.deadline),
    );
    browser.leavePage();
    const learning = learnCookies(browser.context);
    const api = openSessionApi(browser.context, url, server.installationId);
    const [user] = await Promise.all([readSignedInUser(api, run.deadline), learning]);
    return new Session({ api, user, server, browser, settings }, run);
  } catch (error) {
    // A run can be stopped after the password was taken and before the reply was seen.
    if (await isSignedIn(browser.context, settings.url)) {
      await endSession(openSessionApi(browser.context, settings.url, undefined), run);
    }
    throw error;
  }
}
