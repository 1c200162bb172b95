import type { BrowserContext, Page, Response } from 'playwright';
import { ApiFailure, adviseOn, NotInTime, readRetryAfter } from '../api/api-failure.ts';
import { type FrontDemand, failFronted, readBrowserDemand, readFrontDemand } from '../api/front-demand.ts';
import { paceOf } from '../api/pace.ts';
import { type Patience, retryRead } from '../api/retry-read.ts';
import { contextOptions } from '../browser/browser-environment.ts';
import { IsolatedWorld } from '../browser/isolated-world.ts';
import { completeHeaders, NodeRelay } from '../browser/node-relay.ts';
import { keepReportsShort } from '../browser/page-reports.ts';
import { PendingRequests } from '../browser/pending-requests.ts';
import type { Deadline } from '../core/deadline.ts';
import { describeError } from '../core/failure.ts';
import { readScheme } from '../core/front.ts';
import type { Network } from '../core/network.ts';
import { cookieAddress, isSessionCookie } from './session-cookies.ts';

const ATTEMPT = 'open the sign-in page';
const UNAUTHORIZED = 401;

/**
 * Sends the page to the portal's sign-in page, where it is not there already. It returns once the page begins to
 * arrive: what it draws is waited for by who needs it.
 * @throws ApiFailure of kind `server`
 */
export async function openPortal(
  page: Page,
  server: string,
  deadline: Deadline,
  patience: Patience,
): Promise<void> {
  // For whoever wants to know whether the page is still loading.
  PendingRequests.of(page.context());
  followRefusals(page, server);
  // What will look at the page takes a moment to be there; if it cannot, whoever needs it gets the error.
  IsolatedWorld.open(page).catch(() => {});
  if (page.url().startsWith(`${server}/app`)) return;
  await retryRead((share) => openSignInPage(page, server, share), deadline, patience);
}

/** The server that a page is at: a page may be used for one after the other. */
const servers = new WeakMap<Page, string>();

function followRefusals(page: Page, server: string): void {
  if (!servers.has(page))
    page.on('response', (response) => noteRefused(response, servers.get(page) ?? server));
  servers.set(page, server);
}

/** What a page asks for by its script, too, is counted with what everybody asks for who has not signed in. */
function noteRefused(response: Response, server: string): void {
  const isReadByPage = !response.request().isNavigationRequest() && response.request().method() === 'GET';
  if (response.status() !== 429 || !isReadByPage || !response.url().startsWith(`${server}/`)) return;
  paceOf(server, false).noteRefusedPage({ status: 429, headers: response.headers() });
}

/**
 * Loads the sign-in page anew, wherever the page is.
 * @throws ApiFailure of kind `server`
 */
export async function openSignInPage(page: Page, server: string, deadline: Deadline): Promise<void> {
  let { response, demand } = await loadSignInPage(page, server, deadline);
  // A Chromium that is no headless shell loads what it does Kerberos with when it is first asked for it, and signs in from then on.
  if (demand?.passedBy === 'the browser')
    ({ response, demand } = await loadSignInPage(page, server, deadline));
  if (demand) throw failFronted({ attempt: ATTEMPT }, demand, response?.status() ?? UNAUTHORIZED);
  if (!response || response.ok()) return;
  const status = response.status();
  const reason = `${response.url()} answered ${status} ${response.statusText()}`.trim();
  const headers = response.headers();
  if (status === 429) paceOf(server, false).noteRefusedPage({ status, headers });
  const retryAfter = readRetryAfter(headers['retry-after']);
  const parts = { kind: 'server', attempt: ATTEMPT, reason, hint: adviseOn(status) } as const;
  throw new ApiFailure(parts, { status, retryAfter });
}

/**
 * The page by which Chromium shows that a load has failed may come when the next has begun, and ends that; one that passes what stands in
 * front by a ticket may begin the same load once more by itself.
 */
function isInterrupted(error: unknown, address: string): boolean {
  const [, other = ''] = /interrupted by another navigation to "([^"]*)/.exec(describeError(error)) ?? [];
  return other.startsWith('chrome-error:') || other === address;
}

const MAX_INTERRUPTIONS = 5;
const INTERRUPTION_MS = 250;

async function goPatiently(page: Page, address: string, deadline: Deadline): Promise<Response | null> {
  for (let left = MAX_INTERRUPTIONS; ; left -= 1)
    try {
      return await page.goto(address, { waitUntil: 'commit', timeout: deadline.remaining() });
    } catch (error) {
      if (left === 0 || !isInterrupted(error, address)) throw error;
      await deadline.pause(INTERRUPTION_MS);
    }
}

async function loadSignInPage(
  page: Page,
  server: string,
  deadline: Deadline,
): Promise<{ readonly response: Response | null; readonly demand?: FrontDemand | undefined }> {
  // To an address that differs in its fragment alone a browser does not go: a page of a failed try must leave first.
  const leaving = page.url() === 'about:blank' ? Promise.resolve() : page.goto('about:blank').then(() => {});
  await deadline.limit(leaving.catch(failUnopened), failLate);
  const going = goPatiently(page, signInPage(server), deadline).catch(
    (error) => readBrowserDemand(describeError(error)) ?? failUnopened(error),
  );
  const came = await deadline.limit(going, failLate);
  if (came && 'reason' in came) return { response: null, demand: came };
  return {
    response: came,
    demand: came?.ok() === false ? await readDemand(page, came, deadline) : undefined,
  };
}

async function readDemand(
  page: Page,
  response: Response,
  deadline: Deadline,
): Promise<FrontDemand | undefined> {
  const text = await deadline.limit(response.text(), failLate).catch(() => '');
  const [status, statusText] = [response.status(), response.statusText()];
  const askedWith = readScheme(completeHeaders(page.context(), response.request()));
  const reply = { status, statusText, headers: response.headers(), text, askedWith };
  return readFrontDemand(reply, response.url(), true);
}

function failLate(): ApiFailure {
  const late = new NotInTime('the time is over');
  return describeUnopened(late.message, late);
}

function failUnopened(error: unknown): never {
  throw describeUnopened(describeError(error).replace(/^page\.goto: /, ''), error);
}

function describeUnopened(reason: string, cause: unknown): ApiFailure {
  return new ApiFailure({
    kind: 'server',
    attempt: ATTEMPT,
    reason,
    hint: adviseOnError(reason),
    cause,
  });
}

/** @param reason an error of Chromium (net/base/net_error_list.h) */
function adviseOnError(reason: string): string {
  if (reason.includes('ERR_PROXY_CERTIFICATE'))
    return "Have the browser's system trust the authority that signed the proxy's certificate, or use an http:// proxy.";
  return /ERR_(?:(?:HTTPS|MANDATORY|UNEXPECTED)_)?(?:PROXY|TUNNEL|SOCKS)_/.test(reason)
    ? 'The browser did not get through the proxy, which `doctor` tries; one on loopback is on the machine of the browser.'
    : 'Check OCTOPUS_URL (--url), and that a browser on this machine can reach the server.';
}

/**
 * @param server address with its virtual directory, without a slash at the end
 * @returns the address of the sign-in page, the same over all versions (facts 4.1)
 */
export function signInPage(server: string): string {
  return `${server}/app#/users/sign-in`;
}

/**
 * The identification cookies that the browser holds for a server (facts 1.5); other installations on the same host name leave
 * theirs there, too.
 * @returns each as `name=value`
 */
export async function readSessionCookies(context: BrowserContext, server: string): Promise<string[]> {
  const cookies = await context.cookies(cookieAddress(server)).catch(() => []);
  return cookies.filter(({ name }) => isSessionCookie(name)).map(({ name, value }) => `${name}=${value}`);
}

/** @returns whether the browser holds an identification cookie for that server */
export async function isSignedIn(context: BrowserContext, server: string): Promise<boolean> {
  return (await readSessionCookies(context, server)).length > 0;
}

const DRAWING_TIMEOUT_MS = 5_000;

/**
 * Takes a picture of the sign-in page as somebody sees it who has typed nothing yet.
 * @param context of the browser that is used; the picture is taken beside it, in one of its own
 * @returns a PNG
 */
export async function photographSignInPage(
  context: BrowserContext,
  server: string,
  network: Network,
  deadline: Deadline,
): Promise<Buffer> {
  const beside = await context.browser()?.newContext(contextOptions(network));
  if (!beside) throw new Error('the browser is gone');
  keepReportsShort(beside);
  try {
    const page = await beside.newPage();
    await NodeRelay.of(context.browser())?.own(page);
    await page.goto(signInPage(server), { timeout: deadline.remaining() });
    // A portal without a form is drawn some time, too.
    const drawn = page.locator('input[type=password]').first().waitFor({ timeout: DRAWING_TIMEOUT_MS });
    await drawn.catch(() => {});
    return await page.screenshot({ timeout: deadline.remaining() });
  } finally {
    await beside.close();
  }
}
