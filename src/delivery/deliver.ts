import { describeError, Failure } from '../core/failure.ts';
import type { Run } from '../core/run.ts';
import { writeFileWhole, writeStream } from '../core/write.ts';
import { deliverToCi, requireCi } from './ci-system.ts';
import { type Format, formatResult, type Result } from './format-result.ts';
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
 * Finds out before anything is made whether there is somebody to hand it to.
 * @throws Failure of kind `options`
 */
export function requireReceiver(settings: DeliverySettings, environment: NodeJS.ProcessEnv): void {
  if (settings.ci) requireCi(environment, settings);
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
  try {
    await handOver(result, settings, output, run);
  } catch (error) {
    throw (
      run.deadline.stoppedWith ??
      new Failure({
        kind: 'delivery',
        attempt: describeWay(settings),
        reason: describeError(error),
        hint: 'Mend that, then run again: a new key is made.',
        cause: error,
      })
    );
  }
}

async function handOver(
  result: Result,
  settings: DeliverySettings,
  output: NodeJS.WritableStream,
  run: Run,
): Promise<void> {
  const { format, out } = settings;
  if (settings.ci) return await deliverToCi(result, settings, output, run);
  const text = formatResult(result, format);
  // What takes a secret on its standard input takes a line break at its end for a part of it.
  if (settings.pipeTo) return await pipeTo(settings.pipeTo, format === 'raw' ? text.trimEnd() : text, run);
  await (out === undefined ? writeStream(output, text) : writeFileWhole(out, text));
}

function describeWay({ out, pipeTo: command, ci }: DeliverySettings): string {
  if (ci) return 'hand the key to the CI system';
  if (command) return 'pipe the key to the command';
  return `write the key to ${out ?? 'standard output'}`;
}
