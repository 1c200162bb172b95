import { z } from 'zod';
import { shortenToLine } from '../core/shorten.ts';
import type { Secret } from '../secrets/secret.ts';

/** What the token of a job says that a server goes by. None of it is a secret: who holds it holds no token. */
export interface Claims {
  readonly issuer: string | undefined;
  readonly subject: string | undefined;
  readonly audiences: readonly string[];
  /** Milliseconds, as `Date.now` tells them. */
  readonly expiresAt: number | undefined;
  readonly notBefore: number | undefined;
}

const text = z.string().optional().catch(undefined);
const instant = z
  .number()
  .transform((seconds) => seconds * 1_000)
  .optional()
  .catch(undefined);

const Payload = z.looseObject({
  iss: text,
  sub: text,
  aud: z
    .union([z.string(), z.array(z.string())])
    .optional()
    .catch(undefined),
  exp: instant,
  nbf: instant,
});

/**
 * Reads a token without judging it: that is the server's to do (RFC 7519 4.1).
 * @returns undefined where it holds no claims
 */
export function readClaims(token: Secret): Claims | undefined {
  const { decodeJwt } = require('jose') as typeof import('jose');
  try {
    const { iss, sub, aud, exp, nbf } = Payload.parse(decodeJwt(token.reveal()));
    return {
      ...{ issuer: iss, subject: sub, expiresAt: exp, notBefore: nbf },
      audiences: aud === undefined ? [] : [aud].flat(),
    };
  } catch {
    return undefined;
  }
}

const MAX_LENGTH = 500;

/** @returns the claims in a sentence's part, without what could be a secret in them */
export function describeClaims({ issuer, subject, audiences, expiresAt }: Claims): string {
  const say = (name: string, value: string | undefined) =>
    value === undefined ? `no ${name}` : `${name} "${shortenToLine(value, MAX_LENGTH)}"`;
  return [
    say('issuer', issuer),
    say('subject', subject),
    say('audience', audiences.length > 0 ? audiences.join(', ') : undefined),
    expiresAt === undefined ? 'no end' : `end ${formatInstant(expiresAt)}`,
  ].join(', ');
}

/** @returns an instant as ISO 8601; what is none as it is */
export function formatInstant(at: number): string {
  return Number.isNaN(new Date(at).getTime()) ? String(at) : new Date(at).toISOString().replace('.000Z', 'Z');
}
