import type { Deadline } from '../run/deadline.ts';
import type { OctopusApi } from './octopus-api.ts';
import { readPages } from './read-pages.ts';
import { Anything, Team, User } from './schemas.ts';

/** The account of that name, whatever it is; undefined where there is none. Names differ in more than case. */
export async function findAccount(
  api: OctopusApi,
  name: string,
  deadline: Deadline,
): Promise<User | undefined> {
  const call = { attempt: `look for the account ${name}`, refusal: 'key' } as const;
  // Older servers know no filter, and list all.
  const path = `/api/users?filter=${encodeURIComponent(name)}`;
  const users = await readPages(api, { ...call, path }, User, deadline);
  return users.find(({ Username }) => Username?.toLowerCase() === name.toLowerCase());
}

/** Makes a service account: no password, no sign-in, only API keys (Clients UserRepository.cs). */
export function createServiceAccount(api: OctopusApi, name: string, deadline: Deadline): Promise<User> {
  const call = { method: 'POST', path: '/api/users', refusal: 'key' } as const;
  const body = { Username: name, DisplayName: name, IsService: true, IsActive: true };
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

/** Puts a user in a team, whose other members stay. */
export async function addToTeam(
  api: OctopusApi,
  team: Team,
  userId: string,
  deadline: Deadline,
): Promise<void> {
  const path = `/api/teams/${encodeURIComponent(team.Id)}`;
  const body = { ...team, MemberUserIds: [...(team.MemberUserIds ?? []), userId] };
  const attempt = `put the account in the team ${team.Name}`;
  await api.call({ method: 'PUT', path, attempt, refusal: 'key', body, schema: Anything }, deadline);
}
