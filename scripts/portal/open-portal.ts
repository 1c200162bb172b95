import type { Page } from 'playwright';
import { ApiFailure, adviseOn } from '../api/api-failure.ts';
import { type Delay, retryRead } from '../api/retry-read.ts';
import { describeError } from '../failure/failure.ts';
import type { Deadline } from '../run/deadline.ts';

const ATTEMPT = 'open the sign-in page';

/**
 * Sends the page to the portal's sign-in page, the same address over all versions (facts 4.1). It returns once
 * the page begins to arrive: what it draws is waited for by who needs it.
 * @throws ApiFailure of kind `server`
 */
export function openPortal(page: Page, server: string, deadline: Deadline, delay: Delay): Promise<void> {
  return retryRead(() => openOnce(page, `${server}/app#/users/sign-in`, deadline), deadline, delay);
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
  throw new ApiFailure({ kind: 'server', attempt: ATTEMPT, reason, hint: adviseOn(status) }, status);
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
