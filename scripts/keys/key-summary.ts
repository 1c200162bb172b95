import type { ListedApiKey } from '../api/schemas.ts';

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
    isExpired: key.Expires != null && Date.parse(key.Expires) <= now.getTime(),
    lastUsed: key.LastUsedTimeStamp ?? null,
    hint: key.ApiKey?.Hint ?? null,
    accessLevel: key.AccessLevel ?? null,
    actorType: key.ActorType ?? null,
  };
}
