import { describeError, UsageError } from '../core/failure.ts';
import { findSimilar } from '../core/suggest.ts';
import { hideName } from '../core/text.ts';
import { type ConfigFile, listPlaces, readConfig, toMap } from './config-file.ts';
import { adviseOnSecret, type OptionValue } from './read-options.ts';
import { nameOption } from './setting.ts';
import { type SettingName, settings } from './settings.ts';

/** What a configuration file says of one server. */
export interface Profile {
  /** `profile production of /home/me/octopus-key-mint.yaml` */
  readonly title: string;
  /** Paths of the configuration files that were read for it. */
  readonly files: readonly string[];
  /** By setting, as an option would have it. */
  readonly values: Readonly<Partial<Record<SettingName, OptionValue>>>;
}

/**
 * Reads a profile from the configuration file in a folder, or from the user's own. No secret stands in one, and a file that another user
 * could have written is not believed.
 * @param folder the working directory
 * @throws UsageError, where there is no such profile, or anything is wrong with it, or with a file as a whole; it repeats no value
 */
export function readProfile(name: string, folder: string, environment: NodeJS.ProcessEnv): Profile {
  const places = listPlaces(folder, environment);
  const files = places.flatMap((place) => readConfig(place) ?? []);
  if (files.length === 0)
    throw new UsageError([
      `${WANTED} a profile, and there is neither ${places.map(({ path }) => path).join(' nor ')}`,
    ]);
  const holders = files.filter(({ profiles }) => Object.hasOwn(profiles, name));
  const [file, other] = holders;
  if (!file) throw new UsageError([explainAbsence(name, files)]);
  // Whoever brings a folder must not decide what a name of this user's means there.
  if (other)
    throw new UsageError([
      `${file.path} and ${other.path} both have a profile ${hideName(name)}: keep one, or rename it`,
    ]);
  const mistakes = [...findWrongNames(file, name), ...files.flatMap((each) => findSecrets(each, name))];
  if (mistakes.length > 0) throw new UsageError(mistakes);
  return { ...takeValues(file, name), files: files.map(({ path }) => path) };
}

const WANTED = '--profile or OCTOPUS_PROFILE names';

/** @returns a profile without what an option contradicts, which goes before it */
export function withoutContradicted(
  profile: Profile,
  options: Readonly<Record<string, OptionValue>>,
): Profile {
  const chosen = (Object.keys(options) as SettingName[]).filter((name) => options[name]);
  const excludes = (one: SettingName, other: SettingName) => settings[one].excludes?.includes(other) ?? false;
  const kept = Object.entries(profile.values).filter(
    ([name]) =>
      !chosen.some((other) => excludes(other, name as SettingName) || excludes(name as SettingName, other)),
  );
  return { ...profile, values: Object.fromEntries(kept) };
}

function findWrongNames({ path, isOwn, profiles }: ConfigFile, name: string): string[] {
  const options = toMap(profiles[name]);
  const title = entitle(name, path);
  if (!options) return [`the ${title} is no map of options`];
  return Object.keys(options).flatMap((key) => {
    const problem = judgeName(key, isOwn);
    return problem === undefined ? [] : [`${hideName(key)} in the ${title} ${problem}`];
  });
}

/** Of the profiles that are not chosen, no more is judged than this: a secret would stay in the file. */
function findSecrets({ path, profiles }: ConfigFile, chosen: string): string[] {
  return Object.entries(profiles).flatMap(([name, options]) =>
    Object.keys((name !== chosen && toMap(options)) || {}).flatMap((key) => {
      const problem = judgeSecret(key);
      return problem === undefined ? [] : [`${hideName(key)} in the ${entitle(name, path)} ${problem}`];
    }),
  );
}

function entitle(name: string, path: string): string {
  return `profile ${hideName(name)} of ${path}`;
}

/** @returns what is wrong with the name of an option, if anything is */
function judgeName(key: string, isOwn: boolean): string | undefined {
  const secret = judgeSecret(key);
  if (secret !== undefined) return secret;
  const named = namedSettings(key);
  if (named.length === 0) {
    const meant = findSimilar(
      simplify(key),
      KNOWN.map((option) => option.slice(2)),
    );
    return `is no option${adviseOnSecret(key)}${meant === undefined ? '' : `; did you mean ${meant}?`}`;
  }
  const given = named.filter((name) => !settings[name].isNeverInProfile);
  if (given.length === 0) return `is said on the command line alone: give it as --${key}`;
  if (!isOwn && given.some(isOfOwnAlone))
    return `is taken from no file in a working directory: give it as --${key}, or in a profile of ${OWN_FILE}`;
  return undefined;
}

function judgeSecret(key: string): string | undefined {
  const secret = findSecret(key);
  return (
    secret &&
    `is a secret, which stands in no profile: give it in ${secret}, or in a file that ${secret}_FILE names`
  );
}

/** Whoever brings a folder is to have nothing run, written, or read and sent, and no protection given up. */
function isOfOwnAlone(name: SettingName): boolean {
  const { isOwnInProfile, isWritten, isSecretFile } = settings[name];
  return !!(isOwnInProfile || isWritten || isSecretFile);
}

const OWN_FILE = 'your own configuration file';

const KNOWN = Object.values(settings)
  .filter(({ option, isNeverInProfile }) => option && !isNeverInProfile)
  .map(nameOption);

function namedSettings(key: string): SettingName[] {
  return (Object.keys(settings) as SettingName[]).filter((name) => nameOption(settings[name]) === `--${key}`);
}

/** @returns the variable of the secret that is named, by whatever name somebody may give it */
function findSecret(key: string): string | undefined {
  const simple = simplify(key).replace(/-file$/, '');
  const found = (Object.keys(settings) as SettingName[]).find((name) => {
    const { secret, mayHoldSecret, option, variable = '' } = settings[name];
    const isSecret = secret || (mayHoldSecret && !option);
    return isSecret && [simplify(name), simplify(variable)].includes(simple);
  });
  return found && settings[found].variable;
}

/** @returns `api-key` for `OCTOPUS_API_KEY` and for `apiKey` */
function simplify(key: string): string {
  const words = key.replace(/^-+/, '').replace(/(?<=[a-z])(?=[A-Z])/g, '-');
  return words
    .toLowerCase()
    .replaceAll('_', '-')
    .replace(/^octopus-/, '');
}

function explainAbsence(name: string, files: readonly ConfigFile[]): string {
  const known = files.flatMap(({ profiles }) => Object.keys(profiles));
  const meant = findSimilar(name, known);
  const guess = meant === undefined ? '' : `; did you mean ${hideName(meant)}?`;
  const has = known.length > 0 ? `has ${known.map(hideName).join(', ')}` : 'has none';
  const where = files.map(({ path }) => path).join(' and ');
  return `${WANTED} ${hideName(name)}, and ${where} ${has}${guess}`;
}

function takeValues({ path, profiles }: ConfigFile, name: string): Omit<Profile, 'files'> {
  const title = entitle(name, path);
  const mistakes: string[] = [];
  const values = Object.entries(toMap(profiles[name]) ?? {}).flatMap(([key, value]) =>
    namedSettings(key)
      .filter((setting) => !settings[setting].isNeverInProfile)
      .map((setting) => {
        try {
          return [setting, toOptionValue(setting, value)] as const;
        } catch (error) {
          mistakes.push(`${key} in the ${title} ${describeError(error)}`);
          return [setting, undefined] as const;
        }
      }),
  );
  if (mistakes.length > 0) throw new UsageError([...new Set(mistakes)]);
  return { title, values: Object.fromEntries(values.filter(([, value]) => value !== undefined)) };
}

/** @throws Error, where it is nothing that the option could be given */
function toOptionValue(name: SettingName, value: unknown): OptionValue {
  const { option = '', mayHoldSecret, variable } = settings[name];
  if (value === '') return undefined;
  if (!option.includes('<')) {
    if (value !== 'true' && value !== 'false') throw new Error('is neither true nor false');
    return value === 'true' || undefined;
  }
  const texts = Array.isArray(value) ? value : [value];
  if (!texts.every((each) => typeof each === 'string') || (Array.isArray(value) && !option.includes('...')))
    throw new Error(option.includes('...') ? 'is neither a text nor a list of texts' : 'is no text');
  if (mayHoldSecret && texts.join().includes('@'))
    throw new Error(`holds a user name or a password: give it in ${variable}`);
  return option.includes('...') ? texts : texts[0];
}
