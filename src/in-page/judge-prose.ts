import { beside } from './beside-words.ts';
import {
  attributeOf,
  findAll,
  isUsable,
  matches,
  nameOf,
  readAsLatin,
  readBlocks,
  readStyled,
  shownText,
} from './dom.ts';
import { isOwner } from './judge-account.ts';
import { dropBeside, leadsElsewhere } from './judge-beside.ts';
import { readAct } from './judge-deed.ts';
import { KNOWN_LANGUAGE, stopsInMain, stopsInOthers } from './language-words.ts';
import { isOfNotices } from './notice-words.ts';
import { REGIONS } from './page-errors.ts';
import { type Asked, type PageKind, takesCode, takesName, takesPassword } from './page-kinds.ts';
import { buttons as buttonWords, fields as fieldWords, headings, texts } from './page-words.ts';

/** What can be pressed or chosen, and what is the site's: what it says is not what the page asks. */
const ASIDE =
  'button, a, [role=button], [role=link], [role=option], [role=radio], select, label:has([type=radio], [type=checkbox]), [type=radio] + label, [type=checkbox] + label, :is(footer, [role=contentinfo]):not(:is(form, main, section, article, [role=dialog]) *)';
/** Where a page says what became of what was done. */
const ERRORS = `:is(${REGIONS}, [id*=error i], [class*=error i])`;
const TOLD = `${ERRORS}, ${ERRORS} *`;

/** What the pages say that a frame stands in. */
export type Around = readonly string[];

/** @returns what a page says, for a frame in it */
export function readAround(): string[] {
  return [...readBlocks(ASIDE).map(({ text }) => text), readStyled(document), ...readBeside()].filter(
    (text) => text !== '',
  );
}

/** Who signs in, and whether consent may be given along. */
interface Means {
  readonly username: string;
  readonly acceptsConsent?: boolean;
}

/**
 * Whether a page says nothing that is known not to belong to what it is taken for: a form that asks for what is at hand is filled in
 * whatever its owner says around it, but for words to stop at. A button that says that it signs in is taken at its word, in a language
 * whose other words are known. Where a passkey is asked for, all that stands there has to be known.
 */
export function isExplained(
  asked: Asked,
  { username, acceptsConsent = false }: Means,
  around: Around,
): boolean {
  const { kind, choice } = asked;
  const act = choice ? readAct(choice) : '';
  const signsIn = buttonWords.signsIn.test(act) || (kind === 'use-passkey' && texts.signIn.test(act));
  const isOfForm = takesName(kind) || takesPassword(kind) || takesCode(kind) || kind === 'use-passkey';
  if (choice && kind !== 'consent' && !isNamedAlike(choice)) return false;
  // What a page around a frame says is more than what the frame asks.
  const outer = around.flatMap((text) => split(text, username));
  if (isOfForm && outer.some((words) => headings.deed.test(words) || (!signsIn && stops(words))))
    return false;
  const said = [
    ...readBlocks(ASIDE).map(({ text, around: element }) => ({
      text,
      isAside: matches(element, TOLD),
      element,
    })),
    { text: readStyled(document), isAside: false, element: undefined },
    ...[...readBeside(), ...around].map((text) => ({ text, isAside: true, element: undefined })),
  ];
  if (isOfForm && readFar().some((text) => headings.deed.test(readAsLatin(text)))) return false;
  const all = said.flatMap(({ text }) => split(text, username));
  if ((isOfForm || kind === 'account') && isForOtherDevice(all, kind)) return false;
  return said.every(({ text, isAside, element }) =>
    split(text, username).every((whole) => {
      if (isOfForm && MIXED.test(whole)) return false;
      if (texts.grants.test(whole) || texts.asksConsent.test(whole))
        return kind === 'consent' || acceptsConsent;
      if ((isOfForm || kind === 'account') && isSmallPrint(whole, signsIn)) return true;
      if (isOfForm && (BESIDE.test(whole) || (element && leadsElsewhere(whole, element)))) return true;
      const sentence = dropBeside(whole, element, asked);
      if (kind === 'notice' && isOfNotices(whole)) return true;
      if (kind === 'notice') return !stops(sentence) && !texts.redirectsMore.test(sentence);
      if (kind === 'account') return isLabel(sentence) || texts.cookies.test(sentence) || !stops(sentence);
      if (DECLINED.includes(kind)) return !texts.declinesMore.test(sentence);
      if (!isOfForm || isAside) return true;
      if (kind === 'use-passkey') return isOfPasskey(sentence, signsIn, username);
      return signsIn ? isOfSignIn(sentence) : !stops(sentence) && !texts.isForOther.test(sentence);
    }),
  );
}

/** Whether whoever signs in there signs in a device that may be somebody else's, or is asked for the code that it shows. */
function isForOtherDevice(sentences: readonly string[], kind: PageKind): boolean {
  if (sentences.some((sentence) => texts.ofOtherDevice.test(sentence))) return true;
  const isByApp = sentences.some((sentence) => fieldWords.generator.test(sentence));
  return takesCode(kind) && !isByApp && sentences.some((sentence) => texts.ofDevicesCode.test(sentence));
}

const DECLINED: readonly PageKind[] = ['skippable', 'stay-signed-in'];

/** @returns the sentences of a text that say something */
function split(text: string, username: string): string[] {
  return readAsLatin(text)
    .replaceAll(username === '' ? '\n' : username, ' ')
    .replace(/https?:\/\/\S+/gi, ' ')
    .split(/(?<=[.!?])\s+|(?<=[。！？])/)
    .map((sentence) => sentence.trim())
    .filter((sentence) => /\p{L}/u.test(sentence));
}

// A word in the letters of several scripts, that are not only taken for one another.
const MIXED = /\p{Script=Latin}[\u0370-\u04ff]|[\u0370-\u04ff]\p{Script=Latin}/u;
const MIN_SENTENCE_WORDS = 8;

/** What the site says below all of its pages. */
function readFar(): string[] {
  return findAll(document, 'footer, [role=contentinfo]').filter(isUsable).map(shownText);
}

/** What is read there, and is none of its text; what can be pressed may hold whole sentences. */
function readBeside(): string[] {
  const pressed = findAll(document, 'a, button, [role=button], [role=link]').filter(isUsable).map(shownText);
  const pictures = findAll(document, 'img[alt]')
    .filter(isUsable)
    .map((picture) => attributeOf(picture, 'alt') ?? '');
  const fields = findAll(document, 'textarea, input[readonly], input:disabled').map((field) =>
    field instanceof HTMLTextAreaElement || (field instanceof HTMLInputElement && field.type === 'text')
      ? field.value
      : '',
  );
  const hints = findAll(document, 'input[placeholder], textarea[placeholder]')
    .filter(isUsable)
    .map((field) => attributeOf(field, 'placeholder') ?? '');
  return [
    ...pictures,
    ...fields,
    ...hints,
    ...pressed.filter((text) => countWords(text) >= MIN_SENTENCE_WORDS),
  ];
}

/** Whether whatever a button is called, for whoever reads or hears it, says no more than what it shows. */
function isNamedAlike(button: HTMLElement): boolean {
  const shown = nameOf(button);
  const pictures = findAll(button, 'img[alt]').map((picture) => attributeOf(picture, 'alt') ?? '');
  const others = ['aria-label', 'title', 'value', 'name'].map((name) => attributeOf(button, name) ?? '');
  return (
    [...others, ...pictures].every(
      (other) =>
        other === shown ||
        !buttonWords.agrees.test(other.replaceAll('_', ' ')) ||
        buttonWords.agrees.test(shown),
    ) && readStyled(button) === ''
  );
}

/** Whether it says that signing in agrees to a site's terms, as below very many forms, and is not itself about them. */
function isSmallPrint(sentence: string, signsIn: boolean): boolean {
  if (texts.terms.test(sentence)) return !texts.isOfTerms.test(sentence);
  if (signsIn && beside.agreesBySignIn.test(sentence)) return !stops(sentence.replace(beside.ofTerms, ' '));
  // What is agreed to may stand in links.
  return AGREES_BY.test(sentence) && !stops(sentence.replace(AGREES_BY, ''));
}

// Who has no account is asked that above a link, or told so once a name was sent.
const BESIDE =
  /^(?:not (?:yet )?(?:registered|a member)|no account)\b.{0,20}\?.{0,20}$|\b(?:does not|doesn.t) exist\b/i;

const AGREES_BY =
  /^(?:(?:by|indem|mit|durch|en|al|ao|door)\b|(?:your |the |any )?(?:continued )?(?:use|access)\b).{0,60}\b(?:agree(?:s|ment)?|accept(?:s|ance)?|consents? to (?:being )?(?:monitor\w*|record\w*|logg\w*)|acknowledge|zustimmen|stimmen|akzeptieren|acceptez|aceptas?|acepta|accetti|accetta|aceita|concorda|akkoord)\b/i;

/** Whether a sentence may stand beside a button that says that it signs in. */
function isOfSignIn(sentence: string): boolean {
  const isKnownAs = KNOWN_LANGUAGE.test(sentence) || texts.signIn.test(sentence);
  return isKnownAs || !stopsInOthers.test(sentence.replace(fieldWords.optional, ' '));
}

/** Whether it may stand beside a button that only goes on, where a passkey is asked for. */
function isKnown(sentence: string, username: string): boolean {
  if (stops(sentence)) return false;
  return !texts.isForOther.test(sentence) && (isOfVocabulary(sentence) || isName(sentence, username));
}

/** Whether it may stand where a passkey is asked for: others are made, or praised. */
function isOfPasskey(sentence: string, signsIn: boolean, username: string): boolean {
  if (stops(sentence) || texts.praisesPasskey.test(sentence)) return false;
  if (headings.passkey.test(sentence))
    return [texts.signIn, texts.proves, texts.usesPasskey].some((words) => words.test(sentence));
  return signsIn ? isOfSignIn(sentence) : isKnown(sentence, username);
}

/** Whether it speaks of something else than to sign in. */
function stops(sentence: string): boolean {
  const said = sentence.replace(fieldWords.optional, ' ');
  return stopsInMain.test(said) || (!KNOWN_LANGUAGE.test(said) && stopsInOthers.test(said));
}

function isOfVocabulary(sentence: string): boolean {
  const isWhole = KNOWN_LANGUAGE.test(sentence) || isLabel(sentence);
  return (isWhole ? [...VOCABULARY, ...MORE] : VOCABULARY).some((known) => known.test(sentence));
}

/** What is said of signing in, in all languages that are known for that. */
const VOCABULARY = [
  texts.signIn,
  texts.proves,
  texts.aside,
  fieldWords.password,
  fieldWords.code,
  fieldWords.oneTime,
  fieldWords.generator,
];
const MORE = [fieldWords.username, fieldWords.account, headings.passkey, headings.notice];

function countWords(text: string): number {
  return (text.match(/[\p{L}\p{N}'’.-]+/gu) ?? []).length;
}

function isLabel(sentence: string): boolean {
  return countWords(sentence) <= 5 && !/[.!?]$/.test(sentence);
}

/** Whether it is the name of who signs in, or of who is signed in to. */
function isName(sentence: string, username: string): boolean {
  const words = sentence.match(/[\p{L}\p{N}'’.-]+/gu) ?? [];
  const isLatin = /^[\p{Script=Latin}\p{N}\p{P}\s©®™]+$/u.test(sentence);
  const isTitle = words.length <= 3 && words.every((word) => /^[\p{Lu}\p{N}]/u.test(word));
  const isWord = isLatin && (words.length === 1 || isTitle);
  const letters = sentence.toLowerCase().replace(/[^a-z0-9]/g, '');
  return (
    isWord ||
    (letters.length > 3 && location.hostname.replace(/[^a-z0-9]/g, '').includes(letters)) ||
    isOwner(sentence.toLowerCase(), username.toLowerCase())
  );
}
