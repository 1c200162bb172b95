import type { IncomingMessage } from 'node:http';
import fastify, { type FastifyInstance, type FastifyReply } from 'fastify';
import type { Server } from './caller.ts';
import { rollOut } from './editions.ts';
import { badRequest, notFound, type ServerError, toServerError } from './errors.ts';
import { completeOptions, type StandInOptions } from './options.ts';
import { addRateLimit, addRateLimitRoutes } from './rate-limit.ts';
import { type Recorded, recordRequests } from './record-requests.ts';
import { addIdentityRoutes } from './routes-identities.ts';
import { addKeyRoutes } from './routes-keys.ts';
import { addServerRoutes } from './routes-server.ts';
import { addSingleSignOnRoutes } from './routes-single-sign-on.ts';
import { addTeamRoutes } from './routes-teams.ts';
import { addTokenRoutes } from './routes-tokens.ts';
import { addUserRoutes } from './routes-users.ts';
import { addPortalRoutes } from './serve-portal.ts';
import { ADMINISTRATOR, type Identity, type NewKey, State, type StoredKey } from './state.ts';

export type { Edition } from './editions.ts';
export type { StandInOptions } from './options.ts';

/** An Octopus Server in a box, and what can be seen of it from inside. */
export interface StandIn extends AsyncDisposable {
  /** With the virtual directory, without a slash at the end. */
  readonly url: string;
  readonly username: string;
  readonly password: string;
  readonly userId: string;
  readonly installationId: string;
  /** Every request of the REST API in order, its path without the virtual directory. */
  readonly requests: readonly Recorded[];
  /** Keys that would be accepted now. */
  liveKeys(): readonly StoredKey[];
  /** Every key that was ever made. */
  madeKeys(): readonly StoredKey[];
  /** Names of the accounts that are in a team. */
  members(team: string): readonly string[];
  /** The OpenID Connect identities of all service accounts. */
  identities(): readonly Identity[];
  /** How many sessions are signed in. */
  liveSessions(): number;
  /** Ends every session, as time does. */
  endSessions(): void;
  addKey(purpose: string, more?: Partial<NewKey>): StoredKey;
  /** Revokes every key, as an administrator may. */
  revokeKeys(): void;
  close(): Promise<void>;
}

const states = new WeakMap<StandIn, State>();

/**
 * Starts two stand-ins that are nodes of one server (facts: several nodes).
 * @param lagMs milliseconds until one learns what the other has done
 */
export async function startNodes(options: StandInOptions, lagMs: number): Promise<[StandIn, StandIn]> {
  const nodes = await Promise.all([startStandIn(options), startStandIn(options)]);
  const [one, other] = nodes.map((node) => states.get(node)) as [State, State];
  one.replicateTo(other, lagMs);
  other.replicateTo(one, lagMs);
  return nodes;
}

/** Starts a stand-in on a loopback address. */
export async function startStandIn(options: StandInOptions = {}): Promise<StandIn> {
  const traits = completeOptions(options);
  const server: Server = { traits, edition: rollOut(traits), state: new State(traits) };
  const app = fastify({
    forceCloseConnections: true,
    routerOptions: { ignoreTrailingSlash: true },
    rewriteUrl: overrideMethod,
  });
  const requests = recordRequests(app, traits.virtualDirectory);
  prepare(app, server);
  if (traits.rateLimit) addRateLimit(app, server, traits.rateLimit);
  await app.register(async (scope) => addRoutes(scope, server), { prefix: traits.virtualDirectory });
  const origin = await app.listen({ host: '127.0.0.1', port: traits.port });
  const { state } = server;
  const standIn: StandIn = {
    url: origin + traits.virtualDirectory,
    username: traits.username,
    password: traits.password,
    userId: 'Users-1',
    installationId: traits.installationId,
    requests,
    liveKeys: () => state.liveKeys(),
    madeKeys: () => state.made,
    members: (team) => state.listMembers(team),
    identities: () => state.identities,
    liveSessions: () => state.sessions.length,
    endSessions: () => state.closeSessions(() => true),
    addKey: (purpose, more) => state.addKey({ userId: ADMINISTRATOR, expires: null, ...more, purpose }),
    revokeKeys: () => {
      for (const { id } of [...state.keys]) state.removeKey(id);
    },
    close: () => app.close(),
    [Symbol.asyncDispose]: () => app.close(),
  };
  states.set(standIn, state);
  return standIn;
}

function addRoutes(scope: FastifyInstance, server: Server): void {
  addServerRoutes(scope, server);
  addUserRoutes(scope, server);
  addTeamRoutes(scope, server);
  addRateLimitRoutes(scope, server);
  addSingleSignOnRoutes(scope, server);
  addKeyRoutes(scope, server);
  addIdentityRoutes(scope, server);
  addTokenRoutes(scope, server);
  addPortalRoutes(scope, server);
}

/** What holds for every reply: start-up, headers, error bodies, pretty-printed JSON. */
function prepare(app: FastifyInstance, { traits, state, edition }: Server): void {
  const ready = Date.now() + traits.startingForMs;
  const { version } = edition;
  app.addHook('onRequest', async (_, reply) => {
    reply.headers({
      date: state.now().toUTCString(),
      'content-security-policy':
        "default-src 'self'; img-src 'self' data:; object-src 'none'; frame-ancestors 'none'",
      'octopus-node': `name=stand-in; version=${version}`,
      'referrer-policy': 'no-referrer',
      'x-content-type-options': 'nosniff',
      'x-frame-options': 'DENY',
    });
    if (Date.now() < ready)
      return reply.code(503).type('text/html').send('<html><title>Octopus Server is starting</title></html>');
  });
  app.setSerializerCompiler(() => (data) => JSON.stringify(data, null, 2));
  app.setReplySerializer((data) => JSON.stringify(data, null, 2));
  const refuse = (reply: FastifyReply, { status, body }: ServerError) => reply.code(status).send(body);
  app.setErrorHandler(async (error, _, reply) => refuse(reply, toServerError(error)));
  app.setNotFoundHandler(async (_, reply) => refuse(reply, notFound()));
  addBodyParsers(app);
}

/** An empty body is none, whatever its content type says. */
function addBodyParsers(app: FastifyInstance): void {
  app.removeAllContentTypeParsers();
  app.addContentTypeParser(
    'application/x-www-form-urlencoded',
    { parseAs: 'string' },
    async (_: unknown, body: string | Buffer) => Object.fromEntries(new URLSearchParams(String(body))),
  );
  app.addContentTypeParser('*', { parseAs: 'string' }, async (_: unknown, body: string | Buffer) => {
    if (body.length === 0) return null;
    try {
      return JSON.parse(String(body));
    } catch (error) {
      throw badRequest(String(error));
    }
  });
}

/** PUT and DELETE may travel as POST, for the sake of proxies that know only that (facts: wire details). */
function overrideMethod(request: IncomingMessage): string {
  const wanted = request.headers['x-http-method-override'];
  if (request.method === 'POST' && (wanted === 'PUT' || wanted === 'DELETE')) request.method = wanted;
  return request.url ?? '/';
}
