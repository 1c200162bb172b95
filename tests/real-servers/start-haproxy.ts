import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { findFreePort } from '../find-free-port.ts';
import type { Started } from '../start-command.ts';
import { startListening } from './start-listening.ts';

/** What haproxy stands in front of, and how. */
export interface Duty {
  /** Each request may go to another of them, also over a connection that is kept. */
  readonly servers: readonly { readonly url: string }[];
  /** Lines of its configuration, beside those that any has. */
  readonly rules?: readonly string[];
}

interface Haproxy extends AsyncDisposable {
  readonly url: string;
}

/**
 * Starts haproxy on loopback.
 * @param folder for its configuration
 */
export async function startHaproxy(folder: string, { servers, rules = [] }: Duty): Promise<Haproxy> {
  const port = await findFreePort();
  const file = join(folder, 'haproxy.cfg');
  const nodes = servers.map(({ url }, at) => `server node${at} ${new URL(url).host} cookie node${at}`);
  const configuration = `defaults
  mode http
  timeout connect 5s
  timeout client 60s
  timeout server 60s
  retries 0
listen octopus
  bind 127.0.0.1:${port}
  balance roundrobin
  ${[...rules, ...nodes].join('\n  ')}
`;
  await writeFile(file, configuration);
  const started: Started = await startListening('haproxy', { args: ['-db', '-f', file] }, port);
  return { url: `http://127.0.0.1:${port}`, [Symbol.asyncDispose]: () => started[Symbol.asyncDispose]() };
}
