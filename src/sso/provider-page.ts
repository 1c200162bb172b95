// biome-ignore-all lint/performance/useDomNodeTextContent: only what a person sees counts

import type { Page } from 'playwright';
import { providerHints } from './provider-hints.ts';

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

/** A page as it stands. */
export interface Look {
  readonly kind: PageKind;
  readonly origin: string;
  /** Where what is typed would be sent, where that is another origin. */
  readonly target: string;
  /** The errors that it shows. */
  readonly errors: readonly string[];
  /** What it says on top. */
  readonly heading: string;
  /** The same for as long as the document is. */
  readonly document: number;
}

/** What to do on a page of a kind. */
export interface Deed {
  readonly kind: PageKind;
  readonly username: string;
  readonly password: string;
  readonly code: string;
  /** Origins that may have them. */
  readonly origins: readonly string[];
}

interface Hints {
  readonly decline: string;
  readonly error: string;
  readonly anotherAccount: string;
}

const hints: Hints = {
  decline: join(({ decline }) => decline),
  error: join(({ error }) => error),
  anotherAccount: join(({ anotherAccount }) => anotherAccount),
};

function join(part: (hint: (typeof providerHints)[number]) => string | undefined): string {
  return providerHints.flatMap((hint) => part(hint) ?? []).join(', ');
}

/** @returns what a page asks for, in its main frame alone */
export function lookAt(page: Page, username: string): Promise<Look> {
  return page.evaluate<Look>(callInPage('look', { username, hints }));
}

/**
 * Does what a page asks for, if it still asks for that and may have it; all within the page, with nothing in between.
 * @returns `done`; `typed` where there is nothing to press; `lost` where the page is another by now
 */
export function doOn(page: Page, deed: Deed): Promise<'done' | 'typed' | 'lost'> {
  return page.evaluate<'done' | 'typed' | 'lost'>(callInPage('act', { ...deed, hints }));
}

/** A page's policy may forbid to evaluate text within it, so the text is whole when it comes. */
function callInPage(name: string, argument: unknown): string {
  return `(() => { ${IN_PAGE}; return ${name}(${JSON.stringify(argument)}); })()`;
}

// What follows runs in the page: each function may use the others, and nothing else.

interface Asked {
  readonly kind: PageKind;
  readonly inputs: readonly HTMLInputElement[];
  /** What is to be pressed, where there is nothing to type. */
  readonly choice?: HTMLElement | undefined;
}

function isUsable(element: Element): boolean {
  const { width, height, right, bottom } = element.getBoundingClientRect();
  return (
    !element.closest('[aria-hidden="true"], [inert]') &&
    element.checkVisibility({ visibilityProperty: true, opacityProperty: true }) &&
    width > 1 &&
    height > 1 &&
    right + scrollX > 0 &&
    bottom + scrollY > 0 &&
    !(element as HTMLInputElement).disabled
  );
}

function wordsOf(input: HTMLInputElement): string {
  const { autocomplete, id, name, placeholder, ariaLabel, labels } = input;
  return [autocomplete, id, name, placeholder, ariaLabel, labels?.[0]?.textContent].join(' ');
}

function nameOf(element: HTMLElement): string {
  const isInput = element.tagName === 'INPUT';
  const text = (isInput ? (element as HTMLInputElement).value : element.innerText) || element.ariaLabel || '';
  return text.replace(/\s+/g, ' ').trim();
}

function findButtons(): HTMLElement[] {
  const selector =
    'button, input[type=submit], input[type=button], a, [role=button], [role=link], [role=option], [tabindex="0"]';
  return [...document.querySelectorAll<HTMLElement>(selector)].filter(isUsable);
}

function findField(inputs: readonly HTMLInputElement[], marks: RegExp, words: RegExp) {
  return (
    inputs.find(({ autocomplete }) => marks.test(autocomplete)) ??
    inputs.find((input) => words.test(wordsOf(input)))
  );
}

function findFields(): Asked | undefined {
  const CODE = /one.?time|\b[th]?otp\b|totp|verification|passcode|authenticator|2fa|mfa|\bcode\b/i;
  const NO_CODE = /postal|zip|country|area|promo|coupon|search/i;
  const USER = /user|e-?mail|log-?in|account|identifier/i;
  const all = [...document.querySelectorAll('input')].filter(
    (input) => isUsable(input) && !input.readOnly && input.tabIndex >= 0,
  );
  const passwords = all.filter(
    ({ type, autocomplete }) => type === 'password' && autocomplete !== 'one-time-code',
  );
  const texts = all.filter(({ type }) => ['text', 'email', 'tel', 'number'].includes(type));
  const marked = all.find(({ autocomplete }) => autocomplete === 'one-time-code');
  const [password] = passwords;
  if (password && !marked) {
    const before = texts.filter(
      (text) => text.compareDocumentPosition(password) & Node.DOCUMENT_POSITION_FOLLOWING,
    );
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

function findChoice(username: string, { decline, anotherAccount }: Hints): Asked | undefined {
  const STAY =
    /stay signed in|keep me signed in|trust this (?:device|browser)|remember this (?:device|browser)/i;
  const CONSENT =
    /permissions? requested|would like to|wants? (?:permission )?to|requesting|grant access|consent|authori[sz]e/i;
  const ACCEPT = /^(?:accept|allow|authori[sz]e|grant|agree|approve)\b/i;
  const DECLINE = /^(?:no\b|not now|skip|later|ask (?:me )?later|maybe later|don.t)/i;
  const buttons = findButtons();
  const text = document.body.innerText.slice(0, 5000);
  const declining =
    buttons.find((button) => decline !== '' && button.matches(decline)) ??
    buttons.find((button) => DECLINE.test(nameOf(button)));
  if (declining && (STAY.test(text) || !CONSENT.test(text)))
    return { kind: 'stay-signed-in', inputs: [], choice: declining };
  const accepting = buttons.find((button) => ACCEPT.test(nameOf(button)));
  if (accepting && CONSENT.test(text)) return { kind: 'consent', inputs: [], choice: accepting };
  const wanted = username.toLowerCase();
  const own = buttons
    .filter((button) => wanted !== '' && nameOf(button).toLowerCase().includes(wanted))
    .sort((a, b) => nameOf(a).length - nameOf(b).length)[0];
  const other = buttons.find(
    (button) =>
      (anotherAccount !== '' && button.matches(anotherAccount)) ||
      /(?:another|different) account/i.test(nameOf(button)),
  );
  const choice = own ?? other;
  return choice && { kind: 'account', inputs: [], choice };
}

function ask(username: string, given: Hints): Asked {
  return findFields() ?? findChoice(username, given) ?? { kind: 'none', inputs: [] };
}

function targetOf({ inputs, choice }: Asked): string {
  const form = inputs[0]?.form ?? choice?.closest('form');
  const target = new URL(form?.getAttribute('action') || location.href, document.baseURI);
  return target.protocol === 'javascript:' ? location.origin : target.origin;
}

function look({ username, hints: given }: { username: string; hints: Hints }): Look {
  const asked = ask(username, given);
  const marks = `[role=alert], [aria-live=assertive], [aria-live=polite], [id*=error i], [class*=error i], ${given.error}`;
  const shown = [...document.querySelectorAll<HTMLElement>(marks)]
    .filter((element) => isUsable(element) && !element.matches('input, form, body'))
    .map((element) => element.innerText.replace(/\s+/g, ' ').trim());
  const heading = document.querySelector<HTMLElement>('h1, h2, [role=heading]');
  return {
    kind: asked.kind,
    origin: location.origin,
    target: targetOf(asked),
    errors: [...new Set(shown)].filter((text) => text !== '').slice(0, 3),
    heading: [heading?.innerText || document.title, heading?.nextElementSibling?.textContent ?? '']
      .join(' ')
      .replace(/\s+/g, ' ')
      .trim()
      .slice(0, 300),
    document: performance.timeOrigin,
  };
}

function type(input: HTMLInputElement, text: string): boolean {
  input.focus();
  input.select();
  if (!input.isConnected || document.activeElement !== input) return false;
  document.execCommand('insertText', false, text);
  return input.value === text;
}

function findSubmit(input: HTMLInputElement): HTMLElement | undefined {
  const GOES_ON = /^(?:next|continue|sign.?in|log.?in|verify|submit|confirm|ok)$/i;
  const after = findButtons().filter(
    (button) =>
      input.compareDocumentPosition(button) & Node.DOCUMENT_POSITION_FOLLOWING && button.tagName !== 'A',
  );
  const own = after.filter((button) => input.form === null || button.closest('form') === input.form);
  return (
    own.find((button) => GOES_ON.test(nameOf(button))) ??
    own.find((button) => (button as HTMLButtonElement).type === 'submit') ??
    after.find((button) => GOES_ON.test(nameOf(button)))
  );
}

function act(deed: Deed & { readonly hints: Hints }): 'done' | 'typed' | 'lost' {
  const asked = ask(deed.username, deed.hints);
  const isAllowed = [location.origin, targetOf(asked)].every((origin) => deed.origins.includes(origin));
  if (asked.kind !== deed.kind || !isAllowed) return 'lost';
  const texts: Partial<Record<PageKind, readonly string[]>> = {
    username: [deed.username],
    password: [deed.password],
    both: [deed.username, deed.password],
    code: asked.inputs.length > 1 ? [...deed.code] : [deed.code],
  };
  const isTyped = asked.inputs.every((input, at) => type(input, texts[asked.kind]?.[at] ?? ''));
  if (!isTyped) return 'lost';
  const [input] = asked.inputs;
  if (!input) {
    asked.choice?.click();
    return 'done';
  }
  const submit = findSubmit(asked.inputs.at(-1) ?? input);
  if (submit) submit.click();
  else if (input.form) input.form.requestSubmit();
  else return 'typed';
  return 'done';
}

const IN_PAGE = [
  isUsable,
  wordsOf,
  nameOf,
  findButtons,
  findField,
  findFields,
  findChoice,
  ask,
  targetOf,
  look,
  type,
  findSubmit,
  act,
].join('\n');
