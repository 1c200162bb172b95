import { untilKnown } from '../api/by-id.ts';
import { readApiKey } from '../api/endpoints.ts';
import type { OctopusApi } from '../api/octopus-api.ts';
import { retryRead } from '../api/retry-read.ts';
import { isSince, type ListedApiKey } from '../api/schemas.ts';
import type { ServerFacts } from '../api/server-facts.ts';
import type { Deadline } from '../core/deadline.ts';
import { Failure } from '../core/failure.ts';
import { sayOptions } from '../core/option-words.ts';
import type { Run } from '../core/run.ts';
import type { OwnerWish } from './owner.ts';
import { type KeyOnServer, sayWhole } from './revoke.ts';
import type { RotationWish } from './rotation.ts';

/** What a key may do, and what kind of actor holds it; undefined: as the server likes (docs api api-keys.md). */
export interface KeyScope {
  readonly accessLevel: 'FullAccess' | 'ReadOnly' | undefined;
  readonly actorType: 'User' | 'AiAgent' | undefined;
}

/** @returns the fields of a key request */
export function describeScope({ accessLevel, actorType }: KeyScope): Record<string, string> {
  return {
    ...(accessLevel && { AccessLevel: accessLevel }),
    ...(actorType && { ActorType: actorType }),
  };
}

/**
 * Says before anybody signs in what the server is surely too old for: it would pass over a field that it does not know, and
 * give a key that may do everything. A newer one may have it switched off, which is found out once the key is there.
 * @throws Failure of kind `key`
 */
export function requireScopes(
  { version }: ServerFacts,
  { accessLevel, actorType, agent }: KeyScope & Pick<OwnerWish, 'agent'>,
): void {
  if (version === undefined) return;
  const require = (option: string, since: readonly [year: number, minor: number]) => {
    if (!isSince(version, ...since)) throw refuse(option, since.join('.'), version);
  };
  // Facts 2.4, 2.7.
  if (accessLevel) require('--access-level', [2026, 3]);
  if (agent) require('--agent', [2026, 2]);
  if (actorType) require('--actor-type', [2026, 2]);
}

function refuse(option: string, since: string, version: string): Failure {
  return new Failure({
    kind: 'key',
    attempt: 'mint a key',
    reason: `${sayOptions(option)} needs an Octopus Server of ${since} or newer`,
    serverSaid: [`Version is ${version}.`],
    hint: `Leave ${option} out, or update the server.`,
  });
}

/** What a server says of a key's scope, where it says anything. */
export type ToldScope = Pick<ListedApiKey, 'AccessLevel' | 'ActorType'>;

/**
 * Makes sure that the key is of the scope that was asked for, by what the server says of it: a server that does not know a field, or
 * has it switched off, passes over it.
 * @param told in the reply to the key request
 * @param session speaks for the key's user
 * @throws Failure of kind `key`
 */
export async function verifyScope(
  key: KeyOnServer,
  told: ToldScope,
  scope: KeyScope,
  session: OctopusApi,
  deadline: Deadline,
): Promise<void> {
  const wanted = Object.entries(describeScope(scope)) as [keyof ToldScope, string][];
  if (wanted.length === 0) return;
  const read = () => readApiKey(session, key.userId, key.id, deadline);
  const listed = await retryRead(read, deadline, untilKnown(key.newUntil));
  for (const [field, value] of wanted) {
    const said = [told[field], listed[field]].filter((each) => each != null);
    const [other] = said.filter((each) => each !== value);
    if (said.length === 0 || other !== undefined) throw failUnheeded(field, value, other);
  }
}

/** Warns of a key that is left as it is, where the server says that it is of another scope than is asked for. */
export function warnOfOtherScope(
  kept: ListedApiKey,
  { ifOlderThan, ...scope }: KeyScope & RotationWish,
  run: Run,
): void {
  const fields = Object.entries(describeScope(scope)) as [keyof ToldScope, string][];
  const others = fields.filter(([field, value]) => (kept[field] ?? value) !== value);
  const advice = ifOlderThan === undefined ? 'use --if-exists rotate' : 'run without --if-older-than';
  for (const [field, value] of others)
    run.warn(
      sayWhole(
        `The key ${kept.Id} is left as it is, and its ${field} is ${kept[field]}, not ${value}, as is asked for: ${advice} to replace it.`,
      ),
    );
}

function failUnheeded(field: string, value: string, said: string | undefined): Failure {
  return new Failure({
    kind: 'key',
    attempt: 'verify the key',
    reason:
      said === undefined
        ? `the server does not say that its ${field} is ${value}, as was asked for: it may not know that yet, or have it switched off`
        : `its ${field} is ${said}, not ${value}: the server did not heed what was asked for`,
    hint: 'Ask an administrator to switch that on, or ask for a key without it.',
  });
}
