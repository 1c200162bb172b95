import { ApiFailure } from '../api/api-failure.ts';
import { addUnlisted, untilKnown } from '../api/by-id.ts';
import {
  addToTeam,
  createServiceAccount,
  findAccount,
  listApiKeys,
  listTeams,
  readApiKey,
} from '../api/endpoints.ts';
import { type NewUntil, NOT_NEW } from '../api/newness.ts';
import type { OctopusApi } from '../api/octopus-api.ts';
import { retryRead } from '../api/retry-read.ts';
import type { ListedApiKey, Team, User } from '../api/schemas.ts';
import { Failure } from '../core/failure.ts';
import type { Run } from '../core/run.ts';
import { findNamed, isSameName } from '../core/text.ts';
import type { Session } from '../session/session.ts';
import type { Account } from './revoke.ts';

/** Whose key is meant. */
export interface OwnerWish {
  /** Name of a service account; undefined: the user's own key. */
  readonly serviceAccount: string | undefined;
  /** Whether to make the account where there is none; undefined where nothing is to be made at all. */
  readonly createServiceAccount?: boolean | undefined;
  /** Whether it is to be an AI agent's account, which is made where there is none. */
  readonly agent?: boolean | undefined;
  /** Names or ids of teams that the account is to be in. */
  readonly team?: readonly string[] | undefined;
}

/** Whose key it is, and the keys that they had when they were first asked about, where those were asked for. */
export interface KeyOwner {
  readonly id: string;
  readonly account: Account;
  readonly keys: readonly ListedApiKey[];
}

// A session asks about each owner once, however many keys there are to be, unless one is to be another kind of account, or in other teams.
const knownOwners = new WeakMap<Session, Map<string, Promise<KeyOwner>>>();

/**
 * Finds whose key is meant: the user who is signed in, or a service account, which is made and put in its teams where that was
 * asked for. Who is signed in needs the right to view users, and to edit them for what is to be made or changed.
 * @param needsKeys whether to read the owner's keys, too: the same for all calls of a session
 * @throws Failure of kind `key`
 */
export function readOwner(
  session: Session,
  wish: OwnerWish,
  needsKeys: boolean,
  run: Run,
): Promise<KeyOwner> {
  const known = knownOwners.get(session) ?? new Map<string, Promise<KeyOwner>>();
  knownOwners.set(session, known);
  const { serviceAccount, createServiceAccount, agent, team } = wish;
  const name = JSON.stringify([serviceAccount, createServiceAccount, agent, team]);
  const reading = known.get(name) ?? find(session, wish, needsKeys, run);
  known.set(name, reading);
  return reading;
}

async function find(session: Session, wish: OwnerWish, needsKeys: boolean, run: Run): Promise<KeyOwner> {
  const { api, user, login } = session;
  const isItself = wish.serviceAccount === undefined || speaksForItself(wish, user);
  const { Id: id } = isItself ? user : (await findServiceAccount(session, wish, FOR_KEYS, run)).account;
  const { url, username, provider, direct } = login;
  const account = { url, username, provider, direct, serviceAccount: wish.serviceAccount };
  const keys = needsKeys
    ? await run.step('read the key list', 'Reading the key list', () => listApiKeys(api, id, run.deadline))
    : [];
  return { id, account, keys };
}

/** Whether the service account is who is signed in, and nothing else is asked of it: it may not be allowed to look for accounts. */
function speaksForItself({ serviceAccount, agent, team }: OwnerWish, user: User): boolean {
  const { Username, IsService, ServiceAccountType } = user;
  const isMeant = !!IsService && serviceAccount === Username;
  return isMeant && (!agent || ServiceAccountType === 'Agent') && !team;
}

// What else to do about a name that is a person's.
const FOR_KEYS =
  'Keys for an ordinary user can be made by that user alone: sign in as that user, without --service-account, or name a service account.';

/** A service account. */
export interface FoundAccount {
  readonly account: User;
  /** What is to be said where a run that has made it, or may have, does not come to its end after that. */
  readonly left: string | undefined;
}

/**
 * Finds a service account, which is made and put in its teams where that was asked for.
 * @param adviseOnPerson what to do where the name is a person's
 * @throws Failure of kind `key`; what was made before is told
 */
export function readServiceAccount(
  session: Session,
  wish: OwnerWish,
  adviseOnPerson: string,
  run: Run,
): Promise<FoundAccount> {
  const { user } = session;
  return speaksForItself(wish, user)
    ? Promise.resolve({ account: user, left: undefined })
    : findServiceAccount(session, wish, adviseOnPerson, run);
}

function findServiceAccount(
  { api, login }: Session,
  { serviceAccount: name = '', createServiceAccount, agent = false, team: wanted = [] }: OwnerWish,
  adviseOnPerson: string,
  run: Run,
): Promise<FoundAccount> {
  const { deadline } = run;
  const mayCreate = agent || createServiceAccount;
  const findOrMake = async () => {
    // A team that is not there is found out before anything is made.
    const teams = wanted.length > 0 ? pickTeams(await listTeams(api, deadline), wanted) : [];
    const found = requireService(await findAccount(api, name, deadline), name, mayCreate, adviseOnPerson);
    const { account, isMade } = found ? { account: found, isMade: false } : await make(api, name, agent, run);
    if (isMade) requireMade(account, name, agent);
    if (agent) requireAgent(account, name, isMade);
    const left = found ? undefined : sayLeft(account, isMade);
    using _ = left === undefined ? undefined : run.transactions.begin(left);
    try {
      // A change of a team sends all of its members: two at the same moment would each take out whom the other has put in.
      for (const [team, wish] of teams)
        await inTurn(`teams of ${login.url}`, () => addToTeam(api, team, wish, account.Id, deadline));
    } catch (error) {
      if (left !== undefined) run.alert(left);
      throw error;
    }
    return { account, left };
  };
  // Of several who want it, the first makes it.
  return run.step('find the service account', `Looking for the service account ${name}`, () =>
    inTurn(`${name.toLowerCase()} of ${login.url}`, findOrMake),
  );
}

function sayLeft({ Id, Username }: User, isMade: boolean): string {
  const became = isMade ? 'was made by this run, and stays' : 'is there, and may have been made by this run';
  return `The service account ${Username} (${Id}) ${became}: run again, and it is found by its name.`;
}

/**
 * Every space may have a team of the same name: where several have it, none is taken for that which is meant.
 * @returns each, with what it was found by
 */
function pickTeams(teams: readonly Team[], wanted: readonly string[]): [Team, string][] {
  return wanted.map((name) => {
    const byId = teams.filter(({ Id }) => Id === name);
    const [team, ...others] = byId.length > 0 ? byId : findNamed(teams, ({ Name }) => Name, name);
    if (team && others.length === 0) return [team, name];
    throw new Failure({
      kind: 'key',
      attempt: `find the team ${name}`,
      ...(team ? sayAmbiguous([team, ...others]) : sayNone(teams)),
    });
  });
}

function sayNone(teams: readonly Team[]) {
  return {
    reason: 'there is none of that name or id',
    serverSaid: [`The teams are ${teams.map(({ Name }) => Name).join(', ')}.`],
    hint: 'Name one of these with --team.',
  };
}

function sayAmbiguous(teams: readonly Team[]) {
  const told = teams.map(({ Id, SpaceId }) => (typeof SpaceId === 'string' ? `${Id} (${SpaceId})` : Id));
  return {
    reason: `several have that name: ${told.join(', ')}`,
    hint: 'Name the one that is meant by its id, with --team.',
  };
}

/** @returns the account, if there is one and it is a service account; undefined if there is none and one may be made */
function requireService(
  account: User | undefined,
  name: string,
  mayCreate: boolean | undefined,
  adviseOnPerson: string,
): User | undefined {
  if (account?.IsService || (!account && mayCreate)) return account;
  throw new Failure({
    kind: 'key',
    attempt: `find the service account ${name}`,
    reason: account ? `${name} is an ordinary user's account (${account.Id})` : 'there is no such account',
    hint: account
      ? adviseOnPerson
      : mayCreate === undefined
        ? 'Check the name.'
        : 'Check the name, or have it made with --create-service-account.',
  });
}

/** What a server has made may be of another kind than was asked for, or its reply that to another request. */
function requireMade(
  { Id, Username, IsService, ServiceAccountType }: User,
  name: string,
  agent: boolean,
): void {
  const isOther = Username != null && !isSameName(Username, name);
  const fault = isOther
    ? `the server answered with another account (${Username}, ${Id})`
    : !IsService
      ? `the account was made (${Id}, without a key), and the server does not say that it is a service account`
      : !agent && ServiceAccountType === 'Agent'
        ? `the account was made (${Id}, without a key), and is an agent's`
        : undefined;
  if (fault === undefined) return;
  throw new Failure({
    kind: 'key',
    attempt: `make the service account ${name}`,
    reason: fault,
    hint: 'Look in the Web Portal at which account was made; an administrator can delete it, and make the right one there.',
  });
}

/** A server that does not know agents' accounts, or has them switched off, passes over what was asked for. */
function requireAgent({ Id, ServiceAccountType: type }: User, name: string, isNew: boolean): void {
  if (type === 'Agent') return;
  const said = type ? `its ServiceAccountType is ${type}` : 'the server does not say that it is';
  throw new Failure({
    kind: 'key',
    attempt: `${isNew ? 'make' : 'find'} the agent account ${name}`,
    reason: isNew
      ? `the account was made (${Id}, without a key), and is no agent's: ${said}`
      : `${name} (${Id}) is no agent's account: ${said}`,
    hint: isNew
      ? 'Ask an administrator to switch agents on, and to delete that account; or leave --agent out.'
      : 'Name another account, or leave --agent out.',
  });
}

/**
 * A reply that was lost is settled by a look at the accounts, and so is a refusal, which may be the reply to another request, or have
 * come after ours was passed on: nothing is posted again.
 * @returns the account, and whether it is known that it was made, and not by somebody else at the same moment, or earlier
 */
async function make(
  api: OctopusApi,
  name: string,
  isAgent: boolean,
  run: Run,
): Promise<{ readonly account: User; readonly isMade: boolean }> {
  const doubtful = `Whether the service account ${name} was made is not known: run again, and it is found by its name if it was.`;
  using _ = run.transactions.begin(doubtful);
  using lingering = run.deadline.lingering();
  const making = createServiceAccount(api, name, isAgent, lingering).then(
    (account) => ({ account, isMade: true }),
    async (error: unknown) => {
      const isRefused = error instanceof ApiFailure && error.surelyUndone;
      // Nobody was reached.
      if (isRefused && error.status === undefined) throw error;
      const account = await findAccount(api, name, run.deadline.forCleaningUp()).catch(() => undefined);
      if (account?.IsService) return { account, isMade: false };
      if (isRefused) throw error;
      run.alert(doubtful);
      throw run.deadline.stoppedWith ?? error;
    },
  );
  const { account, isMade } = await making;
  api.noteNewAccount(account.Id);
  run.info(
    isMade
      ? `The service account ${name} was made (${account.Id}).`
      : `No reply says that it was made, and the service account ${name} is there (${account.Id}).`,
  );
  const isTold = account.IsService != null && account.Username != null;
  return { account: isTold ? account : ((await findAccount(api, name, run.deadline)) ?? account), isMade };
}

// By what is changed: several keys of a fleet may want the same at the same moment, by several sign-ins, too.
const turns = new Map<string, Promise<unknown>>();

async function inTurn<Result>(what: string, work: () => Promise<Result>): Promise<Result> {
  const done = (turns.get(what) ?? Promise.resolve()).then(work);
  turns.set(
    what,
    done.catch(() => {}),
  );
  return await done;
}

/**
 * Asks for keys by their ids, where the list does not show them: it may lag behind, or be one that something on the way has kept.
 * @param newUntil of the keys: until then, that a node knows none tells nothing
 * @returns all that the owner has, as far as it is known then
 * @throws Failure, where it cannot be known whether there is such a key
 */
export function readNamedKeys(
  { id: userId, keys }: KeyOwner,
  ids: readonly string[],
  { api }: Session,
  { deadline }: Run,
  newUntil: NewUntil = NOT_NEW,
): Promise<readonly ListedApiKey[]> {
  const read = (id: string) => readApiKey(api, userId, id, deadline);
  return addUnlisted(keys, ids, (id) => retryRead(() => read(id), deadline, untilKnown(newUntil)));
}
