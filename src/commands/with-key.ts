import { cleanUp } from '../api/clean-up.ts';
import { createAccessToken, readTokenOwner } from '../api/endpoints.ts';
import { newSince } from '../api/newness.ts';
import { openTokenApi } from '../api/octopus-api.ts';
import { type CommandRun, runCommand } from '../cli/run-command.ts';
import { accessSettings } from '../cli/settings/access.ts';
import { orderSettings } from '../cli/settings/key.ts';
import { defineCommand, type SettingName } from '../cli/settings.ts';
import { describeError } from '../core/failure.ts';
import { runChild } from '../delivery/run-child.ts';
import type { MintedKey } from '../keys/mint.ts';
import { requireSpeaksFor } from '../keys/own-reply.ts';
import { provideKey } from '../keys/provide-key.ts';
import { revokeKey, warnOfLiveKey } from '../keys/revoke.ts';
import { checkWish, type Expiry, type KeyWish } from '../keys/wish.ts';
import type { Secret } from '../secrets/secret.ts';
import { loginMethod } from '../session/login-method.ts';
import { openSession } from '../session/open-session.ts';
import type { Session } from '../session/session.ts';
import { DEFAULT_PURPOSE } from './mint-key.ts';

const ONE_HOUR: Expiry = { kind: 'after', duration: 3_600_000 };

/** What `with-key` is, to whoever reads its options or its help. */
export const withKeyCommand = defineCommand({
  name: 'with-key',
  summary:
    'Runs a command with an API key of its own in OCTOPUS_API_KEY, and revokes the key when the command ends.',
  examples: [
    '-- terraform apply',
    '--expires-in 10m --mask-output -- ./deploy.sh',
    '--access-token -- octopus project list',
  ],
  exits:
    'Those of the command that is run, or 127 where there is none of that name; those of with-key itself:',
  uses: [...accessSettings, ...orderSettings, 'accessToken', 'allNames', 'maskOutput'],
  wraps: true,
  findMistakes: (_, words) =>
    words.length > 0
      ? []
      : ['there is no command to run: put it behind --, as in with-key -- terraform apply'],
});

/** `with-key`: runs a command with a key that lives no longer than the command does, and ends as the command does. */
export function runWithKey(): Promise<never> {
  return runCommand(withKeyCommand, async (values, run, { words, origins }) => {
    const { purpose = DEFAULT_PURPOSE, expiresIn = ONE_HOUR, accessToken, allNames } = values;
    const wish: KeyWish = { ...values, purpose, expiresIn, ifExists: undefined };
    if (accessToken) warnOfMoreRights(values, origins, run);
    await using session = await openSession(
      loginMethod(values, origins),
      run,
      accessToken ? undefined : checkWish(wish),
    );
    const runWords = (secret: Secret, variables: NodeJS.ProcessEnv) =>
      runWithSecret(words, variables, values.maskOutput ? secret : undefined, session, run);
    if (accessToken) {
      const token = await makeToken(session, run);
      return await runWords(token, nameToken(session.login.url, token));
    }
    return await runWithKeyOf(wish, session, run, ({ key }) =>
      runWords(key, nameKey(session.login.url, key, allNames)),
    );
  });
}

/** @returns the exit code of what was run */
async function runWithKeyOf(
  wish: KeyWish,
  session: Session,
  run: CommandRun,
  work: (key: MintedKey) => Promise<number>,
): Promise<number> {
  let ended: { readonly code: number; readonly key: MintedKey } | undefined;
  const deliver = async (key: MintedKey) => {
    ended = { key, code: await work(key) };
  };
  const { user } = await provideKey(session, wish, deliver, run);
  if (!ended) throw new Error('the command was not run');
  const { key, code } = ended;
  const { url, username, provider, direct } = session.login;
  const account = { url, username, provider, direct, serviceAccount: wish.serviceAccount };
  using _ = run.transactions.begin(warnOfLiveKey(key.id, account));
  try {
    const speakers = [session.api, session.openKeyApi(key.key, key.newUntil)] as const;
    await run.step('revoke the key', `Revoking the key ${key.id}`, () =>
      cleanUp(run.deadline, (share) => revokeKey({ ...key, userId: user.id }, account, speakers, share)),
    );
  } catch (error) {
    // The command's own failure is in its exit code, which one of ours must not hide.
    if (code === 0) throw error;
    run.alert(describeError(error));
  }
  return code;
}

/** Variables may be meant for another command; but who wants less of a key may expect the same of a token. */
function warnOfMoreRights(
  values: Pick<KeyWish, (typeof NARROWING)[number]>,
  origins: Readonly<Partial<Record<SettingName, string>>>,
  run: CommandRun,
): void {
  const given = NARROWING.filter((name) => values[name] !== undefined).map((name) => origins[name]);
  if (given.length === 0) return;
  run.warn(
    `An access token (--access-token) knows nothing of ${given.join(' and ')}: it may do all that whoever signs in may.`,
  );
}

const NARROWING = ['serviceAccount', 'accessLevel', 'actorType'] as const;

function makeToken(session: Session, run: CommandRun): Promise<Secret> {
  return run.step('get an access token', 'Getting an access token', async () => {
    const token = await createAccessToken(session.api, run.deadline);
    const api = openTokenApi(session.anonymousHttp, session.login.url, token, newSince());
    // Something on the way may have answered with the token that somebody else asked for.
    const holder = await readTokenOwner(api, run.deadline);
    requireSpeaksFor(holder, session.user.Id, 'verify the access token');
    return token;
  });
}

/** A browser would only take memory meanwhile, and the session must outlast the command. */
function runWithSecret(
  words: readonly string[],
  variables: NodeJS.ProcessEnv,
  masked: Secret | undefined,
  session: Session,
  run: CommandRun,
): Promise<number> {
  return run.step('run the command', `Running ${words[0]}`, async () => {
    await session.releaseBrowser();
    using _ = session.keepAlive();
    return await runChild({ words, variables, masked }, run);
  });
}

/**
 * What a command is given to use an API key with: the pair that the Octopus CLI, the Terraform provider and the login
 * action read (facts 6). A token of somebody else's would go before the key.
 * @param allNames whether under the names of other Octopus tools, too
 */
function nameKey(url: string, key: Secret, allNames: boolean): NodeJS.ProcessEnv {
  const [urls, keys] = allNames ? [ALL_URLS, ALL_KEYS] : [['OCTOPUS_URL'], ['OCTOPUS_API_KEY']];
  return {
    OCTOPUS_ACCESS_TOKEN: undefined,
    ...Object.fromEntries(urls.map((name) => [name, url])),
    ...Object.fromEntries(keys.map((name) => [name, key.reveal()])),
  };
}

/** What a command is given to use an access token with; a key of somebody else's could go before it. */
export function nameToken(url: string, token: Secret): NodeJS.ProcessEnv {
  return { OCTOPUS_API_KEY: undefined, OCTOPUS_URL: url, OCTOPUS_ACCESS_TOKEN: token.reveal() };
}

// Facts 6: the legacy CLI and serverspec, the MCP server, tests of the Go, Java and CLI projects, the Tentacle image.
const ALL_URLS = [
  'OCTOPUS_URL',
  'OCTOPUS_CLI_SERVER',
  'OCTOPUS_SERVER_URL',
  'OCTOPUS_HOST',
  'OCTOPUS_TEST_URL',
  'ServerUrl',
];
const ALL_KEYS = [
  'OCTOPUS_API_KEY',
  'OCTOPUS_APIKEY',
  'OCTOPUS_CLI_API_KEY',
  'OCTOPUS_SERVER_API_KEY',
  'OCTOPUS_TEST_APIKEY',
  'ServerApiKey',
];
