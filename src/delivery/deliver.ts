import { existsSync } from 'node:fs';
import { nameCommand } from '../core/command-names.ts';
import type { Deadline } from '../core/deadline.ts';
import { describeError, Failure } from '../core/failure.ts';
import type { Run, StepTime } from '../core/run.ts';
import { leadsNowhere, writeStream } from '../core/streams.ts';
import { escapeJson } from '../core/text.ts';
import { type Draft, draftFor, writeTo } from '../core/write.ts';
import { redactTexts } from '../secrets/clean-json.ts';
import { deliverToCi, isHeard, nameReport, readsOutput, requireCi, requireHearing } from './ci-system.ts';
import { type Format, findUnwritable, formatResult, type Result } from './format-result.ts';
import { pipeTo } from './pipe-to.ts';

export interface DeliverySettings {
  readonly format: Format;
  /** Path of a file; undefined: standard output. */
  readonly out: string | undefined;
  /** A shell command that takes it on its standard input. */
  readonly pipeTo: string | undefined;
  /** Whether it goes to the CI system that this runs in. */
  readonly ci: boolean;
  /** Whether the following steps of a GitHub job get it in their environment, too. */
  readonly githubEnv: boolean;
}

/**
 * Finds out before anything is made whether there is somebody to hand it to, and whether they could read it. A standard
 * output that leads nowhere, or a CI system's to a file, may be wanted, and is a warning.
 * @param url the server's address, a part of the result
 * @returns the path of the file that it goes to, where it goes to one of its own
 * @throws Failure of kind `options`
 */
export function requireReceiver(url: string, settings: DeliverySettings, run: Run): string | undefined {
  const { ci, out, pipeTo: command, format } = settings;
  const unwritable = ci ? undefined : findUnwritable(format, url);
  if (unwritable !== undefined) throw failUnwritable(url, unwritable, format);
  const system = ci ? requireCi(url, run.inherited.environment, settings) : undefined;
  if (system) requireHearing(system, STANDARD_OUTPUT);
  const goesToOutput = system ? readsOutput(system) : out === undefined && !command;
  if (goesToOutput && leadsNowhere(STANDARD_OUTPUT))
    run.alert(
      `STANDARD OUTPUT IS CLOSED, or leads nowhere: nobody gets the key that is made. Find it with ${nameCommand('list-keys')}, and revoke it with ${nameCommand('revoke-key')}.`,
    );
  else if (system && goesToOutput && !isHeard(STANDARD_OUTPUT))
    run.alert(
      `STANDARD OUTPUT LEADS TO A FILE, or nowhere: unless that is shown to ${system} later, it gets no key, and the one that is made stands in that file, for all who can read it.`,
    );
  return system === 'GitLab CI' ? nameReport(settings) : out;
}

const STANDARD_OUTPUT = 1;

function failUnwritable(url: string, characters: string, format: Format): Failure {
  return new Failure({
    kind: 'options',
    attempt: `write the address ${url} as ${format}`,
    reason: `a shell and a dotenv library would read it differently, since it holds ${characters}`,
    hint: 'Write these characters percent-encoded in OCTOPUS_URL (--url), or use --format shell or json.',
  });
}

/**
 * Hands a key over.
 * @param output where it goes when nothing else is named
 * @throws Failure of kind `delivery`
 */
export async function deliver(
  result: Result,
  settings: DeliverySettings,
  output: NodeJS.WritableStream,
  run: Run,
): Promise<void> {
  const { ci, pipeTo: command, out, format } = settings;
  try {
    if (ci) return await deliverToCi(result, settings, output, run);
    const text = formatResult(result, format);
    // What takes a secret on its standard input takes a line break at its end for a part of it.
    if (command) return await pipeTo(command, format === 'raw' ? text.trimEnd() : text, run);
    await (out === undefined ? writeStream(output, text, run.deadline) : writeTo(out, text, run.deadline));
  } catch (error) {
    throw (
      run.deadline.stoppedWith ??
      new Failure({
        kind: 'delivery',
        attempt: describeAttempt(settings),
        reason: describeError(error),
        hint: 'Mend that, then run again: a new key is made.',
        cause: error,
      })
    );
  }
}

/**
 * Says of a key that was there, and so is not handed over, that the file that it would be in is not.
 * @param remedy what gives another one, if nobody holds this one
 */
export function warnOfMissingFile(id: string, file: string | undefined, remedy: string, run: Run): void {
  if (file !== undefined && !existsSync(file))
    run.warn(`The key ${id} is there already, and ${file} is not: if nobody holds it, ${remedy}.`);
}

function describeAttempt({ out, pipeTo: command, ci }: DeliverySettings): string {
  if (ci) return 'hand the key to the CI system';
  if (command) return 'pipe the key to the command';
  return `write the key to ${out ?? 'standard output'}`;
}

/** What a receipt tells of a key, without the secret. Times are ISO 8601. */
export interface Receipt {
  readonly outcome: 'minted' | 'rotated' | 'skipped';
  readonly server: object;
  readonly user: object;
  readonly key: { readonly id: string };
  /** Ids of the keys that this one takes the place of: they are revoked once it is delivered. */
  readonly replaced: readonly string[];
  /** Ids of old keys of the purpose that live on beside it. */
  readonly overlapping: readonly string[];
}

/**
 * Writes a receipt as JSON. A key that replaces others is shown as minted, with those that it replaces.
 * @param steps their durations in milliseconds
 * @param deadline as of `writeTo`
 * @throws Failure of kind `delivery`
 */
export async function writeReceipt(
  path: string,
  receipt: Receipt,
  steps: readonly StepTime[],
  deadline: Deadline,
): Promise<void> {
  await using draft = await draftReceipt(path, receipt, steps);
  await draft.put(deadline).catch((error: unknown) => {
    throw deadline.stoppedWith ?? failReceipt(path, error);
  });
}

/**
 * The same, but for the last step, as of `draftFor`.
 * @throws Failure of kind `delivery`
 */
export async function draftReceipt(
  path: string,
  { outcome, server, user, key, replaced: replaces, overlapping }: Receipt,
  steps: readonly StepTime[],
): Promise<Draft> {
  const shown = outcome === 'skipped' ? 'skipped' : 'minted';
  const orNull = (_: string, value: unknown) => value ?? null;
  // The ids of keys are what a receipt is for, whatever else they are.
  const clean = redactTexts({ server, user, key }) as Pick<Receipt, 'server' | 'user' | 'key'>;
  const receipt = {
    outcome: shown,
    ...clean,
    key: { ...clean.key, id: key.id },
    replaces,
    overlapping,
    steps,
  };
  try {
    return await draftFor(path, `${escapeJson(JSON.stringify(receipt, orNull, 2))}\n`, false);
  } catch (error) {
    throw failReceipt(path, error);
  }
}

function failReceipt(path: string, cause: unknown): Failure {
  return new Failure({
    kind: 'delivery',
    attempt: `write the receipt to ${path}`,
    reason: describeError(cause),
    hint: 'Name a file that can be written with --receipt.',
    cause,
  });
}
