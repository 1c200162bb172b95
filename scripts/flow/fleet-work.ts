import type { Access } from '../api/access.ts';
import type { Sender } from '../api/sender.ts';
import type { BrowserPool } from '../browser/browser-pool.ts';
import type { FleetCredentials } from '../fleet/gather-credentials.ts';
import type { Journal } from '../fleet/journal.ts';
import type { PlannedKey, PlannedSignIn } from '../fleet/plan.ts';
import type { FleetFollower } from '../fleet/progress.ts';
import type { KeyOwners } from './key-owners.ts';
import type { OrderSettings } from './place-order.ts';

/** What to do about a live key of the same purpose. */
export type IfExists = 'skip' | 'rotate' | 'error';

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
  readonly ifExists: IfExists;
  /** How many sign in at the same time. */
  readonly concurrency: number;
  readonly browsers: readonly string[];
  readonly insecureTls: boolean;
  readonly acceptConsent: boolean;
  /** Milliseconds to wait for a server that is still starting. */
  readonly wait: number;
}

/** What all sign-ins of a fleet share. */
export interface FleetWork extends FleetSettings {
  readonly pool: BrowserPool;
  /** When the fleet began, as `performance.now()` gives it. */
  readonly begun: number;
  /** ISO 8601: keys that were delivered since then are not rotated again. */
  readonly rotatesSince: string | undefined;
  readonly follower: FleetFollower;
  /** The keys that are seen to already, by server, owner and purpose. */
  readonly claims: Set<string>;
}

/** A key of a fleet that is to be there in the end. */
export interface WantedKey {
  readonly key: PlannedKey;
  readonly signIn: PlannedSignIn;
  readonly credentials: FleetCredentials;
  readonly order: OrderSettings;
}

/** What a sign-in gives to the minting of its keys. */
export interface Means {
  readonly access: Access;
  /** Sends requests with no cookie. */
  readonly bare: Sender;
  readonly owners: KeyOwners;
}
