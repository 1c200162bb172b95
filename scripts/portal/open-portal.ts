import type { Page } from 'playwright';
import { ApiFailure, adviseOn } from '../api/api-failure.ts';
import { type Delay, retryRead } from '../api/retry-read.ts';
import { describeError } from '../failure/failure.ts';
import type { Deadline } from '../run/deadline.ts';
import { signInPage } from './sign-in-page.ts';

const ATTEMPT = 'open the sign-in page';

/**
 * Sends the page to the portal's sign-in page, where it is not there already. It returns once the page begins to
 * arrive: what it draws is waited for by who needs it.
 * @throws ApiFailure of kind `server`
 */
export async function openPortal(
  page: Page,
  server: string,
  deadline: Deadline,
  delay: Delay,
): Promise<void> {
  if (page.url().startsWith(`${server}/app`)) return;
  await retryRead(() => openOnce(page, signInPage(server), deadline), deadline, delay);
}

async function openOnce(page: Page, address: string, deadline: Deadline): Promise<void> {
  // To an address that differs in its fragment alone a browser does not go: a page of a failed try must leave first.
  const leaving = page.url() === 'about:blank' ? Promise.resolve() : page.goto('about:blank').then(() => {});
  await deadline.limit(leaving.catch(failUnopened), () => failUnopened('the time is over'));
  const going = page.goto(address, { waitUntil: 'commit', timeout: deadline.remaining() });
  const response = await deadline.limit(going.catch(failUnopened), () => failUnopened('the time is over'));
  if (!response || response.ok()) return;
  const status = response.status();
  const reason = `${response.url()} answered ${status} ${response.statusText()}`.trim();
  throw new ApiFailure({ kind: 'server', attempt: ATTEMPT, reason, hint: adviseOn(status) }, { status });
}

function failUnopened(error: unknown): never {
  throw new ApiFailure({
    kind: 'server',
    attempt: ATTEMPT,
    reason: describeError(error).replace(/^page\.goto: /, ''),
    hint: 'Check OCTOPUS_URL (--url), and that a browser on this machine can reach the server.',
    cause: error,
  });
}
