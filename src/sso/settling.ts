import type { Page, Request, WebSocket } from 'playwright';
import { frameOf, PendingRequests } from '../browser/pending-requests.ts';
import { readOrigin } from '../core/text.ts';
import type { Look } from './provider-page.ts';

// What a page asks of whoever it is of may change it. What hangs longer is waited for no more: it may be a poll.
const REPLY_TIMEOUT_MS = 10_000;
const MAX_REPEATS = 2;
// How long a page may take to draw what it was answered.
const DRAWING_MS = 500;

// How long a page may stay as it is that shows something; one that shows nothing, or that something is under way; and one that
// changes all the time, or says that it goes on.
const RESTING_MS = 2_500;
const BLANK_TIMEOUT_MS = 15_000;
const CHANGING_TIMEOUT_MS = 60_000;
/**
 * What a page has made of what was done there, and how long it may rest then. One that has asked for something may find out by itself
 * what comes next, and show nothing of that: SuperTokens' waits for a lock that the page before it has kept for 5 s.
 */
const REST_MS = { shown: RESTING_MS, asked: 8_000, none: 4_000 } as const;

const REPLIES: readonly string[] = ['document', 'xhr', 'fetch'];
const PARTS = [...REPLIES, 'script'];

/** Why a page is given up: it is settled, or has not become so for too long. */
export type Rest = 'settled' | 'unsettled';

/** Watches whether a page is still becoming what it will be. */
export class Settling {
  readonly #page: Page;
  readonly #requests: PendingRequests;
  readonly #origins: readonly string[];
  readonly #begun = new WeakMap<Request, number>();
  readonly #sockets = new Set<WebSocket>();
  /** How often each address was asked since something was done. */
  readonly #asked = new Map<string, number>();
  #askedAt = 0;
  #document: string | undefined;
  #since = performance.now();
  #repliedAt = 0;
  #heardAt = 0;
  #partAt = 0;

  /** @param origins whose replies a page waits for */
  constructor(page: Page, origins: readonly string[]) {
    this.#page = page;
    this.#requests = PendingRequests.of(page.context());
    this.#origins = origins;
    const end = (request: Request) => {
      if (this.#isAwaited(request, PARTS)) this.#partAt = performance.now();
      if (this.#mayChange(request)) this.#repliedAt = performance.now();
      if (this.#isReply(request)) this.#heardAt = performance.now();
    };
    page
      .on('request', (request) => this.#noteRequest(request))
      .on('requestfinished', end)
      .on('requestfailed', end)
      .on('websocket', (socket) => this.#noteSocket(socket));
  }

  /** Something is done on the page: what it asks for from now on is about that. */
  countAnew(): void {
    this.#asked.clear();
  }

  /** Whether the page has asked for something since then (`performance.now`) that may change it. */
  hasAskedSince(time: number): boolean {
    return this.#askedAt > time;
  }

  /** Whether a reply has come since then (`performance.now`), if only to what is asked again and again, and has been there for so long. */
  hasHeardSince(time: number, ms: number): boolean {
    return this.#heardAt > time && performance.now() - this.#heardAt > ms;
  }

  /** Whether a reply is still to come that may change the page. */
  get awaitsReply(): boolean {
    return this.#requests.has((request) => this.#mayChange(request));
  }

  /** Whether none is to come, and the last one has been there for a while. */
  get isQuiet(): boolean {
    return !this.awaitsReply && performance.now() - this.#repliedAt > DRAWING_MS;
  }

  /** @returns undefined where a page that asks for nothing that is known may still become another */
  restOf({
    world,
    offers,
    errors,
    beside,
    isLoaded,
    quietMs,
    goesOn,
    isBlank,
    isUnderWay,
  }: Look): Rest | undefined {
    if (world.document !== this.#document) this.#since = performance.now();
    this.#document = world.document;
    const waited = performance.now() - this.#since;
    if (waited > CHANGING_TIMEOUT_MS) return 'unsettled';
    // A picture may hang for ever.
    if (goesOn || (!isLoaded && waited < BLANK_TIMEOUT_MS) || this.#awaitsPart) return undefined;
    const quiet = Math.min(quietMs, waited);
    const isOffering = offers.length > 0 || errors.length > 0 || beside !== undefined;
    const isWhole = !isUnderWay && (isOffering || !(isBlank || this.#mayHearUnseen));
    const sinceReply = performance.now() - this.#repliedAt;
    if (isWhole && Math.min(quiet, sinceReply) > RESTING_MS) return 'settled';
    // One that asks again and again what has become of something is answered often.
    return quiet > BLANK_TIMEOUT_MS ? 'unsettled' : undefined;
  }

  /**
   * @param doneAt when something was done on a page (`performance.now`)
   * @param notice what the page has made of it
   * @returns whether nothing is to come of it any more
   */
  isAtRest(
    { isLoaded, quietMs, goesOn, isUnderWay }: Look,
    doneAt: number,
    notice: keyof typeof REST_MS,
  ): boolean {
    const now = performance.now();
    const rested = Math.min(quietMs, now - doneAt, now - this.#repliedAt);
    const mayChange = goesOn || isUnderWay || this.#awaitsPart || this.#mayHearUnseen;
    return isLoaded && !mayChange && rested > REST_MS[notice];
  }

  /** Gives the page the time again that it had when it came. */
  beginAnew(): void {
    this.#since = performance.now();
  }

  #noteSocket(socket: WebSocket): void {
    this.#sockets.add(socket);
    socket.on('close', () => this.#sockets.delete(socket));
  }

  #noteRequest(request: Request): void {
    const address = describeRequest(request);
    this.#asked.set(address, (this.#asked.get(address) ?? 0) + 1);
    this.#begun.set(request, performance.now());
    if (this.#mayChange(request)) this.#askedAt = performance.now();
    // What a page has open ends with it, which nobody tells.
    const isOfPage = request.isNavigationRequest() && frameOf(request) === this.#page.mainFrame();
    if (isOfPage) this.#sockets.clear();
  }

  #mayChange(request: Request): boolean {
    return this.#isReply(request) && this.#isAwaited(request, REPLIES);
  }

  #isReply(request: Request): boolean {
    const origin = readOrigin(request.url());
    return origin !== undefined && this.#origins.includes(origin) && REPLIES.includes(request.resourceType());
  }

  /** Whether something is still to come, from wherever, that a page may draw more with, or has just come. */
  get #awaitsPart(): boolean {
    const isComing = this.#requests.has((request) => this.#isAwaited(request, PARTS));
    return isComing || performance.now() - this.#partAt < DRAWING_MS;
  }

  #isAwaited(request: Request, types: readonly string[]): boolean {
    const age = performance.now() - (this.#begun.get(request) ?? 0);
    // What is asked again and again waits for somebody.
    const isPoll = (this.#asked.get(describeRequest(request)) ?? 0) > MAX_REPEATS;
    return !isPoll && types.includes(request.resourceType()) && age < REPLY_TIMEOUT_MS;
  }

  /** Whether a reply may come in a way that no request shows, or something is computed beside the page. */
  get #mayHearUnseen(): boolean {
    const isStream = (request: Request) => request.resourceType() === 'eventsource';
    return this.#sockets.size > 0 || this.#page.workers().length > 0 || this.#requests.has(isStream);
  }
}

function describeRequest(request: Request): string {
  return `${request.method()} ${request.url()}`;
}
