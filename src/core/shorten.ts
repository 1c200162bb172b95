import { Redaction, redactor } from '../secrets/redactor.ts';

// How much of a text is looked at: far more than is ever shown of one, and no more than is looked at in a moment.
const MAX_READ_LENGTH = 65_536;

/**
 * Cuts a text from outside to what a message can have. Secrets are removed first: of one that is cut no more would be known
 * again.
 * @param most characters
 */
export function shorten(text: string, most: number): string {
  const isLong = text.length > MAX_READ_LENGTH;
  const clean = isLong ? readBeginning(text) : redactor.redact(text);
  return isLong || clean.length > most ? `${clean.slice(0, most)}…` : clean;
}

/** A secret that stands across the end of what is read is not begun. */
function readBeginning(text: string): string {
  return new Redaction(redactor).push(text.slice(0, MAX_READ_LENGTH));
}
