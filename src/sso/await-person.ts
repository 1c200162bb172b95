import type { Page } from 'playwright';
import type { Deadline } from '../core/deadline.ts';
import { Failure } from '../core/failure.ts';
import { isSignedIn } from '../portal/open-portal.ts';

const BETWEEN_LOOKS = 250;

/**
 * Waits until somebody has signed in, in whatever way: the portal's cookies tell.
 * @throws Failure of kind `sign-in`, where the browser is closed before, or the time is over
 */
export async function awaitPerson(page: Page, server: string, deadline: Deadline): Promise<void> {
  const context = page.context();
  while (!(await isSignedIn(context, server))) {
    const isClosed = context.pages().length === 0 || !context.browser()?.isConnected();
    if (isClosed)
      throw fail('the browser was closed before anybody had signed in', 'Run again, and leave it open.');
    if (deadline.signal.aborted)
      throw (
        deadline.stoppedWith ?? fail('nobody has signed in', 'Run again, with more time by --timeout 30m.')
      );
    await deadline.pause(BETWEEN_LOOKS);
  }
}

function fail(reason: string, hint: string): Failure {
  return new Failure({ kind: 'sign-in', attempt: 'take over the session', reason, hint });
}
