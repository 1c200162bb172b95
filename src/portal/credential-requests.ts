import { unescape as readPercents } from 'node:querystring';
import type { Request } from 'playwright';
import { frameOf } from '../browser/pending-requests.ts';
import { Redactor } from '../secrets/redactor.ts';

/** What somebody signs in with. */
export type Credential = 'user name' | 'password' | 'one-time code';

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
  readonly #finds: (text: string) => boolean;
  readonly #kinds = new WeakMap<Request, RequestKind>();

  /**
   * @param server the portal's address
   * @param credential the text itself
   */
  constructor(server: string, what: Credential, credential: string) {
    this.#server = server;
    this.#what = what;
    this.#isWord = what !== 'one-time code' && credential.length < MIN_LENGTH_IN_PATH;
    this.#finds = what === 'password' ? findSpelled(credential) : findWord(credential);
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

  #classifyAnew(request: Request): RequestKind {
    const address = request.url();
    const isPost = request.method() === 'POST';
    const isLogin = this.#what === 'password' && isPost && this.isPortals(request) && LOGIN.test(address);
    const headers = Object.entries(request.headers()).filter(([name]) => !ORDINARY_HEADERS.test(name));
    if (headers.some(([, value]) => this.#holds(value))) return 'in a header';
    if (isLogin) return 'carried';
    if (this.#holds(this.#isWord ? new URL(address).search : address))
      return request.isNavigationRequest() && !isPost ? 'in the address' : 'carried';
    return this.#holds(request.postData() ?? '') ? 'carried' : 'ordinary';
  }

  #holds(text: string): boolean {
    return text !== '' && this.#finds(text);
  }
}

/** Whether it is a form's own, and fills the whole page: it may be written in a charset in which nothing typed is known again. */
export function submitsForm(request: Request): boolean {
  return request.isNavigationRequest() && request.method() === 'POST' && !frameOf(request)?.parentFrame();
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
