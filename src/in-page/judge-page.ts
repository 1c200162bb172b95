import {
  closest,
  findAll,
  findInputs,
  isBefore,
  isUsable,
  matches,
  nameOf,
  nextOf,
  shownText,
  title,
  wholeText,
  wordsOf,
} from './dom.ts';
import { buttons as buttonWords, fields as fieldWords, headings, methods, texts } from './page-words.ts';

/** What a page asks for, that can be given or pressed. */
type Answerable =
  | 'username'
  | 'password'
  | 'both'
  | 'code'
  | 'stay-signed-in'
  | 'account'
  | 'consent'
  | 'skippable'
  | 'method'
  | 'another-way'
  | 'push-offer'
  | 'notice';

/** What nobody but a person can do there. */
export type Obstacle =
  | 'other-code'
  | 'other-secret'
  | 'new-password'
  | 'set-up'
  | 'registration'
  | 'unlock'
  | 'passkey'
  | 'captcha'
  | 'terms'
  | 'push';

/** What a page is. `none`: nothing that is known, or nothing yet. */
export type PageKind = Answerable | Obstacle | 'none';

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

/** CSS selectors of what chooses to prove who somebody is by a password, or by a code. */
export interface Methods {
  readonly password: string;
  readonly code: string;
}

/** What pages do not say by the web's own marks. */
export interface Hints {
  readonly pages: readonly PageMark[];
  readonly methods: Methods;
  /** CSS selectors, each empty where there is none. */
  readonly error: string;
  readonly anotherAccount: string;
}

/** Who signs in, and with what that was not given yet. */
export interface Means {
  readonly username: string;
  readonly hasPassword: boolean;
  readonly hasCode: boolean;
  /** Whether another device may be asked to approve it: once. */
  readonly mayPush: boolean;
}

/** What a page asks for, and by what. */
export interface Asked {
  readonly kind: PageKind;
  readonly inputs: readonly HTMLInputElement[];
  /** What is to be pressed. */
  readonly choice?: HTMLElement | undefined;
}

interface Seen {
  readonly heading: string;
  readonly inputs: readonly HTMLInputElement[];
  readonly buttons: readonly HTMLElement[];
  readonly text: string;
}

/**
 * @param text all that is seen of it
 * @returns what a page is, by what it shows that only such a page shows
 */
export function judgePage(means: Means, hints: Hints, text: string): Asked {
  const seen: Seen = {
    heading: readHeading(),
    inputs: findInputs(document).filter((input) => input.tabIndex >= 0),
    buttons: findButtons(),
    text: text.slice(0, MAX_TEXT_LENGTH),
  };
  const marked = findByMark(hints);
  // A passkey may be offered beside what can be filled in.
  const fields = marked && marked.kind !== 'passkey' ? undefined : (findObstacle(seen) ?? findFields(seen));
  const asked = fields ?? marked;
  if (asked && !needsOtherWay(asked.kind)) return asked;
  const other = findOtherWay(seen, means, hints) ?? findPushOffer(seen, means);
  return other ?? asked ?? findChoice(seen, means, hints) ?? findByAnotherDevice(seen) ?? NOTHING;
}

const NOTHING: Asked = { kind: 'none', inputs: [] };
const MAX_TEXT_LENGTH = 5_000;

/** What is done elsewhere than on the page, where nothing is left to be pressed. */
function findByAnotherDevice({ inputs, text }: Seen): Asked | undefined {
  if (inputs.length > 0) return undefined;
  if (headings.passkey.test(text)) return { kind: 'passkey', inputs: [] };
  return headings.push.test(text) ? { kind: 'push', inputs: [] } : undefined;
}

/** @returns what the page says on top */
export function readHeading(): string {
  const heading = findHeading();
  const next = heading ? wholeText(nextOf(heading)) : '';
  return [heading ? shownText(heading) : title(document), next].join(' ').trim();
}

/** The first one that says something. */
export function findHeading(): HTMLElement | undefined {
  return findAll(document, 'h1, h2, [role=heading]').find(
    (element) => isUsable(element) && shownText(element) !== '',
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
  if (kind === undefined) return hasCaptcha() ? { kind: 'captcha', inputs: [] } : undefined;
  const skip = kind === 'registration' ? undefined : findSkip(seen);
  return skip ? { kind: 'skippable', inputs: [], choice: skip } : { kind, inputs: [] };
}

function judgeObstacle({ heading, inputs }: Seen): Obstacle | undefined {
  const passwords = inputs.filter(isPassword);
  const isAboutPerson = inputs.some(
    (input) =>
      /^(?:given|family|additional)-name$/.test(input.autocomplete) || fieldWords.person.test(wordsOf(input)),
  );
  if (isAboutPerson || (headings.account.test(heading) && inputs.length > 0)) return 'registration';
  const setsPassword = isAboutNewPassword(heading) && inputs.length > 0;
  if (passwords.length > 1 || setsPassword) return 'new-password';
  if (headings.setUp.test(heading)) return 'set-up';
  return headings.unlock.test(heading) ? 'unlock' : undefined;
}

function isAboutNewPassword(heading: string): boolean {
  return fieldWords.password.test(heading) && headings.changes.test(heading);
}

/** Those that let everybody pass whom they take for a person by themselves are none. */
function hasCaptcha(): boolean {
  const marks =
    'iframe[src*="/recaptcha/"][src*="/anchor"]:not([src*="size=invisible"]), iframe[src*="hcaptcha.com"]:not([src*="invisible"]), img[src*="captcha" i], input[name*="captcha" i]:not([type=hidden]), .h-captcha:not([data-size=invisible]), .g-recaptcha:not([data-size=invisible])';
  return findShown(marks).length > 0;
}

function isPassword(input: HTMLInputElement): boolean {
  return input.type === 'password' && input.autocomplete !== 'one-time-code';
}

function findFields(seen: Seen): Asked | undefined {
  const found = findTextFields(seen);
  const last = found?.inputs.at(-1);
  if (!found || !last) return undefined;
  const choice = findSubmit(last, seen.buttons);
  const registers = choice && buttonWords.registers.test(nameOf(choice));
  return registers ? { kind: 'registration', inputs: [] } : { ...found, choice };
}

function findTextFields({ heading, inputs, buttons }: Seen): Asked | undefined {
  const plain = inputs.filter((input) => ['text', 'email', 'tel', 'number'].includes(input.type));
  const marked = inputs.find(({ autocomplete }) => autocomplete === 'one-time-code');
  const password = inputs.find(isPassword);
  if (password && !marked) {
    if (isOtherSecret(password, heading))
      return { kind: judgeCode(password, heading, buttons, 'other-secret'), inputs: [password] };
    const before = plain.filter((text) => isBefore(text, password));
    const username = findField(before, /username|email/, fieldWords.username) ?? before.at(-1);
    return username
      ? { kind: 'both', inputs: [username, password] }
      : { kind: 'password', inputs: [password] };
  }
  const boxes = plain.filter(({ maxLength }) => maxLength === 1);
  const first = boxes[0];
  if (boxes.length >= 4 && first) return { kind: judgeCode(first, heading, buttons), inputs: boxes };
  const username = findField(plain, /username|email/, fieldWords.username);
  const code = marked ?? plain.find((text) => text !== username && isCode(text)) ?? plain.find(isCode);
  if (code) return { kind: judgeCode(code, heading, buttons), inputs: [code] };
  return username && { kind: 'username', inputs: [username] };
}

function isOtherSecret(field: HTMLInputElement, heading: string): boolean {
  // What Okta calls all of them.
  const own = wordsOf(field).replace(/credentials\.passcode/g, '');
  if (field.autocomplete === 'current-password') return false;
  return (
    fieldWords.otherSecret.test(own) ||
    (!fieldWords.password.test(own) && fieldWords.otherSecret.test(heading))
  );
}

function isCode(field: HTMLInputElement): boolean {
  const words = wordsOf(field);
  return (
    fieldWords.code.test(words) &&
    !fieldWords.noCode.test(words) &&
    !/username|email/.test(field.autocomplete)
  );
}

/** Whether a code is one that the secret of a generator makes, as far as the page says where it comes from. */
function judgeCode(
  field: HTMLInputElement,
  heading: string,
  buttons: readonly HTMLElement[],
  otherwise: 'code' | 'other-secret' = 'code',
): PageKind {
  const said = `${heading} ${wordsOf(field)} ${readAround(field, buttons)}`;
  if (fieldWords.generator.test(said)) return 'code';
  return fieldWords.otherCode.test(said) ? 'other-code' : otherwise;
}

/** What stands around a field that is not to be pressed. */
function readAround(field: HTMLInputElement, buttons: readonly HTMLElement[]): string {
  const around = closest(field, 'form') ?? closest(field, 'main, [role=main], section');
  if (!(around instanceof HTMLElement)) return '';
  // What is chosen among has names that people have given.
  const choices = findAll(
    around,
    'label:has([type=radio], [type=checkbox]), [type=radio] ~ *, [type=checkbox] ~ label',
  );
  return [...buttons.map(nameOf), ...choices.map(shownText)]
    .filter((name) => name !== '')
    .reduce((text, name) => text.replaceAll(name, ' '), shownText(around).slice(0, MAX_TEXT_LENGTH));
}

function findField(inputs: readonly HTMLInputElement[], marks: RegExp, words: RegExp) {
  return (
    inputs.find(({ autocomplete }) => marks.test(autocomplete)) ??
    inputs.find((input) => words.test(wordsOf(input)) && !isCode(input))
  );
}

function findSubmit(input: HTMLInputElement, buttons: readonly HTMLElement[]): HTMLElement | undefined {
  const { form } = input;
  const after = buttons.filter((button) => isBefore(input, button) && !matches(button, 'a'));
  const own = after.filter((button) => form === null || closest(button, 'form') === form);
  return (
    own.find((button) => buttonWords.goesOn.test(nameOf(button))) ??
    own.find(isSubmit) ??
    after.find((button) => buttonWords.goesOn.test(nameOf(button)))
  );
}

function isSubmit(button: HTMLElement): boolean {
  return (
    (button instanceof HTMLButtonElement || button instanceof HTMLInputElement) && button.type === 'submit'
  );
}

function findSkip({ buttons }: Seen): HTMLElement | undefined {
  return buttons.find((button) => buttonWords.skips.test(nameOf(button)));
}

/** A list of ways to prove who somebody is, with one that can be gone; or the way to such a list. */
function findOtherWay(seen: Seen, means: Means, hints: Hints): Asked | undefined {
  const method = findMarked(means, hints.methods) ?? findMethod(seen, means);
  if (method) return { kind: 'method', inputs: [], choice: method };
  if (!means.hasPassword && !means.hasCode) return undefined;
  const marks = hints.pages.flatMap(({ otherWay }) => otherWay ?? []).join(', ');
  const choice =
    findShown(marks)[0] ?? seen.buttons.find((button) => buttonWords.anotherWay.test(nameOf(button)));
  return choice && { kind: 'another-way', inputs: [], choice };
}

/** Where no other way is left. */
function findPushOffer({ buttons }: Seen, { mayPush }: Means): Asked | undefined {
  const choice = mayPush ? buttons.find((button) => buttonWords.sendsPush.test(nameOf(button))) : undefined;
  return choice && { kind: 'push-offer', inputs: [], choice };
}

function findMarked({ hasPassword, hasCode }: Means, { password, code }: Methods): HTMLElement | undefined {
  return [hasPassword ? password : '', hasCode ? code : ''].flatMap(findShown)[0];
}

function findMethod({ buttons }: Seen, { hasPassword, hasCode }: Means): HTMLElement | undefined {
  const offered = buttons.map((button) => ({ button, name: readOption(button, buttons) }));
  const password = offered.find(
    ({ name }) => hasPassword && methods.password.test(name) && !headings.changes.test(name),
  );
  const code = offered.find(
    ({ name }) =>
      hasCode && methods.code.test(name) && !methods.otherWay.test(name.replace(methods.code, '')),
  );
  return (password ?? code)?.button;
}

/** What a button chooses: in a list whose buttons have all the same name, the row that it stands in. */
function readOption(button: HTMLElement, buttons: readonly HTMLElement[]): string {
  const name = nameOf(button);
  const isRepeated = buttons.filter((other) => nameOf(other) === name).length > 1;
  const row = isRepeated ? closest(button, 'li, [role=listitem], tr, .authenticator-row') : null;
  return row instanceof HTMLElement ? shownText(row).replace(name, '').trim() : name;
}

function findChoice(seen: Seen, { username }: Means, { anotherAccount }: Hints): Asked | undefined {
  const { buttons, text, heading, inputs } = seen;
  const skip = findSkip(seen);
  const declining = buttons.find((button) => buttonWords.no.test(nameOf(button))) ?? skip;
  if (declining && texts.staySignedIn.test(text))
    return { kind: 'stay-signed-in', inputs: [], choice: declining };
  const asksConsent = texts.consent.test(text);
  if (skip && !asksConsent) return { kind: 'skippable', inputs: [], choice: skip };
  const accepting = buttons.find((button) => buttonWords.accepts.test(nameOf(button)));
  if (accepting && texts.terms.test(heading)) return { kind: 'terms', inputs: [] };
  if (accepting && asksConsent) return { kind: 'consent', inputs: [], choice: accepting };
  const choice = findOwnAccount(buttons, username) ?? findAnother(buttons, anotherAccount);
  // "Continue as …" may be how a page calls it to consent.
  if (choice) return { kind: asksConsent ? 'consent' : 'account', inputs: [], choice };
  const pressed = buttons.filter((button) => !matches(button, 'a'));
  const [only] = pressed;
  const isNotice =
    pressed.length === 1 && inputs.length === 0 && only && buttonWords.goesOn.test(nameOf(only));
  return isNotice && headings.notice.test(heading) && !texts.terms.test(text)
    ? { kind: 'notice', inputs: [], choice: only }
    : undefined;
}

function findOwnAccount(buttons: readonly HTMLElement[], username: string): HTMLElement | undefined {
  const wanted = username.toLowerCase();
  return buttons
    .filter((button) => wanted !== '' && hasWord(nameOf(button).toLowerCase(), wanted))
    .sort((a, b) => nameOf(a).length - nameOf(b).length)[0];
}

/** Whether a name stands in a text, and not as a part of a longer word. */
function hasWord(text: string, name: string): boolean {
  const at = text.indexOf(name);
  return (
    at >= 0 &&
    !/[\p{L}\p{N}.@_+-]$/u.test(text.slice(0, at)) &&
    !/^[.@_+-]*[\p{L}\p{N}]/u.test(text.slice(at + name.length))
  );
}

function findAnother(buttons: readonly HTMLElement[], selector: string): HTMLElement | undefined {
  return buttons.find(
    (button) =>
      (selector !== '' && matches(button, selector)) || buttonWords.anotherAccount.test(nameOf(button)),
  );
}
