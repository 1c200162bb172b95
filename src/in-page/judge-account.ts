import { attributeOf, nameOf, rawText, squeeze } from './dom.ts';
import { buttons as buttonWords, texts } from './page-words.ts';

/**
 * @param isForThat whether the page is there to choose an account: then lines beside the name may say whose it is
 * @param text what the page says
 * @returns what chooses the account of that name, and does nothing else with it
 */
export function findOwnAccount(
  buttons: readonly HTMLElement[],
  username: string,
  isForThat: boolean,
  text: string,
): HTMLElement | undefined {
  const wanted = username.toLowerCase();
  if (wanted === '') return undefined;
  return buttons
    .filter((button) => {
      const isMail = (attributeOf(button, 'href') ?? '').startsWith('mailto:');
      const isNamed = hasWord(nameOf(button).toLowerCase(), wanted) || goesOnAs(nameOf(button), wanted, text);
      return isNamed && !isMail && chooses(button, wanted, isForThat);
    })
    .sort((a, b) => nameOf(a).length - nameOf(b).length)[0];
}

function chooses(button: HTMLElement, wanted: string, isForThat: boolean): boolean {
  const name = nameOf(button).toLowerCase();
  if (buttonWords.asSomebody.test(name)) return !buttonWords.doesWith.test(name.replaceAll(wanted, ' '));
  const lines = (rawText(button) || name).toLowerCase().split('\n').map(squeeze);
  return (
    isForThat &&
    lines.every((line) => {
      const rest = line.replaceAll(wanted, ' ').replaceAll(texts.ofAccount, ' ');
      return !buttonWords.doesWith.test(rest) && (isOwner(rest, wanted) || !line.includes(wanted));
    })
  );
}

/** Whether it goes on as whoever has that name, of whom the page says which account it is. */
function goesOnAs(name: string, wanted: string, text: string): boolean {
  const whom = name.replace(buttonWords.asSomebody, '').toLowerCase();
  return whom !== name.toLowerCase() && hasWord(text.toLowerCase(), wanted) && isFullName(whom, wanted);
}

/** Whether all of a text's words are in the user name. */
function isFullName(text: string, username: string): boolean {
  const words = text.match(/\p{L}+/gu) ?? [];
  return words.length > 1 && words.every((word) => word.length > 2 && username.includes(word));
}

const MAX_OWNER_WORDS = 3;

/** Whether a text is nothing, initials, or a name that the user name is made of. */
export function isOwner(text: string, username: string): boolean {
  const words = text.match(/\p{L}+/gu) ?? [];
  const isKnown = words.some((word) => word.length > 2 && username.includes(word));
  return words.every((word) => word.length <= 2) || (isKnown && words.length <= MAX_OWNER_WORDS);
}

/** Whether a name stands in a text, and not as a part of a longer word. */
function hasWord(text: string, name: string): boolean {
  const at = text.indexOf(name);
  return (
    at >= 0 &&
    !/[\p{L}\p{N}.@_+-]$/u.test(text.slice(0, at)) &&
    !/^[.@_+-]*[\p{L}\p{N}]/u.test(text.slice(at + name.length))
  );
}
