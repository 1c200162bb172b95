import type { Cookie, Entry } from 'har-format';
import type { SentRequest } from '../session/direct-sign-in.ts';

/** One request and its reply, taken apart for comparing and explaining. Secrets are in it as they are. */
export interface Exchange {
  readonly method: string;
  readonly origin: string;
  /** With the virtual directory, without the query. */
  readonly path: string;
  readonly query: Fields;
  /** By name in lower case, without the cookies. */
  readonly headers: Fields;
  readonly cookies: Fields;
  /** Of a JSON body, by dotted name; of another one, its whole text under an empty name. */
  readonly body: Fields;
  readonly status: number;
  readonly replyHeaders: Fields;
  /** The attributes of each cookie that is set. */
  readonly replyCookies: Fields;
  /** The values of those cookies. */
  readonly cookieValues: Fields;
  readonly reply: Fields;
}

export type Fields = ReadonlyMap<string, string>;

/** Takes a recorded request apart. */
export function readExchange({ request, response }: Entry): Exchange {
  const { origin, pathname } = new URL(request.url);
  return {
    method: request.method,
    origin,
    path: pathname,
    query: join(request.queryString.map(({ name, value }) => [name, value])),
    headers: readHeaders(request.headers),
    cookies: join(request.cookies.map(({ name, value }) => [name, value])),
    body: readBody(request.postData?.text),
    status: response.status,
    replyHeaders: readHeaders(response.headers),
    replyCookies: join(response.cookies.map((cookie) => [cookie.name, formatCookie(cookie)])),
    cookieValues: join(response.cookies.map(({ name, value }) => [name, value])),
    reply: readBody(response.content.text),
  };
}

/** Takes a request apart that nobody has sent, and so nobody has answered. */
export function readRequest({ method, address, headers, body }: SentRequest): Exchange {
  const { origin, pathname, searchParams } = new URL(address);
  const { Cookie = '', ...others } = headers;
  const pairs = Cookie.split('; ').filter((pair) => pair !== '');
  return {
    ...{ method, origin, path: pathname },
    query: join([...searchParams]),
    headers: readHeaders(Object.entries(others).map(([name, value]) => ({ name, value }))),
    cookies: join(pairs.map((pair) => [pair.split('=', 1).join(), pair.slice(pair.indexOf('=') + 1)])),
    body: readBody(body ?? undefined),
    status: 0,
    ...{ replyHeaders: NOTHING, replyCookies: NOTHING, cookieValues: NOTHING, reply: NOTHING },
  };
}

const NOTHING: Fields = new Map();

/** Cookies stand by themselves. */
function readHeaders(headers: Entry['request']['headers']): Fields {
  const lower = headers.map(({ name, value }) => [name.toLowerCase(), value] as const);
  return join(lower.filter(([name]) => name !== 'cookie' && name !== 'set-cookie'));
}

/** What comes more than once stands in one text. */
function join(pairs: readonly (readonly [string, string])[]): Fields {
  const fields = new Map<string, string>();
  for (const [name, value] of pairs) {
    const before = fields.get(name);
    fields.set(name, before === undefined ? value : `${before}, ${value}`);
  }
  return fields;
}

function formatCookie({ path, domain, expires, httpOnly, secure, ...more }: Cookie): string {
  const { sameSite } = more as { readonly sameSite?: string };
  const attributes = [
    path && `path=${path}`,
    domain && `domain=${domain}`,
    expires ? 'expires' : 'for the session',
    sameSite && `SameSite=${sameSite}`,
    secure && 'Secure',
    httpOnly && 'HttpOnly',
  ];
  return attributes.filter(Boolean).join('; ');
}

function readBody(text: string | undefined): Fields {
  if (!text) return new Map();
  try {
    return new Map(flatten(JSON.parse(text), ''));
  } catch {
    return new Map([['', text]]);
  }
}

/** Whether a text could be taken for a number, or another value that is none. */
function isLiteral(text: string): boolean {
  return /^(?:-?\d+(?:\.\d+)?|true|false|null)$/.test(text);
}

function flatten(value: unknown, name: string): [string, string][] {
  if (typeof value !== 'object' || value === null) {
    return [[name, typeof value === 'string' && !isLiteral(value) ? value : JSON.stringify(value)]];
  }
  const inner = Object.entries(value);
  if (inner.length === 0) return [[name, JSON.stringify(value)]];
  return inner.flatMap(([key, each]) => flatten(each, name ? `${name}.${key}` : key));
}
