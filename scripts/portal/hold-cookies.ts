import type { BrowserContext, Cookie } from 'playwright';
import type { Cookie as JarCookie } from 'tough-cookie';
import { PlainSender } from '../api/plain-sender.ts';
import { PlaywrightSender } from '../api/playwright-sender.ts';
import type { Sender } from '../api/sender.ts';

/** What holds the cookies of a session, and sends them with its requests. */
export interface CookieHolder {
  readonly sender: Sender;
  /** @returns the cookies that go to an address */
  cookies(address: string): Promise<Cookie[]>;
}

/** Leaves the cookies where they are, in the browser. */
export function holdInBrowser(context: BrowserContext): CookieHolder {
  return {
    sender: new PlaywrightSender(context.request),
    cookies: (address) => context.cookies(address),
  };
}

/** Holds cookies without a browser. */
export async function holdCookies(cookies: readonly Cookie[], insecureTls: boolean): Promise<CookieHolder> {
  const { Cookie: Jarred, CookieJar } = require('tough-cookie') as typeof import('tough-cookie');
  // The browser has judged them already.
  const jar = new CookieJar(undefined, { rejectPublicSuffixes: false, looseMode: true });
  for (const { name, value, domain, path, expires, httpOnly, secure, sameSite } of cookies) {
    const host = domain.replace(/^\./, '');
    const cookie = new Jarred({
      key: name,
      value,
      // A cookie without a domain goes to its host alone.
      domain: host === domain ? null : host,
      path,
      expires: expires === -1 ? 'Infinity' : new Date(expires * 1000),
      httpOnly,
      secure,
      sameSite: sameSite.toLowerCase(),
    });
    await jar.setCookie(cookie, `${secure ? 'https' : 'http'}://${host}${path}`, { ignoreError: true });
  }
  return {
    sender: new PlainSender({ insecureTls }, jar),
    cookies: async (address) => (await jar.getCookies(address)).map(describe),
  };
}

const SAME_SITE = { strict: 'Strict', none: 'None' } as const;

/** @returns the cookie as a browser's is told of */
function describe({
  key,
  value,
  domain,
  path,
  hostOnly,
  httpOnly,
  secure,
  expires,
  sameSite,
}: JarCookie): Cookie {
  return {
    name: key,
    value,
    domain: `${hostOnly ? '' : '.'}${domain}`,
    path: path ?? '/',
    expires: expires instanceof Date ? expires.getTime() / 1000 : -1,
    httpOnly,
    secure,
    sameSite: SAME_SITE[sameSite as keyof typeof SAME_SITE] ?? 'Lax',
  };
}
