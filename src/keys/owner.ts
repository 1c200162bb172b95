import { addToTeam, createServiceAccount, findAccount, listTeams } from '../api/endpoints.ts';
import type { OctopusApi } from '../api/octopus-api.ts';
import type { Team, User } from '../api/schemas.ts';
import type { Deadline } from '../core/deadline.ts';
import { Failure } from '../core/failure.ts';
import type { Run } from '../core/run.ts';

/** Whose key is meant. */
export interface OwnerWish {
  /** Name of a service account; undefined: the user's own key. */
  readonly serviceAccount: string | undefined;
  /** Whether to make the account where there is none. */
  readonly createServiceAccount?: boolean;
  /** Names or ids of teams that the account is to be in. */
  readonly team?: readonly string[] | undefined;
}

/**
 * Finds whose key is meant: the user who has access, or a service account.
 * @param api speaks for `user`, who needs the right to view users, and to edit them for what is to be made or changed
 * @returns the account, made and put in its teams where that was asked for
 * @throws Failure of kind `key`
 */
export async function findKeyOwner(
  api: OctopusApi,
  user: User,
  { serviceAccount, createServiceAccount: mayCreate = false, team: wanted = [] }: OwnerWish,
  run: Run,
): Promise<User> {
  if (serviceAccount === undefined || serviceAccount === user.Username) return user;
  const { deadline } = run;
  return await run.step(
    'find the service account',
    `Looking for the service account ${serviceAccount}`,
    async () => {
      // A team that is not there is found out before anything is made.
      const teams = wanted.length > 0 ? pickTeams(await listTeams(api, deadline), wanted) : [];
      const account =
        requireService(await findAccount(api, serviceAccount, deadline), serviceAccount, mayCreate) ??
        (await make(api, serviceAccount, run));
      await join(api, account, teams, deadline);
      return account;
    },
  );
}

function pickTeams(teams: readonly Team[], wanted: readonly string[]): Team[] {
  return wanted.map((name) => {
    const team = teams.find(({ Id, Name }) => Id === name || Name.toLowerCase() === name.toLowerCase());
    if (team) return team;
    throw new Failure({
      kind: 'key',
      attempt: `find the team ${name}`,
      reason: 'there is none of that name or id',
      serverSaid: [`The teams are ${teams.map(({ Name }) => Name).join(', ')}.`],
      hint: 'Name one of these with --team.',
    });
  });
}

/** @returns the account, if there is one and it is a service account; undefined if there is none and one may be made */
function requireService(account: User | undefined, name: string, mayCreate: boolean): User | undefined {
  if (account?.IsService || (!account && mayCreate)) return account;
  throw new Failure({
    kind: 'key',
    attempt: `mint for the service account ${name}`,
    reason: account ? `${name} is an ordinary user's account (${account.Id})` : 'there is no such account',
    hint: account
      ? 'Keys for an ordinary user can be made by that user alone: sign in as that user, or name a service account.'
      : 'Check the name, or have it made with --create-service-account.',
  });
}

async function make(api: OctopusApi, name: string, run: Run): Promise<User> {
  const account = await createServiceAccount(api, name, run.deadline);
  run.info(`The service account ${name} was made (${account.Id}).`);
  return account;
}

async function join(
  api: OctopusApi,
  { Id }: User,
  teams: readonly Team[],
  deadline: Deadline,
): Promise<void> {
  for (const team of teams) {
    if (!team.MemberUserIds?.includes(Id)) await addToTeam(api, team, Id, deadline);
  }
}
