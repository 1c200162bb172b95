import { listApiKeys } from '../api/endpoints.ts';
import { readServerTime } from '../api/server-facts.ts';
import { type CommandRun, runCommand } from '../cli/run-command.ts';
import { accessSettings } from '../cli/settings/access.ts';
import { defineCommand } from '../cli/settings.ts';
import { Failure } from '../core/failure.ts';
import type { Run } from '../core/run.ts';
import { type KeySelection, type KeySummary, selectKeys, summarizeKey } from '../keys/list.ts';
import { findAskedFor } from '../keys/lost-reply.ts';
import { type KeyOwner, readNamedKeys, readOwner } from '../keys/owner.ts';
import { revokeKey } from '../keys/revoke.ts';
import { type LoginMethod, loginMethod } from '../session/login-method.ts';
import { openSession } from '../session/open-session.ts';
import type { Session } from '../session/session.ts';
import { writeKeys } from './list-keys.ts';
import { DEFAULT_PURPOSE } from './mint-key.ts';

/** What `revoke-key` is, to whoever reads its options or its help. */
export const revokeKeyCommand = defineCommand({
  name: 'revoke-key',
  summary:
    'Revokes API keys of a user or of a service account: by id, or by purpose, expiry and age together.',
  examples: ['--id apikeys-1a2b3c', '--purpose Terraform', '--expired --service-account terraform --yes'],
  uses: [
    ...accessSettings,
    'serviceAccount',
    'id',
    'selectedPurpose',
    'expired',
    'olderThan',
    'expiresAt',
    'yes',
    'onlyTold',
  ],
  findMistakes: ({ id, selectedPurpose, expired, olderThan }) =>
    id || selectedPurpose || expired || olderThan
      ? []
      : ['nothing says which keys to revoke: give --id, --purpose, --expired or --older-than'],
});

/** `revoke-key`: revokes keys of an account, one after the other; one that cannot be revoked does not keep the others. */
export function runRevokeKey(): Promise<never> {
  return runCommand(revokeKeyCommand, async (values, run, { origins }) => {
    const method = loginMethod(values, origins);
    await using session = await openSession(method, run);
    const owner = await readOwner(session, values, true, run);
    const keys = await readNamedKeys(owner, values.id ?? [], session, run);
    // What is revoked is gone: it must be old by this machine's clock, too.
    const now = new Date(Math.min(Date.now(), readServerTime(session.server).getTime()));
    const selected = values.expiresAt
      ? await lookForAskedFor(owner, values.selectedPurpose ?? '', values.expiresAt, now, session, run)
      : selectKeys(
          keys.map((key) => summarizeKey(key, now)),
          { ...values, purpose: values.selectedPurpose },
          now,
        );
    if (selected.length === 0) tellOfNone(values, run);
    if (values.onlyTold) {
      await writeKeys(selected, 'table', run);
      return 0;
    }
    for (const key of selected) run.info(describeKey(key));
    warnOfOthers(selected, values, run);
    requireConsent(selected, values);
    await revokeAll(putOwnLast(selected, method), owner, session, run);
    return 0;
  });
}

/** Where somebody named a purpose, and neither age nor expiry, they know of a key: it may be another account's, or called otherwise. */
function tellOfNone(
  {
    selectedPurpose,
    expired,
    olderThan,
    expiresAt,
  }: Pick<KeySelection, 'expired' | 'olderThan'> & {
    readonly selectedPurpose: string | undefined;
    readonly expiresAt: Date | undefined;
  },
  run: Run,
): void {
  const told = 'No key matches: nothing was revoked.';
  if (expiresAt) {
    const until = expiresAt.toISOString();
    run.warn(
      `${told} Should the server make it yet, it would live until ${until}: look with list-keys then.`,
    );
    return;
  }
  const isSweep = selectedPurpose === undefined || expired || olderThan !== undefined;
  if (isSweep) run.info(told);
  else run.warn(`${told} list-keys shows the purposes that there are.`);
}

const MAX_LATE_LOOKS = 10;
const LATE_LOOK_INTERVAL_MS = 2_000;

/** A server that has lost its client, as that of a job which was killed, may still be at work on the request. */
async function lookForAskedFor(
  { id, keys }: KeyOwner,
  purpose: string,
  expires: Date,
  now: Date,
  { api }: Session,
  run: Run,
): Promise<KeySummary[]> {
  let found = findAskedFor(keys, purpose, expires);
  if (!found) run.info('No key matches so far: looking for one that is made late.');
  for (let look = 1; !found && look <= MAX_LATE_LOOKS; look += 1) {
    await run.deadline.pause(LATE_LOOK_INTERVAL_MS);
    found = findAskedFor(await listApiKeys(api, id, run.deadline), purpose, expires);
  }
  return found ? [summarizeKey(found, now)] : [];
}

/** @throws Failure, where more than one key that was not named by its id would be revoked without a yes */
function requireConsent(
  selected: readonly KeySummary[],
  { id, yes }: Pick<KeySelection, 'id'> & { readonly yes: boolean },
): void {
  if (selected.length < 2 || id || yes) return;
  throw new Failure({
    kind: 'options',
    attempt: `revoke ${selected.length} keys`,
    reason: `more than one matches: ${selected.map((key) => key.id).join(', ')}`,
    hint: 'Give --yes to revoke them all, or --id for some of them.',
  });
}

/** What only its age or its expiry has chosen may be somebody else's. */
function warnOfOthers(
  selected: readonly KeySummary[],
  { id, selectedPurpose }: Pick<KeySelection, 'id'> & { readonly selectedPurpose: string | undefined },
  run: Run,
): void {
  if (id || selectedPurpose !== undefined) return;
  const others = selected.filter(({ purpose }) => purpose !== DEFAULT_PURPOSE);
  if (others.length === 0) return;
  const named = others.map((key) => `${key.id} "${key.purpose}"`).join(', ');
  run.warn(`Nothing says that this tool made ${named}: who made them may use them yet.`);
}

function describeKey({ id, purpose, created, expires, lastUsed }: KeySummary): string {
  const used = lastUsed === null ? '' : `, last used ${lastUsed}`;
  return `${id} "${purpose}", created ${created ?? 'unknown'}, expires ${expires ?? 'never'}${used}`;
}

/** The key that speaks must be the last to go; its beginning is all that the list tells of it. */
function putOwnLast(selected: readonly KeySummary[], method: LoginMethod): KeySummary[] {
  if (method.kind !== 'API key') return [...selected];
  const own = method.apiKey.reveal();
  // A hint ends in dots, or in asterisks.
  const mayBeOwn = ({ hint }: KeySummary) => hint === null || own.startsWith(/^[\w-]*/.exec(hint)?.[0] ?? '');
  return [...selected.filter((key) => !mayBeOwn(key)), ...selected.filter(mayBeOwn)];
}

async function revokeAll(
  keys: readonly KeySummary[],
  { id: userId, account }: KeyOwner,
  { api }: Session,
  run: CommandRun,
): Promise<void> {
  const failures: unknown[] = [];
  for (const { id, purpose } of keys) {
    const stop = run.deadline.stoppedWith;
    if (stop) {
      failures.unshift(stop);
      break;
    }
    await run
      .step('revoke the key', `Revoking the key ${id} "${purpose}"`, () =>
        revokeKey({ id, userId }, account, [api], run.deadline),
      )
      .catch((error) => failures.push(error));
  }
  const [first, ...others] = failures;
  for (const error of others) if (error instanceof Error) run.warn(error.message);
  if (first) throw first;
}
