import { settings } from './settings.ts';

/** Who is signed in. */
export interface PortalUser {
  readonly Id: string;
  readonly DisplayName: string;
}

/** An error reply, as the page shows it. */
export class ApiError extends Error {
  readonly lines: readonly string[];

  constructor(lines: readonly string[]) {
    super(lines.join(' '));
    this.lines = lines;
  }
}

/** Calls the REST API as the portal's own client does (facts: CSRF rule, wire details). */
export async function callApi<T>(
  method: string,
  path: string,
  body?: unknown,
  more: Readonly<Record<string, string>> = {},
): Promise<T> {
  const token = method === 'GET' ? undefined : readAntiForgeryToken();
  const reply = await fetch(settings.base + path, {
    method,
    headers: {
      Accept: 'application/json',
      'X-Octopus-User-Agent': `OctopusClient-js/${settings.version}`,
      ...(body === undefined ? {} : { 'Content-Type': 'application/json' }),
      ...(token ? { 'X-Octopus-Csrf-Token': token } : {}),
      ...more,
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await reply.text();
  const document = text === '' ? {} : JSON.parse(text);
  if (!reply.ok) throw new ApiError([document.ErrorMessage, ...(document.Errors ?? [])]);
  return document as T;
}

/** The raw text of the one cookie of this installation; more or fewer than one, and no token is sent. */
export function readAntiForgeryToken(): string | undefined {
  const name = `Octopus-Csrf-Token_${settings.installationId}=`;
  const cookies = document.cookie.split(/;\s*/).filter((cookie) => cookie.startsWith(name));
  return cookies.length === 1 ? cookies[0]?.slice(name.length) : undefined;
}
