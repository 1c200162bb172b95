import { type HttpClient, PlaywrightHttp } from '../api/http.ts';
import {
  type BrowserSettings,
  type OpenPage,
  openAnonymousRequests,
  openBrowser,
} from '../browser/open-browser.ts';
import type { Run } from '../core/run.ts';
import { mayLoadByItself, signInPage } from '../portal/open-portal.ts';
import type { Credentials } from '../portal/sign-in.ts';
import type { Secret } from '../secrets/secret.ts';
import type { WalkSettings } from '../sso/walk.ts';

/** The server that is meant, and how it is reached. */
export interface ServerSettings {
  /** The server's address, with its virtual directory, without a slash at the end. */
  readonly url: string;
  /** Milliseconds to wait for a server that is still starting. */
  readonly wait: number;
  /** Whether no certificates are checked. */
  readonly insecureTls: boolean;
}

/** Who signs in, for the command that a message advises; undefined where no name or provider was given. */
export interface LoginName {
  readonly username: string | undefined;
  readonly provider: string | undefined;
}

/** How somebody signs in: in the portal's own form, by an identity provider, or as a person likes. */
export type SignInWay =
  | { readonly kind: 'form'; readonly credentials: Credentials }
  | { readonly kind: 'provider'; readonly provider: string; readonly walk: WalkSettings }
  | { readonly kind: 'person' };

/** A sign-in in a browser. */
export interface BrowserLogin extends ServerSettings, LoginName {
  readonly kind: 'browser';
  readonly way: SignInWay;
  /** Starts a browser, or takes one that runs. */
  readonly openPage: (run: Run) => Promise<OpenPage>;
  /** Opens what sends requests without the browser, and so without a cookie. */
  readonly openAnonymousHttp: () => Promise<HttpClient>;
  /** Path of a file for a trace, which needs the browser to the end; undefined: none. */
  readonly trace: string | undefined;
}

/** A session that was saved, and how to sign in where it is over. */
export interface SavedSessionLogin extends ServerSettings, LoginName {
  readonly kind: 'saved session';
  /** Path of a file. */
  readonly file: string;
  readonly sessionKey: Secret | undefined;
  /** Undefined: nobody can sign in anew. */
  readonly fallback: BrowserLogin | undefined;
}

export interface ApiKeyLogin extends ServerSettings, LoginName {
  readonly kind: 'API key';
  readonly apiKey: Secret;
  /** Path of a file that somebody may expect, though there is no browser to trace. */
  readonly trace: string | undefined;
}

/** Every way into a server. */
export type LoginMethod = BrowserLogin | SavedSessionLogin | ApiKeyLogin;

export interface LoginSettings
  extends ServerSettings,
    WalkSettings,
    Omit<BrowserSettings, 'firstPage' | 'isTraced'> {
  readonly apiKey?: Secret | undefined;
  /** Path of a file. */
  readonly session?: string | undefined;
  readonly sessionKey?: Secret | undefined;
  readonly provider: string | undefined;
  readonly interactive: boolean;
  readonly trace: string | undefined;
}

/**
 * Chooses the way in that the settings offer: the API key where there is one, or a saved session, both without a browser;
 * otherwise a sign-in in a browser.
 */
export function loginMethod(settings: LoginSettings): LoginMethod {
  const { url, wait, insecureTls, username, provider, apiKey, session: file, sessionKey } = settings;
  const common = { url, wait, insecureTls, username, provider };
  if (apiKey) return { ...common, kind: 'API key', apiKey, trace: settings.trace };
  const fallback = browserLogin(settings);
  if (file !== undefined) return { ...common, kind: 'saved session', file, sessionKey, fallback };
  if (!fallback) throw new Error('the settings offer no way in');
  return fallback;
}

function browserLogin(settings: LoginSettings): BrowserLogin | undefined {
  const { url, wait, insecureTls, username, provider, trace } = settings;
  const way = chooseWay(settings);
  if (!way) return undefined;
  return {
    ...{ kind: 'browser', url, wait, insecureTls, username, provider, way, trace },
    openPage: (run) => startBrowser(settings, run),
    openAnonymousHttp: async () =>
      new PlaywrightHttp(await openAnonymousRequests({ insecureTls, isTraced: trace !== undefined })),
  };
}

function chooseWay(settings: LoginSettings): SignInWay | undefined {
  const { interactive, provider, username, password } = settings;
  if (interactive) return { kind: 'person' };
  if (provider !== undefined) return { kind: 'provider', provider, walk: settings };
  return username !== undefined && password
    ? { kind: 'form', credentials: { username, password } }
    : undefined;
}

/** Starts the browser on its way to the sign-in page. A person needs a window, unless the browser is another machine's. */
function startBrowser(settings: LoginSettings, run: Run): Promise<OpenPage> {
  const { url, trace, headed, interactive } = settings;
  return run.step('start the browser', 'Starting Chromium', () =>
    openBrowser(
      {
        ...settings,
        headed: headed || interactive,
        firstPage: mayLoadByItself(url) ? signInPage(url) : undefined,
        isTraced: trace !== undefined,
      },
      run.deadline,
      (message) => run.warn(message),
    ),
  );
}
