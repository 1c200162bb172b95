import type { Secret } from '../secret/secret.ts';

/** A key that was made, as the server described it. */
export interface MintedKey {
  readonly key: Secret;
  readonly id: string;
  readonly userId: string;
  readonly purpose: string;
  /** ISO 8601; undefined where the server does not say. */
  readonly created: string | undefined;
  /** ISO 8601; undefined for a key that never expires. */
  readonly expires: string | undefined;
}
