import { rm } from 'node:fs/promises';
import type { APIRequestContext } from 'playwright';
import { OctopusApi } from '../api/octopus-api.ts';
import type { ServerFacts } from '../api/pre-flight.ts';
import type { ListedApiKey } from '../api/schemas.ts';
import type { OpenBrowser } from '../browser/open-browser.ts';
import { type DeliverySettings, deliver } from '../delivery/deliver.ts';
import type { Result } from '../delivery/format-result.ts';
import { type Receipt, writeReceipt } from '../delivery/receipt.ts';
import { Failure } from '../failure/failure.ts';
import { listsExpiry, pickLiveKeys, readKeyList } from '../keys/existing-keys.ts';
import { type Expiry, resolveExpiry } from '../keys/expiry.ts';
import { chooseExpiry, requireAllowed } from '../keys/key-policy.ts';
import { mint } from '../keys/mint.ts';
import type { MintOrder } from '../keys/mint-order.ts';
import type { MintedKey } from '../keys/minted-key.ts';
import { revoke } from '../keys/revoke.ts';
import { openSession, type Session, type SessionSettings } from '../portal/open-session.ts';
import type { Run, StepTime } from '../run/run.ts';
import { keepTrace, type TraceSettings } from './keep-trace.ts';

export interface MintSettings extends SessionSettings, DeliverySettings, TraceSettings {
  readonly purpose: string;
  /** Undefined: 90 days, or the most that the server allows. */
  readonly expiresIn: Expiry | undefined;
  /** What to do about a live key of the same purpose; undefined: mint another. */
  readonly ifExists: 'skip' | 'rotate' | 'error' | undefined;
  /** Path of a file. */
  readonly receipt: string | undefined;
}

/**
 * The way through for one key: signed in, minted, verified, delivered, signed out.
 * @param opening the browser, perhaps still starting
 * @param steps the time of each step, filled by the run
 * @throws Failure
 */
export async function mintAndDeliver(
  opening: Promise<OpenBrowser>,
  settings: MintSettings,
  run: Run,
  steps: readonly StepTime[],
): Promise<void> {
  await keepTrace(opening, settings, run, (bare, traced) =>
    goThrough(opening, bare, settings, traced, steps),
  );
}

async function goThrough(
  opening: Promise<OpenBrowser>,
  bare: Promise<APIRequestContext>,
  settings: MintSettings,
  run: Run,
  steps: readonly StepTime[],
): Promise<void> {
  const allowed = (server: ServerFacts) => requireAllowed(server, settings.expiresIn);
  await using session = await openSession(opening, bare, settings, allowed, run);
  const { order, live } = await placeOrder(session, settings, run);
  const work: Work = { session, settings, steps };
  if (live[0] && settings.ifExists !== 'rotate') return await settleWithExisting(live[0], work, run);

  const sender = await bare;
  const openKeyApi = ({ key }: MintedKey) =>
    new OctopusApi(sender, settings.url, async () => ({ 'X-Octopus-ApiKey': key.reveal() }));
  const handOver = (key: MintedKey) => deliverAndSignOut(key, live, work);
  await mint(order, { session: session.api, openKeyApi, deliver: handOver }, run);
  await revokeReplaced(live, work, run);
}

interface Work {
  readonly session: Session;
  readonly settings: MintSettings;
  readonly steps: readonly StepTime[];
}

/** What to ask for, and the live keys that stand in its way or are to be replaced. */
async function placeOrder(
  { api, user, server }: Session,
  { url, username, purpose, expiresIn, ifExists }: MintSettings,
  run: Run,
): Promise<{ order: MintOrder; live: ListedApiKey[] }> {
  const expiry = expiresIn ?? chooseExpiry(server);
  const isTelling = expiry.kind === 'after' && listsExpiry(server.version);
  const keys = ifExists || !isTelling ? await readKeyList(api, user.Id, run) : [];
  const expires = resolveExpiry(expiry, new Date());
  return {
    order: {
      account: { url, username },
      userId: user.Id,
      purpose,
      expires,
      before: isTelling ? undefined : keys,
    },
    live: ifExists ? pickLiveKeys(keys, purpose, new Date()) : [],
  };
}

async function settleWithExisting(key: ListedApiKey, work: Work, run: Run): Promise<void> {
  const { purpose, ifExists, receipt } = work.settings;
  if (ifExists === 'error') {
    throw new Failure({
      kind: 'key',
      attempt: 'mint a key',
      reason: `a live key with the purpose "${purpose}" is there already (${key.Id})`,
      hint: 'Use --if-exists rotate to replace it, or another --purpose.',
    });
  }
  run.info(`A live key with the purpose "${purpose}" is there already (${key.Id}): nothing was minted.`);
  await work.session[Symbol.asyncDispose]();
  if (receipt) await writeReceipt(receipt, writeUp('skipped', describeListed(key), [], work));
}

/** A rotation signs out later, since the old keys are revoked by the session. */
async function deliverAndSignOut(
  key: MintedKey,
  replaces: readonly ListedApiKey[],
  work: Work,
): Promise<void> {
  const { session, settings } = work;
  const signingOut = replaces.length > 0 ? undefined : session[Symbol.asyncDispose]();
  await Promise.all([deliver(describeResult(key, settings.url), settings, process.stdout), signingOut]);
  if (!settings.receipt) return;
  try {
    await writeReceipt(settings.receipt, writeUp('minted', key, replaces, work));
  } catch (error) {
    // The key is taken back with the failure, so the file must not keep it either.
    if (settings.out) await rm(settings.out, { force: true });
    throw error;
  }
}

async function revokeReplaced(
  replaced: readonly ListedApiKey[],
  { session, settings }: Work,
  run: Run,
): Promise<void> {
  const { api, user } = session;
  for (const { Id } of replaced) {
    await run.step('revoke the old key', `Revoking the old key ${Id}`, () =>
      revoke({ id: Id, userId: user.Id }, settings, api, run.deadline),
    );
  }
}

function describeResult({ key, id, purpose, userId, created, expires }: MintedKey, url: string): Result {
  return { url, apiKey: key, keyId: id, purpose, userId, created, expires };
}

function describeListed({ Id, Purpose, Created, Expires }: ListedApiKey): Receipt['key'] {
  return { id: Id, purpose: Purpose ?? '', created: Created ?? undefined, expires: Expires ?? undefined };
}

function writeUp(
  outcome: Receipt['outcome'],
  { id, purpose, created, expires }: Receipt['key'],
  replaces: readonly ListedApiKey[],
  { session, settings, steps }: Work,
): Receipt {
  const { user, server } = session;
  return {
    outcome,
    server: { url: settings.url, version: server.version, installationId: server.installationId },
    user: { id: user.Id, username: user.Username ?? undefined },
    key: { id, purpose, created, expires },
    replaces: replaces.map(({ Id }) => Id),
    steps,
  };
}
