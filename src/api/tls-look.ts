import { connect as connectPlainly, isIP, type Socket } from 'node:net';
import { connect, type DetailedPeerCertificate, type TLSSocket } from 'node:tls';
import type { Network } from '../core/network.ts';
import { openTunnel } from '../core/tunnel.ts';

/** What a server shows of itself to whoever connects. */
export interface TlsLook {
  /** Undefined where it shows none. */
  readonly certificate: DetailedPeerCertificate | undefined;
  /** Why the certificate is not trusted, or the connection came to nothing: Node's code for it, or its words. */
  readonly problem: string | undefined;
  /** Whether it answers in plain http. */
  readonly speaksHttp: boolean;
}

/**
 * Connects to a server by TLS as requests do, and trusts nobody: nothing is sent but a question for no page in particular.
 * @param address whichever its scheme is
 * @throws Error, where nobody could be connected to; ProxyError
 */
export async function lookAtTls(address: URL, network: Network, signal: AbortSignal): Promise<TlsLook> {
  const look = await shakeHands(await reach(address, network, signal), address, network, signal);
  if (look.certificate || address.protocol === 'http:') return look;
  const speaksHttp = await asksInHttp(await reach(address, network, signal), address, signal);
  return { ...look, speaksHttp };
}

async function reach({ href, hostname, port, protocol }: URL, { proxies }: Network, signal: AbortSignal) {
  const host = hostname.replace(/^\[|\]$/g, '');
  const destination = { host, port: Number(port) || (protocol === 'https:' ? 443 : 80) };
  const proxy = proxies?.of(href);
  if (proxy) return await openTunnel(proxy, destination, signal);
  return await new Promise<Socket>((resolve, reject) => {
    const socket = connectPlainly({ ...destination, signal }, () => resolve(socket));
    socket.once('error', reject);
  });
}

// A server that wants a certificate, and is given none, says so after the handshake (RFC 8446, 4.4.2.4).
const ALERT_TIMEOUT_MS = 2_000;

function shakeHands(
  socket: Socket,
  { href, hostname, host }: URL,
  { clientCertificate }: Network,
  signal: AbortSignal,
): Promise<TlsLook> {
  const name = hostname.replace(/^\[|\]$/g, '');
  return new Promise((resolve) => {
    let certificate: DetailedPeerCertificate | undefined;
    const end = (problem: string | undefined) => {
      socket.destroy();
      resolve({ certificate, problem, speaksHttp: false });
    };
    const secured: TLSSocket = connect({
      ...(clientCertificate?.isFor(href) ? clientCertificate.options : {}),
      ...{ socket, host: name, servername: isIP(name) ? '' : name, rejectUnauthorized: false },
    });
    const giveUp = () => end('it does not answer');
    signal.addEventListener('abort', giveUp, { once: true });
    socket.once('close', () => signal.removeEventListener('abort', giveUp));
    secured.once('secureConnect', () => {
      certificate = secured.getPeerCertificate(true);
      const { authorizationError } = secured;
      // Node's types have it for an error, and it is that error's code.
      if (authorizationError) return end(String(authorizationError));
      secured.write(`HEAD / HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`);
      setTimeout(() => end(undefined), ALERT_TIMEOUT_MS).unref();
    });
    secured.once('data', () => end(undefined));
    secured.once('error', ({ code, message }: NodeJS.ErrnoException) => end(code ?? message));
    secured.once('close', () => end(certificate ? undefined : 'the connection ended'));
  });
}

function asksInHttp(socket: Socket, { host }: URL, signal: AbortSignal): Promise<boolean> {
  return new Promise((resolve) => {
    const end = (answer: boolean) => {
      socket.destroy();
      resolve(answer);
    };
    signal.addEventListener('abort', () => end(false), { once: true });
    socket.once('data', (data) => end(data.toString('latin1').startsWith('HTTP/1.')));
    socket.once('error', () => end(false)).once('close', () => end(false));
    socket.write(`HEAD / HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`);
  });
}
