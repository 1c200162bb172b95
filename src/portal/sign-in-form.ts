import type { JSHandle, Page } from 'playwright';

/** The controls of the portal's own sign-in form, as they stood in the page when it was found. */
interface Controls {
  readonly username: HTMLInputElement;
  readonly password: HTMLInputElement;
  /** Null where nothing looks like a button. */
  readonly submit: HTMLElement | null;
}

/**
 * What became of it: the form was sent; or all is typed and there is nothing to press; or the page drew itself anew;
 * or its requests are not carried; or it may not have the text.
 */
export type Outcome =
  | { readonly kind: 'sent' | 'typed' | 'lost' | 'uncarried' }
  | { readonly kind: 'elsewhere'; readonly what: 'page' | 'form'; readonly origin: string };

interface Text {
  readonly username: string;
  readonly password: string;
  /** Origins that may have them. */
  readonly origins: readonly string[];
  /** An address that answers with that status where the page's requests are carried. */
  readonly probe: string;
  readonly carried: number;
}

/**
 * A sign-in form in a page, and never in a frame of it. What a page draws can be replaced at any moment, so typing,
 * the look at what was typed, and pressing the button happen within the page, with nothing in between.
 */
export class SignInForm {
  readonly #page: Page;
  readonly #controls: JSHandle<Controls>;

  private constructor(page: Page, controls: JSHandle<Controls>) {
    this.#page = page;
    this.#controls = controls;
  }

  /** Waits, however long it takes, until the page has drawn its form. */
  static async find(page: Page): Promise<SignInForm> {
    return new SignInForm(page, await page.evaluateHandle(awaitControls));
  }

  /** Types into the user name, then the password, each if the page's origin of that moment may have it; then submits. */
  async submit(text: Text): Promise<Outcome> {
    const outcome = await this.#controls.evaluate(typeAndPress, text);
    if (outcome.kind === 'typed') await this.#page.keyboard.press('Enter');
    return outcome;
  }
}

// What follows runs in the page, so each function must stand on its own.

async function typeAndPress({ username, password, submit }: Controls, text: Text): Promise<Outcome> {
  const elsewhere = (): Outcome | undefined => {
    const action = submit?.getAttribute('formaction') ?? password.form?.getAttribute('action');
    const target = new URL(action || location.href, document.baseURI);
    if (!text.origins.includes(location.origin)) {
      return { kind: 'elsewhere', what: 'page', origin: location.origin };
    }
    const isFine = target.protocol === 'javascript:' || text.origins.includes(target.origin);
    return isFine ? undefined : { kind: 'elsewhere', what: 'form', origin: target.origin };
  };

  const foreign = elsewhere();
  if (foreign) return foreign;
  const answer = await fetch(text.probe).catch(() => undefined);
  if (answer?.status !== text.carried) return { kind: 'uncarried' };

  for (const [input, value] of [
    [username, text.username],
    [password, text.password],
  ] as const) {
    const refusal = elsewhere();
    if (refusal) return refusal;
    input.focus();
    input.select();
    // It goes to whatever has the focus, as keys do, and the page hears of it as of keys.
    if (!input.isConnected || document.activeElement !== input) return { kind: 'lost' };
    document.execCommand('insertText', false, value);
    // What the page makes of the one field it draws before the other is typed into.
    await new Promise((resolve) => setTimeout(resolve));
  }

  const isThere = password.isConnected && username.value === text.username && password.value !== '';
  if (!isThere || (submit as HTMLButtonElement | null)?.disabled) return { kind: 'lost' };
  const refusal = elsewhere();
  if (refusal) return refusal;
  if (submit) submit.click();
  else if (password.form) password.form.requestSubmit();
  else return { kind: 'typed' };
  return { kind: 'sent' };
}

/** Over the versions only this stays the same: a password field, a text field before it, a button after (facts 4.2). */
function awaitControls(): Promise<Controls> {
  const NAMES_A_USER = /user|e-?mail|log-?in|account/i;
  const SAYS_SIGN_IN = /^\s*(sign|log)\s*[io]n\s*$/i;

  const isUsable = (element: Element) =>
    element.checkVisibility({ visibilityProperty: true }) &&
    element.getClientRects().length > 0 &&
    !(element as HTMLInputElement).disabled &&
    !(element as HTMLInputElement).readOnly;
  const isBefore = (a: Element, b: Element) =>
    (a.compareDocumentPosition(b) & Node.DOCUMENT_POSITION_FOLLOWING) !== 0;
  const wordsOf = ({ autocomplete, id, name, placeholder, ariaLabel, labels }: HTMLInputElement) =>
    [autocomplete, id, name, placeholder, ariaLabel, labels?.[0]?.textContent].join(' ');
  const inputsOf = (scope: ParentNode) => [...scope.querySelectorAll('input')].filter(isUsable);
  const textOf = (button: HTMLElement) =>
    (button.tagName === 'INPUT' ? (button as HTMLInputElement).value : button.textContent) ||
    button.ariaLabel ||
    '';

  const findUsername = (scope: ParentNode, password: Element) => {
    const texts = inputsOf(scope).filter((input) => ['text', 'email', 'tel'].includes(input.type));
    const before = texts.filter((input) => isBefore(input, password));
    return before.findLast((input) => NAMES_A_USER.test(wordsOf(input))) ?? before.at(-1);
  };
  const findSubmit = (scope: ParentNode, password: HTMLInputElement) => {
    const buttons = scope.querySelectorAll<HTMLElement>('button, input[type=submit], [role=button]');
    const after = [...buttons].filter((button) => isBefore(password, button) && isUsable(button));
    return (
      after.find((button) => SAYS_SIGN_IN.test(textOf(button))) ??
      after.find((button) => button.getAttribute('type') === 'submit') ??
      after.find((button) => password.form && (button as HTMLButtonElement).type === 'submit')
    );
  };
  const findAround = (password: HTMLInputElement) => {
    // Without a form element: the smallest part of the page around the password that has both.
    for (let scope = password.form ?? password.parentElement; scope; scope = scope.parentElement) {
      const username = findUsername(scope === password.form ? document : scope, password);
      const submit = findSubmit(scope, password) ?? null;
      if (username && (submit || password.form || scope === document.body))
        return { username, password, submit };
    }
    return undefined;
  };
  const find = () => {
    const passwords = inputsOf(document).filter(({ type }) => type === 'password');
    const password = passwords.find(({ autocomplete }) => autocomplete !== 'new-password') ?? passwords[0];
    return password && findAround(password);
  };

  return new Promise((resolve) => {
    const look = () => {
      const controls = find();
      if (!controls) return void setTimeout(look, 15);
      resolve(controls);
    };
    look();
  });
}

/**
 * What a page that does not draw itself lacks: one of its scripts, or a document that it asks the server for.
 * @returns such as `https://octopus.example.com/app/main.js answered 502`; undefined where all has come
 */
export function findBrokenPart(page: Page): Promise<string | undefined> {
  return page.evaluate(describeBrokenPart);
}

// It runs in the page, so it must stand on its own.
function describeBrokenPart(): string | undefined {
  const parts = performance.getEntriesByType('resource') as PerformanceResourceTiming[];
  const own = parts.filter(({ name }) => new URL(name).origin === location.origin);
  // That nobody is signed in yet is no fault.
  const refused = own.find(({ name, responseStatus }) => responseStatus >= 400 && !/\/users\//.test(name));
  if (refused) return `${refused.name} answered ${refused.responseStatus}`;
  const came = new Set(own.filter(({ responseStatus }) => responseStatus > 0).map(({ name }) => name));
  const missing = [...document.scripts].find(
    ({ src }) => src !== '' && new URL(src).origin === location.origin && !came.has(src),
  );
  return missing && `${missing.src} did not arrive`;
}
