import { readFileSync, statSync } from 'node:fs';
import { findSharedFiles } from '../cli/read-settings.ts';
import { type CommandRun, runCommand } from '../cli/run-command.ts';
import { accessSettings } from '../cli/settings/access.ts';
import { deliverySettings } from '../cli/settings/delivery.ts';
import { orderSettings } from '../cli/settings/key.ts';
import { defineCommand } from '../cli/settings.ts';
import { nameCommand } from '../core/command-names.ts';
import { describeError, Failure, UsageError } from '../core/failure.ts';
import { formatMoment, isSameName } from '../core/text.ts';
import {
  type DeliverySettings,
  deliver,
  draftReceipt,
  requireReceiver,
  warnOfMissingFile,
  writeReceipt,
} from '../delivery/deliver.ts';
import { openEndOfJob } from '../delivery/end-of-job.ts';
import type { KeyJournal } from '../keys/earlier-runs.ts';
import { type DeliverKey, type KeyOutcome, provideKey, readRefusal } from '../keys/provide-key.ts';
import { sayWhole } from '../keys/revoke.ts';
import { checkWish, type KeyWish } from '../keys/wish.ts';
import type { Secret } from '../secrets/secret.ts';
import { type LoginMethod, loginMethod } from '../session/login-method.ts';
import { openSession } from '../session/open-session.ts';
import type { Session } from '../session/session.ts';

/** What `mint-key` is, to whoever reads its options or its help. */
export const mintKeyCommand = defineCommand({
  name: 'mint-key',
  summary: "Signs in to an Octopus Server's Web Portal and makes an API key: minted, verified, delivered.",
  examples: [
    '--url https://octopus.example.com --username admin',
    '--purpose Terraform --expires-in 30d --out key.txt',
    '--provider AzureAD --format json',
  ],
  uses: [
    ...accessSettings,
    ...orderSettings,
    'createServiceAccount',
    'agent',
    'team',
    'ifExists',
    ...deliverySettings,
  ],
  findMistakes: ({ format, ifExists }) =>
    format === 'terraform' && ifExists === 'skip'
      ? ['--format terraform needs a key each time, and --if-exists skip may make none: use rotate']
      : [],
});

/** `mint-key`: signs in, and mints, verifies and delivers an API key. */
export function runMintKey(): Promise<never> {
  return runCommand(mintKeyCommand, async (values, run, { origins }) => {
    if (values.ifExists === 'rotate') tellPurpose(values, origins, run);
    // Whoever can sign in wants a key that does not depend on another one.
    const isByPasskey = values.provider !== undefined && values.passkey !== undefined;
    const canSignIn = values.password || values.session || values.interactive || isByPasskey;
    const method = loginMethod(canSignIn ? { ...values, apiKey: undefined } : values, origins);
    const { agent, actorType } = values;
    const settings = { ...values, actorType: agent ? ('AiAgent' as const) : actorType };
    return await provideAndDeliver(method, settings, run);
  });
}

export const DEFAULT_PURPOSE = 'octopus-key-mint';

/** Tells whose keys are replaced, where no option says it: a variable may be left over, and a default is nobody's choice. */
export function tellPurpose(
  { purpose }: Pick<ProvideSettings, 'purpose'>,
  { purpose: from }: Readonly<Partial<Record<'purpose', string>>>,
  run: CommandRun,
): void {
  const replaced = `The keys that are replaced are those with the purpose "${purpose ?? DEFAULT_PURPOSE}"`;
  if (from === undefined) run.warn(`${replaced}, which is the default: --purpose names another.`);
  else if (from !== '--purpose') run.info(`${replaced}, as ${from} says.`);
}

export interface ProvideSettings extends DeliverySettings, Omit<KeyWish, 'purpose'> {
  readonly purpose: string | undefined;
  /** Path of a file. */
  readonly receipt: string | undefined;
}

/** Provides a key and delivers it as the settings say, with a receipt where one is wanted. */
export async function provideAndDeliver(
  method: LoginMethod,
  settings: ProvideSettings,
  run: CommandRun,
): Promise<number> {
  const out = requireReceiver(method.url, settings, run);
  const shared = findSharedFiles({ ...settings, out });
  if (shared.length > 0) throw new UsageError(shared);
  const wish = { ...settings, purpose: settings.purpose ?? DEFAULT_PURPOSE };
  let code = 0;
  const noteFailure = (failure: Failure) => {
    run.error(failure.message);
    code = failure.exitCode;
  };
  const outcome = await provideByMethod(method, wish, settings, run, noteFailure);
  run.info(describeOutcome(outcome, settings));
  return code;
}

async function provideByMethod(
  method: LoginMethod,
  wish: KeyWish,
  settings: ProvideSettings,
  run: CommandRun,
  noteFailure: (failure: Failure) => void,
): Promise<KeyOutcome> {
  await using session = await openSession(method, run, checkWish(wish));
  const isReplaced = method.kind === 'API key' && holdsKey(settings.out, method.apiKey);
  if (isReplaced && !isOfUser(wish, session)) throw failOverwriting(settings.out);
  const journal = settings.ci ? keepJournalForEndOfJob(wish.purpose, run) : undefined;
  const outcome = await provideKey(
    session,
    wish,
    deliverTo(settings, session, run, noteFailure),
    run,
    journal,
  );
  if (outcome.outcome !== 'skipped') {
    // Those that live on for an overlap are told of.
    if (isReplaced && outcome.overlapping.length === 0 && !(await readRefusal(session.api, run.deadline)))
      run.alert(
        `THE KEY THAT ${settings.out} HELD IS STILL LIVE, and is not in that file any more: find it with ${nameCommand('list-keys')}, and revoke it with ${nameCommand('revoke-key')}.`,
      );
    return outcome;
  }
  await session.signOut();
  const remedy = settings.ifOlderThan === undefined ? 'use --if-exists rotate' : 'leave out --if-older-than';
  warnOfMissingFile(outcome.key.id, settings.ci ? undefined : settings.out, remedy, run);
  if (settings.receipt) await writeReceipt(settings.receipt, outcome, run.steps, run.deadline);
  return outcome;
}

/** Whether what is to be written holds the key that signs in, by whatever it was given. */
function holdsKey(path: string | undefined, key: Secret): boolean {
  try {
    return path !== undefined && statSync(path).isFile() && readFileSync(path, 'utf8').includes(key.reveal());
  } catch {
    return false;
  }
}

/** Whether the key is to be of the very user who signs in. */
function isOfUser({ serviceAccount }: KeyWish, { user }: Session): boolean {
  return serviceAccount === undefined || isSameName(serviceAccount, user.Username ?? '');
}

function failOverwriting(path: string | undefined): Failure {
  return new Failure({
    kind: 'options',
    attempt: `write the key to ${path}`,
    reason: 'the key that signs in is kept there, and is of another account than the new one',
    hint: 'Name another file with --out.',
  });
}

/** The last line of a run: what there is now, and until when. */
function describeOutcome({ outcome, key, replaced }: KeyOutcome, { ifOlderThan }: ProvideSettings): string {
  const { id, purpose, created, expires } = key;
  const ends = expires === undefined ? 'never ends' : `ends ${formatMoment(expires)}`;
  if (outcome === 'skipped' && ifOlderThan !== undefined) {
    const due = new Date(Date.parse(created ?? '') + ifOlderThan).toISOString();
    const revoked = replaced.length > 0 ? `, and ${replaced.join(', ')} revoked` : '';
    return `The key ${id} with the purpose "${purpose}", which ${ends}, is old enough to be replaced from ${formatMoment(due)} on: nothing was minted${revoked}, and nothing is handed over.`;
  }
  if (outcome === 'skipped')
    return `A live key with the purpose "${purpose}" is there already (${id}), which ${ends}: nothing was minted, and nothing is handed over.`;
  const inPlaceOf = replaced.length > 0 ? `, in place of ${replaced.join(', ')}` : '';
  return `Minted the key ${id} with the purpose "${purpose}"${inPlaceOf}: it ${ends}.`;
}

/**
 * The session is ended meanwhile, unless it may be needed to revoke a key. A receipt is written before anything is handed over, but for
 * its name.
 * @param noteFailure is told where it cannot be given that: the key is somebody's by then, and stays
 */
function deliverTo(
  settings: ProvideSettings,
  session: Session,
  run: CommandRun,
  noteFailure: (failure: Failure) => void,
): DeliverKey {
  return async (key, outcome) => {
    const { receipt: path } = settings;
    const isSessionNeeded = outcome.replaced.length > 0 || !mayRevokeItself(settings);
    const signingOut = isSessionNeeded ? undefined : session.signOut();
    // The receipt tells of that, too.
    if (path) await signingOut;
    await using receipt = path ? await draftReceipt(path, outcome, run.steps) : undefined;
    await Promise.all([
      deliver({ url: session.login.url, ...key }, settings, process.stdout, run),
      signingOut,
    ]);
    await receipt
      ?.put(run.deadline)
      .catch((error: unknown) => noteFailure(failLateReceipt(path, key.id, error)));
  };
}

function failLateReceipt(path: string | undefined, id: string, cause: unknown): Failure {
  return new Failure({
    kind: 'delivery',
    attempt: `write the receipt to ${path}`,
    reason: `${describeError(cause)}; ${sayWhole(`the key ${id} was handed over before, and is live`)}`,
    hint: `It can be used; where it is not to be, revoke it with ${nameCommand('revoke-key')}.`,
    cause,
  });
}

/** What a key is known by is kept for the end of the job before it is asked for: a job that is killed leaves no key. */
function keepJournalForEndOfJob(purpose: string, { inherited }: CommandRun): KeyJournal | undefined {
  const { GITHUB_STATE: file } = inherited.environment;
  if (!file) return undefined;
  return {
    claim() {},
    unsettled: () => [],
    hasDelivered: () => false,
    settle() {},
    lastDelivered: () => undefined,
    begin(expires, before) {
      const keep = openEndOfJob(file);
      // An expiry that may be another key's, too, tells nothing. As JSON, since a purpose may hold line breaks.
      keep({ asked: JSON.stringify({ purpose, expires: before === undefined ? expires : undefined }) });
      return {
        made: (id) => keep({ 'key-id': id }),
        // With the delivery, the key itself is kept.
        delivered() {},
        settled: () => keep({ settled: 'true' }),
      };
    },
  };
}

/** A key may revoke itself if it may do all that its user may, and its user is no service account. */
function mayRevokeItself({ serviceAccount, accessLevel, actorType }: ProvideSettings): boolean {
  return serviceAccount === undefined && accessLevel === undefined && actorType === undefined;
}
