import { X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { type ConnectionOptions, createSecureContext, type SecureContext } from 'node:tls';
import { Secret } from '../secrets/secret.ts';
import { hideInPath, nameOrigin } from './text.ts';

const CERTIFICATE = 'OCTOPUS_CLIENT_CERTIFICATE (--client-certificate)';
const KEY = 'OCTOPUS_CLIENT_KEY (--client-key)';
const PASSPHRASE = 'OCTOPUS_CLIENT_KEY_PASSPHRASE';

/** A file that holds a private key, a certificate, or both. */
export class KeyFile {
  readonly path: string;
  readonly content: Buffer;

  /** @throws Error, where it cannot be read */
  constructor(path: string) {
    this.path = path;
    try {
      this.content = readFileSync(path);
    } catch (error) {
      // What was meant for another setting, such as a password, may stand in the place of a path.
      throw new Error(`names a file that cannot be read (${(error as NodeJS.ErrnoException).code})`);
    }
    learnKey(this.content);
  }

  get isPkcs12(): boolean {
    // A sequence in DER, and not that of a certificate alone, whose first part is a sequence, too (RFC 7292, 4: a version is first).
    return this.content[0] === 0x30 && !this.#holdsText('-----BEGIN ') && !isCertificate(this.content);
  }

  get hasCertificate(): boolean {
    return (
      this.#holdsText('-----BEGIN CERTIFICATE-----') || this.#holdsText('-----BEGIN TRUSTED CERTIFICATE-----')
    );
  }

  get hasKey(): boolean {
    return /-----BEGIN (?:[A-Z]+ ){0,2}PRIVATE KEY-----/.test(this.content.toString('latin1'));
  }

  #holdsText(text: string): boolean {
    return this.content.includes(text);
  }
}

function isCertificate(content: Buffer): boolean {
  try {
    return new X509Certificate(content).subject !== undefined;
  } catch {
    return false;
  }
}

// Far more than the key of anybody has.
const MAX_KEY_LENGTH = 16_384;

/** Of each key, its base64 is a secret, as it stands in its file and on one line. */
function learnKey(content: Buffer): void {
  const text = content.toString('latin1');
  const keys = text.matchAll(/-----BEGIN (?:[A-Z]+ ){0,2}PRIVATE KEY-----([^-]{1,16384})-----END/g);
  for (const [, body = ''] of keys) {
    new Secret(body.trim());
    new Secret(body.replace(/\s+/g, ''));
  }
  const isBinary = content[0] === 0x30 && content.length <= MAX_KEY_LENGTH;
  if (isBinary) new Secret(content.toString('base64'));
}

/** As Node and Playwright take it. */
interface Identity {
  readonly cert?: Buffer;
  readonly key?: Buffer;
  readonly pfx?: Buffer;
  readonly passphrase?: string;
}

/** What shows a server who this machine, or whoever runs this, is. It is read, and checked, once. */
export class ClientCertificate {
  readonly #file: KeyFile;
  #identity: Identity = {};
  #context: SecureContext | undefined;

  /** @throws Error, where there is no such file, or no certificate in it */
  constructor(path: string) {
    this.#file = new KeyFile(path);
    if (!this.#file.hasCertificate && !this.#file.isPkcs12)
      throw new Error(
        `names ${hideInPath(path)}, which holds no certificate: give one as PEM (-----BEGIN CERTIFICATE-----) or as PKCS#12`,
      );
  }

  /**
   * Adds what proves that it is ours.
   * @param key undefined: it is in the certificate's own file
   * @throws Error that names the setting, where they do not go together, or the certificate is good no more
   */
  unlock(key: KeyFile | undefined, passphrase: Secret | undefined): void {
    const file = this.#file;
    if (file.isPkcs12 && key)
      throw new Error(
        `${KEY} goes with a certificate in PEM: a file of PKCS#12 holds its key, so leave it out`,
      );
    const holder = key ?? file;
    if (!file.isPkcs12 && !holder.hasKey) throw new Error(failKeyless(key));
    const known = passphrase && { passphrase: passphrase.reveal() };
    this.#identity = file.isPkcs12
      ? { pfx: file.content, ...known }
      : { cert: file.content, key: holder.content, ...known };
    try {
      this.#context = createSecureContext(this.#identity);
    } catch (error) {
      throw new Error(explain(error as NodeJS.ErrnoException, { file, holder, passphrase }), {
        cause: error,
      });
    }
    requireValid(this.#context, file);
  }

  /** As Node's TLS takes it. */
  get options(): Pick<ConnectionOptions, 'secureContext'> {
    return this.#context ? { secureContext: this.#context } : {};
  }

  /** The same, as what it was made of. */
  get identity(): Identity {
    return this.#identity;
  }

  /** The file that holds the key, for whoever wants to know who can read it. */
  get path(): string {
    return this.#file.path;
  }
}

function failKeyless(key: KeyFile | undefined): string {
  return key
    ? `${KEY} names ${hideInPath(key.path)}, which holds no private key: give one as PEM (-----BEGIN PRIVATE KEY-----)`
    : `${KEY} is missing: the file of the certificate holds no private key, so name the one that does`;
}

interface Parts {
  readonly file: KeyFile;
  readonly holder: KeyFile;
  readonly passphrase: Secret | undefined;
}

/** @param error of OpenSSL, by Node's code for it, or without one, by OpenSSL's words for a file of PKCS#12 */
function explain({ code = '', message }: NodeJS.ErrnoException, { file, holder, passphrase }: Parts): string {
  const path = hideInPath(holder.path);
  if (code === 'ERR_OSSL_X509_KEY_VALUES_MISMATCH')
    return `${KEY} names ${path}, whose key is not that of the certificate in ${hideInPath(file.path)}: name the one that was made for it`;
  // One of 256 wrong ones makes something of an encrypted key, and that is none.
  const isNoKey = passphrase !== undefined && /^ERR_OSSL_(?:UNSUPPORTED$|ASN1_)/.test(code);
  if (
    /BAD_DECRYPT|BAD_PASSWORD|INTERRUPTED|PROCESSING_ERROR/.test(code) ||
    /mac verify failure/.test(message) ||
    isNoKey
  )
    return passphrase
      ? `${PASSPHRASE} does not open ${path}: correct it`
      : `${PASSPHRASE} is missing: ${path} is encrypted, so give what it is encrypted with, or name a file that holds it in ${PASSPHRASE}_FILE`;
  if (code === 'ERR_CRYPTO_UNSUPPORTED_OPERATION')
    return `${CERTIFICATE} names ${path}, which is encrypted in an old way (RC2): write it anew with openssl pkcs12 -legacy`;
  const name = holder === file ? CERTIFICATE : KEY;
  return `${name} names ${path}, which cannot be used: ${message}`;
}

function requireValid({ context }: SecureContext, { path }: KeyFile): void {
  // Node has the certificate of a file of PKCS#12 nowhere else.
  const { validFrom, validTo } = new X509Certificate(context.getCertificate() as Buffer);
  const name = `${CERTIFICATE} names ${hideInPath(path)}, whose certificate`;
  if (Date.parse(validTo) < Date.now())
    throw new Error(`${name} has expired (${formatDay(validTo)}): have it renewed`);
  if (Date.parse(validFrom) > Date.now())
    throw new Error(`${name} is not valid before ${formatDay(validFrom)}: check this machine's clock`);
}

/** @param date as in a certificate: `Jan 31 00:00:00 2030 GMT` */
function formatDay(date: string): string {
  return new Date(date).toISOString().replace('.000Z', 'Z');
}

/** A client certificate, and the origins that it is shown to: nobody else is. */
export class ShownCertificate {
  readonly #certificate: ClientCertificate;
  readonly #origins: ReadonlySet<string>;

  /** @param servers addresses of the servers that it is for */
  constructor(certificate: ClientCertificate, servers: readonly string[]) {
    this.#certificate = certificate;
    this.#origins = new Set(servers.map((each) => new URL(each).origin));
  }

  isFor(address: string): boolean {
    return this.#origins.has(nameOrigin(address));
  }

  get options(): ClientCertificate['options'] {
    return this.#certificate.options;
  }

  /** @returns the same as Playwright takes it, for requests without a browser */
  listForRequests(): (Identity & { readonly origin: string })[] {
    return [...this.#origins].map((origin) => ({ origin, ...this.#certificate.identity }));
  }
}
