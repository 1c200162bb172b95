import { type IncomingMessage, request, type ServerResponse } from 'node:http';

/** One exchange on its way through the proxy. */
export interface Exchange {
  readonly incoming: IncomingMessage;
  readonly outgoing: ServerResponse;
  /** The server that is behind the proxy. */
  readonly target: string;
  /** Somebody else's server. */
  readonly elsewhere: string;
}

export interface Reply {
  readonly status: number;
  readonly headers: NodeJS.Dict<string | string[]>;
  readonly body: Buffer;
}

/** @returns the whole of what a request brings */
export async function readBody(incoming: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString();
}

/**
 * @param body in the place of what the request brings
 * @returns what the server says to a request, having done what it asks for; where the server is lost, so is the connection
 *   to whoever asked, and nothing is returned
 */
export async function forward({ incoming, outgoing, target }: Exchange, body?: string): Promise<Reply> {
  const { method } = incoming;
  const headers = {
    ...incoming.headers,
    ...(body === undefined ? {} : { 'content-length': Buffer.byteLength(body) }),
  };
  return new Promise((resolve) => {
    // A connection that is kept may just be closed by the other side.
    const options = { method, headers, agent: false };
    const onward = request(new URL(incoming.url ?? '/', target), options, (reply) => {
      const chunks: Buffer[] = [];
      reply.on('data', (chunk: Buffer) => chunks.push(chunk));
      reply.on('end', () =>
        resolve({ status: reply.statusCode ?? 502, headers: reply.headers, body: Buffer.concat(chunks) }),
      );
    });
    onward.on('error', () => outgoing.destroy());
    if (body === undefined) incoming.pipe(onward);
    else onward.end(body);
  });
}

/** Passes a reply on, with another body where one is given. */
export function pass(
  { outgoing }: Exchange,
  { status, headers, body }: Reply,
  other: string | Buffer = body,
): void {
  const { 'content-length': _, 'transfer-encoding': __, ...kept } = headers;
  outgoing.writeHead(status, { ...kept, 'content-length': Buffer.byteLength(other) }).end(other);
}

function refuse(status: number, more: Record<string, string> = {}) {
  return ({ outgoing }: Exchange) => {
    outgoing
      .writeHead(status, { 'content-type': 'application/json', ...more })
      .end(
        JSON.stringify({ ErrorMessage: `The fault proxy says ${status}.`, Errors: ['As it was told to.'] }),
      );
  };
}

const MEGABYTE = 1024 * 1024;

/** What can happen to a request, by name. Each happens to every request of its kind. */
export const faults = {
  // The proxy's port is closed by then, so nothing arrives here.
  'connection refused': () => {},
  'reset before the server sees it': ({ incoming }: Exchange) => {
    incoming.socket.resetAndDestroy();
  },
  'reset after the server did it': async (exchange: Exchange) => {
    await forward(exchange);
    exchange.incoming.socket.resetAndDestroy();
  },
  'no answer': async (exchange: Exchange) => {
    await forward(exchange);
  },
  'a reply that is cut off': async (exchange: Exchange) => {
    const { status, headers, body } = await forward(exchange);
    const { 'transfer-encoding': _, ...kept } = headers;
    exchange.outgoing.writeHead(status, { ...kept, 'content-length': body.length + 2 });
    exchange.outgoing.write(body.subarray(0, body.length / 2), () =>
      exchange.incoming.socket.resetAndDestroy(),
    );
  },
  '500': refuse(500),
  '502 and a page, after the server did it': async (exchange: Exchange) => {
    await forward(exchange);
    exchange.outgoing
      .writeHead(502, { 'content-type': 'text/html' })
      .end('<html><head><title>The fault proxy says 502.</title></head><body>Bad gateway</body></html>');
  },
  '503': ({ outgoing }: Exchange) => {
    outgoing.writeHead(503, { 'content-type': 'text/plain' }).end('The fault proxy says 503.');
  },
  // Longer than a run here has time.
  '429 with Retry-After': refuse(429, { 'retry-after': '600' }),
  '401': refuse(401),
  '403': refuse(403),
  'truncated JSON': async (exchange: Exchange) => {
    const reply = await forward(exchange);
    pass(exchange, reply, reply.body.subarray(0, reply.body.length / 2));
  },
  'JSON of another shape': async (exchange: Exchange) => {
    pass(exchange, await forward(exchange), '{"Surprise": ["from the fault proxy"]}');
  },
  'an empty body': async (exchange: Exchange) => pass(exchange, await forward(exchange), ''),
  'a body of 10 MB': async (exchange: Exchange) => {
    pass(exchange, await forward(exchange), JSON.stringify('x'.repeat(10 * MEGABYTE)));
  },
  'a redirect to another origin': ({ incoming, outgoing, elsewhere }: Exchange) => {
    outgoing.writeHead(307, { location: elsewhere + incoming.url }).end();
  },
} as const satisfies Record<string, (exchange: Exchange) => void | Promise<void>>;

export type FaultName = keyof typeof faults;

/** What a message must repeat of what was said, where something was said. */
export const said: Partial<Record<FaultName, RegExp>> = {
  '500': /500/,
  '502 and a page, after the server did it': /502/,
  '503': /503/,
  '429 with Retry-After': /429/,
  '401': /401/,
  '403': /403/,
};
