import type { OpenBrowser } from '../browser/open-browser.ts';
import type { Credentials } from '../portal/sign-in.ts';
import type { Run } from '../run/run.ts';
import type { Secret } from '../secret/secret.ts';
import { type StartSettings, startBrowser } from './start-browser.ts';

/** The way in: a browser, perhaps still starting, and who is to sign in there; or an API key. */
export type Entrance =
  | { readonly opening: Promise<OpenBrowser>; readonly credentials: Credentials }
  | { readonly apiKey: Secret };

export interface EntranceSettings extends StartSettings {
  readonly apiKey: Secret | undefined;
  readonly username: string | undefined;
  readonly password: Secret | undefined;
}

const UNCHECKED =
  'NO CERTIFICATE IS CHECKED (--insecure-tls): whoever stands between this machine and the server can read the password and the key.';

/**
 * Takes the way in that the settings offer: the API key where there is one, without a browser; otherwise a browser is
 * started on its way to the sign-in page.
 */
export function enter({ apiKey, username, password, ...settings }: EntranceSettings, run: Run): Entrance {
  if (settings.insecureTls) run.warn(UNCHECKED);
  if (apiKey) {
    if (settings.trace) run.warn('OCTOPUS_API_KEY is used, so no browser is started, and there is no trace.');
    return { apiKey };
  }
  if (username === undefined || !password) throw new Error('the settings offer no way in');
  return { opening: startBrowser(settings, run), credentials: { username, password } };
}
