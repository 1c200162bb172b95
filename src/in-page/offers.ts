import { attributeOf, findAll, isUsable, labelsOf, matches, nameOf, shownText, squeeze } from './dom.ts';
import { findButtons } from './judge-page.ts';

/** Something that a page shows, to be pressed or to be filled in. */
export interface Offer {
  readonly what: 'button' | 'field';
  /** What a person would call it; empty where nothing says. */
  readonly name: string;
  /** Of a field, as HTML calls it; of a button, only where it is ticked: `checkbox` or `radio`. */
  readonly type: string;
}

/** The same, with what it is. */
export interface Offered extends Offer {
  readonly element: HTMLElement;
}

const MAX_OFFERS = 50;
const TICKED = 'input[type=checkbox], input[type=radio]';
const PRESSED = `${TICKED}, input[type=image], summary`;
const FIELDS =
  'input:not([type=hidden], [type=submit], [type=button], [type=reset], [type=image], [type=checkbox], [type=radio]), select, textarea';

/** @returns the buttons that a person sees, and then the fields, some of each */
export function findOffers(): Offered[] {
  const buttons = [...findButtons(), ...findAll(document, PRESSED).filter(isUsable)];
  const fields = findAll(document, FIELDS).filter((field) => isUsable(field) && field.tabIndex >= 0);
  return [
    ...[...new Set(buttons)]
      .filter((button) => !matches(button, FIELDS))
      .slice(0, MAX_OFFERS)
      .map(describeButton),
    ...fields.slice(0, MAX_OFFERS).map(describeField),
  ];
}

function describeButton(element: HTMLElement): Offered {
  const isTicked = matches(element, TICKED);
  const name = (isTicked ? '' : nameOf(element)) || readName(element);
  return { what: 'button', name, type: isTicked ? typeOf(element) : '', element };
}

function describeField(element: HTMLElement): Offered {
  return { what: 'field', name: readName(element), type: typeOf(element), element };
}

function typeOf(element: HTMLElement): string {
  return element instanceof HTMLInputElement ? element.type : element.localName;
}

/** @returns what stands beside it for people, and then what only its page calls it */
export function readName(element: HTMLElement): string {
  const attribute = (name: string) => attributeOf(element, name);
  const [picture] = findAll(element, 'img[alt]');
  const names = [
    ...labelsOf(element).map(shownText),
    attribute('aria-label'),
    ...['placeholder', 'title', 'alt'].map(attribute),
    picture && attributeOf(picture, 'alt'),
    ...['name', 'id'].map(attribute),
  ];
  return names.map((name) => squeeze(name ?? '')).find((name) => name !== '') ?? '';
}

const CHOSEN = 'input:not([type=hidden]), select, textarea, [aria-checked], [aria-pressed], [aria-selected]';

/** @returns what is ticked, chosen and filled in on the page, seen or not, as one text: it may go along with what is pressed */
export function readChosen(): string {
  const states = findAll(document, CHOSEN).map((element) => [
    readValue(element),
    ...['aria-checked', 'aria-pressed', 'aria-selected'].map((name) => attributeOf(element, name)),
  ]);
  return JSON.stringify(states);
}

function readValue(element: HTMLElement): string {
  if (element instanceof HTMLInputElement)
    return TICKED_TYPE.test(element.type) ? String(element.checked) : element.value;
  if (element instanceof HTMLTextAreaElement) return element.value;
  if (!(element instanceof HTMLSelectElement)) return '';
  return Array.from(element.selectedOptions, ({ index, value }) => `${index} ${value}`).join();
}

const TICKED_TYPE = /^(?:checkbox|radio)$/;

/**
 * Whether a text says what it said a while ago. What counts down says the same all the while, and no other number does.
 * @param ms how long ago, in milliseconds
 */
export function saysTheSame(now: string, before: string, ms: number): boolean {
  const [parts, earlier] = [now.split(NUMBER), before.split(NUMBER)];
  return (
    parts.length === earlier.length &&
    parts.every(
      (part, at) => part === earlier[at] || (at % 2 === 1 && countsDown(part, earlier[at] ?? '', ms)),
    )
  );
}

// Seconds, or minutes and seconds, and hours. A text that is split by it has them at every second place.
const NUMBER = /(?<![\d:])(\d{1,5}(?::\d\d){0,2})(?![\d:])/;
const SLACK_S = 2;

function countsDown(now: string, before: string, ms: number): boolean {
  const toSeconds = (text: string) => text.split(':').reduce((sum, part) => sum * 60 + Number(part), 0);
  const passed = toSeconds(before) - toSeconds(now);
  return passed >= 0 && passed <= ms / 1000 + SLACK_S;
}
