import type { FastifyInstance } from 'fastify';
import { identify, type Server } from './caller.ts';
import { describePage, type PageRequest } from './describe-page.ts';
import { describeAuthentication, describeRoot } from './documents.ts';
import { notFound } from './errors.ts';
import { linkTo } from './links.ts';

const SPACE = { Id: 'Spaces-1', Name: 'Default', Slug: 'default', IsDefault: true };
const HEAVY_DELAY = 30;

/** What a server tells of itself, spaces, and the little that a dashboard asks for. */
export function addServerRoutes(api: FastifyInstance, server: Server): void {
  api.get('/api', async () => describeRoot(server));
  api.get('/api/authentication', async () => describeAuthentication(server));
  api.post('/api/authentication/checklogininitiated', async () => ({
    WasLoginInitiated: false,
    ProviderName: '',
  }));
  api.get('/api/serverstatus/health', async () => ({ Description: 'OK' }));
  api.get('/api/octopusservernodes/ping', async () => describeNode(server));

  api.get('/api/serverstatus', async (request) => {
    identify(request, server);
    return {
      IsDatabaseEncrypted: true,
      IsInMaintenanceMode: false,
      IsUpgradeAvailable: false,
      MaximumAvailableVersion: server.edition.version,
    };
  });

  api.get<{ Querystring: PageRequest & { partialName?: string } }>('/api/spaces', async (request) => {
    identify(request, server);
    const wanted = request.query.partialName?.toLowerCase() ?? '';
    const items = SPACE.Name.toLowerCase().includes(wanted) ? [describeSpace(server)] : [];
    return describePage({ type: 'Space', path: '/api/spaces', items }, request.query, server);
  });

  for (const path of ['/api/:space', '/api/spaces/:space']) {
    api.get<{ Params: { space: string } }>(path, async (request) => {
      identify(request, server);
      if (request.params.space !== SPACE.Id) throw notFound();
      return describeSpace(server);
    });
  }

  api.get<{ Querystring: PageRequest }>('/api/Spaces-1/projects', async (request) => {
    identify(request, server);
    const path = '/api/Spaces-1/projects';
    return describePage({ type: 'Project', path, items: [] }, request.query, server);
  });

  api.get('/api/Spaces-1/dashboard/:part', async (request) => {
    identify(request, server);
    await new Promise((resolve) => setTimeout(resolve, HEAVY_DELAY));
    return {
      Items: Array.from({ length: 200 }, (_, index) => ({
        Id: `Projects-${index}`,
        Name: `Project ${index}`,
      })),
    };
  });
}

function describeSpace(server: Server): unknown {
  const [self, home] = [`/api/spaces/${SPACE.Id}`, `/api/${SPACE.Id}`];
  const links = {
    Self: self,
    SpaceHome: home,
    Projects: `${home}/projects{/id}{?name,skip,ids,take,partialName}`,
  };
  const entries = Object.entries(links).map(([name, path]) => [name, linkTo(path, server)]);
  return { ...SPACE, Links: Object.fromEntries(entries) };
}

function describeNode({ edition }: Server): unknown {
  return {
    Id: 'OctopusServerNodes-1',
    Name: 'stand-in',
    IsOffline: false,
    MaxConcurrentTasks: 5,
    IsInMaintenanceMode: false,
    Version: edition.version,
    Links: {},
  };
}
