import { ariaLabelOf, closest, findAll, labelsOf, matches, previousOf, wholeText } from './dom.ts';

/** What a person reads of what a field is for: what it is called, or what stands before it. */
export function labelOf(field: HTMLInputElement): string {
  const called = [...labelsOf(field).map(wholeText), ariaLabelOf(field) ?? '', field.placeholder].filter(
    (text) => text !== '',
  );
  return called.length > 0 ? called.join(' ') : readBefore(field);
}

const MAX_LABEL_LENGTH = 60;

/** The text of the cell, or the element, before it, where it is short. */
function readBefore(field: HTMLInputElement): string {
  const cell = closest(field, 'td, dd');
  const before = previousOf(cell ?? field);
  const isText =
    before && !matches(before, 'input, button, script, style') && findAll(before, 'input').length === 0;
  const text = isText ? wholeText(before) : '';
  return text.length <= MAX_LABEL_LENGTH ? text : '';
}

/** What a field is called for programs, word by word. */
export function identifiersOf({ id, name }: HTMLInputElement): string {
  // What Okta calls all of them.
  return `${id} ${name.replace('credentials.passcode', '')}`
    .replace(/(\p{Ll})(?=\p{Lu})/gu, '$1 ')
    .replace(/[_.\-[\]]+/g, ' ');
}

/** What it says for programs, and for people. */
export function saysOf(field: HTMLInputElement): string {
  return `${field.autocomplete} ${identifiersOf(field)} ${labelOf(field)}`;
}
