import { Command, Option } from 'commander';
import { version } from '../../package.json';
import { type CommandName, nameCommand } from '../core/command-names.ts';
import { findSimilar } from '../core/suggest.ts';
import { nameOption } from './setting.ts';
import { type CommandDescription, type Setting, type SettingName, settings } from './settings.ts';

/** True for an option that stands alone; several texts for one that may be repeated. */
export type OptionValue = string | string[] | true | undefined;

export interface Options {
  /** By setting. */
  readonly options: Readonly<Record<string, OptionValue>>;
  /** What follows `--`, for a command that takes another command; or the one word that it takes. */
  readonly words: readonly string[];
  readonly mistakes: string[];
}

/**
 * Takes the options out of the words of a command line.
 * @throws CommanderError with exit code 0 once help or the version has been printed
 */
export function readOptions(
  { name, summary, uses, wraps, takes }: CommandDescription<SettingName>,
  argv: readonly string[],
): Options {
  const end = wraps && argv.includes('--') ? argv.indexOf('--') : argv.length;
  const command = new Command(nameCommand(name)).description(summary).version(version).exitOverride();
  if (wraps) command.usage('[options] -- command [arguments]');
  if (takes) command.usage(`[options] ${takes}`);
  const described = uses
    .filter((use) => settings[use].option)
    .map((use) => [use, toCommanderOption(settings[use], takes !== undefined)] as const);
  for (const [, option] of described) command.addOption(option);
  command.configureHelp({ optionTerm: ({ flags }) => flags.replace('[', '<').replace(']', '>') });
  command.addHelpText('after', `\n${formatSecrets(uses)}\n${EXIT_CODES}`);
  command.allowUnknownOption().allowExcessArguments().parse(argv.slice(0, end), { from: 'user' });
  const parsed = command.opts<Record<string, OptionValue>>();
  const options = Object.fromEntries(described.map(([use, option]) => [use, parsed[option.attributeName()]]));
  const [words, strangers] = takes ? takeWord(command.args) : [argv.slice(end + 1), command.args];
  return {
    options,
    words,
    mistakes: findStrangers(
      strangers,
      [...described.map(([use]) => nameOption(settings[use])), '--help', '--version'],
      name,
      wraps,
    ),
  };
}

/** @returns the first word that is no option, if there is one, and what there is besides */
function takeWord(words: readonly string[]): [string[], string[]] {
  const at = words.findIndex((word) => !word.startsWith('-'));
  return at < 0 ? [[], [...words]] : [words.slice(at, at + 1), words.toSpliced(at, 1)];
}

/**
 * A value is optional to the parser, so that one that is missing is reported with all other mistakes.
 * @param isAmongWords whether an option that may be repeated takes one value at a time, so that it takes no word for one
 */
function toCommanderOption(setting: Setting, isAmongWords: boolean): Option {
  const { option = '', variable, help } = setting;
  const flags = option.replace('<', '[').replace('>', ']');
  const text = variable ? `${help} [${variable}]` : help;
  if (!isAmongWords || !flags.includes('...')) return new Option(flags, text);
  const gather = (value: string, before: readonly string[] = []) => [...before, value];
  return new Option(flags.replace('...', ''), text).argParser<readonly string[]>(gather);
}

/** What stands behind an unknown option is not repeated: it could be a secret. */
function findStrangers(
  words: readonly string[],
  known: readonly string[],
  name: CommandName,
  wraps = false,
): string[] {
  const unknown = words.filter((word) => word.startsWith('-')).map(nameStranger);
  if (unknown.length === 0 && words.length > 0)
    return [
      wraps
        ? `put -- before the command that ${name} is to run`
        : `${name} takes options only, and there are ${words.length} other words`,
    ];
  return unknown.map((option) => {
    const meant = findSimilar(option, known);
    const guess = meant === undefined ? '' : `; did you mean ${meant}?`;
    return `${option} is no option of ${name}: see --help${adviseOnSecret(option)}${guess}`;
  });
}

/** @returns `--name` of `--name=value`, and `-p` of `-pvalue` */
function nameStranger(word: string): string {
  return /^(?:--[\w-]*|-.?)/su.exec(word)?.[0] ?? '';
}

function adviseOnSecret(option: string): string {
  return /password|secret|key$|token/i.test(option)
    ? '; secrets are given in variables, such as OCTOPUS_PASSWORD'
    : '';
}

function formatSecrets(uses: readonly SettingName[]): string {
  const secrets = uses.map((use) => settings[use]).filter(({ secret }) => secret);
  const lines = secrets.map(
    ({ variable, help }) => `  ${variable}, or ${variable}_FILE naming a file: ${help}`,
  );
  return `Secrets have no option, only a variable:\n${lines.join('\n')}\n\nVariables are read from the environment, then from .env.`;
}

const EXIT_CODES = `
Exit codes: 0 success; 1 a defect of this program; 2 wrong options; 3 no Octopus Server there;
4 sign-in refused or impossible; 5 key refused or not verified; 6 not delivered (and revoked); 7 no browser;
129 hung up; 130 interrupted; 131 quit; 143 terminated.`;
