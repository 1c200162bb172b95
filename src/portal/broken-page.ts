import { setTimeout as sleep } from 'node:timers/promises';
import type { Page } from 'playwright';
import { paceOf } from '../api/pace.ts';
import type { StartupWait } from '../api/startup-wait.ts';
import { DocumentGone, IsolatedWorld } from '../browser/isolated-world.ts';
import { hasLiveScripts, readReports } from '../browser/page-reports.ts';
import { PendingRequests } from '../browser/pending-requests.ts';
import {
  type BrokenPart,
  findBrokenPart,
  findIdleScript,
  findMissingScript,
  hasOnlyBrokenScripts,
  type KnownPage,
} from './broken-part.ts';

// Most pages show what is wanted sooner, and cost nothing here.
const PATIENCE_MS = 500;
const LOOK_INTERVAL_MS = 250;
const RELOAD_INTERVAL_MS = 500;

// Longer than the pauses that pages make before they draw or ask again, of which 1 to 5 s are usual, and far less than a run
// has: a page that does nothing at all for so long, and lacks a part, has given up.
const SILENCE_MS = 10_000;

/** What to do about a part of a page that is broken. */
export const CHECK_THE_SERVER = 'Check the server, and what stands between it and this machine.';

/** Watches whether a page that does not show what is waited for still can. */
export class BrokenPageWatch {
  readonly #page: Page;
  readonly #server: string;
  readonly #requests: PendingRequests;
  readonly #startup: StartupWait | undefined;
  #document: string | undefined;
  #lookAt = 0;

  /**
   * @param server the portal's address; what a page asks of it is a part of the page
   * @param startup how long a page of the portal's own is waited for; undefined where it is another's
   */
  constructor(page: Page, server: string, startup?: StartupWait) {
    this.#page = page;
    this.#server = server;
    this.#startup = startup;
    this.#requests = PendingRequests.of(page.context());
  }

  /**
   * Looks, if it is time to: it may be called as often as one likes while a page is waited for.
   * @param world of the document that does not show it
   * @param mayReload whether nothing has been done on it yet: it is loaded anew while the server may still be starting, and where it
   *   was only asked for too often
   * @returns what is broken, where nothing is left that could draw, or where nothing has happened for long; undefined
   * while something may come, and where nothing is broken
   */
  async look(world: IsolatedWorld, mayReload = false): Promise<BrokenPart | undefined> {
    if (!this.#isTime(world)) return undefined;
    try {
      const broken = await this.#judge(world);
      // What was read may be of another document already.
      if (!broken || !(await isShown(world, this.#page))) return undefined;
      if (!mayReload || !this.#mayBecomeWhole(broken)) return broken;
      const { rest } = paceOf(this.#server, false);
      if (broken.isLimited && rest > 0) return undefined;
      await sleep(RELOAD_INTERVAL_MS);
      await this.#reload();
      return undefined;
    } catch (error) {
      if (error instanceof DocumentGone) return undefined;
      throw error;
    }
  }

  /** @returns what is said of a broken part: how long it was waited for, or that one may */
  explain({ reason, isUnreadable }: BrokenPart, hint: string): { reason: string; hint: string } {
    if (!this.#startup || isUnreadable) return { reason, hint };
    return { reason: reason + this.#startup.describeWaited(), hint: this.#startup.advise(hint) };
  }

  #mayBecomeWhole({ isLimited, reason }: BrokenPart): boolean {
    return !!isLimited || !!this.#startup?.waitFor(reason);
  }

  #isTime({ document }: IsolatedWorld): boolean {
    const now = performance.now();
    if (document !== this.#document) this.#lookAt = now + PATIENCE_MS;
    this.#document = document;
    if (now < this.#lookAt) return false;
    this.#lookAt = now + LOOK_INTERVAL_MS;
    return true;
  }

  async #judge(world: IsolatedWorld): Promise<BrokenPart | undefined> {
    const page = await this.#readSettled(world);
    if (!page) return undefined;
    const broken = findBrokenPart(page);
    if (broken && Math.min(page.quietMs, this.#requests.quietMs) >= SILENCE_MS) {
      if (this.#requests.knowAllOf(this.#page)) return broken;
      // What it asked for between its first rest and the moment when somebody listened may still be under way.
      await this.#reload();
      return undefined;
    }
    if (mayDraw(page) || (await hasLiveScripts(this.#page))) return undefined;
    // The last script that was left may have drawn just before it was gone.
    const last = await this.#readSettled(world);
    return last && !mayDraw(last) ? (findBrokenPart(last) ?? findIdleScript(last)) : undefined;
  }

  async #reload(): Promise<void> {
    await this.#page.reload({ waitUntil: 'commit' }).catch(() => {});
  }

  /** @returns undefined while it is loading */
  async #readSettled(world: IsolatedWorld): Promise<KnownPage | undefined> {
    const parts = await world.call('readParts');
    if (!parts.isLoaded || !this.#requests.areNone) return undefined;
    const reports = await readReports(this.#page, world.document);
    // What had begun before anybody listened may be under way.
    return reports.hasBeenIdle
      ? { ...parts, ...reports, origin: world.origin, server: this.#server }
      : undefined;
  }
}

/** Whether something else than what scripts have left in memory may still draw. */
function mayDraw(page: KnownPage): boolean {
  return page.mayChangeByItself || !hasOnlyBrokenScripts(page);
}

async function isShown({ document }: IsolatedWorld, page: Page): Promise<boolean> {
  return (await IsolatedWorld.open(page)).document === document;
}

/**
 * @param server the portal's address
 * @returns what a page lacks that has had all the time there was; undefined where all has come
 */
export async function explainPage(page: Page, server: string): Promise<BrokenPart | undefined> {
  const world = await IsolatedWorld.open(page);
  const [parts, reports] = await Promise.all([world.call('readParts'), readReports(page, world.document)]);
  const known = { ...parts, ...reports, origin: world.origin, server };
  return findBrokenPart(known) ?? findMissingScript(known);
}
