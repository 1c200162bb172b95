import type { Request } from 'playwright';
import { Redactor } from '../secrets/redactor.ts';
import type { Secret } from '../secrets/secret.ts';

/** `in the address`: a page is about to be asked for with the password in its address, as by a form that is sent by GET. */
export type RequestKind = 'ordinary' | 'in the address' | 'credentials';

// The second form is that of servers before 2017 (facts 1.1). A password may leave in a shape that nobody knows again.
const LOGIN = /\/api\/users\/(?:login|authenticate\/[^/?#]+)\/?(?:[?#].*)?$/i;

// Headers that hold nothing of a page's own, but words that may be a poor password, too.
const ORDINARY_HEADERS =
  /^(?:user-agent|accept.*|sec-.*|origin|referer|host|cookie|content-.*|x-octopus-.*)$/;

// Shorter ones may well be a word of a path.
const MIN_LENGTH_IN_PATH = 8;

/** Tells the requests that carry a password, in whatever shape, from all others. */
export class CredentialRequests {
  readonly #server: string;
  readonly #isShort: boolean;
  readonly #detector = new Redactor();
  readonly #kinds = new WeakMap<Request, RequestKind>();

  /** @param server the portal's address */
  constructor(server: string, password: Secret) {
    this.#server = server;
    this.#isShort = password.reveal().length < MIN_LENGTH_IN_PATH;
    this.#detector.learn(password.reveal());
  }

  classify(request: Request): RequestKind {
    const kind = this.#kinds.get(request) ?? this.#classifyAnew(request);
    this.#kinds.set(request, kind);
    return kind;
  }

  /** Whether it goes to the portal. */
  isPortals(request: Request): boolean {
    return request.url().startsWith(`${this.#server}/`);
  }

  #classifyAnew(request: Request): RequestKind {
    const address = request.url();
    const isPost = request.method() === 'POST';
    if (isPost && this.isPortals(request) && LOGIN.test(address)) return 'credentials';
    if (this.#holds(this.#isShort ? new URL(address).search : address))
      return request.isNavigationRequest() && !isPost ? 'in the address' : 'credentials';
    const headers = Object.entries(request.headers()).filter(([name]) => !ORDINARY_HEADERS.test(name));
    const isHeld = headers.some(([, value]) => this.#holds(value)) || this.#holds(request.postData() ?? '');
    return isHeld ? 'credentials' : 'ordinary';
  }

  #holds(text: string): boolean {
    return text !== '' && this.#detector.finds(text);
  }
}
