import type { FastifyInstance, FastifyRequest } from 'fastify';
import { identify, type Server } from './caller.ts';
import { writeSignInCookies, writeSignOutCookies } from './cookies.ts';
import { describePage, describeUser, type PageRequest } from './documents.ts';
import { badRequest, forbidden, NO_PERMISSION, notFound } from './errors.ts';
import type { Account } from './state.ts';

interface LoginBody {
  readonly Username?: string;
  readonly Password?: string;
  readonly RememberMe?: boolean;
}

const WRONG = 'Invalid username or password.';
const LOCKED =
  'You have had too many failed login attempts in a short period of time. Please try again later.';

/** Signing in and out, and users. */
export function addUserRoutes(api: FastifyInstance, server: Server): void {
  const { state, traits, edition } = server;

  for (const path of new Set(['/api/users/login', edition.loginPath])) {
    api.post<{ Body: LoginBody | null }>(path, async ({ body }, reply) => {
      const account = admit(body ?? {}, server);
      const lines = writeSignInCookies(state.openSession(account.id), traits, edition, !!body?.RememberMe);
      return reply.header('set-cookie', lines).send(describeUser(account, server, true));
    });
  }

  api.post('/api/users/logout', async (request, reply) => {
    const { session } = identify(request, server);
    state.closeSessions((candidate) => candidate === session);
    return reply.header('set-cookie', writeSignOutCookies(traits.installationId)).send({});
  });

  api.get('/api/users/me', async (request) => describeUser(identify(request, server).account, server, true));

  api.get<{ Querystring: PageRequest }>('/api/users', async (request) => {
    const { account } = identify(request, server);
    const users = state.accounts.map((each) => describeUser(each, server, each === account));
    return describePage('User', '/api/users', users, request.query);
  });

  api.get<{ Params: { id: string } }>('/api/users/:id', async (request) => {
    const { account } = identify(request, server);
    return describeUser(findUser(request.params.id, server), server, account.id === request.params.id);
  });

  api.get<{ Params: { id: string } }>('/api/users/:id/permissions', async (request) => {
    identify(request, server);
    return {
      Id: request.params.id,
      SystemPermissions: ['AdministerSystem'],
      SpacePermissions: {},
      Teams: [],
      Links: {},
    };
  });

  api.post<{ Body: Record<string, unknown> | null }>('/api/users', async (request, reply) => {
    requireAdministrator(request, server);
    const { Username, DisplayName, IsService, Password } = request.body ?? {};
    if (!Username || !DisplayName)
      throw badRequest('Please provide a username.', 'Please provide a display name.');
    if (state.accounts.some(({ username }) => username === Username))
      throw badRequest('A user with this username already exists.');
    const parts = { username: String(Username), displayName: String(DisplayName), isService: !!IsService };
    const account = state.addAccount(Password ? { ...parts, password: String(Password) } : parts);
    return reply.code(201).send(describeUser(account, server, false));
  });

  api.post('/api/users/access-token', async (request) => ({
    AccessToken: state.addAccessToken(identify(request, server).account.id),
  }));

  api.put<{ Params: { id: string } }>('/api/users/:id/revoke-sessions', async (request) => {
    const { account } = identify(request, server);
    if (account.id !== request.params.id) requireAdministrator(request, server);
    state.closeSessions(({ userId }) => userId === request.params.id);
    return {};
  });
}

/** @throws ServerError 400: one text for a wrong password, an unknown, disabled or service account (facts: failures) */
function admit({ Username, Password }: LoginBody, { state, traits }: Server): Account {
  const missing = [
    ...(Username ? [] : ['Please provide a username.']),
    ...(Password ? [] : ['Please provide a password.']),
  ];
  if (!Username || !Password) throw badRequest(...missing);
  if (!traits.formsLogin) throw badRequest();
  if (state.isLocked(Username)) throw badRequest(LOCKED);
  const account = state.accounts.find(({ username, email }) => username === Username || email === Username);
  if (
    account?.password !== undefined &&
    account.password === Password &&
    account.isActive &&
    !account.isService
  )
    return account;
  state.noteFailure(Username);
  throw badRequest(WRONG);
}

export function findUser(id: string, { state }: Server): Account {
  const account = state.findAccount(id);
  if (!account) throw notFound();
  return account;
}

function requireAdministrator(request: FastifyRequest, server: Server): void {
  if (identify(request, server).account.id !== 'Users-1') throw forbidden(NO_PERMISSION);
}
