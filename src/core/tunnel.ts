import type { IncomingMessage } from 'node:http';
import { request } from 'node:http';
import { request as requestSecurely } from 'node:https';
import { connect, type Socket } from 'node:net';
import { nameProxy, type ProxyServer } from './proxy.ts';
import { clean, shortenToLine } from './shorten.ts';
import { readTitle } from './text.ts';

/** Why a proxy was of no use; the message names it, as in "the proxy … refuses connections". */
export class ProxyError extends Error {
  override readonly name = 'ProxyError';
  /** What to do about it. */
  readonly hint: string;
  /** What the proxy said of a server that it could not reach, which may be starting: 502, 503 or 504. */
  readonly status: number | undefined;

  constructor(
    reason: string,
    hint: string,
    { status, cause }: { status?: number | undefined; cause?: unknown } = {},
  ) {
    super(reason, { cause });
    this.hint = hint;
    this.status = status;
  }
}

/** Where a tunnel leads to. */
export interface Destination {
  /** An address of version 6 without brackets. */
  readonly host: string;
  readonly port: number;
}

/**
 * Has a proxy open a connection to a server.
 * @param signal gives it up
 * @returns the connection, on which nothing has been sent yet
 * @throws ProxyError
 */
export async function openTunnel(
  proxy: ProxyServer,
  destination: Destination,
  signal: AbortSignal,
): Promise<Socket> {
  try {
    return await (proxy.address.startsWith('socks5:')
      ? askSocks(proxy, destination, signal)
      : askToConnect(proxy, destination, signal));
  } catch (error) {
    throw error instanceof ProxyError ? error : failUnreached(proxy, error, signal);
  }
}

function askToConnect(proxy: ProxyServer, destination: Destination, signal: AbortSignal): Promise<Socket> {
  const { protocol, hostname, port } = new URL(proxy.address);
  const path = formatDestination(destination);
  const send = protocol === 'https:' ? requestSecurely : request;
  const { credentials } = proxy;
  const known = credentials && `${credentials.username}:${credentials.password.reveal()}`;
  const asked = send({
    method: 'CONNECT',
    host: hostname.replace(/^\[|\]$/g, ''),
    port: port || (protocol === 'https:' ? 443 : 80),
    path,
    headers: {
      Host: path,
      ...(known && { 'Proxy-Authorization': `Basic ${Buffer.from(known).toString('base64')}` }),
    },
    agent: false,
    signal,
  });
  return new Promise((resolve, reject) => {
    asked.once('error', reject).once('connect', (reply: IncomingMessage, socket: Socket, head: Buffer) => {
      // Its next owner listens from its next turn on.
      socket.on('error', () => {});
      if (isTunnel(reply)) {
        if (head.length > 0) socket.unshift(head);
        resolve(socket);
      } else {
        readPageTitle(socket, head)
          .then((title) => reject(failRefused(proxy, destination, reply, title)))
          .finally(() => socket.destroy());
      }
    });
    asked.end();
  });
}

/** Whether a reply opens a tunnel: what has a body is a page of whoever answered (RFC 9110, 9.3.6). */
function isTunnel({ statusCode = 0, headers }: IncomingMessage): boolean {
  const isPage =
    Number(headers['content-length'] ?? 0) > 0 || /text\/html/i.test(headers['content-type'] ?? '');
  return statusCode >= 200 && statusCode < 300 && !isPage && headers['transfer-encoding'] === undefined;
}

const MAX_PAGE_SIZE = 65_536;
const PAGE_TIMEOUT_MS = 1_000;

/** @returns what a page is called, as far as it comes in a moment */
async function readPageTitle(socket: Socket, head: Buffer): Promise<string> {
  let page = head.toString();
  const timer = setTimeout(() => socket.destroy(), PAGE_TIMEOUT_MS);
  try {
    for await (const chunk of socket) {
      page += String(chunk);
      if (page.length > MAX_PAGE_SIZE || /<\/title/i.test(page)) break;
    }
  } catch {
    // What there is will do.
  } finally {
    clearTimeout(timer);
  }
  return shortenToLine(readTitle(clean(page)) ?? '', MAX_SAID_LENGTH);
}

const MAX_SAID_LENGTH = 200;
const GO_WITHOUT = 'or go without it with --proxy none';

function failRefused(
  proxy: ProxyServer,
  destination: Destination,
  reply: IncomingMessage,
  title: string,
): ProxyError {
  const { statusCode: status = 0, statusMessage = '' } = reply;
  // What squid calls its error, or any proxy (RFC 9209).
  const code = [reply.headers['x-squid-error'] ?? reply.headers['proxy-status'] ?? []].flat().join(', ');
  const words = [
    `${status} ${statusMessage}`.trim(),
    ...(title ? [`"${title}"`] : []),
    ...(code ? [code] : []),
  ];
  const said = `(${words.map((word) => shortenToLine(word, MAX_SAID_LENGTH)).join(', ')})`;
  const [name, path] = [nameProxy(proxy), formatDestination(destination)];
  if (status === 407) return failUnknown(proxy, reply, said);
  if (status >= 500)
    return new ProxyError(
      `${name} could not reach ${path} ${said}`,
      'Check OCTOPUS_URL (--url), and that the proxy reaches it; give a server that is starting time with --wait.',
      { status: [502, 503, 504].includes(status) ? status : undefined },
    );
  if (status === 403 || status === 405)
    return new ProxyError(
      `${name} lets nobody through to ${path} ${said}`,
      `Have its administrator allow that host and port (the method CONNECT), ${GO_WITHOUT}.`,
    );
  return new ProxyError(
    `${name} answered in the place of ${path} ${said}`,
    `Check that this is the address of a proxy, and what it wants, ${GO_WITHOUT}.`,
  );
}

function failUnknown(
  { credentials, ...proxy }: ProxyServer,
  { headers }: IncomingMessage,
  said: string,
): ProxyError {
  const name = nameProxy({ ...proxy, credentials });
  const offered = [headers['proxy-authenticate'] ?? []].flat().join(', ');
  if (offered !== '' && !/\bbasic\b/i.test(offered))
    return new ProxyError(
      `${name} takes no password in the way that is known here, Basic, but ${shortenToLine(offered, MAX_SAID_LENGTH)} ${said}`,
      'Have it allow Basic, or name a local proxy that signs in to it.',
    );
  return credentials
    ? new ProxyError(
        `${name} does not take the user name and the password that are in its address ${said}`,
        `Correct them in ${proxy.from}; special characters are written as %40.`,
      )
    : new ProxyError(
        `${name} wants a user name and a password ${said}`,
        'Give them in its address, http://user:password@host:port, in a variable or in OCTOPUS_PROXY_FILE.',
      );
}

function failUnreached(proxy: ProxyServer, error: unknown, signal: AbortSignal): ProxyError {
  const name = nameProxy(proxy);
  const { code = '', message = '' } = (firstOf(error) ?? {}) as NodeJS.ErrnoException;
  if (/CERT|ISSUER|VERIFY|ALTNAME/.test(code))
    return new ProxyError(`${name} has a certificate that is not trusted: ${message} (${code})`, TRUST_IT, {
      cause: error,
    });
  const hint = `Check its address, and that it runs, ${GO_WITHOUT}.`;
  const reason = signal.aborted
    ? 'does not answer'
    : (REASONS[code] ?? `does not answer as a proxy does: ${message}`);
  return new ProxyError(`${name} ${reason}${code && !signal.aborted ? ` (${code})` : ''}`, hint, {
    cause: error,
  });
}

const TRUST_IT =
  'Name the authority that signed it in NODE_EXTRA_CA_CERTS, and have the system trust it, too, by which the browser goes.';

const REASONS: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'refuses connections',
  ENOTFOUND: 'has a name that is not known here',
  EAI_AGAIN: 'has a name that is not known here',
  ECONNRESET: 'breaks connections off',
  EHOSTUNREACH: 'is out of reach',
  ENETUNREACH: 'is out of reach',
  ETIMEDOUT: 'does not answer',
};

/** Where a name has several addresses, none of which answers, the error has no code of its own. */
function firstOf(error: unknown): unknown {
  return error instanceof AggregateError ? error.errors[0] : error;
}

function formatDestination({ host, port }: Destination): string {
  return `${host.includes(':') ? `[${host}]` : host}:${port}`;
}

// RFC 1928: version 5, one method, that of no authentication; a request to connect to a name.
const SOCKS_HELLO = Buffer.from([5, 1, 0]);
const MAX_SOCKS_NAME = 255;
const SOCKS_REASONS = [
  'failed',
  'does not allow it',
  'has no network to it',
  'cannot reach that host',
  'was refused a connection',
];

async function askSocks(proxy: ProxyServer, destination: Destination, signal: AbortSignal): Promise<Socket> {
  const name = Buffer.from(destination.host);
  // The protocol has one byte for its length: the rest would be read as something else.
  if (name.length > MAX_SOCKS_NAME)
    throw new ProxyError(
      `${nameProxy(proxy)} cannot be told a name of ${name.length} characters`,
      'Check OCTOPUS_URL (--url): no host has such a name.',
    );
  const { hostname, port } = new URL(proxy.address);
  const socket = connect({ host: hostname.replace(/^\[|\]$/g, ''), port: Number(port) });
  // Its next owner listens from its next turn on.
  socket.on('error', () => {});
  const giveUp = () => socket.destroy(new Error('the time is over'));
  signal.addEventListener('abort', giveUp, { once: true });
  try {
    socket.write(SOCKS_HELLO);
    const [version, method] = await readBytes(socket, 2);
    if (version !== 5) throw new Error('it speaks another protocol');
    if (method !== 0)
      throw new ProxyError(
        `${nameProxy(proxy)} wants a user name and a password`,
        'Use one without, or an http:// one: Chromium gives none to a SOCKS proxy.',
      );
    const portBytes = [destination.port >> 8, destination.port & 255];
    socket.write(Buffer.from([5, 1, 0, 3, name.length, ...name, ...portBytes]));
    const [, code = 1, , kind] = await readBytes(socket, 4);
    if (code !== 0) throw failSocks(proxy, destination, code);
    const length = kind === 3 ? ((await readBytes(socket, 1))[0] ?? 0) : kind === 4 ? 16 : 4;
    await readBytes(socket, length + 2);
    return socket;
  } catch (error) {
    socket.destroy();
    throw error;
  } finally {
    signal.removeEventListener('abort', giveUp);
  }
}

function failSocks(proxy: ProxyServer, destination: Destination, code: number): ProxyError {
  const reason = SOCKS_REASONS[code - 1] ?? `failed (${code})`;
  return new ProxyError(
    `${nameProxy(proxy)} did not reach ${formatDestination(destination)}: it ${reason}`,
    `Check OCTOPUS_URL (--url), and what the proxy allows, ${GO_WITHOUT}.`,
  );
}

/** Reads so many bytes, and leaves the rest. */
function readBytes(socket: Socket, count: number): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const look = () => {
      const bytes = socket.read(count) as Buffer | null;
      if (bytes !== null && bytes.length === count) settle(() => resolve(bytes));
    };
    const fail = (error: Error) => settle(() => reject(error));
    const end = () => fail(new Error('it ended the connection'));
    const settle = (then: () => void) => {
      socket.off('readable', look).off('error', fail).off('end', end).off('close', end);
      then();
    };
    socket.on('readable', look).on('error', fail).on('end', end).on('close', end);
    look();
  });
}
