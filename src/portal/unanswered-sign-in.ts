import type { BrowserContext, Request } from 'playwright';
import { awaitThat } from '../browser/pending-requests.ts';
import type { Run } from '../core/run.ts';
import type { CredentialGuard } from './credential-guard.ts';
import { isSignInRoute } from './forgotten-sign-in.ts';
import { UNKNOWN } from './judge-login.ts';
import { isSignedIn } from './open-portal.ts';

// What a provider answers with in an address (OpenID Connect Core, 3.1.2.5; SAML Bindings, 3.4).
const CARRIES_ANSWER = /[?&](?:code|id_token|SAMLResponse)=/;
// By POST. With one to /users/authenticate/<name> the portal's script begins a provider's sign-in, which signs nobody in yet.
const TAKES_SIGN_IN =
  /\/api\/users\/(?:login|authenticate\/usernamepassword|authenticatedToken\/[^/?#]+)\/?(?:[?#]|$)/i;
// A browser may tell of a request after the server has it.
const REPORT_TIMEOUT_MS = 500;
const LOOK_INTERVAL_MS = 50;
const MAY_STAY = 'A session that it may have begun stays on the server until it times out.';

const LOST = `No reply to the login request has come. ${UNKNOWN} ${MAY_STAY}`;

/** Says what may be left of a login request without a reply: where a run was stopped, that is all that is said of why it failed. */
export function warnOfLogin(run: Pick<Run, 'deadline' | 'warn'>): void {
  if (run.deadline.stoppedWith) run.warn(LOST);
}

/** The login request of a sign-in by the portal's form, for whoever has to do without the browser that sent it. */
export class SentLogin {
  /** Undefined until something may be sent. */
  guard: CredentialGuard | undefined;

  /**
   * Lets nothing be sent any more, and waits for the reply to what was.
   * @returns what it sets, as in the header Set-Cookie, one a line; where it is lost, says what may be left
   */
  async settle(run: Pick<Run, 'deadline' | 'warn'>): Promise<string> {
    await this.guard?.stopSending();
    const { sentTo, knownReply: reply } = this.guard ?? {};
    if (reply?.kind === 'answered') return reply.headers['set-cookie'] ?? '';
    const isLost = sentTo !== undefined && (!reply || reply.kind === 'lost');
    // Of a run that was stopped that is said already.
    if (isLost && !run.deadline.stoppedWith) run.warn(LOST);
    return '';
  }
}

/** The requests by which somebody is signed in: the portal's own login, and a provider's answer that comes back to the portal. */
export class UnansweredReturns {
  readonly #context: BrowserContext;
  readonly #server: string;
  readonly #unanswered = new Set<Request>();
  readonly #unrefused = new Set<Request>();

  constructor(context: BrowserContext, server: string) {
    this.#context = context;
    this.#server = server;
    context.on('request', (request) => {
      if (!maySignIn(request, server)) return;
      this.#unrefused.add(request);
      this.#unanswered.add(request);
    });
    context.on('response', (response) => {
      const request = response.request();
      this.#unanswered.delete(request);
      if (response.status() >= 400 && response.status() < 500) this.#unrefused.delete(request);
    });
  }

  /** Where a run was stopped, or its time is over, waits a little for what is missing, and says what may be left if it does not come. */
  async settle(run: Pick<Run, 'deadline' | 'warn'>): Promise<void> {
    if (
      !run.deadline.signal.aborted ||
      !(await awaitThat(() => this.#unanswered.size > 0, REPORT_TIMEOUT_MS))
    )
      return;
    using lingering = run.deadline.lingering();
    while (this.#unanswered.size > 0 && !lingering.signal.aborted)
      await lingering.pause(LOOK_INTERVAL_MS).catch(() => {});
    if (this.#unanswered.size > 0 && !(await isSignedIn(this.#context, this.#server)))
      run.warn(`The portal has not answered a sign-in that the browser sent to it. ${MAY_STAY}`);
  }

  /** Says what may be left where the browser has ended, and with it all that it knew of a session. */
  warnOfLoss(run: Pick<Run, 'warn'>): void {
    if (this.#unrefused.size > 0)
      run.warn(`The browser, or its page, ended after it had sent the portal a sign-in. ${MAY_STAY}`);
  }
}

function maySignIn(request: Request, server: string): boolean {
  const url = request.url();
  if (request.method() !== 'POST') return isSignInRoute(url, server) && CARRIES_ANSWER.test(url);
  if (url.startsWith(`${server}/`) && TAKES_SIGN_IN.test(url)) return true;
  return request.isNavigationRequest() && isSignInRoute(url, server);
}
