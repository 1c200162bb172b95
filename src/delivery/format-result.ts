import { formatJson, quotePowerShell, quoteShell } from '../core/text.ts';
import type { Secret } from '../secrets/secret.ts';

/** What a delivery hands over. */
export interface Result {
  readonly url: string;
  readonly key: Secret;
  readonly id: string;
  readonly purpose: string;
  readonly userId: string;
  /** ISO 8601; undefined where the server does not say. */
  readonly created: string | undefined;
  /** ISO 8601; undefined for a key that never expires. */
  readonly expires: string | undefined;
}

export type Format = 'raw' | 'json' | 'dotenv' | 'shell' | 'powershell' | 'terraform';

/**
 * Writes a result as text, with a line break at its end. This is the one place, with what writes it out, where
 * the key is revealed.
 */
export function formatResult(result: Result, format: Format): string {
  const { url, key, id, purpose, userId, created = null, expires = null } = result;
  const apiKey = key.reveal();
  switch (format) {
    case 'raw':
      return `${apiKey}\n`;
    case 'json':
      return formatJson({ url, apiKey, keyId: id, purpose, userId, created, expires }, 2);
    case 'dotenv':
      return `OCTOPUS_URL=${quoteDotenv(url)}\nOCTOPUS_API_KEY=${quoteDotenv(apiKey)}\n`;
    case 'shell':
      return `export OCTOPUS_URL=${quoteShell(url)}\nexport OCTOPUS_API_KEY=${quoteShell(apiKey)}\n`;
    case 'powershell':
      return `$env:OCTOPUS_URL = ${quotePowerShell(url)}\n$env:OCTOPUS_API_KEY = ${quotePowerShell(apiKey)}\n`;
    case 'terraform':
      return formatJson(toTerraform(result));
  }
}

/** The `external` data source takes an object of strings and nothing else (hashicorp/terraform#8144). */
function toTerraform({ url, key, id, purpose, userId, created, expires }: Result) {
  return {
    url,
    api_key: key.reveal(),
    key_id: id,
    purpose,
    user_id: userId,
    created: created ?? '',
    expires: expires ?? '',
  };
}

/**
 * dotenv readers differ in what they make of quotes, so there are none where none are needed; in quotes the dotenv library
 * and a shell that sources the file read the same.
 * @returns undefined for what no quotes hold for both of them
 */
function quoteDotenv(value: string): string | undefined {
  // A shell takes a tilde behind a colon for somebody's home folder.
  if (/^[\w./:@%+,~[\]-]*$/.test(value) && !value.includes(':~')) return value;
  if (value.includes('\\')) return undefined;
  if (!value.includes("'")) return `'${value}'`;
  return /["$`]/.test(value) ? undefined : `"${value}"`;
}

/** @returns the characters of an address that a format cannot hold together; undefined where it can */
export function findUnwritable(format: Format, url: string): string | undefined {
  if (format !== 'dotenv' || quoteDotenv(url) !== undefined) return undefined;
  return [...new Set(url.match(/["'$`\\]/g))].join(' ');
}
