import type { Page, Response } from 'playwright';
import { readServerWords } from '../api/api-failure.ts';
import type { Deadline } from '../core/deadline.ts';
import { readOrigin } from '../core/text.ts';
import { openSignInPage } from './open-portal.ts';

// OctopusDeploy/OpenIDConnectAuthenticationProviders, UserAuthConstants.cs; the refusal as in Octopus Issues 8007.
const STATE_COOKIES = /^[sn]$/;
const NAMES_STATE = /(?:state|nonce) hash cookie|invalid (?:state|nonce)/i;

// A session is there at once where there is one.
const BACK_TIMEOUT_MS = 3_000;

/** What is said of it. */
export const FORGOTTEN = 'the portal does not know the sign-in again that the provider has allowed';

/**
 * Notices that a portal does not know a sign-in again that a provider has allowed. It keeps what it needs for that in cookies that
 * browsers send from the provider's site for two minutes only. Then it shows its sign-in page again, or refuses, and does so each
 * time as long as the old cookies are there (Octopus Issues 9832).
 */
export class ForgottenSignIn {
  readonly #page: Page;
  readonly #server: string;
  #wasThere: boolean;
  #wasAway = false;
  #backSince: number | undefined;
  #refusal: Promise<boolean> | undefined;

  /** @param wasThere whether the page has been at the portal: something in front of that may lead elsewhere first */
  constructor(page: Page, server: string, wasThere = true) {
    this.#wasThere = wasThere;
    this.#page = page;
    this.#server = server;
    page.on('framenavigated', (frame) => {
      if (frame === page.mainFrame()) this.#note(frame.url());
    });
    page.on('response', (response) => {
      if (response.status() === 400 && isSignInRoute(response.url(), server))
        this.#refusal = namesState(response);
    });
  }

  /** @returns whether the browser has come back from elsewhere, and nobody is signed in; to be asked where nobody is */
  async look(): Promise<boolean> {
    const url = this.#page.url();
    if (await this.#refusal) return true;
    this.#note(url);
    const isBack = this.#wasAway && url.startsWith(`${this.#server}/app`);
    this.#backSince = isBack ? (this.#backSince ?? performance.now()) : undefined;
    return this.#backSince !== undefined && performance.now() - this.#backSince > BACK_TIMEOUT_MS;
  }

  #note(url: string): void {
    const origin = readOrigin(url);
    if (url.startsWith(`${this.#server}/app`)) this.#wasThere = true;
    if (this.#wasThere && origin !== undefined && origin !== new URL(this.#server).origin)
      this.#wasAway = true;
  }

  /**
   * Takes the old cookies away, and goes to the sign-in page anew.
   * @throws ApiFailure of kind `server`
   */
  async beginAgain(deadline: Deadline): Promise<void> {
    const domain = new URL(this.#server).hostname;
    await this.#page.context().clearCookies({ name: STATE_COOKIES, domain });
    await openSignInPage(this.#page, this.#server, deadline);
    this.#wasAway = false;
    this.#backSince = undefined;
    this.#refusal = undefined;
  }
}

async function namesState(response: Response): Promise<boolean> {
  const body = await response.text().catch(() => '');
  return NAMES_STATE.test(readServerWords(body).join(' '));
}

/**
 * Whether a provider's sign-in begins, or comes back, at an address of the portal: `/users/authenticate/AzureAD`, as servers have
 * it (OctopusDeploy/OpenIDConnectAuthenticationProviders), or the same below `/api`, and `/api/users/authenticatedToken/AzureAD`.
 */
export function isSignInRoute(url: string, server: string): boolean {
  const path = url.startsWith(`${server}/`) ? url.slice(server.length) : '';
  return /^(?:\/api)?\/users\/authenticate(?:dToken)?\//i.test(path);
}
