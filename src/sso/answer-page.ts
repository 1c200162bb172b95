import type { Page } from 'playwright';
import { DocumentGone } from '../browser/isolated-world.ts';
import { hidePictures } from '../browser/trace.ts';
import { type PageKind, takesPassword } from '../in-page/page-kinds.ts';
import type { Texts } from '../in-page/provider-page.ts';
import { Losses } from '../portal/losses.ts';
import type { Look } from './provider-page.ts';
import type { Typeable, WalkGuards } from './walk-guards.ts';

/** Types into a provider's pages what they ask for, and presses what sends it, or what was chosen. */
export class PageAnswers {
  readonly #page: Page;
  readonly #guards: WalkGuards;
  readonly #losses = new Losses();
  #refusal: string | undefined;

  constructor(page: Page, guards: WalkGuards) {
    this.#page = page;
    this.#guards = guards;
  }

  /** Whether no page keeps what is typed into it as it was typed. */
  get areAltered(): boolean {
    return this.#losses.areTooMany && !this.#guards.ofSecret?.isSent;
  }

  /** Why the browser did not send what was typed last, in its own words; undefined where it did. */
  get refusal(): string | undefined {
    return this.#refusal;
  }

  /** @returns whether what was asked for may have been sent, also where the document is gone before it can say so */
  async give({ kind, world, target }: Look, typeable: Typeable): Promise<boolean> {
    let isPressed = false;
    try {
      await this.#guards.cover(world, kind, typeable);
      const texts = textsFor(kind, typeable);
      // Until the portal has the browser back: any page may show what was typed.
      if (texts.password !== '' || texts.code !== '') await hidePictures(this.#page, world);
      const typed = await world.call('fillPage', texts, target);
      if (typed !== 'typed') {
        this.#losses.note(typed);
        return false;
      }
      isPressed = true;
      const pressed = await world.call('pressPage', texts, target);
      this.#refusal = pressed === 'refused' ? await world.call('explainRefusal') : undefined;
      if (pressed !== 'typed') return pressed === 'pressed';
      await this.#page.keyboard.press('Enter');
      return await world.call('hasEntered');
    } catch (error) {
      if (error instanceof DocumentGone) return isPressed;
      throw error;
    }
  }
}

/** No page is given more than it asks for. */
function textsFor(kind: PageKind, { username = '', password, code, given }: Typeable): Texts {
  return {
    username,
    password: (takesPassword(kind) && password?.reveal()) || '',
    code: (given ?? code)?.reveal() ?? '',
  };
}
