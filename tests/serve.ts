import { createServer, type RequestListener, type Server } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import { generate } from 'selfsigned';
import { forward, pass } from './faults/faults.ts';
import { findFreePort } from './find-free-port.ts';

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
  const port = await findFreePort();
  // Whoever is late to use a connection again does not meet one that is being closed.
  server.keepAliveTimeout = 60_000;
  await new Promise<void>((done) => server.listen(port, '127.0.0.1', done));
  return { url: `${address}:${port}`, [Symbol.asyncDispose]: () => close(server) };
}

/** Ends a server and every connection to it. */
export async function close(server: Server): Promise<void> {
  await new Promise((done) => {
    server.close(done);
    server.closeAllConnections();
  });
}

interface SecureFront extends Served {
  /** The certificate of the authority that nobody knows. */
  readonly authority: string;
}

/** A certificate for this machine, and that of the private authority that signed it, all as PEM. */
interface Certificate {
  readonly key: string;
  readonly cert: string;
  readonly authority: string;
}

/** @param names that it is for, too */
export async function makeCertificate(names: readonly string[] = []): Promise<Certificate> {
  const authority = await generate([{ name: 'commonName', value: 'A private authority for tests' }], {
    extensions: [
      { name: 'basicConstraints', cA: true, critical: true },
      { name: 'keyUsage', keyCertSign: true, digitalSignature: true },
    ],
  });
  const { private: key, cert } = await generate([{ name: 'commonName', value: 'localhost' }], {
    ca: { key: authority.private, cert: authority.cert },
    extensions: [
      {
        name: 'subjectAltName',
        altNames: [
          { type: 2, value: 'localhost' },
          { type: 7, ip: '127.0.0.1' },
          ...names.map((value) => ({ type: 2 as const, value })),
        ],
      },
    ],
  });
  return { key, cert, authority: authority.cert };
}

/**
 * Puts https, with a certificate of a private authority, in front of a server.
 * @param names that it is for, beside this machine's
 */
export async function secure(target: string, names: readonly string[] = []): Promise<SecureFront> {
  const { key, cert, authority } = await makeCertificate(names);
  const server = createSecureServer({ key, cert }, async (incoming, outgoing) => {
    const exchange = { incoming, outgoing, target, elsewhere: '' };
    pass(exchange, await forward(exchange));
  });
  return { ...(await listen(server, 'https://localhost')), authority };
}
