import type { Cookie } from 'playwright';
import type { Access, AccessSettings } from '../api/access.ts';
import { readSignedInUser, signOut } from '../api/endpoints.ts';
import type { OctopusApi } from '../api/octopus-api.ts';
import type { User } from '../api/schemas.ts';
import type { ServerFacts } from '../api/server-facts.ts';
import type { OpenPage } from '../browser/open-browser.ts';
import { Deadline } from '../core/deadline.ts';
import { describeError } from '../core/failure.ts';
import type { Run } from '../core/run.ts';
import { type CookieHolder, holdCookies, openSessionApi } from './session-api.ts';

export interface SessionSettings extends AccessSettings {
  /** Whether no certificates are checked. */
  readonly insecureTls: boolean;
  /** Path of a file for a trace, which needs the browser to the end. */
  readonly trace: string | undefined;
}

interface SessionParts {
  readonly api: OctopusApi;
  readonly user: User;
  readonly server: ServerFacts;
  readonly browser: OpenPage;
  readonly settings: SessionSettings;
}

// A session ends after 20 minutes without a request, unless it was set otherwise (facts 1.5).
const SIGN_OF_LIFE_INTERVAL = 5 * 60_000;
const LONGEST_SIGN_OF_LIFE = 30_000;

/** A user signed in to a server. Disposing of it signs out. */
export class Session implements Access {
  #api: OctopusApi;
  readonly user: User;
  readonly server: ServerFacts;
  readonly #browser: OpenPage;
  readonly #settings: SessionSettings;
  readonly #run: Run;
  #ending: Promise<void> | undefined;
  #holder: CookieHolder | undefined;

  constructor({ api, user, server, browser, settings }: SessionParts, run: Run) {
    this.#api = api;
    this.user = user;
    this.server = server;
    this.#browser = browser;
    this.#settings = settings;
    this.#run = run;
  }

  get api(): OctopusApi {
    return this.#api;
  }

  /** Lets the browser go, which is of no more use, and keeps its cookies. */
  async stayOn(): Promise<Disposable> {
    if (this.#settings.trace === undefined) await this.#leaveBrowser();
    return giveSignsOfLife(() => this.#api);
  }

  cookies(): Promise<Cookie[]> {
    return this.#browser.context.cookies(this.#settings.url);
  }

  leave(): void {
    this.#ending ??= Promise.resolve();
  }

  /** May be called more than once. */
  [Symbol.asyncDispose](): Promise<void> {
    this.#ending ??= endSession(this.#api, this.#run).finally(() =>
      this.#holder?.sender[Symbol.asyncDispose](),
    );
    return this.#ending;
  }

  async #leaveBrowser(): Promise<void> {
    const { url, insecureTls } = this.#settings;
    const cookies = await this.#browser.context.cookies();
    this.#holder = await holdCookies(cookies, insecureTls);
    this.#api = openSessionApi(this.#holder, url, this.server);
    await this.#browser.close();
  }
}

/** Uses a session now and then, so that the server does not end it. */
export function giveSignsOfLife(api: () => OctopusApi): Disposable {
  const giveSign = () => void readSignedInUser(api(), Deadline.ofRun(LONGEST_SIGN_OF_LIFE)).catch(() => {});
  const signs = setInterval(giveSign, SIGN_OF_LIFE_INTERVAL).unref();
  return { [Symbol.dispose]: () => clearInterval(signs) };
}

/** Signs out; a session that cannot be ended is told of, and is no failure. */
export async function endSession(api: OctopusApi, run: Run): Promise<void> {
  try {
    await run.step('sign out', 'Signing out', () => signOut(api, run.deadline.forCleaningUp()));
  } catch (error) {
    run.warn(`The session stays on the server until it times out: ${describeError(error)}`);
  }
}
