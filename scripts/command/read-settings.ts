import { Secret } from '../secret/secret.ts';
import type { CommandDescription } from './command-description.ts';
import { type OptionValue, readOptions } from './read-options.ts';
import {
  nameOption,
  nameSetting,
  type Setting,
  type SettingName,
  settings,
  type Values,
} from './settings.ts';
import { Variables } from './sources.ts';

/** Thrown where options or variables are wrong: every mistake, each naming what is wrong and how to mend it. */
export class SettingsError extends Error {
  override readonly name = 'SettingsError';
  readonly mistakes: readonly string[];

  constructor(mistakes: readonly string[]) {
    super(mistakes.join('; '));
    this.mistakes = mistakes;
  }
}

export interface Reading<Name extends SettingName> {
  readonly values: Values<Name>;
  readonly warnings: readonly string[];
}

/**
 * Reads the settings of a command: options first, then the environment, then `.env`.
 * @param argv what follows the command's name
 * @param environment secrets are taken out of it
 * @throws SettingsError; CommanderError with exit code 0 once help has been printed
 */
export function readSettings<Name extends SettingName>(
  description: CommandDescription<Name>,
  argv: readonly string[],
  environment: NodeJS.ProcessEnv,
  folder: string,
): Reading<Name> {
  const { options, mistakes } = readOptions(description, argv);
  const variables = new Variables(environment, folder);
  const values: Record<string, unknown> = {};
  for (const name of description.uses) {
    try {
      values[name] = readSetting(name, options[name], variables);
    } catch (error) {
      mistakes.push((error as Error).message);
    }
  }
  if (sendsInClear(values)) mistakes.push(IN_CLEAR);
  if (mistakes.length > 0) throw new SettingsError(mistakes);
  return { values: values as Values<Name>, warnings: variables.warnings };
}

const IN_CLEAR = `${nameSetting(settings.url)} is plain http to another machine, which sends the password in clear text: use https, or ${nameOption(settings.allowHttp)} if you must`;

function sendsInClear({ url, allowHttp }: Record<string, unknown>): boolean {
  if (typeof url !== 'string' || allowHttp) return false;
  const { protocol, hostname } = new URL(url);
  return protocol === 'http:' && !/^(?:localhost|.+\.localhost|127(?:\.\d+){3}|\[::1\])$/.test(hostname);
}

function readSetting(name: SettingName, option: OptionValue, variables: Variables): unknown {
  const setting: Setting = settings[name];
  const given = findGiven(setting, option, variables);
  if (given === undefined && setting.required) {
    throw new Error(`${nameSetting(setting)} is missing: ${setting.required}`);
  }
  const parsed = setting.schema.safeParse(given?.text);
  if (!parsed.success) throw new Error(`${given?.from} ${parsed.error.issues[0]?.message}`);
  return setting.secret ? new Secret(parsed.data as string) : parsed.data;
}

function findGiven(
  setting: Setting,
  option: OptionValue,
  variables: Variables,
): { text: string | string[] | true; from: string } | undefined {
  if (option === true && setting.option?.includes('<'))
    throw new Error(`${nameOption(setting)} needs a value: ${setting.help}`);
  if (option !== undefined) return { text: option, from: nameOption(setting) };
  if (!setting.variable) return undefined;
  return setting.secret ? variables.readSecret(setting.variable) : variables.read(setting.variable);
}
