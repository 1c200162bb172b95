import { Command, Option } from 'commander';
import { version } from '../../package.json';
import { type CommandName, nameCommand } from '../core/command-names.ts';
import { findSimilar } from '../core/suggest.ts';
import { describeInHelp, headingOf, orderForHelp, sayDefaultOf } from './format-help.ts';
import { nameOption } from './setting.ts';
import { type CommandDescription, groupOf, type SettingName, settings } from './settings.ts';

/** True for an option that stands alone; several texts for one that may be repeated. */
export type OptionValue = string | string[] | true | undefined;

export interface Options {
  /** By setting. */
  readonly options: Readonly<Record<string, OptionValue>>;
  /** What follows `--`, for a command that takes another command; or the one word that it takes. */
  readonly words: readonly string[];
  /** What options that are none were probably meant for. */
  readonly meant: readonly SettingName[];
  readonly mistakes: string[];
}

/**
 * Takes the options out of the words of a command line.
 * @throws CommanderError with exit code 0 once help or the version has been printed
 */
export function readOptions(description: CommandDescription<SettingName>, argv: readonly string[]): Options {
  const { name, summary, uses, wraps, takes } = description;
  const end = wraps && argv.includes('--') ? argv.indexOf('--') : argv.length;
  const command = new Command(nameCommand(name)).description(summary).exitOverride();
  if (wraps) command.usage('[options] -- command [arguments]');
  if (takes) command.usage(`[options] ${takes}`);
  const described = orderForHelp(uses.filter((use) => settings[use].option)).map(
    (use) => [use, toCommanderOption(use, name, takes !== undefined)] as const,
  );
  for (const [, option] of described) command.addOption(option);
  command.optionsGroup(groupOf('timeout')).version(version, '-V, --version', 'tells the version');
  command.helpOption('-h, --help', 'tells all of this');
  describeInHelp(command, description);
  command.allowUnknownOption().allowExcessArguments().parse(argv.slice(0, end), { from: 'user' });
  const parsed = command.opts<Record<string, OptionValue>>();
  const options = Object.fromEntries(described.map(([use, option]) => [use, parsed[option.attributeName()]]));
  const [words, strangers] = takes ? takeWord(command.args) : [argv.slice(end + 1), command.args];
  const known = [...described.map(([use]) => nameOption(settings[use])), '--help', '--version'];
  const guesses = strangers.map((word) => guessOption(word, known));
  return {
    options,
    words,
    meant: described.flatMap(([use]) => (guesses.includes(nameOption(settings[use])) ? [use] : [])),
    mistakes: findStrangers(strangers, known, name, wraps),
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
function toCommanderOption(use: SettingName, name: CommandName, isAmongWords: boolean): Option {
  const { option = '', variable, help } = settings[use];
  const flags = option.replace('<', '[').replace('>', ']');
  const own = sayDefaultOf(help, name);
  const text = variable ? `${own} [${variable}]` : own;
  const isRepeated = isAmongWords && flags.includes('...');
  const made = new Option(isRepeated ? flags.replace('...', '') : flags, text).helpGroup(headingOf(use));
  const gather = (value: string, before: readonly string[] = []) => [...before, value];
  return isRepeated ? made.argParser<readonly string[]>(gather) : made;
}

/** What stands behind an unknown option is not repeated: it could be a secret. */
function findStrangers(
  words: readonly string[],
  known: readonly string[],
  name: CommandName,
  wraps = false,
): string[] {
  const unknown = words.filter((word) => word.startsWith('-'));
  if (unknown.length === 0 && words.length > 0)
    return [
      wraps
        ? `put -- before the command that ${name} is to run${sayInPowerShell()}`
        : `${name} takes options only, and there ${words.length === 1 ? 'is another word' : `are ${words.length} other words`}`,
    ];
  return unknown.map((word) => {
    const option = nameStranger(word);
    const meant = guessOption(word, known);
    const guess = meant === undefined ? '' : `; did you mean ${meant}?`;
    return `${option} is no option of ${name}: see --help${adviseOnSecret(option)}${guess}`;
  });
}

/** PowerShell takes a bare -- for its own, where npm's scripts start a command (npm/cli#4903). */
function sayInPowerShell(): string {
  return process.platform === 'win32' ? ": in PowerShell as '--', in quotes" : '';
}

/** @returns the option that a word was probably meant for: with letters that differ, or with one dash for two */
function guessOption(word: string, known: readonly string[]): string | undefined {
  if (!word.startsWith('-')) return undefined;
  const twice = `-${word.replace(/=.*/s, '')}`;
  return known.includes(twice) ? twice : findSimilar(nameStranger(word), known);
}

/** @returns `--name` of `--name=value`, and `-p` of `-pvalue` */
function nameStranger(word: string): string {
  return /^(?:--[\w-]*|-.?)/su.exec(word)?.[0] ?? '';
}

/** @returns what to say besides of a name that is none of an option, where it could be meant for a secret */
export function adviseOnSecret(option: string): string {
  return /password|secret|key$|token/i.test(option)
    ? '; secrets are given in variables, such as OCTOPUS_PASSWORD'
    : '';
}
