import { listApiKeys } from '../api/endpoints.ts';
import { isNew, NEWNESS_INTERVAL_MS, newSince } from '../api/newness.ts';
import type { OctopusApi } from '../api/octopus-api.ts';
import type { CreatedApiKey, ListedApiKey, User } from '../api/schemas.ts';
import type { Deadline } from '../core/deadline.ts';
import { Failure } from '../core/failure.ts';
import {
  type Asked as AskedFor,
  findPossiblyOurs,
  findSurelyOurs,
  isMadeThen,
  mayBeKeptAs,
  mayExpireAs,
  mayStandFor,
} from './asked-for.ts';

/** What was asked for, and for whom. */
interface Asked extends AskedFor {
  readonly userId: string;
}

/** What is told of a key, by the reply to the request for it or by the key list. */
type Told = Pick<CreatedApiKey, 'Id' | 'UserId' | 'Purpose' | 'Created' | 'Expires'>;

/**
 * Makes sure that the reply to a key request is the reply to this one: something on the way may have repeated another, or swapped
 * two. What the reply does not tell speaks neither for nor against it.
 * @param made ids of the keys that the session has made before
 * @throws Failure of kind `key`; what the reply brought is somebody else's then, and not to be touched
 */
export function requireOwnReply(reply: Told, asked: Asked, made: ReadonlySet<string>): void {
  const reason = findContradiction(reply, asked, made);
  if (reason !== undefined) throw failOther(reply, reason);
}

/**
 * Makes sure of the same by the key list, which may not have a key yet that was made a moment ago, where the reply does not tell, to the millisecond, the expiry that only we asked for.
 * @returns what is told of it by whichever of both was believed
 * @throws Failure as `requireOwnReply`; what reading the list throws
 */
export async function requireOwnListing(
  reply: Told,
  asked: Asked,
  api: OctopusApi,
  deadline: Deadline,
): Promise<Told> {
  const isSurelyOurs = asked.expires !== undefined && toInstant(reply.Expires) === asked.expires.getTime();
  if (isSurelyOurs || asked.before !== undefined) return reply;
  for (const newUntil = newSince(); ; ) {
    const keys = await listApiKeys(api, asked.userId, deadline);
    const listed = keys.find(({ Id }) => Id === reply.Id);
    const likeliest = findLikeliest(keys, asked);
    const isOther = likeliest.length > 0 && !likeliest.some(({ Id }) => Id === reply.Id);
    if (listed && !isOther) {
      requireOwnReply(listed, { ...asked, listed: [] }, new Set());
      return listed;
    }
    // What is listed may be another's, of the same moment, until ours is.
    if (!isNew(newUntil) || deadline.signal.aborted)
      throw failOther(
        reply,
        isOther ? 'the key list has one that was asked for just now' : 'the key list does not have it',
      );
    await deadline.pause(NEWNESS_INTERVAL_MS);
  }
}

/** One whose expiry was cut down can be ours only where there is none whose expiry is ours, as far as the server keeps it. */
function findLikeliest(keys: readonly ListedApiKey[], asked: Asked): ListedApiKey[] {
  const surely = findSurelyOurs(keys, asked);
  if (surely) return [surely];
  const possibly = findPossiblyOurs(keys, asked);
  const near = possibly.filter(({ Expires }) => mayStandFor(Expires, asked.expires, false));
  return near.length > 0 ? near : possibly;
}

function failOther({ Id }: Told, reason: string): Failure {
  return new Failure({
    kind: 'key',
    attempt: 'mint the key',
    reason: `the server answered with another key (${Id}): ${reason}`,
    hint: 'Check what stands between this machine and the server: it must not store the replies of the API.',
  });
}

/**
 * Makes sure whom a key, or an access token, that was made a moment ago speaks for.
 * @param holder who it is, as the server answered to itself
 * @throws Failure of kind `key`
 */
export function requireSpeaksFor(holder: User, userId: string, attempt: string): void {
  if (holder.Id === userId) return;
  throw new Failure({
    kind: 'key',
    attempt,
    reason: `it speaks for ${holder.Id}, not for ${userId}`,
    hint: 'Check what stands between this machine and the server: the two replies contradict each other.',
  });
}

function findContradiction(told: Told, asked: Asked, made: ReadonlySet<string>): string | undefined {
  const { Id, UserId, Purpose, Expires } = told;
  const { userId, purpose, listed = [] } = asked;
  if (made.has(Id) || listed.some((key) => key.Id === Id)) return 'it was there before';
  if (UserId != null && UserId !== userId) return "it is another user's";
  if (Purpose != null && !mayBeKeptAs(Purpose, purpose)) return 'its purpose is not what was asked for';
  if (!isMadeThen(told, asked)) return 'it was made at another time';
  return !isTold(Expires) || mayExpireAs(told, asked) ? undefined : 'its expiry is not what was asked for';
}

function isTold(expires: string | null | undefined): boolean {
  return expires === null || !Number.isNaN(toInstant(expires));
}

/** @returns NaN where it is none */
function toInstant(time: string | null | undefined): number {
  return Date.parse(time ?? '');
}
