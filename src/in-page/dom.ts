// What a page names `action`, `parentElement` or `querySelectorAll` hides the browser's own property of that name, on
// its forms and on `document`, in an isolated world too. What is read or called here is always the browser's.

type Method = (...given: never[]) => unknown;

function reader<T extends object, K extends keyof T>(prototype: T, name: K): (from: T) => T[K] {
  const read = Object.getOwnPropertyDescriptor(prototype, name)?.get as () => T[K];
  return (from) => read.call(from);
}

function caller<T extends object, K extends keyof T>(
  prototype: T,
  name: K,
): (
  on: T,
  ...given: T[K] extends Method ? Parameters<T[K]> : never
) => T[K] extends Method ? ReturnType<T[K]> : never {
  const method = prototype[name] as (...given: unknown[]) => never;
  return (on, ...given) => method.apply(on, given);
}

const queryAll = caller(Document.prototype, 'querySelectorAll');
const queryAllBelow = caller(Element.prototype, 'querySelectorAll');
const queryAllInShadow = caller(DocumentFragment.prototype, 'querySelectorAll');
const shadowRootOf = reader(Element.prototype, 'shadowRoot');
const hostOf = reader(ShadowRoot.prototype, 'host');
const rootOf = caller(Node.prototype, 'getRootNode');
const activeInShadow = reader(ShadowRoot.prototype, 'activeElement');
const compare = caller(Node.prototype, 'compareDocumentPosition');
const innerText = reader(HTMLElement.prototype, 'innerText');
export const textContent = reader(Node.prototype, 'textContent');
export const ariaLabelOf = reader(Element.prototype, 'ariaLabel');
const execCommand = caller(Document.prototype, 'execCommand');
const activeElement = reader(Document.prototype, 'activeElement');
const animationsOf = caller(Document.prototype, 'getAnimations');
const animationsInShadow = caller(ShadowRoot.prototype, 'getAnimations');
export const bounds = caller(Element.prototype, 'getBoundingClientRect');
const isVisible = caller(Element.prototype, 'checkVisibility');
const baseURI = reader(Node.prototype, 'baseURI');
const closestTo = caller(Element.prototype, 'closest');

export const body = reader(Document.prototype, 'body');
const readTitle = reader(Document.prototype, 'title');
export const scriptsOf = reader(Document.prototype, 'scripts');
const readyState = reader(Document.prototype, 'readyState');
export const attributesOf = reader(Element.prototype, 'attributes');
const methodOf = reader(HTMLFormElement.prototype, 'method');
const controlsOf = reader(HTMLFormElement.prototype, 'elements');
const isUnchecked = reader(HTMLFormElement.prototype, 'noValidate');
export const parentOf = reader(Node.prototype, 'parentElement');
export const isConnected = reader(Node.prototype, 'isConnected');
export const nextOf = reader(Element.prototype, 'nextElementSibling');
export const previousOf = reader(Element.prototype, 'previousElementSibling');
export const matches = caller(Element.prototype, 'matches');
export const attributeOf = caller(Element.prototype, 'getAttribute');
export const requestSubmit = caller(HTMLFormElement.prototype, 'requestSubmit');
export const click = caller(HTMLElement.prototype, 'click');
const dispatch = caller(EventTarget.prototype, 'dispatchEvent');
/** Also where it is outside the shadow root that the element is in. */
export function closest(element: Element, selector: string): Element | null {
  const root = rootOf(element);
  return (
    closestTo(element, selector) ?? (root instanceof ShadowRoot ? closest(hostOf(root), selector) : null)
  );
}

type Scope = Element | Document | ShadowRoot;

/** @returns what matches, in open shadow roots, too */
export function findAll(scope: Scope, selector: string): HTMLElement[] {
  return findElements(scope, selector).filter((element) => element instanceof HTMLElement);
}

/** @returns the same, and what is drawn as SVG */
export function findElements(scope: Scope, selector: string): Element[] {
  return [...query(scope, selector), ...shadowRootsIn(scope).flatMap((root) => findElements(root, selector))];
}

function query(scope: Scope, selector: string): NodeListOf<Element> {
  if (scope instanceof Document) return queryAll(scope, selector);
  return scope instanceof ShadowRoot ? queryAllInShadow(scope, selector) : queryAllBelow(scope, selector);
}

// The elements that may have one: https://dom.spec.whatwg.org/#valid-shadow-host-name.
const HOSTS = /-|^(?:article|aside|blockquote|body|div|footer|h[1-6]|header|main|nav|p|section|span)$/;

let shadowRoots: WeakMap<Scope, readonly ShadowRoot[]> | undefined;

/** Those of the scope's own elements. A page is searched for many things at a time, and for these once. */
function shadowRootsIn(scope: Scope): readonly ShadowRoot[] {
  if (!shadowRoots) {
    shadowRoots = new WeakMap();
    queueMicrotask(() => {
      shadowRoots = undefined;
    });
  }
  const found = shadowRoots.get(scope) ?? findShadowRoots(scope);
  shadowRoots.set(scope, found);
  return found;
}

function findShadowRoots(scope: Scope): ShadowRoot[] {
  return [...query(scope, '*')].flatMap((element) =>
    HOSTS.test(element.localName) ? (shadowRootOf(element) ?? []) : [],
  );
}

/** @returns what is animated, in open shadow roots, too */
export function findAnimations(scope: Document | ShadowRoot): Animation[] {
  const own = scope instanceof Document ? animationsOf(scope) : animationsInShadow(scope);
  return [...own, ...shadowRootsIn(scope).flatMap(findAnimations)];
}

/**
 * @param left CSS selector of what is not read
 * @returns what a person reads on the page, in the order of its roots: each a text that stands by itself, as a paragraph does, and what
 *   it stands in
 */
export function readBlocks(left: string): { text: string; around: Element }[] {
  const blocks: { text: string; around: Element }[] = [];
  const read = (root: Node) => {
    const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT | NodeFilter.SHOW_ELEMENT);
    let isBroken = true;
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      if (node instanceof Element && matches(node, 'br, hr')) isBroken = true;
      const within = parentOf(node);
      if (!(node instanceof Text) || !within || !isRead(within) || closest(within, left)) continue;
      const around = blockAround(within);
      const last = blocks.at(-1);
      const text = textContent(node) ?? '';
      if (last?.around === around && !isBroken) last.text += text;
      else if (text.trim() !== '') blocks.push({ text, around });
      else continue;
      isBroken = false;
    }
  };
  const readWithin = (scope: Scope): void => {
    read(scope);
    for (const root of shadowRootsIn(scope)) readWithin(root);
  };
  readWithin(document);
  return blocks.map(({ text, around }) => ({ text: squeeze(text), around }));
}

function isRead(element: Element): boolean {
  return !matches(element, 'script, style, noscript, template, textarea, option') && isSeen(element);
}

function isSeen(element: Element): boolean {
  return getComputedStyle(element).display === 'contents'
    ? isVisible(parentOf(element) ?? element, SEEN)
    : isVisible(element, SEEN);
}

const SEEN = { visibilityProperty: true, opacityProperty: true };

function blockAround(element: Element): Element {
  const { display } = getComputedStyle(element);
  const parent = parentOf(element);
  return parent && /^(?:inline|contents)$/.test(display) ? blockAround(parent) : element;
}

/** @returns what a person reads between a field and the controls beside it, a line each, the nearest first: before it, and after it */
export function readBesideField(field: HTMLInputElement): { before: string[]; after: string[] } {
  const what = NodeFilter.SHOW_TEXT | NodeFilter.SHOW_ELEMENT;
  const walker = document.createTreeWalker(field.form ?? rootOf(field), what);
  let lines: { text: string; around: Element | undefined }[] = [];
  let before: typeof lines | undefined;
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const within = parentOf(node);
    const last = lines.at(-1);
    if (node === field) [before, lines] = [lines, []];
    else if (node instanceof Element && matches(node, CONTROLS)) {
      if (before) break;
      lines = [];
    } else if (node instanceof Element && last && matches(node, 'br, hr')) last.around = undefined;
    else if (node instanceof Text && within && isRead(within) && !closest(within, `${CONTROLS}, a`)) {
      const around = blockAround(within);
      if (last?.around === around) last.text += textContent(node) ?? '';
      else lines.push({ text: textContent(node) ?? '', around });
    }
  }
  const read = (all: typeof lines) => all.map(({ text }) => squeeze(text)).filter((text) => text !== '');
  return { before: read(before ?? []).reverse(), after: read(lines) };
}

/** What a field's label ends at. */
const CONTROLS = 'input:not([type=hidden]), select, textarea, button, [role=button]';

const MAX_STYLED = 3_000;

/** @returns what style sheets have a person read in a part of the page, that stands in none of its texts */
export function readStyled(scope: Scope): string {
  const own = scope instanceof Element ? [scope] : [];
  return [...own, ...findElements(scope, '*').slice(0, MAX_STYLED)]
    .filter(isSeen)
    .flatMap(readStyles)
    .flatMap((content) => content.match(/"(?:[^"\\]|\\.)*"/g) ?? [])
    .map((text) => squeeze(text.slice(1, -1)))
    .filter((text) => /\p{L}/u.test(text))
    .join('. ');
}

function readStyles(element: Element): string[] {
  const contents = ['::before', '::after'].map((part) => getComputedStyle(element, part));
  const { display, listStyleType } = getComputedStyle(element);
  const marks = display === 'list-item' ? [listStyleType, getComputedStyle(element, '::marker').content] : [];
  return [
    ...contents.flatMap(({ content, quotes }) => [content, /quote/.test(content) ? quotes : '']),
    ...marks,
  ];
}

/** @returns all that a person sees of the page's text, in the order of its roots */
export function textOfPage(): string {
  return squeeze(rawTextOfPage());
}

/** The same as it stands there, for whoever removes secrets in it, which may be broken over lines. */
export function rawTextOfPage(): string {
  const whole = body(document);
  const inShadow = (scope: Scope): string[] =>
    shadowRootsIn(scope).flatMap((root) => [
      ...[...query(root, ':host > *')].flatMap((element) =>
        element instanceof HTMLElement && isRendered(element) ? innerText(element) : [],
      ),
      ...inShadow(root),
    ]);
  return [whole ? innerText(whole) : '', ...inShadow(document)].join(' ').replace(UNSEEN, '');
}

/** Of what is not, such as a style sheet, `innerText` is all that it holds. */
function isRendered(element: Element): boolean {
  return isVisible(element) || getComputedStyle(element).display === 'contents';
}

/** Whether all has come that a document names, or has failed to. */
export function isLoaded(of: Document): boolean {
  return readyState(of) === 'complete';
}

export function allElements(of: Document): Element[] {
  return [...queryAll(of, '*')];
}

/** What a person sees of an element's text, or what it is called. */
export function nameOf(element: HTMLElement): string {
  const isButton = element instanceof HTMLInputElement && /^(?:submit|button|reset)$/.test(element.type);
  const text = isButton ? element.value : innerText(element);
  // An arrow alone says nothing.
  return squeeze((/[\p{L}\p{N}]/u.test(text) && text) || ariaLabelOf(element) || text);
}

export function title(of: Document): string {
  return squeeze(readTitle(of));
}

type Field = HTMLInputElement | HTMLSelectElement | HTMLTextAreaElement;

function isField(element: Element): element is Field {
  return (
    element instanceof HTMLInputElement ||
    element instanceof HTMLSelectElement ||
    element instanceof HTMLTextAreaElement
  );
}

/** @returns what stands beside an element to say what it is: its labels, and what it names as such */
export function labelsOf(element: HTMLElement): HTMLElement[] {
  const own = isField(element) ? [...(element.labels ?? [])] : [];
  return [...own, ...idsOf(element, 'aria-labelledby')];
}

/** @returns the elements that an attribute names by their ids, in the same root */
export function idsOf(element: Element, attribute: string): HTMLElement[] {
  const root = rootOf(element);
  const scope = root instanceof Document || root instanceof ShadowRoot ? root : document;
  return (attributeOf(element, attribute) ?? '')
    .split(/\s+/)
    .filter((id) => id !== '')
    .flatMap((id) => [...query(scope, `#${CSS.escape(id)}`)].slice(0, 1))
    .filter((named) => named instanceof HTMLElement);
}

/** What a person sees of an element's text. */
export function shownText(element: HTMLElement): string {
  return squeeze(innerText(element));
}

/** The same as it stands there, for whoever removes secrets in it, which may be broken over lines; nothing where it is endless. */
export function rawText(element: HTMLElement): string {
  const text = innerText(element);
  return text.length > MAX_TEXT_LENGTH ? '' : text.replace(UNSEEN, '');
}

export function wholeText(node: Node | null): string {
  return node ? squeeze(textContent(node) ?? '') : '';
}

// Far more than is read of any text: whoever prints one removes the secrets in it first, and then cuts it.
const MAX_TEXT_LENGTH = 100_000;

/** @returns a text on one line, as far as it is read, without what nobody sees of it */
export function squeeze(text: string): string {
  let read = '';
  // As much as is seen, wherever it stands: what little is left of a text that was cut earlier could end with half a secret.
  for (let at = 0; at < text.length && read.length < MAX_TEXT_LENGTH; at += MAX_TEXT_LENGTH)
    read += dropUnseen(text.slice(at, at + MAX_TEXT_LENGTH));
  return dropUnseen(read).trim();
}

function dropUnseen(text: string): string {
  return text.replace(UNSEEN, '').replace(/\s+/g, ' ');
}

// Characters without a width, and those that turn the direction of others.
const UNSEEN = /\p{Default_Ignorable_Code_Point}/gu;

/** @returns a text in the letters that a person takes its letters for, where it mixes those of several scripts */
export function readAsLatin(text: string): string {
  const folded = text.normalize('NFKC').replaceAll('İ', 'i');
  return /[a-z]/i.test(folded)
    ? folded.replace(/[\u0370-\u04ff]/g, (letter) => LIKE_LATIN[letter] ?? letter)
    : folded;
}

// Of Greek and Cyrillic: https://www.unicode.org/Public/security/latest/confusables.txt.
const LIKE_LATIN: Readonly<Record<string, string>> = Object.fromEntries(
  [
    ...'аaеeоoрpсcуyхxіiјjѕsһhԁdԛqѡwАAВBЕEКKМMНHОOРPСCТTХXІIЅSЈJοoαaνvρpιiκkυuΑAΒBΕEΖZΗHΙIΚKΜMΝNΟOΡPΤTΥYΧX'.matchAll(
      /../gu,
    ),
  ].map(([pair]) => [...pair] as [string, string]),
);

/** @returns a text in which what counts says the same all the while */
export function blurNumbers(text: string): string {
  return text.replace(/\d+/g, '0');
}

/** What says what a field is for. */
export function wordsOf({
  autocomplete,
  id,
  name,
  placeholder,
  ariaLabel: label,
  labels,
}: HTMLInputElement): string {
  return [autocomplete, id, name, placeholder, label, wholeText(labels?.[0] ?? null)].join(' ');
}

/** Whether a person could see it and use it. */
export function isUsable(element: Element): boolean {
  const { width, height, right, bottom } = bounds(element);
  return (
    !closest(element, '[aria-hidden="true"], [inert]') &&
    isVisible(element, { visibilityProperty: true, opacityProperty: true }) &&
    width > 1 &&
    height > 1 &&
    right + scrollX > 0 &&
    bottom + scrollY > 0 &&
    !isDisabled(element)
  );
}

// No field that a person types into is smaller.
const MIN_FRAME_WIDTH = 60;
const MIN_FRAME_HEIGHT = 20;

/** @returns how much a person sees of what a frame's element shows, in square pixels; 0 where no field has room in it */
export function readFrameArea(element: HTMLElement): number {
  const { width, height } = isUsable(element) ? cutOff(element) : new DOMRect();
  return width < MIN_FRAME_WIDTH || height < MIN_FRAME_HEIGHT ? 0 : width * height;
}

/** @returns what is left of an element by those around it that hide what stands out of them */
function cutOff(element: Element): DOMRect {
  let { left, top, right, bottom } = bounds(element);
  let { position } = getComputedStyle(element);
  for (let around = parentOf(element); around && position !== 'fixed'; around = parentOf(around)) {
    const style = getComputedStyle(around);
    // What is placed absolutely is cut off by that alone which it is placed in.
    if (position === 'absolute' && style.position === 'static') continue;
    position = style.position;
    if (!CUTS_OFF.test(style.overflow) || matches(around, 'html, body')) continue;
    const box = bounds(around);
    [left, right] = [Math.max(left, box.left), Math.min(right, box.right)];
    [top, bottom] = [Math.max(top, box.top), Math.min(bottom, box.bottom)];
  }
  return new DOMRect(left, top, Math.max(0, right - left), Math.max(0, bottom - top));
}

const CUTS_OFF = /hidden|clip/;

/** What a person would press, or open, to choose something. */
function handlesOf(element: HTMLElement): HTMLElement[] {
  const list = element instanceof HTMLOptionElement ? closest(element, 'select') : element;
  if (!(list instanceof HTMLElement) || isDisabled(element) || isDisabled(list)) return [];
  // Of a button that is drawn otherwise, its label alone is seen.
  const labels = element instanceof HTMLInputElement ? labelsOf(element) : [];
  return [list, ...labels].filter(isUsable);
}

/** Whether a person could choose or press it. */
export function isReachable(element: HTMLElement): boolean {
  return handlesOf(element).length > 0;
}

/** Chooses an option, or presses what a person would. */
export function press(element: HTMLElement): void {
  const [handle] = handlesOf(element);
  if (element instanceof HTMLOptionElement) chooseOption(element);
  else if (handle) click(handle);
}

function chooseOption(option: HTMLOptionElement): void {
  const list = closest(option, 'select');
  option.selected = true;
  for (const type of ['input', 'change']) if (list) dispatch(list, new Event(type, { bubbles: true }));
}

export function isDisabled(element: Element): boolean {
  const canBe = [HTMLInputElement, HTMLButtonElement, HTMLSelectElement, HTMLOptionElement];
  return canBe.some((type) => element instanceof type && element.disabled);
}

export function isBefore(a: Node, b: Node): boolean {
  const inB = hostsOf(b);
  // In the innermost root that both are in, or in which a host of theirs is.
  for (const ofA of hostsOf(a)) {
    const ofB = inB.find((host) => rootOf(host) === rootOf(ofA));
    if (ofB) return (compare(ofA, ofB) & Node.DOCUMENT_POSITION_FOLLOWING) !== 0;
  }
  return false;
}

/** @returns the node, the host of the shadow root that it is in, the host of that one's, and so on */
function hostsOf(node: Node): Node[] {
  const root = rootOf(node);
  return root instanceof ShadowRoot ? [node, ...hostsOf(hostOf(root))] : [node];
}

/** Fields that a person could type into. */
export function findInputs(scope: Scope): HTMLInputElement[] {
  return findAll(scope, 'input').filter(
    (input): input is HTMLInputElement =>
      input instanceof HTMLInputElement && isUsable(input) && !input.readOnly && !isCutAway(input),
  );
}

/** Whether nothing is left of it to be seen, as of a trap for those who type into every field. */
function isCutAway(element: Element): boolean {
  const { clipPath } = getComputedStyle(element);
  const around = parentOf(element);
  return /^inset\((?:50|100)%\)/.test(clipPath) || (around !== null && isCutAway(around));
}

/**
 * Where pressing `submit`, or sending the form of `field` without it, leads.
 * @returns an absolute address; as it is written where it is none; `javascript:` where the page's script alone is run
 */
export function targetOf(field: HTMLInputElement | undefined, submit: HTMLElement | undefined): string {
  const isControl = submit instanceof HTMLButtonElement || submit instanceof HTMLInputElement;
  const form = (isControl ? submit.form : undefined) ?? field?.form ?? (submit && closest(submit, 'form'));
  const written =
    (submit && attributeOf(submit, 'formaction')) || (form && attributeOf(form, 'action')) || location.href;
  const base = baseURI(document);
  if (!URL.canParse(written, base)) return written;
  const target = new URL(written, base);
  return target.protocol === 'javascript:' ? 'javascript:' : target.href;
}

/** @returns the form's elements of the page's own making that have a value by now, but those that have a field within, which has it */
export function findCustomControls(form: HTMLFormElement): HTMLElement[] {
  const own = [...controlsOf(form)].filter(
    (element): element is HTMLElement =>
      element instanceof HTMLElement && element.localName.includes('-') && !hasField(element),
  );
  // The page's script may hear of it: where there is none, nothing is asked.
  const values = own.length > 0 ? new FormData(form) : undefined;
  const hasValue = (name: string) => values?.getAll(name).some((value) => value !== '');
  return own.filter((element) => hasValue(attributeOf(element, 'name') ?? ''));
}

function hasField(element: Element): boolean {
  const root = shadowRootOf(element);
  return [element, ...(root ? [root] : [])].some(
    (scope) => findAll(scope, 'input, select, textarea').length > 0,
  );
}

/** Whether the browser looks through a form before it sends it, when `submit` is pressed, or nothing is. */
export function isValidated(field: HTMLInputElement | undefined, submit: HTMLElement | undefined): boolean {
  const form = field?.form;
  const isControl = submit instanceof HTMLButtonElement || submit instanceof HTMLInputElement;
  const sends = !submit || (isControl && submit.type === 'submit' && !submit.formNoValidate);
  return !!form && !isUnchecked(form) && sends;
}

/** Whether a form is not sent before something is filled in, or chosen, there. */
export function isEmptyAndRequired(element: HTMLElement): boolean {
  return (
    isField(element) && element.validity.valueMissing && [element, ...(element.labels ?? [])].some(isUsable)
  );
}

/**
 * Whether a form waits for its script: it would be sent by GET, with what is typed in the address, which nobody means who asks
 * for a password; and not all scripts that its page names have been run.
 */
export function awaitsScript(field: HTMLInputElement | undefined): boolean {
  const form = field?.form;
  return !!form && methodOf(form) === 'get' && !hasRunScripts();
}

/** As of `DOMContentLoaded`: deferred ones and modules have been run by then. */
function hasRunScripts(): boolean {
  const [navigation] = performance.getEntriesByType('navigation');
  return navigation instanceof PerformanceNavigationTiming && navigation.domContentLoadedEventStart > 0;
}

/** Loads the document anew, from where it came. */
export function reload(): void {
  location.reload();
}

/** @returns the browser's time, in milliseconds since 1970 */
export function readClock(): number {
  return Date.now();
}

/** @returns when the document was first drawn, as of `readClock`; undefined before */
export function readFirstPaint(): number | undefined {
  const [paint] = performance.getEntriesByName('first-contentful-paint');
  return paint && performance.timeOrigin + paint.startTime;
}

/** What a field made of a text that was typed. */
export type Typed = 'typed' | 'lost' | 'altered';

/** `pressed`, or `typed` where there is nothing to press; otherwise nothing has been pressed. */
export type Pressed = Typed | 'pressed';

/**
 * Types a text in the place of whatever a field holds. It is the browser's own editing, of which the page hears as of
 * keys; and it can go to no other document than this one, as keys can, if another page comes meanwhile.
 * @param kind the field's own when it was judged: a password is not shown by a field that its page's script has changed
 */
export function type(input: HTMLInputElement, text: string, kind: string): Typed {
  input.focus();
  input.select();
  if (!isConnected(input) || !isStillOf(input, kind) || focusedBeside(input) !== input) return 'lost';
  try {
    execCommand(document, 'insertText', false, text);
  } catch {
    // Nothing is edited in a document that is none of HTML, such as a picture that shows a form.
    return 'lost';
  }
  return readTyped(input, text, kind);
}

/** Whether what is typed on the keyboard goes there. */
export function hasFocus(input: HTMLInputElement): boolean {
  return document.hasFocus() && focusedBeside(input) === input;
}

function focusedBeside(input: HTMLInputElement): Element | null {
  const root = rootOf(input);
  return root instanceof ShadowRoot ? activeInShadow(root) : activeElement(document);
}

/**
 * @param kind what its type was when it was found
 * @returns whether a field holds a text; `lost` where it is empty or gone, as after the page has drawn itself anew, or shows by now what it
 *   hid
 */
export function readTyped(input: HTMLInputElement, text: string, kind: string): Typed {
  if (!isConnected(input) || !isStillOf(input, kind) || (input.value === '' && text !== '')) return 'lost';
  return isSame(input, text) ? 'typed' : 'altered';
}

/** Whether what is typed there is hidden, if it was. */
function isStillOf({ type }: HTMLInputElement, kind: string): boolean {
  return kind !== 'password' || type === kind;
}

/** What can be read may be written in groups, or in capital letters. */
function isSame({ type, value }: HTMLInputElement, text: string): boolean {
  const plain = (written: string) => written.replace(/[\s-]/g, '').toLowerCase();
  return value === text || (type !== 'password' && plain(value) === plain(text));
}

/** Lets the page make what it will of what has been done. */
export function nextTask(): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve);
  });
}
