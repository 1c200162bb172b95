import {
  awaitsScript,
  body,
  click,
  closest,
  findAll,
  findInputs,
  isBefore,
  isUsable,
  matches,
  nameOf,
  nextOf,
  type Pressed,
  readTyped,
  requestSubmit,
  shownText,
  type Typed,
  targetOf,
  title,
  type,
  wholeText,
  wordsOf,
} from './dom.ts';

/** What a page asks for. `none`: nothing that is known, or nothing yet. */
export type PageKind =
  | 'username'
  | 'password'
  | 'both'
  | 'code'
  | 'stay-signed-in'
  | 'account'
  | 'consent'
  | 'none';

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
}

/** What providers' pages do not say by the web's own marks, as CSS selectors, each empty where there is none. */
export interface Hints {
  readonly decline: string;
  readonly error: string;
  readonly anotherAccount: string;
}

/** What is typed on a page. */
export interface Texts {
  readonly username: string;
  readonly password: string;
  readonly code: string;
}

interface Asked {
  readonly kind: PageKind;
  readonly inputs: readonly HTMLInputElement[];
  /** What is to be pressed. */
  readonly choice?: HTMLElement | undefined;
}

let asked: Asked | undefined;

/** Looks at what the page asks for, and keeps it for what follows. */
export function lookAtPage(username: string, hints: Hints): Shown {
  asked = findFields() ?? findChoice(username, hints) ?? { kind: 'none', inputs: [] };
  const marks = `[role=alert], [aria-live=assertive], [aria-live=polite], [id*=error i], [class*=error i], ${hints.error}`;
  const errors = findAll(document, marks)
    .filter((element) => isUsable(element) && !matches(element, 'input, form, body'))
    .map(shownText);
  const [heading] = findAll(document, 'h1, h2, [role=heading]');
  const said = [
    (heading && shownText(heading)) || title(document),
    heading ? wholeText(nextOf(heading)) : '',
  ];
  return {
    kind: asked.kind,
    awaitsScript: awaitsScript(asked.inputs[0]),
    target: targetOf(asked.inputs[0], asked.choice),
    errors: [...new Set(errors)].filter((text) => text !== '').slice(0, 3),
    heading: said.join(' ').trim(),
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

function findFields(): Asked | undefined {
  const fields = findTextFields();
  const last = fields?.inputs.at(-1);
  return fields && last && { ...fields, choice: findSubmit(last) };
}

function findTextFields(): Asked | undefined {
  const CODE = /one.?time|\b[th]?otp\b|totp|verification|passcode|authenticator|2fa|mfa|\bcode\b/i;
  const NO_CODE = /postal|zip|country|area|promo|coupon|search/i;
  const USER = /user|e-?mail|log-?in|account|identifier/i;
  const all = findInputs(document).filter((input) => input.tabIndex >= 0);
  const texts = all.filter((input) => ['text', 'email', 'tel', 'number'].includes(input.type));
  const marked = all.find(({ autocomplete }) => autocomplete === 'one-time-code');
  const password = all.find((input) => input.type === 'password' && input.autocomplete !== 'one-time-code');
  if (password && !marked) {
    const before = texts.filter((text) => isBefore(text, password));
    const username = findField(before, /username|email/, USER) ?? before.at(-1);
    return username
      ? { kind: 'both', inputs: [username, password] }
      : { kind: 'password', inputs: [password] };
  }
  const boxes = texts.filter(({ maxLength }) => maxLength === 1);
  if (boxes.length >= 4) return { kind: 'code', inputs: boxes };
  const username = findField(texts, /username|email/, USER);
  const code =
    marked ??
    texts.find((text) => text !== username && CODE.test(wordsOf(text)) && !NO_CODE.test(wordsOf(text)));
  if (code) return { kind: 'code', inputs: [code] };
  return username && { kind: 'username', inputs: [username] };
}

function findField(inputs: readonly HTMLInputElement[], marks: RegExp, words: RegExp) {
  return (
    inputs.find(({ autocomplete }) => marks.test(autocomplete)) ??
    inputs.find((input) => words.test(wordsOf(input)))
  );
}

function findSubmit(input: HTMLInputElement): HTMLElement | undefined {
  const GOES_ON = /^(?:next|continue|sign.?in|log.?in|verify|submit|confirm|ok)$/i;
  const { form } = input;
  const after = findButtons().filter((button) => isBefore(input, button) && !matches(button, 'a'));
  const own = after.filter((button) => form === null || closest(button, 'form') === form);
  const isSubmit = (button: HTMLElement) =>
    (button instanceof HTMLButtonElement || button instanceof HTMLInputElement) && button.type === 'submit';
  return (
    own.find((button) => GOES_ON.test(nameOf(button))) ??
    own.find(isSubmit) ??
    after.find((button) => GOES_ON.test(nameOf(button)))
  );
}

function findButtons(): HTMLElement[] {
  const selector =
    'button, input[type=submit], input[type=button], a, [role=button], [role=link], [role=option], [tabindex="0"]';
  return findAll(document, selector).filter(isUsable);
}

function findChoice(username: string, { decline, anotherAccount }: Hints): Asked | undefined {
  const STAY =
    /stay signed in|keep me signed in|trust this (?:device|browser)|remember this (?:device|browser)/i;
  const CONSENT =
    /permissions? requested|would like to|wants? (?:permission )?to|requesting|grant access|consent|authori[sz]e/i;
  const ACCEPT = /^(?:accept|allow|authori[sz]e|grant|agree|approve)\b/i;
  const DECLINE = /^(?:no\b|not now|skip|later|ask (?:me )?later|maybe later|don.t)/i;
  const buttons = findButtons();
  const whole = body(document);
  const text = whole ? shownText(whole).slice(0, 5000) : '';
  const declining =
    buttons.find((button) => decline !== '' && matches(button, decline)) ??
    buttons.find((button) => DECLINE.test(nameOf(button)));
  if (declining && (STAY.test(text) || !CONSENT.test(text)))
    return { kind: 'stay-signed-in', inputs: [], choice: declining };
  const accepting = buttons.find((button) => ACCEPT.test(nameOf(button)));
  if (accepting && CONSENT.test(text)) return { kind: 'consent', inputs: [], choice: accepting };
  const choice = findOwnAccount(buttons, username) ?? findAnother(buttons, anotherAccount);
  // "Continue as …" may be how a page calls it to consent.
  return choice && { kind: CONSENT.test(text) ? 'consent' : 'account', inputs: [], choice };
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
      (selector !== '' && matches(button, selector)) || /(?:another|different) account/i.test(nameOf(button)),
  );
}
