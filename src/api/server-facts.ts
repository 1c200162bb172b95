import type { Deadline } from '../core/deadline.ts';
import { Failure } from '../core/failure.ts';
import { ApiFailure } from './api-failure.ts';
import type { HttpClient } from './http.ts';
import { anonymous, OctopusApi } from './octopus-api.ts';
import type { Patience } from './retry-read.ts';
import { AuthenticationDocument, RootDocument } from './schemas.ts';

/** Where the portal's login request goes, below the server's address, and where it went before 2017 (facts 1.1). */
export const LOGIN = '/api/users/login';
export const OLD_LOGIN = '/api/users/authenticate/usernamepassword';

/** What a server tells before anybody signs in. */
export interface ServerFacts {
  readonly version: string | undefined;
  readonly installationId: string | undefined;
  /** Display names of the authentication providers; undefined where the server does not list them. */
  readonly providers: readonly string[] | undefined;
  /** Whether the sign-in page has a form for user name and password; undefined where the server does not say. */
  readonly formsLogin: boolean | undefined;
  readonly userKeysEnabled: boolean;
  /** Longest life of a key in days; undefined where the server does not say. */
  readonly maxExpiryDays: number | undefined;
  /** Whether its portal signs in at the path of before 2017. */
  readonly hasOldLogin: boolean;
  /** How many milliseconds its clock is ahead of this machine's, where it tells. */
  readonly clockAhead?: number | undefined;
}

// Less comes of how long requests take, and of clocks that are as right as clocks are.
const MAX_CLOCK_DIFFERENCE_MS = 60_000;

/** @returns how many milliseconds a server's clock is ahead, where that makes a difference; else 0 */
export function readDifference({ clockAhead = 0 }: Pick<ServerFacts, 'clockAhead'>): number {
  return Math.abs(clockAhead) > MAX_CLOCK_DIFFERENCE_MS ? clockAhead : 0;
}

/** @returns what time it is by the server's clock */
export function readServerTime(server: Pick<ServerFacts, 'clockAhead'>): Date {
  return new Date(Date.now() + readDifference(server));
}

/** Judges what the server says of itself, before anybody proves who they are; may throw. */
export type CheckServer = (server: ServerFacts) => void;

/**
 * Reads the root and the authentication document, both anonymous.
 * @throws Failure of kind `server`, where there is no Octopus Server at that address
 */
export async function readServerFacts(
  http: HttpClient,
  server: string,
  deadline: Deadline,
  patience: Patience,
): Promise<ServerFacts> {
  const api = new OctopusApi(http, server, anonymous);
  const reading = readAuthentication(api, deadline, patience);
  // What is wrong with the root document says more, so it goes first.
  reading.catch(() => {});
  const root = await readRoot(api, deadline, patience);
  return { ...summarize(root, await reading), clockAhead: api.clockAhead };
}

function readRoot(api: OctopusApi, deadline: Deadline, patience: Patience): Promise<RootDocument> {
  const attempt = 'read the root document (/api)';
  return api.call(
    { method: 'GET', path: '/api', attempt, refusal: 'server', schema: RootDocument },
    deadline,
    patience,
  );
}

/** The oldest servers have no such document, and nothing in it is needed: what cannot be read is unknown. */
async function readAuthentication(
  api: OctopusApi,
  deadline: Deadline,
  patience: Patience,
): Promise<AuthenticationDocument> {
  const attempt = 'read the authentication document (/api/authentication)';
  const schema = AuthenticationDocument;
  try {
    const path = '/api/authentication';
    return await api.call({ method: 'GET', path, attempt, refusal: 'server', schema }, deadline, patience);
  } catch (error) {
    if (error instanceof ApiFailure && error.refused && error.status !== 429) return {};
    throw error;
  }
}

function summarize(root: RootDocument, authentication: AuthenticationDocument): ServerFacts {
  const providers = authentication.AuthenticationProviders ?? undefined;
  return {
    version: root.Version ?? undefined,
    installationId: root.InstallationId ?? undefined,
    providers: providers?.map(({ Name, DisplayName }) => DisplayName ?? Name),
    formsLogin: hasFormsLogin(providers?.map(({ FormsLoginEnabled }) => FormsLoginEnabled)),
    userKeysEnabled: authentication.UserApiKeysEnabled ?? true,
    maxExpiryDays: authentication.ApiKeyMaxExpiryDays ?? undefined,
    hasOldLogin: !!root.Links?.Authenticate_Octopus?.endsWith(OLD_LOGIN),
  };
}

function hasFormsLogin(enabled: readonly (boolean | null | undefined)[] = [undefined]): boolean | undefined {
  if (enabled.includes(true)) return true;
  return enabled.some((answer) => answer == null) ? undefined : false;
}

/**
 * @param lead what to do before anything else that is advised
 * @throws Failure of kind `sign-in`, where the server has no form for user name and password
 */
export function requireFormsLogin({ formsLogin, providers = [] }: ServerFacts, lead = ''): void {
  if (formsLogin !== false) return;
  const offered =
    providers.length > 0 ? `it offers: ${providers.join(', ')}` : 'it has no authentication provider at all';
  throw new Failure({
    kind: 'sign-in',
    attempt: 'sign in with user name and password',
    reason: `the server has no forms login (${offered})`,
    hint: `${lead}Name one of these with OCTOPUS_PROVIDER (--provider), or sign in yourself with --interactive.`,
  });
}
