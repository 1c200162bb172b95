import { z } from 'zod';
import { formats } from '../delivery/format-result.ts';
import type { Secret } from '../secret/secret.ts';
import {
  duration,
  expiry,
  milliseconds,
  oneOf,
  positiveDuration,
  serverAddress,
  text,
  writablePath,
} from './values.ts';

/** Everything there is to know of one setting: parsing, help, `.env.example` and the README's table follow it. */
export interface Setting {
  /** As commander writes it: `--url <address>`; a setting without one is a secret, or only a variable. */
  readonly option?: string;
  readonly variable?: string;
  readonly secret?: true;
  readonly help: string;
  /** What a user who gave nothing is told to give; without it the setting may be left out. */
  readonly required?: string;
  readonly schema: z.ZodType;
}

const ifExists = ['skip', 'rotate', 'error'] as const;
const logLevels = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const;

/** All settings of all commands, by name. */
export const settings = {
  url: {
    option: '--url <address>',
    variable: 'OCTOPUS_URL',
    help: 'the server, with its virtual directory if it has one',
    required: "give the server's address, such as https://octopus.example.com",
    schema: serverAddress,
  },
  username: {
    option: '--username <name>',
    variable: 'OCTOPUS_USERNAME',
    help: 'who to sign in as',
    required: 'give the name of the user to sign in as',
    schema: text,
  },
  password: {
    variable: 'OCTOPUS_PASSWORD',
    secret: true,
    help: "that user's password",
    required: 'give the password, or name a file that holds it in OCTOPUS_PASSWORD_FILE',
    schema: z.string(),
  },
  purpose: {
    option: '--purpose <text>',
    variable: 'OCTOPUS_KEY_PURPOSE',
    help: 'what the key is for, as the key list shows it (default: octopus-key-mint)',
    schema: text.default('octopus-key-mint'),
  },
  expiresIn: {
    option: '--expires-in <time>',
    variable: 'OCTOPUS_KEY_EXPIRES_IN',
    help: '12h, 90d, an ISO 8601 date-time, or never (default: 90d)',
    schema: expiry.optional(),
  },
  id: {
    option: '--id <id...>',
    help: 'ids of keys to revoke, as the key list shows them',
    required: 'give the id of a key, such as apikeys-…',
    schema: z.array(text),
  },
  ifExists: {
    option: `--if-exists <${ifExists.join('|')}>`,
    help: 'what to do about a live key of the same purpose (default: mint another)',
    schema: oneOf(ifExists).optional(),
  },
  format: {
    option: `--format <${formats.join('|')}>`,
    help: 'how the result is written (default: raw, the key alone)',
    schema: oneOf(formats).default('raw'),
  },
  out: {
    option: '--out <file>',
    help: 'where it goes, readable by you alone (default: standard output)',
    schema: writablePath.optional(),
  },
  receipt: {
    option: '--receipt <file>',
    help: 'writes what was made, without the secret',
    schema: writablePath.optional(),
  },
  timeout: {
    option: '--timeout <time>',
    help: 'for the whole run (default: 2m, and --wait on top)',
    schema: positiveDuration.optional(),
  },
  wait: {
    option: '--wait <time>',
    help: 'how long to wait for a server that is still starting (default: not at all)',
    schema: duration.default(0),
  },
  allowHttp: {
    option: '--allow-http',
    help: 'sends the password in clear text to a server on another machine (default: refused)',
    schema: z.boolean().default(false),
  },
  insecureTls: {
    option: '--insecure-tls',
    help: 'checks no certificates: whoever stands in between can read everything',
    schema: z.boolean().default(false),
  },
  browser: {
    option: '--browser <path or address>',
    variable: 'OCTOPUS_BROWSER',
    help: 'a Chromium, or ws://… or http://… of a remote one (default: the first that is found)',
    schema: text.optional(),
  },
  headed: { option: '--headed', help: 'shows the browser', schema: z.boolean().default(false) },
  slowMo: {
    option: '--slow-mo <ms>',
    help: 'milliseconds to wait after each step in the browser',
    schema: milliseconds.default(0),
  },
  trace: {
    option: '--trace <file>',
    help: "records the run for Playwright's trace viewer",
    schema: writablePath.optional(),
  },
  logLevel: {
    option: '--log-level <level>',
    variable: 'LOG_LEVEL',
    help: `${logLevels.join(', ')} (default: info)`,
    schema: oneOf(logLevels).default('info'),
  },
} as const satisfies Record<string, Setting>;

export type SettingName = keyof typeof settings;

/** The values of some settings, as their schemas give them; a secret as what holds it. */
export type Values<Name extends SettingName> = {
  readonly [K in Name]: (typeof settings)[K] extends { secret: true }
    ? Secret
    : z.output<(typeof settings)[K]['schema']>;
};

/** @returns `--url` */
export function nameOption({ option }: Setting): string {
  return option?.split(' ')[0] ?? '';
}

/** @returns `OCTOPUS_URL (--url)`, or whichever of the two there is */
export function nameSetting(setting: Setting): string {
  const { option, variable } = setting;
  if (!variable) return nameOption(setting);
  return option ? `${variable} (${nameOption(setting)})` : variable;
}
