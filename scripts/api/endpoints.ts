import type { Deadline } from '../run/deadline.ts';
import type { Secret } from '../secret/secret.ts';
import type { OctopusApi } from './octopus-api.ts';
import { readPages } from './read-pages.ts';
import type { Delay } from './retry-read.ts';
import { Anything, CreatedAccessToken, CreatedApiKey, ListedApiKey, User } from './schemas.ts';

/** Who the session belongs to (facts 3.3). A session that is not accepted here is a sign-in that failed. */
export function readSignedInUser(api: OctopusApi, deadline: Deadline): Promise<User> {
  const attempt = 'read who is signed in (/api/users/me)';
  return api.call(
    { method: 'GET', path: '/api/users/me', attempt, refusal: 'sign-in', schema: User },
    deadline,
  );
}

/** Who an API key belongs to; anything but an answer means that the key is not verified. */
export function readKeyOwner(api: OctopusApi, deadline: Deadline, delay: Delay): Promise<User> {
  const attempt = 'verify the key (GET /api/users/me)';
  const meaning = { refusal: 'key', silence: 'key' } as const;
  return api.call(
    { method: 'GET', path: '/api/users/me', attempt, ...meaning, schema: User },
    deadline,
    delay,
  );
}

/** What a key is asked for with: the first two are always sent, since servers differ in what they assume. */
export interface KeyRequest {
  readonly Purpose: string;
  /** ISO 8601; null: as long as the server allows. */
  readonly Expires: string | null;
  /** `ReadOnly`, on servers that know it. */
  readonly AccessLevel?: string;
  /** `AiAgent`, on servers that know it. */
  readonly ActorType?: string;
}

/** Makes a key; sent once, whatever happens (facts 2.1). */
export function createApiKey(
  api: OctopusApi,
  userId: string,
  body: KeyRequest,
  deadline: Deadline,
): Promise<CreatedApiKey> {
  const call = { method: 'POST', path: keysPath(userId), attempt: 'mint the key', refusal: 'key' } as const;
  return api.call({ ...call, body, schema: CreatedApiKey }, deadline);
}

/** All keys of a user, most recent first (facts 2.2). */
export function listApiKeys(api: OctopusApi, userId: string, deadline: Deadline): Promise<ListedApiKey[]> {
  const call = { path: keysPath(userId), attempt: 'read the key list', refusal: 'key' } as const;
  return readPages(api, call, ListedApiKey, deadline);
}

/** One key of a user, as the list shows it (facts 2.2). */
export function readApiKey(
  api: OctopusApi,
  userId: string,
  keyId: string,
  deadline: Deadline,
): Promise<ListedApiKey> {
  const call = { method: 'GET', attempt: `read the key ${keyId}`, refusal: 'key', silence: 'key' } as const;
  return api.call({ ...call, path: keyPath(userId, keyId), schema: ListedApiKey }, deadline);
}

/** Revokes a key (facts 2.2). */
export async function revokeApiKey(
  api: OctopusApi,
  userId: string,
  keyId: string,
  deadline: Deadline,
): Promise<void> {
  const path = keyPath(userId, keyId);
  await api.call(
    { method: 'DELETE', path, attempt: `revoke the key ${keyId}`, refusal: 'key', schema: Anything },
    deadline,
  );
}

/** Makes an access token for the caller: short-lived, and in no list (facts 2.6). */
export async function createAccessToken(api: OctopusApi, deadline: Deadline): Promise<Secret> {
  const call = { method: 'POST', path: '/api/users/access-token', refusal: 'key' } as const;
  const reply = await api.call(
    { ...call, attempt: 'get an access token', schema: CreatedAccessToken },
    deadline,
  );
  return reply.AccessToken;
}

/** Ends the session that the caller's cookies belong to (facts 1.8). */
export async function signOut(api: OctopusApi, deadline: Deadline): Promise<void> {
  const call = { method: 'POST', path: '/api/users/logout', attempt: 'sign out', refusal: 'server' } as const;
  await api.call({ ...call, schema: Anything }, deadline);
}

function keyPath(userId: string, keyId: string): string {
  return `${keysPath(userId)}/${encodeURIComponent(keyId)}`;
}

function keysPath(userId: string): string {
  return `/api/users/${encodeURIComponent(userId)}/apikeys`;
}
