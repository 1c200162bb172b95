import type { Deadline } from '../run/deadline.ts';
import type { OctopusApi } from './octopus-api.ts';
import type { Delay } from './retry-read.ts';
import { Anything, ApiKeyPage, CreatedApiKey, type ListedApiKey, User } from './schemas.ts';

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

/** What a key is asked for with: both fields are always sent, since servers differ in what they assume. */
export interface KeyRequest {
  readonly Purpose: string;
  /** ISO 8601; null: as long as the server allows. */
  readonly Expires: string | null;
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

const PAGE_SIZE = 100;

/** All keys of a user, most recent first, page by page (facts 2.2). */
export async function listApiKeys(
  api: OctopusApi,
  userId: string,
  deadline: Deadline,
): Promise<ListedApiKey[]> {
  const call = { method: 'GET', attempt: 'read the key list', refusal: 'key', schema: ApiKeyPage } as const;
  const keys = new Map<string, ListedApiKey>();
  for (let skip = 0; ; ) {
    const page = await api.call(
      { ...call, path: `${keysPath(userId)}?skip=${skip}&take=${PAGE_SIZE}` },
      deadline,
    );
    // By id, since a key made meanwhile moves the others to the next page.
    for (const key of page.Items) keys.set(key.Id, key);
    skip += page.Items.length;
    if (page.Items.length === 0 || skip >= (page.TotalResults ?? 0)) return [...keys.values()];
  }
}

/** Revokes a key (facts 2.2). */
export async function revokeApiKey(
  api: OctopusApi,
  userId: string,
  keyId: string,
  deadline: Deadline,
): Promise<void> {
  const path = `${keysPath(userId)}/${encodeURIComponent(keyId)}`;
  await api.call(
    { method: 'DELETE', path, attempt: `revoke the key ${keyId}`, refusal: 'key', schema: Anything },
    deadline,
  );
}

/** Ends the session that the caller's cookies belong to (facts 1.8). */
export async function signOut(api: OctopusApi, deadline: Deadline): Promise<void> {
  const call = { method: 'POST', path: '/api/users/logout', attempt: 'sign out', refusal: 'server' } as const;
  await api.call({ ...call, schema: Anything }, deadline);
}

function keysPath(userId: string): string {
  return `/api/users/${encodeURIComponent(userId)}/apikeys`;
}
