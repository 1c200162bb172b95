import type { Page } from 'playwright';

/**
 * Whether the browser can judge the server's certificate. It knows nothing of the authorities that Node is told of in
 * `NODE_EXTRA_CA_CERTS`, and has no safe way to be told.
 */
export function mayLoadByItself(server: string): boolean {
  return !process.env.NODE_EXTRA_CA_CERTS || new URL(server).protocol === 'http:';
}

/** Lets Node, which checks the certificate, fetch all that the page wants of the server. */
export async function carryRequests(page: Page, server: string): Promise<void> {
  await page.route(`${new URL(server).origin}/**`, async (route) => {
    try {
      // A redirect goes back to the page as one, so that the page's address and origin follow it.
      await route.fulfill({ response: await route.fetch({ maxRedirects: 0 }) });
    } catch {
      await route.abort().catch(() => {});
    }
  });
}
