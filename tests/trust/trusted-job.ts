import type { JWTPayload } from 'jose';
import type { StandIn, StandInOptions } from '../../stand-in/stand-in.ts';
import { type Served, serve } from '../serve.ts';
import { startTokenIssuer, type TokenIssuer } from './token-issuer.ts';

/** The account of the stand-in that jobs are trusted as. */
const SERVICE_ACCOUNT = 'Users-4';

export const SUBJECT = 'repo:acme/shop:ref:refs/heads/main';

/** A server that trusts the jobs of a CI system. */
export interface TrustedJob extends AsyncDisposable {
  readonly server: StandIn;
  readonly issuer: TokenIssuer;
  /** What tokens have to be for. */
  readonly audience: string;
  /** Address, and service account: what a command needs beside a token. */
  readonly env: Readonly<Record<string, string>>;
  /** @returns a token of a job, which is trusted unless these claims say otherwise */
  sign(claims?: JWTPayload, how?: 'foreign key'): Promise<string>;
}

/** @param identity what it has beyond the usual, or in its place; null: the account has none */
export async function startTrustedJob(
  startServer: (options: StandInOptions) => Promise<StandIn>,
  options: StandInOptions = {},
  identity: object | null = {},
): Promise<TrustedJob> {
  const server = await startServer({ edition: '2026', takesLoopbackIssuers: true, ...options });
  const issuer = await startTokenIssuer();
  const headers = { 'X-Octopus-ApiKey': server.addKey('test').key, 'content-type': 'application/json' };
  const identities = `${server.url}/api/serviceaccounts/${SERVICE_ACCOUNT}/oidcidentities`;
  const list = await fetch(`${identities}/v1?skip=0&take=30`, { headers });
  const { ExternalId: audience } = (await list.json()) as { ExternalId: string };
  const body = JSON.stringify({ Name: 'CI', Issuer: issuer.issuer, Subject: SUBJECT, ...identity });
  if (identity) await fetch(`${identities}/create/v1`, { method: 'POST', headers, body });
  return {
    ...{ server, issuer, audience },
    env: { OCTOPUS_URL: server.url, OCTOPUS_SERVICE_ACCOUNT_ID: audience },
    sign: (claims, how) => issuer.sign({ sub: SUBJECT, aud: audience, ...claims }, how),
    [Symbol.asyncDispose]: () => issuer[Symbol.asyncDispose](),
  };
}

/** What a runner of GitHub Actions gives a job that may ask for tokens. */
export interface FakeGithub extends Served {
  readonly env: Readonly<Record<string, string>>;
  readonly requestToken: string;
  /** The tokens that it has given. */
  readonly given: readonly string[];
  /** Paths that were asked for. */
  readonly asked: readonly string[];
}

/**
 * Imitates the place where a job of GitHub Actions asks for its token (docs.github.com, OpenID Connect reference): with the request
 * token and an audience, by default the owner's address.
 * @param failures how many requests are answered 503 before it is there
 */
export async function serveGithub({ issuer }: Pick<TrustedJob, 'issuer'>, failures = 0): Promise<FakeGithub> {
  const requestToken = `eyJmYWtlLXJlcXVlc3Q.${Buffer.from('fake-request-token-canary').toString('base64url')}.c2lnbmVk`;
  const given: string[] = [];
  const asked: string[] = [];
  const served = await serve(async ({ url = '', headers }, reply) => {
    asked.push(url);
    const { pathname, searchParams } = new URL(url, 'http://nobody');
    const isKnown = pathname === '/jobs/7/idtoken' && searchParams.get('api-version') === '2.0';
    if (asked.length <= failures) return reply.writeHead(503).end();
    if (!isKnown || headers.authorization !== `Bearer ${requestToken}`) return reply.writeHead(401).end();
    const token = await issuer.sign({
      ...{ jti: 'fake-job', sub: SUBJECT, aud: searchParams.get('audience') ?? 'https://github.com/acme' },
      ...{ repository: 'acme/shop', repository_owner: 'acme', ref: 'refs/heads/main', run_id: '7' },
    });
    given.push(token);
    return reply
      .writeHead(200, { 'content-type': 'application/json' })
      .end(JSON.stringify({ count: token.length, value: token }));
  });
  return {
    ...{ url: served.url, requestToken, given, asked },
    env: {
      GITHUB_ACTIONS: 'true',
      ACTIONS_ID_TOKEN_REQUEST_URL: `${served.url}/jobs/7/idtoken?api-version=2.0`,
      ACTIONS_ID_TOKEN_REQUEST_TOKEN: requestToken,
    },
    [Symbol.asyncDispose]: () => served[Symbol.asyncDispose](),
  };
}
