import type { Page } from 'playwright';
import type { Access, CheckServer } from '../api/access.ts';
import { readSignedInUser } from '../api/endpoints.ts';
import type { HttpClient } from '../api/http.ts';
import { delayWhileStarting } from '../api/retry-read.ts';
import { readServerFacts, requireFormsLogin, type ServerFacts } from '../api/server-facts.ts';
import { learnCookiesOf } from '../browser/learn-cookies.ts';
import type { OpenPage } from '../browser/open-browser.ts';
import type { Run } from '../core/run.ts';
import { type LoginWatch, watchLogin } from '../portal/login-reply.ts';
import { carryRequests, mayLoadByItself, openPortal } from '../portal/open-portal.ts';
import { type Credentials, signIn } from '../portal/sign-in.ts';
import type { WalkSettings } from '../sso/walk.ts';
import { endSession, Session, type SessionSettings } from './session.ts';
import { holdInBrowser, isSignedIn, learnCookies, openSessionApi } from './session-api.ts';

/** How somebody signs in: in the portal's own form, by an identity provider, or as a person likes. */
export type SignInWay =
  | { readonly kind: 'form'; readonly credentials: Credentials }
  | { readonly kind: 'provider'; readonly provider: string; readonly walk: WalkSettings }
  | { readonly kind: 'person' };

/**
 * Signs in through the Web Portal. What the server tells beforehand is read while the browser and the page come.
 * @param opening the browser, perhaps still starting
 * @param bare sends requests without the browser
 * @param check is told what the server says of itself, before the password is typed; may throw
 * @throws Failure
 */
export async function openSession(
  opening: Promise<OpenPage>,
  bare: Promise<HttpClient>,
  settings: SessionSettings,
  way: SignInWay,
  check: CheckServer,
  run: Run,
): Promise<Access> {
  const delay = delayWhileStarting(settings.wait);
  const telling = bare.then((sender) => readServerFacts(sender, settings.url, run.deadline, delay));
  telling.catch(() => {});
  const browser = await opening;
  using _learning = learnCookiesOf(browser.context);
  try {
    if (!settings.insecureTls && !mayLoadByItself(settings.url))
      await carryRequests(browser.page, settings.url);
    const watch =
      way.kind === 'form' ? await watchLogin(browser.page, settings.url, run.deadline) : undefined;
    const server = await run.step(
      'open the portal',
      `Opening the Web Portal of ${settings.url}`,
      async () => {
        const arriving = openPortal(browser.page, settings.url, run.deadline, delay);
        // The documents say more plainly than the page what is wrong with a server, so their failure goes first.
        arriving.catch(() => {});
        const facts = await telling;
        if (way.kind === 'form') requireFormsLogin(facts);
        check(facts);
        await arriving;
        return facts;
      },
    );
    const { url } = settings;
    await run.step('sign in', describeWay(way), () =>
      signInBy(way, browser.page, server, watch, settings, run),
    );
    browser.leavePage();
    const learning = learnCookies(browser.context);
    const api = openSessionApi(holdInBrowser(browser.context), url, server);
    const [user] = await Promise.all([readSignedInUser(api, run.deadline), learning]);
    return new Session({ api, user, server, browser, settings }, run);
  } catch (error) {
    // A run can be stopped after the password was taken and before the reply was seen.
    if (await isSignedIn(browser.context, settings.url)) {
      await endSession(openSessionApi(holdInBrowser(browser.context), settings.url, undefined), run);
    }
    throw error;
  }
}

function describeWay(way: SignInWay): string {
  if (way.kind === 'form') return `Signing in as ${way.credentials.username}`;
  return way.kind === 'provider'
    ? `Signing in with ${way.provider}`
    : 'Waiting for you to sign in, in the browser that is open';
}

/** What is rarely needed is loaded only then. */
async function signInBy(
  way: SignInWay,
  page: Page,
  server: ServerFacts,
  watch: LoginWatch | undefined,
  { url }: SessionSettings,
  run: Run,
): Promise<void> {
  if (way.kind === 'form' && watch) return await signIn(page, url, way.credentials, watch, run.deadline);
  if (way.kind === 'provider') {
    const { pressProvider } =
      require('../sso/press-provider.ts') as typeof import('../sso/press-provider.ts');
    const { walkThrough } = require('../sso/walk.ts') as typeof import('../sso/walk.ts');
    const walking = walkThrough(page, way.walk, run);
    walking.catch(() => {});
    await Promise.race([pressProvider(page, way.provider, server, run.deadline), walking]);
    return await walking;
  }
  const { awaitPerson } = require('../sso/await-person.ts') as typeof import('../sso/await-person.ts');
  await awaitPerson(page, url, run.deadline);
}
