import { generate } from 'selfsigned';

/** A certificate with its key, both as PEM. */
export interface Issued {
  readonly key: string;
  readonly cert: string;
}

/** @returns an authority that nobody knows, in its turn signed by another one, where one is given */
export async function issueAuthority(name: string, by?: Issued): Promise<Issued> {
  const { private: key, cert } = await generate([{ name: 'commonName', value: name }], {
    ...(by && { ca: by }),
    extensions: [
      { name: 'basicConstraints', cA: true, critical: true },
      { name: 'keyUsage', keyCertSign: true, digitalSignature: true },
    ],
  });
  return { key, cert: endLine(cert) };
}

interface Wish {
  readonly from?: Date;
  readonly to?: Date;
  /** Host names; that of this machine by default. */
  readonly names?: readonly string[];
}

/** @param by undefined: it signs itself */
export async function issue(
  name: string,
  by?: Issued,
  { from, to, names = ['localhost'] }: Wish = {},
): Promise<Issued> {
  const { private: key, cert } = await generate([{ name: 'commonName', value: name }], {
    ...(by && { ca: by }),
    ...(from && { notBeforeDate: from }),
    ...(to && { notAfterDate: to }),
    extensions: [{ name: 'subjectAltName', altNames: names.map((value) => ({ type: 2 as const, value })) }],
  });
  return { key, cert: endLine(cert) };
}

/** So that the next one may follow in the same file. */
function endLine(pem: string): string {
  return `${pem.trim()}\n`;
}
