import type { Access } from '../api/access.ts';
import { createAccessToken, readKeyOwner } from '../api/endpoints.ts';
import type { HttpClient } from '../api/http.ts';
import { openKeyApi, openTokenApi } from '../api/octopus-api.ts';
import { delayTransient } from '../api/retry-read.ts';
import { describeError } from '../core/failure.ts';
import type { Run } from '../core/run.ts';
import { runChild } from '../delivery/run-child.ts';
import { describeKeyVariables, describeTokenVariables } from '../delivery/variables.ts';
import type { MintedKey } from '../keys/mint.ts';
import { mint } from '../keys/mint.ts';
import { checkOrder, type OrderSettings, placeOrder } from '../keys/place-order.ts';
import type { Expiry } from '../keys/policy.ts';
import { revoke, type Speakers } from '../keys/revoke.ts';
import type { Secret } from '../secrets/secret.ts';
import type { Entrance } from '../session/enter.ts';
import { type GainSettings, gainAccess } from '../session/gain-access.ts';

export interface WithKeySettings extends GainSettings, OrderSettings {
  readonly url: string;
  /** Whether the command gets an access token instead of a key. */
  readonly accessToken: boolean;
  /** Whether the command gets the key under the names of all Octopus tools. */
  readonly allNames: boolean;
  /** Whether the secret is taken out of what the command prints. */
  readonly maskOutput: boolean;
}

const ONE_HOUR: Expiry = { kind: 'after', duration: 3_600_000 };

/**
 * Runs a command with a key that lives no longer than the command does.
 * @param words the command, then its arguments
 * @returns the command's exit code
 * @throws Failure, also where the command succeeded and its key cannot be revoked
 */
export async function withKey(
  entrance: Entrance,
  words: readonly string[],
  settings: WithKeySettings,
  run: Run,
): Promise<number> {
  let code = 0;
  await gainAccess(
    entrance,
    settings,
    run,
    async (access, bare, traced) => {
      const work: Work = { access, bare, words, settings };
      code = settings.accessToken ? await runWithToken(work, traced) : await runWithKey(work, traced);
    },
    settings.accessToken ? undefined : checkOrder(settings),
  );
  return code;
}

interface Work {
  readonly access: Access;
  /** Sends requests without the browser. */
  readonly bare: HttpClient;
  readonly words: readonly string[];
  readonly settings: WithKeySettings;
}

async function runWithKey(work: Work, run: Run): Promise<number> {
  const { access, bare, settings } = work;
  const expiresIn = settings.expiresIn ?? ONE_HOUR;
  const order = await placeOrder(access, { ...settings, expiresIn }, false, run);
  const openApi = ({ key }: MintedKey) => openKeyApi(bare, settings.url, key);
  let code = 0;
  const deliver = async ({ key }: MintedKey) => {
    code = await runCommand(work, key, describeKeyVariables(settings.url, key, settings.allNames), run);
  };
  const minted = await mint(order, { session: access.api, openKeyApi: openApi, deliver }, run);
  const speakers: Speakers = [access.api, openApi(minted)];
  try {
    await run.step('revoke the key', `Revoking the key ${minted.id}`, () =>
      revoke(minted, order.account, speakers, run.deadline.forCleaningUp()),
    );
  } catch (error) {
    // The command's own failure is told by its exit code, which one of ours must not hide.
    if (code === 0) throw error;
    run.warn(describeError(error));
  }
  return code;
}

async function runWithToken(work: Work, run: Run): Promise<number> {
  const { access, bare, settings } = work;
  const token = await run.step('get an access token', 'Getting an access token', async () => {
    const made = await createAccessToken(access.api, run.deadline);
    await readKeyOwner(openTokenApi(bare, settings.url, made), run.deadline, delayTransient);
    return made;
  });
  return await runCommand(work, token, describeTokenVariables(settings.url, token), run);
}

function runCommand(
  { access, words, settings }: Work,
  secret: Secret,
  variables: NodeJS.ProcessEnv,
  run: Run,
): Promise<number> {
  return run.step('run the command', `Running ${words[0]}`, async () => {
    using _ = await access.stayOn();
    return await runChild({ words, variables, masked: settings.maskOutput ? secret : undefined }, run);
  });
}
