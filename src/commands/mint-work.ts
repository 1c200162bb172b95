import { rm } from 'node:fs/promises';
import type { Access } from '../api/access.ts';
import { openKeyApi } from '../api/octopus-api.ts';
import type { ListedApiKey } from '../api/schemas.ts';
import { Failure } from '../core/failure.ts';
import type { Run, StepTime } from '../core/run.ts';
import { type DeliverySettings, deliver, requireReceiver } from '../delivery/deliver.ts';
import type { Result } from '../delivery/format-result.ts';
import { type Receipt, writeReceipt } from '../delivery/receipt.ts';
import { pickLiveKeys } from '../keys/list.ts';
import type { MintedKey } from '../keys/mint.ts';
import { mint } from '../keys/mint.ts';
import { checkOrder, type Order, type OrderSettings, placeOrder } from '../keys/place-order.ts';
import { revokeReplaced } from '../keys/revoke.ts';
import type { Entrance } from '../session/enter.ts';
import { type GainSettings, gainAccess } from '../session/gain-access.ts';

export interface MintSettings extends GainSettings, DeliverySettings, OrderSettings {
  readonly url: string;
  /** What to do about a live key of the same purpose; undefined: mint another. */
  readonly ifExists: 'skip' | 'rotate' | 'error' | undefined;
  /** Path of a file. */
  readonly receipt: string | undefined;
}

/**
 * The way through for one key: let in, minted, verified, delivered, signed out.
 * @param steps the time of each step, filled by the run
 * @throws Failure
 */
export async function mintAndDeliver(
  entrance: Entrance,
  settings: MintSettings,
  run: Run,
  steps: readonly StepTime[],
): Promise<void> {
  requireReceiver(settings, run.inherited.environment);
  await gainAccess(
    entrance,
    settings,
    run,
    async (access, bare, traced) => {
      const order = await placeOrder(access, settings, settings.ifExists !== undefined, traced);
      const work: Work = { access, order, settings, steps };
      const live = settings.ifExists ? pickLiveKeys(order.existing, order.purpose, new Date()) : [];
      if (live[0] && settings.ifExists !== 'rotate') return await settleWithExisting(live[0], work, traced);

      const openApi = ({ key }: MintedKey) => openKeyApi(bare, settings.url, key);
      const handOver = (key: MintedKey) => deliverAndSignOut(key, live, work, traced);
      const parts = { session: access.api, openKeyApi: openApi, deliver: handOver };
      const minted = await mint(order, parts, traced);
      await revokeReplaced(live, order, [access.api, openApi(minted)], traced);
    },
    checkOrder(settings),
  );
}

interface Work {
  readonly access: Access;
  readonly order: Order;
  readonly settings: MintSettings;
  readonly steps: readonly StepTime[];
}

async function settleWithExisting(key: ListedApiKey, work: Work, run: Run): Promise<void> {
  const { ifExists, receipt } = work.settings;
  const { purpose } = work.order;
  if (ifExists === 'error') {
    throw new Failure({
      kind: 'key',
      attempt: 'mint a key',
      reason: `a live key with the purpose "${purpose}" is there already (${key.Id})`,
      hint: 'Use --if-exists rotate to replace it, or another --purpose.',
    });
  }
  run.info(`A live key with the purpose "${purpose}" is there already (${key.Id}): nothing was minted.`);
  await work.access[Symbol.asyncDispose]();
  if (receipt) await writeReceipt(receipt, writeUp('skipped', describeListed(key), [], work));
}

/** Signs out meanwhile, unless the session may be needed yet. */
async function deliverAndSignOut(
  key: MintedKey,
  replaces: readonly ListedApiKey[],
  work: Work,
  run: Run,
): Promise<void> {
  const { access, settings } = work;
  const isSessionNeeded = replaces.length > 0 || !mayRevokeItself(settings);
  const signingOut = isSessionNeeded ? undefined : access[Symbol.asyncDispose]();
  const delivering = deliver(describeResult(key, settings.url), settings, process.stdout, run);
  await Promise.all([delivering, signingOut]);
  if (!settings.receipt) return;
  try {
    await writeReceipt(settings.receipt, writeUp('minted', key, replaces, work));
  } catch (error) {
    // The key is taken back with the failure, so the file must not keep it either.
    if (settings.out) await rm(settings.out, { force: true });
    throw error;
  }
}

/** A key may be taken back by itself, if it may do all that its user may, and its user is no service account. */
function mayRevokeItself({ serviceAccount, accessLevel, actorType }: MintSettings): boolean {
  return serviceAccount === undefined && accessLevel === undefined && actorType === undefined;
}

/** @returns what a delivery hands over */
export function describeResult(
  { key, id, purpose, userId, created, expires }: MintedKey,
  url: string,
): Result {
  return { url, apiKey: key, keyId: id, purpose, userId, created, expires };
}

function describeListed({ Id, Purpose, Created, Expires }: ListedApiKey): Receipt['key'] {
  return { id: Id, purpose: Purpose ?? '', created: Created ?? undefined, expires: Expires ?? undefined };
}

function writeUp(
  outcome: Receipt['outcome'],
  { id, purpose, created, expires }: Receipt['key'],
  replaces: readonly ListedApiKey[],
  { access, order, settings, steps }: Work,
): Receipt {
  const { user, server } = access;
  return {
    outcome,
    server: { url: settings.url, version: server.version, installationId: server.installationId },
    user: { id: order.userId, username: settings.serviceAccount ?? user.Username ?? undefined },
    key: { id, purpose, created, expires },
    replaces: replaces.map(({ Id }) => Id),
    steps,
  };
}
