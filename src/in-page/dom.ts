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
const ariaLabel = reader(Element.prototype, 'ariaLabel');
const execCommand = caller(Document.prototype, 'execCommand');
const activeElement = reader(Document.prototype, 'activeElement');
const bounds = caller(Element.prototype, 'getBoundingClientRect');
const isVisible = caller(Element.prototype, 'checkVisibility');
const baseURI = reader(Node.prototype, 'baseURI');
const closestTo = caller(Element.prototype, 'closest');

export const body = reader(Document.prototype, 'body');
const readTitle = reader(Document.prototype, 'title');
export const scriptsOf = reader(Document.prototype, 'scripts');
const readyState = reader(Document.prototype, 'readyState');
export const attributesOf = reader(Element.prototype, 'attributes');
const methodOf = reader(HTMLFormElement.prototype, 'method');
export const parentOf = reader(Node.prototype, 'parentElement');
export const isConnected = reader(Node.prototype, 'isConnected');
export const nextOf = reader(Element.prototype, 'nextElementSibling');
export const matches = caller(Element.prototype, 'matches');
export const attributeOf = caller(Element.prototype, 'getAttribute');
export const requestSubmit = caller(HTMLFormElement.prototype, 'requestSubmit');
export const click = caller(HTMLElement.prototype, 'click');
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
  const found = [...query(scope, selector)].filter((element) => element instanceof HTMLElement);
  return [...found, ...shadowRootsIn(scope).flatMap((root) => findAll(root, selector))];
}

function query(scope: Scope, selector: string): NodeListOf<Element> {
  if (scope instanceof Document) return queryAll(scope, selector);
  return scope instanceof ShadowRoot ? queryAllInShadow(scope, selector) : queryAllBelow(scope, selector);
}

/** Those of the scope's own elements; only custom elements, and a few others that no sign-in page is drawn in, can have one. */
function shadowRootsIn(scope: Scope): ShadowRoot[] {
  return [...query(scope, '*')].flatMap((element) =>
    element.localName.includes('-') ? (shadowRootOf(element) ?? []) : [],
  );
}

/** @returns all that a person sees of the page's text, in the order of its roots */
export function textOfPage(): string {
  const whole = body(document);
  const inShadow = (scope: Scope): string[] =>
    shadowRootsIn(scope).flatMap((root) => [
      ...[...query(root, ':host > *')].flatMap((element) =>
        element instanceof HTMLElement ? innerText(element) : [],
      ),
      ...inShadow(root),
    ]);
  return squeeze([whole ? innerText(whole) : '', ...inShadow(document)].join(' '));
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
  const text = element instanceof HTMLInputElement ? element.value : innerText(element);
  return squeeze(text || ariaLabel(element) || '');
}

export function title(of: Document): string {
  return squeeze(readTitle(of));
}

/** What a person sees of an element's text. */
export function shownText(element: HTMLElement): string {
  return squeeze(innerText(element));
}

export function wholeText(node: Node | null): string {
  return node ? squeeze(textContent(node) ?? '') : '';
}

// Far more than is read of any text: whoever prints one removes the secrets in it first, and then cuts it.
const MAX_TEXT_LENGTH = 100_000;

function squeeze(text: string): string {
  return text.slice(0, MAX_TEXT_LENGTH).replace(/\s+/g, ' ').trim();
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
export function isUsable(element: HTMLElement): boolean {
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

export function isDisabled(element: HTMLElement): boolean {
  return (element instanceof HTMLInputElement || element instanceof HTMLButtonElement) && element.disabled;
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
      input instanceof HTMLInputElement && isUsable(input) && !input.readOnly,
  );
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
 */
export function type(input: HTMLInputElement, text: string): Typed {
  input.focus();
  input.select();
  if (!isConnected(input) || focusedBeside(input) !== input) return 'lost';
  execCommand(document, 'insertText', false, text);
  return readTyped(input, text);
}

function focusedBeside(input: HTMLInputElement): Element | null {
  const root = rootOf(input);
  return root instanceof ShadowRoot ? activeInShadow(root) : activeElement(document);
}

/** @returns whether a field holds a text; `lost` where it is empty or gone, as after the page has drawn itself anew */
export function readTyped(input: HTMLInputElement, text: string): Typed {
  if (!isConnected(input) || (input.value === '' && text !== '')) return 'lost';
  return input.value === text ? 'typed' : 'altered';
}

/** Lets the page make what it will of what has been done. */
export function nextTask(): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve);
  });
}
