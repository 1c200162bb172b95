import {
  ariaLabelOf,
  attributeOf,
  closest,
  findAll,
  isReachable,
  isUsable,
  labelsOf,
  matches,
  shownText,
  squeeze,
} from './dom.ts';
import { isForDeed, judgeAgreement } from './judge-deed.ts';
import { isCodeWay, isPasskeyWay, isPasswordWay, isWay } from './methods.ts';
import type { Asked, Seen } from './page-kinds.ts';
import { takesCode, takesPassword } from './page-kinds.ts';
import { buttons as buttonWords, headings, methods as methodWords, texts } from './page-words.ts';
import { findChooser, formOf } from './sending.ts';

/** Who signs in, and with what that was not given yet. */
interface Means {
  readonly hasPassword: boolean;
  readonly hasCode: boolean;
  readonly mayPush: boolean;
  readonly mayUsePasskey: boolean;
}

/** One of those that are chosen among, and taken by a button. */
interface Way {
  readonly element: HTMLElement;
  /** What it is called itself. */
  readonly name: string;
  readonly isChosen: boolean;
}

/** A list of ways to prove who somebody is. */
export interface Ways {
  readonly ways: readonly Way[];
  /** What it is called as a whole. */
  readonly caption: string;
  readonly form: Element | null;
}

/** @returns the list of ways to prove who somebody is; undefined where there is none that is certain, or several */
export function findWays(seen: Seen): Ways | undefined {
  const [list, ...others] = findLists().filter((one) => isOfWays(one, seen));
  return others.length > 0 ? undefined : list;
}

/** @returns what the way is called that is chosen; empty where none is */
export function nameChosen({ ways }: Ways): string {
  return ways.find(({ isChosen }) => isChosen)?.name ?? '';
}

/**
 * @param fields what the page's fields ask for, which may be about the way that is chosen
 * @returns what chooses the way that can be gone; or, where it is chosen, what takes it
 */
export function findMethodChoice(
  list: Ways,
  seen: Seen,
  means: Means,
  fields: Asked | undefined,
): Asked | undefined {
  const able = findAble(list, means);
  if (seen.inputs.some((input) => isTyped(input) && formOf(input) === list.form)) {
    const isOther = fields && !isChosenFor(list, fields) && !isForOther(seen);
    return isOther && able && !able.isChosen ? choose(able) : undefined;
  }
  const passkey = means.mayUsePasskey ? findOnly(list.ways, isPasskeyWay) : undefined;
  const wanted = passkey ?? able ?? (means.mayPush ? findOnly(list.ways, isPush) : undefined);
  const choice = findChooser(
    list.ways.map(({ element }) => element),
    seen.buttons,
  );
  if (!wanted || !choice || asksForMore(list) || isForOther(seen, choice)) return undefined;
  if (!wanted.isChosen) return choose(wanted);
  if (wanted === passkey) return { kind: 'use-passkey', inputs: [], choice };
  return { kind: wanted === able ? 'method' : 'push-offer', inputs: [], choice };
}

function choose({ element }: Way): Asked {
  return { kind: 'method-choice', inputs: [], choice: element };
}

/** Whether what the fields ask for is what is chosen. */
function isChosenFor(list: Ways, { kind }: Asked): boolean {
  const name = nameChosen(list);
  const isPassword = isPasswordWay(name) && (takesPassword(kind) || kind === 'username');
  return isPassword || (isCodeWay(name) && (takesCode(kind) || kind === 'username'));
}

/** The one that can be gone: where it is chosen already, that. */
function findAble({ ways }: Ways, { hasPassword, hasCode }: Means): Way | undefined {
  const password = hasPassword ? findOnly(ways, isPasswordWay) : undefined;
  const code = hasCode ? (findOnly(ways, isCodeWay) ?? findOnly(ways, isTypedCode)) : undefined;
  const able = [password, code].filter((way) => way !== undefined);
  return able.find(({ isChosen }) => isChosen) ?? able[0];
}

function findOnly(ways: readonly Way[], isSo: (name: string) => boolean): Way | undefined {
  const [only, ...others] = ways.filter(({ name }) => isSo(name));
  return others.length > 0 ? undefined : only;
}

function isTypedCode(name: string): boolean {
  return isCodeWay(name) && methodWords.typedCode.test(name);
}

function isPush(name: string): boolean {
  return buttonWords.sendsPush.test(name);
}

const MAX_WAY_LENGTH = 160;

function isOfWays({ ways, caption }: Ways, { heads, said }: Seen): boolean {
  return (
    ways.length > 1 &&
    ways.every(({ name }) => name.length <= MAX_WAY_LENGTH && isWay(name)) &&
    [caption, said, ...heads].some((text) => texts.proves.test(text)) &&
    ![caption, said, ...heads].some((text) => methodWords.manages.test(text))
  );
}

/** Whether something else would be given, or done, by the button. */
function isForOther(seen: Seen, choice?: HTMLElement): boolean {
  return (
    judgeAgreement(seen, choice ? [choice] : []) !== undefined ||
    isForDeed(seen, undefined) ||
    texts.alert.test(seen.text) ||
    seen.heads.some((head) => headings.recovers.test(head))
  );
}

/** Whether something is to be typed there. */
function isTyped({ type }: HTMLInputElement): boolean {
  return !['radio', 'checkbox', 'submit', 'button', 'reset', 'image'].includes(type);
}

const BUTTONS = '[type=hidden], [type=submit], [type=button], [type=reset], [type=image]';

/** Whether its form has anything else to be chosen or typed, but whether to know this browser again. */
function asksForMore({ ways, form }: Ways): boolean {
  const own = new Set<Element | null>(ways.flatMap(({ element }) => [element, closest(element, 'select')]));
  return findAll(
    document,
    'input, select, textarea, [role=radio], [role=checkbox], [role=switch], [role=combobox]',
  ).some(
    (field) =>
      formOf(field) === form &&
      !own.has(field) &&
      !matches(field, BUTTONS) &&
      isReachable(field) &&
      !(matches(field, '[type=checkbox]') && texts.trusts.test(readOwnName(field))),
  );
}

/** All that are chosen among, whatever they are. */
function findLists(): Ways[] {
  return [...findRadios(), ...findSelects(), ...findAriaLists()];
}

function findRadios(): Ways[] {
  const groups: HTMLInputElement[][] = [];
  for (const radio of findAll(document, 'input[type=radio]')) {
    if (!(radio instanceof HTMLInputElement) || !isReachable(radio)) continue;
    const own = groups.find(([first]) => first?.name === radio.name && first.form === radio.form);
    if (own) own.push(radio);
    else groups.push([radio]);
  }
  return groups.flatMap((group) => (group[0] ? listRadios(group[0], group) : []));
}

function listRadios(first: HTMLInputElement, group: readonly HTMLInputElement[]): Ways {
  return {
    form: formOf(first),
    caption: readCaption(first, 'fieldset, [role=radiogroup]'),
    ways: group.map((element) => ({ element, name: readOwnName(element), isChosen: element.checked })),
  };
}

function findSelects(): Ways[] {
  return findAll(document, 'select')
    .filter((list) => list instanceof HTMLSelectElement)
    .filter((list) => !list.multiple && isReachable(list))
    .map((list) => ({
      form: formOf(list),
      caption: readOwnName(list),
      ways: [...list.options]
        .filter((option) => !isPlaceholder(option))
        .map((element) => ({ element, name: squeeze(element.text), isChosen: element.selected })),
    }));
}

/** What a list says before anything is chosen. */
function isPlaceholder({ disabled, value, text }: HTMLOptionElement): boolean {
  return disabled || value === '' || !/\p{L}/u.test(text);
}

function findAriaLists(): Ways[] {
  return findAll(document, '[role=radiogroup], [role=listbox]').map((list) => ({
    form: formOf(list),
    caption: readCaption(list, '[role=radiogroup], [role=listbox]'),
    ways: findAll(list, '[role=radio]:not(input), [role=option]')
      .filter((way) => isUsable(way) && attributeOf(way, 'aria-disabled') !== 'true')
      .map((element) => ({
        element,
        name: readOwnName(element),
        isChosen: ['aria-checked', 'aria-selected'].some((name) => attributeOf(element, name) === 'true'),
      })),
  }));
}

function readOwnName(element: HTMLElement): string {
  const labels = labelsOf(element).map(shownText);
  return squeeze(labels.join(' ') || ariaLabelOf(element) || (isTextual(element) ? shownText(element) : ''));
}

/** Whether what stands in it is its name. */
function isTextual(element: HTMLElement): boolean {
  return !matches(element, 'input, select, textarea');
}

function readCaption(element: HTMLElement, around: string): string {
  const group = closest(element, around);
  if (!(group instanceof HTMLElement)) return '';
  const legends = matches(group, 'fieldset') ? findAll(group, 'legend').map(shownText) : [];
  return squeeze([...legends, ...labelsOf(group).map(shownText), ariaLabelOf(group) ?? ''].join(' '));
}
