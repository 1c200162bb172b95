import { z } from 'zod';
import type { CommandName } from '../core/command-names.ts';
import { duration, oneOf, positiveDuration, text } from '../core/values.ts';
import type { Secret } from '../secrets/secret.ts';
import type { SettingParts } from './setting.ts';
import { access } from './settings/access.ts';
import { delivery } from './settings/delivery.ts';
import { fleet } from './settings/fleet.ts';
import { key } from './settings/key.ts';
import { network } from './settings/network.ts';
import { trust } from './settings/trust.ts';

const logLevels = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const;
const logFormats = ['text', 'json'] as const;

/** What every command has. */
const common = {
  profile: {
    option: '--profile <name>',
    variable: 'OCTOPUS_PROFILE',
    help: 'which profile of octopus-key-mint.yaml, or of your own configuration file, says what nothing else does (default: none)',
    isNeverInProfile: true,
    schema: text.optional(),
  },
  timeout: {
    option: '--timeout <time>',
    help: 'for the whole run, to which --wait is added (default: 2m; mint-fleet: 24h)',
    schema: positiveDuration.optional(),
  },
  wait: {
    option: '--wait <time>',
    help: 'how long to wait for a server that is still starting (default: not at all)',
    schema: duration.default(0),
  },
  logLevel: {
    option: '--log-level <level>',
    variable: 'LOG_LEVEL',
    help: `${logLevels.join(', ')} (default: info)`,
    schema: oneOf(logLevels).default('info'),
  },
  quiet: {
    option: '--quiet',
    help: 'tells only warnings and errors, as --log-level warn does',
    excludes: ['logLevel'],
    schema: z.boolean().default(false),
  },
  logFormat: {
    option: '--log-format <text|json>',
    variable: 'LOG_FORMAT',
    help: 'how the log is written (default: text on a terminal and on CI systems, JSON elsewhere)',
    schema: oneOf(logFormats).optional(),
  },
} as const satisfies Record<string, SettingParts>;

const all = { ...access, ...network, ...key, ...trust, ...delivery, ...fleet, ...common } as const;

export type SettingName = keyof typeof all;

/** One setting; those that it names are settings, too. */
export type Setting = SettingParts<SettingName>;

/** All settings of all commands, by name. */
export const settings: Readonly<Record<SettingName, Setting>> = all;

/** Settings that every command has. */
export const commonSettings = [
  'profile',
  'quiet',
  'logLevel',
  'logFormat',
  'timeout',
  'wait',
] as const satisfies readonly SettingName[];

const groups = {
  'Signing in, and the browser:': access,
  'Network:': network,
  'The key:': key,
  'The trust:': trust,
  'The result:': delivery,
  'The fleet:': fleet,
  'The run:': common,
};

/** @returns the heading under which help shows a setting that is not among the common ones */
export function groupOf(name: SettingName): string {
  return Object.entries(groups).find(([, group]) => name in group)?.[0] ?? '';
}

/** The values of some settings, as their schemas give them; a secret as what holds it. */
export type Values<Name extends SettingName> = {
  readonly [K in Name]: (typeof all)[K] extends { secret: true }
    ? Secret | undefined
    : z.output<(typeof all)[K]['schema']>;
};

/** What a command is, to whoever reads its options or its help. */
export interface CommandDescription<Name extends SettingName> {
  /** The command's file, without its ending. */
  readonly name: CommandName;
  readonly summary: string;
  /** What stands behind the command, in runs that are often wanted. */
  readonly examples: readonly string[];
  /** What its exit code says, where that is none of the contract's. */
  readonly exits?: string;
  readonly uses: readonly Name[];
  /** What it has in the place of options, for what messages advise: fields of a file, by the setting. */
  readonly fields?: Readonly<Partial<Record<SettingName, string>>>;
  /** What its one word names, which stands among the options: `<manifest>`. */
  readonly takes?: string;
  /** Whether another command follows its options, after `--`. */
  readonly wraps?: true;
  /** Milliseconds that the whole run may take where nobody says. */
  readonly usualTimeout?: number;
  /** Settings that say what it destroys: no profile does. */
  readonly destroysBy?: readonly Name[];
  /** Whether it does without settings that are required elsewhere. */
  readonly isLenient?: true;
  /** Finds what is wrong with settings that are right by themselves; each mistake says how to mend it. */
  readonly findMistakes?: (values: Readonly<Record<string, unknown>>, words: readonly string[]) => string[];
}

/** @returns the description as it is, for the compiler to know by which settings the command is described */
export function defineCommand<Name extends SettingName>(
  description: CommandDescription<Name>,
): CommandDescription<Name> {
  return description;
}
