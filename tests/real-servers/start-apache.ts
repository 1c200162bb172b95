import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { findFreePort } from '../find-free-port.ts';
import { TEMPORARY_FOLDER } from '../start-command.ts';
import { startListening } from './start-listening.ts';

const MODULES = '/usr/lib/apache2/modules';

/** A site as Apache is configured for it. */
interface Site {
  /** Modules beside those that pass requests on: `auth_gssapi`. */
  readonly modules: readonly string[];
  /** What is configured for the whole server; it is told the folder of Apache's files. */
  readonly configure: (folder: string) => string;
  /** Further files in that folder, by name, which whoever Apache runs as can read. */
  readonly files?: Readonly<Record<string, string | Buffer>>;
  /** The server that requests are passed on to. */
  readonly target: string;
  /** A port that is known to be free. */
  readonly port?: number;
  /** Variables; it is told the same folder. */
  readonly env?: (folder: string) => Readonly<Record<string, string>>;
}

/** A request as Apache has answered it. */
interface Answer {
  readonly status: number;
  readonly method: string;
  readonly path: string;
  /** The scheme of the header Authorization: `Negotiate`; `-` where there was none. */
  readonly scheme: string;
}

interface Apache extends AsyncDisposable {
  readonly port: number;
  /** @returns every request so far, in the order of their ends */
  readAnswers(): Promise<Answer[]>;
}

// What any of these sites needs, in the order in which each finds what it builds on.
const NEEDED = 'mpm_event authn_core authz_core authz_user headers session session_cookie proxy proxy_http';

/** Starts Apache, on the loopback address of `localhost`. */
export async function startApache(site: Site): Promise<Apache> {
  // Where root starts it, it goes on as another user.
  const folder = await mkdtemp(join(TEMPORARY_FOLDER, 'octopus-key-mint-apache-'));
  await chmod(folder, 0o755);
  const port = site.port ?? (await findFreePort());
  for (const [name, content] of Object.entries(site.files ?? {}))
    await writeFile(join(folder, name), content);
  const file = join(folder, 'apache.conf');
  await writeFile(file, configure(folder, port, site));
  const line = { args: ['-DFOREGROUND', '-f', file], env: site.env?.(folder) };
  const remove = () => rm(folder, { recursive: true });
  const started = await startListening('apache2', line, port).catch(async (error) => {
    await remove();
    throw error;
  });
  return {
    port,
    readAnswers: async () => (await readFile(join(folder, 'access.log'), 'utf8')).split('\n').flatMap(read),
    [Symbol.asyncDispose]: async () => {
      await started[Symbol.asyncDispose]();
      await remove();
    },
  };
}

function read(line: string): Answer[] {
  const [status, method = '', path = '', scheme = ''] = line.split(' ');
  return line === '' ? [] : [{ status: Number(status), method, path, scheme }];
}

function configure(folder: string, port: number, { modules, configure: write, target }: Site): string {
  const loaded = [...NEEDED.split(' '), ...modules].map(
    (name) => `LoadModule ${name}_module ${MODULES}/mod_${name}.so`,
  );
  const isRoot = process.getuid?.() === 0;
  return `ServerRoot ${folder}
DefaultRuntimeDir ${folder}
PidFile ${folder}/apache.pid
Mutex pthread
ServerName localhost
Listen 127.0.0.1:${port}
${loaded.join('\n')}
${isRoot ? 'User www-data\nGroup www-data' : ''}
ErrorLog ${folder}/error.log
LogFormat "%>s %m %U %{Authorization}i" told
CustomLog ${folder}/access.log told
${write(folder)}
ProxyPreserveHost On
ProxyPass / ${target}/
`;
}
