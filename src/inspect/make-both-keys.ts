import { randomBytes } from 'node:crypto';
import type { BrowserContext } from 'playwright';
import type { Access } from '../api/access.ts';
import { readServerWords } from '../api/api-failure.ts';
import { listApiKeys } from '../api/endpoints.ts';
import type { HttpClient } from '../api/http.ts';
import { openKeyApi } from '../api/octopus-api.ts';
import { describeError, Failure } from '../core/failure.ts';
import type { Run } from '../core/run.ts';
import type { MintedKey } from '../keys/mint.ts';
import { mint } from '../keys/mint.ts';
import { type OrderSettings, placeOrder } from '../keys/place-order.ts';
import type { Expiry } from '../keys/policy.ts';
import { revoke } from '../keys/revoke.ts';
import { type Look, makeKeyByPage, openKeyPage } from '../portal/key-page.ts';
import { Secret } from '../secrets/secret.ts';

const ONE_HOUR: Expiry = { kind: 'after', duration: 3_600_000 };

export interface BothKeysSettings extends Pick<OrderSettings, 'username' | 'provider'> {
  readonly url: string;
  /** Whether no certificates are checked. */
  readonly insecureTls: boolean;
}

/** What a user orders who wishes for nothing special. */
export const PLAIN = {
  serviceAccount: undefined,
  accessLevel: undefined,
  actorType: undefined,
  createServiceAccount: false,
  team: undefined,
  expiresIn: ONE_HOUR,
  purpose: undefined,
} as const;

export interface BothKeys {
  readonly access: Access;
  /** Sends requests without the browser. */
  readonly bare: HttpClient;
  readonly context: BrowserContext;
  readonly settings: BothKeysSettings;
  /** Is told what the page shows, at moments when it shows no secret. */
  readonly look: Look;
}

/**
 * Makes a key through the portal's page and one by our own request, and revokes both. They bear a purpose that no other
 * key has: by it they are found again, whatever becomes of a reply.
 * @throws Failure
 */
export async function makeBothKeys(work: BothKeys, run: Run): Promise<void> {
  const purpose = `octopus-key-mint inspection ${randomBytes(4).toString('hex')}`;
  try {
    await run.step('make a key through the page', 'Making a key through My API Keys', () =>
      makeByPage(purpose, work, run),
    );
    await makeByRequest(purpose, work, run);
  } catch (error) {
    await revokeThose(purpose, work, run).catch((other) => run.warn(describeError(other)));
    throw error;
  }
  await revokeThose(purpose, work, run);
}

async function makeByPage(purpose: string, work: BothKeys, run: Run): Promise<void> {
  const { access, context, settings, look } = work;
  const page = await openKeyPage(context, settings.url, settings.insecureTls, run.deadline);
  const user = access.user.Username ?? access.user.Id;
  const response = await makeKeyByPage(page, user, purpose, look, run.deadline);
  const text = await response.text();
  await page.close();
  if (response.ok()) learnKey(text);
  else {
    throw new Failure({
      kind: 'key',
      attempt: 'make a key through the page',
      reason: `the server answered ${response.status()} ${response.statusText()}`.trim(),
      serverSaid: readServerWords(text),
      hint: 'Mend what the server names, then try again.',
    });
  }
}

function learnKey(reply: string): void {
  const { ApiKey } = JSON.parse(reply) as { ApiKey?: unknown };
  if (typeof ApiKey === 'string') new Secret(ApiKey);
}

async function makeByRequest(purpose: string, work: BothKeys, run: Run): Promise<void> {
  const { access, bare, settings } = work;
  const order = await placeOrder(access, { ...settings, ...PLAIN, purpose }, false, run);
  const openApi = ({ key }: MintedKey) => openKeyApi(bare, settings.url, key);
  await mint(order, { session: access.api, openKeyApi: openApi, deliver: async () => {} }, run);
}

async function revokeThose(purpose: string, { access, settings }: BothKeys, run: Run): Promise<void> {
  const { url, username, provider } = settings;
  const account = { url, username, provider, serviceAccount: undefined };
  const userId = access.user.Id;
  const deadline = run.deadline.forCleaningUp();
  await run.step('revoke both keys', 'Revoking both keys', async () => {
    const keys = await listApiKeys(access.api, userId, deadline);
    for (const { Id, Purpose } of keys) {
      if (Purpose === purpose) await revoke({ id: Id, userId }, account, [access.api], deadline);
    }
  });
}
