import type { Page, Route } from 'playwright';
import type { IsolatedWorld } from '../browser/isolated-world.ts';
import type { Deadline } from '../core/deadline.ts';
import type { Secret } from '../secrets/secret.ts';
import { type Credential, CredentialRequests, submitsForm } from './credential-requests.ts';
import { Interception } from './interception.ts';
import { OutgoingTraffic } from './outgoing-traffic.ts';
import { type Relayed, relay } from './relay.ts';

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
  /** Origins that may have it. */
  readonly origins: readonly string[];
}

// With a form whose script was late, a page is given ever more time.
const MAX_RELOADS = 4;
const FIRST_PATIENCE_MS = 500;

/**
 * Stands between a page and the network from the moment before a password, or a one-time code, is typed. The first request that
 * carries it leaves once, by way of this process, to an origin that may have it; any other is stopped. A browser by itself
 * would send it to wherever it is redirected, and again when a connection breaks (see `relay`); and so could the page's
 * script, if it were pressed twice. What requests are seen: see `Interception`.
 */
export class CredentialGuard {
  readonly what: Credential;
  readonly #page: Page;
  readonly #guarded: Guarded;
  readonly #deadline: Deadline;
  readonly #requests: CredentialRequests;
  readonly #traffic: OutgoingTraffic;
  readonly #interception: Interception;
  #covered: string | undefined;
  #reloads = 0;
  #isSent = false;
  readonly #reply = new Settled<LoginReply>();
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
    this.#interception = new Interception(page, server, (route) => this.#pass(route), onEnd);
  }

  /**
   * Guards what a document will request, from before it is typed into. It has to be there already: the requests of one that
   * is just coming when a guard is put up may escape it.
   */
  async cover({ document }: IsolatedWorld): Promise<void> {
    this.#stop = new Settled();
    this.#traffic.countAnew();
    if (document === this.#covered && !this.#interception.isOver) return;
    this.#covered = document;
    await Promise.all([this.#interception.begin(), this.#traffic.watchMessages()]);
  }

  /**
   * Lets the credential leave no more. Where it has, waits for the reply, also when the run has been told to stop: whether
   * somebody has been signed in must be known.
   */
  async stopSending(): Promise<void> {
    const isSent = this.#isSent;
    this.#isSent = true;
    if (!isSent) return;
    using lingering = this.#deadline.lingering();
    await lingering.limit(this.reply, () => new Error('no reply came')).catch(ignore);
  }

  /** It ends as soon as the page is left: until then its script may still want to send the credential again. */
  endWithPage(): void {
    this.#interception.endWithPage();
  }

  /** Once the credential has arrived and its document is left, nothing has to be guarded: that slows every request. */
  async endOnceLeft({ document }: IsolatedWorld): Promise<void> {
    if (this.knownReply && document !== this.#covered) await this.#interception.end();
  }

  /** Whether the credential has left the page, or was about to, for an origin that may not have it. */
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

  /** Settles when a form was about to be sent by GET, which would have put the credential into the address. */
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

  async #pass(route: Route): Promise<void> {
    const request = route.request();
    const found = this.#requests.classify(request);
    const what = found === 'ordinary' && !this.#isSent && submitsForm(request) ? 'carried' : found;
    if (what === 'ordinary') return await route.fallback().catch(ignore);
    if (what === 'in the address') {
      // No other reason leaves the page as it is.
      await route.abort('aborted').catch(ignore);
      return this.#stop.settle();
    }
    if (this.#isSent) return await route.abort().catch(ignore);
    this.#isSent = true;
    const { origin } = new URL(request.url());
    if (!this.#guarded.origins.includes(origin)) {
      await route.abort('aborted').catch(ignore);
      return this.#reply.settle({ kind: 'foreign', origin });
    }
    // The portal's script is answered, never sent on; a page is, but without what it was sent with.
    const isPortalsScript = !request.isNavigationRequest() && this.#requests.isPortals(request);
    this.#reply.settle(await relay(route, isPortalsScript || what === 'in a header', this.#deadline));
  }
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
