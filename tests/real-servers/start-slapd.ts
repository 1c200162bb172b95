import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { findFreePort } from '../find-free-port.ts';
import { findProgram } from '../find-program.ts';
import { runProgram } from '../start-command.ts';
import { startListening } from './start-listening.ts';

/** Somebody in a directory. */
export interface Person {
  readonly uid: string;
  readonly mail: string;
  readonly password: string;
  /** Whatever else is to be known. */
  readonly description: string;
}

/** An LDAP directory, and who may read it. */
export interface Directory extends AsyncDisposable {
  readonly url: string;
  readonly base: string;
  readonly managerDn: string;
  readonly managerPassword: string;
  /** @returns how often somebody has tried to sign in, and with what result: 0 for success, 49 for a wrong password */
  readBinds(uid: string): string[];
}

const BASE = 'dc=example,dc=com';
const MANAGER = { managerDn: `cn=manager,${BASE}`, managerPassword: 'fake-manager-password-for-tests' };

// The level at which connections and operations are told, without what they carry.
const STATISTICS = '256';

/** Starts slapd, all of whose files are in that folder, with one person in it. */
export async function startSlapd(folder: string, person: Person): Promise<Directory> {
  const file = join(folder, 'slapd.conf');
  const people = join(folder, 'people.ldif');
  await mkdir(join(folder, 'directory'));
  await writeFile(file, configure(folder));
  await writeFile(people, writeEntries(person));
  await runProgram(findProgram('slapadd') ?? 'slapadd', { args: ['-f', file, '-l', people] });
  const port = await findFreePort();
  const url = `ldap://127.0.0.1:${port}`;
  const slapd = await startListening('slapd', { args: ['-d', STATISTICS, '-h', url, '-f', file] }, port);
  return {
    url,
    base: BASE,
    ...MANAGER,
    readBinds: (uid) => findBinds(slapd.log, `uid=${uid},${BASE}`),
    [Symbol.asyncDispose]: () => slapd[Symbol.asyncDispose](),
  };
}

/** A bind and its result are told in two lines, which name the same operation. */
function findBinds(log: readonly string[], dn: string): string[] {
  return log.flatMap((line) => {
    const operation = /(conn=\d+ op=\d+) BIND dn="([^"]*)" method=/.exec(line);
    if (operation?.[2] !== dn) return [];
    const result = log.find((other) => other.includes(`${operation[1]} RESULT `));
    return /err=(\d+)/.exec(result ?? '')?.[1] ?? 'no result';
  });
}

function configure(folder: string): string {
  const schemas = ['core', 'cosine', 'inetorgperson'].map(
    (name) => `include /etc/ldap/schema/${name}.schema`,
  );
  return `${schemas.join('\n')}
pidfile ${folder}/slapd.pid
argsfile ${folder}/slapd.args
modulepath /usr/lib/ldap
moduleload back_mdb
database mdb
suffix "${BASE}"
rootdn "${MANAGER.managerDn}"
rootpw ${MANAGER.managerPassword}
directory ${folder}/directory
`;
}

function writeEntries({ uid, mail, password, description }: Person): string {
  return `dn: ${BASE}
objectClass: dcObject
objectClass: organization
o: Example
dc: example

dn: uid=${uid},${BASE}
objectClass: inetOrgPerson
uid: ${uid}
cn: ${uid}
sn: ${uid}
mail: ${mail}
description: ${description}
userPassword: ${password}
`;
}
