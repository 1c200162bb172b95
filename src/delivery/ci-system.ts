import { randomUUID } from 'node:crypto';
import { appendFileSync, closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { Failure } from '../core/failure.ts';
import type { Run } from '../core/run.ts';
import { isNullDevice, writeStream } from '../core/streams.ts';
import { cutInPlace, openInPlace, writeTo } from '../core/write.ts';
import type { Result } from './format-result.ts';

export interface CiSettings {
  /** Path of the report file on GitLab. */
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
 * @param url the server's address, which is handed over, too
 * @throws Failure of kind `options`
 */
export function requireCi(
  url: string,
  environment: NodeJS.ProcessEnv,
  { out, githubEnv }: CiSettings,
): CiSystem {
  const system = nameCi(environment);
  if (!system) {
    throw refuse(
      'no CI system was recognised (GitHub Actions, Azure Pipelines, GitLab CI, TeamCity, Octopus)',
      'Use --out or --pipe-to here.',
    );
  }
  if (out && system !== 'GitLab CI')
    throw refuse(`${system} takes no file`, 'Leave --out out: on GitLab alone it names the report file.');
  if (system === 'GitLab CI' && url.includes('$'))
    throw refuse(
      `GitLab would replace what stands behind the $ in the address ${url}`,
      'Write it as %24 in OCTOPUS_URL (--url).',
    );
  if (system === 'GitHub Actions') {
    for (const variable of ['GITHUB_OUTPUT', ...(githubEnv ? ['GITHUB_ENV'] : [])]) {
      if (!environment[variable])
        throw refuse(`${variable} is not set`, 'GitHub Actions sets it for each step.');
    }
  } else if (githubEnv) throw refuse(`this is ${system}`, '--github-env is for GitHub Actions alone.');
  return system;
}

/** @returns the path of the report file on GitLab */
export function nameReport({ out }: CiSettings): string {
  return out ?? 'octopus.env';
}

/** Whether a CI system is given the key by a command on standard output; the others read a file. */
export function readsOutput(system: CiSystem): boolean {
  return system !== 'GitHub Actions' && system !== 'GitLab CI';
}

/**
 * GitHub masks in its logs what a command on standard output tells it to; without that, each later step would show the key among its
 * variables.
 * @param output number of the stream that leads to the CI system
 * @throws Failure of kind `options`
 */
export function requireHearing(system: CiSystem, output: number): void {
  if (system !== 'GitHub Actions' || isHeard(output)) return;
  throw refuse(
    'standard output leads to a file, or nowhere, so that GitHub would not hear that the key is to be masked',
    'Leave the standard output of this step as it is.',
  );
}

/** Whether a CI system can read what is written to a stream: not in a file, or nowhere. */
export function isHeard(output: number): boolean {
  const found = fstatSync(output);
  // What is closed Node has opened as the null device.
  return !found.isFile() && !isNullDevice(found);
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
  const { url, id: keyId } = result;
  const key = result.key.reveal();
  const { environment } = run.inherited;
  switch (requireCi(url, environment, settings)) {
    case 'GitHub Actions':
      return await deliverToGithub(result, settings, output, run);
    case 'Azure Pipelines':
      return await writeStream(
        output,
        setAzureVariable('OCTOPUS_API_KEY', key, true) +
          setAzureVariable('OCTOPUS_URL', url, false) +
          setAzureVariable('OCTOPUS_KEY_ID', keyId, false),
        run.deadline,
      );
    case 'TeamCity':
      return await writeStream(
        output,
        LINE_OF_ITS_OWN +
          setTeamcityParameter('env.OCTOPUS_API_KEY', key) +
          setTeamcityParameter('env.OCTOPUS_URL', url) +
          setTeamcityParameter('env.OCTOPUS_KEY_ID', keyId),
        run.deadline,
      );
    case 'Octopus':
      return await writeStream(
        output,
        setOctopusVariable('OctopusApiKey', key, true) +
          setOctopusVariable('OctopusUrl', url, false) +
          setOctopusVariable('OctopusKeyId', keyId, false),
        run.deadline,
      );
    case 'GitLab CI':
      run.warn(
        'GitLab keeps a dotenv report as an artifact, which members of the project can download: keep the life of this key short.',
      );
      // GitLab takes quotes for a part of a value, refuses empty lines (gitlab-org/gitlab !208927, #356650), and puts a
      // variable in the place of what follows a $ (#16442).
      return await writeTo(
        nameReport(settings),
        `OCTOPUS_URL=${url}\nOCTOPUS_API_KEY=${key}\nOCTOPUS_KEY_ID=${keyId}\n`,
        run.deadline,
      );
  }
}

/** The mask goes first, before the key is anywhere that a log could show it. */
async function deliverToGithub(
  { url, key: secret, id: keyId, expires }: Result,
  { githubEnv }: CiSettings,
  output: NodeJS.WritableStream,
  { deadline, inherited }: Run,
): Promise<void> {
  const { GITHUB_OUTPUT = '', GITHUB_ENV = '', GITHUB_STATE } = inherited.environment;
  const key = secret.reveal();
  await writeStream(output, `${LINE_OF_ITS_OWN}::add-mask::${escapeForGithub(key)}\n`, deadline);
  const outputs = { 'api-key': key, 'key-id': keyId, url, expires: expires ?? '' };
  const variables = { OCTOPUS_URL: url, OCTOPUS_API_KEY: key };
  const additions = [
    { path: GITHUB_OUTPUT, values: outputs },
    ...(githubEnv ? [{ path: GITHUB_ENV, values: variables }] : []),
    // For the end of the job, where this is an action.
    ...(GITHUB_STATE ? [{ path: GITHUB_STATE, values: { 'api-key': key, 'key-id': keyId } }] : []),
  ];
  const files: GithubFile[] = [];
  try {
    for (const { path } of additions) files.push(openGithubFile(path));
    addToGithubFiles(files.map((file, at) => ({ file, values: additions[at]?.values ?? {} })));
  } finally {
    for (const file of files) closeSync(file.handle);
  }
}

// How CI systems are spoken to on standard output, each with its own way to write what would end a command early.

// The step may have written a part of a line. GitHub obeys a command at the beginning of one alone (actions/runner, ActionCommand.cs), and
// TeamCity wants a line for each; Azure Pipelines and Octopus look for theirs anywhere (Command.cs, ServiceMessageParser.cs).
const LINE_OF_ITS_OWN = '\n';

/** A text as a command of GitHub Actions carries it (actions/toolkit, packages/core/src/command.ts). */
export function escapeForGithub(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

/**
 * Sets a variable of an Azure Pipelines job (microsoft/azure-pipelines-agent, docs on logging commands).
 * @param isSecret whether it is masked in the log from then on
 */
export function setAzureVariable(name: string, value: string, isSecret: boolean): string {
  const escaped = value.replaceAll('%', '%AZP25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
  return `##vso[task.setvariable variable=${name}${isSecret ? ';issecret=true' : ''}]${escaped}\n`;
}

/**
 * Sets a parameter of a TeamCity build (jetbrains.com/help/teamcity/service-messages.html). It is masked in the build
 * log where the build configuration declares it to be of type password.
 */
export function setTeamcityParameter(name: string, value: string): string {
  return `##teamcity[setParameter name='${escapeForTeamcity(name)}' value='${escapeForTeamcity(value)}']\n`;
}

function escapeForTeamcity(text: string): string {
  return text
    .replace(/['|[\]]/g, '|$&')
    .replaceAll('\n', '|n')
    .replaceAll('\r', '|r')
    .replace(/[^\x20-\x7e]/g, (character) => `|0x${character.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

/** Sets an output variable of an Octopus step (OctopusDeploy/Calamari, Bootstrap.sh): everything in base64. */
export function setOctopusVariable(name: string, value: string, isSensitive: boolean): string {
  const encode = (text: string) => Buffer.from(text).toString('base64');
  const sensitive = isSensitive ? ` sensitive='${encode('True')}'` : '';
  return `##octopus[setVariable name='${encode(name)}' value='${encode(value)}'${sensitive}]\n`;
}

/** A file that GitHub Actions reads after a step. */
interface GithubFile {
  readonly path: string;
  readonly handle: number;
}

/**
 * Opens a file that GitHub Actions reads after a step.
 * @throws Error, where it could be another user's; what the file system throws
 */
export function openGithubFile(path: string): GithubFile {
  return { path, handle: openInPlace(path, { mayBeOfFolder: true }) };
}

/** What is to be added to such a file. */
interface GithubAddition {
  readonly file: GithubFile;
  readonly values: Readonly<Record<string, string>>;
}

/**
 * Adds values to files that GitHub Actions reads after a step, all or none: what the step wrote there before stays
 * (docs.github.com, workflow commands, multiline strings).
 * @throws what the file system throws
 */
export function addToGithubFiles(additions: readonly GithubAddition[]): void {
  const undo: (() => void)[] = [];
  try {
    for (const { file, values } of additions) {
      const found = fstatSync(file.handle);
      if (found.isFile()) undo.push(() => cutInPlace(file.handle, file.path, found.size));
      const text = describeForGithub(values);
      appendFileSync(file.handle, found.isFile() && isInMidLine(file, found.size) ? `\n${text}` : text);
    }
  } catch (error) {
    for (const each of undo) each();
    throw error;
  }
}

/** Whether the last line of a file has not ended: what is added would be taken for a part of it. */
function isInMidLine({ path, handle }: GithubFile, size: number): boolean {
  if (size === 0) return false;
  // It was opened for writing alone. Elsewhere than on Linux, what the handle names could not be read.
  const file = openSync(process.platform === 'linux' ? `/proc/self/fd/${handle}` : path, 'r');
  try {
    const last = Buffer.alloc(1);
    readSync(file, last, { position: size - 1 });
    return last.toString() !== '\n';
  } finally {
    closeSync(file);
  }
}

/** @returns values as such a file has them; the mark that ends one is not to be guessed by who wants to end it early */
export function describeForGithub(values: Readonly<Record<string, string>>): string {
  const lines = Object.entries(values).map(([name, value]) => {
    const mark = `end-${randomUUID()}`;
    return `${name}<<${mark}\n${value}\n${mark}\n`;
  });
  return lines.join('');
}
