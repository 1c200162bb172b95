import type { FleetCredentials } from '../fleet/gather-credentials.ts';
import type { PlannedKey, PlannedSignIn } from '../fleet/plan.ts';
import type { WantedKey } from './fleet-work.ts';

const ACCESS_LEVELS = { 'full-access': 'FullAccess', 'read-only': 'ReadOnly' } as const;
const ACTOR_TYPES = { user: 'User', 'ai-agent': 'AiAgent' } as const;

/** @returns the order for a key of a manifest, for whoever signs in */
export function describeOrder(
  key: PlannedKey,
  { url }: PlannedSignIn,
  { username, provider }: FleetCredentials,
): WantedKey['order'] {
  const { purpose, expiresIn, serviceAccount, createServiceAccount = false, accessLevel, actorType } = key;
  return {
    url,
    username,
    provider,
    purpose,
    expiresIn,
    serviceAccount,
    createServiceAccount,
    accessLevel: accessLevel && ACCESS_LEVELS[accessLevel],
    actorType: actorType && ACTOR_TYPES[actorType],
  };
}
