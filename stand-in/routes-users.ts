import type { FastifyInstance, FastifyRequest } from 'fastify';
import { type Caller, identify, requireAdministrator, type Server } from './caller.ts';
import { writeSignInCookies, writeSignOutCookies } from './cookies.ts';
import { describePage, type PageRequest } from './describe-page.ts';
import { describeUser } from './documents.ts';
import { badRequest, notFound } from './errors.ts';
import type { Account } from './state.ts';

interface LoginBody {
  readonly Username?: string;
  readonly Password?: string;
  readonly RememberMe?: boolean;
  readonly State?: { readonly UsingSecureConnection?: boolean } | null;
}

const WRONG = 'Invalid username or password.';
const LOCKED =
  'You have had too many failed login attempts in a short period of time. Please try again later.';

/** Signing in and out, and users. */
export function addUserRoutes(api: FastifyInstance, server: Server): void {
  const { state, traits, edition } = server;
  const asWhom = (request: FastifyRequest): Caller => identify(request, server);

  for (const path of new Set(['/api/users/login', edition.loginPath])) {
    api.post<{ Body: LoginBody | null }>(path, async (request, reply) => {
      const { body } = request;
      const account = admit(body ?? {}, server);
      const lines = writeSignInCookies(state.openSession(account.id), traits, edition, {
        remember: !!body?.RememberMe,
        secure: request.protocol === 'https' || !!body?.State?.UsingSecureConnection,
      });
      return reply.header('set-cookie', lines).send(describeUser(account, server, true));
    });
  }

  api.post('/api/users/logout', async (request, reply) => {
    const { session } = asWhom(request);
    state.closeSessions((candidate) => candidate === session);
    return reply.header('set-cookie', writeSignOutCookies(traits.installationId)).send({});
  });

  api.get('/api/users/me', async (request) => describeUser(asWhom(request).account, server, true));

  api.get<{ Querystring: PageRequest & { filter?: string } }>('/api/users', async (request) => {
    const { account } = asWhom(request);
    const wanted = request.query.filter?.toLowerCase() ?? '';
    const matching = state.accounts.filter(({ username }) => username.toLowerCase().includes(wanted));
    const items = matching.map((each) => describeUser(each, server, each === account));
    return describePage({ type: 'User', path: '/api/users', items }, request.query, server);
  });

  api.get<{ Params: { id: string } }>('/api/users/:id', async (request) => {
    const { account } = asWhom(request);
    return describeUser(findUser(request.params.id, server), server, account.id === request.params.id);
  });

  api.get<{ Params: { id: string } }>('/api/users/:id/permissions', async (request) => {
    asWhom(request);
    return {
      Id: request.params.id,
      SystemPermissions: ['AdministerSystem'],
      SpacePermissions: {},
      Teams: [],
      Links: {},
    };
  });

  api.post<{ Body: Record<string, unknown> | null }>('/api/users', async (request, reply) => {
    requireAdministrator(asWhom(request));
    const { Username, DisplayName, IsService, Password, ServiceAccountType } = request.body ?? {};
    if (!Username || !DisplayName)
      throw badRequest('Please provide a username.', 'Please provide a display name.');
    if (state.accounts.some(({ username }) => username === Username))
      throw badRequest('A user with this username already exists.');
    const isAgent = edition.hasAgents && !!IsService && ServiceAccountType === 'Agent';
    const parts = {
      username: String(Username),
      displayName: String(DisplayName),
      isService: !!IsService,
      ...(isAgent && { serviceAccountType: 'Agent' as const }),
    };
    const account = state.addAccount(Password ? { ...parts, password: String(Password) } : parts);
    return reply.code(201).send(describeUser(account, server, false));
  });

  api.post('/api/users/access-token', async (request) => ({
    AccessToken: state.addAccessToken(asWhom(request).account.id),
  }));

  api.put<{ Params: { id: string } }>('/api/users/:id/revoke-sessions', async (request) => {
    const caller = asWhom(request);
    if (caller.account.id !== request.params.id) requireAdministrator(caller);
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
  ) {
    state.forgetFailures(Username);
    return account;
  }
  state.noteFailure(Username);
  throw badRequest(WRONG);
}

/** @throws ServerError 404 */
export function findUser(id: string, { state }: Server): Account {
  const account = state.findAccount(id);
  if (!account) throw notFound();
  return account;
}
