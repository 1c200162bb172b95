import { ApiFailure } from '../api/api-failure.ts';
import { readSignedInUser } from '../api/endpoints.ts';
import { type HttpClient, PlaywrightHttp, UndiciHttp } from '../api/http.ts';
import { openKeyApi } from '../api/octopus-api.ts';
import { type Delay, delayWhileStarting } from '../api/retry-read.ts';
import { readServerFacts, requireFormsLogin, type ServerFacts } from '../api/server-facts.ts';
import type { OpenPage } from '../browser/open-browser.ts';
import { hideAllPictures, SessionTrace } from '../browser/trace.ts';
import { Failure } from '../core/failure.ts';
import type { Run } from '../core/run.ts';
import { awaitPerson } from '../portal/await-person.ts';
import { isSignedIn, openPortal, relayRequests } from '../portal/open-portal.ts';
import { signIn } from '../portal/sign-in.ts';
import { signInByProvider } from '../sso/sign-in-by-provider.ts';
import type { ApiKeyLogin, BrowserLogin, LoginMethod, SavedSessionLogin, SignInWay } from './login-method.ts';
import { requireSameUser } from './require-same-user.ts';
import { readSavedSession } from './saved-session.ts';
import { endSession, Session, type SessionParts } from './session.ts';
import { BrowserCookies, holdCookies, learnCookiesOf, openSessionApi } from './session-api.ts';

/** Judges what the server says of itself, before anybody proves who they are; may throw. */
export type CheckServer = (server: ServerFacts) => void;

/**
 * Opens a session by whatever the way in is.
 * @param check judges what the server says of itself before a password is typed or a key is used
 * @returns what is to be disposed of when the work is done
 * @throws Failure
 */
export function openSession(method: LoginMethod, run: Run, check: CheckServer = () => {}): Promise<Session> {
  if (method.kind === 'API key') return openByApiKey(method, run, check);
  return method.kind === 'saved session' ? resume(method, run, check) : signInByBrowser(method, run, check);
}

async function openByApiKey(login: ApiKeyLogin, run: Run, check: CheckServer): Promise<Session> {
  const { url, wait, apiKey } = login;
  if (login.trace) run.warn('OCTOPUS_API_KEY is used, so no browser is started, and there is no trace.');
  const anonymousHttp = new UndiciHttp(login);
  return await run.step('look at the server', `Asking ${url} who the API key belongs to`, async () => {
    const server = await readServerFacts(anonymousHttp, url, run.deadline, delayWhileStarting(wait));
    check(server);
    const api = openKeyApi(anonymousHttp, url, apiKey);
    const user = await readSignedInUser(api, run.deadline);
    return new Session(
      { ...WITHOUT_BROWSER, login, api, user, server, anonymousHttp, cookies: undefined },
      run,
    );
  });
}

// Neither an API key nor a saved session is this run's to end.
const WITHOUT_BROWSER = { browser: undefined, trace: undefined, endsWithRun: false } as const;

/** Goes on with a session that was saved, without a browser; where it is over, somebody signs in anew, if that can be. */
async function resume(login: SavedSessionLogin, run: Run, check: CheckServer): Promise<Session> {
  const { file, sessionKey, url, fallback } = login;
  const saved = await readSavedSession(file, sessionKey, url);
  const session = await run.step(
    'look at the server',
    `Going on with a saved session at ${url}`,
    async () => {
      const cookies = await holdCookies(saved.cookies, login.insecureTls);
      const anonymousHttp = new UndiciHttp(login);
      const server = await readServerFacts(anonymousHttp, url, run.deadline, delayWhileStarting(login.wait));
      check(server);
      const api = openSessionApi(cookies, url, server);
      const user = await readSignedInUser(api, run.deadline).catch(refusedIsUndefined);
      return (
        user && new Session({ ...WITHOUT_BROWSER, login, api, user, server, anonymousHttp, cookies }, run)
      );
    },
  );
  if (session) return session;
  if (!fallback) throw failExpired(file);
  run.warn(`The session in ${file} is over: signing in anew.`);
  return await signInByBrowser(fallback, run, check);
}

function refusedIsUndefined(error: unknown): undefined {
  if (error instanceof ApiFailure && (error.status === 401 || error.status === 403)) return undefined;
  throw error;
}

function failExpired(path: string): Failure {
  return new Failure({
    kind: 'sign-in',
    attempt: `go on with the session in ${path}`,
    reason: 'it is over',
    hint: 'Sign in anew with sign-in --save-session, or give a user name and a password besides.',
  });
}

/** Signs in through the Web Portal. What the server tells beforehand is read while the browser and the page come. */
async function signInByBrowser(login: BrowserLogin, run: Run, check: CheckServer): Promise<Session> {
  const { url, wait } = login;
  const opening = login.openPage(run);
  const openingHttp = login.openAnonymousHttp();
  const delay = delayWhileStarting(wait);
  const readingFacts = openingHttp.then((http) => readServerFacts(http, url, run.deadline, delay));
  readingFacts.catch(() => {});
  const browser = await opening.catch((error) => {
    openingHttp.then((http) => http.close()).catch(() => {});
    throw error;
  });
  const anonymousHttp = await openingHttp;
  using _learning = learnCookiesOf(browser.context);
  const trace = startTrace(login, browser, anonymousHttp, run);
  try {
    const work = () => enterPortal({ login, browser, anonymousHttp, trace }, readingFacts, delay, run, check);
    // Whoever closes the browser in which they were to sign in gets that message from what waits for them.
    return await (login.way.kind === 'person' ? work() : browser.watch.race(work));
  } catch (error) {
    // A run can be stopped after the password was taken and before the reply was seen.
    if (await isSignedIn(browser.context, url)) {
      const cookies = new BrowserCookies(browser, login.insecureTls);
      await endSession(openSessionApi(cookies, url, undefined), run);
    }
    await trace?.save();
    await Promise.all([browser.close(), anonymousHttp.close()]);
    throw error;
  }
}

type OpenedParts = Pick<SessionParts, 'anonymousHttp' | 'trace'> & {
  readonly login: BrowserLogin;
  readonly browser: OpenPage;
};

async function enterPortal(
  opened: OpenedParts,
  readingFacts: Promise<ServerFacts>,
  delay: Delay,
  run: Run,
  check: CheckServer,
): Promise<Session> {
  const { login, browser } = opened;
  const { url, way, insecureTls } = login;
  if (way.kind === 'person') hideAllPictures(browser.page);
  await relayRequests(browser.page, url, insecureTls);
  const server = await run.step('open the portal', `Opening the Web Portal of ${url}`, async () => {
    const arriving = openPortal(browser.page, url, run.deadline, delay);
    // The documents say more plainly than the page what is wrong with a server, so their failure goes first.
    arriving.catch(() => {});
    const facts = await readingFacts;
    if (way.kind === 'form') requireFormsLogin(facts);
    check(facts);
    await arriving;
    return facts;
  });
  const reply = await run.step('sign in', announce(way), async () => {
    if (way.kind === 'form') return await signIn(browser.page, url, way.credentials, run.deadline);
    if (way.kind === 'person') await awaitPerson(browser.page, url, run);
    else await signInByProvider(browser.page, way.provider, way.walk, server, run);
    return undefined;
  });
  browser.leavePage();
  const cookies = new BrowserCookies(browser, insecureTls);
  const api = openSessionApi(cookies, url, server);
  const [user] = await Promise.all([readSignedInUser(api, run.deadline), cookies.copy()]);
  if (way.kind === 'form')
    requireSameUser(user, way.credentials.username, reply, (message) => run.warn(message));
  return new Session({ ...opened, api, user, server, cookies, endsWithRun: true }, run);
}

function startTrace(
  { url, trace }: BrowserLogin,
  { context }: OpenPage,
  http: HttpClient,
  run: Run,
): SessionTrace | undefined {
  if (trace === undefined || !(http instanceof PlaywrightHttp)) return undefined;
  return new SessionTrace(context, http.requests, { url, trace }, run);
}

function announce(way: SignInWay): string {
  if (way.kind === 'form') return `Signing in as ${way.credentials.username}`;
  return way.kind === 'provider'
    ? `Signing in with ${way.provider}`
    : 'Waiting for you to sign in, in the browser that is open';
}
