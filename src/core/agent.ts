import type { buildConnector, Dispatcher } from 'undici';
import type { Network } from './network.ts';
import { openTunnel } from './tunnel.ts';

// As long as Chromium takes the headers of a reply, in bytes.
const MAX_HEAD_SIZE = 256 * 1024;

/**
 * Opens what keeps connections to servers, TLS, proxies and client certificates included. A deadline rules all waits.
 * @param maxSize of a body, in bytes
 * @param signal gives up connections that are being opened
 */
export function openAgent(network: Network, maxSize: number, signal: AbortSignal): Dispatcher {
  const { Agent } = require('undici') as typeof import('undici');
  return new Agent({
    connect: connectBy(network, signal),
    ...{ headersTimeout: 0, bodyTimeout: 0, maxResponseSize: maxSize, maxHeaderSize: MAX_HEAD_SIZE },
  });
}

/** @returns what undici opens connections by: through a proxy, where the address is to be reached so */
function connectBy(
  { insecureTls, proxies, clientCertificate }: Network,
  signal: AbortSignal,
): buildConnector.BuildOptions | buildConnector.connector {
  const options = { timeout: 0, rejectUnauthorized: !insecureTls };
  if (!proxies && !clientCertificate) return options;
  const { buildConnector } = require('undici') as typeof import('undici');
  const connectPlainly = buildConnector(options);
  const connectKnown = clientCertificate && buildConnector({ ...options, ...clientCertificate.options });
  return (wanted, done) => {
    const address = `${wanted.protocol}//${wanted.hostname}:${wanted.port}`;
    const connect = connectKnown && clientCertificate.isFor(address) ? connectKnown : connectPlainly;
    const proxy = proxies?.of(address);
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
