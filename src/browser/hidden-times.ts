import type { BrowserContext, Page } from 'playwright';
import { DocumentGone, IsolatedWorld } from './isolated-world.ts';

// The browser's clocks for pictures and for documents may differ a little.
const TOLERANCE_MS = 100;

// No document is called so.
const ALL = 'all';

/** The times, by the browser's clock, of which a trace keeps no picture: somebody could read in them what was typed. */
export class HiddenTimes {
  readonly #times: { readonly from: number; until: number }[] = [];
  /** The one that was typed into last, while it hides something. */
  #document: string | undefined;

  /**
   * What is hidden already stays so: any page behind the one that was typed into may show what was.
   * @param world of the document that is about to be typed into
   */
  async begin(page: Page, world: IsolatedWorld): Promise<void> {
    // What a frame shows is in the picture of the page around it.
    const { document } = world.isMain ? world : await IsolatedWorld.open(page);
    this.#hide((await world.call('readClock')) - TOLERANCE_MS, document);
  }

  /** Hides what was and what will be, until the end. */
  hideAll(): void {
    this.#hide(Number.NEGATIVE_INFINITY, ALL);
  }

  #hide(from: number, document: string): void {
    if (this.#document === undefined) this.#times.push({ from, until: Number.POSITIVE_INFINITY });
    if (this.#document !== ALL) this.#document = document;
  }

  /**
   * Ends it, once another document than the one that was typed into is drawn: until then the old one stays on the screen.
   * @returns whether it has ended just now
   */
  async endOnceLeft(page: Page): Promise<boolean> {
    const last = this.#times.at(-1);
    if (this.#document === undefined || this.#document === ALL || !last) return false;
    try {
      const world = await IsolatedWorld.open(page);
      const painted = world.document === this.#document ? undefined : await world.call('readFirstPaint');
      if (painted === undefined) return false;
      last.until = painted + TOLERANCE_MS;
      this.#document = undefined;
      return true;
    } catch (error) {
      if (error instanceof DocumentGone) return false;
      throw error;
    }
  }

  /** @param time milliseconds since 1970; one that is not known is hidden */
  includes(time: number | undefined): boolean {
    return time === undefined || this.#times.some(({ from, until }) => time >= from && time <= until);
  }
}

const hiddenTimes = new WeakMap<BrowserContext, HiddenTimes>();

/** @returns those of a context, whether it is traced or not */
export function hiddenTimesOf(context: BrowserContext): HiddenTimes {
  const known = hiddenTimes.get(context) ?? new HiddenTimes();
  hiddenTimes.set(context, known);
  return known;
}
