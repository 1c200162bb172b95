import { nameOf } from './dom.ts';
import type { Seen } from './page-kinds.ts';
import { buttons as buttonWords, headings, texts } from './page-words.ts';

/**
 * What would be given along with what is typed.
 * @param submits what would send it
 */
export function judgeAgreement(
  { heads, said, text }: Seen,
  submits: readonly HTMLElement[],
): 'consent' | 'terms' | undefined {
  const agrees = submits.some((button) => buttonWords.agrees.test(nameOf(button)));
  const isOfTerms = heads.some((head) => texts.isOfTerms.test(head));
  if (isOfTerms || (agrees && texts.terms.test(text))) return 'terms';
  const asks = [...heads, said].some((words) => texts.asksConsent.test(words));
  return asks || agrees || heads.some((head) => headings.consent.test(head)) ? 'consent' : undefined;
}

/** Whether what is typed would confirm something else than who signs in. */
export function isForDeed({ heads, said }: Seen, send: HTMLElement | undefined): boolean {
  if (heads.some((head) => headings.deed.test(head) || headings.act.test(head))) return true;
  return !(send && buttonWords.signsIn.test(readAct(send))) && texts.forDeed.test(said);
}

/** @returns what a button says that it does, without arrows and the like */
export function readAct(button: HTMLElement): string {
  return nameOf(button).replace(/^[^\p{L}\p{M}]+|[^\p{L}\p{M}]+$/gu, '');
}
