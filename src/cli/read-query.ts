import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { hideCredentials, parseJson } from '../core/text.ts';
import type { SettingName } from './settings.ts';

/** What Terraform asked for: the data source's `query`. */
export interface Query {
  /** By setting. */
  readonly values: Readonly<Record<string, string>>;
  readonly mistakes: readonly string[];
}

// What a data source may say; secrets would be kept in Terraform's state.
const ASKABLE: readonly SettingName[] = [
  'url',
  'username',
  'purpose',
  'expiresIn',
  'ifExists',
  'serviceAccount',
  'accessLevel',
  'actorType',
];

const QUERY_TIMEOUT_MS = 3_000;

/**
 * Reads what Terraform's `external` data source writes to the standard input of its program: one JSON object of
 * strings, the data source's `query` (developer.hashicorp.com/terraform, provider hashicorp/external).
 * @param uses the settings of the command
 * @param input a terminal is not read; from anything else the query is awaited for 3 s, and then taken as it is: what holds its
 *   other end open, as ssh does, never ends
 */
export async function readQuery(uses: readonly SettingName[], input: NodeJS.ReadStream): Promise<Query> {
  if (input.isTTY) return { values: {}, mistakes: [] };
  const chunks: Buffer[] = [];
  await Promise.race([readInto(chunks, input), sleep(QUERY_TIMEOUT_MS, undefined, { ref: false })]);
  input.destroy();
  const text = Buffer.concat(chunks).toString();
  if (text.trim() === '') return { values: {}, mistakes: [] };
  const names = new Map(
    ASKABLE.filter((name) => uses.includes(name)).map((name) => [nameInQuery(name), name]),
  );
  const parsed = z.record(z.string(), z.string()).safeParse(parseJson(text));
  if (!parsed.success) {
    return { values: {}, mistakes: ["Terraform's query (standard input) is no JSON object of strings"] };
  }
  const entries = Object.entries(parsed.data);
  const strangers = entries.filter(([key]) => !names.has(key)).map(([key]) => key);
  return {
    values: Object.fromEntries(entries.map(([key, value]) => [names.get(key) ?? key, value])),
    mistakes: strangers.map(
      (key) =>
        `"${hideCredentials(key)}" in Terraform's query is none of ${[...names.keys()].join(', ')}; secrets are given in variables, such as OCTOPUS_PASSWORD`,
    ),
  };
}

/** @returns `expires_in` */
export function nameInQuery(name: SettingName): string {
  return name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

async function readInto(chunks: Buffer[], input: NodeJS.ReadStream): Promise<void> {
  try {
    for await (const chunk of input) chunks.push(chunk as Buffer);
  } catch {
    // An input that is closed to us asks for nothing.
  }
}
