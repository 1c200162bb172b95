import type { Response } from 'playwright';
import { readServerWords } from '../api/api-failure.ts';
import type { IsolatedWorld } from '../browser/isolated-world.ts';
import type { Deadline } from '../core/deadline.ts';
import { Failure } from '../core/failure.ts';
import { shortenToLine } from '../core/shorten.ts';
import { shortenAddress } from '../core/text.ts';
import { IN_CLEAR, isInClear } from '../core/values.ts';
import type { Offer } from '../in-page/offers.ts';
import type { PageKind } from '../in-page/page-kinds.ts';
import type { Shown } from '../in-page/provider-page.ts';
import { type Credential, findWord } from '../portal/credential-requests.ts';
import type { Relayed } from '../portal/relay.ts';
import type { AskedBeside } from './provider-page.ts';

const ATTEMPT = 'sign in by the identity provider';

/** What a page asks for, in words. */
export const KIND_NAMES: Readonly<Record<PageKind, string>> = {
  username: 'user name',
  password: 'password',
  both: 'user name and password',
  code: 'one-time code',
  'password-and-code': 'password and one-time code',
  'both-and-code': 'user name, password and one-time code',
  'stay-signed-in': 'whether to stay signed in',
  account: 'which account it is',
  consent: 'consent',
  skippable: 'something that can be done later',
  'method-choice': 'which way to prove who it is',
  method: 'a way to prove who it is',
  'another-way': 'something that is not at hand',
  'push-offer': 'leave to ask another device',
  notice: 'whether to go on',
  'use-passkey': 'the passkey',
  'other-code': 'a code that comes by phone, by mail or from something else',
  'other-secret': 'a secret that is neither password nor one-time code',
  'new-password': 'a new password',
  'set-up': 'something to be set up',
  registration: "an account's data",
  passkey: 'a passkey or a security key',
  unlock: 'an account to be unlocked',
  captcha: 'proof that it is a person',
  terms: 'agreement to terms',
  chosen: 'something to be chosen',
  push: 'approval on another device',
  none: 'nothing',
};

const LOOK_AT_IT =
  'Look at the page with --headed --slow-mo 500, record it with --trace, or sign in by hand with --interactive.';

/** What helps where something is shown that somebody could choose from. */
export const ASK_OR_LOOK =
  'Say yourself what is to be done there with --on-unknown ask, look at it with --headed --slow-mo 500, record it with --trace, or sign in by hand with --interactive.';

export const NOT_SUBMITTED_AGAIN =
  'Whether the provider took it is unknown; it is not submitted again. Check the connection.';
export const CHECK_FORM =
  'Look at the page with --headed --slow-mo 500, or sign in by hand with --interactive.';

const MAX_WORDS_LENGTH = 600;
const MAX_HEADING_LENGTH = 120;
const MAX_NAME_LENGTH = 60;
const MAX_NAMES = 12;

/** What a page says of itself, as far as that is known. */
export type Said = Partial<Pick<Shown, 'errors' | 'notes' | 'heading'>>;

/**
 * @param shown what the page says of it; undefined where none was looked at
 * @returns the failure of a sign-in that cannot go on at a page
 */
export function failOnPage(
  address: string,
  shown: Said | undefined,
  reason: string,
  hint = LOOK_AT_IT,
): Failure {
  const { errors = [], notes = [], heading = '' } = shown ?? {};
  const words = errors.length > 0 ? errors : [heading, ...notes];
  const said = shortenToLine(words.filter((text) => text !== '').join(' '), MAX_WORDS_LENGTH);
  const where = shortenAddress(address);
  const provider = said === '' ? '' : `. The provider says: ${said}`;
  return new Failure({ kind: 'sign-in', attempt: ATTEMPT, reason: `${reason} (${where})${provider}`, hint });
}

/** @returns a reason with what the page shows that a person could press or fill in; and its heading, where errors are told in its place */
export function describeOffers(
  reason: string,
  { heading, errors, offers }: Pick<Shown, 'errors' | 'heading' | 'offers'>,
): string {
  const name = (wanted: Offer['what']) =>
    new Set(offers.filter(({ what }) => what === wanted).flatMap(describeOffer));
  const shown = [listNames('button', name('button')), listNames('field', name('field'))].filter(
    (text) => text,
  );
  const top =
    errors.length > 0 && heading !== ''
      ? `, on the page "${shortenToLine(heading, MAX_HEADING_LENGTH)}"`
      : '';
  return `${reason}${top}${shown.length > 0 ? `; it shows ${shown.join(' and ')}` : ''}`;
}

/** @returns what is said of a form that is not sent without something that nobody knows */
export function describeLacking({ lacking }: Pick<Shown, 'lacking'>): string {
  const names = lacking.map(quoteName).join(', ');
  return `its form wants something besides that nobody knows (${names}), and was not filled in`;
}

/** @returns why a page was left, with what would have gone along */
export function describeAlong(reason: string, { along }: Pick<Shown, 'along'>): string {
  return along.length === 0 ? reason : `${reason} (${along.map(quoteName).join(', ')})`;
}

function quoteName(name: string): string {
  return `"${shortenToLine(name, MAX_NAME_LENGTH)}"`;
}

function describeOffer({ name, type }: Offer): string[] {
  if (name === '') return [];
  return [
    `${quoteName(name)}${['', 'text'].includes(type) ? '' : ` (${shortenToLine(type, MAX_NAME_LENGTH)})`}`,
  ];
}

function listNames(what: string, names: ReadonlySet<string>): string {
  const more = names.size - MAX_NAMES;
  const listed = [...names].slice(0, MAX_NAMES).join(', ') + (more > 0 ? ` and ${more} more` : '');
  return names.size === 0 ? '' : `the ${what}${names.size > 1 ? 's' : ''} ${listed}`;
}

/** @returns the failure of a sign-in that led to an origin that nobody has listed */
export function failForeign(reason: string, origin: string): Failure {
  const more = URL.canParse(origin) && isInClear(origin) ? ` It ${IN_CLEAR}.` : '';
  // It stands in a command that somebody may copy.
  const isPlain = /^https?:\/\/[\w.:[\]-]{1,300}$/i.test(origin);
  const hint = isPlain
    ? `If that is your provider, allow it with OCTOPUS_SSO_ORIGINS (--sso-origin ${origin}).${more}`
    : 'It is no origin that could be listed.';
  return new Failure({ kind: 'sign-in', attempt: ATTEMPT, reason, hint });
}

/**
 * @param origins those that are listed
 * @returns the failure of a sign-in that is asked for something in a frame alone, where nothing may be typed
 */
export function failBeside({ kind, origin, around }: AskedBeside, origins: readonly string[]): Failure {
  const asks = `the page asks for ${KIND_NAMES[kind]} in a frame of ${origin}`;
  const outer = around.find((each) => !origins.includes(each));
  return outer === undefined
    ? failForeign(`${asks}, which is not listed, and nothing was typed there`, origin)
    : failForeign(
        `${asks} within a page of ${outer}, which is not listed, and nothing was typed there`,
        outer,
      );
}

/**
 * @param origins those that are listed
 * @returns the failure of a sign-in whose page was about to send what was typed where it may not go
 */
export function failStopped(what: Credential, origin: string, origins: readonly string[]): Failure {
  const reason = `the page was about to send the ${what} to ${origin}`;
  if (!origins.includes(origin))
    return failForeign(`${reason}, which is not listed, and was stopped`, origin);
  return new Failure({
    kind: 'sign-in',
    attempt: ATTEMPT,
    reason: `${reason}, which was sent it before, and was stopped`,
    hint: 'Nobody is sent it twice, since providers lock accounts after a few wrong tries: check it, or sign in by hand with --interactive.',
  });
}

/** @returns what is said of a page that credentials may not be typed into: its address may hold what the page before was told */
export function describeArrival(
  { url, origin = url }: Pick<IsolatedWorld, 'url' | 'origin'>,
  username: string | undefined,
): string {
  const said = `the browser was sent to ${origin}, which is not listed, and nothing was typed there`;
  const isTold = username !== undefined && findWord(username)(url);
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
