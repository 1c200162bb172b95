import type { BrowserContext } from 'playwright';
import type { Deadline } from '../run/deadline.ts';
import { carryRequests, mayLoadByItself } from './carry-requests.ts';
import { signInPage } from './sign-in-page.ts';

const LONGEST_DRAWING = 5_000;

/**
 * Takes a picture of the sign-in page as somebody sees it who has typed nothing yet.
 * @param context of the browser that is used; the picture is taken beside it, in one of its own
 * @returns a PNG
 */
export async function photographSignInPage(
  context: BrowserContext,
  server: string,
  insecureTls: boolean,
  deadline: Deadline,
): Promise<Buffer> {
  const beside = await context.browser()?.newContext({ ignoreHTTPSErrors: insecureTls });
  if (!beside) throw new Error('the browser is gone');
  try {
    const page = await beside.newPage();
    if (!insecureTls && !mayLoadByItself(server)) await carryRequests(page, server);
    await page.goto(signInPage(server), { timeout: deadline.remaining() });
    // A portal without a form is drawn some time, too.
    const drawn = page.locator('input[type=password]').first().waitFor({ timeout: LONGEST_DRAWING });
    await drawn.catch(() => {});
    return await page.screenshot({ timeout: deadline.remaining() });
  } finally {
    await beside.close();
  }
}
