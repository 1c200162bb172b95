import { statSync } from 'node:fs';
import { isatty } from 'node:tty';
import { UsageError } from '../core/failure.ts';
import { closeInherited } from '../core/inherited-file.ts';
import { identifyFile } from '../core/place.ts';
import { chooseProxies, type Proxies } from '../core/proxy.ts';
import { findReaders } from '../core/readers.ts';
import { hideInPath } from '../core/text.ts';
import { IN_CLEAR, isInClear, isText, NO_TEXT } from '../core/values.ts';
import { type DotenvOutcome, type ReadFile, Variables } from '../core/variables.ts';
import { MIN_SECRET_LENGTH } from '../secrets/redactor.ts';
import { Secret } from '../secrets/secret.ts';
import { type Profile, readProfile, withoutContradicted } from './profile.ts';
import { type OptionValue, readOptions } from './read-options.ts';
import { nameInQuery, readQuery } from './read-query.ts';
import { nameOption, nameSetting } from './setting.ts';
import {
  type CommandDescription,
  type Setting,
  type SettingName,
  settings,
  type Values,
} from './settings.ts';

export interface Reading<Name extends SettingName> {
  readonly values: Values<Name>;
  /** The command that follows `--`, word by word. */
  readonly words: readonly string[];
  readonly warnings: readonly string[];
  /** What was made of what was given, for whoever wonders. */
  readonly notes: readonly string[];
  readonly dotenv: DotenvOutcome;
  /** Where each setting that was given came from, as messages name it. */
  readonly origins: Readonly<Partial<Record<SettingName, string>>>;
  /** Which profile was read, and what it gave; undefined: none was chosen. */
  readonly profile: string | undefined;
  /** Finds out what others can read of the secrets, as far as no warning says so. */
  readonly findExposed: () => readonly string[];
  /** As `Variables` has them. */
  readonly files: ReadonlyMap<string, ReadFile>;
}

/**
 * Reads the settings of a command: options first, then Terraform's query, the environment, `.env`, and the profile.
 * @param argv what follows the command's name
 * @param environment secrets are taken out of it
 * @throws UsageError; CommanderError with exit code 0 once help has been printed
 */
export async function readSettings<Name extends SettingName>(
  description: CommandDescription<Name>,
  argv: readonly string[],
  environment: NodeJS.ProcessEnv,
  folder: string,
): Promise<Reading<Name>> {
  const { options, words, meant, mistakes } = readOptions(description, argv);
  const variables = new Variables(environment, folder);
  const profile = chooseProfile(options, variables, mistakes, (name) =>
    readProfile(name, folder, environment),
  );
  const isForTerraform = 'format' in options && (options.format ?? profile?.values.format) === 'terraform';
  const query = isForTerraform ? await readQuery(description.uses, process.stdin) : undefined;
  mistakes.push(...(query?.mistakes ?? []));
  const sources: Sources = {
    options,
    query: query?.values ?? {},
    variables,
    profile,
    takenOfProfile: new Set(),
    origins: {},
    notes: [],
  };
  const values: Record<string, unknown> = {};
  // What was given, and not as it should be, is told by itself: nothing is said of what it would have been good for.
  const spoilt = new Set<SettingName>(meant);
  let lacking: string | undefined;
  for (const name of description.uses) {
    try {
      const isOptional =
        isExcused(name, spoilt) || isDispensed(name, { ...values, ...standFor(spoilt) }, description);
      values[name] = readSetting(name, sources, isOptional, description);
    } catch (error) {
      mistakes.push((error as Error).message);
      if (error instanceof MissingSetting) lacking = error.message;
      else if (listChosen(sources)[name] !== undefined) spoilt.add(name);
    }
  }
  if ('proxy' in values) {
    try {
      values.proxy = chooseProxies(values.proxy as Proxies | undefined, environment);
    } catch (error) {
      mistakes.push((error as Error).message);
    }
  }
  mistakes.push(...unlockCertificate(values, sources));
  mistakes.push(...findContradictions(values, sources, spoilt));
  if (spoilt.size === 0) mistakes.push(...(description.findMistakes?.(values, words) ?? []));
  noteNamedFiles(values, variables);
  for (const path of profile?.files ?? []) variables.noteFile(path, path);
  const authorities = environment.NODE_EXTRA_CA_CERTS;
  if (authorities) variables.noteFile(authorities, 'the file that NODE_EXTRA_CA_CERTS names');
  mistakes.push(...findSentInClear(values), ...findSharedFiles(values), ...findUnheard(values));
  mistakes.push(...findReplaced(listWrittenFiles(values), variables.files, values.format));
  mistakes.push(...findMisdirected(values, sources), ...findLonely(values));
  const doubtful = variables.explainDotenv();
  const dotenv = variables.describeDotenv();
  if (lacking !== undefined && dotenv.isAbsent)
    mistakes[mistakes.indexOf(lacking)] = `${lacking} (${dotenv.said})`;
  if (mistakes.length > 0) throw new UsageError([...mistakes, ...doubtful]);
  const warnings = [...doubtful.map((each) => `${each}.`), ...variables.warnings];
  const findExposed = () => variables.findExposed();
  const { notes } = sources;
  return {
    values: values as Values<Name>,
    words,
    warnings,
    notes,
    origins: sources.origins,
    dotenv,
    profile: describeProfile(sources),
    findExposed,
    files: variables.files,
  };
}

/** @throws UsageError, where it cannot be read: what is missing otherwise may stand there */
function chooseProfile(
  options: Sources['options'],
  variables: Variables,
  mistakes: readonly string[],
  read: (name: string) => Profile,
): Profile | undefined {
  const name = typeof options.profile === 'string' ? options.profile : readProfileVariable(variables);
  if (name === undefined) return undefined;
  try {
    return withoutContradicted(read(name), options);
  } catch (error) {
    throw error instanceof UsageError ? new UsageError([...mistakes, ...error.mistakes]) : error;
  }
}

/** What is wrong with it is told where the setting itself is read. */
function readProfileVariable(variables: Variables): string | undefined {
  try {
    return variables.read('OCTOPUS_PROFILE')?.text;
  } catch {
    return undefined;
  }
}

function describeProfile({ profile, takenOfProfile }: Sources): string | undefined {
  if (!profile) return undefined;
  const given = [...takenOfProfile].join(', ');
  return `the ${profile.title} was read, and ${given ? `gave ${given}` : 'nothing in it was wanted'}`;
}

/** @returns what is wrong with what belongs to a client certificate, taken together */
function unlockCertificate(values: Readonly<Record<string, unknown>>, sources: Sources): string[] {
  const options = listChosen(sources);
  const { warnings } = sources.variables;
  const { clientCertificate, clientKey, clientKeyPassphrase } = values as CertificateValues;
  if (!clientCertificate)
    return options.clientKey === undefined || options.clientCertificate !== undefined ? [] : [LONELY_KEY];
  const { path } = clientKey ?? clientCertificate;
  const readers = findReaders(path);
  if (readers) warnings.push(`${path} holds a private key, and ${readers} can read it: chmod 600 ${path}`);
  try {
    for (const each of new Set([clientCertificate.path, path])) closeInherited(each);
    clientCertificate.unlock(clientKey, clientKeyPassphrase);
    return [];
  } catch (error) {
    return [(error as Error).message];
  }
}

const LONELY_KEY = `${nameOption(settings.clientKey)} means nothing without ${nameOption(settings.clientCertificate)}`;

type CertificateValues = Partial<Values<'clientCertificate' | 'clientKey' | 'clientKeyPassphrase'>>;

class MissingSetting extends Error {}

interface Sources {
  readonly options: Readonly<Record<string, OptionValue>>;
  /** What Terraform asks for, by setting. */
  readonly query: Readonly<Record<string, string>>;
  readonly variables: Variables;
  readonly profile: Profile | undefined;
  /** Options, without their dashes. */
  readonly takenOfProfile: Set<string>;
  readonly origins: Partial<Record<SettingName, string>>;
  readonly notes: string[];
}

/** What was said on the command line, or in a profile, for one run. */
function listChosen({ options, profile }: Sources): Sources['options'] {
  const given = Object.entries(options).filter(([, value]) => value !== undefined);
  return { ...profile?.values, ...Object.fromEntries(given) };
}

/** Only options, and what a profile has in their place, contradict each other: a variable may be meant for another command. */
function findContradictions(
  values: Readonly<Record<string, unknown>>,
  sources: Sources,
  spoilt: ReadonlySet<SettingName>,
): string[] {
  const options = listChosen(sources);
  const chosen = (Object.keys(options) as SettingName[]).filter((name) => name in values && options[name]);
  return chosen.flatMap((name) => {
    const { needs, excludes = [] } = settings[name];
    const lacking = needs && !values[needs] && !spoilt.has(needs) ? [needs] : [];
    return [
      ...lacking.map(
        (other) => `${nameOption(settings[name])} means nothing without ${nameOption(settings[other])}`,
      ),
      ...chosen
        .filter((other) => excludes.includes(other))
        .map(
          (other) =>
            `${nameOption(settings[name])} and ${nameOption(settings[other])} contradict each other: keep one`,
        ),
    ];
  });
}

/**
 * What is written last would be all that is left of a file, though it held a key.
 * @returns what is wrong with the files that settings name to be written
 */
export function findSharedFiles(values: Readonly<Record<string, unknown>>): string[] {
  const files = listWrittenFiles(values);
  return files.flatMap(({ option, file }, at) =>
    files
      .slice(0, at)
      .filter((other) => other.file === file)
      .map((other) => `${other.option} and ${option} name the same file: give each its own`),
  );
}

/** A file that an option names to be written. */
export interface WrittenFile {
  readonly option: string;
  /** As `identifyFile` has it. */
  readonly file: string;
}

/** @returns the files that settings name to be written; not pipes and streams, which several can write to */
export function listWrittenFiles(values: Readonly<Record<string, unknown>>): WrittenFile[] {
  const names = (Object.keys(settings) as SettingName[]).filter((name) => settings[name].isWritten);
  return names.flatMap((name) => {
    const path = values[name];
    if (typeof path !== 'string') return [];
    const found = statSync(path, { throwIfNoEntry: false });
    return found && !found.isFile() ? [] : [{ option: nameOption(settings[name]), file: identifyFile(path) }];
  });
}

/** Notes the files that settings name, and that are read otherwise than for a setting's text. A new passkey may take the place of the old one. */
function noteNamedFiles(values: Readonly<Record<string, unknown>>, variables: Variables): void {
  const { session, passkey, registerPasskey, clientCertificate, clientKey } = values as NamedFiles;
  const paths = {
    session,
    passkey: registerPasskey === undefined ? passkey : undefined,
    clientCertificate: clientCertificate?.path,
    clientKey: clientKey?.path,
  };
  for (const [name, path] of Object.entries(paths))
    if (path !== undefined)
      variables.noteFile(path, `the file that ${nameSetting(settings[name as keyof typeof paths])} names`);
}

type NamedFiles = CertificateValues & Partial<Values<'session' | 'passkey' | 'registerPasskey'>>;

/**
 * Of a file that is read for its secrets, nothing would be left. A key alone may be renewed where it is kept, as it is read there.
 * @param files what is read, as `Variables` has it
 * @param format what a key is written as
 * @returns what is wrong with the files that settings name to be written
 */
export function findReplaced(
  written: readonly WrittenFile[],
  files: ReadonlyMap<string, ReadFile>,
  format?: unknown,
): string[] {
  return written.flatMap(({ option, file }) => {
    const read = files.get(file);
    const isRenewed =
      option === nameOption(settings.out) && format !== undefined && read?.keyFormat === format;
    if (!read || isRenewed) return [];
    return [`${option} would replace ${read.name}, which is read: name another file`];
  });
}

/** Origins of a provider are nothing where nobody signs in by one: the variable may be meant for another command. */
function findSentInClear({ url, provider, ssoOrigin, allowHttp }: Record<string, unknown>): string[] {
  if (allowHttp) return [];
  const addresses = [
    { setting: settings.url, given: [url] },
    { setting: settings.ssoOrigin, given: provider === undefined ? [] : [ssoOrigin].flat() },
  ];
  return addresses
    .filter(({ given }) => given.some((each) => typeof each === 'string' && isInClear(each)))
    .map(({ setting }) => `${nameSetting(setting)} ${IN_CLEAR}`);
}

/** A provider's password would go to the server itself: unlike others, that variable is not passed over. */
function findMisdirected(
  { direct, provider }: Readonly<Record<string, unknown>>,
  sources: Sources,
): string[] {
  if (direct !== true || provider === undefined || listChosen(sources).provider !== undefined) return [];
  return [
    `${nameSetting(settings.provider)} and ${nameOption(settings.direct)} contradict each other: keep one`,
  ];
}

/** What goes to what stands in front of a server: one way, and the whole of it. */
function findLonely({
  httpUsername,
  httpPassword,
  headersFile,
  negotiate,
}: Readonly<Record<string, unknown>>): string[] {
  const { httpUsername: name, httpPassword: password } = settings;
  const lonely =
    (httpUsername === undefined) !== (httpPassword === undefined)
      ? [
          `${nameSetting(name)} and ${nameSetting(password)} mean something only together: give both, or neither`,
        ]
      : [];
  const isMixed = negotiate === true && (httpUsername !== undefined || headersFile !== undefined);
  return isMixed ? [...lonely, `${nameSetting(settings.negotiate)} ${MIXED}`] : lonely;
}

const MIXED =
  'is done by the browser alone, and OCTOPUS_HTTP_USERNAME and OCTOPUS_HEADERS_FILE (--headers-file) by this program: keep one';

const [STANDARD_INPUT, STANDARD_ERROR] = [0, 2];

/** Questions that nobody would answer; where nobody signs in by a provider, there are none. */
function findUnheard({ onUnknown, provider, interactive }: Readonly<Record<string, unknown>>): string[] {
  const isAsked = onUnknown === 'ask' && provider !== undefined && interactive !== true;
  if (!isAsked || (isatty(STANDARD_INPUT) && isatty(STANDARD_ERROR))) return [];
  return [`${nameSetting(settings.onUnknown)} ${NO_TERMINAL}`];
}

const NO_TERMINAL =
  'asks on the terminal, and standard input or standard error is none: name a folder for questions and answers, as in --on-unknown ask:FOLDER';

/** Whether nothing is said of a setting that is missing: it was given, or what was could have said it. */
function isExcused(name: SettingName, spoilt: ReadonlySet<SettingName>): boolean {
  return spoilt.has(name) || spoilt.has('profile');
}

/** @returns something in the place of settings that were given, and could not be read */
function standFor(spoilt: ReadonlySet<SettingName>): Readonly<Record<string, unknown>> {
  return Object.fromEntries([...spoilt].map((name) => [name, true]));
}

/** The other ways in stand before the credentials in a command's list, and what does without a setting before that. */
function isDispensed(
  name: SettingName,
  values: Readonly<Record<string, unknown>>,
  { isLenient }: CommandDescription<SettingName>,
): boolean {
  const { unless, isForSigningIn } = settings[name];
  if (unless && values[unless] !== undefined) return true;
  const { apiKey, session, interactive, registerPasskey, provider, passkey } = values;
  const isByHand = interactive === true || registerPasskey !== undefined;
  const isByPasskey = provider !== undefined && passkey !== undefined;
  const hasOtherWayIn = apiKey !== undefined || session !== undefined || isByHand || isByPasskey;
  return !!isLenient || (hasOtherWayIn && !!isForSigningIn);
}

function readSetting(
  name: SettingName,
  sources: Sources,
  isOptional: boolean,
  { destroysBy = [] }: CommandDescription<SettingName>,
): unknown {
  const setting = settings[name];
  const found = findValue(name, setting, sources) ?? findInProfile(name, sources, destroysBy.includes(name));
  if (found !== undefined) sources.origins[name] = found.from;
  if (found === undefined && setting.required) {
    if (isOptional) return undefined;
    throw new MissingSetting(`${nameSetting(setting)} is missing: ${setting.required}`);
  }
  const text =
    setting.isOneLine && typeof found?.text === 'string'
      ? sources.variables.endLine({ text: found.text, from: found.from }).text
      : found?.text;
  if (typeof text === 'string' && !isText(text)) throw new Error(`${found?.from} ${NO_TEXT}`);
  const parsed = setting.schema.safeParse(text);
  if (!parsed.success) throw new Error(`${found?.from} ${parsed.error.issues[0]?.message}`);
  const isCut =
    name === 'url' &&
    typeof text === 'string' &&
    /\/app\b|#/.test(text.trim().slice(String(parsed.data).length));
  if (isCut) sources.notes.push(`${found?.from} is a page of the portal: its server is ${parsed.data}.`);
  if (setting.secret && typeof parsed.data === 'string' && parsed.data.length < MIN_SECRET_LENGTH)
    sources.variables.warnings.push(`${found?.from} ${TOO_SHORT}`);
  return setting.secret && parsed.data !== undefined ? new Secret(parsed.data as string) : parsed.data;
}

/** @throws Error, where it would say what is destroyed */
function findInProfile(
  name: SettingName,
  { profile, takenOfProfile, variables }: Sources,
  isOfDestroyed: boolean,
): Found | undefined {
  const value = profile?.values[name];
  if (!profile || value === undefined) return undefined;
  const option = nameOption(settings[name]).slice(2);
  if (isOfDestroyed)
    throw new Error(
      `--${option} is missing: what is destroyed is said on the command line, and not by the ${profile.title}`,
    );
  takenOfProfile.add(option);
  const from = `${option} in the ${profile.title}`;
  if (!settings[name].isRead || typeof value !== 'string') return { text: value, from };
  return {
    text: variables.readFile(value, from, settings[name].isOfJob),
    from: `${hideInPath(value)} (${from})`,
  };
}

function readNamedFile(
  option: OptionValue | undefined,
  setting: Setting,
  variables: Variables,
): { text: string; from: string } | undefined {
  const named =
    typeof option === 'string'
      ? { text: option, from: nameOption(setting) }
      : setting.variable && variables.read(setting.variable);
  if (!named) return undefined;
  const { text: path, from } = named;
  return { text: variables.readFile(path, from, setting.isOfJob), from: `${hideInPath(path)} (${from})` };
}

/** What was given for a setting, and the name that messages have for it. */
interface Found {
  readonly text: string | string[] | true;
  readonly from: string;
}

const SEEN = 'holds a user name or a password, which every user of this machine can see: give it in';
const TOO_SHORT = `has fewer than ${MIN_SECRET_LENGTH} characters, too few to be told from other text: where a server or a page repeats it, it stays readable. Use a longer one.`;

function findValue(
  name: SettingName,
  setting: Setting,
  { options, query, variables }: Sources,
): Found | undefined {
  const option = options[name];
  if (option === true && setting.option?.includes('<'))
    throw new Error(`${nameOption(setting)} needs a value: ${setting.help}`);
  if (setting.mayHoldSecret && String(option).includes('@'))
    throw new Error(
      `${nameOption(setting)} ${SEEN} ${setting.variable}, or in a file that ${setting.variable}_FILE names`,
    );
  if (setting.isRead) return readNamedFile(option, setting, variables);
  if (option !== undefined) return { text: option, from: nameOption(setting) };
  if (query[name] !== undefined)
    return { text: query[name], from: `${nameInQuery(name)} in Terraform's query` };
  if (!setting.variable) return undefined;
  return setting.secret || setting.mayHoldSecret
    ? variables.readSecret(setting.variable, setting.isOfJob)
    : variables.read(setting.variable);
}
