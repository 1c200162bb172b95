import { describeError, Failure } from '../core/failure.ts';
import type { StepTime } from '../core/run.ts';
import { writeFileWhole } from './write-file.ts';

/** What was made, without the secret. Times are ISO 8601, durations milliseconds. */
export interface Receipt {
  readonly outcome: 'minted' | 'skipped';
  readonly server: {
    readonly url: string;
    readonly version: string | undefined;
    readonly installationId: string | undefined;
  };
  readonly user: { readonly id: string; readonly username: string | undefined };
  readonly key: {
    readonly id: string;
    readonly purpose: string;
    readonly created: string | undefined;
    readonly expires: string | undefined;
  };
  /** Ids of the keys that this one takes the place of: they are revoked once it is delivered. */
  readonly replaces: readonly string[];
  readonly steps: readonly StepTime[];
}

/** @throws Failure of kind `delivery` */
export async function writeReceipt(path: string, receipt: Receipt): Promise<void> {
  const orNull = (_: string, value: unknown) => value ?? null;
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
