import { beside } from './beside-words.ts';
import { attributeOf, findAll, isUsable, matches, nameOf, parentOf, shownText } from './dom.ts';
import type { Asked } from './page-kinds.ts';
import { headings, texts } from './page-words.ts';

const MAX_BANNER_LENGTH = 2_000;
const PRESSED = 'button, a, [role=button], [role=link]';

/** Whether a text stands in a site's question about cookies: in a box with what accepts them, and nothing of the form. */
function isOfCookieBanner(element: Element, { inputs, choice }: Asked): boolean {
  for (let box: Element | null = element; box instanceof HTMLElement; box = parentOf(box)) {
    const within = findAll(box, 'input, button, a, [role], [tabindex]');
    const isOfForm = within.some((each) => each === choice || inputs.some((input) => input === each));
    if (isOfForm || matches(box, 'body')) return false;
    const text = shownText(box);
    if (text.length > MAX_BANNER_LENGTH) return false;
    const accepts = within.some(
      (button) => matches(button, PRESSED) && isUsable(button) && beside.acceptsCookies.test(nameOf(button)),
    );
    if (accepts && texts.cookies.test(text)) return true;
  }
  return false;
}

/** Whether it asks who has no account, or cannot get in, to take the link beside it. */
export function leadsElsewhere(sentence: string, element: Element): boolean {
  return (
    /[?？]$/.test(sentence) &&
    sentence.length <= MAX_QUESTION_LENGTH &&
    beside.lacks.test(sentence) &&
    !headings.deed.test(sentence) &&
    !texts.asksConsent.test(sentence) &&
    findAll(element, PRESSED).some((link) => isUsable(link) && attributeOf(link, 'type') !== 'submit')
  );
}

const MAX_QUESTION_LENGTH = 60;

/**
 * @param element what it stands in, where that is known
 * @returns a sentence without words that are said of nothing that is done there: of cookies, where it asks about them, of who may use
 *   a system, of who has another phone, and of secrets that are not to be told
 */
export function dropBeside(sentence: string, element: Element | undefined, asked: Asked): string {
  const said = sentence.replace(beside.hasNewPhone, ' ').replace(beside.neverShares, ' ');
  const isOfCookies = element && said.search(beside.ofCookies) >= 0 && isOfCookieBanner(element, asked);
  const rest = isOfCookies ? said.replace(beside.ofCookies, ' ') : said;
  const isOfAccess = beside.reserves.test(rest) && !beside.possessive.test(rest);
  return isOfAccess ? rest.replace(beside.ofAccess, ' ') : rest;
}
