import { SECRET_PARAMETERS } from './patterns.ts';
import { REDACTED, redactor } from './redactor.ts';

/**
 * Removes every secret from a text. One that is JSON is read as that, value by value, so that it stays JSON; and what
 * is a secret by what it is goes too, such as the value of a cookie that nobody has learned.
 */
export function cleanText(text: string): string {
  try {
    return JSON.stringify(cleanValue(JSON.parse(text)));
  } catch {
    return redactor.redact(text);
  }
}

/** Removes every secret from what was parsed from JSON: see `cleanText`. */
export function cleanValue(value: unknown): unknown {
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

// Fields of the REST API's own documents: a password may be too short to be known wherever it stands.
const SECRET_FIELDS = /^(?:password|apikey|accesstoken)$/i;

interface Named {
  readonly name?: unknown;
}

// Whoever set a cookie, and whoever made a token: nobody tells us their text before they are written here.
const SECRET_NAMES = new RegExp(
  `^(?:cookie|set-cookie|authorization|x-octopus-.*(?:key|token)|${SECRET_PARAMETERS.join('|')})$`,
  'i',
);

/** Whether a field holds a secret by what it is: the value of a header, a parameter or a cookie. */
function isSecret(field: string, { name }: Named): boolean {
  if (field === 'cookies' || field === 'storageState' || SECRET_FIELDS.test(field)) return true;
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
