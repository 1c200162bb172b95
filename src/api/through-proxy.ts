import type { APIResponse } from 'playwright';
import type { buildConnector } from 'undici';
import { nameProxy, type Proxies } from '../core/proxy.ts';
import { openTunnel } from '../core/tunnel.ts';

/**
 * @param options of connections, TLS included, whichever way they go
 * @returns what undici opens connections by: through a proxy, where the address is to be reached so
 */
export function connectBy(
  proxies: Proxies | undefined,
  options: buildConnector.BuildOptions,
  signal: AbortSignal,
): buildConnector.BuildOptions | buildConnector.connector {
  if (!proxies) return options;
  const { buildConnector } = require('undici') as typeof import('undici');
  const connect = buildConnector(options);
  return (wanted, done) => {
    const proxy = proxies.of(`${wanted.protocol}//${wanted.hostname}:${wanted.port}`);
    if (!proxy) return connect(wanted, done);
    const host = wanted.hostname.replace(/^\[|\]$/g, '');
    const port = Number(wanted.port) || (wanted.protocol === 'https:' ? 443 : 80);
    openTunnel(proxy, { host, port }, signal).then(
      (socket) =>
        wanted.protocol === 'https:' ? connect({ ...wanted, httpSocket: socket }, done) : done(null, socket),
      (error) => done(error, null),
    );
  };
}

/**
 * For replies that came by Playwright: where a proxy refuses a connection, it takes what the proxy said for the server's reply, with its
 * status and its cookies.
 * @throws Error, where an https server did not answer itself
 */
export async function requireServersOwn(reply: APIResponse, proxies?: Proxies): Promise<void> {
  if (new URL(reply.url()).protocol !== 'https:' || (await reply.securityDetails())) return;
  const { server } = proxies ?? {};
  const who = server ? nameProxy(server) : 'a proxy';
  throw new Error(`${who} answered in the server's place: ${reply.status()} ${reply.statusText()}`.trim());
}
