import { z } from 'zod';
import {
  apiKey,
  count,
  duration,
  expiry,
  line,
  milliseconds,
  oneOf,
  origins,
  positiveDuration,
  serverAddress,
  several,
  shard,
  text,
  wordFor,
  writablePath,
} from '../core/values.ts';
import { formats } from '../delivery/format-result.ts';
import { comparisonFormats } from '../inspect/format.ts';
import type { Secret } from '../secrets/secret.ts';

/** Everything there is to know of one setting: parsing, help, `.env.example` and the README's table follow it. */
export interface Setting {
  /** As commander writes it: `--url <address>`; a setting without one is a secret, or only a variable. */
  readonly option?: string;
  readonly variable?: string;
  readonly secret?: true;
  readonly help: string;
  /** What a user who gave nothing is told to give; without it the setting may be left out. */
  readonly required?: string;
  /** Whether it is not required where there is another way in: an API key, a saved session, a person. */
  readonly isForSigningIn?: true;
  /** Whether line breaks at its end are left out, as those of secrets are. */
  readonly isOneLine?: true;
  /** Another setting without which this one means nothing. */
  readonly needs?: string;
  /** Other settings that contradict this one. */
  readonly excludes?: readonly string[];
  readonly schema: z.ZodType;
}

const ifExists = ['skip', 'rotate', 'error'] as const;
const accessLevels = { 'full-access': 'FullAccess', 'read-only': 'ReadOnly' } as const;
const actorTypes = { user: 'User', 'ai-agent': 'AiAgent' } as const;
const flag = z.boolean().default(false);
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
  apiKey: {
    variable: 'OCTOPUS_API_KEY',
    secret: true,
    help: 'an API key, used instead of signing in: no browser is started (by mint-key only where there is no password)',
    schema: apiKey.optional(),
  },
  session: {
    option: '--session <file>',
    help: 'a session that sign-in has saved, used while it lives instead of signing in',
    schema: text.optional(),
  },
  saveSession: {
    option: '--save-session <file>',
    help: 'where the session is saved, encrypted',
    required: 'name a file for the session',
    schema: writablePath.optional(),
  },
  sessionKey: {
    variable: 'OCTOPUS_SESSION_KEY',
    secret: true,
    help: "what sessions are encrypted with: 16 characters or more (default: a key in the system's keyring)",
    schema: z.string().min(16, 'is too short: give 16 characters or more').optional(),
  },
  interactive: {
    option: '--interactive',
    help: 'shows the browser and waits for you to sign in there yourself (default time-out: 10m)',
    schema: flag,
  },
  username: {
    option: '--username <name>',
    variable: 'OCTOPUS_USERNAME',
    help: 'who to sign in as',
    required: 'give the name of the user to sign in as',
    isForSigningIn: true,
    isOneLine: true,
    schema: line.refine((value) => value.trim() !== '', 'is empty').optional(),
  },
  password: {
    variable: 'OCTOPUS_PASSWORD',
    secret: true,
    help: "that user's password",
    required: 'give the password, or name a file that holds it in OCTOPUS_PASSWORD_FILE',
    isForSigningIn: true,
    schema: line.optional(),
  },
  provider: {
    option: '--provider <name>',
    variable: 'OCTOPUS_PROVIDER',
    help: "which authentication provider to sign in with (default: the portal's own form)",
    schema: text.optional(),
  },
  ssoOrigin: {
    option: '--sso-origin <origin...>',
    variable: 'OCTOPUS_SSO_ORIGINS',
    help: "origins beside the portal's that credentials may be typed into (repeatable; the variable: comma separated)",
    schema: origins.default([]),
  },
  totpSecret: {
    variable: 'OCTOPUS_TOTP_SECRET',
    secret: true,
    help: 'the base32 secret of a one-time-code generator',
    schema: line.optional(),
  },
  acceptConsent: {
    option: '--accept-consent',
    help: 'accepts what a provider asks to consent to (default: refused)',
    schema: flag,
  },
  purpose: {
    option: '--purpose <text>',
    variable: 'OCTOPUS_KEY_PURPOSE',
    help: 'what the key is for, as the key list shows it (default: octopus-key-mint)',
    schema: text.optional(),
  },
  expiresIn: {
    option: '--expires-in <time>',
    variable: 'OCTOPUS_KEY_EXPIRES_IN',
    help: '12h, 90d, an ISO 8601 date-time, or never (default: 90d; with-key: 1h)',
    schema: expiry.optional(),
  },
  serviceAccount: {
    option: '--service-account <name>',
    variable: 'OCTOPUS_SERVICE_ACCOUNT',
    help: "whose keys are meant: a service account's (default: the user's own)",
    schema: text.optional(),
  },
  createServiceAccount: {
    option: '--create-service-account',
    help: 'makes that service account where there is none',
    needs: 'serviceAccount',
    schema: flag,
  },
  team: {
    option: '--team <name...>',
    help: 'puts that service account in a team, by name or id (repeatable)',
    needs: 'serviceAccount',
    schema: z.array(text).optional(),
  },
  accessLevel: {
    option: `--access-level <${Object.keys(accessLevels).join('|')}>`,
    help: 'what the key may do (servers since 2026.3)',
    schema: wordFor(accessLevels).optional(),
  },
  actorType: {
    option: `--actor-type <${Object.keys(actorTypes).join('|')}>`,
    help: 'what kind of actor holds the key (servers since 2026.1)',
    schema: wordFor(actorTypes).optional(),
  },
  id: {
    option: '--id <id...>',
    help: 'ids of keys to revoke, as list-keys shows them (repeatable)',
    excludes: ['expired', 'olderThan'],
    schema: z.array(text).optional(),
  },
  expired: { option: '--expired', help: 'revokes keys that have expired', schema: flag },
  olderThan: {
    option: '--older-than <time>',
    help: 'revokes keys that were made longer ago than that, such as 30d',
    schema: positiveDuration.optional(),
  },
  yes: { option: '--yes', help: 'revokes them even if they are more than one', schema: flag },
  accessToken: {
    option: '--access-token',
    help: 'gives the command an access token instead: nothing to revoke, nothing in the key list',
    excludes: ['purpose', 'expiresIn', 'serviceAccount', 'accessLevel', 'actorType', 'allNames'],
    schema: flag,
  },
  allNames: {
    option: '--all-names',
    help: 'gives the command the key under every name that an Octopus tool reads, not only OCTOPUS_API_KEY',
    schema: flag,
  },
  maskOutput: {
    option: '--mask-output',
    help: "takes the key out of the command's output on its way",
    schema: flag,
  },
  ifExists: {
    option: `--if-exists <${ifExists.join('|')}>`,
    help: 'what to do about a live key of the same purpose (default: mint another; mint-fleet: skip)',
    schema: oneOf(ifExists).optional(),
  },
  format: {
    option: `--format <${formats.join('|')}>`,
    help: 'how the result is written (default: raw, the key alone)',
    schema: oneOf(formats).default('raw'),
  },
  signIn: { option: '--sign-in', help: 'has the doctor try to sign in, too, once', schema: flag },
  listFormat: {
    option: '--format <table|json>',
    help: 'how keys or findings are listed (default: table)',
    schema: oneOf(['table', 'json']).default('table'),
  },
  comparisonFormat: {
    option: `--format <${comparisonFormats.join('|')}>`,
    help: 'how a comparison is written (default: table)',
    schema: oneOf(comparisonFormats).default('table'),
  },
  save: {
    option: '--save <file>',
    help: "what was recorded, without secrets, as a HAR file for DevTools' Network tab",
    schema: writablePath.optional(),
  },
  explain: {
    option: '--explain',
    help: 'tells the walk through the sign-in, request by request, instead of the comparison',
    schema: flag,
  },
  html: {
    option: '--html <file>',
    help: 'writes that walk as a page with screenshots',
    schema: writablePath.optional(),
  },
  out: {
    option: '--out <file>',
    help: 'where it goes, readable by you alone (default: standard output)',
    schema: writablePath.optional(),
  },
  pipeTo: {
    option: '--pipe-to <command>',
    help: 'a shell command that takes it on its standard input; its failure is a failed delivery',
    excludes: ['out', 'ci'],
    schema: text.optional(),
  },
  ci: {
    option: '--ci',
    help: 'hands it to the CI system that this runs in, as a secret',
    schema: flag,
  },
  githubEnv: {
    option: '--github-env',
    help: 'on GitHub Actions, sets OCTOPUS_URL and OCTOPUS_API_KEY for the following steps, too',
    needs: 'ci',
    schema: flag,
  },
  receipt: {
    option: '--receipt <file>',
    help: 'writes what was made, without the secret',
    schema: writablePath.optional(),
  },
  timeout: {
    option: '--timeout <time>',
    help: 'for the whole run (default: 2m, of mint-fleet 24h; and --wait on top)',
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
    schema: flag,
  },
  insecureTls: {
    option: '--insecure-tls',
    help: 'checks no certificates: whoever stands in between can read everything',
    schema: flag,
  },
  browser: {
    option: '--browser <path or address>',
    variable: 'OCTOPUS_BROWSER',
    help: 'a Chromium, or ws://… or http://… of a remote one (default: the first that is found)',
    schema: text.optional(),
  },
  browsers: {
    option: '--browser <path or address...>',
    variable: 'OCTOPUS_BROWSER',
    help: 'for a fleet: several of them, used in turn (repeatable; the variable: comma separated)',
    schema: several.default([]),
  },
  concurrency: {
    option: '--concurrency <number>',
    help: 'how many sign in at the same time (default: from the cores and the memory of this machine)',
    schema: count.optional(),
  },
  shard: {
    option: '--shard <i/n>',
    help: "which part of the fleet, such as 3/16; with n alone Kubernetes' JOB_COMPLETION_INDEX tells which",
    schema: shard.optional(),
  },
  results: {
    option: '--results <file>',
    help: 'writes what became of each key as a line of JSON, without the secret',
    schema: writablePath.optional(),
  },
  report: {
    option: '--report <file>',
    help: 'writes a page that shows every sign-in on a time line, failures first',
    schema: writablePath.optional(),
  },
  journal: {
    option: '--journal <file>',
    help: 'what runs have begun, so that the next can settle it (default: beside the manifest, its name and .journal)',
    schema: writablePath.optional(),
  },
  dryRun: {
    option: '--dry-run',
    help: 'only lists what the manifest asks for, and asks nobody',
    schema: flag,
  },
  headed: { option: '--headed', help: 'shows the browser', schema: flag },
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
    ? Secret | undefined
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
