import {
  ariaLabelOf,
  attributeOf,
  closest,
  findAll,
  idsOf,
  labelsOf,
  matches,
  parentOf,
  previousOf,
  readBesideField,
  readStyled,
  shownText,
  wholeText,
} from './dom.ts';

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

/**
 * @returns what may be the label of a field that has none of its own: what stands nearest to it, by itself, on the page or in a style sheet,
 *   or describes it; nobody knows which of it is
 */
export function readPlacedLabels(field: HTMLInputElement): string[] {
  if (labelsOf(field).some((label) => /\p{L}/u.test(wholeText(label)))) return [];
  const { before, after } = readBesideField(field);
  const said = [
    ...before.slice(0, 1),
    ...after.slice(0, 1),
    readStyled(boxOf(field)),
    attributeOf(field, 'title') ?? '',
    ...idsOf(field, 'aria-describedby').map(shownText),
  ];
  return said.filter((text) => text !== '' && text.length <= MAX_LABEL_LENGTH && !/[.!?。]$/.test(text));
}

/** What has no other control in it than the field. */
function boxOf(field: HTMLElement): HTMLElement {
  const around = parentOf(field);
  const isAlone =
    around && findAll(around, 'input:not([type=hidden]), select, textarea, button').length === 1;
  return isAlone && !matches(around, 'body, form') ? boxOf(around) : field;
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
