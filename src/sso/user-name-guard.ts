import type { Page, Request, Route } from 'playwright';
import type { IsolatedWorld } from '../browser/isolated-world.ts';
import type { Deadline } from '../core/deadline.ts';
import { nameOrigin } from '../core/text.ts';
import type { LoginReply } from '../portal/credential-guard.ts';
import { CredentialRequests, isOfStranger, submitsForm } from '../portal/credential-requests.ts';
import { Interception } from '../portal/interception.ts';
import { relay } from '../portal/relay.ts';

export interface GuardedName {
  /** The portal's address. */
  readonly server: string;
  readonly username: string;
  /** Origins that may have it. */
  readonly origins: readonly string[];
  /** Whether a request holds something else that was typed, and has a guard of its own. */
  readonly isHeldBeside: (request: Request) => Promise<boolean>;
}

/**
 * Keeps a user name that was typed from origins that may not have it, by the page and by a redirect. It is no secret, and those
 * that may have it may be told of it as often as a page likes: many ask who it is before they ask for a password. In the
 * address of a page it may go anywhere: that is how one provider hands somebody over to the next (`login_hint`).
 */
export class UserNameGuard {
  readonly what = 'user name';
  readonly #page: Page;
  readonly #guarded: GuardedName;
  readonly #deadline: Deadline;
  readonly #requests: CredentialRequests;
  readonly #interception: Interception;
  #covered: IsolatedWorld | undefined;
  #isSent = false;
  #reply: LoginReply | undefined;
  #withheldFrom: string | undefined;

  constructor(page: Page, guarded: GuardedName, deadline: Deadline) {
    this.#page = page;
    this.#guarded = guarded;
    this.#deadline = deadline;
    this.#requests = new CredentialRequests(guarded.server, this.what, guarded.username);
    this.#interception = new Interception(
      page,
      (route) => this.#pass(route),
      () => {},
    );
  }

  /** Guards what a document will request, from before it is typed into. */
  async cover(world: IsolatedWorld): Promise<void> {
    if (world.document === this.#covered?.document) return;
    this.#covered = world;
    await this.#interception.begin();
  }

  /**
   * Nothing has to be guarded once the document is left.
   * @param main what the page's main frame shows
   */
  async endOnceLeft(main: IsolatedWorld): Promise<void> {
    if (!this.isOver && (await this.#covered?.isLeft(main))) await this.#interception.end();
  }

  get isOver(): boolean {
    return this.#interception.isOver;
  }

  endWithPage(): void {
    this.#interception.endWithPage();
  }

  get isSent(): boolean {
    return this.#isSent;
  }

  /** What kept it from arriving where the page sent it; undefined where nothing did. */
  get knownReply(): LoginReply | undefined {
    return this.#reply;
  }

  /** An origin that a page would have told of it beside its own business, and could not. */
  get withheldFrom(): string | undefined {
    return this.#withheldFrom;
  }

  async #pass(route: Route): Promise<void> {
    const request = route.request();
    // The browser itself knows what it may send, and what it may read of the reply.
    if (isOfStranger(request, this.#covered, this.#guarded.origins))
      return await route.fallback().catch(ignore);
    const found = this.#requests.classify(request);
    const isForm = !this.#isSent && submitsForm(request, this.#covered);
    if ((found === 'ordinary' && !isForm) || found === 'in the address')
      return await route.fallback().catch(ignore);
    const origin = nameOrigin(request.url());
    if (this.#guarded.origins.includes(origin)) return await this.#send(route);
    await route.abort('aborted').catch(ignore);
    if (request.isNavigationRequest()) this.#reply = { kind: 'foreign', origin };
    else this.#withheldFrom ??= origin;
  }

  async #send(route: Route): Promise<void> {
    this.#isSent = true;
    const request = route.request();
    // What is asked for by its address alone takes nothing along to where it is redirected.
    const isGet = request.method() === 'GET';
    if (isGet || (await this.#guarded.isHeldBeside(request))) return await route.fallback().catch(ignore);
    const reply = await relay(this.#page, route, false, this.#deadline);
    const isPage = request.isNavigationRequest();
    if (reply.kind === 'diverted' || (reply.kind === 'lost' && isPage)) this.#reply = reply;
  }
}

/** The page may have been left by the time it would be answered. */
function ignore(): void {}
