import { NOT_NEW } from '../api/newness.ts';
import { StartupWait } from '../api/startup-wait.ts';
import type { PasskeyParts } from '../browser/authenticator.ts';
import type { OpenPage } from '../browser/open-browser.ts';
import { offerAuthenticators } from '../browser/register-passkey.ts';
import { describeError, Failure } from '../core/failure.ts';
import type { Run } from '../core/run.ts';
import { isSignedIn, openPortal } from '../portal/open-portal.ts';
import type { BrowserLogin } from './login-method.ts';
import { requireProxy } from './open-session.ts';
import { type PasskeyFile, savePasskey } from './passkey-file.ts';
import { endSession } from './session.ts';
import { BrowserCookies, openSessionApi } from './session-api.ts';

const PERSON_INTERVAL_MS = 250;

/**
 * Shows a browser in which a person signs in and registers a passkey with the provider, until they close it. The passkey is
 * saved as soon as there is one, and the session that they may have made is ended.
 * @param login by hand
 * @throws Failure of kind `sign-in`, where none was registered; of kind `browser`, where the browser has no authenticators
 */
export async function registerPasskey(login: BrowserLogin, file: PasskeyFile, run: Run): Promise<void> {
  await requireProxy(login, run);
  const browser = await login.openPage(run);
  const registration = new Registration(file, run);
  const cookies = new BrowserCookies(browser, login.network);
  let hasSession = false;
  try {
    await offerAuthenticators(browser.context, registration).catch(failWithoutAuthenticator);
    await openWindow(login, browser, run);
    while (!run.deadline.signal.aborted) {
      registration.requireSaved();
      const isIn = await isSignedIn(browser.context, login.url);
      // A window that is closed takes its cookies with it.
      if (isClosed(browser)) break;
      if (isIn) await cookies.copy().catch(() => {});
      if (isIn && !hasSession)
        run.info('You have signed in: the session is ended once the window is closed.');
      hasSession = isIn;
      await run.deadline.pause(PERSON_INTERVAL_MS);
    }
    await registration.end(isClosed(browser));
  } finally {
    if (hasSession) await endSession(openSessionApi(cookies, login.url, undefined, NOT_NEW), run);
    await browser.close();
  }
}

async function openWindow({ url, wait }: BrowserLogin, { page }: OpenPage, run: Run): Promise<void> {
  using startup = new StartupWait(url, wait, run);
  await run.step('open the portal', `Opening the Web Portal of ${url}`, () =>
    openPortal(page, url, run.deadline, startup),
  );
  run.info(
    'Sign in, register a passkey with the provider, and close the window once it has taken it. Your own passkeys and security keys are not at hand there.',
  );
}

function isClosed({ context }: OpenPage): boolean {
  return context.pages().length === 0 || !context.browser()?.isConnected();
}

/** What a person has registered. Of several passkeys, the last one counts. */
class Registration {
  readonly #file: PasskeyFile;
  readonly #run: Run;
  #passkey: PasskeyParts | undefined;
  #origin = '';
  #saving: Promise<void> = Promise.resolve();
  #problem: unknown;

  constructor(file: PasskeyFile, run: Run) {
    this.#file = file;
    this.#run = run;
  }

  onRegistered = (passkey: PasskeyParts, origin: string): void => {
    this.#passkey = passkey;
    this.#origin = origin;
    this.#run.info(
      `A passkey for ${passkey.rpId} was made at ${origin}, and is saved in ${this.#file.path}: close the window once the provider has taken it.`,
    );
    this.#save();
  };

  onSigned = (credentialId: string, signCount: number): void => {
    if (this.#passkey?.credentialId !== credentialId) return;
    this.#passkey = { ...this.#passkey, signCount };
    this.#save();
  };

  onFailed = (error: unknown): void =>
    this.#run.warn(`A window has no authenticator: ${describeError(error)}`);

  #save(): void {
    const passkey = this.#passkey as PasskeyParts;
    this.#saving = this.#saving
      .then(() => savePasskey(this.#file, passkey, this.#origin, this.#run))
      .catch((error) => {
        this.#problem ??= error;
      });
  }

  /** @throws Failure, where what was registered could not be saved */
  requireSaved(): void {
    if (this.#problem) throw this.#problem;
  }

  /** @param isClosed whether the person has ended it, and not the time */
  async end(isClosed: boolean): Promise<void> {
    await this.#saving;
    this.requireSaved();
    if (this.#passkey) return;
    throw new Failure({
      kind: 'sign-in',
      attempt: 'register a passkey',
      reason: isClosed ? 'the window was closed before any was registered' : 'none was registered in time',
      hint: 'Run again, and register one in the account page of the provider; --timeout 30m gives more time.',
    });
  }
}

function failWithoutAuthenticator(error: unknown): never {
  throw new Failure({
    kind: 'browser',
    attempt: 'register a passkey',
    reason: `the browser has no authenticator to be used (${describeError(error)})`,
    hint: 'Nothing was begun. Use a newer Chromium.',
    cause: error,
  });
}
