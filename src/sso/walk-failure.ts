import type { Response } from 'playwright';
import { readServerWords } from '../api/api-failure.ts';
import type { Deadline } from '../core/deadline.ts';
import { Failure } from '../core/failure.ts';
import { shorten } from '../core/shorten.ts';
import { shortenAddress } from '../core/text.ts';
import { IN_CLEAR, isInClear } from '../core/values.ts';
import type { PageKind } from '../in-page/judge-page.ts';
import type { Shown } from '../in-page/provider-page.ts';
import { type Credential, findWord } from '../portal/credential-requests.ts';
import type { Relayed } from '../portal/relay.ts';

const ATTEMPT = 'sign in by the identity provider';

/** What a page asks for, in words. */
export const KIND_NAMES: Readonly<Record<PageKind, string>> = {
  username: 'user name',
  password: 'password',
  both: 'user name and password',
  code: 'one-time code',
  'stay-signed-in': 'whether to stay signed in',
  account: 'which account it is',
  consent: 'consent',
  skippable: 'something that can be done later',
  method: 'a way to prove who it is',
  'another-way': 'something that is not at hand',
  'push-offer': 'leave to ask another device',
  notice: 'whether to go on',
  'other-code': 'a code that comes by phone, by mail or from something else',
  'other-secret': 'a secret that is neither password nor one-time code',
  'new-password': 'a new password',
  'set-up': 'something to be set up',
  registration: "an account's data",
  passkey: 'a passkey or a security key',
  unlock: 'an account to be unlocked',
  captcha: 'proof that it is a person',
  terms: 'agreement to terms',
  push: 'approval on another device',
  none: 'nothing',
};

const LOOK_AT_IT =
  'Look at the page with --headed --slow-mo 500, record it with --trace, or sign in by hand with --interactive.';

const MAX_WORDS_LENGTH = 600;

/**
 * @param shown what the page says of it; undefined where none was looked at
 * @returns the failure of a sign-in that cannot go on at a page
 */
export function failOnPage(
  address: string,
  shown: Pick<Shown, 'errors' | 'heading'> | undefined,
  reason: string,
  hint = LOOK_AT_IT,
): Failure {
  const { errors = [], heading = '' } = shown ?? {};
  const words = errors.length > 0 ? errors : [heading];
  const said = shorten(words.filter((text) => text !== '').join(' '), MAX_WORDS_LENGTH);
  const where = shortenAddress(address);
  const provider = said === '' ? '' : `. The provider says: ${said}`;
  return new Failure({ kind: 'sign-in', attempt: ATTEMPT, reason: `${reason} (${where})${provider}`, hint });
}

/** @returns the failure of a sign-in that led to an origin that nobody has listed */
export function failForeign(reason: string, origin: string): Failure {
  const more = URL.canParse(origin) && isInClear(origin) ? ` It ${IN_CLEAR}.` : '';
  const hint = `If that is your provider, allow it with OCTOPUS_SSO_ORIGINS (--sso-origin ${origin}).${more}`;
  return new Failure({ kind: 'sign-in', attempt: ATTEMPT, reason, hint });
}

/** @returns what is said of a page that credentials may not be typed into: its address may hold what the page before was told */
export function describeArrival(address: string, username: string | undefined): string {
  const said = `the browser was sent to ${new URL(address).origin}, which is not listed, and nothing was typed there`;
  const isTold = username !== undefined && findWord(username)(address);
  return isTold ? `${said}, but the user name stands in its address` : said;
}

/** @returns the failure of a sign-in at a provider that wants what it was sent sent on */
export function failRedirected(
  what: Credential,
  { from, to }: Extract<Relayed, { kind: 'diverted' }>,
): Failure {
  return new Failure({
    kind: 'sign-in',
    attempt: ATTEMPT,
    reason: `the ${what} was given to ${shortenAddress(from)}, which redirected it to ${shortenAddress(to)}, and it was not sent there`,
    hint: 'What was typed goes nowhere but where it was typed for: sign in by hand with --interactive.',
  });
}

/** @returns the failure of a sign-in that the portal refuses after the provider has allowed it, in the server's words */
export async function failRefused(response: Response, deadline: Deadline): Promise<Failure> {
  const body = await deadline.limit(
    response.text().catch(() => ''),
    () => new Error('the time is over'),
  );
  return new Failure({
    kind: 'sign-in',
    attempt: ATTEMPT,
    reason: `the portal answered ${response.status()} to what the provider says`,
    serverSaid: readServerWords(body),
    hint: 'Check that the server knows this identity, and lets it in.',
  });
}
