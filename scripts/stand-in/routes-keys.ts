import type { FastifyInstance, FastifyRequest } from 'fastify';
import { type Caller, identify, type Server } from './caller.ts';
import { describeCreatedKey, describeListedKey, describePage, type PageRequest } from './documents.ts';
import { badRequest, forbidden, NO_PERMISSION, notFound } from './errors.ts';
import { findUser } from './routes-users.ts';
import type { StoredKey } from './state.ts';

const DAY = 86_400_000;

interface KeyBody {
  readonly Purpose?: string;
  readonly Expires?: string | null;
  readonly AccessLevel?: string;
  readonly ActorType?: string;
}

interface OfUser {
  readonly userId: string;
}
interface OfKey extends OfUser {
  readonly id: string;
}

/** API keys: make, list, get, revoke. */
export function addKeyRoutes(api: FastifyInstance, server: Server): void {
  const { state } = server;
  const keysOf = (userId: string) => state.keys.filter((key) => key.userId === userId);

  api.post<{ Params: OfUser; Body: KeyBody | null }>('/api/users/:userId/apikeys', async (request) => {
    const { userId } = request.params;
    const caller = identify(request, server);
    requireOwner(caller, userId, server);
    if (!server.traits.userApiKeysEnabled && caller.account.id === userId)
      throw forbidden(NO_PERMISSION, 'API keys for users are disabled on this server.');
    if (!request.body) throw badRequest('No request body was supplied.');
    const { Purpose = '', AccessLevel, ActorType } = request.body;
    const expires = decideExpiry(request.body, caller, server);
    const newest = server.edition.isNewest && {
      ...(AccessLevel && { accessLevel: AccessLevel }),
      ...(ActorType && { actorType: ActorType }),
    };
    return describeCreatedKey(state.addKey({ userId, purpose: Purpose, expires, ...newest }), server);
  });

  api.get<{ Params: OfUser; Querystring: PageRequest }>('/api/users/:userId/apikeys', async (request) => {
    const { userId } = request.params;
    requireOwner(identify(request, server), userId, server);
    const items = keysOf(userId).map((key) => describeListedKey(key, server));
    return describePage('ApiKey', `/api/users/${userId}/apikeys`, items, request.query);
  });

  api.get<{ Params: OfKey }>('/api/users/:userId/apikeys/:id', async (request) =>
    describeListedKey(findKey(request, server), server),
  );

  api.delete<{ Params: OfKey }>('/api/users/:userId/apikeys/:id', async (request) => {
    state.removeKey(findKey(request, server).id);
    return {};
  });
}

/** @throws ServerError 403, unless the account is the caller's own or a service account (facts: permissions) */
function requireOwner({ account }: Caller, userId: string, server: Server): void {
  const owner = findUser(userId, server);
  if (owner.isService) return;
  if (owner.id !== account.id) throw forbidden(NO_PERMISSION, 'You can only manage your own API keys.');
}

function findKey(request: FastifyRequest<{ Params: OfKey }>, server: Server): StoredKey {
  const { userId, id } = request.params;
  const caller = identify(request, server);
  if (findUser(userId, server).id !== caller.account.id && !findUser(userId, server).isService)
    throw forbidden(NO_PERMISSION);
  const key = server.state.keys.find((candidate) => candidate.id === id);
  if (!key) throw notFound();
  if (key.userId !== userId) throw badRequest('This ApiKey does not belong to the specified user.');
  return key;
}

/** The literal texts of a refusal are not public; these are made up in the server's manner (facts: expiry policy). */
function decideExpiry(
  { Expires }: KeyBody,
  { key: creator }: Caller,
  { traits, edition }: Server,
): Date | null {
  if (edition.expiry === 'ignored') return null;
  const longest = new Date(Date.now() + traits.maxExpiryDays * DAY);
  if (Expires == null) {
    if (edition.expiry === 'optional') return null;
    return Expires === null ? longest : new Date(Date.now() + Math.min(180, traits.maxExpiryDays) * DAY);
  }
  const asked = new Date(Expires);
  if (Number.isNaN(asked.getTime())) throw badRequest('Model validation failed.');
  if (asked < new Date()) throw badRequest('The expiry date of an API key cannot be in the past.');
  if (edition.expiry === 'limited' && asked > longest) {
    throw badRequest(
      `The expiry date of an API key cannot be more than ${traits.maxExpiryDays} days in the future.`,
    );
  }
  if (creator?.expires && asked > creator.expires) {
    throw badRequest('The expiry date cannot be later than that of the API key used to create it.');
  }
  return asked;
}
