import {
  blurNumbers,
  bounds,
  findAnimations,
  findElements,
  isConnected,
  isUsable,
  matches,
  nameOf,
} from './dom.ts';
import type { Asked } from './page-kinds.ts';
import { texts } from './page-words.ts';

// How far something has come is told by what has a value, and of what is done in steps, too.
const MARKS = '[aria-busy=true], progress:not([value]), [role=progressbar]:not([aria-valuenow])';
const HELD = ':disabled, [aria-disabled=true], [aria-busy=true]';
// What turns round and round is no larger; backgrounds are.
const MAX_SPINNER_HEIGHT = 150;

/** What has become of what a page says since something was done on it: nothing, something, or its headings are others. */
export type Reaction = 'none' | 'text' | 'heading';

let before: { readonly text: string; readonly heads: string } | undefined;
let used: readonly HTMLElement[] = [];

/**
 * Keeps what a page says before something is done on it, and what that is done with.
 * @param text all that is seen of it
 */
export function keepState(text: string, heads: readonly string[], { inputs, choice }: Asked): void {
  before = { text: blurNumbers(text), heads: blurNumbers(heads.join(' ')) };
  used = [...inputs, ...(choice ? [choice] : [])];
}

/** @param text all that is seen of the page */
export function readReaction(text: string, heads: readonly string[]): Reaction {
  if (!before) return 'none';
  if (blurNumbers(heads.join(' ')) !== before.heads) return 'heading';
  return blurNumbers(text) === before.text ? 'none' : 'text';
}

/** @returns whether a page shows that something is to come by itself: in words, by the web's own marks, or by what turns round */
export function showsUnderWay(text: string, heads: readonly string[]): boolean {
  return (
    [...heads, text, ...used.filter(isConnected).map(nameOf)].some((said) => texts.underWay.test(said)) ||
    texts.redirects.test(text) ||
    used.some(isHeld) ||
    findElements(document, MARKS).some(isUsable) ||
    findAnimations(document).some(isSpinner)
  );
}

/** What a page holds back while it waits for a reply. */
function isHeld(element: HTMLElement): boolean {
  return isConnected(element) && matches(element, HELD) && bounds(element).height > 1;
}

function isSpinner({ effect, playState }: Animation): boolean {
  if (playState !== 'running' || !(effect instanceof KeyframeEffect) || !effect.target) return false;
  const isEndless = effect.getTiming().iterations === Number.POSITIVE_INFINITY;
  return isEndless && isUsable(effect.target) && bounds(effect.target).height <= MAX_SPINNER_HEIGHT;
}
