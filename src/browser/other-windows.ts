import type { CDPSession, Page } from 'playwright';

/** The windows beside a page, of the same cookies, as the browser itself knows them: before Playwright tells of any. */
export class OtherWindows {
  readonly #session: CDPSession;
  readonly #own: Target;
  readonly #onOpened: () => void;
  #wereThere = false;

  private constructor(session: CDPSession, own: Target, onOpened: () => void) {
    this.#session = session;
    this.#own = own;
    this.#onOpened = onOpened;
  }

  /**
   * @param session of the page
   * @param onOpened is called as soon as there is one more
   * @throws Error, where the browser tells of no windows
   */
  static async watch(page: Page, session: CDPSession, onOpened: () => void): Promise<OtherWindows> {
    const { targetInfo } = await session.send('Target.getTargetInfo');
    const browser = await page.context().browser()?.newBrowserCDPSession();
    if (!browser) throw new Error('it does not tell which windows it has');
    const windows = new OtherWindows(browser, targetInfo, onOpened);
    browser.on('Target.targetCreated', ({ targetInfo: opened }) => windows.#note(opened));
    await browser.send('Target.setDiscoverTargets', { discover: true });
    return windows;
  }

  /** Whether there is one, or was: what it has begun may come when it is closed already. */
  get wereThere(): boolean {
    return this.#wereThere;
  }

  async endWatch(): Promise<void> {
    await this.#session.detach().catch(() => {});
  }

  #note({ targetId, type, browserContextId }: Target): void {
    const isOther = targetId !== this.#own.targetId && browserContextId === this.#own.browserContextId;
    if (type !== 'page' || !isOther) return;
    this.#wereThere = true;
    this.#onOpened();
  }
}

interface Target {
  readonly targetId: string;
  readonly type: string;
  readonly browserContextId?: string;
}
