import type { Cookie } from 'playwright';
import { cleanUp } from '../api/clean-up.ts';
import { readSignedInUser, signOut } from '../api/endpoints.ts';
import type { HttpClient } from '../api/http.ts';
import { type NewUntil, newSince } from '../api/newness.ts';
import { type OctopusApi, openKeyApi } from '../api/octopus-api.ts';
import type { User } from '../api/schemas.ts';
import type { ServerFacts } from '../api/server-facts.ts';
import type { OpenPage } from '../browser/open-browser.ts';
import type { SessionTrace } from '../browser/trace.ts';
import { Deadline } from '../core/deadline.ts';
import { describeError, Failure } from '../core/failure.ts';
import type { Run } from '../core/run.ts';
import { cookieAddress, isSessionCookie, type LostCookies } from '../portal/session-cookies.ts';
import type { Secret } from '../secrets/secret.ts';
import type { LoginName, ServerSettings } from './login-method.ts';
import { type CookieHolder, holdCookies, openSessionApi } from './session-api.ts';

/** What an open session consists of; what a way in does not have is undefined. */
export interface SessionParts {
  readonly login: ServerSettings & LoginName;
  readonly api: OctopusApi;
  readonly user: User;
  readonly server: ServerFacts;
  readonly anonymousHttp: HttpClient;
  /** Undefined where an API key lets in. */
  readonly cookies: CookieHolder | undefined;
  readonly browser: OpenPage | undefined;
  readonly trace: SessionTrace | undefined;
  /** Whether the session is this run's own, and ends with it. */
  readonly endsWithRun: boolean;
}

// A session ends after 20 minutes without a request, unless it was set otherwise (facts 1.5).
const KEEP_ALIVE_INTERVAL_MS = 5 * 60_000;
const KEEP_ALIVE_TIMEOUT_MS = 30_000;

/**
 * The REST API of a server as somebody who was let in, in whatever way. Disposing of it signs out, writes the trace and
 * lets the browser go.
 */
export class Session implements AsyncDisposable {
  readonly login: ServerSettings & LoginName;
  /** Whom the API is spoken to as. */
  readonly user: User;
  readonly server: ServerFacts;
  readonly #parts: SessionParts;
  readonly #run: Run;
  #api: OctopusApi;
  #cookies: CookieHolder | undefined;
  #signingOut: Promise<boolean> | undefined;

  constructor(parts: SessionParts, run: Run) {
    this.login = parts.login;
    this.user = parts.user;
    this.server = parts.server;
    this.#parts = parts;
    this.#api = parts.api;
    this.#cookies = parts.cookies;
    this.#run = run;
  }

  get api(): OctopusApi {
    return this.#api;
  }

  /**
   * @param newUntil of the key
   * @returns the REST API as whoever holds an API key, without anything of this session
   */
  openKeyApi(key: Secret, newUntil: NewUntil): OctopusApi {
    return openKeyApi(this.#parts.anonymousHttp, this.login.url, key, newUntil);
  }

  /** Sends requests with nothing of this session. */
  get anonymousHttp(): HttpClient {
    return this.#parts.anonymousHttp;
  }

  /** @returns what the session is made of; nothing where access is by an API key */
  async readCookies(): Promise<Cookie[]> {
    return (await this.#cookies?.readCookies(cookieAddress(this.login.url))) ?? [];
  }

  /**
   * Lets the browser go, and keeps its cookies; a trace needs it to the end.
   * @throws Failure of kind `browser`, where it has ended, or does not answer in time
   */
  async releaseBrowser(): Promise<void> {
    const { browser, trace } = this.#parts;
    if (!browser || trace) return;
    const cookies = await this.#run.deadline
      .limit(browser.context.cookies(), failFrozen)
      .catch(async (error) => {
        // Once the end of the browser is known, signing out goes without it.
        throw await browser.watch.explain(error);
      });
    await this.#cookies?.http.close();
    this.#cookies = await holdCookies(cookies, this.login.network);
    this.#api = openSessionApi(this.#cookies, this.login.url, this.server, this.#api.newUntil);
    await browser.close();
  }

  /** Uses the session now and then, so that the server does not end it, until what is returned is disposed of. */
  keepAlive(): Disposable {
    if (!this.#cookies) return { [Symbol.dispose]: () => {} };
    const giveSign = () =>
      void readSignedInUser(this.#api, Deadline.ofRun(KEEP_ALIVE_TIMEOUT_MS)).catch(() => {});
    const timer = setInterval(giveSign, KEEP_ALIVE_INTERVAL_MS).unref();
    return { [Symbol.dispose]: () => clearInterval(timer) };
  }

  /** Lets the session live on when this is disposed of, for whoever was given its cookies. */
  stayOnServer(): void {
    this.#signingOut ??= Promise.resolve(false);
  }

  /** Whether signing out has begun: the server may know the session no more. */
  get isEnding(): boolean {
    return this.#signingOut !== undefined;
  }

  /**
   * Ends the session on the server, once; one that cannot be ended is a warning, and no failure.
   * @returns whether it was this run's to end, and has ended
   */
  signOut(): Promise<boolean> {
    if (!this.#parts.endsWithRun) return Promise.resolve(false);
    this.#signingOut ??= endSession(this.#api, this.#run);
    return this.#signingOut;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const { trace, browser, anonymousHttp } = this.#parts;
    await this.signOut();
    await trace?.save();
    await Promise.all([anonymousHttp.close(), this.#cookies?.http.close()]);
    const isBrowserReleased = this.#cookies !== this.#parts.cookies;
    if (isBrowserReleased || !browser) return;
    const closing = browser.close();
    // One of this run's own ends with the process, which is faster than to wait until it has closed itself.
    if (browser.isRemote) await closing;
  }
}

function failFrozen(): Failure {
  return new Failure({
    kind: 'browser',
    attempt: 'let the browser go',
    reason: 'it did not answer in time',
    hint: 'Run again; if it happens again, check how much memory and how many processors it has.',
  });
}

/** Ends a session whose cookies nobody keeps, with those that were seen; one that cannot be ended is a warning. */
export async function endLostSession(
  { cookies }: LostCookies,
  { url, network }: ServerSettings,
  facts: ServerFacts | undefined,
  run: Run,
): Promise<void> {
  if (!cookies.some(({ name }) => isSessionCookie(name)))
    return run.warn(
      'A session stays on the server until it times out: without its cookie nobody can end it.',
    );
  const holder = await holdCookies(cookies, network);
  await endSession(openSessionApi(holder, url, facts, newSince()), run);
  await holder.http.close();
}

/**
 * Signs out; a session that cannot be ended is a warning, and no failure.
 * @returns whether it has ended
 */
export async function endSession(api: OctopusApi, run: Run): Promise<boolean> {
  try {
    await run.step('sign out', 'Signing out', () => cleanUp(run.deadline, (share) => signOut(api, share)));
    return true;
  } catch (error) {
    run.warn(`The session stays on the server until it times out: ${describeError(error)}`);
    return false;
  }
}
