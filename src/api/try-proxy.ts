import { isIP, type Socket } from 'node:net';
import { connect as connectSecurely } from 'node:tls';
import type { Deadline } from '../core/deadline.ts';
import { nameProxy, type ProxyServer } from '../core/proxy.ts';
import { openTunnel, ProxyError } from '../core/tunnel.ts';
import { failProxied } from './api-failure.ts';

const PROXY_TIMEOUT_MS = 10_000;

/**
 * Finds out whether a proxy leads to a server, before anything is sent there: by what it says to this, everything else that could go
 * wrong later is told apart.
 * @throws ApiFailure of kind `server`, which names the proxy, and who named it
 */
export async function tryProxy(proxy: ProxyServer, server: string, deadline: Deadline): Promise<void> {
  const attempt = `reach ${new URL(server).origin}`;
  using limit = deadline.within(PROXY_TIMEOUT_MS);
  const late = () => new ProxyError(`${nameProxy(proxy)} does not answer`, IS_IT_THERE);
  try {
    await limit.limit(reach(proxy, new URL(server), limit.signal), late);
  } catch (error) {
    deadline.requireGoing();
    throw error instanceof ProxyError ? failProxied({ attempt }, error) : error;
  }
}

const IS_IT_THERE = 'Check its address, and that it runs, or go without it with --proxy none.';

async function reach(
  proxy: ProxyServer,
  { hostname, port, protocol }: URL,
  signal: AbortSignal,
): Promise<void> {
  const host = hostname.replace(/^\[|\]$/g, '');
  const isSecure = protocol === 'https:';
  const socket = await openTunnel(proxy, { host, port: Number(port) || (isSecure ? 443 : 80) }, signal);
  try {
    if (isSecure) await requireTls(socket, host, proxy, signal);
  } finally {
    socket.destroy();
  }
}

/** Whose certificate it is, and whether it is good, is looked at by whoever sends something. */
function requireTls(socket: Socket, host: string, proxy: ProxyServer, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const fail = (reason: string) =>
      reject(
        new ProxyError(
          `${nameProxy(proxy)} let us through to ${host}, and what came from there was no TLS (${reason})`,
          'Check that OCTOPUS_URL (--url) is that of an https server, and that the proxy does not answer in its place.',
        ),
      );
    const secured = connectSecurely(
      { socket, servername: isIP(host) ? '' : host, rejectUnauthorized: false },
      resolve,
    );
    secured.once('error', (error) => fail(error.message)).once('close', () => fail('the connection ended'));
    signal.addEventListener('abort', () => fail('nothing'), { once: true });
  });
}
