import { Redaction, redactor } from '../secrets/redactor.ts';

// How much of a text is looked at: far more than is ever shown of one, and no more than is looked at in a moment.
const MAX_READ_LENGTH = 65_536;

/**
 * Cuts a text from outside to what a message can have. Secrets are removed first: of one that is cut no more would be known
 * again.
 * @param most characters
 */
export function shorten(text: string, most: number): string {
  const read = readClean(text);
  return cut(read.clean, most, read.isLong);
}

/**
 * The same, on one line, and no earlier: a secret may be broken over lines, or have blanks of its own; and one that had more between its
 * words, or other ones, is known by then.
 */
export function shortenToLine(text: string, most: number): string {
  const read = readClean(text);
  return cut(redactor.redact(read.clean.replace(/\s+/g, ' ').trim()), most, read.isLong);
}

/** @returns a text from outside without secrets, for whoever takes a part of it: of a long one, its beginning */
export function clean(text: string): string {
  return readClean(text).clean;
}

/** Of a long text, its beginning: a secret that stands across the end of what is read is not begun. */
function readClean(text: string): { clean: string; isLong: boolean } {
  const isLong = text.length > MAX_READ_LENGTH;
  const start = text.slice(0, MAX_READ_LENGTH);
  return { clean: isLong ? new Redaction(redactor).push(start) : redactor.redact(text), isLong };
}

function cut(clean: string, most: number, isLong: boolean): string {
  return isLong || clean.length > most ? `${clean.slice(0, most)}…` : clean;
}

/**
 * @returns the word for a text that is longer than anything that is looked through for secrets: it is left out whole, since of one
 *   that was cut, a secret's first half could be left
 */
export function sayLeftOut(text: string): string {
  return `[left out: ${text.length} characters]`;
}
