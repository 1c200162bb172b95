import { writeSync } from 'node:fs';
import { StringDecoder } from 'node:string_decoder';
import { Redaction, redactor } from '../secrets/redactor.ts';

const STANDARD_ERROR = 2;

const redaction = new Redaction(redactor);

/**
 * Makes everything that this process writes to standard error pass the redactor: our log, Playwright's own
 * debug output, warnings of Node. A secret that is split over two writes is found too, since an end that could be
 * its beginning is held back until the next write, or until the process ends.
 */
export function guardStandardError(): void {
  const decoder = new StringDecoder('utf8');
  process.stderr.write = (chunk: string | Uint8Array, ...rest: unknown[]) => {
    writeAll(redaction.push(typeof chunk === 'string' ? chunk : decoder.write(Buffer.from(chunk))));
    const callback = rest.find((argument) => typeof argument === 'function');
    if (callback) process.nextTick(callback);
    return true;
  };
  process.on('exit', () => writeAll(redaction.push(decoder.end()) + redaction.end()));
}

/** Writes a whole line of the log to standard error. */
export function writeLogLine(line: string): void {
  writeAll(redaction.line(line));
}

/** Writes before it returns, so that nothing is lost when the process ends; a reader that is gone is no error. */
function writeAll(text: string): void {
  let rest = Buffer.from(text);
  while (rest.length > 0) {
    try {
      rest = rest.subarray(writeSync(STANDARD_ERROR, rest));
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EAGAIN') return;
    }
  }
}
