import type { Cookie } from 'playwright';
import { Failure } from '../core/failure.ts';
import { clean, shortenToLine } from '../core/shorten.ts';

/**
 * @param server the server's address
 * @returns where cookies must go to be of use: not to the server's own address, since proxies narrow them to what is below that
 */
export function cookieAddress(server: string): string {
  return `${server}/api/users/me`;
}

/** @returns whether a cookie of that name is an identification cookie (facts 1.5) */
export function isSessionCookie(name: string): boolean {
  return name.toLowerCase().startsWith('octopusidentificationtoken');
}

/** @returns whether a cookie of that name holds an anti-forgery token (facts 1.5) */
export function isAntiForgeryCookie(name: string): boolean {
  return name.toLowerCase().startsWith('octopus-csrf-token');
}

/** A sign-in that the server took, and that is of no use, since its cookies did not come through. */
export class LostCookies extends Failure {
  /** What is known of the session: enough to end it, where a session cookie is among them. */
  readonly cookies: readonly Cookie[];

  constructor(reason: string, hint: string, cookies: readonly Cookie[]) {
    super({ kind: 'sign-in', attempt: 'go on with the session', reason, hint });
    this.cookies = cookies;
  }
}

/** What a sign-in has left. */
export interface SignedIn {
  /** As in the header Set-Cookie of the reply to the login, one a line; undefined where that is not at hand. */
  readonly setCookies: string | undefined;
  /** The cookies that go to the server now. */
  readonly held: readonly Cookie[];
  readonly version: string | undefined;
}

/**
 * Makes sure that a sign-in has left what the next requests need: it can be seen now, and is told by no later refusal.
 * @param server the server's address
 * @throws LostCookies
 */
export function requireCookies({ setCookies, held, version }: SignedIn, server: string): void {
  const seen = readSeen(setCookies ?? '');
  const needed = [
    { what: 'the session cookie', is: isSessionCookie },
    ...(hasAntiForgery(version) || seen.some(({ name }) => isAntiForgeryCookie(name))
      ? [{ what: 'the anti-forgery cookie', is: isAntiForgeryCookie }]
      : []),
  ];
  const lost = needed.find(
    ({ is }) =>
      !seen.filter(({ name }) => is(name)).every(isHeldIn(held)) || !held.some(({ name }) => is(name)),
  );
  if (!lost) return;
  // What is told of it is a part of what came, and may end within a secret.
  const came = readSeen(clean(setCookies ?? '')).find(({ name }) => lost.is(name));
  const { reason, hint } = came
    ? explainRefused(came, new URL(cookieAddress(server)))
    : { reason: `did not come with the reply to the login${listOthers(setCookies)}`, hint: PASS_ON };
  const others = held.filter(({ name }) => !seen.some((each) => each.name === name));
  throw new LostCookies(`the server took the sign-in, and ${lost.what} ${reason}`, `${hint} ${DOCS}`, [
    ...others,
    ...readSetCookies(setCookies ?? '', server),
  ]);
}

/**
 * @param setCookies as in the header Set-Cookie, one a line
 * @param server the server's address, or one of its addresses
 * @returns those of Octopus, as they are sent to the server, whatever keeps them from being kept
 */
export function readSetCookies(setCookies: string, server: string): Cookie[] {
  return readSeen(setCookies).map((cookie) => toCookie(cookie, server));
}

const DOCS = 'See "Cookies" in docs/networks.md.';

function isHeldIn(held: readonly Cookie[]): (seen: SeenCookie) => boolean {
  // A page that goes on may have been given a newer value.
  return ({ name }) => held.some((cookie) => cookie.name === name);
}

/** Those of 2018 and later have it for certain; of older ones it is not known since when. */
function hasAntiForgery(version: string | undefined): boolean {
  return Number.parseInt(version ?? '', 10) >= 2018;
}

/** A cookie of Octopus as it stands in a reply, in whatever way that was changed. */
interface SeenCookie {
  readonly name: string;
  readonly value: string;
  /** Whether it stands behind another in the same line. */
  readonly isFolded: boolean;
  /** By name in lower case. */
  readonly attributes: ReadonlyMap<string, string>;
}

function readSeen(setCookies: string): SeenCookie[] {
  return setCookies.split('\n').flatMap((line) =>
    unfold(line).flatMap((text, at) => {
      const [pair = '', ...rest] = text.split(';');
      const name = pair.slice(0, pair.indexOf('=')).trim();
      if (!isSessionCookie(name) && !isAntiForgeryCookie(name)) return [];
      const value = pair.slice(pair.indexOf('=') + 1).trim();
      return [{ name, value, isFolded: at > 0, attributes: readAttributes(rest) }];
    }),
  );
}

/** A comma may also stand in a date. */
function unfold(line: string): string[] {
  const cookies: string[] = [];
  for (const part of line.split(',')) {
    const isNext = cookies.length === 0 || isSessionCookie(part.trim()) || isAntiForgeryCookie(part.trim());
    if (isNext) cookies.push(part);
    else cookies.push(`${cookies.pop()},${part}`);
  }
  return cookies;
}

function readAttributes(parts: readonly string[]): Map<string, string> {
  const pairs = parts.map((part) => {
    const [name = '', ...value] = part.split('=');
    return [name.trim().toLowerCase(), value.join('=').trim()] as const;
  });
  return new Map(pairs);
}

/** Why a browser does not send a cookie that came (RFC 6265bis, 5.6 to 5.8). */
function explainRefused(
  { isFolded, attributes }: SeenCookie,
  { protocol, hostname, pathname }: URL,
): Explained {
  const [domain = '', path = '', sameSite = ''] = ['domain', 'path', 'samesite'].map((name) =>
    attributes.get(name),
  );
  const host = domain.replace(/^\./, '').toLowerCase();
  if (isFolded)
    return {
      reason: 'came in one header Set-Cookie with another, of which the first alone is read',
      hint: UNFOLD,
    };
  if (isOver(attributes)) return { reason: 'had expired when it came', hint: SET_CLOCKS };
  if (host !== '' && hostname !== host && !hostname.endsWith(`.${host}`))
    return { reason: `is for ${quote(domain)}, and not for ${hostname}`, hint: FIX_DOMAIN };
  if (path !== '' && !isAbove(path, pathname))
    return { reason: `is for the path ${quote(path)}, which does not lead to ${pathname}`, hint: FIX_PATH };
  if (attributes.has('secure') && protocol === 'http:')
    return { reason: 'is Secure, and the address is plain http', hint: FIX_SECURE };
  if (/^none$/i.test(sameSite) && !attributes.has('secure'))
    return { reason: 'has SameSite=None without Secure, which is refused', hint: FIX_SAME_SITE };
  return { reason: 'came, and was not kept', hint: PASS_ON };
}

interface Explained {
  readonly reason: string;
  readonly hint: string;
}

const PASS_ON =
  'Look at what stands in front of the server: it takes cookies out of replies, stores them, or gives them other names (nginx: proxy_hide_header, proxy_ignore_headers, a cache); have it pass on Set-Cookie as it is.';
const UNFOLD = 'Have what stands in front of the server pass on each header Set-Cookie by itself.';
const SET_CLOCKS =
  "Set the clocks of this machine, of the server and of what stands in between, and look whether that changes cookies' ends.";
const FIX_DOMAIN =
  'Mend the domain that what stands in front of the server gives to cookies (nginx: proxy_cookie_domain).';
const FIX_PATH =
  'Mend the path that what stands in front of the server gives to cookies (nginx: proxy_cookie_path).';
const FIX_SECURE =
  'Give the https address of the server, or have what stands in front of it leave that out (nginx: proxy_cookie_flags).';
const FIX_SAME_SITE =
  'Have what stands in front of the server give cookies SameSite=Lax (nginx: proxy_cookie_flags).';

function isOver(attributes: ReadonlyMap<string, string>): boolean {
  const [age, expires] = [attributes.get('max-age'), attributes.get('expires')];
  if (age !== undefined && /^-?\d+$/.test(age)) return Number(age) <= 0;
  return Date.parse((expires ?? '').replaceAll('-', ' ')) <= Date.now();
}

/** RFC 6265, 5.1.4: a path leads to what is below it, and not to what only begins with the same letters. */
function isAbove(path: string, asked: string): boolean {
  if (!path.startsWith('/')) return true;
  return asked === path || (asked.startsWith(path) && (path.endsWith('/') || asked[path.length] === '/'));
}

const MAX_SAID_LENGTH = 100;

function quote(text: string): string {
  return `"${shortenToLine(text, MAX_SAID_LENGTH)}"`;
}

function listOthers(setCookies = ''): string {
  const names = clean(setCookies)
    .split('\n')
    .flatMap((line) => /^\s*([^=;,\s]+)=/.exec(line)?.[1] ?? []);
  const others = names.filter((name) => !isSessionCookie(name) && !isAntiForgeryCookie(name));
  return others.length > 0 ? `, but ${quote(others.join(', '))}` : '';
}

/** @returns the cookie as it is sent to a server, whatever keeps it from being kept */
function toCookie({ name, value }: SeenCookie, server: string): Cookie {
  const { hostname: domain } = new URL(server);
  return { name, value, domain, path: '/', expires: -1, httpOnly: true, secure: false, sameSite: 'Lax' };
}
