import type { IsolatedWorld } from './isolated-world.ts';

/** Tells when a document is left, by the browser's own word: another address alone, as of `pushState`, does not leave it. */
export class Leaving {
  #isLeft = false;
  #leave: () => void = () => {};
  readonly #left = new Promise<void>((resolve) => {
    this.#leave = resolve;
  });

  /** @param world of the document, which has to be there still */
  static async watch({ session, frameId, document }: IsolatedWorld): Promise<Leaving> {
    const leaving = new Leaving();
    session.on('Page.frameNavigated', ({ frame: { id, parentId, loaderId } }) => {
      // With the page around it, a frame is gone.
      const isOwn = id === frameId ? loaderId !== document : parentId === undefined;
      if (isOwn) leaving.#note();
    });
    session.on('Page.frameDetached', (gone) => gone.frameId === frameId && leaving.#note());
    session.on('close', () => leaving.#note());
    await session.send('Page.enable');
    return leaving;
  }

  /** @returns whether it is left by now, or within some milliseconds: what it has to do with may be told of sooner */
  async isOver(ms: number): Promise<boolean> {
    if (this.#isLeft) return true;
    const { promise, end } = wait(ms);
    await Promise.race([this.#left, promise]);
    end();
    return this.#isLeft;
  }

  #note(): void {
    this.#isLeft = true;
    this.#leave();
  }
}

function wait(ms: number): { readonly promise: Promise<void>; readonly end: () => void } {
  let timer: NodeJS.Timeout | undefined;
  const promise = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, ms);
  });
  return { promise, end: () => clearTimeout(timer) };
}
