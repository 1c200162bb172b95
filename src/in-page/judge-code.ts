import { closest, findAll, isUsable, matches, nameOf, shownText, squeeze } from './dom.ts';
import { labelOf, saysOf } from './field-words.ts';
import { isOfToken } from './methods.ts';
import type { Asked, Seen } from './page-kinds.ts';
import { buttons as buttonWords, fields as fieldWords } from './page-words.ts';

const MAX_AROUND_LENGTH = 5_000;

/** Whether a field is for a code of some kind. */
export function isCode(field: HTMLInputElement): boolean {
  const words = saysOf(field);
  return (
    fieldWords.code.test(words) &&
    !fieldWords.noCode.test(words) &&
    !/username|email/.test(field.autocomplete)
  );
}

/** Whether a code is one that the secret of a generator makes, as far as the page says where it comes from. */
export function judgeCode(
  field: HTMLInputElement,
  { heads, buttons, said, tokens }: Seen,
  inputs: readonly HTMLInputElement[],
): Asked | undefined {
  const own = `${heads.join(' ')} ${saysOf(field)}`;
  const around = readAround(field, buttons);
  const near = `${own} ${around}`;
  const page = `${own} ${said}`;
  const isResent = buttons.some((button) => buttonWords.resends.test(nameOf(button)));
  const isToken = isOfToken(field, own, tokens);
  const isOther = fieldWords.masked.test(near) || (fieldWords.otherThing.test(own) && !isToken);
  const isByApp = fieldWords.generator.test(`${saysOf(field)} ${around}`);
  // What is sent besides is something else, where the form itself names the app.
  const isSent = fieldWords.sentCode.test(isByApp ? near : page);
  if (isResent || isOther || isSent) return { kind: 'other-code', inputs: [] };
  if (fieldWords.newGenerator.test(page) || findAll(document, PICTURES).some(isUsable))
    return { kind: 'set-up', inputs: [] };
  if (isToken || fieldWords.generator.test(page)) return { kind: 'code', inputs };
  if (fieldWords.otherCode.test(near)) return { kind: 'other-code', inputs: [] };
  const isOneTime = field.autocomplete === 'one-time-code' || fieldWords.oneTime.test(page);
  return isOneTime && isReadable(field) ? { kind: 'code', inputs } : undefined;
}

/** What shows the secret of a generator. */
export const PICTURES =
  'img[alt*="qr" i], img[src*="qr" i], [id*="qrcode" i], [id*="qr-code" i], [class*="qrcode" i], [class*="qr-code" i]';

/** Whether a field's label, if it has one, is in a language that is known. */
export function isReadable(field: HTMLInputElement): boolean {
  const label = labelOf(field);
  const known = [fieldWords.code, fieldWords.oneTime, fieldWords.generator, fieldWords.otherSecret];
  return !/\p{L}/u.test(label) || known.some((words) => words.test(label));
}

/** What stands around a field that is not to be pressed. */
function readAround(field: HTMLInputElement, buttons: readonly HTMLElement[]): string {
  const around = closest(field, 'form') ?? closest(field, 'main, [role=main], section');
  return around instanceof HTMLElement ? dropNames(shownText(around), around, buttons) : '';
}

const MAX_NAME_LENGTH = 120;

/**
 * @param scope where it stands
 * @returns a text, without what can be pressed or chosen there
 */
export function dropNames(text: string, scope: Element | Document, buttons: readonly HTMLElement[]): string {
  // What is chosen among has names that people have given.
  const choices = findAll(
    scope,
    'label:has([type=radio], [type=checkbox]), [type=radio] ~ *, [type=checkbox] ~ label',
  );
  const pressed = buttons.filter((button) => matches(button, PRESSED)).map(nameOf);
  const names = [...pressed, ...choices.map(shownText)].filter((name) => name.length <= MAX_NAME_LENGTH);
  return [...names, ...findAll(scope, FAR).map(shownText)]
    .filter((name) => name !== '')
    .sort((a, b) => b.length - a.length)
    .reduce(
      (rest, name) => rest.replaceAll(name, ' '),
      dropUnchosen(text.slice(0, MAX_AROUND_LENGTH), scope),
    );
}

/** Of a list, all that could be chosen stands in a page's text. */
function dropUnchosen(text: string, scope: Element | Document): string {
  return findAll(scope, 'select')
    .filter((list) => list instanceof HTMLSelectElement)
    .filter((list) => isUsable(list) && shownText(list) !== '')
    .reduce((rest, list) => {
      const chosen = [...list.selectedOptions].map((option) => option.text);
      return rest.replaceAll(shownText(list), ` ${squeeze(chosen.join(' '))} `);
    }, text);
}

/** What has a focus may be a heading, or all that there is. */
const PRESSED = 'button, input, a, [role=button], [role=link], [role=option]';
/** What is the site's, and not the page's. */
const FAR = ':is(footer, [role=contentinfo]):not(:is(form, main, section, article, [role=dialog]) *)';
