import type { Page } from 'playwright';
import { Failure } from '../core/failure.ts';
import type { Run } from '../core/run.ts';
import { FORGOTTEN, ForgottenSignIn } from './forgotten-sign-in.ts';
import { isSignedIn } from './open-portal.ts';

const PERSON_INTERVAL_MS = 250;

/**
 * Waits until somebody has signed in, in whatever way, by the portal's cookies.
 * @param isFronted whether something in front of the portal wants a sign-in of its own first
 * @throws Failure of kind `sign-in`, where the browser is closed before, or the time is over
 */
export async function awaitPerson(page: Page, server: string, isFronted: boolean, run: Run): Promise<void> {
  const { deadline } = run;
  const fail = (reason: string, hint: string) =>
    new Failure({ kind: 'sign-in', attempt: 'take over the session', reason, hint });
  const context = page.context();
  const forgotten = new ForgottenSignIn(page, server, !isFronted);
  while (!(await isSignedIn(context, server))) {
    const isClosed = context.pages().length === 0 || !context.browser()?.isConnected();
    if (isClosed)
      throw fail(
        'the browser was gone before anybody was seen to have signed in',
        'Run again, and leave it open.',
      );
    if (deadline.signal.aborted)
      throw (
        deadline.stoppedWith ?? fail('nobody has signed in', 'Run again, with more time by --timeout 30m.')
      );
    if (await forgotten.look()) {
      run.warn(`Sign in once more: ${FORGOTTEN}. It takes two minutes at most.`);
      await forgotten.beginAgain(deadline);
    }
    await deadline.pause(PERSON_INTERVAL_MS);
  }
}
