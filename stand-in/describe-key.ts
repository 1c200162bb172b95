import type { Server } from './caller.ts';
import { formatDate } from './documents.ts';
import { linkTo } from './links.ts';
import type { StoredKey } from './state.ts';

/** The reply to the making of a key, the only one that shows it (facts: create). */
export function describeCreatedKey(key: StoredKey, server: Server): unknown {
  return { ...describeCommon(key, server), ApiKey: key.key };
}

/** A key in the list; what it says of the key itself depends on the edition (facts: list). */
export function describeListedKey(key: StoredKey, server: Server): unknown {
  const sensitive = { HasValue: true, Hint: hintAt(key), NewValue: null };
  const level = server.edition.hasAccessLevels ? { AccessLevel: key.accessLevel } : {};
  const ApiKey = server.edition.listedKey === 'hint' ? sensitive : null;
  return { ...describeCommon(key, server), ...level, ApiKey };
}

/** @returns the first characters of a key, by which its owner knows it again; how many is not published */
export function hintAt({ key }: StoredKey): string {
  return key.slice(0, 7);
}

function describeCommon(key: StoredKey, server: Server): Record<string, unknown> {
  const { edition } = server;
  const newest = {
    IsLastUsedTimestampKnown: key.lastUsed !== null,
    LastUsedTimeStamp: key.lastUsed && formatDate(key.lastUsed),
  };
  return {
    Id: key.id,
    Purpose: key.purpose,
    UserId: key.userId,
    Created: formatDate(key.created),
    ...(edition.expiry === 'ignored' ? {} : { Expires: key.expires && formatDate(key.expires) }),
    ...(edition.hasAgents ? { ActorType: key.actorType } : {}),
    ...(edition.isNewest ? newest : {}),
    Links: { Self: linkTo(`/api/users/${key.userId}/apikeys/${key.id}`, server) },
  };
}
