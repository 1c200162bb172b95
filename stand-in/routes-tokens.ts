import type { FastifyInstance } from 'fastify';
import type { JWTPayload } from 'jose';
import type { Server } from './caller.ts';
import { ServerError } from './errors.ts';
import { addressOf } from './links.ts';
import { ACCESS_TOKEN_SECONDS, type Identity } from './state.ts';

interface Exchange {
  readonly grant_type?: string;
  readonly audience?: string;
  readonly subject_token?: string;
  readonly subject_token_type?: string;
}

const GRANT_TYPE = 'urn:ietf:params:oauth:grant-type:token-exchange';
const JWT = 'urn:ietf:params:oauth:token-type:jwt';
const ACCESS_TOKEN = 'urn:ietf:params:oauth:token-type:access_token';
const TOKEN_PATH = '/api/token/v1';

/** Access tokens for tokens of others, whom service accounts trust (facts: token exchange). */
export function addTokenRoutes(api: FastifyInstance, server: Server): void {
  if (!server.edition.hasIdentities) return;

  api.get('/.well-known/openid-configuration', async (request) => {
    const issuer = addressOf(request, server);
    return { issuer, token_endpoint: issuer + TOKEN_PATH };
  });

  api.post<{ Body: Exchange | null }>(TOKEN_PATH, async ({ body }) => {
    const { grant_type, audience = '', subject_token = '', subject_token_type } = body ?? {};
    if (grant_type !== GRANT_TYPE) throw refuse(`The grant_type must be ${GRANT_TYPE}.`);
    if (subject_token_type !== JWT) throw refuse(`The subject_token_type must be ${JWT}.`);
    const account = server.state.accounts.find((each) => each.isService && each.externalId === audience);
    const identity = account && (await findMatching(subject_token, account.externalId, account.id, server));
    // One sentence, whatever is wrong: the account, the issuer, the subject, the audience, the time or the signature.
    if (!identity || !account.isActive) throw refuse(describeMismatch(subject_token));
    return {
      access_token: server.state.addAccessToken(account.id),
      issued_token_type: ACCESS_TOKEN,
      token_type: 'Bearer',
      expires_in: ACCESS_TOKEN_SECONDS,
    };
  });
}

/** @returns the identity that a token is of, undefined where there is none or it is not what its issuer has signed */
async function findMatching(
  token: string,
  externalId: string,
  userId: string,
  { state }: Server,
): Promise<Identity | undefined> {
  const { iss, sub } = readClaims(token);
  const candidates = state.identities.filter(
    (identity) =>
      identity.userId === userId && identity.issuer === iss && matches(identity.subject, sub ?? ''),
  );
  for (const identity of candidates)
    if (await isSigned(token, identity.issuer, identity.audience ?? externalId)) return identity;
  return undefined;
}

/** The signature, the audience and the times are checked by a library, with the keys that the issuer publishes. */
async function isSigned(token: string, issuer: string, audience: string): Promise<boolean> {
  const { createRemoteJWKSet, jwtVerify } = require('jose') as typeof import('jose');
  try {
    const reply = await fetch(`${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`);
    const { jwks_uri } = (await reply.json()) as { jwks_uri: string };
    await jwtVerify(token, createRemoteJWKSet(new URL(jwks_uri)), {
      ...{ issuer, audience },
      requiredClaims: ['exp'],
    });
    return audience !== '';
  } catch {
    return false;
  }
}

/** `*` stands for any characters, `?` for one, and case counts (facts: identities). */
function matches(pattern: string, subject: string): boolean {
  const escaped = pattern.replace(/[.+^${}()|[\]\\]/g, '\\$&');
  const source = escaped.replace(/\*+/g, '.*').replaceAll('?', '.');
  return new RegExp(`^${source}$`, 's').test(subject);
}

function describeMismatch(token: string): string {
  const { iss = '', sub = '', aud = '' } = readClaims(token);
  return `Could not find matching identity for presented assertions. Assertions - Issuer: '${iss}', Subject: '${sub}', Audience: '${aud}'`;
}

function readClaims(token: string): JWTPayload {
  const { decodeJwt } = require('jose') as typeof import('jose');
  try {
    return decodeJwt(token);
  } catch {
    return {};
  }
}

function refuse(description: string): ServerError {
  return new ServerError(400, { error: 'invalid_request', error_description: description });
}
