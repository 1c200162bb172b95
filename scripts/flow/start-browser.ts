import { type BrowserSettings, type OpenBrowser, openBrowser } from '../browser/open-browser.ts';
import { mayLoadByItself } from '../portal/carry-requests.ts';
import { signInPage } from '../portal/sign-in-page.ts';
import type { Run } from '../run/run.ts';

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
