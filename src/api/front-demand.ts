import { clean, shortenToLine } from '../core/shorten.ts';
import { shortenAddress } from '../core/text.ts';
import { ApiFailure, type Attempt, isServersOwn } from './api-failure.ts';
import type { HttpResponse } from './http.ts';

/** What something in front of a server wants, as its reply tells it, which came in the place of the server's. */
export interface FrontDemand {
  readonly reason: string;
  readonly hint: string;
  /** Who can pass there without anything that this program could send; undefined: nobody. */
  readonly passedBy?: 'a person' | 'the browser' | undefined;
}

/** A reply that is no success, or none that was asked for, as far as it tells whose it is. */
export type TellingReply = Pick<HttpResponse, 'status' | 'statusText' | 'headers' | 'text' | 'askedWith'>;

const MAX_SAID_LENGTH = 200;

/**
 * Finds out whether a reply is that of a reverse proxy, or an access proxy, that wants a sign-in of its own. An Octopus Server's own
 * refusals say so in a document of their own (facts 1.7), challenge nobody, and lead nowhere.
 * @param asked the address that was asked for
 * @param isAnonymous whether it was asked for what everybody may read: who refuses that is no Octopus Server
 * @returns undefined, where nothing tells that
 */
export function readFrontDemand(
  reply: TellingReply,
  asked: string,
  isAnonymous: boolean,
): FrontDemand | undefined {
  const { status, headers } = reply;
  if (isServersOwn(reply.text)) return undefined;
  const challenge = headers['www-authenticate'];
  if (status === 401 && challenge !== undefined) return readChallenge(challenge, reply);
  const place = readSignInPlace(headers.location, status, asked);
  if (place !== undefined) return wantSignIn(place, nameStatus(reply));
  const isPage = /^\s*text\/html/i.test(headers['content-type'] ?? '');
  const isRefusal = status === 401 || status === 403 || status === 407;
  if (!isAnonymous || !(isRefusal || (status === 200 && isPage))) return undefined;
  if (status !== 401 && !isSignIn(reply)) return undefined;
  if (status === 200) return tellOfPage(reply);
  return wantSignIn(new URL(asked).origin, nameStatus(reply));
}

/**
 * @param location that a redirect points to
 * @returns where somebody is to sign in; undefined, where it points to the same at another address, or nowhere
 */
function readSignInPlace(location: string | undefined, status: number, asked: string): string | undefined {
  if (location === undefined || status < 300 || status > 399 || !URL.canParse(location, asked))
    return undefined;
  const [from, to] = [new URL(asked), new URL(location, asked)];
  // The server itself, by its right name, by https, or in its virtual directory.
  if (to.pathname.replace(/\/$/, '').endsWith(from.pathname.replace(/\/$/, ''))) return undefined;
  return to.origin === from.origin ? shortenAddress(to.href) : to.origin;
}

/** @returns what is said of a sign-in of somebody else's, which is wanted before the server's */
function wantSignIn(place: string, said: string): FrontDemand {
  return {
    reason: `what stands in front of the server wants a sign-in of its own, at ${shortenToLine(place, MAX_SAID_LENGTH)} (${said})`,
    hint: WAYS_IN,
    passedBy: 'a person',
  };
}

/** Nothing tells whether an Octopus Server is behind it. */
function tellOfPage(reply: TellingReply): FrontDemand {
  return {
    reason: `the reply is not what an Octopus Server sends, but a page for a sign-in of its own (${nameStatus(reply)})`,
    hint: `Check OCTOPUS_URL (--url). If that is what stands in front of the server: ${WAYS_IN}`,
    passedBy: 'a person',
  };
}

/** What is to be done where somebody is to sign in to what stands in front of a server. */
export const WAYS_IN =
  'Give what it takes from programs, such as a service token, in OCTOPUS_HEADERS_FILE (--headers-file), or sign in there yourself with --interactive. With --provider, a provider that is listed by --sso-origin may be given what it asks for there, too.';

function readChallenge(header: string, { askedWith, ...reply }: TellingReply): FrontDemand {
  const challenge = clean(header);
  const [, realm] = /\brealm="((?:[^"\\]|\\.)*)"/i.exec(challenge) ?? [];
  const named = realm ? `, realm "${shortenToLine(realm, MAX_SAID_LENGTH)}"` : '';
  const said = `(${nameStatus({ ...reply, text: '' })}${named})`;
  const demand = (wants: string, hint: string, passedBy?: FrontDemand['passedBy']) => ({
    reason: `what stands in front of the server ${wants} ${said}`,
    hint,
    passedBy,
  });
  const byBrowser = hasScheme(challenge, 'negotiate') ? 'the browser' : undefined;
  if (hasScheme(challenge, 'basic')) {
    if (askedWith === 'basic')
      return demand('does not take the user name and the password that it was given', CORRECT);
    return askedWith === undefined
      ? demand('wants a user name and a password of its own', GIVE, byBrowser)
      : demand('wants a user name and a password in the header that the access token stands in', NO_TOKEN);
  }
  if (byBrowser && askedWith !== undefined)
    return demand(
      'wants a sign-in by Kerberos (Negotiate) in the header that the access token stands in',
      NO_TOKEN,
    );
  if (byBrowser) return demand('wants a sign-in by Kerberos (Negotiate)', NEGOTIATE, byBrowser);
  const [scheme = ''] = challenge.trim().split(/[\s,]/, 1);
  return demand(
    `wants a sign-in of its own, by ${shortenToLine(scheme, MAX_SAID_LENGTH)}`,
    WAYS_IN,
    'a person',
  );
}

function hasScheme(challenge: string, scheme: string): boolean {
  return new RegExp(`(?:^|,|\\n)\\s*${scheme}\\b`, 'i').test(challenge);
}

const GIVE = 'Give them in OCTOPUS_HTTP_USERNAME and OCTOPUS_HTTP_PASSWORD: they are not those for Octopus.';
const CORRECT =
  'Correct OCTOPUS_HTTP_USERNAME and OCTOPUS_HTTP_PASSWORD: they are for that alone, and not for Octopus.';
const NO_TOKEN =
  'Use an API key there, and no access token, or have it let through what comes to /api with one.';
const NEGOTIATE =
  'With --negotiate the pages of the browser do that. The login, and all that does not come of a page, cannot: have that pass by a cookie of that sign-in, or let through what comes to /api.';

/** What a Chromium's error tells that asks a person for a user name and a password, and gives a page up where there is nobody to ask. */
export function readBrowserDemand(reason: string): FrontDemand | undefined {
  if (!reason.includes('ERR_INVALID_AUTH_CREDENTIALS')) return undefined;
  return {
    reason:
      'what stands in front of the server wants a user name and a password of its own, or Kerberos (401)',
    hint: `${GIVE} ${NEGOTIATE}`,
    passedBy: 'the browser',
  };
}

/** Whether somebody goes through pages of others on the way in, and whether the browser signs in by Kerberos. */
export interface Passing {
  readonly byPages: boolean;
  readonly byKerberos: boolean;
}

/** @returns whether an error is that of something in front of a server, which a way in passes once its browser has signed in there */
export function isPassedLater(error: unknown, { byPages, byKerberos }: Passing): error is ApiFailure {
  const passedBy = error instanceof ApiFailure ? error.reply?.passedBy : undefined;
  return passedBy === 'a person' ? byPages : passedBy === 'the browser' && byKerberos;
}

/** @returns the failure of a call that something in front of the server has answered, which wants a sign-in of its own */
export function failFronted(
  { silence: kind = 'server', attempt }: Pick<Attempt, 'silence' | 'attempt'>,
  { reason, hint, passedBy }: FrontDemand,
  status: number,
): ApiFailure {
  return new ApiFailure({ kind, attempt, reason, hint }, { status, isServers: false, passedBy });
}

/** What is known to be sent in the place of what was asked for, and whatever is called a sign-in. */
const MARKS =
  /\/oauth2\/(?:start|sign_in)|\/cdn-cgi\/access\/|outpost\.goauthentik\.io|\/\.pomerium\/|type=["']?password|\b(?:sign|log)[\s-]?in\b|\bauthenticat/i;

function isSignIn({ headers, text }: TellingReply): boolean {
  const isNamed = Object.keys(headers).some((name) => /^(?:cf-access-|x-goog-iap-)/.test(name));
  return isNamed || MARKS.test(text.slice(0, MAX_LOOKED_AT));
}

const MAX_LOOKED_AT = 65_536;

function nameStatus({
  status,
  statusText,
  text,
}: Pick<TellingReply, 'status' | 'statusText' | 'text'>): string {
  const [, title] = /<title>([^<]{1,200})<\/title>/i.exec(clean(text)) ?? [];
  const named = title ? `, "${shortenToLine(title, MAX_SAID_LENGTH)}"` : '';
  return `${`${status} ${shortenToLine(statusText, MAX_SAID_LENGTH)}`.trim()}${named}`;
}
