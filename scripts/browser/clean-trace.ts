import { REDACTED, redactor } from '../secret/redactor.ts';

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

function cleanText(text: string): string {
  try {
    return JSON.stringify(cleanValue(JSON.parse(text)));
  } catch {
    return redactor.redact(text);
  }
}

function cleanValue(value: unknown): unknown {
  if (typeof value === 'string') return cleanString(value);
  if (Array.isArray(value)) return value.map(cleanValue);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => [
      redactor.redact(name),
      isSecret(name, value as Named) ? hide(inner) : cleanValue(inner),
    ]),
  );
}

interface Named {
  readonly name?: unknown;
}

// Whoever set a cookie, and whoever made a token: nobody tells us their text before they are written here.
const SECRET_NAMES =
  /^(?:cookie|set-cookie|authorization|x-octopus-.*(?:key|token)|code|(?:id|access|refresh)_token|state|nonce|session_state|code_verifier|client_secret|assertion|SAML(?:Response|Request)|RelayState)$/i;

/** Whether a field holds a secret by what it is: the value of a header, a parameter or a cookie. */
function isSecret(field: string, { name }: Named): boolean {
  if (field === 'cookies' || field === 'storageState') return true;
  return field === 'value' && typeof name === 'string' && SECRET_NAMES.test(name);
}

/** Every text within, but the names of what it belongs to. */
function hide(value: unknown): unknown {
  if (typeof value === 'string') return REDACTED;
  if (Array.isArray(value)) return value.map(hide);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => [name, name === 'value' ? hide(inner) : cleanValue(inner)]),
  );
}

/** A body of JSON within the line is cleaned as JSON, too. */
function cleanString(text: string): string {
  return /^\s*[[{]/.test(text) ? cleanText(text) : redactor.redact(text);
}
