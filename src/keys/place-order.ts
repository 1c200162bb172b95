import type { Access } from '../api/access.ts';
import type { ListedApiKey } from '../api/schemas.ts';
import type { ServerFacts } from '../api/server-facts.ts';
import type { Run } from '../core/run.ts';
import { listsExpiry, readKeyList } from './list.ts';
import type { MintOrder } from './mint.ts';
import { findKeyOwner, type OwnerWish } from './owner.ts';
import { chooseExpiry, type Expiry, requireAllowed, resolveExpiry } from './policy.ts';
import type { Account } from './revoke.ts';
import { completeScope, type KeyScope, requireScopes } from './scope.ts';

/** What kind of key is wanted, and whose. */
export interface OrderSettings extends Account, OwnerWish, KeyScope {
  readonly serviceAccount: string | undefined;
  /** Undefined: `octopus-key-mint`. */
  readonly purpose: string | undefined;
  /** Undefined: 90 days, or the most that the server allows. */
  readonly expiresIn: Expiry | undefined;
}

/** An order, and the keys that its owner has already, where they were read. */
export interface Order extends MintOrder {
  readonly existing: readonly ListedApiKey[];
}

/** @returns what looks at a server before anybody proves who they are, and throws if it would refuse such a key */
export function checkOrder(settings: OrderSettings): (server: ServerFacts) => void {
  return (server) => {
    requireAllowed(server, settings.expiresIn, settings.serviceAccount !== undefined);
    requireScopes(server, settings);
  };
}

/**
 * Finds out whose key it is to be, and what exactly to ask for.
 * @param needsExisting whether the caller wants to know what keys there are
 * @throws Failure
 */
export async function placeOrder(
  { api, user, server }: Access,
  settings: OrderSettings,
  needsExisting: boolean,
  run: Run,
): Promise<Order> {
  const { Id: userId } = await findKeyOwner(api, user, settings, run);
  const isListWanted = needsExisting || !isTelling(settings, server);
  const existing = isListWanted ? await readKeyList(api, userId, run) : [];
  return writeOrder(server, userId, existing, settings);
}

/** Whether the expiry alone will tell our key from another's of the same purpose. */
function isTelling({ expiresIn }: OrderSettings, server: ServerFacts): boolean {
  return (expiresIn ?? chooseExpiry(server)).kind === 'after' && listsExpiry(server.version);
}

/**
 * Writes an order for a key whose owner is known.
 * @param existing the owner's keys, where they were read
 */
export function writeOrder(
  server: ServerFacts,
  userId: string,
  existing: readonly ListedApiKey[],
  settings: OrderSettings,
): Order {
  const { url, username, serviceAccount, provider, accessLevel, actorType } = settings;
  const { expiresIn = chooseExpiry(server), purpose = 'octopus-key-mint' } = settings;
  return {
    account: { url, username, serviceAccount, provider },
    userId,
    purpose,
    expires: resolveExpiry(expiresIn, new Date()),
    scope: { accessLevel, actorType },
    request: completeScope({ accessLevel, actorType }, server.version),
    before: isTelling(settings, server) ? undefined : existing,
    existing,
  };
}
