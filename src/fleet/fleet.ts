import type { BrowserPool } from '../browser/browser-pool.ts';
import type { CredentialTries } from '../core/credential-tries.ts';
import type { Network } from '../core/network.ts';
import type { KeyWish } from '../keys/wish.ts';
import type { PasskeyFile } from '../session/passkey-file.ts';
import type { AskedKeys } from './asked-keys.ts';
import type { FleetCredentials } from './credentials.ts';
import type { Journal } from './journal.ts';
import type { PlannedSignIn } from './plan.ts';
import type { FleetFollower } from './progress.ts';

/** What a fleet is, and how it is worked through. */
export interface FleetSettings {
  /** As it was named. */
  readonly manifest: string;
  /** Such as `3/16`. */
  readonly shard: string;
  readonly signIns: readonly PlannedSignIn[];
  /** By the ids of the sign-ins. */
  readonly credentials: ReadonlyMap<string, FleetCredentials>;
  readonly journal: Journal;
  readonly ifExists: KeyWish['ifExists'];
  /** How many sign in at the same time. */
  readonly concurrency: number;
  readonly browsers: readonly string[];
  readonly network: Network;
  readonly acceptConsent: boolean;
  /** What everybody signs in by whose provider asks for it; undefined: nothing. */
  readonly passkey: PasskeyFile | undefined;
  /** Milliseconds to wait for a server that is still starting. */
  readonly wait: number;
}

/** What all sign-ins of a fleet share. */
export interface Fleet extends FleetSettings {
  readonly pool: BrowserPool;
  /** When the fleet began, as `performance.now()` gives it. */
  readonly begun: number;
  /** Number of an entry of the journal: keys that were delivered after it are not rotated again. */
  readonly rotatesSince: number | undefined;
  readonly follower: FleetFollower;
  /** The keys that are seen to already, by server, owner and purpose. */
  readonly claims: Set<string>;
  /** The keys that were asked for in this run. */
  readonly asked: AskedKeys;
  readonly tries: CredentialTries;
}
