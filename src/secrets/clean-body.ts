import { cleanJson, cleanString, isSecretName } from './clean-json.ts';
import { REDACTED, redactor } from './redactor.ts';

/**
 * Removes every secret from the body of a request or a reply, by reading it as what it is said to be.
 * @returns undefined for what cannot be read so, or is nothing that can be judged: it is to be left out
 */
export function cleanBody(bytes: Uint8Array, contentType: string): string | undefined {
  const text = readText(bytes);
  if (text === undefined) return undefined;
  if (/json/i.test(contentType)) return cleanJson(text);
  if (/x-www-form-urlencoded/i.test(contentType)) return cleanForm(text);
  if (/^text\/plain/i.test(contentType)) return cleanString(text);
  return undefined;
}

/** @returns undefined for what is no text: one byte that is no UTF-8 could hide whatever follows it */
export function readText(bytes: Uint8Array): string | undefined {
  try {
    const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
    return text.includes('\0') ? undefined : text;
  } catch {
    return undefined;
  }
}

/** What is read in another charset than it was written in, or taken apart at a sign within a secret, would not be known any more. */
function cleanForm(text: string): string {
  const fields = [...new URLSearchParams(redactor.redact(text))].map(([name, value]) => [
    redactor.redact(name),
    isSecretName(name) ? REDACTED : redactor.redact(value),
  ]);
  return new URLSearchParams(fields).toString();
}
