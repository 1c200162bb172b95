import { exportJWK, generateKeyPair, type JWTPayload, SignJWT } from 'jose';
import { type Served, serve } from '../serve.ts';

/** A CI system, as far as it gives its jobs an identity: an OpenID Connect issuer on a loopback address. */
export interface TokenIssuer extends AsyncDisposable {
  /** What its tokens have as `iss`. */
  readonly issuer: string;
  /** Paths that were asked for, in order. */
  readonly asked: readonly string[];
  /**
   * Signs a token with these claims; `iss`, and times for five minutes from now, are added where they are not given.
   * @param how `foreign key`: with a key that it does not publish
   */
  sign(claims: JWTPayload, how?: 'foreign key'): Promise<string>;
}

/** Starts an issuer with discovery and published keys. */
export async function startTokenIssuer(): Promise<TokenIssuer> {
  const [own, foreign] = await Promise.all([generateKeyPair('RS256'), generateKeyPair('RS256')]);
  const jwk = { ...(await exportJWK(own.publicKey)), kid: KEY_ID, alg: 'RS256', use: 'sig' };
  const asked: string[] = [];
  const served: Served = await serve((request, response) => {
    asked.push(request.url ?? '');
    const document = documents(served.url, jwk)[request.url ?? ''];
    response.writeHead(document ? 200 : 404, { 'content-type': 'application/json' });
    response.end(JSON.stringify(document ?? {}));
  });
  return {
    issuer: served.url,
    asked,
    sign: (claims, how) => {
      const now = Math.floor(Date.now() / 1_000);
      return new SignJWT({ iss: served.url, iat: now, nbf: now, exp: now + 300, ...claims })
        .setProtectedHeader({ alg: 'RS256', kid: KEY_ID, typ: 'JWT' })
        .sign(how === 'foreign key' ? foreign.privateKey : own.privateKey);
    },
    [Symbol.asyncDispose]: () => served[Symbol.asyncDispose](),
  };
}

const KEY_ID = 'fake-key-of-tests';

function documents(issuer: string, jwk: object): Record<string, object> {
  return {
    '/.well-known/openid-configuration': {
      issuer,
      jwks_uri: `${issuer}/keys`,
      id_token_signing_alg_values_supported: ['RS256'],
      response_types_supported: ['id_token'],
      subject_types_supported: ['public'],
    },
    '/keys': { keys: [jwk] },
  };
}
