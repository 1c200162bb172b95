import type { Cookie } from 'playwright';
import type { Run } from '../core/run.ts';
import type { Secret } from '../secrets/secret.ts';
import { readSignedInUser } from './endpoints.ts';
import type { HttpClient } from './http.ts';
import type { OctopusApi } from './octopus-api.ts';
import { openKeyApi } from './octopus-api.ts';
import { delayWhileStarting } from './retry-read.ts';
import type { User } from './schemas.ts';
import { readServerFacts, type ServerFacts } from './server-facts.ts';

/** The REST API of a server as somebody who was let in. Disposing of it ends a session, where there is one. */
export interface Access extends AsyncDisposable {
  readonly api: OctopusApi;
  /** Whom the API is spoken to as. */
  readonly user: User;
  readonly server: ServerFacts;
  /** What the session is made of; there is none where access is by a key. */
  cookies?(): Promise<Cookie[]>;
  /** Lets the session live on when this is disposed of. */
  leave?(): void;
  /** Makes the access last while something else goes on for long, until what is returned is disposed of. */
  stayOn(): Promise<Disposable>;
}

export interface AccessSettings {
  /** The server's address, with its virtual directory, without a slash at the end. */
  readonly url: string;
  /** Milliseconds to wait for a server that is still starting. */
  readonly wait: number;
}

/** Is told what the server says of itself before anybody proves who they are; may throw. */
export type CheckServer = (server: ServerFacts) => void;

/**
 * Opens access by an API key, without a browser.
 * @throws Failure
 */
export async function openKeyAccess(
  http: HttpClient,
  { url, wait }: AccessSettings,
  apiKey: Secret,
  check: CheckServer,
  run: Run,
): Promise<Access> {
  const api = openKeyApi(http, url, apiKey);
  return await run.step('look at the server', `Asking ${url} who the API key belongs to`, async () => {
    const server = await readServerFacts(http, url, run.deadline, delayWhileStarting(wait));
    check(server);
    const user = await readSignedInUser(api, run.deadline);
    const stayOn = async () => ({ [Symbol.dispose]: () => {} });
    return { api, user, server, stayOn, [Symbol.asyncDispose]: async () => {} };
  });
}
