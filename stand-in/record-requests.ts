import type { FastifyInstance } from 'fastify';

/** A request of the REST API as it arrived, and the status it was answered with. */
export interface Recorded {
  readonly method: string;
  /** Without the virtual directory, with its query. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: unknown;
  readonly status: number;
}

/** @returns a list that grows with every request of the REST API */
export function recordRequests(app: FastifyInstance, virtualDirectory: string): readonly Recorded[] {
  const requests: Recorded[] = [];
  const prefix = `${virtualDirectory}/api`;
  app.addHook('onSend', async (request, reply) => {
    if (!request.url.startsWith(prefix)) return;
    const { method, url, headers, body } = request;
    requests.push({
      method,
      path: url.slice(virtualDirectory.length),
      headers: headers as Record<string, string>,
      body,
      status: reply.statusCode,
    });
  });
  return requests;
}
