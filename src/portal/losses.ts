import type { Typed } from '../in-page/dom.ts';

// A page may draw its fields anew a few times, and what was typed is gone then.
const MOST = { altered: 3, lost: 10 } as const;

/** How often the fields of a sign-in have not kept what was typed into them. */
export class Losses {
  readonly #counts = { altered: 0, lost: 0 };

  note(loss: Exclude<Typed, 'typed'>): void {
    this.#counts[loss] += 1;
  }

  get areTooMany(): boolean {
    return this.#counts.altered >= MOST.altered || this.#counts.lost >= MOST.lost;
  }
}
