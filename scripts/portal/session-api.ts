import type { BrowserContext, Cookie } from 'playwright';
import { OctopusApi } from '../api/octopus-api.ts';
import type { ServerFacts } from '../api/pre-flight.ts';
import { redactor } from '../secret/redactor.ts';
import { Secret } from '../secret/secret.ts';
import type { CookieHolder } from './hold-cookies.ts';

// The cookies and the header, as they stand in headers and in descriptions of them.
redactor.learnPattern(
  /((?:OctopusIdentificationToken|Octopus-Csrf-Token)[\w-]*(?:=|[\\"']*\s*[:,]\s*[\\"']*(?:value[\\"']*\s*:\s*[\\"']*)?))[^\s;,"'\\]{8,}/gi,
);

const ANTI_FORGERY_COOKIE = 'octopus-csrf-token';

/**
 * The REST API as the browser's own session, with the headers of the portal's own script: the cookies go with every
 * request, and the anti-forgery token with every one that changes something (facts 1.6, 1.9).
 * @param server the server's address, with its virtual directory
 * @param facts what the server says of itself; undefined where it is not known yet
 */
export function openSessionApi(
  holder: CookieHolder,
  server: string,
  facts: Pick<ServerFacts, 'installationId' | 'version'> | undefined,
): OctopusApi {
  const client = facts?.version && { 'X-Octopus-User-Agent': `OctopusClient-js/${facts.version}` };
  return new OctopusApi(holder.sender, server, async (method) => {
    if (method === 'GET') return { ...client };
    // Read anew for each request: whether the token changes within a session is not known (facts 10.5).
    const token = findAntiForgeryToken(await holder.cookies(server), facts?.installationId);
    return {
      ...client,
      Origin: new URL(server).origin,
      ...(token && { 'X-Octopus-Csrf-Token': token.reveal() }),
    };
  });
}

/**
 * The anti-forgery token of this installation, as it stands in the cookie: decoding it earns a 403 (facts 1.5).
 * Other servers on the same host name leave their own cookies in the same jar, told apart by installation id.
 * @returns undefined where there is none, as on servers from before such tokens
 */
function findAntiForgeryToken(
  cookies: readonly Cookie[],
  installationId: string | undefined,
): Secret | undefined {
  const tokens = cookies.filter(({ name }) => name.toLowerCase().startsWith(ANTI_FORGERY_COOKIE));
  const named = (wanted: string) => tokens.find(({ name }) => name.toLowerCase() === wanted);
  const ours = installationId
    ? (named(`${ANTI_FORGERY_COOKIE}_${installationId.toLowerCase()}`) ?? named(ANTI_FORGERY_COOKIE))
    : tokens[0];
  return ours && new Secret(ours.value);
}

/**
 * Makes all cookies of the browser known as secrets, since the identification cookie alone is a session.
 * @returns once no log or trace can show them
 */
export async function learnCookies(context: BrowserContext): Promise<void> {
  for (const { value } of await context.cookies()) new Secret(value);
}

/** @returns whether the browser holds an identification cookie for that server (facts 1.5) */
export async function isSignedIn(context: BrowserContext, server: string): Promise<boolean> {
  const cookies = await context.cookies(server).catch(() => []);
  return cookies.some(({ name }) => name.toLowerCase().startsWith('octopusidentificationtoken'));
}
