import {
  bounds,
  closest,
  findAll,
  findElements,
  findInputs,
  isBefore,
  isUsable,
  matches,
  nameOf,
  nextOf,
  parentOf,
  shownText,
  title,
  wordsOf,
} from './dom.ts';
import { findOwnAccount } from './judge-account.ts';
import { findAlong } from './judge-along.ts';
import { dropNames, isCode } from './judge-code.ts';
import {
  findFields,
  isNewPassword,
  isOtherSecret,
  isPassword,
  isSignIn,
  passwordsOf,
} from './judge-fields.ts';
import { findNotice, findRefusalOfChange } from './judge-notice.ts';
import { type Around, isExplained } from './judge-prose.ts';
import { findMethodChoice, findWays, nameChosen } from './method-choices.ts';
import { isCodeWay, isOfToken, isPasskeyWay, isPasswordWay } from './methods.ts';
import type { Asked, Obstacle, PageKind, Seen } from './page-kinds.ts';
import { buttons as buttonWords, fields as fieldWords, headings, texts } from './page-words.ts';

/** A page that is known by marks of its own, whatever language it is in. */
export interface PageMark {
  readonly kind: PageKind;
  /** CSS selector of what only such a page shows. */
  readonly mark: string;
  /** CSS selector of what is pressed there. */
  readonly press?: string;
  /** CSS selector of the way to the methods that it can be done by otherwise. */
  readonly otherWay?: string;
}

/** CSS selectors of what chooses how to prove who somebody is; each empty where there is none. */
export interface Methods {
  readonly password: string;
  /** What leads to a list of ways that may have a password, and no code. */
  readonly passwordList: string;
  readonly code: string;
  readonly passkey: string;
  readonly push: string;
}

/** What pages do not say by the web's own marks. */
export interface Hints {
  readonly pages: readonly PageMark[];
  readonly methods: Methods;
  /** CSS selectors, each empty where there is none. */
  readonly error: string;
  readonly anotherAccount: string;
  /** Of the number that a push asks for. */
  readonly number: string;
  /** Of ways, and of fields, for codes of a thing that the secret of the codes may have been given to, as their words say. */
  readonly tokens: string;
}

/** Who signs in, and with what that was not given yet. */
export interface Means {
  readonly username: string;
  readonly hasPassword: boolean;
  /** Whether another provider has been given the password on the way. */
  readonly hasGivenPassword: boolean;
  readonly hasCode: boolean;
  /** Whether there are codes, and no other provider has been given one: whoever was knows their secret. */
  readonly hasFreeCodes: boolean;
  /** Whether another device may be asked to approve it: once. */
  readonly mayPush: boolean;
  /** Whether the page's way to other ways may still lead to one that is at hand. */
  readonly mayTurn?: boolean;
  /** Whether there is a passkey that the page could ask for, used or not. */
  readonly hasPasskey: boolean;
  readonly mayUsePasskey: boolean;
  /** Whether consent may be given to what is asked for, along with a secret. */
  readonly acceptsConsent?: boolean;
}

/**
 * @param text all that is seen of it
 * @param around what the pages around it say, where it stands in a frame
 * @returns what a page is, by what it shows that only such a page shows, and nothing else
 */
export function judgePage(means: Means, hints: Hints, text: string, around: Around = []): Asked {
  const seen = see(means, hints, text);
  const asked = judgeKind(seen, means, hints);
  if (asked.inputs.length === 0 && !asked.choice) return asked;
  if (!isExplained(asked, means, around)) return NOTHING;
  const along = LISTS.includes(asked.kind) ? [] : findAlong(asked, findWays(seen));
  return along.length > 0 ? { kind: 'chosen', inputs: [], along } : asked;
}

/** What is chosen there is what is asked for. */
const LISTS: readonly PageKind[] = [
  'consent',
  'method-choice',
  'method',
  'push-offer',
  'use-passkey',
  'another-way',
];

function see(means: Means, hints: Hints, text: string): Seen {
  const buttons = findButtons();
  const inputs = findOwnInputs(buttons);
  const heads = [...readHeads(), ...readHeadOf(inputs[0])].filter((head) => head !== '');
  const said = dropNames(text, document, buttons);
  const tokens = means.hasFreeCodes ? hints.tokens : '';
  return { heads, inputs, buttons, text: text.slice(0, MAX_TEXT_LENGTH), said, tokens };
}

/** The same, by its marks and its words. */
function judgeKind(seen: Seen, means: Means, hints: Hints): Asked {
  const marked = findByMark(hints);
  // A passkey may be offered beside what can be filled in.
  const isOther = marked !== undefined && marked.kind !== 'passkey';
  const obstacle = isOther ? undefined : findObstacle(seen);
  const passkey = obstacle || !means.hasPasskey ? undefined : findPasskeyOffer(seen, marked, hints);
  if (passkey) return passkey;
  const ways = isOther || obstacle ? undefined : findWays(seen);
  // What fields stand there for is what is chosen.
  const chosen = ways ? { ...seen, said: `${seen.said} ${nameChosen(ways)}` } : seen;
  const fields = isOther ? undefined : (obstacle ?? findFields(chosen, means));
  const choice = ways && findMethodChoice(ways, seen, means, fields);
  if (choice) return choice;
  const asked = fields ?? marked;
  if (asked && !needsOtherWay(asked.kind)) return asked;
  if (means.hasPasskey && !ways && isAboutPasskey(seen, asked))
    return findChoice(seen, means, hints) ?? { kind: 'use-passkey', inputs: [], choice: findStart(seen) };
  const offer = findPushOffer(seen, means, hints.methods);
  const isPush = !offer && (asked ?? findByAnotherDevice(seen))?.kind === 'push';
  const other = findOtherWay(seen, isPush ? leavePush(means) : means, hints);
  if (other) return { ...other, leavesPush: isPush };
  return offer ?? asked ?? findChoice(seen, means, hints) ?? findByAnotherDevice(seen) ?? NOTHING;
}

/** Who approves sign-ins that another provider has taken the password for, as Duo does, asks for none; and has codes of its own. */
function leavePush(means: Means): Means {
  return {
    ...means,
    hasPassword: means.hasPassword && !means.hasGivenPassword,
    hasCode: means.hasCode && means.hasFreeCodes,
  };
}

const NOTHING: Asked = { kind: 'none', inputs: [] };
const MAX_TEXT_LENGTH = 5_000;
// No camera reads a smaller one on a screen; icons are smaller.
const MIN_QR_CODE_SIZE = 80;

/** What is to be pressed to sign in by a passkey, whatever else the page asks for. */
function findPasskeyOffer(
  { buttons }: Seen,
  marked: Asked | undefined,
  { methods }: Hints,
): Asked | undefined {
  if (marked && !needsOtherWay(marked.kind)) return undefined;
  const choice =
    (marked?.kind === 'passkey' ? marked.choice : undefined) ??
    findShown(methods.passkey)[0] ??
    readOptions(buttons).find(({ name }) => isPasskeyWay(name))?.button;
  return choice && { kind: 'use-passkey', inputs: [], choice };
}

/** Whether nothing but a passkey will do, for which the page may ask by itself. */
function isAboutPasskey({ inputs, text }: Seen, asked: Asked | undefined): boolean {
  return asked ? asked.kind === 'passkey' : inputs.length === 0 && headings.passkey.test(text);
}

/** What has a page ask for it that does not by itself, or has not been given it. */
function findStart({ buttons }: Seen): HTMLElement | undefined {
  return buttons.find((button) => {
    const name = nameOf(button);
    return buttonWords.goesOn.test(name) || buttonWords.retries.test(name);
  });
}

/** What is done elsewhere than on the page, where nothing is left to be pressed. */
function findByAnotherDevice({ inputs, buttons, heads, text, said }: Seen): Asked | undefined {
  if (!inputs.every(isAside) || heads.some((head) => headings.failure.test(head))) return undefined;
  // Where nothing can be pressed, nothing else is meant.
  const about = buttons.length === 0 ? [...heads, text] : heads;
  if (about.some((words) => headings.passkey.test(words))) return { kind: 'passkey', inputs: [] };
  return headings.push.test(said) ? { kind: 'push', inputs: [] } : undefined;
}

/** What is pressed, or ticked to be known again. */
function isAside(input: HTMLInputElement): boolean {
  return (
    /^(?:button|submit)$/.test(input.type) || (input.type === 'checkbox' && texts.trusts.test(wordsOf(input)))
  );
}

/** Those of one form, where there are several: that which signs in. */
function findOwnInputs(buttons: readonly HTMLElement[]): readonly HTMLInputElement[] {
  const inputs = findInputs(document).filter((input) => input.tabIndex >= 0);
  const forms = new Set(inputs.filter(isPassword).map(({ form }) => form));
  if (forms.size === 0) return inputs;
  const ways = [...forms].filter(
    (form) =>
      forms.size === 1 ||
      buttons.some((button) => closest(button, 'form') === form && buttonWords.goesOn.test(nameOf(button))),
  );
  // Of two that sign in, it is not known which is meant.
  const [own] = ways;
  return ways.length === 1 ? inputs.filter(({ form }) => form === own || form === null) : [];
}

/**
 * @param read what is read of each
 * @returns what the page says on top, and what stands right below it, where that is text alone
 */
export function readHeads(read = shownText): string[] {
  const heading = findHeading();
  const next = heading && nextOf(heading);
  return [heading ? read(heading) : title(document), next ? readText(next, read) : ''].filter(
    (text) => text !== '',
  );
}

/** @returns what stands right below the box of a heading that is alone in it */
export function readBelowBox(read: (element: HTMLElement) => string): string {
  const heading = findHeading();
  const box = heading && !nextOf(heading) ? parentOf(heading) : null;
  const next = box && nextOf(box);
  return next ? readText(next, read) : '';
}

/** Nothing of what is more than text. */
function readText(element: Element, read: (element: HTMLElement) => string): string {
  const isText =
    element instanceof HTMLElement &&
    isUsable(element) &&
    !matches(element, NO_TEXT) &&
    findAll(element, NO_TEXT).length === 0;
  return isText ? read(element) : '';
}

const NO_TEXT =
  'input, select, textarea, button, a, [role=button], form, script, style, template, noscript, nav, ul';

function readHeadOf(field: HTMLInputElement | undefined): string[] {
  if (!field) return [];
  const before = findAll(document, 'h1, h2, h3, h4, h5, h6, legend, [role=heading]').filter(
    (heading) => isBefore(heading, field) && isUsable(heading),
  );
  const last = before.at(-1);
  return last ? [shownText(last)] : [];
}

/** The first one that says something. */
export function findHeading(): HTMLElement | undefined {
  return findAll(document, 'h1, h2, [role=heading]').find(
    (element) => isUsable(element) && shownText(element) !== '' && !texts.cookies.test(shownText(element)),
  );
}

/** @returns what can be pressed */
export function findButtons(): HTMLElement[] {
  const selector =
    'button, input[type=submit], input[type=button], a, [role=button], [role=link], [role=option], [tabindex="0"]';
  return findAll(document, selector).filter(isUsable);
}

/** @param selector empty where there is none */
function findShown(selector: string): HTMLElement[] {
  return selector === '' ? [] : findAll(document, selector).filter(isUsable);
}

function needsOtherWay(kind: PageKind): boolean {
  return kind === 'other-code' || kind === 'other-secret' || kind === 'push' || kind === 'passkey';
}

function findByMark({ pages }: Hints): Asked | undefined {
  // One search for all of them: a page is looked at many times a second.
  const shown = findShown(pages.map(({ mark }) => mark).join(', '));
  for (const { kind, mark, press } of pages) {
    if (!shown.some((element) => matches(element, mark))) continue;
    const [choice] = findShown(press ?? '');
    if (press === undefined || choice) return { kind, inputs: [], choice };
  }
  return undefined;
}

/** What must not be filled in, though it has fields like those that are. */
function findObstacle(seen: Seen): Asked | undefined {
  const kind = judgeObstacle(seen);
  if (kind === undefined) return hasCaptcha(seen) ? { kind: 'captcha', inputs: [] } : undefined;
  const skip = kind === 'registration' ? undefined : findSkip(seen);
  return skip ? { kind: 'skippable', inputs: [], choice: skip } : { kind, inputs: [] };
}

function judgeObstacle(seen: Seen): Obstacle | undefined {
  const { heads, inputs } = seen;
  const says = (words: RegExp) => heads.some((head) => words.test(head));
  const passwords = passwordsOf(seen);
  const isAboutPerson = inputs.some(
    (input) =>
      /^(?:given|family|additional)-name$/.test(input.autocomplete) || fieldWords.person.test(wordsOf(input)),
  );
  if (isAboutPerson || (says(headings.account) && inputs.length > 0)) return 'registration';
  const setsPassword = heads.some(isAboutNewPassword) && inputs.length > 0;
  const isBoxes = passwords.filter(({ maxLength }) => maxLength === 1).length >= 4;
  if (
    passwords.length > 1 &&
    !isBoxes &&
    passwords.some((password) => isOtherSecret(password, seen)) &&
    !passwords.some(isNewPassword)
  )
    return 'other-secret';
  if (passwords.length > 1 && !isBoxes) return 'new-password';
  if (isSignIn(seen)) return undefined;
  if (setsPassword) return 'new-password';
  if (says(headings.setUp) || showsSecret(seen)) return 'set-up';
  return says(headings.unlock) ? 'unlock' : undefined;
}

/** Whether an authenticator is to be taught its secret, by a picture beside the field for its first code. */
function showsSecret({ inputs, text }: Seen): boolean {
  const isSaid = texts.qrCode.test(text) && inputs.some(isCode);
  return isSaid && findElements(document, 'img, canvas, svg').some(isLargeSquare);
}

function isLargeSquare(picture: Element): boolean {
  const { width, height } = bounds(picture);
  return Math.min(width, height) >= Math.max(MIN_QR_CODE_SIZE, 0.9 * width, 0.9 * height);
}

function isAboutNewPassword(head: string): boolean {
  return fieldWords.password.test(head) && headings.changes.test(head) && !fieldWords.otherSecret.test(head);
}

/** Those that let everybody pass whom they take for a person by themselves are none. */
function hasCaptcha({ inputs }: Seen): boolean {
  const marks =
    'iframe[src*="/recaptcha/"][src*="/anchor"]:not([src*="size=invisible"]), iframe[src*="hcaptcha.com"]:not([src*="invisible"]), img[src*="captcha" i], input[name*="captcha" i]:not([type=hidden]), .h-captcha:not([data-size=invisible], button, input), .g-recaptcha:not([data-size=invisible], button, input)';
  return findShown(marks).length > 0 || inputs.some(showsPicture);
}

function showsPicture(field: HTMLInputElement): boolean {
  const isNamedSo = [field.name, field.id].some((name) => texts.pictureName.test(name));
  return (
    texts.picture.test(wordsOf(field)) ||
    (isNamedSo && findAll(field.form ?? document, 'img, canvas').some(isUsable))
  );
}

function findSkip({ buttons, text }: Seen): HTMLElement | undefined {
  if (texts.alert.test(text)) return undefined;
  return buttons.find((button) => buttonWords.skips.test(nameOf(button)));
}

/** A list of ways to prove who somebody is, with one that can be gone; or the way to such a list. */
function findOtherWay(seen: Seen, means: Means, hints: Hints): Asked | undefined {
  const method = findMarked(means, hints.methods) ?? findMethod(seen, means);
  if (method) return { kind: 'method', inputs: [], choice: method };
  const { hasPassword, hasCode, mayUsePasskey, mayTurn = true } = means;
  if (!mayTurn || !(hasPassword || hasCode || mayUsePasskey)) return undefined;
  const { passwordList } = hints.methods;
  const marks = [
    ...hints.pages.flatMap(({ otherWay }) => otherWay ?? []),
    ...(hasPassword && passwordList !== '' ? [passwordList] : []),
  ];
  const choice =
    findShown(marks.join(', '))[0] ??
    seen.buttons.find((button) => buttonWords.anotherWay.test(nameOf(button)));
  return choice && { kind: 'another-way', inputs: [], choice };
}

/** Where no other way is left. */
function findPushOffer({ buttons }: Seen, { mayPush }: Means, { push }: Methods): Asked | undefined {
  if (!mayPush) return undefined;
  const choice =
    findShown(push).find(isOffered) ?? buttons.find((button) => buttonWords.sendsPush.test(nameOf(button)));
  return choice && { kind: 'push-offer', inputs: [], choice };
}

function findMarked({ hasPassword, hasCode }: Means, { password, code }: Methods): HTMLElement | undefined {
  return [hasPassword ? password : '', hasCode ? code : ''].flatMap(findShown).find(isOffered);
}

/** A list may name what it does not offer at the moment. */
function isOffered(button: HTMLElement): boolean {
  return !matches(button, '[aria-disabled="true"], [data-challengeunavailable="true"]');
}

function findMethod({ buttons, tokens }: Seen, { hasPassword, hasCode }: Means): HTMLElement | undefined {
  const offered = readOptions(buttons.filter(isOffered));
  const password = offered.find(({ name }) => hasPassword && isPasswordWay(name));
  const code = offered.find(
    ({ button, name }) => hasCode && (isCodeWay(name) || isOfToken(button, name, tokens)),
  );
  return (password ?? code)?.button;
}

/**
 * @param all what can be pressed; what a radio button chooses is taken by another
 * @returns what each button chooses: in a list whose buttons have all the same name, the row that it stands in
 */
function readOptions(all: readonly HTMLElement[]): { button: HTMLElement; name: string }[] {
  const buttons = all.filter((button) => !matches(button, '[role=radio]'));
  const names = buttons.map(nameOf);
  const counts = new Map<string, number>();
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
  return buttons.map((button, at) => {
    const name = names[at] ?? '';
    const row =
      (counts.get(name) ?? 0) > 1 ? closest(button, 'li, [role=listitem], tr, .authenticator-row') : null;
    return { button, name: row instanceof HTMLElement ? shownText(row).replace(name, '').trim() : name };
  });
}

function findChoice(seen: Seen, means: Means, hints: Hints): Asked | undefined {
  const { buttons, heads } = seen;
  const text = dropCookies(seen);
  const accepting = buttons.find(accepts);
  const account = findAccount(seen, means, hints);
  if (accepting && heads.some((head) => texts.terms.test(head))) return { kind: 'terms', inputs: [] };
  const asksConsent = texts.consent.test(text) && !texts.sends.test(text);
  if (asksConsent && accepting) return { kind: 'consent', inputs: [], choice: accepting };
  // "Continue as …" may be how a page calls it to consent.
  if (account) return { kind: asksConsent ? 'consent' : 'account', inputs: [], choice: account };
  if (asksConsent) return undefined;
  const skip = findSkip(seen);
  const declining = buttons.find((button) => buttonWords.no.test(nameOf(button))) ?? skip;
  if (declining && texts.staySignedIn.test(text) && !texts.alert.test(text))
    return { kind: 'stay-signed-in', inputs: [], choice: declining };
  const later = skip ?? findRefusalOfChange(seen);
  return later ? { kind: 'skippable', inputs: [], choice: later } : findNotice(seen, means.username);
}

function accepts(button: HTMLElement): boolean {
  const name = nameOf(button);
  return buttonWords.accepts.test(name) && !texts.cookies.test(name);
}

/** What is said of cookies is the banner's, and not the page's. */
function dropCookies({ text, buttons }: Seen): string {
  return buttons
    .map(nameOf)
    .filter((name) => texts.cookies.test(name))
    .reduce((rest, name) => rest.replaceAll(name, '. '), text)
    .split(/(?<=[.!?。])\s/)
    .filter((sentence) => !texts.cookies.test(sentence))
    .join(' ');
}

/** Any page may name who signs in, or offer to be somebody else: an account is chosen where the page is there for that. */
function findAccount(
  { buttons, text }: Seen,
  { username }: Means,
  { anotherAccount }: Hints,
): HTMLElement | undefined {
  const marked = buttons.find((button) => anotherAccount !== '' && matches(button, anotherAccount));
  const isForThat = texts.choosesAccount.test(text) || marked !== undefined;
  const own = findOwnAccount(buttons, username, isForThat, text);
  if (own) return own;
  const others = isForThat ? buttons : [];
  return marked ?? others.find((button) => buttonWords.anotherAccount.test(nameOf(button)));
}
