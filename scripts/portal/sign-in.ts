import type { Page } from 'playwright';
import { adviseOn } from '../api/api-failure.ts';
import { readServerWords } from '../api/server-words.ts';
import { describeError, Failure } from '../failure/failure.ts';
import type { Deadline } from '../run/deadline.ts';
import type { Secret } from '../secret/secret.ts';
import { type LoginReply, type LoginWatch, watchLogin } from './login-reply.ts';
import { findSignInForm, type SignInForm } from './sign-in-form.ts';

export interface Credentials {
  readonly username: string;
  readonly password: Secret;
}

/** Long enough for a page to take note of a click and to send its request. */
const CLICK_TO_REQUEST = 5_000;
/** A click waits so long for whatever lies over the button, before Enter is pressed in its place. */
const CLICK_PATIENCE = 2_000;

/**
 * Fills in the portal's own sign-in form, as a person does, and judges by the reply to the request that the page
 * then makes, not by what the page shows. The password is submitted once.
 * @param page shows the portal, or is about to
 * @throws Failure of kind `sign-in`; of kind `server` where the page or the reply does not arrive
 */
export async function signIn(
  page: Page,
  server: string,
  credentials: Credentials,
  deadline: Deadline,
): Promise<void> {
  const watch = watchLogin(page, server);
  await deadline.limit(submitOnce(page, server, credentials, watch, deadline), () => failLate(watch));
  await judge(await deadline.limit(watch.reply, () => failLate(watch)), credentials.username, deadline);
}

async function submitOnce(
  page: Page,
  server: string,
  credentials: Credentials,
  watch: LoginWatch,
  deadline: Deadline,
): Promise<void> {
  while (!watch.sent && !deadline.signal.aborted) {
    const form = await findForm(page, deadline);
    requireOrigin(page, server);
    if (!(await fillIn(form, credentials))) continue;
    requireOrigin(page, server);
    deadline.requireGoing();
    await press(form, watch);
    await Promise.race([watch.departure, deadline.pause(CLICK_TO_REQUEST)]);
  }
}

/** @throws Failure where the page shows no form before the deadline */
async function findForm(page: Page, deadline: Deadline): Promise<SignInForm> {
  for (;;) {
    try {
      return await findSignInForm(page, deadline.remaining());
    } catch (error) {
      // A page that is replaced while it is looked at is looked at again.
      if (
        deadline.signal.aborted ||
        page.isClosed() ||
        !/context was destroyed|detached|navigat/i.test(describeError(error))
      )
        throw failNoForm(page, error);
    }
  }
}

/**
 * Types user name and password.
 * @returns whether both are still there afterwards: a page that is drawn again loses them
 */
async function fillIn(form: SignInForm, { username, password }: Credentials): Promise<boolean> {
  const patience = { timeout: CLICK_PATIENCE };
  try {
    await form.username.fill(username, patience);
    await form.password.fill(password.reveal(), patience);
    return await form.password.evaluate(
      (field, [user, length]) =>
        field.isConnected &&
        field.value.length === length &&
        (user as HTMLInputElement).isConnected &&
        (user as HTMLInputElement).value !== '',
      [form.username, password.reveal().length] as const,
    );
  } catch {
    return false;
  }
}

async function press(form: SignInForm, watch: LoginWatch): Promise<void> {
  try {
    if (!form.submit) throw new Error('nothing to click on');
    await form.submit.click({ timeout: CLICK_PATIENCE, noWaitAfter: true });
  } catch {
    // Covered by a banner, or not there: the keyboard does the same, unless the click got through after all.
    if (watch.sent) return;
    await (form.submit ?? form.password)
      .press('Enter', { timeout: CLICK_PATIENCE, noWaitAfter: true })
      .catch(() => {});
  }
}

/** @throws Failure where the page is not the portal's own: nothing is typed into any other */
function requireOrigin(page: Page, server: string): void {
  const { origin } = new URL(page.url());
  if (origin === new URL(server).origin) return;
  throw new Failure({
    kind: 'sign-in',
    attempt: 'type the password',
    reason: `the browser was sent to ${origin}, which is not the origin of OCTOPUS_URL (${new URL(server).origin})`,
    hint: 'Give the address that the portal is really served from as OCTOPUS_URL (--url).',
  });
}

async function judge(reply: LoginReply, username: string, deadline: Deadline): Promise<void> {
  const attempt = `sign in as ${username}`;
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
  const status = reply.response.status();
  if (status >= 200 && status < 300) return;
  const body = await deadline.limit(reply.response.text(), () => new Error('late')).catch(() => '');
  throw new Failure({
    kind: [502, 503, 504].includes(status) ? 'server' : 'sign-in',
    attempt,
    reason: `the server answered ${status} ${reply.response.statusText()}`.trim(),
    serverSaid: readServerWords(body),
    hint: status === 400 || status === 401 ? CHECK_CREDENTIALS : adviseOn(status),
  });
}

const CHECK_CREDENTIALS =
  'Check OCTOPUS_USERNAME and OCTOPUS_PASSWORD; the server locks an account after a few wrong tries, so do not repeat blindly.';

function failLate(watch: LoginWatch): Failure {
  return watch.sent
    ? new Failure({
        kind: 'server',
        attempt: 'sign in',
        reason: 'no reply to the login request came in time',
        hint: 'Give it more time with --timeout, and check the server.',
      })
    : new Failure({
        kind: 'sign-in',
        attempt: 'sign in',
        reason: 'the sign-in page never sent a login request',
        hint: LOOK,
      });
}

function failNoForm(page: Page, cause: unknown): Failure {
  return new Failure({
    kind: 'sign-in',
    attempt: 'find the sign-in form',
    reason: `${page.url()} shows no field for user name and password (${describeError(cause)})`,
    hint: LOOK,
    cause,
  });
}

const LOOK =
  'Look at the page with --headed --slow-mo 500, or record it with --trace; give it more time with --timeout.';
