import { once } from 'node:events';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { findFreePort } from '../find-free-port.ts';
import type { Served } from '../serve.ts';

/** What meets whoever connects to a server that is still starting. */
export const starts = {
  // Docker's published port, whose container does not listen yet.
  'accepts and closes': (socket: Socket) => void socket.end(),
  'accepts and resets': (socket: Socket) => void socket.resetAndDestroy(),
  'accepts and is silent': () => {},
  'answers 500': answer('500 Internal Server Error'),
  'answers 502': answer('502 Bad Gateway'),
  'answers 503, and that it takes an hour': answer('503 Service Unavailable', 'Retry-After: 3600'),
  'answers 503, and that it takes until next year': answer(
    '503 Service Unavailable',
    'Retry-After: Fri, 01 Jan 2100 00:00:00 GMT',
  ),
} as const satisfies Record<string, (socket: Socket) => void>;

export type StartName = keyof typeof starts;

function answer(...lines: readonly [status: string, ...headers: readonly string[]]) {
  const head = ['HTTP/1.1 ', lines.join('\r\n'), '\r\nConnection: close\r\nContent-Length: 0\r\n\r\n'].join(
    '',
  );
  return (socket: Socket) => void socket.once('data', () => socket.end(head));
}

interface Starting extends Served {
  /** Settles once somebody has met what a start is like, three times. */
  readonly hasMetSomebody: Promise<void>;
  /** From now on everything is passed on. */
  finish(): Promise<void>;
}

/**
 * Stands where a server will be: whoever connects meets what a start is like, until it is told that it is done.
 * @param how `refuses` where nobody listens yet
 * @param target the server
 */
export async function startSlowly(how: StartName | 'refuses', target: string): Promise<Starting> {
  const sockets = new Set<Socket>();
  let isDone = false;
  let met = 0;
  let noteMet = () => {};
  const hasMetSomebody = new Promise<void>((done) => {
    noteMet = done;
  });
  const server = createServer({ allowHalfOpen: false }, (socket) => {
    sockets.add(socket.on('error', () => {}).once('close', () => sockets.delete(socket)));
    if (isDone) passOn(socket, target);
    else if (how !== 'refuses') starts[how](socket);
    met += 1;
    if (met === 3) noteMet();
  });
  const port = await findFreePort();
  if (how !== 'refuses') await listenAt(server, port);
  return {
    url: `http://127.0.0.1:${port}`,
    hasMetSomebody,
    finish: async () => {
      isDone = true;
      if (!server.listening) await listenAt(server, port);
    },
    [Symbol.asyncDispose]: async () => {
      for (const socket of sockets) socket.destroy();
      if (server.listening) await new Promise((done) => server.close(done));
    },
  };
}

async function listenAt(server: Server, port: number): Promise<void> {
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
}

function passOn(socket: Socket, target: string): void {
  const { hostname, port } = new URL(target);
  const onward = connect(Number(port), hostname).on('error', () => socket.destroy());
  socket.on('close', () => onward.destroy());
  socket.pipe(onward).pipe(socket);
}
