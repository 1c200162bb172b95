import { findCodeBeside, hasSecretBeside, isOptional } from './code-beside.ts';
import { attributeOf, closest, findAll, isBefore, isUsable, matches, nameOf } from './dom.ts';
import { identifiersOf, labelOf, readPlacedLabels, saysOf } from './field-words.ts';
import { isCode, judgeCode } from './judge-code.ts';
import { isForDeed, judgeAgreement, readAct } from './judge-deed.ts';
import type { Asked, Seen } from './page-kinds.ts';
import { buttons as buttonWords, fields as fieldWords, headings, texts } from './page-words.ts';
import { findSending } from './sending.ts';

/** What decides on what is typed besides. */
interface Means {
  readonly hasCode: boolean;
  /** Whether consent may be given along with what is typed. */
  readonly acceptsConsent?: boolean;
}

/** @returns what a page's fields ask for, and what sends it; undefined where there is none that is known */
export function findFields(seen: Seen, { hasCode, acceptsConsent = false }: Means): Asked | undefined {
  const found = findTextFields(seen, hasCode);
  const last = found?.inputs.at(-1);
  if (!found || !last) return found;
  const sending = findSending(last, seen.buttons);
  const { submits } = sending;
  const agreement = judgeAgreement(seen, sending.choice ? [sending.choice] : submits);
  if (agreement && !(agreement === 'consent' && acceptsConsent)) return { kind: agreement, inputs: [] };
  const choice = sending.choice ?? (agreement && submits.find(isAgreeing));
  if (!choice && submits.length > 0)
    return registers(submits) ? { kind: 'registration', inputs: [] } : undefined;
  if (found.kind === 'username' && isForPasskey(last, seen)) return { kind: 'passkey', inputs: [] };
  if (found.kind === 'username' && !identifies(last, choice, seen)) return undefined;
  return isForDeed(seen, choice) ? undefined : { ...found, choice };
}

function isAgreeing(button: HTMLElement): boolean {
  return buttonWords.agrees.test(nameOf(button));
}

function findTextFields(seen: Seen, hasCode: boolean): Asked | undefined {
  const { inputs } = seen;
  const plain = inputs.filter(({ type }) => ['text', 'email', 'tel', 'number'].includes(type));
  const boxes = inputs.filter(
    ({ type, maxLength }) => ['text', 'tel', 'number', 'password'].includes(type) && maxLength === 1,
  );
  const first = boxes[0];
  const [password] = passwordsOf(seen).filter((field) => !boxes.includes(field));
  if (boxes.length >= 4 && first) return password ? undefined : judgeCode(first, seen, boxes);
  const username = findUsername(plain);
  const beside = findCodeBeside(seen);
  if (password && hasSecretBeside(password, [username, beside], seen)) return undefined;
  if (password && beside) {
    const asked = judgePassword(
      password,
      plain.filter((text) => text !== beside),
      seen,
    );
    return hasCode || !isOptional(beside) ? addCode(asked, beside) : asked;
  }
  const marked = inputs.find(({ autocomplete }) => autocomplete === 'one-time-code');
  const code = marked ?? plain.find((text) => text !== username && isCode(text)) ?? plain.find(isCode);
  // Both at once: nobody knows whether the code has to be there.
  if (password && code) return undefined;
  if (password) return judgePassword(password, plain, seen);
  if (code) return judgeCode(code, seen, [code]);
  return username && { kind: 'username', inputs: [username] };
}

/** What is typed out of sight; what it is for is another question. */
export function isPassword({ type, autocomplete }: HTMLInputElement): boolean {
  return type === 'password' && autocomplete !== 'one-time-code';
}

function judgePassword(password: HTMLInputElement, plain: readonly HTMLInputElement[], seen: Seen): Asked {
  const before = plain.filter((text) => isBefore(text, password));
  const named = findUsername(plain);
  const username = named && before.includes(named) ? named : before.at(-1);
  if (isNewPassword(password)) return { kind: 'new-password', inputs: [] };
  if (isOtherSecret(password, seen)) {
    const asked = username ? undefined : judgeCode(password, seen, [password]);
    return asked ?? { kind: 'other-secret', inputs: [] };
  }
  return username ? { kind: 'both', inputs: [username, password] } : { kind: 'password', inputs: [password] };
}

/** What is typed along with the password. */
function addCode({ kind, inputs }: Asked, code: HTMLInputElement): Asked {
  if (kind === 'both') return { kind: 'both-and-code', inputs: [...inputs, code] };
  return kind === 'password' ? { kind: 'password-and-code', inputs: [...inputs, code] } : { kind, inputs };
}

/** The fields whose text is out of sight, but for that of a code beside a password. */
export function passwordsOf(seen: Seen): HTMLInputElement[] {
  const beside = findCodeBeside(seen);
  return seen.inputs.filter((input) => isPassword(input) && input !== beside);
}

/** Whether it is a password that is to hold from now on. */
export function isNewPassword(field: HTMLInputElement): boolean {
  const labels = [labelOf(field), ...readPlacedLabels(field)];
  return field.autocomplete === 'new-password' || labels.some((label) => fieldWords.newPassword.test(label));
}

/** Whether what is typed out of sight is something else than the password, as far as the page says. */
export function isOtherSecret(field: HTMLInputElement, { heads, said }: Seen): boolean {
  const label = labelOf(field).replaceAll(fieldWords.alternative, ' ');
  const names = identifiersOf(field);
  const isNamedSo = fieldWords.password.test(names);
  const placed = readPlacedLabels(field);
  if ([label, ...placed, ...heads.slice(0, 1)].some((words) => fieldWords.otherPassword.test(words)))
    return true;
  if ([label, ...heads, said].some((words) => fieldWords.isProtected.test(words))) return true;
  if (fieldWords.otherSecret.test(label)) return true;
  if (fieldWords.password.test(label)) return fieldWords.oneTime.test(names) && !isNamedSo;
  if (fieldWords.otherSecret.test(names) && !isNamedSo) return true;
  const isMarked = field.autocomplete === 'current-password';
  // In a language that is not known, what is called so for programs.
  if (/\p{L}/u.test(label) && !isMarked) return true;
  const isHead = (head: string) => fieldWords.password.test(head) && !fieldWords.otherSecret.test(head);
  if (heads.some(isHead)) return false;
  return [...heads, said].some((words) => fieldWords.otherSecret.test(words));
}

/** Whether a page asks for one password that somebody has, and for nothing but to sign in by it. */
export function isSignIn(seen: Seen): boolean {
  const [password, ...others] = passwordsOf(seen);
  if (!password || others.length > 0 || isNewPassword(password) || isOtherSecret(password, seen))
    return false;
  const { choice } = findSending(password, seen.buttons);
  return choice !== undefined && buttonWords.signsIn.test(readAct(choice));
}

function findUsername(plain: readonly HTMLInputElement[]): HTMLInputElement | undefined {
  const named = plain.filter((input) => !isSearched(input));
  return (
    named.find(({ autocomplete }) => /username|email/.test(autocomplete)) ??
    named.find((input) => fieldWords.username.test(saysOf(input)) && !isCode(input)) ??
    named.find((input) => fieldWords.account.test(saysOf(input)) && !isCode(input))
  );
}

/** Whether something is looked for by what is typed there. */
function isSearched(field: HTMLInputElement): boolean {
  const label = labelOf(field);
  return fieldWords.searched.test(/\p{L}/u.test(label) ? label : identifiersOf(field));
}

/** Whether a passkey is all that a form can be sent by. */
function isForPasskey({ form }: HTMLInputElement, { buttons }: Seen): boolean {
  const own = buttons.filter((button) => form && closest(button, 'form') === form && !matches(button, 'a'));
  return own.length > 0 && own.every((button) => headings.passkey.test(nameOf(button)));
}

function registers(buttons: readonly HTMLElement[]): boolean {
  return buttons.some((button) => buttonWords.registers.test(nameOf(button)));
}

/** Whether a user name alone says who wants to sign in: forms of many other kinds have such a field. */
function identifies(
  field: HTMLInputElement,
  choice: HTMLElement | undefined,
  { heads, said }: Seen,
): boolean {
  const isOther = heads.some(
    (head) =>
      headings.proves.test(head) ||
      headings.recovers.test(head) ||
      (headings.changes.test(head) && fieldWords.username.test(head)),
  );
  if (isOther || texts.mails.test(said) || fieldWords.otherAddress.test(labelOf(field))) return false;
  const name = choice ? readAct(choice) : '';
  if (choice && !buttonWords.goesOn.test(name) && !buttonWords.signsIn.test(name)) return false;
  const isPlain = choice && !buttonWords.confirms.test(name);
  return (
    isPlain ||
    field.autocomplete.includes('username') ||
    heads.some((head) => texts.signIn.test(head)) ||
    fieldWords.signInName.test(saysOf(field))
  );
}

/** @returns boxes that are ticked, and have the provider trust this browser from now on */
export function findTrust(): HTMLInputElement[] {
  return findAll(document, 'input[type=checkbox]:checked').filter(
    (box): box is HTMLInputElement =>
      box instanceof HTMLInputElement &&
      [box, ...(box.labels ?? [])].some(isUsable) &&
      texts.trusts.test(`${labelOf(box)} ${attributeOf(box, 'name') ?? ''}`) &&
      !texts.distrusts.test(labelOf(box)),
  );
}
