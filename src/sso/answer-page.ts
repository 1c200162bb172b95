import type { Page } from 'playwright';
import { DocumentGone } from '../browser/isolated-world.ts';
import { hidePictures, showInTrace, showPictures } from '../browser/trace.ts';
import type { PageKind } from '../in-page/judge-page.ts';
import type { Texts } from '../in-page/provider-page.ts';
import type { Look } from './provider-page.ts';
import type { Typeable, WalkGuards } from './walk-guards.ts';

const MAX_ALTERATIONS = 3;

/** Types into a provider's pages what they ask for, and presses what sends it, or what was chosen. */
export class PageAnswers {
  readonly #page: Page;
  readonly #guards: WalkGuards;
  #alterations = 0;
  /** What a page asks for of which no pictures are kept, since it was given that. */
  #hidden: PageKind | undefined;

  constructor(page: Page, guards: WalkGuards) {
    this.#page = page;
    this.#guards = guards;
  }

  /** Whether no page keeps what is typed into it as it was typed. */
  get areAltered(): boolean {
    return this.#alterations >= MAX_ALTERATIONS && !this.#guards.ofSecret?.isSent;
  }

  /** Keeps pictures again of a page that asks for something else: one that asks for the same may show what was typed. */
  async showOther(kind: PageKind): Promise<void> {
    if (kind !== this.#hidden) await showPictures(this.#page);
  }

  /** @returns whether what was asked for may have been sent, also where the document is gone before it can say so */
  async give({ kind, world, target }: Look, typeable: Typeable): Promise<boolean> {
    let isPressed = false;
    try {
      await showInTrace(this.#page);
      await this.#guards.cover(world, kind, typeable);
      const texts = textsFor(kind, typeable);
      if (texts.password !== '' || texts.code !== '') {
        await hidePictures(this.#page, world);
        this.#hidden = kind;
      }
      const typed = await world.call('fillPage', texts, target);
      if (typed === 'altered') this.#alterations += 1;
      if (typed !== 'typed') return false;
      isPressed = true;
      const pressed = await world.call('pressPage', texts, target);
      if (pressed === 'typed') await this.#page.keyboard.press('Enter');
      return pressed === 'pressed' || pressed === 'typed';
    } catch (error) {
      if (error instanceof DocumentGone) return isPressed;
      throw error;
    }
  }
}

/** No page is given more than it asks for. */
function textsFor(kind: PageKind, { username = '', password, code }: Typeable): Texts {
  const isSecret = kind === 'password' || kind === 'both';
  return { username, password: (isSecret && password?.reveal()) || '', code: code?.reveal() ?? '' };
}
