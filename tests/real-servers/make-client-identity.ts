import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { runProgram } from '../start-command.ts';

export const PASSPHRASE = 'fake-passphrase-of-a-client-key';

/** A client certificate in all the ways in which people have one: paths of files. */
interface ClientIdentity {
  /** Of the authority that signed it. */
  readonly authority: string;
  readonly cert: string;
  readonly key: string;
  /** The same, with `PASSPHRASE`. */
  readonly encryptedKey: string;
  /** Certificate and key, with `PASSPHRASE`. */
  readonly pkcs12: string;
  /** Both as PEM, the key as it is. */
  readonly both: string;
}

/** Has openssl make one, in that folder. */
export async function makeClientIdentity(folder: string, name = 'client'): Promise<ClientIdentity> {
  const file = (ending: string) => join(folder, `${name}${ending}`);
  const openssl = (line: string) => runProgram('openssl', { args: line.split(' '), cwd: folder });
  const [caKey, authority] = [file('-ca.key'), file('-ca.pem')];
  const [key, cert, request] = [file('.key'), file('.pem'), file('.csr')];
  const curve = '-newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes';
  await openssl(`req -x509 ${curve} -keyout ${caKey} -out ${authority} -subj /CN=${name}-authority -days 2`);
  await openssl(`req ${curve} -keyout ${key} -out ${request} -subj /CN=${name}`);
  await openssl(
    `x509 -req -in ${request} -CA ${authority} -CAkey ${caKey} -CAcreateserial -out ${cert} -days 2`,
  );
  const [encryptedKey, pkcs12, both] = [file('-encrypted.key'), file('.p12'), file('-both.pem')];
  await openssl(`pkcs8 -topk8 -in ${key} -out ${encryptedKey} -passout pass:${PASSPHRASE}`);
  await openssl(`pkcs12 -export -in ${cert} -inkey ${key} -out ${pkcs12} -passout pass:${PASSPHRASE}`);
  await writeFile(both, (await readFile(cert, 'utf8')) + (await readFile(key, 'utf8')), { mode: 0o600 });
  return { authority, cert, key, encryptedKey, pkcs12, both };
}
