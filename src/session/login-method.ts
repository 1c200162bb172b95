import { type HttpClient, PlaywrightHttp } from '../api/http.ts';
import {
  type BrowserSettings,
  type OpenPage,
  openAnonymousRequests,
  openBrowser,
} from '../browser/open-browser.ts';
import { listRelayed, type Network, type NetworkSettings, readNetwork } from '../core/network.ts';
import type { Run } from '../core/run.ts';
import { signInPage } from '../portal/open-portal.ts';
import type { Credentials } from '../portal/sign-in.ts';
import type { Secret } from '../secrets/secret.ts';
import type { WalkSettings } from '../sso/walk-state.ts';
import type { PasskeyFile } from './passkey-file.ts';
import type { NamedUser } from './require-same-user.ts';

/** The server that is meant, and how it is reached. */
export interface ServerSettings {
  /** The server's address, with its virtual directory, without a slash at the end. */
  readonly url: string;
  /** Milliseconds to wait for a server that is still starting. */
  readonly wait: number;
  readonly network: Network;
}

/** Who signs in, for the command that a message advises; undefined where no name or provider was given. */
export interface LoginName {
  readonly username: string | undefined;
  readonly provider: string | undefined;
  /** Whether without a browser. */
  readonly direct: boolean;
}

/** How somebody signs in: in the portal's own form, by an identity provider, or as a person likes. */
export type SignInWay =
  | { readonly kind: 'form'; readonly credentials: Credentials }
  | {
      readonly kind: 'provider';
      readonly provider: string;
      readonly walk: WalkSettings;
      readonly passkey: PasskeyFile | undefined;
    }
  | ({ readonly kind: 'person' } & NamedUser);

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

/** A sign-in by the portal's own login request, without a browser. */
export interface DirectLogin extends ServerSettings, LoginName {
  readonly kind: 'direct';
  readonly credentials: Credentials;
}

/** A session that was saved, and how to sign in where it is over. */
export interface SavedSessionLogin extends ServerSettings, LoginName {
  readonly kind: 'saved session';
  /** Path of a file. */
  readonly file: string;
  readonly sessionKey: Secret | undefined;
  /** Whether it is ended when the work is done: otherwise it is not this run's to end. */
  readonly endsWithRun: boolean;
  /** Undefined: nobody can sign in anew. */
  readonly fallback: BrowserLogin | DirectLogin | undefined;
}

export interface ApiKeyLogin extends ServerSettings, LoginName, NamedUser {
  readonly kind: 'API key';
  readonly apiKey: Secret;
  /** Path of a file that somebody may expect, though there is no browser to trace. */
  readonly trace: string | undefined;
}

/** Every way into a server. */
export type LoginMethod = BrowserLogin | DirectLogin | SavedSessionLogin | ApiKeyLogin;

export interface LoginSettings
  extends Omit<ServerSettings, 'network'>,
    Omit<WalkSettings, 'passkey'>,
    Omit<BrowserSettings, 'firstPage' | 'isTraced' | 'network'>,
    NetworkSettings {
  readonly apiKey?: Secret | undefined;
  /** Path of a file. */
  readonly session?: string | undefined;
  /** What sessions and passkeys are encrypted with. */
  readonly sessionKey?: Secret | undefined;
  readonly provider: string | undefined;
  /** Path of a file. */
  readonly passkey?: string | undefined;
  readonly interactive: boolean;
  readonly direct: boolean;
  readonly trace: string | undefined;
}

/** What the settings that say who signs in were given by. */
export type LoginOrigins = Readonly<Partial<Record<'username', string>>>;

/**
 * Chooses the way in that the settings offer: the API key where there is one, or a saved session, both without a browser;
 * otherwise a sign-in in a browser, or, where that is asked for, by the login request alone.
 * @param origins what the settings were given by
 */
export function loginMethod(settings: LoginSettings, origins: LoginOrigins): LoginMethod {
  const { apiKey, session: file, sessionKey, trace } = settings;
  const common = readCommon(settings);
  const isUserChosen = origins.username !== undefined && !origins.username.startsWith('OCTOPUS_USERNAME');
  const wanted = { named: common.username, isUserChosen };
  if (apiKey) return { ...common, username: undefined, kind: 'API key', apiKey, ...wanted, trace };
  const way = chooseWay(settings, wanted);
  const fallback = way && signInBy(way, settings);
  if (file !== undefined)
    return { ...common, kind: 'saved session', file, sessionKey, endsWithRun: false, fallback };
  if (!fallback) throw new Error('the settings offer no way in');
  return fallback;
}

/** @returns how a person signs in, whatever else the settings offer */
export function loginByHand(settings: LoginSettings): BrowserLogin {
  return browserLogin(
    { ...settings, interactive: true },
    { kind: 'person', named: undefined, isUserChosen: false },
  );
}

/** @returns the way into a session that was saved, to end it */
export function savedSessionToEnd(
  settings: Omit<ServerSettings, 'network'> & NetworkSettings,
  file: string,
  sessionKey: Secret | undefined,
): SavedSessionLogin {
  const { url, wait } = settings;
  const nobody = { username: undefined, provider: undefined, direct: false, fallback: undefined };
  const network = readNetwork(settings, [url], []);
  return { ...nobody, kind: 'saved session', url, wait, network, file, sessionKey, endsWithRun: true };
}

function readCommon(settings: LoginSettings): ServerSettings & LoginName {
  const { url, wait, username, provider, direct } = settings;
  return { url, wait, network: networkOf(settings), username, provider, direct };
}

function signInBy(way: SignInWay, settings: LoginSettings): BrowserLogin | DirectLogin {
  return settings.direct && way.kind === 'form'
    ? { ...readCommon(settings), kind: 'direct', credentials: way.credentials }
    : browserLogin(settings, way);
}

function browserLogin(settings: LoginSettings, way: SignInWay): BrowserLogin {
  const { trace } = settings;
  const common = readCommon(settings);
  const { network } = common;
  return {
    ...{ ...common, kind: 'browser', way, trace },
    openPage: (run) => startBrowser(settings, network, run),
    openAnonymousHttp: async () =>
      new PlaywrightHttp(await openAnonymousRequests({ network, isTraced: trace !== undefined }), network),
  };
}

function networkOf({ url, ssoOrigin, isRecorded, ...settings }: LoginSettings): Network {
  const network = readNetwork(settings, [url], ssoOrigin);
  return isRecorded && network.clientCertificate ? { ...network, sent: [] } : network;
}

function chooseWay(settings: LoginSettings, wanted: NamedUser): SignInWay | undefined {
  const { interactive, provider, username, password, passkey: path, sessionKey, ...rest } = settings;
  if (interactive) return { kind: 'person', ...wanted };
  const passkey = path === undefined ? undefined : { path, key: sessionKey };
  if (provider !== undefined)
    return { kind: 'provider', provider, walk: { ...rest, username, password }, passkey };
  return username !== undefined && password
    ? { kind: 'form', credentials: { username, password } }
    : undefined;
}

/** Starts the browser on its way to the sign-in page. A person needs a window, unless the browser is another machine's. */
function startBrowser(settings: LoginSettings, network: Network, run: Run): Promise<OpenPage> {
  const { url, trace, headed, interactive, passkey } = settings;
  // A page that a passkey is for goes through more than a browser does by itself.
  const mayLoad = passkey === undefined && !listRelayed(network).includes(new URL(url).origin);
  return run.step('start the browser', 'Starting Chromium', () =>
    openBrowser(
      {
        ...settings,
        network,
        headed: headed || interactive,
        firstPage: mayLoad ? signInPage(url) : undefined,
        isTraced: trace !== undefined,
      },
      run.deadline,
      (message) => run.warn(message),
    ),
  );
}
