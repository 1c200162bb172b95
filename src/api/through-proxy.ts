import type { APIResponse } from 'playwright';
import { nameProxy, type Proxies } from '../core/proxy.ts';

/**
 * For replies that came by Playwright: where a proxy refuses a connection, it takes what the proxy said for the server's reply, with its
 * status and its cookies.
 * @throws Error, where an https server did not answer itself
 */
export async function requireServersOwn(reply: APIResponse, proxies?: Proxies): Promise<void> {
  if (new URL(reply.url()).protocol !== 'https:' || (await reply.securityDetails())) return;
  const { server } = proxies ?? {};
  const who = server ? nameProxy(server) : 'a proxy';
  throw new Error(`${who} answered in the server's place: ${reply.status()} ${reply.statusText()}`.trim());
}
