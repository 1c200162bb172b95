import type { Cookie, CookieJar } from 'tough-cookie';

/** @returns a jar for the cookies of servers, empty */
export function openJar(): CookieJar {
  const { CookieJar: Jar } = require('tough-cookie') as typeof import('tough-cookie');
  return new Jar(undefined, { rejectPublicSuffixes: false, looseMode: true });
}

const OCTOPUS_COOKIE = /^octopus/i;

/**
 * Keeps a cookie, where it can be kept: one that cannot is no reason to give up what else came.
 * @param cookie as in a header Set-Cookie, or read already
 * @param address that it came from
 */
export async function keepCookie(jar: CookieJar, cookie: string | Cookie, address: string): Promise<void> {
  const { Cookie: Jarred } = require('tough-cookie') as typeof import('tough-cookie');
  try {
    const read = typeof cookie === 'string' ? Jarred.parse(cookie, { loose: true }) : cookie;
    if (!read) return;
    // Whoever holds a session must be able to end it, however long the run takes.
    if (OCTOPUS_COOKIE.test(read.key) && read.TTL() > 0)
      Object.assign(read, { expires: 'Infinity', maxAge: null });
    await jar.setCookie(read, jarAddress(address), { ignoreError: true });
  } catch {
    // It throws all the same, where a host or a domain is none for Node.
  }
}

/** @returns an address as a jar is asked for it: what it keeps of a host with a dot at its end, it finds no more */
export function jarAddress(address: string): URL {
  const url = new URL(address);
  url.hostname = url.hostname.replace(/\.$/, '');
  return url;
}
