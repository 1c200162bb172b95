import type { Access } from '../api/access.ts';
import { Failure } from '../core/failure.ts';
import type { Run } from '../core/run.ts';
import { type KeySelection, type KeySummary, readKeyList, selectKeys, summarizeKey } from '../keys/list.ts';
import { findKeyOwner } from '../keys/owner.ts';
import type { Account } from '../keys/revoke.ts';
import { revoke } from '../keys/revoke.ts';
import type { Entrance } from '../session/enter.ts';
import { type GainSettings, gainAccess } from '../session/gain-access.ts';

export interface RevokeSettings extends GainSettings, Account, KeySelection {
  readonly url: string;
  /** Whether more than one key that was not named by its id may be revoked. */
  readonly yes: boolean;
}

/**
 * Revokes keys of an account, one after the other; one that cannot be revoked does not keep the others.
 * @throws Failure
 */
export async function revokeKeys(entrance: Entrance, settings: RevokeSettings, run: Run): Promise<void> {
  await gainAccess(entrance, settings, run, async (access, _, traced) => {
    const { Id: userId } = await findKeyOwner(access.api, access.user, settings, traced);
    const now = new Date();
    const keys = (await readKeyList(access.api, userId, traced)).map((key) => summarizeKey(key, now));
    const selected = selectKeys(keys, settings, now);
    if (selected.length === 0) traced.info('No key matches: nothing was revoked.');
    requireConsent(selected, settings, traced);
    await revokeAll(putOwnLast(selected, entrance), userId, access, settings, traced);
  });
}

function requireConsent(selected: readonly KeySummary[], { id, yes }: RevokeSettings, run: Run): void {
  if (selected.length < 2 || id || yes) return;
  for (const key of selected) run.info(describeKey(key));
  throw new Failure({
    kind: 'options',
    attempt: `revoke ${selected.length} keys`,
    reason: `more than one matches: ${selected.map((key) => key.id).join(', ')}`,
    hint: 'Give --yes to revoke them all, or --id for some of them.',
  });
}

function describeKey({ id, purpose, created, expires, lastUsed }: KeySummary): string {
  const used = lastUsed === null ? '' : `, last used ${lastUsed}`;
  return `${id} "${purpose}", created ${created ?? 'unknown'}, expires ${expires ?? 'never'}${used}`;
}

/** The key that speaks must be the last to go; its beginning is all that the list tells of it. */
function putOwnLast(selected: readonly KeySummary[], entrance: Entrance): KeySummary[] {
  if (!('apiKey' in entrance)) return [...selected];
  const own = entrance.apiKey.reveal();
  const mayBeOwn = ({ hint }: KeySummary) => hint === null || own.startsWith(hint.replace(/\W+$/, ''));
  return [...selected.filter((key) => !mayBeOwn(key)), ...selected.filter(mayBeOwn)];
}

async function revokeAll(
  keys: readonly KeySummary[],
  userId: string,
  { api }: Access,
  account: Account,
  run: Run,
): Promise<void> {
  const failures: unknown[] = [];
  for (const { id, purpose } of keys) {
    run.deadline.requireGoing();
    await run
      .step('revoke the key', `Revoking the key ${id} "${purpose}"`, () =>
        revoke({ id, userId }, account, [api], run.deadline),
      )
      .catch((error) => failures.push(error));
  }
  const [first, ...others] = failures;
  for (const error of others) if (error instanceof Error) run.warn(error.message);
  if (first) throw first;
}
