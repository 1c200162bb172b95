import type { Page, Request, Route } from 'playwright';
import type { PacedReply } from '../api/pace.ts';
import type { IsolatedWorld } from '../browser/isolated-world.ts';
import { Leaving } from '../browser/leaving.ts';
import { frameOf } from '../browser/pending-requests.ts';
import type { Deadline } from '../core/deadline.ts';
import { nameOrigin, readOrigin, withoutFragment } from '../core/text.ts';
import type { Secret } from '../secrets/secret.ts';
import {
  type Credential,
  CredentialRequests,
  isOfOtherPage,
  isOfStranger,
  isPostedForm,
  type RequestKind,
  submitsForm,
} from './credential-requests.ts';
import { Interception } from './interception.ts';
import { OutgoingTraffic } from './outgoing-traffic.ts';
import { isRedirect, type Relayed, relay, shouldLogInAgain } from './relay.ts';

/** What came of the one request that carries a credential. */
export type LoginReply =
  | Relayed
  /** It was stopped before it left: the origin is none that may have the credential. */
  | { readonly kind: 'foreign'; readonly origin: string };

export interface Guarded {
  /** The portal's address. */
  readonly server: string;
  readonly what: Credential;
  readonly secret: Secret;
  /** @returns the origins that may have it */
  readonly origins: () => readonly string[];
  /** @returns the guards of all else that was typed, this one among them */
  readonly all?: () => readonly CredentialGuard[];
}

// With a form whose script was late, a page is given ever more time.
const MAX_RELOADS = 4;
const FIRST_PATIENCE_MS = 500;
// That a document is shown may be told of later than what it sends at once.
const LEAVING_MS = 300;
const JUDGING_TIMEOUT_MS = 3_000;
const LOOK_INTERVAL_MS = 20;

/**
 * Stands between a page and the network from the moment before a password, or a one-time code, is typed. The first request that
 * carries it leaves once, by way of this process, to an origin that may have it; any other is stopped, but for the form of a
 * page whose script has asked whether a code is right: see `#mayFollow`. A browser by itself would send it to wherever it is
 * redirected, and again when a connection breaks (see `relay`); and so could the page's script, if it were pressed twice. What
 * requests are seen: see `Interception`.
 */
export class CredentialGuard {
  readonly what: Credential;
  readonly #page: Page;
  readonly #guarded: Guarded;
  readonly #deadline: Deadline;
  readonly #requests: CredentialRequests;
  readonly #traffic: OutgoingTraffic;
  readonly #interception: Interception;
  #covered: IsolatedWorld | undefined;
  #leaving: Leaving | undefined;
  /** What took it along last, where that was a form. */
  #form: Request | undefined;
  /** Whether the document is left: the reply to the form is shown, or was, which whoever loads it anew, or goes back to it, sends again. */
  #isShown = false;
  #reloads = 0;
  #isSent = false;
  #isStopped = false;
  #stopping: Promise<void> | undefined;
  #sentTo: string | undefined;
  /** The page whose script has asked its own origin whether a code is right, and was answered: its form may send it, too. */
  #hasAsked: IsolatedWorld | undefined;
  #reply = new Settled<LoginReply>();
  #stop = new Settled<void>();

  constructor(page: Page, guarded: Guarded, deadline: Deadline) {
    const { server, what, secret } = guarded;
    this.what = what;
    this.#page = page;
    this.#guarded = guarded;
    this.#deadline = deadline;
    this.#requests = new CredentialRequests(server, what, secret.reveal());
    this.#traffic = new OutgoingTraffic(page, this.#requests);
    const onEnd = () => this.#traffic.stopCounting();
    this.#interception = new Interception(page, (route) => this.#pass(route), onEnd);
  }

  /**
   * Guards what a document will request, from before it is typed into. It has to be there already: the requests of one that
   * is just coming when a guard is put up may escape it.
   */
  async cover(world: IsolatedWorld): Promise<void> {
    this.#stop = new Settled();
    this.#isShown = false;
    this.#traffic.countAnew();
    if (world.document === this.#covered?.document && !this.#interception.isOver) return;
    this.#covered = world;
    this.#leaving = await Leaving.watch(world);
    await Promise.all([this.#interception.begin(), this.#traffic.watchPage(world)]);
  }

  /** Takes what is typed along with the credential for a part of it. */
  guardAlong(code: Secret): void {
    this.#requests.findAlong(code.reveal());
  }

  /**
   * Lets the credential leave no more. Where it has, waits for the reply, also when the run has been told to stop: whether
   * somebody has been signed in must be known.
   */
  stopSending(): Promise<void> {
    this.#stopping ??= this.#stopAndWait();
    return this.#stopping;
  }

  async #stopAndWait(): Promise<void> {
    const isSent = this.#isSent;
    this.#isSent = true;
    this.#isStopped = true;
    if (!isSent) return;
    using lingering = this.#deadline.lingering();
    await lingering.limit(this.reply, () => new Error('no reply came')).catch(ignore);
  }

  /** It ends as soon as the page is left: until then its script may still want to send the credential again. */
  endWithPage(): void {
    this.#interception.endWithPage();
  }

  /**
   * Once the credential has arrived and its document is left, nothing has to be guarded, which slows every request; but that a page
   * that is the reply to its form is neither loaded anew nor gone back to: while anything is intercepted, the browser asks for it again.
   * @param main what the page's main frame shows
   */
  async endOnceLeft(main: IsolatedWorld): Promise<void> {
    const reply = this.knownReply;
    if (this.#interception.isOver || !reply) return;
    this.#isShown ||= (await this.#covered?.isLeft(main)) ?? false;
    const isPassed = reply.kind === 'answered' && isRedirect(reply.status, reply.headers.location);
    const isInHistory = this.#form && !isPassed;
    if (this.#isShown && !isInHistory) await this.#interception.end();
  }

  /** Whether the credential has left the page, or was about to, for an origin that may not have it. */
  get isSent(): boolean {
    return this.#isSent;
  }

  /** Whether nothing is guarded any more. */
  get isOver(): boolean {
    return this.#interception.isOver;
  }

  /** Whether it has left from another document than that which is to be typed into. */
  hasLeftBefore(world: IsolatedWorld): boolean {
    return this.#isSent && world.document !== this.#covered?.document;
  }

  /** The origin that it was sent to; undefined where it has not left. */
  get sentTo(): string | undefined {
    return this.#sentTo;
  }

  get reply(): Promise<LoginReply> {
    return this.#reply.promise;
  }

  /** The same, once it is there. */
  get knownReply(): LoginReply | undefined {
    return this.#reply.value;
  }

  /** Settles when a form was about to be sent by GET, which would have put the credential into the address. */
  get stop(): Promise<void> {
    return this.#stop.promise;
  }

  /** Whether that has happened since `cover`. */
  get hasStopped(): boolean {
    return this.#stop.isSettled;
  }

  /**
   * Whether something else has left the browser since `cover`, which could hold the credential in a shape of the page's own. A request
   * is told of by the page's process before it is judged here.
   */
  async mayHaveLeft(): Promise<boolean> {
    using share = this.#deadline.within(JUDGING_TIMEOUT_MS);
    const isDoubtful = () => !this.#isSent && this.#traffic.hasSentBody;
    while (isDoubtful() && !share.signal.aborted) await share.pause(LOOK_INTERVAL_MS);
    return isDoubtful();
  }

  /** Whether it is certain that nothing has left the browser since `cover`. */
  isNothingSent(): Promise<boolean> {
    return this.#traffic.isNothingSent();
  }

  /**
   * Loads the page anew, or the frame that was typed into, whose form was about to be sent by GET, and waits for its script: what
   * was still to come of it was given up when the form was sent.
   * @returns whether it has been done; not for ever
   */
  async reloadPatiently(): Promise<boolean> {
    if (this.#reloads >= MAX_RELOADS) return false;
    await this.#reload();
    await this.#deadline.pause(FIRST_PATIENCE_MS * 2 ** this.#reloads);
    this.#reloads += 1;
    return true;
  }

  async #reload(): Promise<void> {
    const timeout = this.#deadline.remaining();
    if (!this.#covered || this.#covered.isMain)
      return void (await this.#page.reload({ timeout }).catch(ignore));
    const loading = this.#covered.frame.waitForNavigation({ timeout }).catch(ignore);
    await this.#covered.call('reload').catch(ignore);
    await loading;
  }

  async #pass(route: Route): Promise<void> {
    const request = route.request();
    const origin = nameOrigin(request.url());
    // Whichever was put up last sees it first, and may take it for its own.
    const others = this.#guarded.origins().includes(origin) ? this.#others : [];
    const again = [this, ...others].find((guard) => guard.#isSentAgain(request));
    if (again) return await again.#stopSendingAgain(route);
    const what = await this.#judge(request);
    if (what === 'ordinary') return await route.fallback().catch(ignore);
    if (what === 'in the address') {
      // No other reason leaves the page as it is.
      await route.abort('aborted').catch(ignore);
      return this.#stop.settle();
    }
    if (this.#isOfStranger(request)) return await route.abort().catch(ignore);
    const follows = this.#isSent && this.#mayFollow(request);
    if (this.#isSent && !follows) return await this.#stopSecond(route);
    if (follows) this.#reply = new Settled();
    this.#isSent = true;
    const held = await this.#findBeside(request);
    const beside = held.filter((guard) => !this.#mayTakeAlong(guard, origin));
    // What was typed besides goes nowhere twice either.
    const had = beside.find((guard) => guard.#isSent);
    if (had) {
      await route.abort().catch(ignore);
      return this.#reply.settle({ kind: 'lost', reason: `it held the ${had.what} again, and was stopped` });
    }
    const all = [this, ...beside];
    for (const guard of beside) guard.#isSent = true;
    const refusing = all.filter((guard) => !guard.#guarded.origins().includes(origin));
    if (refusing.length > 0) {
      await route.abort('aborted').catch(ignore);
      for (const guard of refusing) guard.#reply.settle({ kind: 'foreign', origin });
      return;
    }
    for (const guard of all) guard.#noteSent(request);
    // The portal's script is answered, never sent on; a page is, but without what it was sent with.
    const isPortalsScript = !request.isNavigationRequest() && this.#requests.isPortals(request);
    const isLogin = isPortalsScript && this.what === 'password' && this.#requests.isLogin(request);
    const shouldAskAgain = isLogin ? this.#wasNotProcessed : undefined;
    const isInHeader = all.some((guard) => guard.#requests.classify(request) === 'in a header');
    const reply = await relay(
      this.#page,
      route,
      isPortalsScript || isInHeader,
      this.#deadline,
      shouldAskAgain,
    );
    if (!follows && what === 'carried' && this.#isAnsweredQuestion(request, reply))
      this.#hasAsked = this.#covered;
    for (const guard of all) guard.#reply.settle(reply);
  }

  /** Whether the reply to the form would be loaded anew, even before anybody has looked at it. */
  #isSentAgain(request: Request): boolean {
    return this.knownReply !== undefined && this.#form !== undefined && isSame(request, this.#form);
  }

  /** A page that would take the place of the one that was answered is told of as such. */
  async #stopSecond(route: Route): Promise<void> {
    const request = route.request();
    const isPage = request.isNavigationRequest() && frameOf(request) === this.#page.mainFrame();
    if (isPage && this.knownReply?.kind === 'answered') return await this.#stopSendingAgain(route);
    await route.abort().catch(ignore);
  }

  async #stopSendingAgain(route: Route): Promise<void> {
    await route.abort('aborted').catch(ignore);
    this.#reply = new Settled();
    const reason = 'its page was about to send it again, and was stopped';
    this.#reply.settle({ kind: 'lost', reason });
  }

  /** Some pages send the password again with the code, to where it was sent before. */
  #mayTakeAlong(other: CredentialGuard, origin: string): boolean {
    return this.what === 'one-time code' && other.what === 'password' && other.#sentTo === origin;
  }

  #noteSent(request: Request): void {
    this.#form = request.isNavigationRequest() ? request : undefined;
    this.#sentTo = nameOrigin(request.url());
  }

  /** Whether a request holds it, as far as anybody knows. */
  async holds(request: Request): Promise<boolean> {
    if (this.#interception.isOver) return false;
    return this.#isSentAgain(request) || (await this.#judge(request)) !== 'ordinary';
  }

  get #others(): CredentialGuard[] {
    return (this.#guarded.all?.() ?? []).filter((guard) => guard !== this);
  }

  /** @returns those of what else a request holds; a guard that waits for the same secret, at another origin, waits on */
  async #findBeside(request: Request): Promise<CredentialGuard[]> {
    const others = this.#others.filter((guard) => guard.#guarded.secret !== this.#guarded.secret);
    const held = await Promise.all(others.map((guard) => guard.holds(request)));
    return others.filter((_, at) => held[at]);
  }

  async #judge(request: Request): Promise<RequestKind> {
    if (this.#isShown) return 'ordinary';
    const found = this.#requests.classify(request);
    // Once its page is left, others of the context may send what this has nothing to do with.
    if (found !== 'ordinary' || this.#interception.isOver) return found;
    return (await this.#mayCarry(request)) ? 'carried' : found;
  }

  #isOfStranger(request: Request): boolean {
    return isOfStranger(request, this.#covered, this.#guarded.origins());
  }

  /**
   * Whether a form may take it along though nothing of it is known again there. One that has, does not leave its page twice;
   * where a script has sent it, the page may end with a form of something else.
   */
  async #mayCarry(request: Request): Promise<boolean> {
    if (this.#isOfStranger(request)) return this.#isApart(request);
    if (this.#requests.isSuspect(request)) return true;
    if (!submitsForm(request, this.#covered)) return this.#isApart(request);
    if (!this.#isSent || isOf(request, this.#hasAsked)) return true;
    const isListed = this.#guarded.origins().includes(nameOrigin(request.url()));
    if (!this.#form && isListed && !this.#requests.mayHide(request)) return false;
    return !(await this.#leaving?.isOver(LEAVING_MS));
  }

  /** Whether a form that goes into another frame may hold it as its page's fields send it: a code in several, a password in another charset. */
  #isApart(request: Request): boolean {
    if (!isPostedForm(request) || !this.#requests.mayHide(request)) return false;
    // Any form may have letters of another charset.
    return this.what !== 'password' || !isOfOtherPage(request, this.#covered, this.#guarded.origins());
  }

  #wasNotProcessed = async (reply: PacedReply, tries: number): Promise<boolean> =>
    (await shouldLogInAgain(reply, tries, this.#guarded.server, this.#deadline)) && !this.#isStopped;

  /** Whether the script of the page that was typed into has asked that page's own origin whether a code is right. */
  #isAnsweredQuestion(request: Request, reply: Relayed): boolean {
    return (
      this.what === 'one-time code' &&
      ['fetch', 'xhr'].includes(request.resourceType()) &&
      isOf(request, this.#covered) &&
      reply.kind === 'answered' &&
      reply.status >= 200 &&
      reply.status < 300
    );
  }

  /** Entra ID's page asks by its script whether a code is right, and then sends it with its form: that is let once. */
  #mayFollow(request: Request): boolean {
    if (this.#isStopped || !request.isNavigationRequest() || !isOf(request, this.#hasAsked)) return false;
    this.#hasAsked = undefined;
    return true;
  }
}

/** Whether a document's own frame has made a request, by POST and to the document's origin. */
function isOf(request: Request, world: IsolatedWorld | undefined): boolean {
  return (
    world !== undefined &&
    request.method() === 'POST' &&
    frameOf(request) === world.frame &&
    readOrigin(request.url()) === world.origin
  );
}

/** Whether a page is sent again what a form has sent. */
function isSame(request: Request, form: Request): boolean {
  return (
    request.isNavigationRequest() &&
    request.method() === form.method() &&
    withoutFragment(request.url()) === withoutFragment(form.url()) &&
    request.postData() === form.postData()
  );
}

/** @returns what is said of a form that is sent by GET */
export function inAddress(what: Credential): string {
  return `the form would send the ${what} in the address of a page, and was stopped before it did`;
}

/** The page may have been left by the time it would be answered. */
function ignore(): void {}

/** A promise, and what settles it. */
class Settled<T> {
  readonly promise: Promise<T>;
  isSettled = false;
  /** Undefined before. */
  value: T | undefined;
  #resolve: ((value: T) => void) | undefined;

  constructor() {
    this.promise = new Promise((resolve) => {
      this.#resolve = resolve;
    });
  }

  settle(value: T): void {
    this.isSettled = true;
    this.value = value;
    this.#resolve?.(value);
  }
}
