import { randomBytes } from 'node:crypto';
import type { BrowserContext } from 'playwright';
import { failRefused } from '../api/api-failure.ts';
import { listApiKeys } from '../api/endpoints.ts';
import { ListedApiKey } from '../api/schemas.ts';
import type { OpenPage } from '../browser/open-browser.ts';
import { cleanHar, type Recording, takeRecording } from '../browser/recording.ts';
import { describeError, Failure } from '../core/failure.ts';
import type { Run } from '../core/run.ts';
import { formatJson, parseJson } from '../core/text.ts';
import { describeLostKey } from '../keys/lost-reply.ts';
import { provideKey } from '../keys/provide-key.ts';
import { type Account, tryToRevoke } from '../keys/revoke.ts';
import { checkWish, type KeyWish } from '../keys/wish.ts';
import { isKeyRequest, type Look, makeKeyByPage, openKeyPage } from '../portal/key-page.ts';
import { photographSignInPage } from '../portal/open-portal.ts';
import { Secret } from '../secrets/secret.ts';

import type { LoginMethod } from '../session/login-method.ts';
import { openSession } from '../session/open-session.ts';
import type { Session } from '../session/session.ts';

/** What was recorded of both keys, secrets included, and what went wrong, if anything did. */
export type Inspection = {
  /** Of the server; undefined where it does not say, or was not asked. */
  readonly version: string | undefined;
  /** As PNG, by what they show. */
  readonly pictures: ReadonlyMap<string, Buffer>;
} & (
  | { readonly kind: 'complete'; readonly recording: Recording }
  | { readonly kind: 'failed'; readonly recording: Recording | undefined; readonly failure: unknown }
);

/**
 * Signs in, makes a key through the portal's page and one by our own request, revokes both, and records all of it.
 * @param method to a browser that records
 * @param wantsPictures whether pictures of the pages are taken, at moments when they show no secret
 */
export async function recordBothKeys(
  method: LoginMethod,
  wantsPictures: boolean,
  run: Run,
): Promise<Inspection> {
  const known: Known = {};
  try {
    return await recordWith(known, method, wantsPictures, run);
  } finally {
    if (known.browser?.isRemote) await known.browser.close();
  }
}

interface Known {
  browser?: OpenPage;
  version?: string | undefined;
}

async function recordWith(
  known: Known,
  method: LoginMethod,
  wantsPictures: boolean,
  run: Run,
): Promise<Inspection> {
  const pictures = new Map<string, Buffer>();
  const look: Look = async (shown, page) => {
    if (wantsPictures) pictures.set(shown, await page.screenshot());
  };
  try {
    const kept = keepBrowser(method, (browser) => {
      known.browser = browser;
    });
    await using session = await openSession(kept, run, checkWish(INSPECTION_WISH));
    known.version = session.server.version;
    const { context } = requireBrowser(known.browser);
    if (wantsPictures) pictures.set('the sign-in page', await photograph(context, method, run));
    await makeBothKeys(session, context, look, run);
  } catch (error) {
    const failure = known.browser ? await known.browser.watch.explain(error) : error;
    const recording =
      known.browser && (await endRecording(known.browser.context, method, run).catch(() => undefined));
    return { kind: 'failed', recording, failure, version: known.version, pictures };
  }
  const recording = await endRecording(requireBrowser(known.browser).context, method, run);
  return { kind: 'complete', recording, version: known.version, pictures };
}

/**
 * @param server the server's address
 * @returns a recording without any secret, as a HAR file for DevTools
 */
export function formatHar({ har }: Recording, server: string): string {
  return formatJson(cleanHar(har, server), 2);
}

/** The recording goes on until the session is ended, so the browser must outlast it. */
function keepBrowser(method: LoginMethod, keep: (browser: OpenPage) => void): LoginMethod {
  if (method.kind !== 'browser') return method;
  return {
    ...method,
    openPage: async (run) => {
      const browser = await method.openPage(run);
      keep(browser);
      const { context, page, watch, isRemote } = browser;
      const leavePage = () => browser.leavePage();
      return { context, page, watch, isRemote, leavePage, close: async () => {} };
    },
  };
}

function requireBrowser(browser: OpenPage | undefined): OpenPage {
  if (!browser) throw new Error('there is no browser to record');
  return browser;
}

function photograph(context: BrowserContext, { url, network }: LoginMethod, run: Run): Promise<Buffer> {
  return run.step('photograph the sign-in page', 'Taking a picture of the sign-in page', () =>
    photographSignInPage(context, url, network, run.deadline),
  );
}

async function endRecording(context: BrowserContext, { network }: LoginMethod, run: Run): Promise<Recording> {
  return await run.deadline.forTheLast().limit(takeRecording(context, network.sent), failUnended);
}

function failUnended(): Failure {
  return new Failure({
    kind: 'browser',
    attempt: 'end the recording',
    reason: 'the browser did not answer in time',
    hint: 'Run again, and give it more time with --timeout.',
  });
}

/** What a user wishes for who wishes for nothing special, but for the purpose. */
const INSPECTION_WISH = {
  serviceAccount: undefined,
  accessLevel: undefined,
  actorType: undefined,
  expiresIn: { kind: 'after', duration: 3_600_000 },
  ifExists: undefined,
} as const satisfies Omit<KeyWish, 'purpose'>;

/**
 * Makes a key through the portal's page and one by our own request, and revokes both. They bear a purpose that no other
 * key has: by it they are found again, whatever becomes of a reply.
 * @param context of the session's browser
 * @param look receives what the page shows, at moments when it shows no secret
 * @throws Failure
 */
async function makeBothKeys(session: Session, context: BrowserContext, look: Look, run: Run): Promise<void> {
  const purpose = `octopus-key-mint inspection ${randomBytes(4).toString('hex')}`;
  const { url, username, provider, direct } = session.login;
  const account = { url, username, provider, direct, serviceAccount: undefined };
  const warning = describeLostKey({ purpose, expires: undefined, account });
  using _ = run.transactions.begin(warning);
  const ofPage: KeyOfPage = { mayBeLive: false, id: undefined };
  const revokeBoth = (ours?: string) =>
    revokeThose([ofPage.id, ours].filter(isKnown), purpose, session, account, run);
  let ours: string;
  try {
    await run.step('make a key through the page', 'Making a key through My API Keys', () =>
      makeByPage(purpose, session, context, look, ofPage, run),
    );
    const { key } = await provideKey(session, { ...INSPECTION_WISH, purpose }, undefined, run);
    ours = key.id;
  } catch (error) {
    // The server may still be at work on it.
    if ((await revokeBoth()) === 0 && ofPage.mayBeLive) run.alert(warning);
    throw error;
  }
  const gone = await revokeBoth(ours);
  if (gone >= 2) return;
  run.alert(warning);
  throw new Failure({
    kind: 'key',
    attempt: 'revoke both keys',
    reason: `of two that were made, ${gone === 0 ? 'none is' : 'one alone is'} known to be gone`,
    hint: 'Look for them as the warning says.',
  });
}

function isKnown(id: string | undefined): id is string {
  return id !== undefined;
}

/** What is known of the key that the page asks for. */
interface KeyOfPage {
  /** Whether it was asked for, and the server has not refused it. */
  mayBeLive: boolean;
  id: string | undefined;
}

async function makeByPage(
  purpose: string,
  { login, user }: Session,
  context: BrowserContext,
  look: Look,
  ofPage: KeyOfPage,
  run: Run,
): Promise<void> {
  const page = await openKeyPage(context, login.url, run.deadline);
  page.on('request', (request) => {
    ofPage.mayBeLive ||= isKeyRequest(request);
  });
  const response = await makeKeyByPage(page, user.Username ?? user.Id, purpose, look, run.deadline);
  const text = await response.text();
  if (response.ok()) ofPage.id = readOwnId(text, purpose);
  await page.close();
  if (response.ok()) return;
  const reply = { status: response.status(), statusText: response.statusText(), headers: {}, text };
  const failure = failRefused({ attempt: 'make a key through the page', refusal: 'key' }, reply);
  ofPage.mayBeLive = !failure.surelyUndone;
  throw failure;
}

// Far more than any has: what is longer would take a run's time to be known in every spelling.
const MAX_KEY_LENGTH = 16_384;

/** @returns the id of the key, where the reply says that it is of that purpose: it may be a repeated one */
function readOwnId(reply: string, purpose: string): string | undefined {
  const parsed = parseJson(reply);
  const { ApiKey } = (parsed ?? {}) as { ApiKey?: unknown };
  if (typeof ApiKey === 'string' && ApiKey.length <= MAX_KEY_LENGTH) new Secret(ApiKey);
  const key = ListedApiKey.safeParse(parsed).data;
  return key?.Purpose === purpose ? key.Id : undefined;
}

/** @returns how many are gone, of those with these ids and of all others that the list shows with that purpose; each that is not is named */
function revokeThose(
  known: readonly string[],
  purpose: string,
  { api, user }: Session,
  account: Account,
  run: Run,
): Promise<number> {
  const deadline = run.deadline.forCleaningUp();
  return run.step('revoke both keys', 'Revoking both keys', async () => {
    const keys = await listApiKeys(api, user.Id, deadline).catch((error: unknown) => {
      run.warn(describeError(error));
      return [];
    });
    const listed = keys.filter(({ Purpose }) => Purpose === purpose).map(({ Id }) => Id);
    let gone = 0;
    for (const id of new Set([...known, ...listed])) {
      const failure = await tryToRevoke({ id, userId: user.Id }, account, [api], deadline);
      if (failure) run.alert(new Failure(failure).message);
      else gone += 1;
    }
    return gone;
  });
}
