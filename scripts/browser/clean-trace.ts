import { cleanText } from '../secret/clean-json.ts';
import { redactor } from '../secret/redactor.ts';

/**
 * Removes every known secret from a trace of Playwright's, so that it can be shown to anybody. Each part is read as
 * what it is: lines of JSON value by value, so that they stay JSON; other text as text; pictures stay as they are,
 * since a password field shows none of its text.
 * @param zips traces of the same time as Playwright wrote them
 * @returns a zip file that its trace viewer opens, with all of them on one time line
 */
export function cleanTrace(zips: readonly Uint8Array[]): Uint8Array {
  const { unzipSync, zipSync } = require('fflate') as typeof import('fflate');
  const parts = zips.flatMap((zip, index) =>
    Object.entries(unzipSync(zip)).map(([name, bytes]) => [
      redactor.redact(nameApart(name, index)),
      cleanPart(name, bytes),
    ]),
  );
  return zipSync(Object.fromEntries(parts));
}

/** The viewer reads every `….trace` of a zip file, with the `….network` and `….stacks` of the same name. */
function nameApart(name: string, index: number): string {
  return index > 0 && /^trace\.\w+$/.test(name) ? `${index}-${name}` : name;
}

function cleanPart(name: string, bytes: Uint8Array): Uint8Array {
  const text = readText(bytes);
  if (text === undefined) return bytes;
  return Buffer.from(/\.(?:trace|network|stacks)$/.test(name) ? cleanLines(text) : cleanText(text));
}

/** @returns undefined for what is no text */
function readText(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

function cleanLines(text: string): string {
  return text.split('\n').map(cleanText).join('\n');
}
