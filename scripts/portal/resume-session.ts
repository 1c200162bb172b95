import type { Access, CheckServer } from '../api/access.ts';
import { ApiFailure } from '../api/api-failure.ts';
import { readSignedInUser } from '../api/endpoints.ts';
import { readServerFacts } from '../api/pre-flight.ts';
import { delayWhileStarting } from '../api/retry-read.ts';
import type { Sender } from '../api/sender.ts';
import type { Run } from '../run/run.ts';
import { holdCookies } from './hold-cookies.ts';
import type { SavedSession } from './saved-session.ts';
import { giveSignsOfLife, type SessionSettings } from './session.ts';
import { openSessionApi } from './session-api.ts';

/**
 * Goes on with a session that was saved, without a browser. It is not signed out afterwards: it is to be used again.
 * @param bare sends requests without its cookies
 * @returns undefined where it is over
 * @throws Failure
 */
export async function resumeSession(
  { cookies }: SavedSession,
  bare: Sender,
  { url, wait, insecureTls }: SessionSettings,
  check: CheckServer,
  run: Run,
): Promise<Access | undefined> {
  const holder = await holdCookies(cookies, insecureTls);
  return await run.step('look at the server', `Going on with a saved session at ${url}`, async () => {
    const server = await readServerFacts(bare, url, run.deadline, delayWhileStarting(wait));
    check(server);
    const api = openSessionApi(holder, url, server);
    try {
      const user = await readSignedInUser(api, run.deadline);
      const stayOn = async () => giveSignsOfLife(() => api);
      return {
        api,
        user,
        server,
        stayOn,
        cookies: () => holder.cookies(url),
        [Symbol.asyncDispose]: async () => {},
      };
    } catch (error) {
      if (error instanceof ApiFailure && (error.status === 401 || error.status === 403)) return undefined;
      throw error;
    }
  });
}
