import { z } from 'zod';
import { ApiFailure, failRefused, failSilent } from '../api/api-failure.ts';
import { type HttpResponse, UndiciHttp } from '../api/http.ts';
import { retryRead } from '../api/retry-read.ts';
import type { Deadline } from '../core/deadline.ts';
import { decodeText } from '../core/dotenv-file.ts';
import { describeError, Failure } from '../core/failure.ts';
import { closeInherited } from '../core/inherited-file.ts';
import type { Network } from '../core/network.ts';
import { readTokenFile } from '../core/regular-file.ts';
import type { Run } from '../core/run.ts';
import { hideInPath, parseJson } from '../core/text.ts';
import { IN_CLEAR, isInClear, jobToken } from '../core/values.ts';
import { Secret } from '../secrets/secret.ts';

/** What somebody has given, before anything is looked for. */
export interface GivenToken {
  readonly subjectTokenFile: Secret | undefined;
  readonly subjectToken: Secret | undefined;
  readonly allowHttp: boolean;
}

/** The token of the job that this runs in, or where GitHub gives it. */
export type FoundToken = { readonly source: string } & (
  | { readonly token: Secret }
  | { readonly github: GithubTokens }
);

/**
 * Finds the token of the job that this runs in, asking nobody. What was given goes before what is found: GitHub's own way, then the file
 * that AZURE_FEDERATED_TOKEN_FILE names.
 * @param audience that it has to be for; undefined where that is not known yet
 * @throws Failure of kind `options`, where there is none
 */
export function findJobToken(
  { subjectTokenFile, subjectToken, allowHttp }: GivenToken,
  audience: string | undefined,
  { inherited: { environment } }: Run,
): FoundToken {
  const github = findGithubTokens(environment, allowHttp);
  if (subjectTokenFile) return { token: subjectTokenFile, source: 'the file of --subject-token-file' };
  if (subjectToken) return { token: subjectToken, source: 'OCTOPUS_SUBJECT_TOKEN' };
  if (github) return { github, source: 'GitHub Actions' };
  const { AZURE_FEDERATED_TOKEN_FILE: file } = environment;
  if (file) return { token: readAzureFile(file), source: 'the file of AZURE_FEDERATED_TOKEN_FILE' };
  throw fail('there is none', advise(environment, audience ?? THE_ID));
}

const THE_ID = "<the service account's id>";

/**
 * Gets the token that was found.
 * @param audience that a token is asked for, where it can be asked for one
 * @returns it; the log says where it came from
 * @throws Failure, where GitHub gives none
 */
export async function getJobToken(
  found: FoundToken,
  audience: string,
  network: Network,
  run: Run,
): Promise<Secret> {
  const token = await run.step('get the job token', "Getting the job's token", async () =>
    'token' in found ? found.token : await askGithub(found.github, audience, network, run.deadline),
  );
  run.info(`The job's token is that of ${found.source}.`);
  return token;
}

/** Where a job of GitHub Actions gets its token (docs.github.com, OpenID Connect reference; actions/toolkit, oidc-utils.ts). */
interface GithubTokens {
  /** Has a query already. */
  readonly address: string;
  readonly requestToken: Secret;
}

/**
 * @returns undefined where this is no such job, or one that may not ask for a token
 * @throws Failure of kind `options`, where the request token would go nowhere, or in clear text to another machine
 */
function findGithubTokens(environment: NodeJS.ProcessEnv, allowHttp: boolean): GithubTokens | undefined {
  const { ACTIONS_ID_TOKEN_REQUEST_URL: address, ACTIONS_ID_TOKEN_REQUEST_TOKEN: token } = environment;
  if (!address || !token) return undefined;
  const requestToken = new Secret(token);
  if (!/^https?:\/\//i.test(address) || !URL.canParse(address))
    throw fail('ACTIONS_ID_TOKEN_REQUEST_URL is no address', LEAVE_IT);
  if (isInClear(address) && !allowHttp) throw fail(`ACTIONS_ID_TOKEN_REQUEST_URL ${IN_CLEAR}`, LEAVE_IT);
  return { address, requestToken };
}

const LEAVE_IT = 'GitHub Actions sets it: leave it as it is.';

async function askGithub(
  { address, requestToken }: GithubTokens,
  audience: string,
  network: Network,
  deadline: Deadline,
): Promise<Secret> {
  const http = new UndiciHttp(network);
  const request = {
    method: 'GET',
    address: `${address}&audience=${encodeURIComponent(audience)}`,
    headers: { Accept: 'application/json', Authorization: `Bearer ${requestToken.reveal()}` },
    body: undefined,
  };
  const ask = async (share: Deadline) => {
    const sending = http.send(request, share).catch((error) => {
      throw error instanceof Failure ? error : failSilent(OF_GITHUB, error);
    });
    const reply = await share.limit(sending, () => failSilent(OF_GITHUB, new Error('none in time')));
    if (reply.status !== 200) throw failRefused(OF_GITHUB, reply);
    return readGithubToken(reply);
  };
  try {
    return await retryRead(ask, deadline);
  } catch (error) {
    throw error instanceof ApiFailure ? error.retell('', () => GITHUB_GIVES_NONE) : error;
  } finally {
    await http.close();
  }
}

const OF_GITHUB = { attempt: "get the job's token from GitHub Actions", refusal: 'sign-in' } as const;
const GITHUB_GIVES_NONE =
  'Run the job again; if that fails, too, look at what stands between the runner and GitHub, such as a proxy (--proxy).';

const GithubReply = z.looseObject({ value: jobToken });

function readGithubToken({ text }: HttpResponse): Secret {
  const reply = GithubReply.safeParse(parseJson(text)).data;
  if (reply) return reply.value;
  throw new ApiFailure(
    { ...{ kind: 'sign-in', attempt: OF_GITHUB.attempt }, reason: 'the reply holds none', hint: '' },
    { status: 200 },
  );
}

function readAzureFile(path: string): Secret {
  let text: string;
  try {
    text = decodeText(readTokenFile(path));
    closeInherited(path);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    const reason = `${hideInPath(path)} (AZURE_FEDERATED_TOKEN_FILE) cannot be read (${code ?? describeError(error)})`;
    throw fail(reason, 'Mend that, or name another file with --subject-token-file.');
  }
  const read = jobToken.safeParse(text);
  if (read.success) return read.data;
  const reason = `${hideInPath(path)} (AZURE_FEDERATED_TOKEN_FILE) ${read.error.issues[0]?.message}`;
  throw fail(reason, 'Mend that, or name another file with --subject-token-file.');
}

/** @returns what is to be done in the CI system that this runs in */
function advise(
  { GITHUB_ACTIONS, GITLAB_CI, KUBERNETES_SERVICE_HOST }: NodeJS.ProcessEnv,
  audience: string,
): string {
  if (GITHUB_ACTIONS)
    return 'Give the job `permissions: id-token: write`: without it GitHub lets no job ask for one, and never one of a pull request from a fork.';
  if (GITLAB_CI)
    return `Give the job \`id_tokens: {OCTOPUS_SUBJECT_TOKEN: {aud: ${audience}}}\`: GitLab puts it into that variable.`;
  if (KUBERNETES_SERVICE_HOST)
    return `Mount a projected service account token with the audience ${audience}, and name its file with --subject-token-file.`;
  return 'Have the CI system put it into OCTOPUS_SUBJECT_TOKEN, or name a file that holds it with --subject-token-file.';
}

function fail(reason: string, hint: string): Failure {
  return new Failure({ kind: 'options', attempt: "get the job's token", reason, hint });
}
