import { MAX_ANSWER_SIZE } from '../core/body-limit.ts';
import type { Deadline } from '../core/deadline.ts';
import { failUseless } from './api-failure.ts';
import { askAnew, lookAt, type Sight } from './by-id.ts';
import { readWhole, requireItself } from './endpoints.ts';
import type { OctopusApi } from './octopus-api.ts';
import type { Patience } from './retry-read.ts';
import { Anything, CreatedIdentity, deletedOf, IdentityPage, ListedIdentity } from './schemas.ts';

// OpenID Connect identities of service accounts (facts 2.7).

/** What an identity is made of. An audience that is empty would fit no token, so there is one, or none. */
export interface IdentityRequest {
  readonly Name: string;
  readonly Issuer: string;
  readonly Subject: string;
  readonly Audience?: string;
}

/** The identities of a service account, and what its tokens are meant for. */
export interface IdentityList {
  readonly externalId: string;
  readonly identities: readonly ListedIdentity[];
}

const PAGE_SIZE = 100;

const LIST = { method: 'GET', refusal: 'key', attempt: 'read the list of identities' } as const;

/** All identities of a service account; the list is read anew where some of it may have been missed, or it may be another account's. */
export function listIdentities(api: OctopusApi, userId: string, deadline: Deadline): Promise<IdentityList> {
  return readWhole(LIST, async () => {
    const list = await listOnce(api, userId, deadline);
    if (typeof list === 'string' || list.identities.some(({ ServiceAccountId }) => ServiceAccountId != null))
      return list;
    // It does not say whose it is.
    const anew = await listAnew(api, userId, deadline);
    if (typeof anew === 'string' || anew.externalId === list.externalId) return anew;
    return `it gives ${list.externalId} for the tokens, and, asked again, ${anew.externalId}`;
  });
}

/** As `listIdentities`, at addresses to which nobody can have kept a reply. */
export function listIdentitiesAnew(
  api: OctopusApi,
  userId: string,
  deadline: Deadline,
): Promise<IdentityList> {
  return readWhole(LIST, () => listAnew(api, userId, deadline));
}

function listAnew(api: OctopusApi, userId: string, deadline: Deadline): Promise<IdentityList | string> {
  return askAnew((toAddress) => listOnce(api, userId, deadline, toAddress));
}

/** @returns what tells that some may have been missed, or that it is another account's, where something does */
async function listOnce(
  api: OctopusApi,
  userId: string,
  deadline: Deadline,
  toAddress = (path: string) => path,
): Promise<IdentityList | string> {
  const identities = new Map<string, ListedIdentity>();
  let length = 0;
  const measure = (text: string) => {
    length += text.length;
  };
  // Whether `Count` counts all of them, or those of the page, is not known: there are as many at the least.
  let total = 0;
  for (let skip = 0; ; ) {
    const path = toAddress(`${pathOf(userId)}/v1?skip=${skip}&take=${PAGE_SIZE}`);
    const page = await api.call({ ...LIST, path, schema: IdentityPage, measure }, deadline);
    const { OidcIdentities: found, Count, ExternalId: externalId } = page;
    const other = found.find(({ ServiceAccountId: owner }) => owner != null && owner !== userId);
    if (other) return `the identity ${other.Id} in it is another account's`;
    const known = identities.size;
    for (const each of found) identities.set(each.Id, each);
    skip += found.length;
    total = Math.max(total, Count ?? 0);
    const isRepeated = found.length > 0 && identities.size === known;
    // One that knows of no pages sends all of them each time.
    const isAllAgain = isRepeated && found.length === identities.size && identities.size >= total;
    if (isRepeated && !isAllAgain) return 'the same page came again';
    // A server may send shorter pages than it is asked for: what it counts is all only where it is more than the page.
    const isLast = isAllAgain || found.length === 0 || ((Count ?? 0) > found.length && skip >= total);
    if (!isLast && length > MAX_ANSWER_SIZE) throw failUseless(LIST, 'there is no end to the list');
    if (!isLast) continue;
    if (identities.size < total) return `of ${total}, ${identities.size} came`;
    return { externalId, identities: [...identities.values()] };
  }
}

/** One identity of a service account. */
export async function readIdentity(
  api: OctopusApi,
  userId: string,
  id: string,
  deadline: Deadline,
  patience?: Patience,
): Promise<ListedIdentity> {
  const call = { method: 'GET', refusal: 'key', attempt: `read the identity ${id}` } as const;
  const reading = api.call({ ...call, path: pathOf(userId, id), schema: ListedIdentity }, deadline, patience);
  return requireItself(await reading, id, call);
}

/** What the server itself shows of an identity: see `lookAt`. */
export function lookAtIdentity(
  api: OctopusApi,
  userId: string,
  id: string,
  deadline: Deadline,
): Promise<Sight> {
  const call = { method: 'GET', refusal: 'key', attempt: `read the identity ${id}` } as const;
  return lookAt(api, { ...call, path: pathOf(userId, id), schema: ListedIdentity }, id, deadline);
}

/**
 * Makes an identity; sent once, whatever happens.
 * @returns its id
 */
export async function createIdentity(
  api: OctopusApi,
  userId: string,
  request: IdentityRequest,
  deadline: Deadline,
): Promise<string> {
  const call = { method: 'POST', refusal: 'key', attempt: 'make the identity' } as const;
  const body = { ServiceAccountId: userId, ...request };
  const path = `${pathOf(userId)}/create/v1`;
  return (await api.call({ ...call, path, body, schema: CreatedIdentity }, deadline)).Id;
}

/** Changes an identity. */
export async function updateIdentity(
  api: OctopusApi,
  userId: string,
  id: string,
  request: IdentityRequest,
  deadline: Deadline,
): Promise<void> {
  const call = { method: 'PUT', refusal: 'key', attempt: `change the identity ${id}` } as const;
  const body = { Id: id, ServiceAccountId: userId, ...request };
  await api.call({ ...call, path: pathOf(userId, id), body, schema: Anything }, deadline);
}

/** Removes an identity. */
export async function removeIdentity(
  api: OctopusApi,
  userId: string,
  id: string,
  deadline: Deadline,
): Promise<void> {
  const call = { method: 'DELETE', refusal: 'key', attempt: `remove the identity ${id}` } as const;
  await api.call({ ...call, path: pathOf(userId, id), schema: deletedOf(id) }, deadline);
}

function pathOf(userId: string, id?: string): string {
  const all = `/api/serviceaccounts/${encodeURIComponent(userId)}/oidcidentities`;
  return id === undefined ? all : `${all}/${encodeURIComponent(id)}/v1`;
}
