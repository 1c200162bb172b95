import { describeError, Failure } from '../core/failure.ts';
import type { StepTime } from '../core/run.ts';
import { writeFileWhole } from '../core/write.ts';

/** What a receipt tells of a key, without the secret. Times are ISO 8601. */
export interface Receipt {
  readonly outcome: 'minted' | 'rotated' | 'skipped';
  readonly server: object;
  readonly user: object;
  readonly key: object;
  /** Ids of the keys that this one takes the place of: they are revoked once it is delivered. */
  readonly replaced: readonly string[];
}

/**
 * Writes a receipt as JSON. A key that replaces others is told as minted, with those that it replaces.
 * @param steps their durations in milliseconds
 * @throws Failure of kind `delivery`
 */
export async function writeReceipt(
  path: string,
  { outcome, server, user, key, replaced: replaces }: Receipt,
  steps: readonly StepTime[],
): Promise<void> {
  const told = outcome === 'skipped' ? 'skipped' : 'minted';
  const orNull = (_: string, value: unknown) => value ?? null;
  const receipt = { outcome: told, server, user, key, replaces, steps };
  try {
    await writeFileWhole(path, `${JSON.stringify(receipt, orNull, 2)}\n`);
  } catch (error) {
    throw new Failure({
      kind: 'delivery',
      attempt: `write the receipt to ${path}`,
      reason: describeError(error),
      hint: 'Name a file that can be written with --receipt.',
      cause: error,
    });
  }
}
