import type { BrowserContext, Frame, Page, Request, Route } from 'playwright';
import type { IsolatedWorld } from '../browser/isolated-world.ts';
import { frameOf } from '../browser/pending-requests.ts';
import type { Deadline } from '../core/deadline.ts';
import { describeError } from '../core/failure.ts';
import type { Secret } from '../secrets/secret.ts';
import { CredentialRequests } from './credential-requests.ts';
import { mayLoadByItself } from './open-portal.ts';
import { OutgoingTraffic } from './outgoing-traffic.ts';

/** What came of the one request that carries the password. */
export type LoginReply =
  | {
      readonly kind: 'answered';
      readonly status: number;
      readonly statusText: string;
      readonly body: string;
      /** Whether it is a page that is shown, rather than an answer to the page's script. */
      readonly isPage: boolean;
    }
  | { readonly kind: 'diverted'; readonly to: string }
  | { readonly kind: 'lost'; readonly reason: string }
  /** It was stopped before it left: the origin is none that may have the password. */
  | { readonly kind: 'foreign'; readonly origin: string };

export interface Guarded {
  /** The portal's address. */
  readonly server: string;
  readonly password: Secret;
  /** Origins that may have it. */
  readonly origins: readonly string[];
}

const EVERYTHING = /^/;

const KEEP_THE_BODY = [307, 308];

// With a form whose script was late, a page is given ever more time.
const MAX_RELOADS = 4;
const FIRST_PATIENCE_MS = 500;

/**
 * Stands between a page and the network from the moment before a password is typed. The first request that carries it
 * leaves once, by way of this process, to an origin that may have it; any other is stopped. A browser by itself would send
 * it again when a connection that it used before breaks, and to wherever a redirect that keeps the method (307, 308)
 * points; and so could the page's script, if it were pressed twice. The requests of other pages, frames, workers
 * and service workers of the context are guarded like the page's own; those of a shared worker cannot be seen.
 */
export class CredentialGuard {
  readonly #page: Page;
  readonly #context: BrowserContext;
  readonly #guarded: Guarded;
  readonly #deadline: Deadline;
  readonly #requests: CredentialRequests;
  readonly #traffic: OutgoingTraffic;
  readonly #handle = (route: Route) => this.#pass(route);
  readonly #end = () => void this.close();
  readonly #endWhenBlank = (frame: Frame) => {
    if (frame === this.#page.mainFrame() && frame.url() === 'about:blank') this.#end();
  };
  #covered: string | undefined;
  #isClosed = false;
  #reloads = 0;
  #isSent = false;
  readonly #reply = new Settled<LoginReply>();
  #stop = new Settled<void>();

  constructor(page: Page, guarded: Guarded, deadline: Deadline) {
    this.#page = page;
    this.#context = page.context();
    this.#guarded = guarded;
    this.#deadline = deadline;
    this.#requests = new CredentialRequests(guarded.server, guarded.password);
    this.#traffic = new OutgoingTraffic(page, this.#requests);
  }

  /**
   * Guards what a document will request, from before it is typed into. It has to be there already: the requests of one that
   * is just coming when a guard is put up may escape it.
   */
  async cover({ document }: IsolatedWorld): Promise<void> {
    if (this.#isClosed) throw new Error('the guard is gone');
    this.#stop = new Settled();
    this.#traffic.countAnew();
    if (document === this.#covered) return;
    if (this.#covered !== undefined) await this.#takeDown();
    this.#covered = document;
    // A page's own handlers, as of `relayRequests`, go before those of its context.
    const isRelayed = !mayLoadByItself(this.#guarded.server);
    await Promise.all([
      this.#context.route(EVERYTHING, this.#handle),
      isRelayed && this.#page.route(EVERYTHING, this.#handle),
      this.#traffic.watchMessages(),
    ]);
  }

  /**
   * Lets the password leave no more. Where it has, waits for the reply, also when the run has been told to stop: whether
   * somebody has been signed in must be known.
   */
  async stopSending(): Promise<void> {
    const isSent = this.#isSent;
    this.#isSent = true;
    if (!isSent) return;
    using lingering = this.#deadline.lingering();
    await lingering.limit(this.reply, () => new Error('no reply came')).catch(ignore);
  }

  /** It ends as soon as the page is left: until then its script may still want to send the password again. */
  endWithPage(): void {
    if (this.#isClosed) return;
    this.#page.on('close', this.#end).on('framenavigated', this.#endWhenBlank);
    if (this.#page.isClosed()) this.#end();
  }

  /** Once the password has arrived and its document is left, nothing has to be guarded: that slows every request. */
  async endOnceLeft({ document }: IsolatedWorld): Promise<void> {
    if (this.knownReply && document !== this.#covered) await this.close();
  }

  /** Lets everything pass again. */
  async close(): Promise<void> {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#traffic.stopCounting();
    this.#page.off('close', this.#end).off('framenavigated', this.#endWhenBlank);
    if (this.#covered !== undefined) await this.#takeDown();
  }

  /** Whether the password has left the page, or was about to, for an origin that may not have it. */
  get isSent(): boolean {
    return this.#isSent;
  }

  get reply(): Promise<LoginReply> {
    return this.#reply.promise;
  }

  /** The same, once it is there. */
  get knownReply(): LoginReply | undefined {
    return this.#reply.value;
  }

  /** Settles when a form was about to be sent by GET, which would have put the password into the address. */
  get stop(): Promise<void> {
    return this.#stop.promise;
  }

  /** Whether that has happened since `cover`. */
  get hasStopped(): boolean {
    return this.#stop.isSettled;
  }

  /** Whether it is certain that nothing has left the browser since `cover`. */
  isNothingSent(): Promise<boolean> {
    return this.#traffic.isNothingSent();
  }

  /**
   * Loads the page anew, whose form was about to be sent by GET, and waits for its script: what was still to come of it
   * was given up when the form was sent.
   * @returns whether it has been done; not for ever
   */
  async reloadPatiently(): Promise<boolean> {
    if (this.#reloads >= MAX_RELOADS) return false;
    await this.#page.reload({ timeout: this.#deadline.remaining() }).catch(ignore);
    await this.#deadline.pause(FIRST_PATIENCE_MS * 2 ** this.#reloads);
    this.#reloads += 1;
    return true;
  }

  async #takeDown(): Promise<void> {
    const gone = [
      this.#context.unroute(EVERYTHING, this.#handle),
      this.#page.unroute(EVERYTHING, this.#handle),
    ];
    await Promise.all(gone.map((each) => each.catch(ignore)));
  }

  async #pass(route: Route): Promise<void> {
    const request = route.request();
    const found = this.#requests.classify(request);
    const what = found === 'ordinary' && !this.#isSent && submitsForm(request) ? 'credentials' : found;
    if (what === 'ordinary') return await route.fallback().catch(ignore);
    if (what === 'in the address') {
      // No other reason leaves the page as it is.
      await route.abort('aborted').catch(ignore);
      return this.#stop.settle();
    }
    if (this.#isSent) return await route.abort().catch(ignore);
    this.#isSent = true;
    const { origin } = new URL(request.url());
    if (this.#guarded.origins.includes(origin)) return this.#reply.settle(await this.#relay(route));
    await route.abort('aborted').catch(ignore);
    this.#reply.settle({ kind: 'foreign', origin });
  }

  async #relay(route: Route): Promise<LoginReply> {
    const request = route.request();
    const isPage = request.isNavigationRequest();
    try {
      const timeout = this.#deadline.remaining();
      const response = await route.fetch({ maxRedirects: 0, maxRetries: 0, timeout });
      const [status, statusText] = [response.status(), response.statusText()];
      const { location } = response.headers();
      // The portal's script is answered, never sent on; a page is, but without what it was sent with.
      const isBound = KEEP_THE_BODY.includes(status) || (!isPage && this.#requests.isPortals(request));
      if (location !== undefined && status < 400 && isBound) {
        route.abort().catch(ignore);
        return { kind: 'diverted', to: location };
      }
      const body = await response.text();
      route.fulfill({ response, body }).catch(ignore);
      return { kind: 'answered', status, statusText, body, isPage };
    } catch (error) {
      route.abort().catch(ignore);
      return { kind: 'lost', reason: describeError(error).replace(/^route\.fetch: /, '') };
    }
  }
}

export const IN_ADDRESS =
  'the form would send the password in the address of a page, and was stopped before it did';

/** Whether it is a form's own, and fills the whole page: it may be written in a charset in which no password is known again. */
function submitsForm(request: Request): boolean {
  return request.isNavigationRequest() && request.method() === 'POST' && !frameOf(request)?.parentFrame();
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
