import type { EditionTraits } from './editions.ts';
import type { Traits } from './options.ts';
import type { StoredSession } from './state.ts';

const MINUTE = 60_000;
const SESSION_TIME = 20 * MINUTE;
const REMEMBERED_TIME = 20 * 24 * 60 * MINUTE;

/** How a sign-in was made. */
export interface Manner {
  /** Whether the cookies are to outlive the browser; those of the older editions always do. */
  readonly remember: boolean;
  /** Whether the browser came by https. */
  readonly secure: boolean;
}

/** @returns the names of the two cookies of an installation (facts: cookies) */
export function nameCookies(installationId: string): { identification: string; antiForgery: string } {
  return {
    identification: `OctopusIdentificationToken_${installationId}`,
    antiForgery: `Octopus-Csrf-Token_${installationId}`,
  };
}

/**
 * The Set-Cookie lines of a sign-in: identification first, anti-forgery second. The values are written raw, still
 * percent-encoded, which is why no cookie library writes them. How long they last: 20 minutes, or 20 days for those
 * who want to be remembered (facts: cookies).
 */
export function writeSignInCookies(
  session: StoredSession,
  { installationId, foreignCookies, edition }: Traits,
  { sameSite }: EditionTraits,
  { remember, secure }: Manner,
): string[] {
  const names = nameCookies(installationId);
  const end = new Date(Date.now() + (remember ? REMEMBERED_TIME : SESSION_TIME));
  const expires = remember || edition !== '2026' ? `; expires=${formatExpiry(end)}` : '';
  const attributes = `; path=/${expires}${sameSite ? '; SameSite=Lax' : ''}${secure ? '; Secure' : ''}`;
  const own = [
    `${names.identification}=${session.identification}${attributes}; HttpOnly`,
    `${names.antiForgery}=${session.antiForgery}${attributes}`,
  ];
  return foreignCookies ? [...own, ...writeForeignCookies(attributes)] : own;
}

/** @returns the lines that make a browser forget both cookies */
export function writeSignOutCookies(installationId: string): string[] {
  const past = formatExpiry(new Date(0));
  return Object.values(nameCookies(installationId)).map((name) => `${name}=; path=/; expires=${past}`);
}

/** @returns a request's cookies, undecoded */
export function readCookies(header: string | undefined): Map<string, string> {
  const pairs = (header ?? '').split(/;\s*/).map((pair) => pair.split(/=(.*)/s));
  return new Map(pairs.map(([name = '', value = '']) => [name, value]));
}

function writeForeignCookies(attributes: string): string[] {
  const names = nameCookies('00000000-aaaa-4bbb-8ccc-123456789012');
  return [
    `${names.antiForgery}=c3RhbGU%3d%7cc3RhbGU%3d${attributes}`,
    `${names.identification}=c3RhbGU%3d%7cc3RhbGU%3d${attributes}; HttpOnly`,
    `Octopus-Csrf-Token_00000000-0000-4000-8000-000000000000=b2xkZXI%3d%7cb2xkZXI%3d${attributes}`,
  ];
}

/** RFC 1123 with dashes, as seen on a real server of 2021. */
function formatExpiry(date: Date): string {
  const [day, date_, month, year, time] = date.toUTCString().split(' ');
  return `${day} ${date_}-${month}-${year} ${time} GMT`;
}
