import { SECRET_HEADERS, SECRET_PARAMETERS } from './patterns.ts';
import { REDACTED, redactor } from './redactor.ts';

/**
 * Secrets that are known are removed last, where they are not of one text: before, holes in names would hide what is one by its name.
 * @returns the text without any secret; undefined where it is no JSON, or is none without those that are known: of a long number,
 *   nobody would know the rounded one again
 */
export function cleanJson(text: string): string | undefined {
  try {
    JSON.parse(redactor.redactKnown(text));
    return redactor.redactKnown(JSON.stringify(cleanValue(JSON.parse(text))));
  } catch {
    return undefined;
  }
}

/**
 * Removes every secret from what was parsed from JSON, value by value; and what is a secret by what it is goes too, such as
 * the value of a cookie that nobody has learned.
 */
export function cleanValue(value: unknown): unknown {
  if (typeof value === 'string') return cleanString(value);
  // A one-time code may be a number.
  if (typeof value === 'number') return redactor.finds(`${value}`) ? REDACTED : value;
  if (Array.isArray(value)) return value.map(cleanValue);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => [
      redactor.redact(name),
      isSecret(name, inner, value as Named) ? hide(inner) : cleanValue(inner),
    ]),
  );
}

/**
 * Removes every secret from each text of a value by itself, so that no pattern reaches over a text's end: in JSON, the rest of the
 * line could be taken for the cookie that somebody's words begin with.
 */
export function redactTexts(value: unknown): unknown {
  if (typeof value === 'string') return redactor.redact(value);
  if (Array.isArray(value)) return value.map(redactTexts);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => [redactor.redact(name), redactTexts(inner)]),
  );
}

/** Whether a header, a parameter, a field of a form or a cookie of that name holds a secret, whoever set it; a hole may hide that. */
export function isSecretName(name: string): boolean {
  return SECRET_NAMES.test(name) || SECRET_FIELDS.test(name) || name.includes(REDACTED);
}

// Whoever set a cookie, and whoever made a token: nobody tells us their text before they are written here.
const SECRET_NAMES = new RegExp(
  `^(?:${SECRET_HEADERS}|x-octopus-.*(?:key|token)|.*(?:content-length|content-range|digest|checksum|signature|etag|md5|sha-?\\d*|hash)|${SECRET_PARAMETERS.join('|')})$`,
  'i',
);

// A password may be too short to be known wherever it stands, and a person's own is not known at all.
const SECRET_FIELDS =
  /(?:password|passwd|passcode|passphrase|pass|pwd|pw|secret|api[-_]?key|token|assertion|credential|otp|otc)[-_]?\d*$/i;

// Other fields may be called so as well: a secret is longer.
const MIN_LENGTH = 8;

interface Named {
  readonly name?: unknown;
}

/** Whether a field holds a secret by what it is: the value of a header, a parameter or a cookie, or a field of a document. */
function isSecret(field: string, value: unknown, { name }: Named): boolean {
  if (field === 'cookies' || field === 'storageState') return true;
  if (field === 'value' && typeof name === 'string') return isSecretName(name);
  if (typeof value === 'number') return SECRET_FIELDS.test(field);
  if (typeof value !== 'string') return false;
  return SECRET_FIELDS.test(field) || (value.length >= MIN_LENGTH && SECRET_NAMES.test(field));
}

/** Every text within, but the names of what it belongs to. */
function hide(value: unknown): unknown {
  if (typeof value === 'string' || typeof value === 'number') return REDACTED;
  if (Array.isArray(value)) return value.map(hide);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => [name, name === 'value' ? hide(inner) : cleanValue(inner)]),
  );
}

/** Removes every secret from a text; one that is JSON is cleaned as JSON. */
export function cleanString(text: string): string {
  const json = /^\s*[[{]/.test(text) ? cleanJson(text) : undefined;
  return json ?? redactor.redact(text);
}
