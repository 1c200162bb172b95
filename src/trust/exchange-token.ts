import { z } from 'zod';
import { ApiFailure } from '../api/api-failure.ts';
import { readTokenOwner } from '../api/endpoints.ts';
import type { HttpClient } from '../api/http.ts';
import { newSince } from '../api/newness.ts';
import { anonymous, OctopusApi, openTokenApi } from '../api/octopus-api.ts';
import { ExchangedToken, type User } from '../api/schemas.ts';
import { StartupWait } from '../api/startup-wait.ts';
import { Failure } from '../core/failure.ts';
import type { Run } from '../core/run.ts';
import { shortenAddress } from '../core/text.ts';
import type { Secret } from '../secrets/secret.ts';
import { type Expected, explainRefusal } from './explain-refusal.ts';

/** What a server gave for the token of a job. */
export interface AccessToken {
  readonly token: Secret;
  /** When it was asked for, as `performance.now` tells it. */
  readonly askedAt: number;
  /** Milliseconds that it lives from then on. */
  readonly life: number;
}

/** Which server, and for whom. */
export interface Exchange {
  /** The server's address, with its virtual directory, without a slash at the end. */
  readonly url: string;
  /** Milliseconds to wait for a server that is still starting. */
  readonly wait: number;
  /** The service account's id, as its page in the portal shows it. */
  readonly audience: string;
  /** Whether an identity is known to be that of the job's token. */
  readonly isTrusted?: true;
}

// Facts 2.8, where the reply does not say it.
const USUAL_LIFE_MS = 3_600_000;

/**
 * Exchanges the token of a job for an access token (RFC 8693; facts 2.8). The job's token goes to the server alone, whatever that
 * calls the place where tokens are exchanged.
 * @throws Failure
 */
export async function exchangeToken(
  { url, wait, audience, isTrusted }: Exchange,
  jobToken: Secret,
  http: HttpClient,
  run: Run,
): Promise<AccessToken> {
  const api = new OctopusApi(http, url, anonymous);
  const endpoint = await run.step('find the token endpoint', `Asking ${url} where it exchanges tokens`, () =>
    readEndpoint(api, url, wait, run),
  );
  return await run.step('exchange the token', `Exchanging the job's token for ${audience}`, async () => {
    const askedAt = performance.now();
    try {
      const { access_token: token, expires_in: seconds } = await api.call(
        {
          ...{ method: 'POST', path: locate(endpoint, url), schema: ExchangedToken },
          ...{ attempt: "exchange the job's token for an access token", refusal: 'sign-in' },
          body: {
            grant_type: 'urn:ietf:params:oauth:grant-type:token-exchange',
            audience,
            subject_token: jobToken.reveal(),
            subject_token_type: 'urn:ietf:params:oauth:token-type:jwt',
          },
        },
        run.deadline,
      );
      if (seconds !== undefined && seconds <= 0) throw failEnded(seconds);
      return { token, askedAt, life: seconds === undefined ? USUAL_LIFE_MS : seconds * 1_000 };
    } catch (error) {
      throw explain(error, endpoint, jobToken, { audience, isTrusted, clockAhead: api.clockAhead });
    }
  });
}

function failEnded(seconds: number): Failure {
  return new Failure({
    kind: 'sign-in',
    attempt: "exchange the job's token for an access token",
    reason: `the server gave one that has ended already (expires_in is ${seconds})`,
    hint: "Check the server's clock.",
  });
}

/**
 * Has the server say whom an access token belongs to.
 * @throws Failure of kind `key`
 */
export function verifyToken({ token }: AccessToken, url: string, http: HttpClient, run: Run): Promise<User> {
  const api = openTokenApi(http, url, token, newSince());
  return run.step('verify the access token', 'Verifying the access token', () =>
    readTokenOwner(api, run.deadline),
  );
}

const DISCOVERY = '/.well-known/openid-configuration';

async function readEndpoint(api: OctopusApi, url: string, wait: number, run: Run): Promise<string> {
  using startup = new StartupWait(url, wait, run);
  const attempt = `find out where the server exchanges tokens (${DISCOVERY})`;
  const schema = z.looseObject({ token_endpoint: z.string().max(2_000) });
  try {
    const call = { method: 'GET', path: DISCOVERY, attempt, refusal: 'server', schema } as const;
    const { token_endpoint: named } = await api.call(call, run.deadline, startup);
    if (url + locate(named, url) !== named)
      run.info(`The server calls that ${shortenAddress(named)}; it is asked below ${url} alone.`);
    return named;
  } catch (error) {
    if (error instanceof ApiFailure && error.status === 404)
      throw error.retell('', (hint) => `${hint} ${TOO_OLD}`);
    throw error;
  }
}

const TOO_OLD = 'Servers before 2023.4 take no tokens of a CI system: with-key makes a key there.';

/**
 * Servers name that place by the address that they were given for themselves, which behind a reverse proxy is not the one that they are
 * reached at.
 * @returns the path of what a server names, below the server's address
 */
export function locate(endpoint: string, server: string): string {
  const { pathname: base } = new URL(`${server}/`);
  const address = URL.canParse(endpoint, `${server}/`) ? new URL(endpoint, `${server}/`) : undefined;
  if (!address || !/^https?:$/.test(address.protocol)) return DEFAULT_ENDPOINT;
  const { pathname, search } = address;
  return (pathname.startsWith(base) ? pathname.slice(base.length - 1) : pathname) + search;
}

// Facts 2.8.
const DEFAULT_ENDPOINT = '/api/token/v1';

/** @returns the failure of an exchange, with what may be wrong */
function explain(error: unknown, endpoint: string, jobToken: Secret, expected: Expected): unknown {
  if (!(error instanceof ApiFailure) || !error.refused || error.kind !== 'sign-in') return error;
  if (error.status === 404 || error.status === 405)
    return error.retell(`; it calls that place ${shortenAddress(endpoint)}`, (hint) => hint);
  return explainRefusal(error, jobToken, expected);
}
