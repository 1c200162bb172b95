import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { findFreePort } from '../find-free-port.ts';
import { findProgram } from '../find-program.ts';
import { runProgram } from '../start-command.ts';
import { startListening } from './start-listening.ts';

const REALM = 'FAKE.TEST';
const PERSON = { name: 'fake.admin', password: 'fake-kerberos-password-0123456789' };

/** A Kerberos realm, in which there are one person and the service HTTP of this machine. */
interface Kerberos extends AsyncDisposable {
  /** What tells where the realm is: a `krb5.conf`. */
  readonly config: string;
  /** Variables of the person, who has signed in. */
  readonly signedIn: Readonly<Record<string, string>>;
  /** The keys of the service. */
  readonly keytab: Buffer;
}

/** Starts the key distribution centre of a realm, all of whose files are in that folder. */
export async function startKerberos(folder: string): Promise<Kerberos> {
  const own = join(folder, 'kerberos');
  await mkdir(own);
  const port = await findFreePort();
  const config = writeClientSide(port);
  await writeFile(join(own, 'krb5.conf'), config);
  await writeFile(join(own, 'kdc.conf'), writeServerSide(own, port));
  const env = { KRB5_CONFIG: join(own, 'krb5.conf') };
  const inside = { ...env, KRB5_KDC_PROFILE: join(own, 'kdc.conf') };
  const run = (program: string, args: readonly string[], stdin?: string, more: Record<string, string> = {}) =>
    runProgram(findProgram(program) ?? program, { args, stdin, env: { ...inside, ...more } });
  await run('kdb5_util', ['create', '-s', '-r', REALM, '-P', 'fake-master-password']);
  const keytab = join(own, 'http.keytab');
  for (const query of [
    `addprinc -pw ${PERSON.password} ${PERSON.name}`,
    'addprinc -randkey HTTP/localhost',
    `ktadd -k ${keytab} HTTP/localhost`,
  ])
    await run('kadmin.local', ['-r', REALM, '-q', query]);
  const kdc = await startListening('krb5kdc', { args: ['-n', '-r', REALM], env: inside }, port);
  const signedIn = { ...env, KRB5CCNAME: `FILE:${join(own, 'tickets')}` };
  await run('kinit', [PERSON.name], `${PERSON.password}\n`, signedIn);
  return {
    config,
    signedIn,
    keytab: await readFile(keytab),
    [Symbol.asyncDispose]: () => kdc[Symbol.asyncDispose](),
  };
}

function writeClientSide(port: number): string {
  return `[libdefaults]
 default_realm = ${REALM}
 dns_lookup_kdc = false
 dns_lookup_realm = false
 dns_canonicalize_hostname = false
 rdns = false
 udp_preference_limit = 1
[realms]
 ${REALM} = {
  kdc = 127.0.0.1:${port}
 }
[domain_realm]
 localhost = ${REALM}
`;
}

function writeServerSide(folder: string, port: number): string {
  return `[kdcdefaults]
 kdc_listen = ""
 kdc_tcp_listen = 127.0.0.1:${port}
[realms]
 ${REALM} = {
  database_name = ${folder}/principal
  key_stash_file = ${folder}/stash
 }
[logging]
 kdc = STDERR
`;
}
