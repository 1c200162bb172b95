import { ApiFailure, NotInTime } from '../api/api-failure.ts';
import { readKeyHolder, readSessionHolder, readSignedInUser } from '../api/endpoints.ts';
import { isPassedLater } from '../api/front-demand.ts';
import { type HttpClient, PlaywrightHttp, UndiciHttp } from '../api/http.ts';
import { newSince } from '../api/newness.ts';
import { openKeyApi } from '../api/octopus-api.ts';
import { followPace } from '../api/pace.ts';
import { retryRead } from '../api/retry-read.ts';
import {
  type CheckServer,
  readServerFacts,
  requireFormsLogin,
  type ServerFacts,
} from '../api/server-facts.ts';
import { StartupWait } from '../api/startup-wait.ts';
import { tryProxy } from '../api/try-proxy.ts';
import type { OpenPage } from '../browser/open-browser.ts';
import { hideAllPictures, SessionTrace } from '../browser/trace.ts';
import { Failure } from '../core/failure.ts';
import { nameProxy } from '../core/proxy.ts';
import type { Run } from '../core/run.ts';
import { shortenToLine } from '../core/shorten.ts';
import { readOrigin } from '../core/text.ts';
import { awaitPerson } from '../portal/await-person.ts';
import { openPortal } from '../portal/open-portal.ts';
import { cookieAddress, LostCookies, readSetCookies, requireCookies } from '../portal/session-cookies.ts';
import { signIn } from '../portal/sign-in.ts';
import { SentLogin, UnansweredReturns } from '../portal/unanswered-sign-in.ts';
import { type Passkey, PasskeyUse } from '../sso/passkey-use.ts';
import { signInByProvider } from '../sso/sign-in-by-provider.ts';
import { signInDirectly } from './direct-sign-in.ts';
import type {
  ApiKeyLogin,
  BrowserLogin,
  DirectLogin,
  LoginMethod,
  SavedSessionLogin,
  ServerSettings,
  SignInWay,
} from './login-method.ts';
import { openPasskey } from './passkey-file.ts';
import {
  readWhoSignedIn,
  requireKeyOf,
  requireNamedUser,
  requirePersonIs,
  requireSameUser,
} from './require-same-user.ts';
import { readSavedSession } from './saved-session.ts';
import { endLostSession, endSession, Session, type SessionParts } from './session.ts';
import {
  BrowserCookies,
  holdCookies,
  holdsSession,
  openBesideSession,
  openSessionApi,
} from './session-api.ts';

/**
 * Opens a session by whatever the way in is.
 * @param check judges what the server says of itself before a password is typed or a key is used
 * @returns what is to be disposed of when the work is done
 * @throws Failure
 */
export async function openSession(
  method: LoginMethod,
  run: Run,
  check: CheckServer = () => {},
): Promise<Session> {
  followPace(method.url, (message) => run.info(message));
  await requireProxy(method, run);
  if (method.kind === 'API key') return await openByApiKey(method, run, check);
  return await (method.kind === 'saved session'
    ? resume(method, run, check)
    : signInAnew(method, run, check));
}

function signInAnew(login: BrowserLogin | DirectLogin, run: Run, check: CheckServer): Promise<Session> {
  return login.kind === 'direct' ? signInDirectly(login, run, check) : signInByBrowser(login, run, check);
}

/**
 * Where a server is reached through a proxy, makes sure that it is.
 * @throws ApiFailure of kind `server`
 */
export async function requireProxy({ url, wait, network }: ServerSettings, run: Run): Promise<void> {
  const proxy = network.proxies?.of(url);
  if (!proxy) return;
  await run.step('go through the proxy', `Going through ${nameProxy(proxy)}`, async () => {
    using startup = new StartupWait(url, wait, run);
    await retryRead((deadline) => tryProxy(proxy, url, deadline), run.deadline, startup);
  });
}

async function openByApiKey(login: ApiKeyLogin, run: Run, check: CheckServer): Promise<Session> {
  const { url, wait, apiKey } = login;
  if (login.trace) run.warn('OCTOPUS_API_KEY is used, so no browser is started, and there is no trace.');
  const anonymousHttp = new UndiciHttp(login.network);
  return await run.step('look at the server', `Asking ${url} who the API key belongs to`, async () => {
    using startup = new StartupWait(url, wait, run);
    const server = await readServerFacts(anonymousHttp, url, run.deadline, startup);
    check(server);
    const api = openKeyApi(anonymousHttp, url, apiKey);
    const user = await readKeyHolder(api, run.deadline);
    requireKeyOf(user, login, (message) => run.warn(message));
    return new Session(
      { ...WITHOUT_BROWSER, login, api, user, server, anonymousHttp, cookies: undefined },
      run,
    );
  });
}

// Neither an API key nor, as a rule, a saved session is this run's to end.
const WITHOUT_BROWSER = { browser: undefined, trace: undefined, endsWithRun: false } as const;

/** Goes on with a session that was saved, without a browser; where it is over, somebody signs in anew, if that can be. */
async function resume(login: SavedSessionLogin, run: Run, check: CheckServer): Promise<Session> {
  const { file, sessionKey, url, username, endsWithRun, fallback } = login;
  const saved = await readSavedSession(file, sessionKey, url);
  const resumed = await run.step(
    'look at the server',
    `Going on with a saved session at ${url}`,
    async () => {
      const cookies = await holdCookies(saved.cookies, login.network);
      const anonymousHttp = await openBesideSession(saved.cookies, login.network);
      using startup = new StartupWait(url, login.wait, run);
      const server = await readServerFacts(anonymousHttp, url, run.deadline, startup);
      check(server);
      const api = openSessionApi(cookies, url, server, newSince(Date.now() - Date.parse(saved.savedAt)));
      const user = await readSessionHolder(api, run.deadline).catch(toRefusal);
      if (user instanceof ApiFailure) return user;
      requireNamedUser(user, { file, username, typed: saved.typedUsername ?? undefined });
      const parts = { ...WITHOUT_BROWSER, login, api, user, server, anonymousHttp, cookies };
      return new Session({ ...parts, endsWithRun }, run);
    },
  );
  if (!(resumed instanceof ApiFailure)) return resumed;
  const isServers = !!resumed.reply?.isServers;
  // A server that is in maintenance says so of a session that lives.
  if (!fallback) throw isServers && resumed.status === 403 ? resumed : new ExpiredSession(file, isServers);
  run.warn(`The session in ${file} is over: signing in anew.`);
  return await signInAnew(fallback, run, check);
}

function toRefusal(error: unknown): ApiFailure {
  if (error instanceof ApiFailure && (error.status === 401 || error.status === 403)) return error;
  throw error;
}

/** The failure of a run whose saved session the server knows no more. */
export class ExpiredSession extends Failure {
  /** Whether that is the server's own word, and not that of something in front of it. */
  readonly isToldByServer: boolean;

  constructor(path: string, isToldByServer: boolean) {
    super({
      kind: 'sign-in',
      attempt: `go on with the session in ${path}`,
      reason: 'it is over',
      hint: 'Sign in anew with sign-in --save-session, or give a user name and a password besides.',
    });
    this.isToldByServer = isToldByServer;
  }
}

/** Signs in through the Web Portal. What the server tells beforehand is read while the browser and the page come. */
async function signInByBrowser(login: BrowserLogin, run: Run, check: CheckServer): Promise<Session> {
  const { url, wait } = login;
  const passkey = await readPasskeyOf(login, run);
  const opening = login.openPage(run);
  const openingHttp = login.openAnonymousHttp();
  using startup = new StartupWait(url, wait, run);
  const readingFacts = openingHttp.then((http) => readServerFacts(http, url, run.deadline, startup));
  readingFacts.catch(() => {});
  const browser = await opening.catch((error) => {
    openingHttp.then((http) => http.close()).catch(() => {});
    throw error;
  });
  const anonymousHttp = await openingHttp;
  const cookies = new BrowserCookies(browser, login.network);
  const trace = startTrace(login, browser, anonymousHttp, run);
  const returns = login.way.kind === 'form' ? undefined : new UnansweredReturns(browser.context, url);
  const sent = new SentLogin();
  try {
    const opened = { login, browser, anonymousHttp, cookies, trace, passkey, sent };
    const work = () => enterPortal(opened, readingFacts, startup, run, check);
    // Whoever closes the browser in which they were to sign in gets that message from what waits for them.
    return await (login.way.kind === 'person' ? work() : browser.watch.race(work));
  } catch (error) {
    await returns?.settle(run);
    if (error instanceof LostCookies) await endLostSession(error, login, undefined, run);
    else await endBegun({ browser, cookies, sent }, returns, url, run);
    await trace?.save();
    await cookies.http.close();
    await Promise.all([browser.close(), anonymousHttp.close()]);
    throw error;
  }
}

/** A run can be stopped, or its browser end, after the password was taken and before anybody knows what came of it. */
async function endBegun(
  { browser, cookies, sent }: Pick<OpenedParts, 'browser' | 'cookies' | 'sent'>,
  returns: UnansweredReturns | undefined,
  url: string,
  run: Run,
): Promise<void> {
  if (browser.watch.failure) cookies.keep(readSetCookies(await sent.settle(run), url));
  if (await holdsSession(cookies, url))
    await endSession(openSessionApi(cookies, url, undefined, newSince()), run);
  // Whoever looks into a browser that is gone waits until that is known.
  else if (browser.watch.failure) returns?.warnOfLoss(run);
}

/** Before anything is begun for which it would be too late. */
async function readPasskeyOf(login: BrowserLogin, run: Run): Promise<Passkey | undefined> {
  const { way } = login;
  if (way.kind !== 'provider' || !way.passkey) return undefined;
  return await openPasskey(way.passkey, passkeyOrigins(login), run);
}

/** Those that somebody has listed: the portal, which only has to be told of a sign-in, is none of them by itself. */
function passkeyOrigins({ way }: BrowserLogin): readonly string[] {
  return way.kind === 'provider' ? way.walk.ssoOrigin : [];
}

type OpenedParts = Pick<SessionParts, 'anonymousHttp' | 'trace'> & {
  readonly login: BrowserLogin;
  readonly browser: OpenPage;
  readonly cookies: BrowserCookies;
  readonly passkey: Passkey | undefined;
  readonly sent: SentLogin;
};

async function enterPortal(
  { passkey, sent, ...opened }: OpenedParts,
  readingFacts: Promise<ServerFacts>,
  startup: StartupWait,
  run: Run,
  check: CheckServer,
): Promise<Session> {
  const { login, browser, cookies } = opened;
  const { url, way, network } = login;
  await using use =
    passkey && (await PasskeyUse.begin(browser.page, passkey, passkeyOrigins(login), run.deadline));
  if (way.kind === 'person') hideAllPictures(browser.page);
  const found = await run.step('open the portal', `Opening the Web Portal of ${url}`, async () => {
    const arriving = openPortal(browser.page, url, run.deadline, startup);
    // The documents say more plainly than the page what is wrong with a server, so their failure goes first.
    arriving.catch(() => {});
    const facts = await readingFacts.catch(async (error) =>
      passLater(await tellPlace(error, arriving, opened, run), login),
    );
    if (facts && way.kind === 'form') requireFormsLogin(facts);
    if (facts) check(facts);
    await arriving.catch((error) => passOnPages(error, login));
    return facts;
  });
  if (!found) run.info('Something in front of the server wants a sign-in of its own first.');
  const reply = await run.step('sign in', announce(way), async () => {
    if (way.kind === 'form') return await signIn(browser.page, url, way.credentials, startup, sent, run);
    if (way.kind === 'person') await awaitPerson(browser.page, url, !found, run);
    else
      await signInByProvider(browser.page, way.provider, { ...way.walk, passkey: use }, found, startup, run);
    return undefined;
  });
  // From here on the browser may end, and leave a session.
  const [held] = await Promise.all([cookies.readCookies(cookieAddress(url)), cookies.copy()]);
  const server = found ?? (await readServerFacts(cookies.http, url, run.deadline, startup));
  if (!found) check(server);
  requireCookies({ setCookies: reply?.setCookies, held, version: server.version }, url);
  browser.leavePage();
  const api = openSessionApi(cookies, url, server, newSince());
  const signedIn = readWhoSignedIn(reply?.body);
  const readUser = signedIn ? readSignedInUser : readSessionHolder;
  const user = await readUser(api, run.deadline);
  const username = usernameOf(way);
  const known = { signedIn, isByProvider: way.kind === 'provider' };
  if (username !== undefined) requireSameUser(user, username, known, (message) => run.warn(message));
  if (way.kind === 'person') requirePersonIs(user, way, (message) => run.warn(message));
  const anonymousHttp = found
    ? opened.anonymousHttp
    : goBeside(opened.anonymousHttp, await openBesideSession(held, network));
  // What is advised later is for whoever has signed in.
  const named = way.kind === 'person' ? { ...login, username: user.Username ?? undefined } : login;
  return new Session({ ...opened, login: named, anonymousHttp, api, user, server, endsWithRun: true }, run);
}

/** What stands in front of the server lets nobody pass without its cookies, who asks without a session included. */
function goBeside(before: HttpClient, http: HttpClient): HttpClient {
  return {
    send: (request, deadline) => http.send(request, deadline),
    close: async () => void (await Promise.all([before.close(), http.close()])),
  };
}

/** @throws what is wrong, unless the browser sees the server once it has signed in to what stands in front of it */
function passLater(error: unknown, { way, network }: BrowserLogin): undefined {
  const byKerberos = !!network.negotiateWith?.length;
  if (!isPassedLater(error, { byPages: way.kind !== 'form', byKerberos })) throw error;
}

/** What answers the requests of this program in the server's place without a word of where to sign in may lead a page there. */
async function tellPlace(
  error: unknown,
  arriving: Promise<void>,
  { login: { url, way }, browser }: Pick<OpenedParts, 'login' | 'browser'>,
  run: Run,
): Promise<unknown> {
  const isTold = way.kind === 'form' && isPassedLater(error, { byPages: true, byKerberos: false });
  if (!isTold) return error;
  using deadline = run.deadline.within(ARRIVING_TIMEOUT_MS);
  await deadline.limit(arriving, () => new NotInTime()).catch(() => {});
  const place = readOrigin(browser.page.url());
  if (place === undefined || place === new URL(url).origin || error.reason.includes(place)) return error;
  return error.retell(`; a page of it leads to ${shortenToLine(place, MAX_PLACE_LENGTH)}`, (hint) => hint);
}

const ARRIVING_TIMEOUT_MS = 5_000;
const MAX_PLACE_LENGTH = 200;

/** @throws what is wrong with a page, which the browser itself has asked for */
function passOnPages(error: unknown, { way, network }: BrowserLogin): undefined {
  if (isPassedLater(error, { byPages: way.kind !== 'form', byKerberos: false })) return;
  const isRefused =
    network.negotiateWith?.length && isPassedLater(error, { byPages: false, byKerberos: true });
  throw isRefused ? error.retell(NOT_BY_BROWSER, () => SEE_TICKETS) : error;
}

const NOT_BY_BROWSER = '; the browser, which was to do that (--negotiate), has not passed';
const SEE_TICKETS =
  'Look at the tickets of whoever runs this with klist: kinit gets one, and the front must take it for the host of OCTOPUS_URL.';

/** Who is to sign in, where that is known. */
function usernameOf(way: SignInWay): string | undefined {
  if (way.kind === 'form') return way.credentials.username;
  return way.kind === 'provider' ? way.walk.username : undefined;
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
