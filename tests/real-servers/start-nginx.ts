import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { findFreePort } from '../find-free-port.ts';
import { startListening } from './start-listening.ts';

/** A site as nginx is configured for it. */
interface Site {
  /** What stands in its `server` block. */
  readonly server: string;
  /** What stands beside that block. */
  readonly http?: string;
  /** What follows the address that it listens on: `ssl http2`. */
  readonly listen?: string;
  /** A port that is known to be free. */
  readonly port?: number;
}

/** A request as nginx has answered it. */
interface Answer {
  readonly status: string;
  readonly protocol: string;
  readonly method: string;
  readonly path: string;
  /** How many times smaller the body has become; `-` where it was sent as it was. */
  readonly gzipRatio: string;
}

interface Nginx extends AsyncDisposable {
  readonly port: number;
  /** @returns every request so far that it has answered, in order */
  readAnswers(): Promise<Answer[]>;
}

/** Starts nginx, all of whose files are in that folder. */
export async function startNginx(folder: string, site: Site): Promise<Nginx> {
  const port = site.port ?? (await findFreePort());
  const file = join(folder, 'nginx.conf');
  await writeFile(file, configure(folder, port, site));
  const started = await startListening('nginx', { args: ['-e', 'stderr', '-c', file] }, port);
  return {
    port,
    readAnswers: async () => (await readFile(join(folder, 'access.log'), 'utf8')).split('\n').flatMap(read),
    [Symbol.asyncDispose]: () => started[Symbol.asyncDispose](),
  };
}

function read(line: string): Answer[] {
  const [status = '', protocol = '', method = '', path = '', gzipRatio = ''] = line.split(' ');
  return line === '' ? [] : [{ status, protocol, method, path, gzipRatio }];
}

/** One process does everything, so that none of them is another user, whom the test's folder is closed to. */
function configure(folder: string, port: number, { server, http = '', listen = '' }: Site): string {
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map(
    (name) => `${name}_temp_path ${folder}/nginx-${name};`,
  );
  return `daemon off;
master_process off;
pid ${folder}/nginx.pid;
events {}
http {
  ${temporary.join('\n  ')}
  log_format told '$status $server_protocol $request_method $uri $gzip_ratio';
  access_log ${folder}/access.log told;
  ${http}
  server {
    listen 127.0.0.1:${port} ${listen};
    ${server}
  }
}
`;
}
