import type { TOTP } from 'otpauth';
import type { Deadline } from '../core/deadline.ts';
import { Failure } from '../core/failure.ts';
import { Secret } from '../secrets/secret.ts';

const PERIOD_MS = 30_000;

// A code that ends sooner may be over by the time it arrives.
const MIN_LIFE_MS = 2_000;

// Several sign-ins of one run may share a secret.
const lastWindows = new Map<string, number>();

/** One-time codes from a secret, each given once (RFC 6238: a code is not to be accepted twice). */
export class OneTimeCodes {
  readonly #secret: Secret;
  #window: number | undefined;

  /** @param secret base32, spaces and dashes allowed */
  constructor(secret: Secret) {
    this.#secret = secret;
  }

  /**
   * Waits for the next window where the code of this one was given already, or is about to end.
   * @throws Failure, where the secret is none
   */
  async next(deadline: Deadline): Promise<Secret> {
    const totp = this.#open();
    for (;;) {
      const now = Date.now();
      const window = Math.floor(now / PERIOD_MS);
      const left = (window + 1) * PERIOD_MS - now;
      if (window !== lastWindows.get(this.#key) && left >= MIN_LIFE_MS) {
        lastWindows.set(this.#key, window);
        this.#window = window;
        return new Secret(totp.generate({ timestamp: now }));
      }
      await deadline.pause(left);
      if (deadline.signal.aborted) throw new Error('the time is over');
    }
  }

  /** The code that was given last has not left: it may be given again. */
  takeBack(): void {
    if (lastWindows.get(this.#key) === this.#window) lastWindows.delete(this.#key);
  }

  /** Two secrets of one text are one. */
  get #key(): string {
    return this.#secret.reveal().replace(/[\s-]/g, '').toUpperCase();
  }

  #open(): TOTP {
    const { TOTP: Generator } = require('otpauth') as typeof import('otpauth');
    try {
      return new Generator({ secret: this.#key });
    } catch (error) {
      throw new Failure({
        kind: 'options',
        attempt: 'make a one-time code',
        reason: 'OCTOPUS_TOTP_SECRET is no base32 secret',
        hint: 'Give the secret as the provider shows it beside the QR code.',
        cause: error,
      });
    }
  }
}
