import { homedir } from 'node:os';
import { join } from 'node:path';
import { readBelieved } from '../core/believed-file.ts';
import { describeError, UsageError } from '../core/failure.ts';
import { hideRepeated } from '../core/text.ts';

/** Where a configuration file may be. */
export interface ConfigPlace {
  readonly path: string;
  /** Whether it is the user's own for all folders; one in a working directory may have come with what else is there. */
  readonly isOwn: boolean;
}

/** A configuration file, with its profiles by name. */
export interface ConfigFile extends ConfigPlace {
  readonly profiles: Readonly<Record<string, unknown>>;
}

const LOCAL_NAME = 'octopus-key-mint.yaml';
const MAX_SIZE = 1_048_576;

/** @returns where configuration files are looked for: in a folder, and where the user's own is */
export function listPlaces(folder: string, environment: NodeJS.ProcessEnv): ConfigPlace[] {
  return [
    { path: join(folder, LOCAL_NAME), isOwn: false },
    { path: join(findConfigFolder(environment), 'octopus-key-mint', 'config.yaml'), isOwn: true },
  ];
}

/**
 * @param platform as in `process.platform`
 * @param home the user's home folder
 * @returns where the system has a user's configuration files
 */
export function findConfigFolder(
  { XDG_CONFIG_HOME, APPDATA }: NodeJS.ProcessEnv,
  platform: NodeJS.Platform = process.platform,
  home: string = homedir(),
): string {
  if (platform === 'win32') return APPDATA || join(home, 'AppData', 'Roaming');
  if (platform === 'darwin') return join(home, 'Library', 'Application Support');
  // A relative path there is to be ignored (specifications.freedesktop.org/basedir-spec).
  return XDG_CONFIG_HOME?.startsWith('/') ? XDG_CONFIG_HOME : join(home, '.config');
}

/**
 * @returns undefined where there is no file
 * @throws UsageError, where another user could have written it, or it holds anything else than profiles; it repeats no value
 */
export function readConfig({ path, isOwn }: ConfigPlace): ConfigFile | undefined {
  let text: string | undefined;
  try {
    text = readBelieved(path, MAX_SIZE);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOTDIR') return undefined;
    throw new UsageError([
      code === undefined
        ? `${path} is not believed: ${describeError(error)}. Make it a file of your own that nobody else can write to`
        : `${path} cannot be read (${code})`,
    ]);
  }
  if (text === undefined) return undefined;
  const { profiles, ...others } = toMap(parse(text, path)) ?? {};
  const ofProfiles = toMap(profiles);
  if (!ofProfiles || Object.keys(others).length > 0) throw new UsageError([`${path} ${SHAPE}`]);
  return { path, isOwn, profiles: ofProfiles };
}

const SHAPE =
  'should hold `profiles:` alone, and below it profiles by their names, each a map of options, such as `url: https://octopus.example.com`';

/** @returns the names of profiles, as far as they can be read */
export function listProfiles(folder: string, environment: NodeJS.ProcessEnv): string[] {
  return listPlaces(folder, environment).flatMap((place) => {
    try {
      return Object.keys(readConfig(place)?.profiles ?? {});
    } catch {
      return [];
    }
  });
}

/** Every value is a text, as it is on a command line: no number loses its zeros, and no date becomes one. */
function parse(text: string, path: string): unknown {
  const { FAILSAFE_SCHEMA, load } = require('js-yaml') as typeof import('js-yaml');
  try {
    return load(text, { schema: FAILSAFE_SCHEMA });
  } catch (error) {
    const { reason, mark } = error as { reason?: string; mark?: { line: number } };
    const said = hideRepeated(reason ?? 'this is no YAML');
    throw new UsageError([`${path}:${(mark?.line ?? 0) + 1}: ${said}`]);
  }
}

/** @returns undefined for what is no map */
export function toMap(value: unknown): Record<string, unknown> | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Record<string, unknown>)
    : undefined;
}
