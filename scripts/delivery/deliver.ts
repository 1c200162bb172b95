import { describeError, Failure } from '../failure/failure.ts';
import { type Format, formatResult, type Result } from './format-result.ts';
import { writeFileWhole } from './write-file.ts';

export interface DeliverySettings {
  readonly format: Format;
  /** Path of a file; undefined: standard output. */
  readonly out: string | undefined;
}

/**
 * Hands a key over.
 * @param output where it goes when no file is named
 * @throws Failure of kind `delivery`
 */
export async function deliver(
  result: Result,
  { format, out }: DeliverySettings,
  output: NodeJS.WritableStream,
): Promise<void> {
  const text = formatResult(result, format);
  const target = out === undefined ? 'standard output' : out;
  try {
    await (out === undefined ? writeStream(output, text) : writeFileWhole(out, text));
  } catch (error) {
    throw new Failure({
      kind: 'delivery',
      attempt: `write the key to ${target}`,
      reason: describeError(error),
      hint: 'Mend that, then run again: a new key is made.',
      cause: error,
    });
  }
}

/** Settles when the text has left this process, or when it cannot. */
function writeStream(output: NodeJS.WritableStream, text: string): Promise<void> {
  return new Promise((resolve, reject) => {
    output.once('error', reject);
    output.write(text, (error) => (error ? reject(error) : resolve()));
  });
}
