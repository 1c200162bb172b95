import { writeSync } from 'node:fs';
import { Writable } from 'node:stream';
import { StringDecoder } from 'node:string_decoder';
import { Redaction, redactor } from '../secrets/redactor.ts';
import { sayLeftOut } from './shorten.ts';
import { reopenStream } from './streams.ts';
import { escapeLines } from './text.ts';

const STANDARD_ERROR = 2;

let output = STANDARD_ERROR;
let writeToConsole: ((text: string) => void) | undefined;

const redaction = new Redaction(redactor);

// The beginning of a line that has not ended: what a CI system would obey may be split over two writes, too.
let unended = '';
const MAX_UNENDED_LENGTH = 65_536;

// Playwright's debug output has whatever a page logs in one line, of any length: to look through it for secrets takes long.
const MAX_WRITE_LENGTH = 1_048_576;

/**
 * Makes everything that this process writes to standard error pass the redactor: our log, Playwright's own
 * debug output, warnings of Node. A secret that is split over two writes is found too, since an end that could be
 * its beginning is held back until the next write, or until the process ends. What could control a terminal or a CI system
 * is written out.
 */
export function guardStandardError(): void {
  output = openOutput();
  if (process.platform === 'win32' && process.stderr.isTTY) {
    const write = process.stderr.write.bind(process.stderr);
    writeToConsole = (text) => void write(text);
  }
  const decoder = new StringDecoder('utf8');
  process.stderr.write = (chunk: string | Uint8Array, ...rest: unknown[]) => {
    const text = typeof chunk === 'string' ? chunk : decoder.write(Buffer.from(chunk));
    const kept = text.length > MAX_WRITE_LENGTH ? `${sayLeftOut(text)}\n` : text;
    writeAll(endLines(redaction.push(kept)));
    const callback = rest.find((argument) => typeof argument === 'function');
    if (callback) process.nextTick(callback);
    return true;
  };
  process.on('exit', () => {
    writeAll(endLines(redaction.push(decoder.end()) + redaction.end()) + takeUnended());
    for (const end of endsOfOutputs) end();
  });
}

function openOutput(): number {
  try {
    return reopenStream(STANDARD_ERROR) ?? STANDARD_ERROR;
  } catch {
    // Nobody reads it, or it is another user's.
    return STANDARD_ERROR;
  }
}

/** Writes a whole line of the log, or what is drawn on a terminal, to standard error: it holds no secret, and is escaped. */
export function writeLogLine(line: string): void {
  writeAll(endLines(redaction.end()) + takeUnended() + line);
}

// What a command that is not waited for any more has begun to write is written when this process ends.
const endsOfOutputs = new Set<() => void>();

/**
 * @returns where the standard error of another command goes: through the redactor, and otherwise as it is, with its colours. What
 *   is held back of it is continued by that command alone, whatever others write meanwhile.
 */
export function openErrorOutput(): Writable {
  const decoder = new StringDecoder('utf8');
  const own = new Redaction(redactor);
  const pass = (text: string) => writeAll(takeUnended() + text);
  const end = () => {
    endsOfOutputs.delete(end);
    pass(own.push(decoder.end()) + own.end());
  };
  endsOfOutputs.add(end);
  return new Writable({
    write: (chunk: Buffer, _, done) => {
      pass(own.push(decoder.write(chunk)));
      done();
    },
    final: (done) => {
      end();
      done();
    },
  });
}

/** @returns the lines that have ended by now */
function endLines(text: string): string {
  unended += text;
  const end = unended.length > MAX_UNENDED_LENGTH ? unended.length : unended.lastIndexOf('\n') + 1;
  const ended = unended.slice(0, end);
  unended = unended.slice(end);
  return escapeLines(ended);
}

function takeUnended(): string {
  const rest = unended;
  unended = '';
  return escapeLines(rest);
}

const PATIENCE_MS = 2_000;
const RETRY_INTERVAL_MS = 5;

let isStalled = false;

/**
 * Writes before it returns, so that nothing is lost when the process ends; a reader that is gone is no error, and one that
 * reads no more is not waited for: meanwhile neither a signal nor the time limit would be heeded.
 */
function writeAll(text: string): void {
  // A console of Windows takes bytes for letters of its own code page. Of text, it is given all before this returns, too.
  if (writeToConsole) {
    if (text !== '') writeToConsole(text);
    return;
  }
  const giveUpAt = performance.now() + PATIENCE_MS;
  let rest = Buffer.from(text);
  while (rest.length > 0) {
    try {
      rest = rest.subarray(writeSync(output, rest));
      isStalled = false;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EAGAIN') return;
      isStalled ||= performance.now() > giveUpAt;
      if (isStalled) return;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, RETRY_INTERVAL_MS);
    }
  }
}
