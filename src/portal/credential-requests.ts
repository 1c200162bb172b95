import { unescape as readPercents } from 'node:querystring';
import type { Request } from 'playwright';
import type { IsolatedWorld } from '../browser/isolated-world.ts';
import { frameOf } from '../browser/pending-requests.ts';
import { readOrigin } from '../core/text.ts';
import { MIN_SECRET_LENGTH, Redactor } from '../secrets/redactor.ts';

/** What somebody signs in with. */
export type Credential = 'user name' | 'password' | 'one-time code' | 'answer';

/**
 * How a request holds a credential. `in the address`: a page is about to be asked for with it in its address, as by a form that
 * is sent by GET; `in a header`: a redirect may take it along, whatever its method; `carried`: in any other way.
 */
export type RequestKind = 'ordinary' | 'in the address' | 'in a header' | 'carried';

// The second form is that of servers before 2017 (facts 1.1). A password may leave in a shape that nobody knows again.
const LOGIN = /\/api\/users\/(?:login|authenticate\/[^/?#]+)\/?(?:[?#]|$)/i;

// Headers that hold nothing of a page's own, but words that may be a poor password, too.
const ORDINARY_HEADERS =
  /^(?:user-agent|accept.*|sec-.*|origin|referer|host|cookie|content-.*|x-octopus-.*)$/;

// Shorter ones may well be a word of a path. A code of digits is none.
const MIN_LENGTH_IN_PATH = 8;

/** Tells the requests that carry a credential, in whatever shape, from all others. */
export class CredentialRequests {
  readonly #server: string;
  readonly #what: Credential;
  readonly #isWord: boolean;
  /** Whether nothing of it is known again: it is too short for the redactor. */
  readonly #isUnknowable: boolean;
  readonly #finds: ((text: string) => boolean)[];
  readonly #hidesIn: ((body: string) => boolean)[];
  readonly #kinds = new WeakMap<Request, RequestKind>();

  /**
   * @param server the portal's address
   * @param credential the text itself
   */
  constructor(server: string, what: Credential, credential: string) {
    this.#server = server;
    this.#what = what;
    this.#isWord = what !== 'one-time code' && credential.length < MIN_LENGTH_IN_PATH;
    this.#isUnknowable = what === 'password' && credential.length < MIN_SECRET_LENGTH;
    this.#finds = [what === 'password' ? findSpelled(credential) : findWord(credential)];
    const isAscii = /^[\x20-\x7e]*$/.test(credential);
    const hides = (body: string) =>
      what === 'password' ? !isAscii && isOfAnotherCharset(body) : holdsApart(body, credential);
    this.#hidesIn = [hides];
  }

  /** @param code a one-time code that is typed along with the credential */
  findAlong(code: string): void {
    this.#finds.push(findWord(code));
    this.#hidesIn.push((body) => holdsApart(body, code));
  }

  classify(request: Request): RequestKind {
    const kind = this.#kinds.get(request) ?? this.#classifyAnew(request);
    this.#kinds.set(request, kind);
    return kind;
  }

  /** Whether it goes to the portal, in whatever letter case: Windows' file names, and so IIS' paths, know none. */
  isPortals(request: Request): boolean {
    return request.url().toLowerCase().startsWith(`${this.#server.toLowerCase()}/`);
  }

  /** Whether it is what the portal's own form sends. */
  isLogin(request: Request): boolean {
    return request.method() === 'POST' && this.isPortals(request) && LOGIN.test(request.url());
  }

  /** Whether it may hold it by where it goes, or because whatever holds something may, though it shows nothing of it. */
  isSuspect(request: Request): boolean {
    const isLogin = this.#what === 'password' && this.isLogin(request);
    return isLogin || (this.#isUnknowable && request.method() !== 'GET' && request.postData() !== null);
  }

  /** Whether a form that shows nothing of it may hold it all the same, as its page's fields send it. */
  mayHide(request: Request): boolean {
    const body = request.postData() ?? '';
    return this.#hidesIn.some((hides) => hides(body));
  }

  #classifyAnew(request: Request): RequestKind {
    const address = request.url();
    const isPost = request.method() === 'POST';
    const headers = Object.entries(request.headers()).filter(([name]) => !ORDINARY_HEADERS.test(name));
    if (headers.some(([, value]) => this.#holds(value))) return 'in a header';
    if (this.#holds(this.#isWord ? address.slice(`${address}?`.indexOf('?')) : address))
      return request.isNavigationRequest() && !isPost ? 'in the address' : 'carried';
    if (this.#holds(request.postData() ?? '')) return 'carried';
    const asksByForm = this.#what === 'password' && request.isNavigationRequest() && !isPost;
    return asksByForm && this.#hidesIn.some((hides) => hides(address)) ? 'in the address' : 'ordinary';
  }

  #holds(text: string): boolean {
    return text !== '' && this.#finds.some((finds) => finds(text));
  }
}

/**
 * Whether what a form sends may be written in another charset than UTF-8, in which nothing typed is known again; ISO-2022-JP has its letters in
 * ASCII, behind an Esc. Bytes of a body that are no UTF-8 come as U+FFFD.
 */
function isOfAnotherCharset(text: string): boolean {
  if (/%1b|\ufffd/i.test(text) || text.includes('\u001b')) return true;
  try {
    decodeURIComponent(text.replace(/%(?![\da-f]{2})/gi, ''));
    return false;
  } catch {
    return true;
  }
}

/** Whether a form sends itself by it, wherever what answers is shown. */
export function isPostedForm(request: Request): boolean {
  return request.isNavigationRequest() && request.method() === 'POST';
}

/**
 * Whether it is a form's own, and fills the whole page, or the frame that was typed into, or one around that: it may be written in a
 * charset in which nothing typed is known again.
 * @param typedInto the document; undefined before there is one
 */
export function submitsForm(request: Request, typedInto: IsolatedWorld | undefined): boolean {
  if (!isPostedForm(request)) return false;
  return !frameOf(request)?.parentFrame() || fillsAround(request, typedInto);
}

function fillsAround(request: Request, typedInto: IsolatedWorld | undefined): boolean {
  const filled = frameOf(request);
  for (let frame = typedInto?.frame ?? null; frame; frame = frame.parentFrame())
    if (frame === filled) return true;
  return false;
}

/**
 * Whether a page that has nothing to do with what is typed asks something of an origin that may have it: a frame beside the form, such as
 * an advert, or another window. It may know, or guess, some of what is typed, and is nobody who signs in.
 * @param typedInto the document; undefined before there is one
 * @param origins those that may have it
 */
export function isOfStranger(
  request: Request,
  typedInto: IsolatedWorld | undefined,
  origins: readonly string[],
): boolean {
  const target = readOrigin(request.url());
  if (target === undefined || !origins.includes(target)) return false;
  // A page may keep to itself whose its form is (`Referrer-Policy: no-referrer`).
  if (request.headers().origin === 'null') return !(isPostedForm(request) && fillsAround(request, typedInto));
  return isOfOtherPage(request, typedInto, origins);
}

/**
 * Whether a page asks for it that says of itself that it is of neither the origin that was typed into nor one that may have what was typed.
 * @param typedInto the document; undefined before there is one
 * @param origins those that may have it
 */
export function isOfOtherPage(
  request: Request,
  typedInto: IsolatedWorld | undefined,
  origins: readonly string[],
): boolean {
  const { origin = 'null' } = request.headers();
  return origin !== 'null' && ![typedInto?.origin, ...origins].includes(origin);
}

// What parts the groups that a code is written in.
const NO_SIGN = /[^\p{L}\p{N}]/gu;
const MAX_SHORT_LENGTH = 20;

/** Whether the fields of a form hold a code in groups, or each a letter of it. */
function holdsApart(body: string, code: string): boolean {
  return readShortValues(body).join('').replace(NO_SIGN, '').includes(code.replace(NO_SIGN, ''));
}

/** @returns what the fields of a form hold that may be a code, or a letter of it, in their order */
function readShortValues(body: string): string[] {
  const parts = body.split(/^--.*$/m).map((part) => /\r?\n\r?\n([\s\S]*)/.exec(part)?.[1] ?? '');
  const lines = body.split(/\r?\n/).map((line) => line.replace(/^[^=]*=/, ''));
  const fields = [...new URLSearchParams(body).values()];
  const values = body.startsWith('--') ? parts : body.includes('\n') ? lines : fields;
  return values.map((value) => value.trim()).filter(({ length }) => length <= MAX_SHORT_LENGTH);
}

/** @returns what finds a text in every spelling, within whatever else */
function findSpelled(secret: string): (text: string) => boolean {
  const detector = new Redactor();
  detector.learn(secret);
  return (text) => detector.finds(text);
}

/**
 * @returns what finds a text that is no part of a longer word or number: some digits, or a short name, stand within much that
 *   has nothing to do with them
 */
export function findWord(word: string): (text: string) => boolean {
  const literal = word.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&');
  const pattern = new RegExp(`(?<![\\p{L}\\p{N}])${literal}(?![\\p{L}\\p{N}])`, 'iu');
  return (text) => pattern.test(readEscapes(text)) || pattern.test(readEscapes(text.replaceAll('+', ' ')));
}

function readEscapes(text: string): string {
  return readPercents(readPercents(text))
    .replace(/\\u([0-9a-f]{4})/gi, (_, digits: string) => String.fromCharCode(Number.parseInt(digits, 16)))
    .replaceAll('\\\\', '\\');
}
