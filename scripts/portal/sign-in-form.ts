import type { JSHandle, Page } from 'playwright';

/** The controls of the portal's own sign-in form, as they stood in the page when it was found. */
interface Controls {
  readonly username: HTMLInputElement;
  readonly password: HTMLInputElement;
  /** Null where nothing looks like a button. */
  readonly submit: HTMLElement | null;
}

/** Where to press: a point of the window, or the keyboard where something lies over the button. */
type Target = { readonly x: number; readonly y: number } | 'keyboard';

/**
 * A sign-in form in a page. It is worked with the keyboard and the mouse, as a person does; the page itself is only
 * asked where things are, in as few questions as can be, since each costs a round trip.
 */
export class SignInForm {
  readonly #page: Page;
  readonly #controls: JSHandle<Controls>;

  private constructor(page: Page, controls: JSHandle<Controls>) {
    this.#page = page;
    this.#controls = controls;
  }

  /** Waits, however long it takes, until the page has drawn its form; the user name then has the focus. */
  static async find(page: Page): Promise<SignInForm> {
    return new SignInForm(page, await page.evaluateHandle(awaitControls));
  }

  /**
   * Types into the user name, then the password.
   * @param mayType is asked before each, with the page's address of that moment; may throw
   * @returns whether both are still there afterwards: a page that is drawn again loses them
   */
  async type(username: string, password: string, mayType: () => void): Promise<boolean> {
    mayType();
    await this.#page.keyboard.insertText(username);
    if (!(await this.#controls.evaluate(focusPassword, username))) return false;
    mayType();
    await this.#page.keyboard.insertText(password);
    return this.#controls.evaluate(holdsBoth, username);
  }

  /** Presses the button, or Enter where it is covered or missing. */
  async submit(): Promise<void> {
    const target = await this.#controls.evaluate(aim);
    if (target === 'keyboard') await this.#page.keyboard.press('Enter');
    else await this.#page.mouse.click(target.x, target.y);
  }
}

// What follows runs in the page, so each function must stand on its own.

function focusPassword({ username, password }: Controls, expected: string): boolean {
  if (!username.isConnected || username.value !== expected) return false;
  password.focus();
  password.select();
  return document.activeElement === password;
}

function holdsBoth({ username, password }: Controls, expected: string): boolean {
  return password.isConnected && username.value === expected && password.value !== '';
}

function aim({ password, submit }: Controls): Target {
  if (!submit) {
    password.focus();
    return 'keyboard';
  }
  submit.scrollIntoView({ block: 'center', behavior: 'instant' });
  const { left, top, width, height } = submit.getBoundingClientRect();
  const [x, y] = [left + width / 2, top + height / 2];
  if (submit.contains(document.elementFromPoint(x, y))) return { x, y };
  submit.focus();
  return 'keyboard';
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
    (button as HTMLInputElement).value || button.textContent || button.ariaLabel || '';

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
      controls.username.focus();
      controls.username.select();
      resolve(controls);
    };
    look();
  });
}
