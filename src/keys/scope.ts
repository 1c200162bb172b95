import { readApiKey } from '../api/endpoints.ts';
import type { OctopusApi } from '../api/octopus-api.ts';
import { isSince } from '../api/schemas.ts';
import type { ServerFacts } from '../api/server-facts.ts';
import type { Deadline } from '../core/deadline.ts';
import { Failure } from '../core/failure.ts';
import { sayOptions } from '../core/option-words.ts';
import type { KeyOnServer } from './revoke.ts';

/** What a key may do, and what kind of actor holds it; undefined: as the server likes (docs api api-keys.md). */
export interface KeyScope {
  readonly accessLevel: 'FullAccess' | 'ReadOnly' | undefined;
  readonly actorType: 'User' | 'AiAgent' | undefined;
}

/**
 * What the portal's own dialog sends where nobody chooses: on servers that know these fields they are always there.
 * @param version as the root document gives it
 */
export function completeScope(wish: KeyScope, version: string | undefined): KeyScope {
  return {
    accessLevel: wish.accessLevel ?? (knowsAccessLevels(version) ? 'FullAccess' : undefined),
    actorType: wish.actorType ?? (knowsActorTypes(version) ? 'User' : undefined),
  };
}

/** Read-only keys came with 2026.3 (facts 2.4). */
const knowsAccessLevels = (version: string | undefined) => isSince(version, 2026, 3);

/** Actor types came with 2026 (facts 2.1). */
const knowsActorTypes = (version: string | undefined) => isSince(version, 2026, 1);

/** @returns the fields of a key request */
export function describeScope({ accessLevel, actorType }: KeyScope): Record<string, string> {
  return {
    ...(accessLevel && { AccessLevel: accessLevel }),
    ...(actorType && { ActorType: actorType }),
  };
}

/**
 * Says before anybody signs in what the server is too old for: it would pass over a field that it does not know, and
 * give a key that may do everything. What a server does not tell of itself is found out once the key is there.
 * @throws Failure of kind `key`
 */
export function requireScopes({ version }: ServerFacts, { accessLevel, actorType }: KeyScope): void {
  if (version === undefined) return;
  if (accessLevel && !knowsAccessLevels(version)) throw refuse('--access-level', '2026.3', version);
  if (actorType && !knowsActorTypes(version)) throw refuse('--actor-type', '2026.1', version);
}

function refuse(option: string, since: string, version: string | undefined): Failure {
  return new Failure({
    kind: 'key',
    attempt: 'mint a key',
    reason: `${sayOptions(option)} needs an Octopus Server of ${since} or newer`,
    serverSaid: [`Version is ${version}.`],
    hint: `Leave ${option} out, or update the server.`,
  });
}

/**
 * Makes sure that the key is of the scope that was asked for.
 * @param session speaks for the key's user
 * @throws Failure of kind `key`
 */
export async function verifyScope(
  key: KeyOnServer,
  scope: KeyScope,
  session: OctopusApi,
  deadline: Deadline,
): Promise<void> {
  const wanted = Object.entries(describeScope(scope));
  if (wanted.length === 0) return;
  const listed = await readApiKey(session, key.userId, key.id, deadline);
  const missed = wanted.find(([field, value]) => listed[field] !== value);
  if (!missed) return;
  const [field, value] = missed;
  throw new Failure({
    kind: 'key',
    attempt: 'verify the key',
    reason: `its ${field} is ${listed[field] ?? 'not told'}, not ${value}: the server did not heed what was asked for`,
    hint: 'Make such a key in the Web Portal, or ask for one without a scope.',
  });
}
