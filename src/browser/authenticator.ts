import { createPrivateKey } from 'node:crypto';
import type { CDPSession, Page } from 'playwright';
import { Secret } from '../secrets/secret.ts';

/** What a page has registered with an authenticator, and all that it takes to sign as it. Bytes are in base64url. */
export interface PasskeyParts {
  /** The domain whose pages may ask for it. */
  readonly rpId: string;
  readonly credentialId: string;
  /** As PKCS #8. */
  readonly privateKey: Secret;
  readonly userHandle: string;
  readonly userName: string | undefined;
  /** Whether a page can ask for it that does not know yet who signs in. */
  readonly isDiscoverable: boolean;
  /** What a page was told of copies when it was registered, and expects to be told again. */
  readonly isBackupEligible: boolean;
  readonly isBackedUp: boolean;
  /** How often it has signed; negative where it does not count, and tells 0. */
  readonly signCount: number;
}

/** A passkey as the browser's protocol has it, with bytes in base64 (WebAuthn.Credential). */
interface Credential {
  readonly rpId?: string;
  readonly credentialId: string;
  readonly privateKey: string;
  readonly userHandle?: string;
  readonly userName?: string;
  readonly isResidentCredential: boolean;
  readonly signCount: number;
  readonly backupEligibility?: boolean;
  readonly backupState?: boolean;
}

/**
 * The authenticator of a page, in the browser's own process: a page asks for it as it asks for any, sees no more of it, and
 * is bound by the browser to the domain that a passkey is for. It says that somebody was there, and was verified.
 */
export class Authenticator {
  /** Of this authenticator alone: what else is done by it ends with it, too. */
  readonly session: CDPSession;
  #id: string | undefined;

  private constructor(session: CDPSession) {
    this.session = session;
  }

  /**
   * Takes the browser's own authenticators from a page, for as long as this is not detached.
   * @throws Error, where the browser cannot do that
   */
  static async open(page: Page): Promise<Authenticator> {
    const session = await page.context().newCDPSession(page);
    await session.send('WebAuthn.enable');
    return new Authenticator(session);
  }

  get isPluggedIn(): boolean {
    return this.#id !== undefined;
  }

  /** @param passkey undefined: it has none yet */
  async plugIn(passkey?: PasskeyParts): Promise<void> {
    const { authenticatorId } = await this.session.send('WebAuthn.addVirtualAuthenticator', {
      options: OPTIONS,
    });
    this.#id = authenticatorId;
    if (passkey)
      await this.session.send('WebAuthn.addCredential', {
        authenticatorId,
        credential: toCredential(passkey),
      });
  }

  /** Plugs one in anew where the browser has taken it away: it does while another client of the browser attaches to the page. */
  async plugInAgain(): Promise<void> {
    const authenticatorId = this.#id;
    if (authenticatorId === undefined) return;
    try {
      await this.session.send('WebAuthn.getCredentials', { authenticatorId });
    } catch {
      await this.session.send('WebAuthn.enable');
      await this.plugIn();
    }
  }

  async unplug(): Promise<void> {
    const authenticatorId = this.#id;
    this.#id = undefined;
    if (authenticatorId !== undefined)
      await this.session.send('WebAuthn.removeVirtualAuthenticator', { authenticatorId });
  }

  /** Gives the page up, with whatever else was done in the session. */
  async detach(): Promise<void> {
    await this.session.detach().catch(() => {});
  }
}

const OPTIONS = {
  protocol: 'ctap2',
  ctap2Version: 'ctap2_1',
  transport: 'internal',
  hasResidentKey: true,
  hasUserVerification: true,
  isUserVerified: true,
  automaticPresenceSimulation: true,
} as const;

function toCredential(passkey: PasskeyParts): Credential {
  return {
    rpId: passkey.rpId,
    credentialId: toBase64(passkey.credentialId),
    privateKey: toBase64(passkey.privateKey.reveal()),
    ...(passkey.userHandle === '' ? {} : { userHandle: toBase64(passkey.userHandle) }),
    ...(passkey.userName === undefined ? {} : { userName: passkey.userName }),
    isResidentCredential: passkey.isDiscoverable,
    signCount: passkey.signCount,
    backupEligibility: passkey.isBackupEligible,
    backupState: passkey.isBackedUp,
  };
}

/** @returns a passkey as the browser tells of it */
export function fromCredential(credential: Credential): PasskeyParts {
  return {
    rpId: credential.rpId ?? '',
    credentialId: toBase64Url(credential.credentialId),
    privateKey: learnPrivateKey(toBase64Url(credential.privateKey)),
    userHandle: toBase64Url(credential.userHandle ?? ''),
    userName: credential.userName,
    isDiscoverable: credential.isResidentCredential,
    isBackupEligible: credential.backupEligibility ?? false,
    isBackedUp: credential.backupState ?? false,
    signCount: credential.signCount,
  };
}

const SECRET_NUMBERS = ['d', 'p', 'q', 'dp', 'dq', 'qi'] as const;

/**
 * Makes a private key known as a secret, as a whole and by its numbers, however their bytes are written.
 * @param key PKCS #8 in base64url
 * @throws Error, where it is none
 */
export function learnPrivateKey(key: string): Secret {
  const whole = Buffer.from(key, 'base64url');
  const numbers = createPrivateKey({ key: whole, format: 'der', type: 'pkcs8' }).export({ format: 'jwk' });
  const secrets = [whole, ...SECRET_NUMBERS.flatMap((name) => readNumber(numbers[name]))];
  for (const bytes of secrets) {
    const hex = bytes.toString('hex');
    for (const text of [bytes.toString('base64'), bytes.toString('base64url'), hex, hex.toUpperCase()])
      new Secret(text);
  }
  return new Secret(key);
}

function readNumber(number: unknown): Buffer[] {
  return typeof number === 'string' ? [Buffer.from(number, 'base64url')] : [];
}

function toBase64(bytes: string): string {
  return Buffer.from(bytes, 'base64url').toString('base64');
}

function toBase64Url(bytes: string): string {
  return Buffer.from(bytes, 'base64').toString('base64url');
}
