import type { DetailedPeerCertificate } from 'node:tls';
import type { Deadline } from '../core/deadline.ts';
import type { Network } from '../core/network.ts';
import { shortenToLine } from '../core/shorten.ts';
import { lookAtTls, type TlsLook } from './tls-look.ts';

/** Why a server could not be reached by TLS; the message names the server, as in "the certificate of … has expired". */
export class TlsError extends Error {
  override readonly name = 'TlsError';
  /** What to do about it. */
  readonly hint: string;
  /** Whether a server that is starting may be so: what stands in front of it shows a certificate of its own meanwhile. */
  readonly mayBeOfStart: boolean;

  constructor(
    reason: string,
    hint: string,
    { mayBeOfStart = false, cause }: { mayBeOfStart?: boolean; cause?: unknown } = {},
  ) {
    super(reason, { cause });
    this.hint = hint;
    this.mayBeOfStart = mayBeOfStart;
  }
}

const LOOK_TIMEOUT_MS = 5_000;
// As Node, undici and Playwright say it.
const OF_TLS = /certificate|self[-_. ]signed|SSL|TLS|CERT|wrong version|packet length/i;
const CLOSED = /UND_ERR_SOCKET|ECONNRESET|EPIPE|other side closed|socket hang up|socket disconnected/;

/**
 * Finds out what is wrong with a server's certificate, or with what it is spoken to in, where an error may be of that.
 * @param error of a request to which no reply came
 * @param isRead whether it only asked for something
 * @returns TlsError, or the error as it is
 */
export async function explainTls(
  error: unknown,
  address: string,
  {
    network,
    isRead,
    deadline,
  }: { readonly network: Network; readonly isRead: boolean; readonly deadline: Deadline },
): Promise<unknown> {
  const { code = '', message = '' } = (error ?? {}) as NodeJS.ErrnoException;
  const said = `${code} ${message}`;
  const isClosed = CLOSED.test(said);
  if (isClosed ? !isRead : !OF_TLS.test(said)) return error;
  using limit = deadline.within(LOOK_TIMEOUT_MS);
  const url = new URL(address);
  const look = await lookAtTls(url, network, limit.signal).catch(() => undefined);
  return (look && judgeTls(url, look, network)) ?? error;
}

/** @returns undefined, where nothing is wrong that is known */
export function judgeTls(url: URL, look: TlsLook, network: Network): TlsError | undefined {
  const { origin, protocol, host } = url;
  const { certificate, problem = '', speaksHttp } = look;
  if (protocol === 'http:')
    return certificate
      ? new TlsError(
          `${origin} speaks https, and was asked in plain http`,
          `Write it as https://${host} in OCTOPUS_URL (--url).`,
        )
      : undefined;
  if (speaksHttp)
    return new TlsError(
      `${origin} speaks plain http, and no TLS`,
      `Check the port in OCTOPUS_URL (--url): write it as http://${host} if there is no https.`,
    );
  const untrusted = !network.insecureTls && certificate && judgeCertificate(url, certificate, problem);
  return untrusted || judgeAlert(url, problem, !!network.clientCertificate?.isFor(origin));
}

const RENEW = 'Have it renewed by whoever runs the server.';
const TRUST = 'in NODE_EXTRA_CA_CERTS; that counts for the page, too.';

/** @param problem as OpenSSL's names for it have it (X509_V_ERR_…, in Node without that) */
function judgeCertificate(
  { origin, hostname }: URL,
  certificate: DetailedPeerCertificate,
  problem: string,
): TlsError | undefined {
  const whose = `the certificate of ${origin}`;
  const issuer = nameOf(certificate.issuer);
  const fail = (reason: string, hint: string) =>
    new TlsError(`${whose} ${reason}`, hint, { mayBeOfStart: true });
  switch (problem) {
    case 'CERT_HAS_EXPIRED': {
      const expired = findInChain(certificate, ({ valid_to }) => Date.parse(valid_to) < Date.now());
      return expired && expired !== certificate
        ? fail(
            `was signed by ${nameOf(expired.subject)}, whose own has expired (${formatTime(expired.valid_to)})`,
            RENEW,
          )
        : fail(`has expired (${formatTime(certificate.valid_to)}); it was issued by ${issuer}`, RENEW);
    }
    case 'CERT_NOT_YET_VALID':
      return fail(
        `is not valid before ${formatTime(certificate.valid_from)}; it was issued by ${issuer}`,
        "Check this machine's clock, and the server's.",
      );
    case 'ERR_TLS_CERT_ALTNAME_INVALID':
      return fail(
        `is not for ${hostname}, but for ${listNames(certificate)}`,
        'Write a name that it is for in OCTOPUS_URL (--url), or have the server get one for this name.',
      );
    case 'DEPTH_ZERO_SELF_SIGNED_CERT':
      return fail(
        `is not trusted: ${nameOf(certificate.subject)} has signed it itself, and no authority`,
        `If it is the right one, name its file ${TRUST}`,
      );
    case 'UNABLE_TO_VERIFY_LEAF_SIGNATURE':
      return fail(
        `is not trusted: it was issued by ${issuer}, an authority that is not known here, whose own certificate the server does not send`,
        `Name the certificate of that authority ${TRUST} If another authority signed that one, have the server send the whole chain.`,
      );
    case 'SELF_SIGNED_CERT_IN_CHAIN':
    case 'UNABLE_TO_GET_ISSUER_CERT_LOCALLY':
    case 'UNABLE_TO_GET_ISSUER_CERT': {
      const root = nameOf(findInChain(certificate, ({ issuerCertificate }) => !issuerCertificate)?.issuer);
      const by = root === issuer ? '' : `, and in the end by ${root}`;
      return fail(
        `is not trusted: it was issued by ${issuer}${by}, an authority that is not known here`,
        `Name the certificate of that authority ${TRUST}`,
      );
    }
    default:
      // What comes after the handshake is no matter of the certificate.
      return /^(?:ERR_SSL|E[A-Z]+$|$)/.test(problem)
        ? undefined
        : fail(
            `is not trusted: ${problem}; it was issued by ${issuer}`,
            `Name the authority that signed it ${TRUST}`,
          );
  }
}

// As OpenSSL has them, of a server that is not content with whoever connects (RFC 8446, 6.2).
const REQUIRED = /ALERT_CERTIFICATE_REQUIRED/;
const REFUSED =
  /ALERT_(?:BAD_CERTIFICATE|UNSUPPORTED_CERTIFICATE|CERTIFICATE_REVOKED|CERTIFICATE_EXPIRED|CERTIFICATE_UNKNOWN|UNKNOWN_CA|ACCESS_DENIED|DECRYPT_ERROR)/;

export const GIVE_ONE =
  'Name it with --client-certificate (OCTOPUS_CLIENT_CERTIFICATE), and its key with --client-key.';
export const GIVE_ANOTHER =
  'Check --client-certificate (OCTOPUS_CLIENT_CERTIFICATE): the server must know the authority that signed it.';

function judgeAlert({ origin }: URL, problem: string, isShownOne: boolean): TlsError | undefined {
  const said = problem
    .replace(/^ERR_SSL_/, '')
    .toLowerCase()
    .replaceAll('_', ' ');
  if (REQUIRED.test(problem) || (REFUSED.test(problem) && !isShownOne))
    return isShownOne
      ? new TlsError(`${origin} does not take the client certificate (${said})`, GIVE_ANOTHER)
      : new TlsError(`${origin} wants a client certificate (${said})`, GIVE_ONE);
  if (REFUSED.test(problem))
    return new TlsError(`${origin} does not take the client certificate (${said})`, GIVE_ANOTHER);
  if (problem.includes('ALERT_HANDSHAKE_FAILURE'))
    return new TlsError(
      `${origin} breaks off the TLS handshake (${said})`,
      isShownOne ? GIVE_ANOTHER : `That is what a server does that wants a client certificate. ${GIVE_ONE}`,
    );
  if (problem.startsWith('ERR_SSL_'))
    return new TlsError(
      `${origin} and this program find no common TLS (${said})`,
      'Check the address and its port; the server has to speak TLS 1.2 or newer.',
    );
  return undefined;
}

type Certificate = DetailedPeerCertificate;

/** From the server's own one to the last that it sends. */
function findInChain(
  certificate: Certificate,
  isMeant: (each: Certificate) => boolean,
): Certificate | undefined {
  const seen = new Set<string>();
  for (let each: Certificate | undefined = certificate; each; each = each.issuerCertificate) {
    if (seen.has(each.fingerprint256))
      return isMeant({ ...each, issuerCertificate: undefined as never }) ? each : undefined;
    seen.add(each.fingerprint256);
    if (isMeant(each)) return each;
  }
  return undefined;
}

const MAX_NAME_LENGTH = 200;
const MAX_NAMES = 8;

function nameOf(name: Readonly<Record<string, unknown>> | undefined): string {
  const { CN, O, OU } = name ?? {};
  const [said] = [CN, O, OU].flat().filter((each) => typeof each === 'string' && each !== '');
  return said === undefined ? 'somebody without a name' : `"${shortenToLine(String(said), MAX_NAME_LENGTH)}"`;
}

function listNames({ subjectaltname = '', subject }: Certificate): string {
  const names = subjectaltname
    .split(', ')
    .map((each) => each.replace(/^(?:DNS|IP Address):/, ''))
    .filter((each) => each !== '');
  if (names.length === 0) return `${nameOf(subject as never)} (and that is not looked at: it names no hosts)`;
  const shown = names.slice(0, MAX_NAMES).map((each) => shortenToLine(each, MAX_NAME_LENGTH));
  return `${shown.join(', ')}${names.length > MAX_NAMES ? ` and ${names.length - MAX_NAMES} more` : ''}`;
}

/** @param date as in a certificate: `Jan 31 00:00:00 2030 GMT` */
function formatTime(date: string): string {
  const time = new Date(date);
  return Number.isNaN(time.getTime()) ? 'at no time that can be read' : `${time.toISOString().slice(0, 16)}Z`;
}
