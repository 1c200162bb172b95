import type { FastifyInstance } from 'fastify';
import { identify, requireAdministrator, type Server } from './caller.ts';
import { describePage, type PageRequest } from './describe-page.ts';
import { badRequest, notFound } from './errors.ts';
import { linkTo } from './links.ts';
import type { Team } from './state.ts';

interface TeamBody {
  readonly Id?: string;
  readonly Name?: string;
  readonly MemberUserIds?: string[];
}

/** Teams of the system: list, read, change. */
export function addTeamRoutes(api: FastifyInstance, server: Server): void {
  const { teams } = server.state;
  const findTeam = (id: string) => {
    const team = teams.find((each) => each.id === id);
    if (!team) throw notFound();
    return team;
  };

  api.get<{ Querystring: PageRequest }>('/api/teams', async (request) => {
    identify(request, server);
    const byName = [...teams].sort((a, b) => a.name.localeCompare(b.name));
    const items = byName.map((team) => describeTeam(team, server));
    return describePage({ type: 'Team', path: '/api/teams', items }, request.query, server);
  });

  api.get<{ Params: { id: string } }>('/api/teams/:id', async (request) => {
    identify(request, server);
    return describeTeam(findTeam(request.params.id), server);
  });

  api.put<{ Params: { id: string }; Body: TeamBody | null }>('/api/teams/:id', async (request) => {
    requireAdministrator(identify(request, server));
    const team = findTeam(request.params.id);
    const { Id, Name, MemberUserIds = [] } = request.body ?? {};
    if (!Id || !Name) throw badRequest('Please provide a name for the team.');
    if (!team.canChangeMembers) throw badRequest('The members of this team cannot be changed.');
    team.memberIds = MemberUserIds;
    return describeTeam(team, server);
  });
}

function describeTeam({ id, name, canChangeMembers, memberIds }: Team, server: Server): unknown {
  return {
    Id: id,
    Name: name,
    Description: '',
    MemberUserIds: memberIds,
    ExternalSecurityGroups: [],
    CanBeDeleted: id.startsWith('Teams-'),
    CanBeRenamed: id.startsWith('Teams-'),
    CanChangeMembers: canChangeMembers,
    CanChangeRoles: id !== 'teams-administrators',
    Links: { Self: linkTo(`/api/teams/${id}`, server) },
  };
}
