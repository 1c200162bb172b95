import {
  attributeOf,
  awaitsScript,
  body,
  click,
  findAll,
  findInputs,
  isBefore,
  isConnected,
  isDisabled,
  isUsable,
  nameOf,
  nextTask,
  type Pressed,
  parentOf,
  readTyped,
  requestSubmit,
  type Typed,
  targetOf,
  type,
  wordsOf,
} from './dom.ts';

/** The controls of the portal's own sign-in form, as they stood in the page when it was found. */
interface Controls {
  readonly username: HTMLInputElement;
  readonly password: HTMLInputElement;
  /** Undefined where nothing looks like a button. */
  readonly submit: HTMLElement | undefined;
}

const LOOK_INTERVAL_MS = 15;
const NAMES_A_USER = /user|e-?mail|log-?in|account/i;
const SAYS_SIGN_IN = /^\s*(sign|log)\s*[io]n\s*$/i;

let controls: Controls | undefined;

/**
 * Waits, however long it takes, until the page has drawn its form and run its scripts, and keeps it for what follows.
 * @returns where it would send what is typed: see `targetOf`
 */
export async function findSignInForm(): Promise<string> {
  for (;;) {
    controls = findControls();
    if (controls && !awaitsScript(controls.password)) return targetOf(controls.password, controls.submit);
    await new Promise((resolve) => {
      setTimeout(resolve, LOOK_INTERVAL_MS);
    });
  }
}

/**
 * Types into the form that was found.
 * @param target where it may send what is typed, as it was told when it was found
 */
export async function fillSignInForm(username: string, password: string, target: string): Promise<Typed> {
  if (!controls) return 'lost';
  for (const [field, text, kind] of [
    [controls.username, username, controls.username.type],
    [controls.password, password, 'password'],
  ] as const) {
    if (targetOf(controls.password, controls.submit) !== target) return 'lost';
    const typed = type(field, text, kind);
    if (typed !== 'typed') return typed;
    // What the page makes of the one field it draws before the other is typed into.
    await nextTask();
  }
  return readForm(controls, username, password);
}

/** Sends the form that was filled in, if it still stands as it did. */
export function pressSignIn(username: string, password: string, target: string): Pressed {
  if (!controls) return 'lost';
  const { password: field, submit } = controls;
  const typed = readForm(controls, username, password);
  if (typed !== 'typed') return typed;
  if (targetOf(field, submit) !== target) return 'lost';
  if (submit) {
    if (!isConnected(submit) || isDisabled(submit)) return 'lost';
    click(submit);
  } else if (field.form) requestSubmit(field.form);
  else return 'typed';
  return 'pressed';
}

function readForm({ username, password }: Controls, name: string, secret: string): Typed {
  const typed = readTyped(username, name, username.type);
  return typed === 'typed' ? readTyped(password, secret, 'password') : typed;
}

/** Over the versions only this stays the same: a password field, a text field before it, a button after (facts 4.2). */
function findControls(): Controls | undefined {
  const passwords = findInputs(document).filter((input) => input.type === 'password');
  const password = passwords.find(({ autocomplete }) => autocomplete !== 'new-password') ?? passwords[0];
  return password && findAround(password);
}

function findAround(password: HTMLInputElement): Controls | undefined {
  const { form } = password;
  const whole = body(document);
  // Without a form element: the smallest part of the page around the password that has both.
  for (let scope: HTMLElement | null = form ?? parentOf(password); scope; scope = parentOf(scope)) {
    const username = findUsername(scope === form ? document : scope, password);
    const submit = findSubmit(scope, password);
    if (username && (submit || form || scope === whole)) return { username, password, submit };
  }
  return undefined;
}

function findUsername(scope: Element | Document, password: Element): HTMLInputElement | undefined {
  const before = findInputs(scope).filter(
    (input) => ['text', 'email', 'tel'].includes(input.type) && isBefore(input, password),
  );
  return before.filter((input) => NAMES_A_USER.test(wordsOf(input))).at(-1) ?? before.at(-1);
}

function findSubmit(scope: Element, password: HTMLInputElement): HTMLElement | undefined {
  const after = findAll(scope, 'button, input[type=submit], [role=button]').filter(
    (button) => isBefore(password, button) && isUsable(button),
  );
  return (
    after.find((button) => SAYS_SIGN_IN.test(nameOf(button))) ??
    after.find((button) => attributeOf(button, 'type') === 'submit') ??
    after.find((button) => password.form && button instanceof HTMLButtonElement && button.type === 'submit')
  );
}

/** Whether a button was pressed, and what others are called. */
export interface ProviderButton {
  readonly isPressed: boolean;
  readonly labels: readonly string[];
}

const MAX_LABELS = 50;

/**
 * Presses a provider's button on the portal's sign-in page, if it is there.
 * @param names in lower case, that which was asked for first
 */
export function pressProviderButton(names: readonly string[]): ProviderButton {
  const usable = findAll(document, 'button, a, [role=button], input[type=button]').filter(isUsable);
  const labels = usable
    .map(nameOf)
    .filter((text) => text !== '' && !/^(?:sign|log) ?in$/i.test(text))
    .slice(0, MAX_LABELS);
  const isMeant = (element: HTMLElement) => {
    const text = nameOf(element).toLowerCase();
    return names.some((name) => text === name || (text.includes(name) && text.length < name.length + 40));
  };
  const button = usable.find((element) => nameOf(element).toLowerCase() === names[0]) ?? usable.find(isMeant);
  if (button) click(button);
  return { isPressed: button !== undefined, labels };
}
