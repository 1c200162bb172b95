import { UndiciHttp } from '../api/http.ts';
import { followPace } from '../api/pace.ts';
import { type CommandRun, runCommand } from '../cli/run-command.ts';
import { plainNetworkSettings } from '../cli/settings/network.ts';
import { defineCommand, type Values } from '../cli/settings.ts';
import { readNetwork } from '../core/network.ts';
import { formatDuration } from '../core/text.ts';
import { runChild } from '../delivery/run-child.ts';
import type { Secret } from '../secrets/secret.ts';
import { requireProxy } from '../session/open-session.ts';
import { type AccessToken, exchangeToken, verifyToken } from '../trust/exchange-token.ts';
import { findJobToken, getJobToken } from '../trust/job-token.ts';
import { nameToken } from './with-key.ts';

/** What `with-token` is, to whoever reads its options or its help. */
export const withTokenCommand = defineCommand({
  name: 'with-token',
  summary:
    'Runs a command with an access token in OCTOPUS_ACCESS_TOKEN, for which the server takes the token of the CI job: no key, no password, no browser.',
  examples: ['-- octopus release create --project Shop', '--subject-token-file token -- ./deploy.sh'],
  exits:
    'Those of the command that is run, or 127 where there is none of that name; those of with-token itself:',
  uses: [
    'url',
    'serviceAccountId',
    'subjectToken',
    'subjectTokenFile',
    'maskOutput',
    'allowHttp',
    'insecureTls',
    ...plainNetworkSettings,
  ],
  wraps: true,
  findMistakes: (_, words) =>
    words.length > 0
      ? []
      : ['there is no command to run: put it behind --, as in with-token -- octopus project list'],
});

type TokenValues = Values<(typeof withTokenCommand.uses)[number] | 'wait'>;

/** `with-token`: runs a command with an access token that the job's own token is exchanged for, and ends as the command does. */
export function runWithToken(): Promise<never> {
  return runCommand(withTokenCommand, async (values, run, { words }) => {
    const jobToken = await getToken(values, run);
    const accessToken = await getAccessToken(values, jobToken, run);
    const { token } = accessToken;
    const command = {
      words,
      variables: { ...leaveOut(jobToken, run.inherited.environment), ...nameToken(values.url, token) },
      masked: values.maskOutput ? token : undefined,
    };
    const code = await run.step('run the command', `Running ${words[0]}`, () => runChild(command, run));
    warnOfEnd(accessToken, words[0] ?? '', run);
    return code;
  });
}

function getToken(values: TokenValues, run: CommandRun): Promise<Secret> {
  const { url, serviceAccountId: audience = '' } = values;
  return getJobToken(findJobToken(values, audience, run), audience, readNetwork(values, [url]), run);
}

/** Under its own name, a CI system may have given it to the job as well. */
function leaveOut(jobToken: Secret, environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const names = Object.keys(environment).filter((name) => environment[name]?.trim() === jobToken.reveal());
  return Object.fromEntries(names.map((name) => [name, undefined]));
}

async function getAccessToken(values: TokenValues, jobToken: Secret, run: CommandRun): Promise<AccessToken> {
  const { url, wait, serviceAccountId: audience = '' } = values;
  const network = readNetwork(values, [url]);
  followPace(url, (message) => run.info(message));
  await requireProxy({ url, wait, network }, run);
  const http = new UndiciHttp(network);
  try {
    const accessToken = await exchangeToken({ url, wait, audience }, jobToken, http, run);
    const { Id, Username } = await verifyToken(accessToken, url, http, run);
    run.info(
      `The access token is that of ${Username ?? Id} (${Id}), for ${formatDuration(accessToken.life)}.`,
    );
    return accessToken;
  } finally {
    await http.close();
  }
}

function warnOfEnd({ askedAt, life }: AccessToken, command: string, run: CommandRun): void {
  const ran = performance.now() - askedAt;
  if (ran <= life) return;
  run.warn(
    `The access token ended ${formatDuration(life)} after it was made, and ${command} ran on: what it asked of the server after that was refused. A key lives longer: with-key --expires-in 6h.`,
  );
}
