import { setTimeout as sleep } from 'node:timers/promises';
import type { Deadline } from '../core/deadline.ts';
import { Failure } from '../core/failure.ts';
import type { Network } from '../core/network.ts';
import { requireOpenFiles } from './browser-exit.ts';
import { isRemote, nameBrowser } from './find-browser.ts';
import { launchOrConnect, learnToken, requireAnswer, type StartedBrowser } from './launch-or-connect.ts';
import { NodeRelay, requireOwnBrowser } from './node-relay.ts';
import type { OpenPage } from './open-browser.ts';
import { openPooledPage, type PooledPage } from './pooled-page.ts';
import { makePrivateFolder } from './private-folder.ts';

/** What a page is wanted for. */
export interface PageWish {
  /** Of the portal. */
  readonly origin: string;
  /** Whether the sign-in leads to other origins, too. */
  readonly leavesOrigin: boolean;
  /** Whether it is to have a browser with no other server's page in it. */
  readonly isAlone: boolean;
}

/** A page that is lent for one sign-in, in a context that holds nothing of any other. */
export interface LentPage extends OpenPage {
  /** `this machine`, or the address of a remote browser without what could be secret in it. */
  readonly where: string;
  /** Gives it up for good, with its context. */
  discard(): void;
}

const START_TIMEOUT_MS = 20_000;
const REST_MS = 10_000;
const CLOSE_TIMEOUT_MS = 3_000;

// Each takes as much memory as the one that most share.
const MAX_BESIDE = 2;
// One whose page hangs does so until its server's time is over, and keeps the turn of others no longer than a sign-in takes.
const TURN_TIMEOUT_MS = 20_000;
const TURN_INTERVAL_MS = 100;

/**
 * Where browsers run: one that all share, and after it another. One in which a page has done what no page should gets no
 * other server's page, and ends with the last that it has lent: the sign-ins in it are not to suffer.
 */
export class PooledBrowser {
  readonly #browser: string | undefined;
  readonly #network: Network;
  readonly #warn: (message: string) => void;
  readonly #idle: PooledPage[] = [];
  readonly #lent = new Set<PooledPage>();
  readonly #cleaning = new Set<Promise<unknown>>();
  readonly #closing = new Set<Promise<unknown>>();
  /** Those that end when none of their pages is lent any more, and since when that is so (`performance.now`). */
  readonly #ending = new Map<StartedBrowser, number>();
  #startingAlone = 0;
  #shared: StartedBrowser | undefined;
  #starting: Promise<StartedBrowser> | undefined;
  #restsUntil = 0;

  constructor(browser: string | undefined, network: Network, warn: (message: string) => void) {
    this.#browser = browser;
    // For as long as the fleet goes on, and not only for the sign-in that connects.
    if (isRemote(browser)) learnToken(browser);
    this.#network = network;
    this.#warn = warn;
  }

  get isResting(): boolean {
    return performance.now() < this.#restsUntil;
  }

  async lend(wish: PageWish, deadline: Deadline): Promise<LentPage> {
    const pooled = await this.#findPage(wish, deadline);
    this.#restsUntil = 0;
    pooled.use(wish);
    this.#lent.add(pooled);
    const { context, page, watch, uses } = pooled;
    // Whoever comes late with what was given back may find it lent to another.
    const isSameUse = () => pooled.uses === uses;
    return {
      context,
      page,
      watch,
      where: nameBrowser(this.#browser),
      // It is closed with the pool.
      isRemote: false,
      // The page is left when its cookies have been taken, and is cleaned then.
      leavePage: () => {},
      close: async () => void (isSameUse() && this.#takeBack(pooled)),
      discard: () => void (isSameUse() && this.#giveUp(pooled)),
    };
  }

  async close(): Promise<void> {
    const shared = await this.#starting?.catch(() => undefined);
    const all = [...this.#ending.keys(), ...(shared ? [shared] : [])];
    const ending = Promise.all(this.#closing).then(() => Promise.all(all.map(endBrowser)));
    await Promise.race([ending, sleep(CLOSE_TIMEOUT_MS)]);
  }

  async #findPage(wish: PageWish, deadline: Deadline): Promise<PooledPage> {
    if (wish.isAlone) return await this.#openAlone(deadline);
    const idle = wish.leavesOrigin ? undefined : await this.#takeIdle(wish.origin);
    return idle ?? (await this.#openShared(deadline));
  }

  /** @returns one that is shown to be clean now */
  async #takeIdle(origin: string): Promise<PooledPage | undefined> {
    const isFit = (pooled: PooledPage) => !pooled.knows(origin);
    // One that is being cleaned is there sooner than a new one, and takes no more memory.
    if (!this.#idle.some(isFit) && this.#cleaning.size > 0) await Promise.race(this.#cleaning);
    for (;;) {
      const at = this.#idle.findIndex(isFit);
      const [pooled] = at >= 0 ? this.#idle.splice(at, 1) : [];
      if (!pooled || ((await pooled.isClean()) && pooled.started === this.#shared)) return pooled;
      this.#giveUp(pooled);
    }
  }

  async #openShared(deadline: Deadline): Promise<PooledPage> {
    for (;;) {
      const asked = this.#shared;
      const pooled = await this.#openPage(this.#startOnce(deadline), deadline).catch((error) => {
        // One that opens no page any more is not asked again.
        if (this.#shared && (!asked || asked === this.#shared)) this.#retire(this.#shared);
        // What keeps one from it that has run until now may be another server's page.
        if (!asked || deadline.signal.aborted) throw error;
      });
      // Another server's page may have spoilt it meanwhile.
      if (pooled && pooled.started === this.#shared) return pooled;
      pooled?.close();
    }
  }

  async #openAlone(deadline: Deadline): Promise<PooledPage> {
    while (this.#areEnoughBeside && !deadline.signal.aborted) await deadline.pause(TURN_INTERVAL_MS);
    deadline.requireTime('have a browser');
    this.#startingAlone += 1;
    const starting = this.#start(deadline);
    try {
      const pooled = await this.#openPage(starting, deadline);
      this.#ending.set(pooled.started, performance.now());
      return pooled;
    } catch (error) {
      starting.then(endBrowser).catch(() => {});
      throw error;
    } finally {
      this.#startingAlone -= 1;
    }
  }

  get #areEnoughBeside(): boolean {
    const isRecent = (since: number) => performance.now() - since < TURN_TIMEOUT_MS;
    return [...this.#ending.values()].filter(isRecent).length + this.#startingAlone >= MAX_BESIDE;
  }

  async #openPage(starting: Promise<StartedBrowser>, deadline: Deadline): Promise<PooledPage> {
    const opening = starting.then((started) =>
      requireAnswer(started, openPooledPage(started, this.#network)),
    );
    using limit = deadline.within(START_TIMEOUT_MS);
    try {
      return await limit.limit(opening, () => failGone('it took too long to start'));
    } catch (error) {
      opening.then((late) => late.close()).catch(() => {});
      throw error;
    }
  }

  #startOnce(deadline: Deadline): Promise<StartedBrowser> {
    this.#starting ??= this.#start(deadline).then((started) => {
      this.#shared = started;
      started.browser.on('disconnected', () => this.#forget(started));
      started.exit?.then(() => this.#forget(started));
      return started;
    });
    this.#starting.catch(() => {
      this.#starting = undefined;
      this.#restsUntil = performance.now() + REST_MS;
    });
    return this.#starting;
  }

  async #start(deadline: Deadline): Promise<StartedBrowser> {
    requireOwnBrowser(this.#browser, this.#network);
    if (!isRemote(this.#browser)) requireOpenFiles();
    makePrivateFolder();
    const settings = { browser: this.#browser, headed: false, slowMo: 0, network: this.#network };
    const timeout = Math.min(START_TIMEOUT_MS, deadline.remaining());
    const started = await launchOrConnect(settings, timeout, this.#warn);
    const isShared = isRemote(this.#browser);
    await requireAnswer(started, NodeRelay.begin(started.browser, this.#network, isShared));
    return started;
  }

  /** The next page that is wanted is of another browser. */
  #forget(started: StartedBrowser): void {
    if (this.#shared !== started) return;
    this.#shared = undefined;
    this.#starting = undefined;
    for (const pooled of this.#idle.splice(0)) pooled.close();
  }

  #takeBack(pooled: PooledPage): void {
    if (!this.#lent.delete(pooled)) return;
    const isHopeless = pooled.isUsedUp || pooled.started !== this.#shared;
    const cleaning: Promise<unknown> = (isHopeless ? Promise.resolve(false) : pooled.clean()).then(
      (isClean) => {
        this.#cleaning.delete(cleaning);
        if (isClean && pooled.started === this.#shared) this.#idle.push(pooled);
        else this.#giveUp(pooled);
      },
    );
    this.#cleaning.add(cleaning);
  }

  /** Ends a page, and its browser where that is not to be used any more. */
  #giveUp(pooled: PooledPage): void {
    const { started, misconduct, origin } = pooled;
    // It is in use until it is closed.
    this.#lent.add(pooled);
    const closing = pooled.close().then(() => {
      this.#closing.delete(closing);
      this.#lent.delete(pooled);
      this.#endUnused(started);
    });
    this.#closing.add(closing);
    if (misconduct !== undefined && started === this.#shared) {
      this.#warn(`A page of ${origin} ${misconduct}: other servers get another browser.`);
      this.#retire(started);
    }
  }

  /** Lends no more pages of the browser that all share, and ends it when the last is given back. */
  #retire(shared: StartedBrowser): void {
    this.#ending.set(shared, performance.now());
    this.#forget(shared);
    this.#endUnused(shared);
  }

  #endUnused(started: StartedBrowser): void {
    const isInUse = [...this.#lent].some((other) => other.started === started);
    if (!isInUse && this.#ending.delete(started)) endBrowser(started);
  }
}

async function endBrowser({ browser }: StartedBrowser): Promise<void> {
  await NodeRelay.end(browser);
  await browser.close().catch(() => {});
}

/** @returns the failure of a run for which no browser is left */
export function failGone(reason: unknown): Failure {
  return new Failure({
    kind: 'browser',
    attempt: 'have a browser',
    reason: reason instanceof Error ? reason.message : String(reason),
    hint: 'Check the addresses in OCTOPUS_BROWSER (--browser), and that each browser runs.',
  });
}
