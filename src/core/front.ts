import { Secret } from '../secrets/secret.ts';
import { nameOrigin } from './text.ts';

/** A header that something in front of a server wants. */
export interface FrontHeader {
  readonly name: string;
  readonly value: Secret;
}

/** The settings that are about what stands in front of servers, such as a reverse proxy that wants a sign-in of its own. */
export interface FrontSettings {
  readonly httpUsername?: string | undefined;
  readonly httpPassword?: Secret | undefined;
  readonly headersFile?: readonly FrontHeader[] | undefined;
}

/** What lets requests pass what stands in front of servers. It goes to those servers alone, and is added where a request leaves. */
export class Front {
  readonly #origins: ReadonlySet<string>;
  readonly #headers: readonly FrontHeader[];

  /** @param servers their addresses */
  constructor(servers: readonly string[], headers: readonly FrontHeader[]) {
    this.#origins = new Set(servers.map((server) => new URL(server).origin));
    this.#headers = headers;
  }

  /** Whether what it has goes to an address. */
  isFor(address: string): boolean {
    return this.#origins.has(nameOrigin(address));
  }

  /**
   * @param own headers of the request, in whatever letter case: what is in use by the request itself is not set twice
   * @returns what a request to an address bears beside its own headers: nothing, where that is of another origin
   */
  headersFor(address: string, own: Readonly<Record<string, string>> = {}): Record<string, string> {
    if (!this.isFor(address)) return {};
    const used = new Set(Object.keys(own).map((name) => name.toLowerCase()));
    const added = this.#headers.filter(({ name }) => !used.has(name.toLowerCase()));
    return Object.fromEntries(added.map(({ name, value }) => [name, value.reveal()]));
  }
}

/**
 * @param servers that what the settings name is for
 * @returns undefined, where they name nothing
 */
export function readFront(settings: FrontSettings, servers: readonly string[]): Front | undefined {
  const { httpUsername, httpPassword, headersFile = [] } = settings;
  const basic =
    httpUsername !== undefined && httpPassword ? [writeBasic(httpUsername, httpPassword.reveal())] : [];
  const headers = [...basic, ...headersFile];
  return headers.length > 0 ? new Front(servers, headers) : undefined;
}

// What is shorter could stand in any message.
const MIN_PART_LENGTH = 8;

/** Whoever refuses a value may repeat a part of it: a token without its scheme, a password of HTTP Basic as it is meant (RFC 9110, 11.4). */
function learnParts(value: string): void {
  const [, encoded = ''] = /^basic +(\S+)$/i.exec(value) ?? [];
  const [, password = ''] = /^[^:]*:(.*)$/s.exec(Buffer.from(encoded, 'base64').toString()) ?? [];
  const parts = value.split(/[\s,;="]+/).filter((part) => part.length >= MIN_PART_LENGTH);
  for (const part of [...parts, password]) new Secret(part);
}

/** RFC 7617, with UTF-8. */
function writeBasic(username: string, password: string): FrontHeader {
  const token = new Secret(Buffer.from(`${username}:${password}`).toString('base64'));
  return { name: 'Authorization', value: new Secret(`Basic ${token.reveal()}`) };
}

/**
 * @param headers of a request
 * @returns the scheme that its header Authorization is of, in small letters: `basic`; undefined where it has none
 */
export function readScheme(headers: Readonly<Record<string, string>>): string | undefined {
  const found = Object.entries(headers).find(([name]) => name.toLowerCase() === 'authorization');
  return found?.[1].split(' ', 1)[0]?.toLowerCase();
}

// RFC 9110, 5.6.2 and 5.5; each character is sent as one byte.
const NAME = /^[!#$%&'*+.^_`|~\dA-Za-z-]+$/;
const VALUE = /^[\x20-\x7e\x80-\xff]+$/;

const OWN: Readonly<Record<string, string>> = {
  authorization:
    'is for what OCTOPUS_HTTP_USERNAME and OCTOPUS_HTTP_PASSWORD say, and for the access tokens of Octopus (Google IAP takes Proxy-Authorization)',
  cookie: 'is the browser’s own',
};
const OWN_NAMES =
  /^(?:x-octopus-.*|x-nuget-apikey|host|origin|referer|user-agent|accept|accept-.*|cache-control|connection|keep-alive|content-.*|transfer-encoding|te|trailer|upgrade|expect|proxy-connection|sec-.*|set-cookie|:.*)$/i;

/**
 * Reads a file of headers: one a line, as `Name: value`; blank lines, and those that begin with `#`, mean nothing.
 * @throws Error that names the line, and not what stands in it
 */
export function readHeaders(text: string): FrontHeader[] {
  const headers: FrontHeader[] = [];
  for (const [at, line] of text.split(/\r\n?|\n/).entries()) {
    if (/^\s*(?:#|$)/.test(line)) continue;
    headers.push(readHeader(line, `line ${at + 1}`, headers));
  }
  if (headers.length === 0)
    throw new Error('names no header: write each as Name: value, on a line of its own');
  return headers;
}

function readHeader(line: string, where: string, before: readonly FrontHeader[]): FrontHeader {
  const colon = line.indexOf(':');
  const name = line.slice(0, colon).trim();
  const value = line.slice(colon + 1).trim();
  // Known as a secret from here on, whatever else is wrong.
  const secret = new Secret(value);
  learnParts(value);
  if (colon < 1 || !NAME.test(name)) throw new Error(`${where} is no header: write it as Name: value`);
  if (value === '') throw new Error(`${where} gives ${name} no value`);
  if (!VALUE.test(value))
    throw new Error(`${where} gives ${name} a value with a character that no header holds`);
  const reason =
    OWN[name.toLowerCase()] ?? (OWN_NAMES.test(name) ? 'is set by this program itself' : undefined);
  if (reason) throw new Error(`${where} sets ${name}, which ${reason}`);
  if (before.some((other) => other.name.toLowerCase() === name.toLowerCase()))
    throw new Error(`${where} sets ${name} a second time`);
  return { name, value: secret };
}
