import { attributeOf, closest, isBefore, matches, nameOf } from './dom.ts';
import { readAct } from './judge-deed.ts';
import { buttons as buttonWords } from './page-words.ts';

/** What sends a field alone, as far as that is known; and all that would send it. */
export interface Sending {
  readonly choice: HTMLElement | undefined;
  readonly submits: readonly HTMLElement[];
}

/** @returns what sends what is typed into a field */
export function findSending(input: HTMLInputElement, buttons: readonly HTMLElement[]): Sending {
  const form = formOf(input);
  const after = buttons.filter((button) => isBefore(input, button));
  const own = after.filter((button) => formOf(button) === form);
  const submits = own.filter((button) => isSubmit(button) && nameOf(button) !== '');
  const links = submits.length > 0 ? [] : own.filter(isScripted);
  const beside = form === null ? [] : after.filter((button) => formOf(button) === null);
  const isButton = (button: HTMLElement) => !matches(button, 'a');
  const choice = findSender(own.filter(isButton)) ?? findSender([...links, ...beside.filter(isButton)]);
  return { choice, submits };
}

/** The form that an element is of. */
export function formOf(element: HTMLElement): Element | null {
  const isControl =
    element instanceof HTMLInputElement ||
    element instanceof HTMLButtonElement ||
    element instanceof HTMLSelectElement ||
    element instanceof HTMLOptionElement;
  return (isControl ? element.form : null) ?? closest(element, 'form');
}

/** @returns what says that it goes on, rather than that it sends */
function findSender(buttons: readonly HTMLElement[]): HTMLElement | undefined {
  return [buttonWords.goesOn, buttonWords.signsIn, buttonWords.sendsSecret]
    .map((words) => buttons.find((button) => words.test(readAct(button))))
    .find((button) => button !== undefined);
}

/** Whether a link leads nowhere but to what its page's script makes of it. */
function isScripted(button: HTMLElement): boolean {
  return matches(button, 'a') && /^(?:#|javascript:|$)/i.test(attributeOf(button, 'href') ?? '');
}

function isSubmit(button: HTMLElement): boolean {
  return (
    (button instanceof HTMLButtonElement || button instanceof HTMLInputElement) && button.type === 'submit'
  );
}

/**
 * @param list what is chosen among
 * @returns the button of its form that takes what is chosen, and says no more than that
 */
export function findChooser(
  list: readonly HTMLElement[],
  buttons: readonly HTMLElement[],
): HTMLElement | undefined {
  const [first] = list;
  const own = buttons.filter(
    (button) =>
      first &&
      isBefore(first, button) &&
      formOf(button) === formOf(first) &&
      !matches(button, 'a, [role=radio], [role=option]'),
  );
  return [buttonWords.goesOn, buttonWords.signsIn, buttonWords.chooses]
    .map((words) => own.find((button) => words.test(readAct(button))))
    .find((button) => button !== undefined);
}
