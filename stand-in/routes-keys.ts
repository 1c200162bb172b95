import type { FastifyInstance } from 'fastify';
import { type Caller, identify, requireAdministrator, type Server } from './caller.ts';
import { decideExpiry } from './decide-expiry.ts';
import { describeCreatedKey, describeListedKey, hintAt } from './describe-key.ts';
import { describePage, type PageRequest } from './describe-page.ts';
import { badRequest, forbidden, NO_PERMISSION, notFound } from './errors.ts';
import { findUser } from './routes-users.ts';
import type { Account, StoredKey } from './state.ts';

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
interface KeyQuery extends PageRequest {
  readonly partialPurpose?: string;
  readonly partialKeyword?: string;
}

/** API keys: make, list, get, revoke. */
export function addKeyRoutes(api: FastifyInstance, server: Server): void {
  const { state, edition } = server;
  const keys = '/api/users/:userId/apikeys';

  api.post<{ Params: OfUser; Body: KeyBody | null }>(keys, async (request) => {
    const caller = identify(request, server);
    return makeKey(request.params.userId, request.body, caller, server);
  });

  api.get<{ Params: OfUser; Querystring: KeyQuery }>(keys, async (request) =>
    listKeys(request.params, request.query, identify(request, server), server),
  );

  if (edition.isNewest) {
    api.get<{ Params: OfUser; Querystring: KeyQuery }>(`${keys}/v1`, async (request) => ({
      ApiKeys: listKeys(request.params, request.query, identify(request, server), server),
    }));
  }

  api.get<{ Params: OfKey }>(`${keys}/:id`, async (request) =>
    describeListedKey(findKey(request.params, identify(request, server), server), server),
  );

  api.delete<{ Params: OfKey }>(`${keys}/:id`, async (request) => {
    state.removeKey(findKey(request.params, identify(request, server), server).id);
    return {};
  });
}

function makeKey(userId: string, body: KeyBody | null, caller: Caller, server: Server): unknown {
  const { state, edition, traits } = server;
  requireSay(caller, userId, server);
  if (!traits.userApiKeysEnabled && !findUser(userId, server).isService) {
    throw forbidden(NO_PERMISSION, 'API keys for users are disabled on this server.');
  }
  if (!body) throw badRequest('No request body was supplied.');
  const { Purpose = '', AccessLevel, ActorType } = body;
  const expires = decideExpiry(body.Expires, caller, server);
  const more = {
    ...(edition.hasAccessLevels && AccessLevel && { accessLevel: AccessLevel }),
    ...(edition.hasAgents && { actorType: decideActor(ActorType, findUser(userId, server)) }),
  };
  return describeCreatedKey(state.addKey({ userId, purpose: Purpose, expires, ...more }), server);
}

/**
 * An agent's account holds agents' keys alone (facts: agents); what it gets without an actor type is inferred.
 * @throws ServerError 400
 */
function decideActor(asked: string | undefined, { serviceAccountType }: Account): string {
  if (serviceAccountType !== 'Agent') return asked ?? 'User';
  if (asked === undefined || asked === 'AiAgent') return 'AiAgent';
  throw badRequest('An agent account can only have API keys for AI agents.');
}

function listKeys({ userId }: OfUser, query: KeyQuery, caller: Caller, server: Server): unknown {
  requireSay(caller, userId, server);
  const items = server.state.keys
    .filter((key) => key.userId === userId && (!server.edition.isNewest || isWanted(key, query)))
    .map((key) => describeListedKey(key, server));
  // The template names no user: so it stands in a recorded reply.
  const template = '/api/users/{userId}/apikeys';
  return describePage(
    { type: 'ApiKey', path: `/api/users/${userId}/apikeys`, template, items },
    query,
    server,
  );
}

/** The filters of the newest edition (facts: list); that they ignore case is inferred. */
function isWanted(key: StoredKey, { partialPurpose = '', partialKeyword = '' }: KeyQuery): boolean {
  const holds = (text: string, part: string) => text.toLowerCase().includes(part.toLowerCase());
  return (
    holds(key.purpose, partialPurpose) &&
    (holds(key.purpose, partialKeyword) || holds(hintAt(key), partialKeyword))
  );
}

/** @throws ServerError 403, unless the account is the caller's own, or a service account and the caller may edit users (facts: permissions) */
function requireSay(caller: Caller, userId: string, server: Server): void {
  const owner = findUser(userId, server);
  if (owner.id === caller.account.id) return;
  if (!owner.isService) throw forbidden(NO_PERMISSION, 'You can only manage your own API keys.');
  requireAdministrator(caller);
}

function findKey({ userId, id }: OfKey, caller: Caller, server: Server): StoredKey {
  requireSay(caller, userId, server);
  const key = server.state.keys.find((candidate) => candidate.id === id);
  if (!key) throw notFound();
  if (key.userId !== userId) throw badRequest('This ApiKey does not belong to the specified user.');
  return key;
}
