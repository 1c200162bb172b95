import { createServer } from 'node:https';
import { generate } from 'selfsigned';
import { forward, pass } from './faults/faults.ts';
import { listen, type Served } from './serve.ts';

interface SecureFront extends Served {
  /** The certificate of the authority that nobody knows. */
  readonly authority: string;
}

/** Puts https, with a certificate of a private authority, in front of a server. */
export async function secure(target: string): Promise<SecureFront> {
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
        ],
      },
    ],
  });
  const server = createServer({ key, cert }, async (incoming, outgoing) => {
    const exchange = { incoming, outgoing, target, elsewhere: '' };
    pass(exchange, await forward(exchange));
  });
  return { ...(await listen(server, 'https://localhost')), authority: authority.cert };
}
