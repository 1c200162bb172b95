import { Failure } from '../failure/failure.ts';
import type { KeySummary } from './key-summary.ts';

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
  return created !== null && Date.parse(created) < now.getTime() - age;
}
