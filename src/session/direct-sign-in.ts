import { readSessionHolder, readSignedInUser } from '../api/endpoints.ts';
import { type HttpRequest, type HttpResponse, UndiciHttp } from '../api/http.ts';
import { newSince } from '../api/newness.ts';
import { usualPatience } from '../api/retry-read.ts';
import {
  type CheckServer,
  LOGIN,
  OLD_LOGIN,
  readServerFacts,
  requireFormsLogin,
  type ServerFacts,
} from '../api/server-facts.ts';
import { StartupWait } from '../api/startup-wait.ts';
import { BodyTooLong } from '../core/body-limit.ts';
import type { Deadline } from '../core/deadline.ts';
import { describeError, Failure } from '../core/failure.ts';
import type { Run } from '../core/run.ts';
import { parseJson } from '../core/text.ts';
import { failUnanswered, judgeLogin } from '../portal/judge-login.ts';
import { type Relayed, resolveRedirect, shouldLogInAgain } from '../portal/relay.ts';
import { cookieAddress, isSessionCookie, LostCookies, requireCookies } from '../portal/session-cookies.ts';
import type { Credentials } from '../portal/sign-in.ts';
import { warnOfLogin } from '../portal/unanswered-sign-in.ts';
import type { DirectLogin } from './login-method.ts';
import { readWhoSignedIn, requireSameUser } from './require-same-user.ts';
import { endLostSession, endSession, Session } from './session.ts';
import {
  type CookieHolder,
  holdCookies,
  holdsSession,
  openSessionApi,
  writePortalHeaders,
} from './session-api.ts';

/**
 * Signs in by the request that the portal's own page sends, without a page and without a browser. The password leaves once.
 * @throws Failure; a session that may have begun by then is ended
 */
export async function signInDirectly(login: DirectLogin, run: Run, check: CheckServer): Promise<Session> {
  const { url, network } = login;
  const cookies = await holdCookies([], network);
  const anonymousHttp = new UndiciHttp(network);
  const { credentials } = login;
  let server: ServerFacts | undefined;
  try {
    server = await askServer(login, cookies, run, check);
    const request = composeLogin(credentials, url, server);
    const reply = await run.step('sign in', `Signing in as ${credentials.username}`, () =>
      sendLogin(request, login, cookies, server?.version, run),
    );
    const api = openSessionApi(cookies, url, server, newSince());
    const signedIn = readWhoSignedIn(reply);
    const user = await (signedIn ? readSignedInUser : readSessionHolder)(api, run.deadline);
    const known = { signedIn, isByProvider: false };
    requireSameUser(user, credentials.username, known, (message) => run.warn(message));
    const parts = { browser: undefined, trace: undefined, endsWithRun: true } as const;
    return new Session({ ...parts, login, api, user, server, anonymousHttp, cookies }, run);
  } catch (error) {
    // A run can be stopped, or a reply break off, after the password was taken.
    if (error instanceof LostCookies) await endLostSession(error, login, server, run);
    else if (await holdsSession(cookies, url))
      await endSession(openSessionApi(cookies, url, server, newSince()), run);
    await Promise.all([cookies.http.close(), anonymousHttp.close()]);
    throw error;
  }
}

/** Reads what the server says of itself, as its portal's page does, with the cookies that it may give to whoever comes. */
function askServer(
  { url, wait }: DirectLogin,
  { http }: CookieHolder,
  run: Run,
  check: CheckServer,
): Promise<ServerFacts> {
  return run.step('look at the server', `Asking ${url} how people sign in`, async () => {
    using startup = new StartupWait(url, wait, run);
    const server = await readServerFacts(http, url, run.deadline, startup);
    requireFormsLogin(server, 'Leave out --direct. ');
    check(server);
    return server;
  });
}

/**
 * The login request as the portal's page sends it (facts 1.1). Its path is one of two that are known, whatever the server says.
 * @param server the server's address
 */
function composeLogin(
  { username, password }: Credentials,
  server: string,
  facts: Pick<ServerFacts, 'version' | 'hasOldLogin'>,
): HttpRequest {
  return {
    method: 'POST',
    address: server + (facts.hasOldLogin ? OLD_LOGIN : LOGIN),
    headers: { Accept: 'application/json', ...writePortalHeaders(server, facts.version) },
    body: {
      Username: username,
      Password: password.reveal(),
      RememberMe: false,
      State: { UsingSecureConnection: new URL(server).protocol === 'https:' },
    },
  };
}

/**
 * @returns what a direct sign-in would send now, made by what would send it: it is not sent
 * @throws ApiFailure, where the server does not say what it is
 */
export async function previewLogin(
  { url, network }: Pick<DirectLogin, 'url' | 'network'>,
  credentials: Credentials,
  deadline: Deadline,
): Promise<SentRequest> {
  const { http } = await holdCookies([], network);
  try {
    const request = composeLogin(credentials, url, await readServerFacts(http, url, deadline, usualPatience));
    return { method: request.method, address: request.address, ...(await http.compose(request)) };
  } finally {
    await http.close();
  }
}

/** A request as it is sent. */
export interface SentRequest {
  readonly method: string;
  readonly address: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | null;
}

/** @returns the body of the reply */
async function sendLogin(
  request: HttpRequest,
  { url: server, credentials: { username } }: DirectLogin,
  cookies: CookieHolder,
  version: string | undefined,
  run: Run,
): Promise<string> {
  const { deadline } = run;
  const send = () =>
    sendOnce(request, cookies, run).catch((error: unknown) => {
      if (error instanceof Failure) throw error;
      if (error instanceof BodyTooLong) throw fail(error.message);
      judgeLogin({ kind: 'lost', reason: describeError(error) }, username, server);
      throw error;
    });
  let reply: HttpResponse = await send();
  for (let tries = 1; await shouldLogInAgain(reply, tries, server, deadline); tries += 1)
    reply = await send();
  const { body, setCookies } = judgeLogin(readReply(reply, request.address), username, server);
  const held = await cookies.readCookies(cookieAddress(server));
  if (parseJson(body) === undefined && !held.some(({ name }) => isSessionCookie(name)))
    throw fail(describeReply(reply));
  requireCookies({ setCookies, held, version }, server);
  return body;
}

/** Told to stop, it waits for the reply: whether somebody has been signed in must be known. */
async function sendOnce(request: HttpRequest, { http }: CookieHolder, run: Run): Promise<HttpResponse> {
  run.deadline.requireTime('sign in');
  using lingering = run.deadline.lingering();
  try {
    return await lingering.limit(http.send(request, lingering), failUnanswered);
  } catch (error) {
    warnOfLogin(run);
    throw error;
  }
}

function readReply({ status, statusText, headers, text, askedWith }: HttpResponse, address: string): Relayed {
  const { location, 'retry-after': retryAfter } = headers;
  if (location === undefined || status < 300 || status > 399)
    return {
      ...{ kind: 'answered', status, statusText, body: text, retryAfter },
      clockAhead: undefined,
      isPage: false,
      headers,
      askedWith,
    };
  return { kind: 'diverted', from: address, to: resolveRedirect(location, address) };
}

function describeReply({ status, headers }: HttpResponse): string {
  const type = headers['content-type'] ?? 'without a type';
  return `the reply to the login request (${status} ${type}) is not what an Octopus Server sends, and set no session cookie`;
}

function fail(reason: string): Failure {
  return new Failure({
    kind: 'sign-in',
    attempt: 'sign in',
    reason,
    hint: 'Look at what stands between this machine and the server: it may take cookies out, or want a sign-in of its own. Without --direct a browser goes through that.',
  });
}
