import type { Page } from 'playwright';
import type { StartupWait } from '../api/startup-wait.ts';
import { DocumentGone, IsolatedWorld } from '../browser/isolated-world.ts';
import { hidePictures, showInTrace } from '../browser/trace.ts';
import type { Deadline } from '../core/deadline.ts';
import { Failure } from '../core/failure.ts';
import type { Run } from '../core/run.ts';
import { readOrigin } from '../core/text.ts';
import type { Secret } from '../secrets/secret.ts';
import { BrokenPageWatch, CHECK_THE_SERVER, explainPage } from './broken-page.ts';
import type { BrokenPart } from './broken-part.ts';
import { CredentialGuard, inAddress, type LoginReply } from './credential-guard.ts';
import { failElsewhere, failUnanswered, judgeLogin, type LoginSuccess, UNKNOWN } from './judge-login.ts';
import { Losses } from './losses.ts';
import { readSessionCookies } from './open-portal.ts';
import { type SentLogin, warnOfLogin } from './unanswered-sign-in.ts';

export interface Credentials {
  readonly username: string;
  readonly password: Secret;
}

const TRY_INTERVAL_MS = 20;
const LOOK_INTERVAL_MS = 250;

// Long enough for a page to take note of a pressed button and to send its request.
const REQUEST_TIMEOUT_MS = 5_000;
const OUTCOME_TIMEOUT_MS = 15_000;
const COOKIE_INTERVAL_MS = 250;

const IN_ADDRESS = inAddress('password');

/** One sign-in, and what it has come to. */
interface Attempt {
  readonly page: Page;
  readonly server: string;
  readonly credentials: Credentials;
  readonly guard: CredentialGuard;
  readonly brokenPage: BrokenPageWatch;
  readonly startup: StartupWait;
  readonly deadline: Deadline;
  /** The session cookies from before it was typed. */
  cookies: readonly string[];
  /** Whether something has been typed, however little. */
  isTyped: boolean;
  isPressed: boolean;
  readonly losses: Losses;
}

/**
 * Fills in the portal's own sign-in form, as a person does, and judges by the reply to the request that the page
 * then makes, or by the session that comes of it, and not by what the page shows. The password is submitted once.
 * @param page shows the portal, or is about to
 * @param startup how long the page is waited for
 * @param sent is told what guards the password
 * @returns what the login request was answered with, where that is at hand
 * @throws Failure of kind `sign-in`; of kind `server` where the page or the reply does not arrive
 */
export async function signIn(
  page: Page,
  server: string,
  credentials: Credentials,
  startup: StartupWait,
  sent: SentLogin,
  run: Pick<Run, 'deadline' | 'warn'>,
): Promise<LoginSuccess | undefined> {
  const { deadline } = run;
  const { password } = credentials;
  const origins = () => [new URL(server).origin];
  const guarded = { server, what: 'password', secret: password, origins } as const;
  const guard = new CredentialGuard(page, guarded, deadline);
  sent.guard = guard;
  const attempt: Attempt = {
    ...{ page, server, credentials, guard, startup, deadline },
    brokenPage: new BrokenPageWatch(page, server, startup),
    ...{ cookies: [], isTyped: false, isPressed: false, losses: new Losses() },
  };
  const late = () => new Late();
  try {
    while (!deadline.signal.aborted) {
      await deadline.limit(fillAndPress(attempt), late);
      if (attempt.isPressed || guard.isSent) {
        const outcome = await deadline.limit(awaitOutcome(attempt), late);
        if (outcome === 'signed in') return undefined;
        if (outcome !== 'nothing sent') return judgeLogin(outcome, credentials.username, server);
      }
      attempt.isPressed = false;
      await deadline.pause(TRY_INTERVAL_MS);
    }
    throw deadline.stoppedWith ?? late();
  } catch (error) {
    const failure = error instanceof Late ? await explainLate(attempt) : error;
    await guard.stopSending();
    const { sentTo, knownReply: reply } = guard;
    if (sentTo !== undefined && (!reply || reply.kind === 'lost')) warnOfLogin(run);
    throw failure;
  } finally {
    guard.endWithPage();
  }
}

/**
 * Types into the form of the document that was judged, and into no other, and presses its button. `isPressed` tells whether that
 * may have happened, also where the document is gone before it can say so.
 */
async function fillAndPress(attempt: Attempt): Promise<void> {
  const { page, guard, credentials, losses, deadline } = attempt;
  const { username, password } = credentials;
  try {
    if (attempt.isTyped && (await guard.mayHaveLeft()))
      throw failUnknown('what was typed there was taken out again, and something was sent');
    if (guard.isSent) return;
    const world = await IsolatedWorld.open(page);
    const target = await awaitForm(attempt, world);
    requireOwnForm(world, target, attempt.server);
    await showInTrace(page);
    [attempt.cookies] = await Promise.all([
      readSessionCookies(page.context(), attempt.server),
      guard.cover(world),
    ]);
    if (deadline.signal.aborted) return;
    await hidePictures(page, world);
    attempt.isTyped = true;
    const typed = await world.call('fillSignInForm', username, password.reveal(), target);
    if (typed !== 'typed') {
      losses.note(typed);
      return requireKept(attempt, typed);
    }
    deadline.requireGoing();
    attempt.isPressed = true;
    const pressed = await world.call('pressSignIn', username, password.reveal(), target);
    if (pressed === 'typed') await page.keyboard.press('Enter');
    else attempt.isPressed = pressed === 'pressed';
  } catch (error) {
    if (!(error instanceof DocumentGone)) throw error;
  }
}

/**
 * Waits until a page has drawn its form, which it tells by itself.
 * @returns where it would send what is typed
 * @throws Failure, once it is certain that no form will come
 */
async function awaitForm(attempt: Attempt, world: IsolatedWorld): Promise<string> {
  const { brokenPage, deadline } = attempt;
  const finding = world.call('findSignInForm');
  while (!deadline.signal.aborted) {
    const target = await Promise.race([finding, deadline.pause(LOOK_INTERVAL_MS)]);
    if (target !== undefined) {
      attempt.startup.succeed();
      return target;
    }
    const broken = await brokenPage.look(world, !attempt.isTyped);
    if (broken) throw failBroken(attempt, broken, CHECK_THE_SERVER);
  }
  return await finding;
}

/** @throws Failure, where a page is not the portal's own, or sends its form elsewhere: it gets nothing */
function requireOwnForm({ url, origin }: IsolatedWorld, target: string, server: string): void {
  const own = new URL(server).origin;
  const [from, to] = [origin ?? url, readOrigin(target) ?? target];
  if (from !== own) throw failElsewhere('page', from, server);
  // What stands in front of a server may show a form of its own at the server's origin.
  const { pathname } = new URL(url);
  if (!`${own}${pathname}/`.startsWith(`${server}/app/`))
    throw failElsewhere('page', `${own}${pathname}`, server);
  // The page's own script is as good as the page.
  if (to !== 'javascript:' && to !== own) throw failElsewhere('form', to, server);
}

/** @throws Failure, where the fields have not kept what was typed too often */
function requireKept({ losses, guard }: Attempt, last: 'altered' | 'lost'): void {
  // A page's script may send what is typed before anything is pressed: what comes of that tells more.
  if (!losses.areTooMany || guard.isSent) return;
  if (last === 'lost')
    throw fail(
      'the page draws its sign-in form anew, shows the password, or gives itself another address, again and again, and it was not submitted',
      'Look at the page with --headed, and at what else may change it, such as a proxy.',
    );
  throw fail(
    'a field of the sign-in form does not keep what is typed into it as it is, and it was not submitted',
    'Check OCTOPUS_USERNAME and OCTOPUS_PASSWORD for spaces, line breaks and length.',
  );
}

/**
 * Waits for what comes of a pressed button.
 * @returns `nothing sent` where it is certain that it has sent nothing, so that it may be pressed again
 * @throws Failure, where nothing tells
 */
async function awaitOutcome(attempt: Attempt): Promise<LoginReply | 'signed in' | 'nothing sent'> {
  const { page, server, guard, deadline } = attempt;
  const pressedAt = performance.now();
  for (;;) {
    const reply = await Promise.race([guard.reply, guard.stop, deadline.pause(COOKIE_INTERVAL_MS)]);
    if (reply?.kind === 'answered' && reply.isPage && reply.status < 400) {
      if (await awaitSession(attempt)) return 'signed in';
      throw failUnknown(`the server answered with a page (${reply.status}), and no session came of it`);
    }
    if (reply) return reply;
    if (guard.isSent) return await guard.reply;
    if (deadline.signal.aborted) throw new Late();
    if (guard.hasStopped) {
      if (!(await guard.isNothingSent())) throw failUnknown(`${IN_ADDRESS}; something else was sent`);
      if (await guard.reloadPatiently()) return 'nothing sent';
      throw fail(IN_ADDRESS, LOOK);
    }
    const waited = performance.now() - pressedAt;
    if (waited > REQUEST_TIMEOUT_MS) {
      if (await guard.isNothingSent()) return 'nothing sent';
      // Before that, it may be another's, which came in by something else: see `requireSameUser`.
      if (await hasNewSession(attempt)) return 'signed in';
    }
    if (waited > OUTCOME_TIMEOUT_MS) throw failUnknown(describeSilence(page.url(), server));
  }
}

function describeSilence(address: string, server: string): string {
  const [now, own] = [readOrigin(address) ?? address, new URL(server).origin];
  if (now === own) return 'nothing that the page then did tells what came of it';
  return `the page then went to ${now}, which is not the origin of OCTOPUS_URL (${own})`;
}

async function awaitSession(attempt: Attempt): Promise<boolean> {
  const giveUpAt = performance.now() + OUTCOME_TIMEOUT_MS;
  while (performance.now() < giveUpAt && !attempt.deadline.signal.aborted) {
    if (await hasNewSession(attempt)) return true;
    await attempt.deadline.pause(COOKIE_INTERVAL_MS);
  }
  return false;
}

async function hasNewSession({ page, server, cookies }: Attempt): Promise<boolean> {
  const now = await readSessionCookies(page.context(), server);
  return now.some((cookie) => !cookies.includes(cookie));
}

function fail(reason: string, hint: string, kind: 'sign-in' | 'server' = 'sign-in'): Failure {
  return new Failure({ kind, attempt: 'sign in', reason, hint });
}

function failUnknown(reason: string): Failure {
  return fail(`the form was filled in, and ${reason}`, `${UNKNOWN} ${LOOK}`);
}

/** The time is over. */
class Late extends Error {}

async function explainLate(attempt: Attempt): Promise<Failure> {
  const { page, server, guard, isTyped, deadline } = attempt;
  if (guard.isSent) return failUnanswered();
  // A page's script may have sent it in a way that nothing shows.
  if (isTyped && !guard.hasStopped) return failUnknown('the time was over before anything came of it');
  const limited = deadline
    .forCleaningUp()
    .within(LOOK_TIMEOUT_MS)
    .limit(explainPage(page, server), () => new Late());
  const broken = await limited.catch(() => undefined);
  if (!broken) return fail(noForm(page), LOOK);
  return failBroken(attempt, broken, `${CHECK_THE_SERVER} ${MORE_TIME}`);
}

function failBroken({ page, brokenPage }: Attempt, broken: BrokenPart, advice: string): Failure {
  const { reason, hint } = brokenPage.explain(broken, advice);
  return fail(`${noForm(page)}: ${reason}`, hint, broken.isUnreadable ? 'sign-in' : 'server');
}

function noForm(page: Page): string {
  return `${page.url()} showed no form for user name and password that could be submitted`;
}

const LOOK_TIMEOUT_MS = 1_000;
const MORE_TIME = 'Give it more time with --timeout.';
const LOOK =
  'Look at the page with --headed --slow-mo 500, or record it with --trace; give it more time with --timeout.';
