import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A server on a loopback address, gone with its scope. */
export interface Served extends AsyncDisposable {
  /** Without a slash at the end. */
  readonly url: string;
}

/** Serves whatever a test wants. */
export function serve(listener: RequestListener): Promise<Served> {
  return listen(createServer(listener), 'http://127.0.0.1');
}

/** @param address without the port */
export async function listen(server: Server, address: string): Promise<Served> {
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const { port } = server.address() as AddressInfo;
  return { url: `${address}:${port}`, [Symbol.asyncDispose]: () => close(server) };
}

/** Ends a server and every connection to it. */
export async function close(server: Server): Promise<void> {
  await new Promise((done) => {
    server.close(done);
    server.closeAllConnections();
  });
}
