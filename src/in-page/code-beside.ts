import { attributeOf, findAll, idsOf, isUsable, nameOf, nextOf, shownText } from './dom.ts';
import { identifiersOf, labelOf, saysOf } from './field-words.ts';
import { isReadable, PICTURES } from './judge-code.ts';
import type { Seen } from './page-kinds.ts';
import { buttons as buttonWords, fields as fieldWords } from './page-words.ts';

/**
 * @returns the field beside that for the password that is for a code of an authenticator app, where that is certain: before it is
 *   known who signs in nothing was sent, but what is to be typed may be that of another thing, or have a PIN before it
 */
export function findCodeBeside(seen: Seen): HTMLInputElement | undefined {
  const typed = seen.inputs.filter(({ type }) => TYPED.includes(type));
  const [code, ...others] = typed.filter((field) => isCodeOfApp(field, seen));
  const isBeside = typed.some(
    (field) => field !== code && field.type === 'password' && field.form === code?.form,
  );
  return isBeside && others.length === 0 ? code : undefined;
}

const TYPED: readonly string[] = ['text', 'tel', 'number', 'password'];

function isCodeOfApp(field: HTMLInputElement, { heads, buttons, said }: Seen): boolean {
  const own = saysOf(field);
  const head = `${heads.join(' ')} ${own}`;
  const page = `${head} ${said}`;
  const isNamed = fieldWords.oneTimePassword.test(own);
  const isOfApp = fieldWords.generator.test(own);
  if (!isNamed && !(fieldWords.code.test(own) && fieldWords.generator.test(page))) return false;
  // What is called a password is the password, or has it in it.
  if (fieldWords.password.test(labelOf(field).replace(fieldWords.oneTimePassword, ' '))) return false;
  if (fieldWords.noCode.test(own) || (!isOfApp && fieldWords.otherCode.test(head))) return false;
  if (OF_OTHERS.some((words) => words.test(page)) || !isReadable(field)) return false;
  return (
    !buttons.some((button) => buttonWords.resends.test(nameOf(button))) &&
    !findAll(document, PICTURES).some(isUsable)
  );
}

/** What a code of another kind goes with. */
const OF_OTHERS = [
  fieldWords.sentCode,
  fieldWords.masked,
  fieldWords.otherThing,
  fieldWords.newGenerator,
  fieldWords.pin,
];

/**
 * @param known those fields beside the password that it is known of what belongs there
 * @returns whether another secret is asked for along with it, that has to be there
 */
export function hasSecretBeside(
  password: HTMLInputElement,
  known: readonly (HTMLInputElement | undefined)[],
  { inputs }: Seen,
): boolean {
  return inputs.some(
    (field) =>
      field !== password &&
      !known.includes(field) &&
      field.form === password.form &&
      TYPED.includes(field.type) &&
      fieldWords.otherSecret.test(`${identifiersOf(field)} ${labelOf(field)}`) &&
      !isOptional(field),
  );
}

/** Whether a field says that it may be left empty. */
export function isOptional(field: HTMLInputElement): boolean {
  const next = nextOf(field);
  const said = [
    labelOf(field),
    attributeOf(field, 'title') ?? '',
    ...idsOf(field, 'aria-describedby').map(shownText),
    next instanceof HTMLElement && !TAKEN.has(next.localName) ? shownText(next) : '',
  ];
  return (
    !field.required && said.some((text) => text.length < MAX_NOTE_LENGTH && fieldWords.optional.test(text))
  );
}

const TAKEN: ReadonlySet<string> = new Set(['label', 'input', 'button', 'a', 'div', 'fieldset', 'select']);
const MAX_NOTE_LENGTH = 160;
