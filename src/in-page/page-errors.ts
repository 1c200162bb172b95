import {
  blurNumbers,
  findAll,
  findInputs,
  isUsable,
  matches,
  nameOf,
  parentOf,
  rawText,
  shownText,
  title,
} from './dom.ts';
import { texts } from './page-words.ts';

/** Where all pages tell what became of what was done. */
export const REGIONS = '[role=alert], [aria-live=assertive], [aria-live=polite]';
const MAX_ERRORS = 3;

let marks = '';
let before: ReadonlySet<string> = new Set();

/** Keeps what stands where errors are shown, before something is done on the page: it tells nothing of what was done. */
export function keepErrors(): void {
  before = new Set(findErrors().map(({ text }) => blurNumbers(text)));
}

/**
 * @param own CSS selector of where the page shows errors, besides where all do; empty where it is not known
 * @returns the errors that have appeared since `keepErrors`, and what stands in such places since before that
 */
export function readErrors(own: string): { errors: string[]; notes: string[] } {
  marks = own;
  const found = findErrors();
  const read = (isOld: boolean) =>
    found
      .filter(({ text }) => before.has(blurNumbers(text)) === isOld)
      .slice(0, MAX_ERRORS)
      .map(({ raw }) => raw);
  return { errors: read(false), notes: read(true) };
}

/** What is said in one place. */
interface Said {
  readonly text: string;
  /** The same, as it stands there. */
  readonly raw: string;
}

function findErrors(): Said[] {
  const selector = [REGIONS, '[id*=error i], [class*=error i]', marks]
    .filter((part) => part !== '')
    .join(', ');
  const shown = findAll(document, selector).filter(
    (element) => isUsable(element) && !matches(element, 'input, form, body') && !holdsPage(element),
  );
  const said = shown.map(readError).filter(({ text }) => text !== '' && !isNoError(text));
  // What stands within another that is shown is told with it, and what stands there twice once.
  return said.filter(
    ({ text }, at) =>
      !said.some((other) => other.text !== text && other.text.includes(text)) &&
      said.findIndex((other) => other.text === text) === at,
  );
}

/** Regions that are read aloud when they change may hold all there is, and what is marked as erroneous a part of the form. */
function holdsPage(element: HTMLElement): boolean {
  const fields = findInputs(element).length;
  return fields > 1 || (fields === 1 && matches(element, REGIONS)) || findAll(element, 'h1').length > 0;
}

function readError(element: HTMLElement): Said {
  const own = withoutNames(element);
  const parent = parentOf(element);
  // Beside an icon stands what it is about.
  const isIcon = own.text === '' || !/\p{L}/u.test(own.text) || texts.errorIcon.test(own.text);
  return isIcon && parent instanceof HTMLElement && !holdsPage(parent) ? withoutNames(parent) : own;
}

/** What is said in it, besides the names of its field and of what can be pressed there. */
function withoutNames(element: HTMLElement): Said {
  const text = shownText(element);
  if (findInputs(element).length === 0) return { text, raw: rawText(element) };
  const rest = findAll(element, 'label, button, a')
    .map(nameOf)
    .filter((name) => name !== '')
    .reduce((left, name) => left.replace(name, ' '), text)
    .trim();
  return { text: rest, raw: rest };
}

/** What says that something is under way, or where one is. */
function isNoError(text: string): boolean {
  return texts.underWay.test(text) || texts.succeeded.test(text) || text === title(document);
}
