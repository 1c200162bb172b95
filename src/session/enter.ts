import { setTimeout as sleep } from 'node:timers/promises';
import { type BrowserSettings, type OpenBrowser, openBrowser } from '../browser/open-browser.ts';
import type { Run } from '../core/run.ts';
import { mayLoadByItself, signInPage } from '../portal/open-portal.ts';
import type { Secret } from '../secrets/secret.ts';
import type { WalkSettings } from '../sso/walk.ts';
import type { SignInWay } from './open-session.ts';

/** A browser, perhaps still starting, and how to sign in there. */
export interface BrowserEntrance {
  readonly opening: Promise<OpenBrowser>;
  readonly way: SignInWay;
}

/** The way in: a browser, an API key, or a session that was saved, and what to do where it is over. */
export type Entrance =
  | BrowserEntrance
  | { readonly apiKey: Secret }
  | {
      readonly session: string;
      readonly sessionKey: Secret | undefined;
      /** Undefined: nobody can sign in anew. */
      readonly otherwise: (() => BrowserEntrance) | undefined;
    };

export interface EntranceSettings extends StartSettings, WalkSettings {
  readonly apiKey?: Secret | undefined;
  /** Path of a file. */
  readonly session?: string | undefined;
  readonly sessionKey?: Secret | undefined;
  readonly provider: string | undefined;
  readonly interactive: boolean;
}

const LONGEST_SPAWN = 15;

const UNCHECKED =
  'NO CERTIFICATE IS CHECKED (--insecure-tls): whoever stands between this machine and the server can read the password and the key.';

/**
 * Takes the way in that the settings offer: the API key where there is one, or a saved session, without a browser;
 * otherwise a browser is started on its way to the sign-in page. It returns when Chromium is under way: what is loaded any
 * sooner would only delay its start.
 */
export async function enter(settings: EntranceSettings, run: Run): Promise<Entrance> {
  const { apiKey, session, sessionKey } = settings;
  if (settings.insecureTls) run.warn(UNCHECKED);
  const way = chooseWay(settings);
  const bySigningIn = way && (() => ({ opening: openFor(settings, run), way }));
  if (apiKey) {
    if (settings.trace) run.warn('OCTOPUS_API_KEY is used, so no browser is started, and there is no trace.');
    return { apiKey };
  }
  if (session !== undefined) return { session, sessionKey, otherwise: bySigningIn };
  if (!bySigningIn) throw new Error('the settings offer no way in');
  const entrance = bySigningIn();
  await sleep(LONGEST_SPAWN);
  return entrance;
}

function chooseWay(settings: EntranceSettings): SignInWay | undefined {
  const { interactive, provider, username, password } = settings;
  if (interactive) return { kind: 'person' };
  if (provider !== undefined) return { kind: 'provider', provider, walk: settings };
  return username !== undefined && password
    ? { kind: 'form', credentials: { username, password } }
    : undefined;
}

/** A person needs a window, unless the browser is another machine's. */
function openFor(settings: EntranceSettings, run: Run): Promise<OpenBrowser> {
  return startBrowser({ ...settings, headed: settings.headed || settings.interactive }, run);
}

export interface StartSettings extends Omit<BrowserSettings, 'firstPage' | 'isTraced'> {
  /** The server's address. */
  readonly url: string;
  /** Path of a file. */
  readonly trace: string | undefined;
}

/**
 * Starts the browser on its way to the sign-in page.
 * @throws Failure of kind `browser`
 */
export function startBrowser(settings: StartSettings, run: Run): Promise<OpenBrowser> {
  const { url, trace } = settings;
  return run.step('start the browser', 'Starting Chromium', () =>
    openBrowser(
      {
        ...settings,
        firstPage: mayLoadByItself(url) ? signInPage(url) : undefined,
        isTraced: trace !== undefined,
      },
      run.deadline,
      (message) => run.warn(message),
    ),
  );
}
