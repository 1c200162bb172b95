import type { z } from 'zod';
import { MAX_ANSWER_SIZE } from '../core/body-limit.ts';
import type { Deadline } from '../core/deadline.ts';
import { findNamed, isSameName } from '../core/text.ts';
import type { Secret } from '../secrets/secret.ts';
import { ApiFailure, type Attempt, failUseless } from './api-failure.ts';
import { askAnew, lookAt, type Sight } from './by-id.ts';
import { isNew, NEWNESS_INTERVAL_MS, newSince } from './newness.ts';
import type { ApiCall, OctopusApi } from './octopus-api.ts';
import type { Patience } from './retry-read.ts';
import {
  Anything,
  CreatedAccessToken,
  CreatedApiKey,
  deletedOf,
  ListedApiKey,
  pageOf,
  Team,
  User,
} from './schemas.ts';

const READ_ME = { method: 'GET', path: '/api/users/me', schema: User } as const;

const READ_CALLER = { ...READ_ME, attempt: 'read who is signed in (/api/users/me)' } as const;

/** Who the session belongs to (facts 3.3). A session that is not accepted here is a sign-in that failed. */
export function readSignedInUser(api: OctopusApi, deadline: Deadline): Promise<User> {
  return api.call({ ...READ_CALLER, refusal: 'sign-in' }, deadline);
}

/** As `readSignedInUser`, where nothing else tells whose session it is. */
export function readSessionHolder(api: OctopusApi, deadline: Deadline): Promise<User> {
  return readConfirmed(api, { ...READ_CALLER, refusal: 'sign-in' }, deadline);
}

/** Who comes in by an API key. That it is not valid is the server's own word alone: whatever else is answered says nothing of the key. */
export function readKeyHolder(api: OctopusApi, deadline: Deadline): Promise<User> {
  return readConfirmed(api, { ...READ_CALLER, refusal: 'server', stranger: 'sign-in' }, deadline);
}

/** A refusal counts where it is said twice: the first may be the reply to somebody else, or one that was kept; and so does who it is then. */
async function readConfirmed(api: OctopusApi, call: ApiCall<typeof User>, deadline: Deadline): Promise<User> {
  return await readHolder(api, call, deadline).catch(async (error: unknown) => {
    if (!(error instanceof ApiFailure) || error.status !== 401 || !error.reply?.isServers) throw error;
    const read = () => askAnew(askFor(api, call, deadline), () => Promise.reject(error));
    const user = await read();
    return requireItself(user, (await read()).Id, call);
  });
}

/** Something on the way may have kept, or mixed up, the reply to somebody else: it is asked again. */
async function readHolder(api: OctopusApi, call: ApiCall<typeof User>, deadline: Deadline): Promise<User> {
  const user = await api.call(call, deadline);
  const { Id } = await askAnew(askFor(api, call, deadline), async () => user);
  return requireItself(user, Id, call);
}

/** @returns what makes a call at the address that it is given */
function askFor<Schema extends z.ZodType>(
  api: OctopusApi,
  call: ApiCall<Schema>,
  deadline: Deadline,
  patience?: Patience,
): (toAddress: (path: string) => string) => Promise<z.output<Schema>> {
  return (toAddress) => api.call({ ...call, path: toAddress(call.path) }, deadline, patience);
}

/**
 * Who an API key belongs to; anything but an answer means that the key is not verified. The session has asked the same before, and a gateway
 * that keeps replies by their address would answer with what it was told.
 */
export function readKeyOwner(api: OctopusApi, deadline: Deadline, patience?: Patience): Promise<User> {
  return verifyOwner(api, 'verify the key (GET /api/users/me)', deadline, patience);
}

/** Who an access token belongs to; anything but an answer means that it is not verified. */
export function readTokenOwner(api: OctopusApi, deadline: Deadline): Promise<User> {
  return verifyOwner(api, 'verify the access token (GET /api/users/me)', deadline);
}

function verifyOwner(
  api: OctopusApi,
  attempt: string,
  deadline: Deadline,
  patience?: Patience,
): Promise<User> {
  const call = { ...READ_ME, attempt, refusal: 'key', silence: 'key' } as const;
  return askAnew(askFor(api, call, deadline, patience));
}

/** What a key is asked for with: the first two are always sent, since servers differ in what they assume, the others only where somebody asked. */
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
  // Something on the way may have answered with the list that somebody else asked for.
  const findOthers = (keys: readonly ListedApiKey[]) => {
    const other = keys.find(({ UserId }) => UserId != null && UserId !== userId);
    return other && `the key ${other.Id} in it is another user's`;
  };
  return readPages(api, call, ListedApiKey, deadline, findOthers);
}

// As many as a server lists by itself (facts 2.2).
const NEWEST = 30;

/** The keys of a user that were made last, in one request. */
export async function listNewestApiKeys(
  api: OctopusApi,
  userId: string,
  deadline: Deadline,
): Promise<ListedApiKey[]> {
  const call = { method: 'GET', attempt: 'read the key list', refusal: 'key' } as const;
  const path = `${keysPath(userId)}?skip=0&take=${NEWEST}`;
  return (await api.call({ ...call, path, schema: pageOf(ListedApiKey) }, deadline)).Items;
}

/** One key of a user, as the list shows it (facts 2.2). */
export async function readApiKey(
  api: OctopusApi,
  userId: string,
  keyId: string,
  deadline: Deadline,
): Promise<ListedApiKey> {
  const call = { method: 'GET', attempt: `read the key ${keyId}`, refusal: 'key', silence: 'key' } as const;
  const key = await api.call({ ...call, path: keyPath(userId, keyId), schema: ListedApiKey }, deadline);
  return requireItself(key, keyId, call);
}

/** What the server itself shows of a key: see `lookAt`. */
export function lookAtApiKey(
  api: OctopusApi,
  userId: string,
  keyId: string,
  deadline: Deadline,
): Promise<Sight> {
  const call = { method: 'GET', attempt: `read the key ${keyId}`, refusal: 'key' } as const;
  return lookAt(api, { ...call, path: keyPath(userId, keyId), schema: ListedApiKey }, keyId, deadline);
}

/**
 * Something on the way may have stored the reply to another request.
 * @returns what was read, which is what was asked for by its id
 * @throws ApiFailure
 */
export function requireItself<Found extends { readonly Id: string }>(
  found: Found,
  id: string,
  { refusal: kind, attempt }: Attempt,
): Found {
  if (found.Id === id) return found;
  const reason = `the server answered with another one, ${found.Id}`;
  const hint =
    'Check what stands between this machine and the server: it must not store the replies of the API.';
  throw new ApiFailure({ kind, attempt, reason, hint });
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
    { method: 'DELETE', path, attempt: `revoke the key ${keyId}`, refusal: 'key', schema: deletedOf(keyId) },
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

const PAGE_SIZE = 100;

// Some ten thousand users, as servers list them.
const MAX_COLLECTION_LENGTH = 5 * MAX_ANSWER_SIZE;

const MAX_READS = 5;

type CollectionCall = Attempt & { readonly path: string };

/**
 * Reads a collection page by page (facts 2.2), and anew where some of it may have been missed.
 * @param findFlaw tells what else shows that it is not what was asked for, where something does
 * @returns all of its items, in the server's order
 * @throws ApiFailure
 */
async function readPages<Item extends z.ZodType<{ Id: string }>>(
  api: OctopusApi,
  call: CollectionCall,
  item: Item,
  deadline: Deadline,
  findFlaw: (items: readonly z.infer<Item>[]) => string | undefined = () => undefined,
): Promise<z.infer<Item>[]> {
  return await readWhole(call, async () => {
    const items = await readPagesOnce(api, call, item, deadline);
    return typeof items === 'string' ? items : (findFlaw(items) ?? items);
  });
}

/**
 * Reads a list anew where some of it may have been missed.
 * @param readOnce returns the list, or what tells that it is not whole
 * @throws ApiFailure, where that does not help; what `readOnce` throws
 */
export async function readWhole<List extends object>(
  { refusal: kind, attempt }: Attempt,
  readOnce: () => Promise<List | string>,
): Promise<List> {
  let flaw = '';
  for (let read = 1; read <= MAX_READS; read += 1) {
    const list = await readOnce();
    if (typeof list !== 'string') return list;
    flaw = list;
  }
  const reason = `it was not whole, or not what was asked for, each time that it was read: ${flaw}`;
  const hint = 'Run again; check what stands between this machine and the server, if that does not help.';
  throw new ApiFailure({ kind, attempt, reason, hint });
}

/** @returns what tells that some may have been missed, where something does */
async function readPagesOnce<Item extends z.ZodType<{ Id: string }>>(
  api: OctopusApi,
  { path, ...call }: CollectionCall,
  item: Item,
  deadline: Deadline,
): Promise<z.infer<Item>[] | string> {
  const schema = pageOf(item);
  const items = new Map<string, z.infer<Item>>();
  let length = 0;
  const measure = (text: string) => {
    length += text.length;
  };
  let total = 0;
  for (let skip = 0; ; ) {
    const query = `${path.includes('?') ? '&' : '?'}skip=${skip}&take=${PAGE_SIZE}`;
    const page = await api.call({ ...call, method: 'GET', path: path + query, schema, measure }, deadline);
    if (length > MAX_COLLECTION_LENGTH) throw failUseless(call, 'there is no end to the list');
    // One that goes meanwhile moves the others to the page before, which has been read.
    if (page.TotalResults != null && page.TotalResults < total) return 'it grew shorter';
    total = page.TotalResults ?? total;
    // By id, since one that is made meanwhile moves the others to the next page.
    const known = items.size;
    for (const each of page.Items) items.set(each.Id, each);
    skip += page.Items.length;
    // Where it does not say of how many, or of fewer than came, the last page is one that has nothing new.
    const isCounted = page.TotalResults != null && page.TotalResults >= skip;
    const isLast = isCounted ? skip === page.TotalResults : items.size === known;
    if (page.Items.length > 0 && !isLast) continue;
    return items.size < total ? `of ${total}, ${items.size} came` : [...items.values()];
  }
}

/**
 * @returns the account of that name, whatever it is; undefined where there is none
 * @throws ApiFailure, where several have it but for letter case, and none exactly
 */
export async function findAccount(
  api: OctopusApi,
  name: string,
  deadline: Deadline,
): Promise<User | undefined> {
  const call = { attempt: `look for the account ${name}`, refusal: 'key' } as const;
  // Older servers know no filter, and list all.
  const path = `/api/users?filter=${encodeURIComponent(name)}`;
  const { account } = await readWhole(call, async () => {
    const users = await readPages(api, { ...call, path }, User, deadline);
    const [found, ...others] = findNamed(users, ({ Username }) => Username, name);
    if (others.length > 0) throw failAmbiguous([found, ...others] as User[], call);
    return (found && (await findOtherName(api, found, name, call, deadline))) ?? { account: found };
  });
  return account;
}

function failAmbiguous(accounts: readonly User[], { refusal: kind, attempt }: Attempt): ApiFailure {
  const told = accounts.map(({ Id, Username }) => `${Id} (${Username})`).join(', ');
  const hint = 'Name the one that is meant as it is written there.';
  return new ApiFailure({ kind, attempt, reason: `several have that name: ${told}`, hint });
}

/**
 * A list of accounts may be from before one was given another name, and its own to another: it is asked for by its id.
 * @returns what tells so; undefined where nothing does
 */
async function findOtherName(
  api: OctopusApi,
  { Id }: User,
  name: string,
  attempt: Attempt,
  deadline: Deadline,
): Promise<string | undefined> {
  const path = `/api/users/${encodeURIComponent(Id)}`;
  const call = { ...attempt, method: 'GET', path, schema: User } as const;
  const asking = askAnew<User | undefined>(askFor(api, call, deadline), async () => undefined);
  const now = await asking.catch((error: unknown) => {
    // Who may list accounts need not be allowed to read each.
    if (error instanceof ApiFailure && error.status === 403) return undefined;
    throw error;
  });
  const { Username } = now ? requireItself(now, Id, call) : { Username: undefined };
  if (Username == null || isSameName(Username, name)) return undefined;
  return `the account ${Id} in it is called ${Username} by now`;
}

/**
 * Makes a service account: no password, no sign-in, only API keys (Clients UserRepository.cs).
 * @param isAgent whether it is to be an AI agent's (docs api users.md); a server that does not know that makes an ordinary one
 */
export function createServiceAccount(
  api: OctopusApi,
  name: string,
  isAgent: boolean,
  deadline: Deadline,
): Promise<User> {
  const call = { method: 'POST', path: '/api/users', refusal: 'key' } as const;
  const type = isAgent ? { ServiceAccountType: 'Agent' } : {};
  const body = { Username: name, DisplayName: name, IsService: true, IsActive: true, ...type };
  const attempt = `make the service account ${name}`;
  return api.call({ ...call, attempt, body, schema: User }, deadline);
}

/** All teams of the system (docs api teams.md). */
export function listTeams(api: OctopusApi, deadline: Deadline): Promise<Team[]> {
  return readPages(
    api,
    { path: '/api/teams', attempt: 'read the list of teams', refusal: 'key' },
    Team,
    deadline,
  );
}

/**
 * Puts a user in a team, whose other members stay. A change sends the whole of a team: it is read right before, since in a list that was
 * read a while ago somebody may stand who was taken out meanwhile, and another team have the name.
 * @param wanted what the team was found by, its name or its id
 * @throws ApiFailure, where the server does not say who is in it, or does not say afterwards that the user is
 */
export async function addToTeam(
  api: OctopusApi,
  { Id, Name }: Team,
  wanted: string,
  userId: string,
  deadline: Deadline,
): Promise<void> {
  const call = { attempt: `put the account in the team ${Name}`, refusal: 'key' } as const;
  const path = `/api/teams/${encodeURIComponent(Id)}`;
  // What was kept may have members who were taken out meanwhile.
  const ask = askFor(api, { ...call, method: 'GET', path, schema: Team }, deadline);
  const read = async () => requireItself(await askAnew(ask), Id, call);
  const isIn = (team: Partial<Team> | undefined) =>
    team?.Id === Id && team.MemberUserIds?.includes(userId) === true;
  const team = await read();
  if (wanted !== Id && !isSameName(team.Name, wanted)) throw failRenamed(team, call);
  if (isIn(team)) return;
  if (!team.MemberUserIds)
    throw failUseless(call, 'the server does not say who is in it, and would have nobody else there');
  const body = { ...team, MemberUserIds: [...team.MemberUserIds, userId] };
  const reply = await api.call({ ...call, method: 'PUT', path, body, schema: Anything }, deadline);
  // It may be the reply to another request, and another node may not know of it yet.
  for (const newUntil = newSince(); !isIn(Team.safeParse(reply).data) && !isIn(await read()); ) {
    if (!isNew(newUntil)) throw failUseless(call, 'the server said that it was done, and it is not in it');
    await deadline.pause(NEWNESS_INTERVAL_MS);
  }
}

function failRenamed({ Id, Name }: Team, { refusal: kind, attempt }: Attempt): ApiFailure {
  const hint = 'Run again, or name the team that is meant by its id, with --team.';
  return new ApiFailure({ kind, attempt, reason: `${Id} is called ${Name} by now`, hint });
}
