import type { Page } from 'playwright';
import { adviseOn, readServerWords } from '../api/api-failure.ts';
import type { Deadline } from '../core/deadline.ts';
import { Failure } from '../core/failure.ts';
import type { Secret } from '../secrets/secret.ts';
import { CARRIED, type LoginReply, type LoginWatch } from './login-reply.ts';
import { findBrokenPart, SignInForm } from './sign-in-form.ts';

export interface Credentials {
  readonly username: string;
  readonly password: Secret;
}

/** Long enough for a page to take note of a pressed button and to send its request. */
const PRESS_TO_REQUEST = 5_000;
const BETWEEN_TRIES = 20;

/**
 * Fills in the portal's own sign-in form, as a person does, and judges by the reply to the request that the page
 * then makes, not by what the page shows. The password is submitted once.
 * @param page shows the portal, or is about to
 * @param watch that of this page
 * @throws Failure of kind `sign-in`; of kind `server` where the page or the reply does not arrive
 */
export async function signIn(
  page: Page,
  server: string,
  credentials: Credentials,
  watch: LoginWatch,
  deadline: Deadline,
): Promise<void> {
  try {
    await deadline.limit(submitOnce(page, server, credentials, watch, deadline), () => new Late());
    judgeLogin(await deadline.limit(watch.reply, () => new Late()), credentials.username);
  } catch (error) {
    throw error instanceof Late ? await explainLate(watch, page, deadline.forCleaningUp()) : error;
  }
}

async function submitOnce(
  page: Page,
  server: string,
  { username, password }: Credentials,
  watch: LoginWatch,
  deadline: Deadline,
): Promise<void> {
  const origins = [new URL(server).origin];
  const { probe } = watch;
  while (!watch.sent && !deadline.signal.aborted) {
    try {
      const form = await SignInForm.find(page);
      deadline.requireGoing();
      const outcome = await form.submit({
        username,
        password: password.reveal(),
        origins,
        probe,
        carried: CARRIED,
      });
      if (outcome.kind === 'uncarried')
        await page.reload({ waitUntil: 'commit', timeout: deadline.remaining() });
      if (outcome.kind === 'elsewhere') throw failElsewhere(outcome.what, outcome.origin, server);
      const isSubmitted = outcome.kind === 'sent' || outcome.kind === 'typed';
      const patience = isSubmitted ? PRESS_TO_REQUEST : BETWEEN_TRIES;
      await Promise.race([watch.departure, deadline.pause(patience)]);
    } catch (error) {
      // A page that is replaced while it is worked with is worked with anew.
      if (error instanceof Failure || page.isClosed()) throw error;
      await deadline.pause(BETWEEN_TRIES);
    }
  }
}

/** @returns the failure of a page that is not the portal's own, or sends its form elsewhere: it gets nothing */
function failElsewhere(what: 'page' | 'form', origin: string, server: string): Failure {
  const expected = `not the origin of OCTOPUS_URL (${new URL(server).origin})`;
  return new Failure({
    kind: 'sign-in',
    attempt: 'type the password',
    reason:
      what === 'page'
        ? `the browser was sent to ${origin}, which is ${expected}`
        : `the sign-in form sends what is typed to ${origin}, which is ${expected}`,
    hint: 'Give the address that the portal is really served from as OCTOPUS_URL (--url).',
  });
}

/** The time is over. */
class Late extends Error {}

async function explainLate(watch: LoginWatch, page: Page, deadline: Deadline): Promise<Failure> {
  const attempt = 'sign in';
  if (watch.sent) {
    const hint = 'Give it more time with --timeout, and check the server.';
    return new Failure({
      kind: 'server',
      attempt,
      reason: 'no reply to the login request came in time',
      hint,
    });
  }
  const looking = deadline.within(LONGEST_LOOK).limit(findBrokenPart(page), () => new Late());
  const broken = await looking.catch(() => undefined);
  const reason = `${page.url()} showed no form for user name and password that could be submitted`;
  return broken
    ? new Failure({ kind: 'server', attempt, reason: `${reason}: ${broken}`, hint: MEND })
    : new Failure({ kind: 'sign-in', attempt, reason, hint: LOOK });
}

const LONGEST_LOOK = 1_000;
const MEND =
  'Check the server, and what stands between it and this machine; give it more time with --timeout.';
const LOOK =
  'Look at the page with --headed --slow-mo 500, or record it with --trace; give it more time with --timeout.';

/**
 * Takes the reply to the login request for what it means.
 * @throws Failure, unless it is a success
 */
export function judgeLogin(reply: LoginReply, username: string): void {
  const attempt = `sign in as ${username}`;
  if (reply.kind === 'diverted') {
    throw new Failure({
      kind: 'sign-in',
      attempt,
      reason: `the server redirected the login request to ${reply.to}, and the password was not sent there`,
      hint: 'Give the address that the portal is really served from as OCTOPUS_URL (--url).',
    });
  }
  if (reply.kind === 'lost') {
    const hint =
      'Whether the server took the password is unknown; it is not submitted again. Check the connection.';
    throw new Failure({
      kind: 'server',
      attempt,
      reason: `the login request got no reply (${reply.reason})`,
      hint,
    });
  }
  const { status, statusText, body } = reply;
  if (status >= 200 && status < 300) return;
  throw new Failure({
    kind: [502, 503, 504].includes(status) ? 'server' : 'sign-in',
    attempt,
    reason: `the server answered ${status} ${statusText}`.trim(),
    serverSaid: readServerWords(body),
    hint: status === 400 || status === 401 ? CHECK_CREDENTIALS : adviseOn(status),
  });
}

const CHECK_CREDENTIALS =
  'Check OCTOPUS_USERNAME and OCTOPUS_PASSWORD; the server locks an account after a few wrong tries, so do not repeat blindly.';
