import { once } from 'node:events';
import { createServer, type IncomingMessage, request } from 'node:http';
import { type AddressInfo, connect, createServer as createSocketServer, type Socket } from 'node:net';
import { listen, type Served } from '../serve.ts';

interface ServedProxy extends Served {
  /** What was asked of it so far: `CONNECT octopus.corp.test:443`, and the credentials that came along, if any did. */
  readonly seen: readonly { readonly asked: string; readonly credentials: string | undefined }[];
}

/** Does what a proxy does with a request to connect, or something else. */
type OnConnect = (incoming: IncomingMessage, socket: Socket) => void;

/**
 * Starts a small proxy, to which every name is this machine.
 * @param credentials without which it answers 407: `user:password`
 */
export async function serveProxy({
  onConnect = passOn,
  credentials,
}: {
  readonly onConnect?: OnConnect;
  readonly credentials?: string;
} = {}): Promise<ServedProxy> {
  const seen: { asked: string; credentials: string | undefined }[] = [];
  const wanted = credentials && `Basic ${Buffer.from(credentials).toString('base64')}`;
  /** @returns whether it may come in */
  const note = ({ method, url, headers }: IncomingMessage) => {
    const given = headers['proxy-authorization'];
    seen.push({ asked: `${method} ${url}`, credentials: given });
    return wanted === undefined || given === wanted;
  };
  const server = createServer((incoming, outgoing) => {
    if (!note(incoming)) {
      outgoing.writeHead(407, { 'proxy-authenticate': 'Basic realm="tests"' }).end();
      return;
    }
    const { port, pathname, search } = new URL(incoming.url ?? '', 'http://nobody');
    const { 'proxy-authorization': _, ...headers } = incoming.headers;
    const passed = request(
      { host: '127.0.0.1', port, path: pathname + search, method: incoming.method, headers },
      (reply) => {
        outgoing.writeHead(reply.statusCode ?? 0, reply.headers);
        reply.pipe(outgoing);
      },
    );
    passed.on('error', () => outgoing.writeHead(502).end());
    incoming.pipe(passed);
  });
  const sockets = new Set<Socket>();
  server.on('connect', (incoming: IncomingMessage, socket: Socket) => {
    sockets.add(socket);
    socket.on('error', () => {});
    if (note(incoming)) onConnect(incoming, socket);
    else socket.end(answer(407, 'Proxy-Authenticate: Basic realm="tests"'));
  });
  const served = await listen(server, 'http://127.0.0.1');
  return {
    url: served.url,
    seen,
    [Symbol.asyncDispose]: async () => {
      for (const socket of sockets) socket.destroy();
      await served[Symbol.asyncDispose]();
    },
  };
}

export function passOn({ url = '' }: IncomingMessage, socket: Socket): void {
  const server = connect(Number(url.split(':').at(-1)), '127.0.0.1', () => {
    socket.write(answer(200));
    server.pipe(socket).pipe(server);
  });
  server.on('error', () => socket.destroy());
  socket.on('close', () => server.destroy());
}

/** @returns a reply of a proxy */
export function answer(status: number, header = 'X-Fake: 1', body = ''): string {
  const length = status === 200 && body === '' ? '' : `Content-Length: ${body.length}\r\n`;
  return `HTTP/1.1 ${status} Fake\r\n${header}\r\n${length}\r\n${body}`;
}

/** Starts a small SOCKS5 proxy without a password, to which every name is this machine, and which is told names alone. */
export async function serveSocks(): Promise<Served & { readonly seen: readonly string[] }> {
  const seen: string[] = [];
  const sockets = new Set<Socket>();
  const server = createSocketServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => {});
    socket.once('data', () => {
      socket.write(Buffer.from([5, 0]));
      socket.once('data', (asked: Buffer) => {
        const name = asked.subarray(5, 5 + (asked[4] ?? 0)).toString();
        const port = asked.readUInt16BE(asked.length - 2);
        seen.push(`${asked[3]} ${name}:${port}`);
        const onward = connect(port, '127.0.0.1', () => {
          socket.write(Buffer.from([5, 0, 0, 1, 127, 0, 0, 1, 0, 0]));
          onward.pipe(socket).pipe(onward);
        });
        onward.on('error', () => socket.destroy());
        sockets.add(onward);
      });
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    url: `socks5://127.0.0.1:${port}`,
    seen,
    [Symbol.asyncDispose]: async () => {
      server.close();
      for (const socket of sockets) socket.destroy();
    },
  };
}
