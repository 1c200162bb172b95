import { createHash } from 'node:crypto';
import type { FastifyInstance } from 'fastify';
import type { Configuration } from 'openid-client';
import type { Server } from './caller.ts';
import { readCookies, writeSignInCookies } from './cookies.ts';
import { badRequest } from './errors.ts';
import { addressOf } from './links.ts';
import type { SingleSignOn } from './options.ts';

interface Beginning {
  readonly State?: { readonly RedirectAfterLoginTo?: string; readonly UsingSecureConnection?: boolean };
}

/** What is kept between the way to the provider and the way back. */
interface Journey {
  readonly nonce: string;
  readonly redirectTo: string;
  readonly secure: boolean;
  readonly isForgotten: boolean;
}

const STATE_COOKIE = 's';
const NONCE_COOKIE = 'n';

/** Signing in by an identity provider (facts: other providers): the way there, which is no part of the API, and the way back with an ID token. */
export function addSingleSignOnRoutes(api: FastifyInstance, server: Server): void {
  const { singleSignOn } = server.traits;
  if (!singleSignOn) return;
  const journeys = new Map<string, Journey>();
  const discovering = once(() => discover(singleSignOn));
  let hasBegun = false;

  api.post<{ Body: Beginning | null }>(beginPath(singleSignOn), async (request, reply) => {
    const client = require('openid-client') as typeof import('openid-client');
    const [state, nonce] = [client.randomState(), client.randomNonce()];
    const { RedirectAfterLoginTo: redirectTo = '/app', UsingSecureConnection = false } =
      request.body?.State ?? {};
    const isForgotten =
      singleSignOn.forgets === 'refused each time' ||
      (!!singleSignOn.forgets && (!hasBegun || readCookies(request.headers.cookie).has(STATE_COOKIE)));
    hasBegun = true;
    journeys.set(state, { nonce, redirectTo, secure: UsingSecureConnection, isForgotten });
    const url = client.buildAuthorizationUrl(await discovering(), {
      redirect_uri: addressOf(request, server) + redirectPath(singleSignOn),
      response_type: 'id_token',
      response_mode: 'form_post',
      scope: 'openid profile email',
      state,
      nonce,
    });
    const attributes = `; max-age=1200; path=/; HttpOnly${UsingSecureConnection ? '; Secure' : ''}`;
    return reply
      .header('set-cookie', [
        `${STATE_COOKIE}=${hash(state)}${attributes}`,
        `${NONCE_COOKIE}=${hash(nonce)}${attributes}`,
      ])
      .send({ ExternalAuthenticationUrl: url.href });
  });

  api.post<{ Body: Record<string, string> | null }>(redirectPath(singleSignOn), async (request, reply) => {
    const fields = request.body ?? {};
    const journey = requireJourney(fields, readCookies(request.headers.cookie), journeys);
    if (journey.isForgotten && singleSignOn.forgets === 'sent to the sign-in page')
      return reply.redirect(`${server.traits.virtualDirectory}/app#/users/sign-in`, 302);
    if (journey.isForgotten) throw badRequest('User login failed: Missing State Hash Cookie.');
    const claims = await checkToken(
      fields,
      journey,
      addressOf(request, server) + redirectPath(singleSignOn),
      await discovering(),
    );
    const wanted = [claims.email, claims.preferred_username].map((name) => String(name).toLowerCase());
    const account = server.state.accounts.find(
      ({ username, email, isActive, isService }) =>
        isActive && !isService && (wanted.includes(username) || wanted.includes(email)),
    );
    if (!account)
      throw badRequest(
        `User login failed: ${claims.email} is not known to this server, and new users are not let in.`,
      );
    const { traits, edition, state } = server;
    const manner = { remember: true, secure: journey.secure };
    const lines = writeSignInCookies(state.openSession(account.id), traits, edition, manner);
    return reply.header('set-cookie', lines).redirect(journey.redirectTo, 302);
  });
}

/** @throws ServerError 400, unless the state is one that was given to this very browser */
function requireJourney(
  { state = '' }: Record<string, string>,
  cookies: Map<string, string>,
  journeys: Map<string, Journey>,
): Journey {
  if (!cookies.has(STATE_COOKIE)) throw badRequest('User login failed: Missing State Hash Cookie.');
  if (!cookies.has(NONCE_COOKIE)) throw badRequest('User login failed: Missing Nonce Hash Cookie.');
  const journey = journeys.get(state);
  journeys.delete(state);
  if (
    !journey ||
    cookies.get(STATE_COOKIE) !== hash(state) ||
    cookies.get(NONCE_COOKIE) !== hash(journey.nonce)
  ) {
    throw badRequest('User login failed: Invalid State.');
  }
  return journey;
}

/** The signature, the issuer, the audience, the times and the nonce are checked by a client library. */
async function checkToken(
  fields: Record<string, string>,
  { nonce }: Journey,
  address: string,
  configuration: Configuration,
): Promise<Record<string, unknown>> {
  const client = require('openid-client') as typeof import('openid-client');
  const answer = new Request(address, {
    method: 'POST',
    body: new URLSearchParams(fields),
  });
  try {
    const checks = { expectedState: fields.state ?? '' };
    return { ...(await client.implicitAuthentication(configuration, answer, nonce, checks)) };
  } catch (error) {
    throw badRequest(`User login failed: ${fields.error_description ?? (error as Error).message}.`);
  }
}

/** A provider is asked what it is when somebody first comes, and not again. */
function once<T>(work: () => Promise<T>): () => Promise<T> {
  let done: Promise<T> | undefined;
  return () => {
    done ??= work();
    return done;
  };
}

function discover({ issuer, clientId }: SingleSignOn): Promise<Configuration> {
  const client = require('openid-client') as typeof import('openid-client');
  return client.discovery(new URL(issuer), clientId, undefined, client.None(), {
    execute: [client.allowInsecureRequests, client.useIdTokenResponseType],
  });
}

/** @returns the path where a sign-in with a provider begins */
function beginPath({ name }: Pick<SingleSignOn, 'name'>): string {
  return `/users/authenticate/${encodeURIComponent(name)}`;
}

/** @returns the path that a provider sends people back to */
export function redirectPath({ name }: Pick<SingleSignOn, 'name'>): string {
  return `/api/users/authenticatedToken/${encodeURIComponent(name)}`;
}

function hash(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
