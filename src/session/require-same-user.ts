import { z } from 'zod';
import { User } from '../api/schemas.ts';
import { Failure, type FailureParts } from '../core/failure.ts';
import { shorten } from '../core/shorten.ts';
import { isSameName, parseJson } from '../core/text.ts';

const MAX_NAME_LENGTH = 80;

/** @returns who has signed in, as the reply to a login request says; undefined where it names nobody, or there is none */
export function readWhoSignedIn(reply: string | undefined): User | undefined {
  return reply === undefined ? undefined : User.safeParse(parseJson(reply)).data;
}

/**
 * Compares who the session belongs to with who was to sign in: a cookie that came from elsewhere, as of another server on the
 * same host name, would have the key made for somebody else.
 * @param username as it was typed
 * @throws Failure of kind `sign-in`, where the portal names another user than the session is of, or where nothing but the session tells who
 *   has signed in by the portal's own login, and it is of another name
 */
export function requireSameUser(
  user: User,
  username: string,
  { signedIn, isByProvider }: SignInReply,
  warn: (message: string) => void,
): void {
  if (signedIn && signedIn.Id !== user.Id)
    throw failOther(username, `the portal signed in ${shorten(signedIn.Id, MAX_NAME_LENGTH)}`, user.Id);
  const other = nameOther(user, username);
  if (other === undefined) return;
  if (!isByProvider && !signedIn) throw failOther(username, 'the portal did not say who signed in', other);
  warn(
    `The user who is signed in is called ${other} at the server, and not ${username}: look whose key it is.`,
  );
}

interface SignInReply {
  /** Whom the portal's reply to the login request names. */
  readonly signedIn: User | undefined;
  /** A provider's name may be another than the server's. */
  readonly isByProvider: boolean;
}

/** What a saved session was looked up by, and for whom. */
interface Resumed {
  /** Path of its file. */
  readonly file: string;
  /** Who is to be signed in, as it was given; undefined: whoever the session is of. */
  readonly username: string | undefined;
  /** The name that was typed when it was made, where that is known: a provider's may be another than the server's. */
  readonly typed: string | undefined;
}

/**
 * Compares who a saved session belongs to with who was named: whoever names one user wants no key of another.
 * @throws Failure of kind `sign-in`, where it is another's
 */
export function requireNamedUser(user: User, { file, username, typed }: Resumed): void {
  const owner = username === undefined ? undefined : nameOther(user, username, typed);
  if (owner === undefined) return;
  throw new Failure({
    kind: 'sign-in',
    attempt: `go on with the session in ${file} as ${username}`,
    reason: `it is the session of ${owner}`,
    hint: `Save one of ${username} with sign-in --save-session, or name ${owner}, or nobody, in OCTOPUS_USERNAME (--username).`,
  });
}

/** Who is to come in where no name is needed for it: by an API key, or as a person likes. */
export interface NamedUser {
  /** Undefined: whoever it is. */
  readonly named: string | undefined;
  /** Whether that name was given for this run: a variable may be for other commands. */
  readonly isUserChosen: boolean;
}

/**
 * Compares who an API key belongs to with who was named: whoever names one user wants no key of another replaced or revoked.
 * @throws Failure of kind `sign-in`, where it is another's than who was chosen for this run
 */
export function requireKeyOf(user: User, wanted: NamedUser, warn: (message: string) => void): void {
  requireNamed(user, wanted, warn, (owner, username) => ({
    warning: `The API key is one of ${owner}, and not of ${username}`,
    attempt: `come in by the API key as ${username}`,
    reason: `it is a key of ${owner}`,
    hint: `Take OCTOPUS_API_KEY away to sign in as ${username}, or leave out --username.`,
  }));
}

/**
 * As `requireKeyOf`, of a person who has signed in as they like.
 * @throws Failure of kind `sign-in`
 */
export function requirePersonIs(user: User, wanted: NamedUser, warn: (message: string) => void): void {
  requireNamed(user, wanted, warn, (owner, username) => ({
    warning: `${owner} has signed in, and not ${username}`,
    attempt: `sign in as ${username}`,
    reason: `${owner} has signed in`,
    hint: `Sign in as ${username}, or leave out --username.`,
  }));
}

interface Mismatch extends Omit<FailureParts, 'kind'> {
  readonly warning: string;
}

function requireNamed(
  user: User,
  { named: username, isUserChosen }: NamedUser,
  warn: (message: string) => void,
  tell: (owner: string, username: string) => Mismatch,
): void {
  const owner = username === undefined ? undefined : nameOther(user, username);
  if (username === undefined || owner === undefined) return;
  const { warning, ...parts } = tell(owner, username);
  if (isUserChosen) throw new Failure({ kind: 'sign-in', ...parts });
  warn(`${warning}: ${owner}'s keys are the ones that are used.`);
}

/**
 * @param typed another name that the user is known by
 * @returns what a user is called; undefined where it is who was named, or the server does not say
 */
function nameOther(user: User, username: string, typed?: string): string | undefined {
  const names = listNames(user);
  const [first] = names;
  const isNamed = [...names, typed ?? ''].some((name) => name !== '' && isSame(name, username));
  return first === undefined || isNamed ? undefined : shorten(first, MAX_NAME_LENGTH);
}

function listNames(user: User): string[] {
  return [user.Username, Email.safeParse(user).data?.EmailAddress].flatMap((name) => name || []);
}

const Email = z.looseObject({ EmailAddress: z.string().nullish() });

/** A directory's name may be given with its domain, and be without it at the server, or the other way round; two domains must agree. */
function isSame(one: string, other: string): boolean {
  const [a, b] = [readName(one), readName(other)];
  return (
    isSameName(a.bare, b.bare) &&
    a.domains.every((mine) => b.domains.every((theirs) => isSameDomain(mine, theirs)))
  );
}

/** @returns `alice` of `CORP\alice` and of `alice@corp.example`, and the domains that stand with it */
function readName(name: string): { readonly bare: string; readonly domains: readonly string[] } {
  const [, domain = '', rest = '', suffix = ''] = /^(?:(.*)\\)?(.*?)(?:@([^@]*))?$/s.exec(name) ?? [];
  return { bare: rest, domains: [domain, suffix].filter((each) => each !== '') };
}

const MAX_SHORT_NAME = 15;

/** A domain's short name is, unless somebody wanted another, the first part of its long one, as far as it has room. */
function isSameDomain(one: string, other: string): boolean {
  if (one.includes('.') === other.includes('.')) return isSameName(one, other);
  const short = (domain: string) => (domain.split('.', 1)[0] ?? '').slice(0, MAX_SHORT_NAME);
  return isSameName(short(one), short(other));
}

function failOther(username: string, said: string, owner: string): Failure {
  return new Failure({
    kind: 'sign-in',
    attempt: `sign in as ${username}`,
    reason: `${said}, and the session that came of it belongs to ${shorten(owner, MAX_NAME_LENGTH)}`,
    hint: 'Run again; if it happens again, look who else serves pages on the host name of OCTOPUS_URL (--url).',
  });
}
