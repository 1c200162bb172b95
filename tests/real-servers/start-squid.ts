import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { findFreePort } from '../find-free-port.ts';
import { TEMPORARY_FOLDER } from '../start-command.ts';
import { startListening } from './start-listening.ts';

/** What squid is to do. */
export interface Duty {
  /** Names that it alone knows, all of which are this machine. */
  readonly names: readonly string[];
  /** Who may use it, with which password; undefined: anybody. */
  readonly user?: { readonly name: string; readonly password: string };
  /** Names that it lets nobody through to. */
  readonly denied?: readonly string[];
  /** Whether it opens tunnels to port 443 alone, as it does unless it is told otherwise. */
  readonly tunnelsTo443?: boolean;
}

interface Squid extends AsyncDisposable {
  /** Without credentials. */
  readonly url: string;
  readonly port: number;
  /** @returns what was asked of it so far: `CONNECT octopus.corp.test:443 200` */
  listRequests(): Promise<readonly string[]>;
}

/** Starts squid on loopback. */
export async function startSquid(duty: Duty): Promise<Squid> {
  // Where root starts it, it goes on as another user.
  const folder = await mkdtemp(join(TEMPORARY_FOLDER, 'octopus-key-mint-squid-'));
  await chmod(folder, 0o777);
  const port = await findFreePort();
  await writeFile(join(folder, 'hosts'), duty.names.map((name) => `127.0.0.1 ${name}\n`).join(''));
  await writeFile(join(folder, 'helper.sh'), helperFor(duty.user));
  const file = join(folder, 'squid.conf');
  await writeFile(file, configure(folder, port, duty));
  // Those of one name share their memory.
  const started = await startListening('squid', { args: ['-N', '-n', `tests${port}`, '-f', file] }, port);
  return {
    url: `http://127.0.0.1:${port}`,
    port,
    listRequests: async () => (await readFile(join(folder, 'access.log'), 'utf8')).trim().split('\n'),
    [Symbol.asyncDispose]: async () => {
      await started[Symbol.asyncDispose]();
      await rm(folder, { recursive: true });
    },
  };
}

/** Answers whether a user name and a password, which it is told one a line, are right. */
function helperFor(user: Duty['user']): string {
  const line = user ? `${user.name} ${encodeURI(user.password)}` : '';
  return `while read -r line; do if [ "$line" = '${line}' ]; then echo OK; else echo ERR; fi; done\n`;
}

function configure(folder: string, port: number, { user, denied = [], tunnelsTo443 }: Duty): string {
  const rules = [
    ...(denied.length > 0 ? [`acl denied dstdomain ${denied.join(' ')}`, 'http_access deny denied'] : []),
    ...(tunnelsTo443 ? ['acl secure port 443', 'http_access deny CONNECT !secure'] : []),
    ...(user ? ['acl known proxy_auth REQUIRED', 'http_access deny !known'] : []),
    'http_access allow all',
  ];
  const authentication = user
    ? [`auth_param basic program /bin/sh ${folder}/helper.sh`, 'auth_param basic realm squid of the tests']
    : [];
  return `http_port 127.0.0.1:${port}
pid_filename none
visible_hostname squid.corp.test
hosts_file ${folder}/hosts
logformat asked %rm %ru %>Hs
access_log stdio:${folder}/access.log asked
cache_log /dev/null
cache deny all
shutdown_lifetime 0 seconds
connect_timeout 5 seconds
dns_nameservers 127.0.0.1
dns_timeout 1 second
${authentication.join('\n')}
${rules.join('\n')}
`;
}
