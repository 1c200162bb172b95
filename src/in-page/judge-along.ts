import {
  attributeOf,
  closest,
  findAll,
  findCustomControls,
  isReachable,
  labelsOf,
  matches,
  shownText,
} from './dom.ts';
import { identifiersOf, labelOf } from './field-words.ts';
import type { Ways } from './method-choices.ts';
import type { Asked } from './page-kinds.ts';
import { fields as fieldWords, texts } from './page-words.ts';
import { formOf } from './sending.ts';

const CHOSEN =
  'input[type=checkbox]:checked, input[type=radio]:checked, select, textarea, [aria-checked=true], [aria-pressed=true], [role=option][aria-selected=true], [role=combobox]:not(input, select), input:not([type=hidden], [type=submit], [type=button], [type=reset], [type=image], [type=password], [type=checkbox], [type=radio])';
/** Whose codes they are, of several phones: Keycloak's. */
const DEVICES = '[type=radio][name=selectedCredentialId]';
/** What is the site's, and not the form's. */
const FAR = 'header, nav, footer, [role=banner], [role=navigation], [role=contentinfo]';

/**
 * @param ways a list of ways to prove who somebody is, of which what is chosen is answered
 * @returns what is ticked, chosen or filled in besides, and would go along with what is asked for: nobody has said that it may
 */
export function findAlong({ kind, inputs, choice }: Asked, ways: Ways | undefined): HTMLElement[] {
  const sender = inputs[0] ?? choice;
  const form = sender ? formOf(sender) : null;
  const custom = form instanceof HTMLFormElement ? findCustomControls(form) : [];
  return [...new Set([...findAll(document, CHOSEN), ...custom])].filter((element) => {
    const of = formOf(element);
    const isWay = ways?.ways.some(
      (way) => way.element === element || closest(way.element, 'select') === element,
    );
    const isOwn = inputs.some((input) => input === element) || element === choice || isWay;
    const isDevice = kind === 'code' && matches(element, DEVICES);
    const mayGo = of === form || (of === null && !closest(element, FAR));
    return mayGo && !isOwn && !isDevice && isReachable(element) && !isHarmless(element);
  });
}

function isHarmless(element: HTMLElement): boolean {
  const name = nameOfChoice(element);
  if (element instanceof HTMLSelectElement)
    return (
      [...element.selectedOptions].every(({ value }) => value === '') ||
      texts.isLanguage.test(name) ||
      [...element.selectedOptions].every(({ text }) => texts.isLanguage.test(text.trim()))
    );
  if (element instanceof HTMLTextAreaElement) return element.value.trim() === '' || element.readOnly;
  if (element instanceof HTMLInputElement && !/^(?:checkbox|radio)$/.test(element.type))
    return element.value.trim() === '' || element.readOnly;
  if (matches(element, '[role=combobox]'))
    return texts.isLanguage.test(`${name} ${shownText(element)}`.trim());
  // What a page has made of its own may be a list, too.
  if (element.localName.includes('-') && texts.isLanguage.test(name)) return true;
  // What shows a password.
  if (matches(element, '[aria-pressed]') && fieldWords.password.test(name)) return true;
  return texts.remembers.test(name);
}

/** What a person reads of a box; where that is nothing, what it is called for programs. */
function nameOfChoice(element: HTMLElement): string {
  if (element instanceof HTMLInputElement) return labelOf(element) || identifiersOf(element).trim();
  const labels = labelsOf(element).map(shownText).join(' ');
  const isText = !matches(element, 'select, textarea');
  return (
    labels ||
    attributeOf(element, 'aria-label') ||
    (isText ? shownText(element) : (attributeOf(element, 'name') ?? ''))
  );
}
