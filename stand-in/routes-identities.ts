import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { identify, requireAdministrator, type Server } from './caller.ts';
import { badRequest, notFound } from './errors.ts';
import { addressOf } from './links.ts';
import { findUser } from './routes-users.ts';
import type { Account, Identity } from './state.ts';

interface OfAccount {
  readonly userId: string;
}
interface OfIdentity extends OfAccount {
  readonly id: string;
}
interface IdentityBody {
  readonly Name?: string;
  readonly Issuer?: string;
  readonly Subject?: string;
  readonly Audience?: string | null;
}

const MAX_NAME_LENGTH = 200;

/** OpenID Connect identities of service accounts: make, list, get, change, remove (facts: identities). */
export function addIdentityRoutes(api: FastifyInstance, server: Server): void {
  const { state, edition } = server;
  if (!edition.hasIdentities) return;
  const identities = '/api/serviceaccounts/:userId/oidcidentities';

  api.post<{ Params: OfAccount; Body: IdentityBody | null }>(
    `${identities}/create/v1`,
    async (request, reply) => {
      const account = findServiceAccount(request, server);
      const identity = state.addIdentity({ userId: account.id, ...readIdentity(request.body, server) });
      return reply.code(201).send({ Id: identity.id });
    },
  );

  api.get<{ Params: OfAccount; Querystring: { skip?: string; take?: string } }>(
    `${identities}/v1`,
    async (request) => {
      const account = findServiceAccount(request, server);
      const { skip, take } = request.query;
      if (skip === undefined || take === undefined)
        throw badRequest('The query parameters skip and take are required.');
      const all = state.identities.filter(({ userId }) => userId === account.id);
      return {
        ServerUrl: addressOf(request, server),
        ExternalId: account.externalId,
        OidcIdentities: all.slice(Number(skip), Number(skip) + Number(take)).map(describeIdentity),
        Count: all.length,
      };
    },
  );

  api.get<{ Params: OfIdentity }>(`${identities}/:id/v1`, async (request) =>
    describeIdentity(findIdentity(request, server)),
  );

  api.put<{ Params: OfIdentity; Body: IdentityBody | null }>(
    `${identities}/:id/v1`,
    async (request, reply) => {
      const identity = findIdentity(request, server);
      state.changeIdentity(identity.id, { ...identity, ...readIdentity(request.body, server) });
      return sendNothing(reply);
    },
  );

  api.delete<{ Params: OfIdentity }>(`${identities}/:id/v1`, async (request, reply) => {
    state.changeIdentity(findIdentity(request, server).id, undefined);
    return sendNothing(reply);
  });
}

function sendNothing(reply: FastifyReply): FastifyReply {
  return reply.code(200).send({});
}

/** @throws ServerError 400, for an account that is a person's; 401, 403, 404 */
function findServiceAccount(request: FastifyRequest<{ Params: OfAccount }>, server: Server): Account {
  requireAdministrator(identify(request, server));
  const account = findUser(request.params.userId, server);
  if (!account.isService) throw badRequest('OpenID Connect identities are for service accounts only.');
  return account;
}

function findIdentity(request: FastifyRequest<{ Params: OfIdentity }>, server: Server): Identity {
  const account = findServiceAccount(request, server);
  const { id } = request.params;
  const identity = server.state.identities.find(
    (candidate) => candidate.id === id && candidate.userId === account.id,
  );
  if (!identity) throw notFound();
  return identity;
}

/** An audience that is empty is kept as such, and fits no token (facts: identities). */
function readIdentity(body: IdentityBody | null, server: Server): Omit<Identity, 'id' | 'userId'> {
  const { Name: name = '', Issuer: issuer = '', Subject: subject = '', Audience } = body ?? {};
  const mistakes = [
    ...(name === '' ? ['Please provide a name.'] : []),
    ...(name.length > MAX_NAME_LENGTH ? [`The name can have ${MAX_NAME_LENGTH} characters at most.`] : []),
    ...(mayIssue(issuer, server) ? [] : ['The issuer must be a URL with the https scheme.']),
    ...(subject === '' ? ['Please provide a subject.'] : []),
  ];
  if (mistakes.length > 0) throw badRequest(...mistakes);
  return { name, issuer, subject, audience: Audience ?? undefined };
}

function mayIssue(issuer: string, { traits }: Server): boolean {
  if (!URL.canParse(issuer)) return false;
  const { protocol, hostname } = new URL(issuer);
  return protocol === 'https:' || (traits.takesLoopbackIssuers && hostname === '127.0.0.1');
}

function describeIdentity({ id, userId, name, issuer, subject, audience }: Identity): unknown {
  return {
    Id: id,
    ServiceAccountId: userId,
    Name: name,
    Issuer: issuer,
    Subject: subject,
    ...(audience !== undefined && { Audience: audience }),
  };
}
