import type { Command, Help, Option } from 'commander';
import { type CommandName, sayCommands, startOf } from '../core/command-names.ts';
import { type CommandDescription, groupOf, type SettingName, settings } from './settings.ts';

/**
 * Lays out what --help prints: options in groups, the common ones first, each with its help below it, wrapped at the width of the
 * terminal; then secrets, exit codes and examples.
 */
export function describeInHelp(command: Command, description: CommandDescription<SettingName>): void {
  const { name, uses, exits } = description;
  command.configureHelp({
    optionTerm: ({ flags }: Option) => flags.replace('[', '<').replace(']', '>'),
    formatItem: (term: string, _width: number, text: string, helper: Help) => formatItem(term, text, helper),
  });
  command.addHelpText('after', () => {
    const helper = command.createHelp();
    helper.helpWidth = command.configureOutput().getOutHelpWidth?.() ?? HELP_WIDTH;
    const wrap = (text: string) => helper.boxWrap(text, helper.helpWidth ?? HELP_WIDTH);
    return [
      '',
      'Secrets have no option, only a variable, or one that names a file:',
      ...listSecrets(uses, name).map(([term, text]) => formatItem(term, text, helper)),
      '',
      wrap('Variables are read from the environment, then from .env; then comes the profile.'),
      '',
      'Exit codes:',
      ...(exits ? [wrap(exits)] : []),
      ...listExitCodes(uses),
      '',
      'Examples:',
      ...description.examples.map((words) => `  ${startOf(name)} ${words}`.trimEnd()),
    ].join('\n');
  });
}

const HELP_WIDTH = 80;
const INDENTATION = 6;

function formatItem(term: string, text: string, helper: Help): string {
  const width = (helper.helpWidth ?? HELP_WIDTH) - INDENTATION;
  const lines = helper.boxWrap(text, width).split('\n');
  return [`  ${term}`, ...lines.map((line) => `${' '.repeat(INDENTATION)}${line}`)].join('\n');
}

function listSecrets(uses: readonly SettingName[], name: CommandName): [string, string][] {
  return uses.flatMap((use) => {
    const { secret, variable, help } = settings[use];
    return secret && variable
      ? [[`${variable}, ${variable}_FILE`, sayDefaultOf(help, name)] as [string, string]]
      : [];
  });
}

/** @returns the heading under which help shows an option, as a key of the order in which groups come */
export function headingOf(use: SettingName): string {
  return settings[use].isCommon ? COMMON : groupOf(use);
}

/** @returns settings in the order in which help shows them */
export function orderForHelp(uses: readonly SettingName[]): SettingName[] {
  return [...uses.filter((use) => settings[use].isCommon), ...uses.filter((use) => !settings[use].isCommon)];
}

const COMMON = 'Common options:';

/**
 * A help text tells what is usual, and then which commands have it otherwise: `(default: 90d; with-key: 1h)`.
 * @returns the text with what holds for one command alone, and commands named as they are started
 */
export function sayDefaultOf(help: string, name: CommandName): string {
  const own = help.replace(/\(default: ([^()]*)\)/, (_, text: string) => {
    const [usual = '', ...others] = text.split('; ');
    const otherwise = others.find((other) => other.startsWith(`${name}: `));
    const rest = others.filter((other) => !/^[a-z]+-[a-z]+: /.test(other));
    return `(default: ${[otherwise?.slice(name.length + 2) ?? usual, ...rest].join('; ')})`;
  });
  return sayCommands(own);
}

/** What each means for whoever runs the command: those that it can end with. */
function listExitCodes(uses: readonly SettingName[]): string[] {
  const has = (...names: SettingName[]) => names.some((name) => uses.includes(name));
  const codes: [string, string, boolean][] = [
    ['0', 'it is done', true],
    ['1', 'a defect of this program', true],
    ['2', 'wrong options or variables', true],
    ['3', 'no Octopus Server there, or none that answers', has('username', 'serviceAccountId')],
    ['4', 'sign-in refused, or impossible this way', has('username', 'serviceAccountId')],
    ['5', 'key refused, or not verified', has('expiresIn', 'id', 'ifExists')],
    ['5', 'access token not verified', has('serviceAccountId')],
    ['5', 'identity refused, or not verified', has('issuer')],
    ['6', 'not delivered, and revoked', has('pipeTo', 'results')],
    ['6', 'result not written', has('issuer')],
    ['7', 'no browser, or it broke', has('browser', 'browsers', 'headed')],
    ['129, 130, 131, 143', 'hung up, interrupted, quit, terminated', true],
  ];
  return codes.filter(([, , isPossible]) => isPossible).map(([code, text]) => `  ${code.padEnd(20)}${text}`);
}
