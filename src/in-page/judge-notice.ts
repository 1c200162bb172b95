import { findAll, isUsable, matches, nameOf } from './dom.ts';
import { stopsInMain, stopsInOthers } from './language-words.ts';
import type { Asked, Seen } from './page-kinds.ts';
import { buttons as buttonWords, headings, texts } from './page-words.ts';

/** What is chosen goes along. */
const CHOSEN = 'select, [role=radio], [role=option], [role=checkbox], [role=switch], [role=combobox]';

/** Something is told, and there is one way on, which does nothing else. */
export function findNotice({ buttons, heads, inputs, text, said }: Seen): Asked | undefined {
  const pressed = buttons.filter((button) => !matches(button, 'a'));
  const only = pressed.find((button) => leadsOn(nameOf(button)));
  if (!only || inputs.length > 0 || findAll(document, CHOSEN).some(isUsable)) return undefined;
  const isOnly = pressed.every((button) => button === only || isChange(nameOf(button), text));
  const isNotice = heads.some((head) => headings.notice.test(head)) || texts.redirects.test(text);
  const isKnown = readSentences(said, heads[0] ?? '').every(isHarmless);
  return isOnly && isNotice && isKnown && !texts.terms.test(text) && !texts.follows.test(text)
    ? { kind: 'notice', inputs: [], choice: only }
    : undefined;
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
  return said.replace(head, '').split(/(?<=[.!?。])(?<!\d\.\d{1,2}\.)\s/);
}

function isHarmless(sentence: string): boolean {
  const isText = /\p{L}/u.test(sentence);
  const told = [texts.harmless, texts.toldOfPassword, texts.toldOfSignIn, texts.toldOfService];
  return !isText || told.some((words) => words.test(sentence.trim())) || texts.redirects.test(sentence);
}
