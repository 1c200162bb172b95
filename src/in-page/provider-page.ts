import {
  awaitsScript,
  click,
  findAll,
  isLoaded,
  isUsable,
  matches,
  nameOf,
  type Pressed,
  readTyped,
  requestSubmit,
  shownText,
  type Typed,
  targetOf,
  textOfPage,
  type,
  wordsOf,
} from './dom.ts';
import {
  type Asked,
  findButtons,
  findHeading,
  type Hints,
  judgePage,
  type Means,
  type PageKind,
  readHeading,
} from './judge-page.ts';
import { goesOn, readQuiet } from './page-parts.ts';

/** What a page shows. */
export interface Shown {
  readonly kind: PageKind;
  /** Whether it is too early to answer: see `awaitsScript`. */
  readonly awaitsScript: boolean;
  /** Where what is typed would be sent: see `targetOf`. */
  readonly target: string;
  /** The errors that it shows. */
  readonly errors: readonly string[];
  /** What it says on top. */
  readonly heading: string;
  /** The names of its buttons, and what its fields are for, as far as they say. */
  readonly offers: readonly string[];
  readonly isLoaded: boolean;
  /** Whether it speaks of a captcha, which may be shown once something was sent. */
  readonly hasCaptcha: boolean;
  /** How long nothing of it has changed, in milliseconds. */
  readonly quietMs: number;
  /** Whether it says that it goes on by itself. */
  readonly goesOn: boolean;
  /** The number that a push asks for, where it shows one. */
  readonly number: string | undefined;
}

/** What is typed on a page. */
export interface Texts {
  readonly username: string;
  readonly password: string;
  readonly code: string;
}

const MAX_OFFERS = 12;

let asked: Asked | undefined;

/** Looks at what the page asks for, and keeps it for what follows. */
export function lookAtPage(means: Means, hints: Hints): Shown {
  const text = textOfPage();
  asked = judgePage(means, hints, text);
  const marks = `[role=alert], [aria-live=assertive], [aria-live=polite], [id*=error i], [class*=error i], ${hints.error}`;
  const errors = findAll(document, marks)
    .filter((element) => isUsable(element) && !matches(element, 'input, form, body'))
    .map(shownText);
  return {
    kind: asked.kind,
    awaitsScript: awaitsScript(asked.inputs[0]),
    target: targetOf(asked.inputs[0], asked.choice),
    errors: [...new Set(errors)].filter((text) => text !== '').slice(0, 3),
    // Of a page without a heading, what it says is all that there is.
    heading: findHeading() ? readHeading() : `${readHeading()} ${text}`.trim(),
    offers: asked.kind === 'none' ? readOffers() : [],
    isLoaded: isLoaded(document),
    hasCaptcha: /captcha/i.test(text),
    quietMs: readQuiet(),
    goesOn: goesOn(),
    number: asked.kind === 'push' ? readNumber() : undefined,
  };
}

/**
 * Types what the page asked for when it was looked at, if anything, and if it would still be sent to where it would have then.
 * @returns `lost` where it is another page by now
 */
export function fillPage(texts: Texts, target: string): Typed {
  if (!asked || !isAsItWas(asked, target)) return 'lost';
  for (const [input, text] of pairTexts(asked, texts)) {
    const typed = isUsable(input) ? type(input, text) : 'lost';
    if (typed !== 'typed') return typed;
  }
  return 'typed';
}

/** Presses what sends what was typed, or what was chosen, if the page still stands as it did. */
export function pressPage(texts: Texts, target: string): Pressed {
  if (!asked || !isAsItWas(asked, target)) return 'lost';
  for (const [input, text] of pairTexts(asked, texts)) {
    const typed = readTyped(input, text);
    if (typed !== 'typed') return typed;
  }
  const form = asked.inputs[0]?.form;
  if (asked.choice) {
    if (!isUsable(asked.choice)) return 'lost';
    click(asked.choice);
  } else if (form) requestSubmit(form);
  else return 'typed';
  return 'pressed';
}

function isAsItWas({ inputs, choice }: Asked, target: string): boolean {
  return targetOf(inputs[0], choice) === target;
}

function pairTexts(
  { kind, inputs }: Asked,
  { username, password, code }: Texts,
): [HTMLInputElement, string][] {
  const texts: Partial<Record<PageKind, readonly string[]>> = {
    username: [username],
    password: [password],
    both: [username, password],
    code: inputs.length > 1 ? [...code] : [code],
  };
  return inputs.map((input, at) => [input, texts[kind]?.[at] ?? '']);
}

function readOffers(): string[] {
  const fields = findAll(document, 'input:not([type=hidden]), select, textarea')
    .filter(isUsable)
    .map((field) => (field instanceof HTMLInputElement ? wordsOf(field) : nameOf(field)));
  const names = [...findButtons().map(nameOf), ...fields].map((name) => name.replace(/\s+/g, ' ').trim());
  return [...new Set(names)].filter((name) => name !== '').slice(0, MAX_OFFERS);
}

/** Of two digits or three, and by itself. */
function readNumber(): string | undefined {
  const lonely = findAll(document, 'div, span, strong, p, h1, h2, td').filter(
    (element) => isUsable(element) && /^\d{2,3}$/.test(shownText(element)),
  );
  return lonely[0] && shownText(lonely[0]);
}
