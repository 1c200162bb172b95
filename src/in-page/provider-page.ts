import {
  awaitsScript,
  click,
  findAll,
  hasFocus,
  isEmptyAndRequired,
  isLoaded,
  isReachable,
  isUsable,
  isValidated,
  nameOf,
  type Pressed,
  parentOf,
  press,
  rawText,
  rawTextOfPage,
  readTyped,
  requestSubmit,
  shownText,
  squeeze,
  type Typed,
  targetOf,
  textOfPage,
  type,
  wholeText,
} from './dom.ts';
import { findAlong } from './judge-along.ts';
import { findTrust } from './judge-fields.ts';
import { findHeading, type Hints, judgePage, type Means, readBelowBox, readHeads } from './judge-page.ts';
import type { Around } from './judge-prose.ts';
import { findOffers, type Offer, type Offered, readChosen, readName, saysTheSame } from './offers.ts';
import { keepErrors, readErrors } from './page-errors.ts';
import type { Asked, PageKind } from './page-kinds.ts';
import { goesOn, readQuiet } from './page-parts.ts';
import { texts } from './page-words.ts';
import { keepState, type Reaction, readReaction, showsUnderWay } from './under-way.ts';

/** What a page shows. */
export interface Shown {
  readonly kind: PageKind;
  /** Where it is. */
  readonly address: string;
  /** Whether it is too early to answer: see `awaitsScript`. */
  readonly awaitsScript: boolean;
  /** Where what is typed would be sent: see `targetOf`. */
  readonly target: string;
  /** The errors that it has shown since something was done there. */
  readonly errors: readonly string[];
  /** What stands in the places of errors since before that. */
  readonly notes: readonly string[];
  /** What its form is not sent without, and nobody knows. */
  readonly lacking: readonly string[];
  /** What is ticked, chosen or filled in there, and would go along. */
  readonly along: readonly string[];
  /** What it says on top. */
  readonly heading: string;
  /** What can be pressed or filled in there; of a page that is known, nothing is told. */
  readonly offers: readonly Offer[];
  readonly isLoaded: boolean;
  /** Whether a field says that passkeys are offered in it: for that its page asks for one by itself. */
  readonly offersPasskeys: boolean;
  /** Whether it speaks of a captcha, which may be shown once something was sent. */
  readonly hasCaptcha: boolean;
  /** How long nothing of it has changed, in milliseconds. */
  readonly quietMs: number;
  /** Whether it says that it goes on by itself. */
  readonly goesOn: boolean;
  /** Whether it says nothing. */
  readonly isBlank: boolean;
  /** Whether it shows that something is under way: see `showsUnderWay`. */
  readonly isUnderWay: boolean;
  readonly reaction: Reaction;
  /** Whether going on leaves a push that was sent. */
  readonly leavesPush: boolean;
  /** The number that a push asks for, where it shows one. */
  readonly number: string | undefined;
}

/** What is typed on a page. */
export interface Texts {
  readonly username: string;
  readonly password: string;
  readonly code: string;
}

let asked: Asked | undefined;
/** What was judged, as it stood: what is pressed is called so, and that is ticked or chosen. */
let judged = { name: '', along: [] as readonly HTMLElement[] };
/** Of what types its fields were before anything was typed. */
let kinds: readonly string[] = [];
/** Judges the page anew, by what it was judged by, or by who said what is to be done; undefined where it is another by now. */
let judgeAnew: () => Asked | undefined = () => undefined;

/**
 * Looks at what the page asks for, and keeps it for what follows.
 * @param around what the pages around it say, where it stands in a frame
 */
export function lookAtPage(means: Means, hints: Hints, around: Around = []): Shown {
  const raw = rawTextOfPage();
  const text = squeeze(raw);
  const heads = readHeads();
  judgeAnew = () => judgePage(means, hints, textOfPage(), around);
  asked = judgePage(means, hints, text, around);
  judged = noteDetails(asked);
  return {
    kind: asked.kind,
    address: location.href,
    awaitsScript: awaitsScript(asked.inputs[0]),
    target: targetOf(asked.inputs[0], asked.choice),
    ...readErrors(hints.error),
    lacking: findLacking(asked).map(readName),
    along: (asked.along ?? []).map(readName),
    heading: describePage(text, raw),
    offers: asked.kind === 'none' ? findOffers().map(withoutElement) : [],
    isLoaded: isLoaded(document),
    offersPasskeys: findAll(document, 'input[autocomplete~=webauthn i]').length > 0,
    hasCaptcha: /captcha/i.test(text),
    quietMs: readQuiet(),
    goesOn: goesOn(),
    isBlank: text === '',
    isUnderWay: showsUnderWay(text, heads),
    reaction: readReaction(text, heads),
    leavesPush: asked.leavesPush === true,
    number: asked.kind === 'push' ? readNumber(hints.number) : undefined,
  };
}

function describePage(text: string, raw: string): string {
  const heads = readHeads(rawText);
  // What such a page shows is the account's for good.
  if (texts.recoveryCodes.test(text)) return heads[0] ?? '';
  // Of a page without a heading, what it says is all that there is.
  return [...heads, findHeading() ? readBelowBox(rawText) : cutRaw(raw)].join(' ').trim();
}

/** Whoever tells it removes the secrets first, which may be broken over lines, and reads no further than that, however many blanks there are. */
function cutRaw(text: string): string {
  return text.replace(/\s+/g, (blank) => (blank.includes('\n') ? '\n' : ' ')).slice(0, MAX_RAW_LENGTH);
}

const MAX_RAW_LENGTH = 100_000;

/** What somebody was asked about. */
interface Pinned {
  readonly offers: readonly Offered[];
  readonly text: string;
  /** As of `readChosen`. */
  readonly chosen: string;
  /** When, as of `performance.now`. */
  readonly at: number;
}

let pinned: Pinned = { offers: [], text: '', chosen: '', at: 0 };

/**
 * @returns what the page shows, to be chosen from by its place in the list: each stands for the very element, whatever comes of the
 *   page; and all that it says
 */
export function pinOffers(): { offers: Offer[]; text: string } {
  pinned = { offers: findOffers(), text: textOfPage(), chosen: readChosen(), at: performance.now() };
  return { offers: pinned.offers.map(withoutElement), text: cutRaw(rawTextOfPage()) };
}

/**
 * Takes what somebody has chosen, of what was pinned, for what the page asks for.
 * @param kind what is typed into the fields, in their order; `none`: nothing
 * @returns where it would send that, see `targetOf`; undefined where the page shows something else by now
 */
export function chooseOffers(
  kind: PageKind,
  fields: readonly number[],
  press: number | null,
): string | undefined {
  const now = findOffers();
  const { offers, text, chosen: chosenThen, at: since } = pinned;
  const ms = performance.now() - since;
  const isAsPinned =
    now.length === offers.length &&
    now.every((offer, at) => isAlike(offer, offers[at] as Offered, ms)) &&
    readChosen() === chosenThen &&
    saysTheSame(textOfPage(), text, ms);
  const chosen = [...fields, ...(press === null ? [] : [press])].map((at) => offers[at]);
  const isThere = (offer: Offered | undefined) =>
    now.some(({ element, name }) => element === offer?.element && name === offer.name);
  if (!isAsPinned || !chosen.every(isThere)) return undefined;
  const inputs = fields.flatMap((at) => findBoxes(offers.slice(at).map(({ element }) => element)));
  if (inputs.length < fields.length) return undefined;
  const said: Asked = { kind, inputs, choice: press === null ? undefined : offers[press]?.element };
  asked = said;
  judged = noteDetails(said);
  // Its boxes and fields may change by what is typed.
  judgeAnew = () => (saysTheSame(textOfPage(), text, performance.now() - since) ? said : undefined);
  return targetOf(said.inputs[0], said.choice);
}

/** @returns the first of some fields; where it takes one letter, those beside it that do, too, for the letters of one code */
function findBoxes([first, ...others]: readonly HTMLElement[]): HTMLInputElement[] {
  if (!(first instanceof HTMLInputElement)) return [];
  const beside = others.filter((other) => other instanceof HTMLInputElement);
  return [first, ...(first.maxLength === 1 ? beside.filter(({ maxLength }) => maxLength === 1) : [])];
}

function isAlike(a: Offer, b: Offer, ms: number): boolean {
  return a.what === b.what && a.type === b.type && saysTheSame(a.name, b.name, ms);
}

/**
 * Types what the page asked for when it was looked at, if anything, and if it still asks for that, and would send it to where it would
 * have then.
 * @returns `lost` where it is another page by now
 */
export function fillPage(given: Texts, target: string): Typed {
  const still = asked && readStill(asked, target);
  if (!still) return 'lost';
  kinds = still.inputs.map((input) => input.type);
  for (const [at, [input, text]] of pairTexts(still, given).entries()) {
    // The page's script has heard of what was typed before.
    const isOpen = isUsable(input) && targetOf(still.inputs[0], still.choice) === target;
    const typed = isOpen ? type(input, text, kinds[at] ?? '') : 'lost';
    if (typed !== 'typed') return typed;
  }
  return 'typed';
}

/**
 * Presses what sends what was typed, or what was chosen, if the page, judged anew, still asks for that, by the same button.
 * @returns `refused` where the browser would not send it: see `explainRefusal`; `typed` where the Enter key is to do it, see `hasEntered`
 */
export function pressPage(given: Texts, target: string): Pressed | 'refused' {
  if (!asked || !readStill(asked, target)) return 'lost';
  for (const box of findTrust()) click(box);
  // What the page has made of that, and of what was typed.
  const still = readStill(asked, target);
  if (!still) return 'lost';
  for (const [at, [input, text]] of pairTexts(still, given).entries()) {
    const typed = readTyped(input, text, kinds[at] ?? '');
    if (typed !== 'typed') return typed;
  }
  if (findRefused(still)) return 'refused';
  keepErrors();
  keepState(textOfPage(), readHeads(), still);
  const form = still.inputs[0]?.form;
  if (still.choice) {
    if (!isReachable(still.choice)) return 'lost';
    press(still.choice);
  } else if (form) requestSubmit(form);
  // A page may ask the browser for a passkey by itself.
  else if (still.inputs.length > 0) return awaitEnter(still, target);
  return 'pressed';
}

let isEntered = false;

/** @returns whether the Enter key has reached the field that was typed into */
export function hasEntered(): boolean {
  return isEntered;
}

/** Lets the Enter key reach nothing but the fields that were typed into, in the form that was judged. */
function awaitEnter(of: Asked, target: string): Typed {
  const isField = (element: unknown) => of.inputs.some((input) => input === element);
  isEntered = false;
  if (!of.inputs.some(hasFocus)) return 'lost';
  const judgeKey = (event: KeyboardEvent) => {
    if (event.key !== 'Enter' || !event.isTrusted) return;
    removeEventListener('keydown', judgeKey, true);
    isEntered = isField(event.composedPath()[0]) && readStill(of, target) !== undefined;
    if (isEntered) return;
    event.preventDefault();
    event.stopImmediatePropagation();
  };
  addEventListener('keydown', judgeKey, true);
  return 'typed';
}

/** @returns why the browser would not send what was typed, in its own words */
export function explainRefusal(): string {
  return (asked && findRefused(asked)?.validationMessage) ?? '';
}

function findRefused(asked: Asked): HTMLInputElement | undefined {
  return isValidated(asked.inputs[0], asked.choice)
    ? asked.inputs.find(({ validity }) => !validity.valid)
    : undefined;
}

/** What a person would have to fill in besides, so that the browser sends the form. */
function findLacking(asked: Asked): HTMLElement[] {
  const [first] = asked.inputs;
  if (!first?.form || !isValidated(first, asked.choice)) return [];
  return findAll(first.form, 'input, select, textarea').filter(
    (field) => isEmptyAndRequired(field) && !asked.inputs.some((input) => input === field),
  );
}

/**
 * @returns what the page asks for by now, if that is the same, of the same fields, by the same button, along with the same, and to be sent
 * to the same place; a button that was not there, as where it waits for what is typed, may have come
 */
function readStill(was: Asked, target: string): Asked | undefined {
  const now = judgeAnew();
  if (!now) return undefined;
  const isSame =
    now.kind === was.kind &&
    now.inputs.length === was.inputs.length &&
    now.inputs.every((input, at) => input === was.inputs[at]) &&
    (now.choice === was.choice || was.choice === undefined);
  if (!isSame || targetOf(now.inputs[0], now.choice) !== target) return undefined;
  const { name, along } = noteDetails(now);
  const isNamedSo = was.choice === undefined || name === judged.name;
  const isWithSame =
    along.length === judged.along.length && along.every((each, at) => each === judged.along[at]);
  return isNamedSo && isWithSame ? now : undefined;
}

function noteDetails(of: Asked): typeof judged {
  const { inputs, choice } = of;
  if (inputs.length === 0 && !choice) return { name: '', along: [] };
  const isChoosing = of.kind === 'method-choice';
  return { name: choice ? nameOf(choice) : '', along: isChoosing ? [] : findAlong(of, undefined) };
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
    'password-and-code': [password, code],
    'both-and-code': [username, password, code],
  };
  return inputs.map((input, at) => [input, texts[kind]?.[at] ?? '']);
}

function withoutElement({ what, name, type }: Offered): Offer {
  return { what, name, type };
}

/** Where it is known to stand, or of two digits or three, and by itself. */
function readNumber(marks: string): string | undefined {
  const marked = marks === '' ? undefined : findDigits(marks, /^\d{1,6}$/);
  return marked ?? findDigits('div, span, strong, p, h1, h2, td', /^\d{2,3}$/);
}

function findDigits(selector: string, digits: RegExp): string | undefined {
  const lonely = findAll(document, selector).find(
    (element) => isUsable(element) && digits.test(shownText(element)) && !countsDown(element),
  );
  return lonely && shownText(lonely);
}

function countsDown(element: HTMLElement): boolean {
  const [, after = ''] = wholeText(parentOf(element)).split(shownText(element));
  return /^ ?(?:s\b|sec|sek|seg|秒)/i.test(after);
}
