import type { FastifyRequest } from 'fastify';
import { nameCookies, readCookies } from './cookies.ts';
import type { EditionTraits } from './editions.ts';
import { ANTI_FORGERY, forbidden, NO_PERMISSION, unauthorized } from './errors.ts';
import type { Traits } from './options.ts';
import { type Account, ADMINISTRATOR, type State, type StoredKey, type StoredSession } from './state.ts';

/** Who makes a request, and how it was proved. */
export interface Caller {
  readonly account: Account;
  readonly session?: StoredSession;
  readonly key?: StoredKey;
}

/** What the routes share. */
export interface Server {
  readonly traits: Traits;
  readonly edition: EditionTraits;
  readonly state: State;
}

// What changes nothing needs no anti-forgery token.
const SAFE: ReadonlySet<string> = new Set(['GET', 'HEAD', 'OPTIONS']);

const READ_ONLY = 'The API key that was used may only read.';

/**
 * Finds out who makes a request: by API key, access token or cookies. A request by cookies that changes something
 * needs the anti-forgery token as well, exactly as it stands in its cookie (facts: CSRF rule).
 * @throws ServerError 401 or 403
 */
export function identify(request: FastifyRequest, server: Server): Caller {
  const caller = readCaller(request, server);
  if (!caller?.account.isActive) throw unauthorized(server.edition.unauthorized);
  if (caller.session && !SAFE.has(request.method) && !carriesToken(request, caller.session)) {
    throw forbidden(ANTI_FORGERY);
  }
  if (caller.key?.accessLevel === 'ReadOnly' && !SAFE.has(request.method))
    throw forbidden(NO_PERMISSION, READ_ONLY);
  return caller;
}

/** @throws ServerError 403, unless the caller may administer the server; of the built-in accounts, one may */
export function requireAdministrator({ account }: Caller): void {
  if (account.id !== ADMINISTRATOR) throw forbidden(NO_PERMISSION);
}

/** @returns who makes a request, whatever they may do; undefined where nobody is known */
export function findCaller(request: FastifyRequest, server: Server): Caller | undefined {
  try {
    return readCaller(request, server);
  } catch {
    return undefined;
  }
}

function readCaller(request: FastifyRequest, server: Server): Caller | undefined {
  return byKey(request, server) ?? byAccessToken(request, server) ?? bySession(request, server);
}

function byKey(request: FastifyRequest, { state, edition }: Server): Caller | undefined {
  const query = request.query as Record<string, string | undefined>;
  const text =
    request.headers['x-octopus-apikey'] ?? request.headers['x-nuget-apikey'] ?? query.apikey ?? query.ApiKey;
  if (text === undefined) return undefined;
  const key = state.liveKeys().find((candidate) => candidate.key === text);
  const account = key && state.findAccount(key.userId);
  if (!key || !account) throw unauthorized(edition.unauthorized);
  key.lastUsed = new Date();
  return { account, key };
}

function byAccessToken(request: FastifyRequest, { state, edition }: Server): Caller | undefined {
  const token = /^Bearer (.+)$/i.exec(request.headers.authorization ?? '')?.[1];
  if (token === undefined) return undefined;
  const stored = state.accessTokens.get(token);
  const account = stored && stored.expires > state.now() ? state.findAccount(stored.userId) : undefined;
  if (!account) throw unauthorized(edition.unauthorized);
  return { account };
}

function bySession(request: FastifyRequest, { state, traits }: Server): Caller | undefined {
  const value = readCookies(request.headers.cookie).get(nameCookies(traits.installationId).identification);
  const session = state.sessions.find(({ identification }) => identification === value);
  const account = session && state.findAccount(session.userId);
  return session && account && { account, session };
}

function carriesToken(request: FastifyRequest, session: StoredSession): boolean {
  return request.headers['x-octopus-csrf-token'] === session.antiForgery;
}
