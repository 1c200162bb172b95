import type { FastifyInstance, FastifyRequest } from 'fastify';
import { findCaller, identify, type Server } from './caller.ts';
import type { RateLimit } from './options.ts';

const MINUTE_MS = 60_000;

/** What somebody may still ask for: a bucket that fills up steadily. */
interface Bucket {
  tokens: number;
  at: number;
}

/** Refuses requests that come too often, before anything is made of them (facts: rate limits). */
export function addRateLimit(app: FastifyInstance, server: Server, limit: RateLimit): void {
  const buckets = new Map<string, Bucket>();
  app.addHook('onRequest', async (request, reply) => {
    if (isStatic(request)) return;
    const name = findCaller(request, server)?.account.id ?? `anonymous at ${request.ip}`;
    const bucket = fill(buckets.get(name), limit);
    buckets.set(name, bucket);
    const isRefused = bucket.tokens < 1;
    if (!isRefused) bucket.tokens -= 1;
    const fullIn = Math.ceil(((limit.burst - bucket.tokens) / limit.perMinute) * 60);
    if (!limit.isSilent)
      reply.headers({
        'octopus-ratelimit-policy': `l=${limit.burst};rpm=${limit.perMinute}`,
        'octopus-ratelimit': `r=${Math.floor(bucket.tokens)};t=${fullIn}`,
      });
    if (!isRefused) return;
    const { tellsWait = 'in seconds' } = limit;
    const seconds = Math.ceil(((1 - bucket.tokens) / limit.perMinute) * 60);
    if (tellsWait === 'in seconds') reply.header('retry-after', String(seconds));
    if (tellsWait === 'as a date')
      reply.header('retry-after', new Date(Date.now() + (seconds + 1) * 1000).toUTCString());
    return reply.code(429).send({ ErrorMessage: 'Too many requests.' });
  });
}

/** What the limits are, on servers that have some by themselves (facts: rate limits); the document's fields are inferred. */
export function addRateLimitRoutes(api: FastifyInstance, server: Server): void {
  const { edition, traits } = server;
  if (!edition.rateLimit) return;
  api.get('/api/ratelimitingpolicies', async (request) => {
    identify(request, server);
    const { burst = 0, perMinute = 0 } = traits.rateLimit ?? {};
    const limits = { IsEnabled: traits.rateLimit !== undefined, Burst: burst, RequestsPerMinute: perMinute };
    return ['Unauthenticated', 'Authenticated', 'Agent'].map((Name) => ({ Name, ...limits }));
  });
}

function fill(bucket: Bucket | undefined, { burst, perMinute }: RateLimit): Bucket {
  const now = Date.now();
  if (!bucket) return { tokens: burst, at: now };
  const more = ((now - bucket.at) / MINUTE_MS) * perMinute;
  return { tokens: Math.min(burst, bucket.tokens + more), at: now };
}

/** Scripts and pictures of the portal do not count. */
function isStatic({ url }: FastifyRequest): boolean {
  return !/\/(?:api|users)(?:[/?]|$)/.test(url);
}
