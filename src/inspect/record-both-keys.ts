import { randomBytes } from 'node:crypto';
import type { BrowserContext } from 'playwright';
import { readServerWords } from '../api/api-failure.ts';
import { listApiKeys } from '../api/endpoints.ts';
import type { OpenPage } from '../browser/open-browser.ts';
import { cleanHar, type Recording, takeRecording } from '../browser/recording.ts';
import { describeError, Failure } from '../core/failure.ts';
import type { Run } from '../core/run.ts';
import { formatJson } from '../core/text.ts';
import { describeLostKey } from '../keys/lost-reply.ts';
import { provideKey } from '../keys/provide-key.ts';
import { type Account, revokeKey } from '../keys/revoke.ts';
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
  const pictures = new Map<string, Buffer>();
  const known: { browser?: OpenPage; version?: string | undefined } = {};
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
      known.browser && (await endRecording(known.browser.context, run).catch(() => undefined));
    return { kind: 'failed', recording, failure, version: known.version, pictures };
  }
  const recording = await endRecording(requireBrowser(known.browser).context, run);
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
      const { context, page, watch } = browser;
      return { context, page, watch, leavePage: () => browser.leavePage(), close: async () => {} };
    },
  };
}

function requireBrowser(browser: OpenPage | undefined): OpenPage {
  if (!browser) throw new Error('there is no browser to record');
  return browser;
}

function photograph(context: BrowserContext, { url, insecureTls }: LoginMethod, run: Run): Promise<Buffer> {
  return run.step('photograph the sign-in page', 'Taking a picture of the sign-in page', () =>
    photographSignInPage(context, url, insecureTls, run.deadline),
  );
}

async function endRecording(context: BrowserContext, run: Run): Promise<Recording> {
  const deadline = run.deadline.forCleaningUp();
  return await deadline.limit(takeRecording(context), () => new Error('the recording did not end in time'));
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
  const { url, username, provider } = session.login;
  const account = { url, username, provider, serviceAccount: undefined };
  const warning = describeLostKey({ purpose, expires: undefined, account });
  using _ = run.transactions.begin(warning);
  const asked: KeyOfPage = { isUnanswered: false };
  const revokeBoth = () =>
    revokeThose(purpose, session, account, run).catch((error) => {
      run.alert(warning);
      throw error;
    });
  try {
    await run.step('make a key through the page', 'Making a key through My API Keys', () =>
      makeByPage(purpose, session, context, look, asked, run),
    );
    await provideKey(session, { ...INSPECTION_WISH, purpose }, async () => {}, run);
  } catch (error) {
    const revoked = await revokeBoth().catch((other) => run.warn(describeError(other)));
    // The server may still be at work on it.
    if (revoked === 0 && asked.isUnanswered) run.alert(warning);
    throw error;
  }
  await revokeBoth();
}

/** Whether the page has asked for its key, and nobody knows what came of it. */
interface KeyOfPage {
  isUnanswered: boolean;
}

async function makeByPage(
  purpose: string,
  { login, user }: Session,
  context: BrowserContext,
  look: Look,
  asked: KeyOfPage,
  run: Run,
): Promise<void> {
  const page = await openKeyPage(context, login.url, login.insecureTls, run.deadline);
  page.on('request', (request) => {
    asked.isUnanswered ||= isKeyRequest(request);
  });
  const response = await makeKeyByPage(page, user.Username ?? user.Id, purpose, look, run.deadline);
  const text = await response.text();
  asked.isUnanswered = false;
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

/** @returns how many there were */
async function revokeThose(purpose: string, session: Session, account: Account, run: Run): Promise<number> {
  const { api, user } = session;
  const deadline = run.deadline.forCleaningUp();
  return await run.step('revoke both keys', 'Revoking both keys', async () => {
    const keys = await listApiKeys(api, user.Id, deadline);
    const made = keys.filter(({ Purpose }) => Purpose === purpose);
    for (const { Id: id } of made)
      await revokeKey({ id, userId: user.Id, wasListed: true }, account, [api], deadline);
    return made.length;
  });
}
