import type { ElementHandle, Page } from 'playwright';

/** The controls of the portal's own sign-in form, as they stand in the page at one moment. */
export interface SignInForm {
  readonly username: ElementHandle<HTMLInputElement>;
  readonly password: ElementHandle<HTMLInputElement>;
  /** Absent where nothing looks like a button: the form is then submitted by Enter. */
  readonly submit: ElementHandle<HTMLElement> | undefined;
}

/**
 * Waits until the page has drawn its sign-in form and finds its controls. Over the versions only this stays
 * the same: a password field, a text field before it, a button after (facts 4.2).
 * @param timeout milliseconds
 */
export async function findSignInForm(page: Page, timeout: number): Promise<SignInForm> {
  const found = await page.waitForFunction(findControls, undefined, { timeout });
  const [username, password, submit] = await Promise.all(
    ['username', 'password', 'submit'].map(async (name) => (await found.getProperty(name)).asElement()),
  );
  return { username, password, submit: submit ?? undefined } as SignInForm;
}

/** Runs in the page, so it must stand on its own. */
function findControls() {
  const NAMES_A_USER = /user|e-?mail|log-?in|account/i;
  const SAYS_SIGN_IN = /^\s*(sign|log)\s*[io]n\s*$/i;
  const isUsable = (element: Element) =>
    element.checkVisibility({ visibilityProperty: true }) &&
    element.getClientRects().length > 0 &&
    !(element as HTMLInputElement).disabled &&
    !(element as HTMLInputElement).readOnly;
  const isBefore = (a: Element, b: Element) =>
    (a.compareDocumentPosition(b) & Node.DOCUMENT_POSITION_FOLLOWING) !== 0;
  const wordsOf = (input: HTMLInputElement) =>
    [
      input.autocomplete,
      input.id,
      input.name,
      input.placeholder,
      input.ariaLabel,
      input.labels?.[0]?.textContent,
    ].join(' ');
  const inputsOf = (scope: ParentNode) => [...scope.querySelectorAll('input')].filter(isUsable);

  const passwords = inputsOf(document).filter((input) => input.type === 'password');
  const password = passwords.find((input) => input.autocomplete !== 'new-password') ?? passwords[0];
  if (!password) return null;

  const findUsername = (scope: ParentNode) => {
    const texts = inputsOf(scope).filter((input) => ['text', 'email', 'tel'].includes(input.type));
    const before = texts.filter((input) => isBefore(input, password));
    return before.findLast((input) => NAMES_A_USER.test(wordsOf(input))) ?? before.at(-1);
  };
  const findSubmit = (scope: ParentNode) => {
    const all = [...scope.querySelectorAll<HTMLElement>('button, input[type=submit], [role=button]')].filter(
      isUsable,
    );
    const after = all.filter((button) => isBefore(password, button));
    const textOf = (button: HTMLElement) =>
      (button as HTMLInputElement).value || button.textContent || button.ariaLabel || '';
    return (
      after.find((button) => SAYS_SIGN_IN.test(textOf(button))) ??
      after.find((button) => button.getAttribute('type') === 'submit') ??
      (password.form ? after.find((button) => (button as HTMLButtonElement).type === 'submit') : undefined)
    );
  };

  if (password.form) {
    const username = findUsername(password.form) ?? findUsername(document);
    return username ? { username, password, submit: findSubmit(password.form) ?? null } : null;
  }
  // No form element: the smallest part of the page around the password that has both.
  for (let scope = password.parentElement; scope; scope = scope.parentElement) {
    const username = findUsername(scope);
    const submit = findSubmit(scope);
    if (username && (submit || scope === document.body))
      return { username, password, submit: submit ?? null };
  }
  return null;
}
