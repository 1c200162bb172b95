import { findAll, isUsable, matches, nameOf, readStyled } from './dom.ts';
import { stopsInMain, stopsInOthers } from './language-words.ts';
import { isNotice, notice } from './notice-words.ts';
import type { Asked, Seen } from './page-kinds.ts';
import { buttons as buttonWords, fields as fieldWords, headings, texts } from './page-words.ts';

/** What is chosen goes along. */
const CHOSEN = 'select, [role=radio], [role=option], [role=checkbox], [role=switch], [role=combobox]';

/** Something is told, and there is one way on, which does nothing else. */
export function findNotice(seen: Seen, username: string): Asked | undefined {
  const { buttons, heads, inputs, text, said } = seen;
  if (inputs.some((input) => !isButton(input)) || findAll(document, CHOSEN).some(isUsable)) return undefined;
  if (text.length > MAX_TOLD_LENGTH || /\p{L}/u.test(readStyled(document))) return undefined;
  if (fieldWords.password.test(text) && notice.isOver.test(text)) return undefined;
  if (notice.follows.test(text)) return undefined;
  const pressed = buttons.filter((button) => !matches(button, 'a'));
  const told = findOnOfTold(pressed, seen, username);
  if (told) return { kind: 'notice', inputs: [], choice: told };
  const only = pressed.find((button) => leadsOn(nameOf(button)));
  if (!only) return undefined;
  const isOnly = pressed.every((button) => button === only || isChange(nameOf(button), text));
  const isNotice = heads.some((head) => headings.notice.test(head)) || texts.redirects.test(text);
  const isKnown = readSentences(said, heads[0] ?? '').every(isHarmless);
  return isOnly && isNotice && isKnown && !texts.terms.test(text) && !texts.follows.test(text)
    ? { kind: 'notice', inputs: [], choice: only }
    : undefined;
}

/** What sends a form is none of its fields. */
function isButton({ type }: HTMLInputElement): boolean {
  return type === 'submit' || type === 'button';
}

// What is cut off of a longer one would not be read.
const MAX_TOLD_LENGTH = 2_000;

/** @returns what leads on from a page all of whose words are known to tell of nothing more; it may be left otherwise, too */
function findOnOfTold(
  pressed: readonly HTMLElement[],
  { text, said }: Seen,
  username: string,
): HTMLElement | undefined {
  const only = pressed.find((button) => leadsOn(nameOf(button)) || notice.passes.test(nameOf(button)));
  const isOnly = pressed.every(
    (button) => button === only || isChange(nameOf(button), text) || notice.cancels.test(nameOf(button)),
  );
  const [account = '', domain = ''] = username.split('@');
  const owner = account.match(/\p{L}{3,}/gu) ?? [];
  const rest = [username, domain]
    .filter((name) => name !== '')
    .reduce((text, name) => text.replaceAll(name, ' '), said);
  return only && isOnly && isNotice(rest, owner) ? only : undefined;
}

/** @returns what says no to a password that is to be changed before it has to be */
export function findRefusalOfChange({ buttons, text }: Seen): HTMLElement | undefined {
  if (!texts.expires.test(text) || texts.alert.test(text)) return undefined;
  return buttons.find((button) => buttonWords.no.test(nameOf(button)));
}

/** Whether it goes on, or to what it names. */
function leadsOn(name: string): boolean {
  if (buttonWords.goesOn.test(name)) return true;
  const { to = '' } = buttonWords.goesTo.exec(name)?.groups ?? {};
  const isName = to !== '' && to.split(' ').every((word) => /^[\p{Lu}\p{N}]/u.test(word));
  return isName && !stopsInMain.test(to) && !stopsInOthers.test(to);
}

/** Whether the other way of a page that tells of a password running out changes it. */
function isChange(name: string, text: string): boolean {
  return texts.expires.test(text) && buttonWords.changesPassword.test(name);
}

/** A date has dots, too. */
function readSentences(said: string, head: string): string[] {
  const [, ...more] = split(head);
  return [...more, ...split(said.replace(head, ''))];
}

function split(text: string): string[] {
  return text.split(/(?<=[.!?。])(?<!\d\.\d{1,2}\.)\s/);
}

function isHarmless(sentence: string): boolean {
  const isText = /\p{L}/u.test(sentence);
  const told = [texts.harmless, texts.toldOfPassword, texts.toldOfSignIn, texts.toldOfService];
  return !isText || told.some((words) => words.test(sentence.trim())) || texts.redirects.test(sentence);
}
