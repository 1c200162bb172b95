import { setTimeout as sleep } from 'node:timers/promises';
import type { BrowserContext, CDPSession, Page } from 'playwright';
import type { Network } from '../core/network.ts';
import { readOrigin } from '../core/text.ts';
import { contextOptions } from './browser-environment.ts';
import { BrowserWatch } from './browser-watch.ts';
import { clearPage, leavePages, listOthers, readBlankDocument, silencePage } from './clean-page.ts';
import type { StartedBrowser } from './launch-or-connect.ts';
import { NetworkRequests } from './network-requests.ts';
import { NodeRelay } from './node-relay.ts';
import { keepReportsShort } from './page-reports.ts';
import { openPageSession } from './page-sessions.ts';
import { PendingRequests } from './pending-requests.ts';

// A context gathers what nobody sees: after so many it makes room for a new one.
const MAX_USES = 50;

// What a page that has been silenced still loads is there sooner.
const LOADING_TIMEOUT_MS = 2_000;
// Three times it may be waited for what is loaded; the rest is for the browser, which a busy machine makes slow.
const CLEANING_TIMEOUT_MS = 10_000;

/** Opens a page in a context of its own. */
export async function openPooledPage(started: StartedBrowser, network: Network): Promise<PooledPage> {
  const context = await started.browser.newContext({
    ...contextOptions(network),
    acceptDownloads: false,
  });
  const page = await context.newPage();
  await NodeRelay.of(started.browser)?.own(page);
  const cdp = await openPageSession(page);
  const { targetInfo } = await cdp.send('Target.getTargetInfo');
  const requests = await NetworkRequests.watch(page);
  const pooled = new PooledPage(started, context, page, { cdp, target: targetInfo, requests });
  await cdp.send('Page.enable');
  return pooled;
}

/** A page by the browser's own protocol. */
interface PageTarget {
  readonly cdp: CDPSession;
  readonly target: { readonly targetId: string; readonly browserContextId?: string };
  readonly requests: NetworkRequests;
}

/**
 * A page in a context of its own, used again and again. Each server's is taken for an enemy's: it is used again only if it is
 * certain that nothing of the last is left in the context, alive or under way, and that is shown anew when it is lent.
 */
export class PooledPage {
  readonly started: StartedBrowser;
  readonly context: BrowserContext;
  readonly page: Page;
  readonly watch: BrowserWatch;
  readonly #target: PageTarget;
  readonly #requests: PendingRequests;
  readonly #origins = new Set<string>();
  #isUsableOnce = false;
  #misconduct: string | undefined;
  #uses = 0;
  #isClosed = false;
  /** How many it has shown since it was lent: what one sends as its last word, nobody sees. */
  #documents = 0;
  /** The empty document that it was left with. */
  #document: string | undefined;

  constructor(started: StartedBrowser, context: BrowserContext, page: Page, target: PageTarget) {
    this.started = started;
    this.context = context;
    this.page = page;
    this.watch = new BrowserWatch(started, page);
    this.#target = target;
    this.#requests = PendingRequests.of(context);
    keepReportsShort(context);
    this.#watchDoubts();
    this.#watchConduct();
  }

  /** What no server's page has a reason to do, as in "opened a window": its browser is not used for another server. */
  get misconduct(): string | undefined {
    return this.#misconduct;
  }

  /** How many times it has been lent. */
  get uses(): number {
    return this.#uses;
  }

  get isUsedUp(): boolean {
    const isInDoubt = this.#isUsableOnce || this.#target.requests.leavesUnseen;
    return isInDoubt || this.#misconduct !== undefined || this.#isDead || this.#uses >= MAX_USES;
  }

  /**
   * Whether something that a context keeps, and that cannot be cleaned, may be of this origin: the storage of a tab, or what a
   * browser was told by https of a host and all below it, as by Strict-Transport-Security.
   */
  knows(origin: string): boolean {
    const { hostname } = new URL(origin);
    const mayBeTold = (host: string) => hostname === host || hostname.endsWith(`.${host}`);
    const told = [...this.#origins].filter((known) => known.startsWith('https:'));
    return this.#origins.has(origin) || told.some((known) => mayBeTold(new URL(known).hostname));
  }

  /** Where it was used last. */
  get origin(): string | undefined {
    return [...this.#origins].at(-1);
  }

  /** A page that is to leave the portal's origin may go anywhere, and is not used again. */
  use({ origin, leavesOrigin }: { readonly origin: string; readonly leavesOrigin: boolean }): void {
    this.#uses += 1;
    this.#documents = 0;
    this.#origins.add(origin);
    if (leavesOrigin) this.#isUsableOnce = true;
  }

  /**
   * Takes away all that a sign-in has left, so that the next one finds the context as new.
   * @returns whether it may be used again
   */
  async clean(): Promise<boolean> {
    const cleaning = this.#cleanUp().catch(() => false);
    const isClean = await Promise.race([cleaning, sleep(CLEANING_TIMEOUT_MS, undefined, { ref: false })]);
    if (isClean === undefined) this.#note('did not let itself be cleaned in time');
    return isClean === true && !this.isUsedUp;
  }

  /** Whether it is as it was left when it was cleaned, and alone in its context. */
  async isClean(): Promise<boolean> {
    const late = sleep(CLEANING_TIMEOUT_MS, false, { ref: false });
    return !this.isUsedUp && (await Promise.race([this.#look().catch(() => false), late]));
  }

  /** Resolves when its context is gone, however that went. */
  async close(): Promise<void> {
    this.#isClosed = true;
    this.watch.letBrowserGo();
    await leavePages(this.context);
    await this.context.close().catch(() => {});
  }

  get #isDead(): boolean {
    return this.#isClosed || this.watch.isGone || this.watch.failure !== undefined;
  }

  async #cleanUp(): Promise<boolean> {
    const { cdp, requests } = this.#target;
    if ((await this.#listOthers()).length > 0) return false;
    // A page that is about to be another listens to nothing.
    const isStaying = await this.#requests.awaitNone(LOADING_TIMEOUT_MS, (each) =>
      each.isNavigationRequest(),
    );
    await requests.awaitNone(LOADING_TIMEOUT_MS);
    if (!isStaying || !(await silencePage(cdp))) return false;
    const areDone = [this.#requests, requests].map((each) => each.awaitNone(LOADING_TIMEOUT_MS));
    if (!(await Promise.all(areDone)).every(Boolean)) return false;
    if (this.#documents > 1) return false;
    const begunCount = this.#begunCount;
    this.#document = await clearPage(this.context, this.page, cdp);
    // What a page sends as its last word may be answered, and the answer obeyed, at any time.
    if (this.#begunCount > begunCount) return false;
    if (await this.#look()) return true;
    this.#note('left something behind that is alive');
    return false;
  }

  async #look(): Promise<boolean> {
    const [others, document, cookies] = await Promise.all([
      this.#listOthers(),
      readBlankDocument(this.#target.cdp),
      this.context.cookies(),
    ]);
    const isAlone = others.length === 0 && cookies.length === 0;
    const isQuiet = this.#requests.areNone && this.#target.requests.areNone;
    return isAlone && isQuiet && document !== undefined && document === this.#document;
  }

  get #begunCount(): number {
    return this.#requests.begunCount + this.#target.requests.begunCount;
  }

  #listOthers() {
    return listOthers(this.started.browser, this.#target.target);
  }

  /** What cannot be seen to the end makes room for a new context. */
  #watchDoubts(): void {
    const doubt = () => {
      this.#isUsableOnce = true;
    };
    this.#target.cdp.on('Page.frameNavigated', () => {
      this.#documents += 1;
    });
    this.page.on('frameattached', doubt).on('worker', doubt);
    this.page.on('framenavigated', (frame) => {
      const origin = readOrigin(frame.url());
      if (origin !== undefined ? !this.#origins.has(origin) : !URL.canParse(frame.url())) doubt();
    });
  }

  #watchConduct(): void {
    const { cdp } = this.#target;
    cdp.on('Page.windowOpen', () => this.#note('opened a window'));
    cdp.on('Page.javascriptDialogOpening', () => this.#note('opened a dialog'));
    this.context.on('page', () => this.#note('opened a window'));
    this.page.on('download', () => this.#note('began a download'));
    this.page.on('crash', () => this.#note('crashed'));
  }

  #note(misconduct: string): void {
    this.#misconduct ??= misconduct;
  }
}
