import { Failure } from '../failure/failure.ts';
import type { Run } from '../run/run.ts';
import {
  escapeForGithub,
  setAzureVariable,
  setOctopusVariable,
  setTeamcityParameter,
} from './ci-commands.ts';
import type { Result } from './format-result.ts';
import { addToGithubFiles } from './github-files.ts';
import { writeFileWhole } from './write-file.ts';
import { writeStream } from './write-stream.ts';

export interface CiSettings {
  /** Path of the report file on GitLab; undefined: `octopus.env`. */
  readonly out: string | undefined;
  readonly githubEnv: boolean;
}

type CiSystem = 'GitHub Actions' | 'Azure Pipelines' | 'GitLab CI' | 'TeamCity' | 'Octopus';

const OCTOPUS_MARK = 'TentacleHome';

/** Finds out which CI system this runs in, by the names that npm's ci-info gives them; scripts of Octopus steps inherit a variable from Tentacle or the worker. */
export function nameCi(environment: NodeJS.ProcessEnv): CiSystem | undefined {
  const ci = require('ci-info') as typeof import('ci-info');
  if (ci.GITHUB_ACTIONS) return 'GitHub Actions';
  if (ci.AZURE_PIPELINES) return 'Azure Pipelines';
  if (ci.GITLAB) return 'GitLab CI';
  if (ci.TEAMCITY) return 'TeamCity';
  return environment[OCTOPUS_MARK] ? 'Octopus' : undefined;
}

/**
 * Finds out which CI system this runs in, and whether it takes what is asked for.
 * @throws Failure of kind `options`
 */
export function requireCi(environment: NodeJS.ProcessEnv, { out, githubEnv }: CiSettings): CiSystem {
  const system = nameCi(environment);
  if (!system) {
    throw refuse(
      'no CI system was recognised (GitHub Actions, Azure Pipelines, GitLab CI, TeamCity, Octopus)',
      'Use --out or --pipe-to here.',
    );
  }
  if (out && system !== 'GitLab CI')
    throw refuse(`${system} takes no file`, 'Leave --out out: on GitLab alone it names the report file.');
  if (system === 'GitHub Actions') {
    for (const variable of ['GITHUB_OUTPUT', ...(githubEnv ? ['GITHUB_ENV'] : [])]) {
      if (!environment[variable])
        throw refuse(`${variable} is not set`, 'GitHub Actions sets it for each step.');
    }
  } else if (githubEnv) throw refuse(`this is ${system}`, '--github-env is for GitHub Actions alone.');
  return system;
}

function refuse(reason: string, hint: string): Failure {
  return new Failure({ kind: 'options', attempt: 'hand the key to the CI system (--ci)', reason, hint });
}

/**
 * Hands a key to the CI system that this runs in, as a secret of it where it knows such.
 * @param output what the CI system reads commands from
 * @throws what the file system or the stream throws
 */
export async function deliverToCi(
  result: Result,
  settings: CiSettings,
  output: NodeJS.WritableStream,
  run: Run,
): Promise<void> {
  const { url, keyId } = result;
  const key = result.apiKey.reveal();
  const { environment } = run.surroundings;
  switch (requireCi(environment, settings)) {
    case 'GitHub Actions':
      return await deliverToGithub(result, settings, environment, output);
    case 'Azure Pipelines':
      return await writeStream(
        output,
        setAzureVariable('OCTOPUS_API_KEY', key, true) +
          setAzureVariable('OCTOPUS_URL', url, false) +
          setAzureVariable('OCTOPUS_KEY_ID', keyId, false),
      );
    case 'TeamCity':
      return await writeStream(
        output,
        setTeamcityParameter('env.OCTOPUS_API_KEY', key) +
          setTeamcityParameter('env.OCTOPUS_URL', url) +
          setTeamcityParameter('env.OCTOPUS_KEY_ID', keyId),
      );
    case 'Octopus':
      return await writeStream(
        output,
        setOctopusVariable('OctopusApiKey', key, true) +
          setOctopusVariable('OctopusUrl', url, false) +
          setOctopusVariable('OctopusKeyId', keyId, false),
      );
    case 'GitLab CI':
      run.warn(
        'GitLab keeps a dotenv report as an artifact, which members of the project can download: keep the life of this key short.',
      );
      // GitLab takes quotes for a part of a value, and refuses empty lines (gitlab-org/gitlab !208927, #356650).
      return await writeFileWhole(
        settings.out ?? 'octopus.env',
        `OCTOPUS_URL=${url}\nOCTOPUS_API_KEY=${key}\nOCTOPUS_KEY_ID=${keyId.replace(/\s/g, '')}\n`,
      );
  }
}

/** The mask goes first, before the key is anywhere that a log could show it. */
async function deliverToGithub(
  { url, apiKey, keyId, expires }: Result,
  { githubEnv }: CiSettings,
  { GITHUB_OUTPUT = '', GITHUB_ENV = '' }: NodeJS.ProcessEnv,
  output: NodeJS.WritableStream,
): Promise<void> {
  const key = apiKey.reveal();
  await writeStream(output, `::add-mask::${escapeForGithub(key)}\n`);
  const outputs = { 'api-key': key, 'key-id': keyId, url, expires: expires ?? '' };
  const variables = { OCTOPUS_URL: url, OCTOPUS_API_KEY: key };
  await addToGithubFiles([
    { path: GITHUB_OUTPUT, values: outputs },
    ...(githubEnv ? [{ path: GITHUB_ENV, values: variables }] : []),
  ]);
}
