import type { ListedApiKey } from '../api/schemas.ts';
import { Failure } from '../core/failure.ts';
import { readInstant } from '../core/text.ts';

/**
 * The keys of a user that have a purpose and have not expired.
 * @param now to judge expiry by
 */
export function pickLiveKeys(keys: readonly ListedApiKey[], purpose: string, now: Date): ListedApiKey[] {
  return keys.filter(({ Purpose, Expires }) => Purpose === purpose && !isOver(Expires, now));
}

/** A key of which the server does not say for certain when it ends is not known to have ended. */
function isOver(expires: string | null | undefined, now: Date): boolean {
  return readInstant(expires) <= now.getTime();
}

/** What is known of a key, without the key. Times are ISO 8601; null where the server does not say. */
export interface KeySummary {
  readonly id: string;
  readonly purpose: string;
  readonly created: string | null;
  /** Null for a key that never expires, too. */
  readonly expires: string | null;
  readonly isExpired: boolean;
  readonly lastUsed: string | null;
  /** The first characters of the key. */
  readonly hint: string | null;
  readonly accessLevel: string | null;
  readonly actorType: string | null;
}

/** @param now to judge expiry by */
export function summarizeKey(key: ListedApiKey, now: Date): KeySummary {
  return {
    id: key.Id,
    purpose: key.Purpose ?? '',
    created: key.Created ?? null,
    expires: key.Expires ?? null,
    isExpired: isOver(key.Expires, now),
    lastUsed: key.LastUsedTimeStamp ?? null,
    hint: key.ApiKey?.Hint ?? null,
    accessLevel: key.AccessLevel ?? null,
    actorType: key.ActorType ?? null,
  };
}

/** Which keys are meant: those with these ids, or those for which all else holds that is given. */
export interface KeySelection {
  readonly id: readonly string[] | undefined;
  readonly purpose: string | undefined;
  /** Whether only keys that have expired are meant. */
  readonly expired: boolean;
  /** Milliseconds since a key was made. */
  readonly olderThan: number | undefined;
}

/**
 * @param now to judge age by
 * @throws Failure of kind `key`, where there is no key of an id
 */
export function selectKeys(
  keys: readonly KeySummary[],
  { id: ids, purpose, expired, olderThan }: KeySelection,
  now: Date,
): KeySummary[] {
  if (ids) return [...new Set(ids)].map((id) => find(keys, id));
  return keys.filter(
    (key) =>
      (purpose === undefined || key.purpose === purpose) &&
      (!expired || key.isExpired) &&
      (olderThan === undefined || isOlder(key, olderThan, now)),
  );
}

function find(keys: readonly KeySummary[], wanted: string): KeySummary {
  const key = keys.find(({ id }) => id === wanted);
  if (key) return key;
  throw new Failure({
    kind: 'key',
    attempt: `revoke the key ${wanted}`,
    reason: 'there is no key with that id: it may be revoked already, or belong to another account',
    hint: 'list-keys shows those that there are; --service-account names another account.',
  });
}

/** A key of which the server does not say when it was made is not known to be old. */
function isOlder({ created }: KeySummary, age: number, now: Date): boolean {
  return readInstant(created) < now.getTime() - age;
}
