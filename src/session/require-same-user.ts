import { z } from 'zod';
import { User } from '../api/schemas.ts';
import { Failure } from '../core/failure.ts';
import { shorten } from '../core/shorten.ts';
import { parseJson } from '../core/text.ts';

const MAX_NAME_LENGTH = 80;

/**
 * Compares who the session belongs to with who was to sign in: a cookie that came from elsewhere, as of another server on the
 * same host name, would have the key made for somebody else.
 * @param username as it was typed
 * @param reply the portal's reply to the login request, where it was at hand
 * @throws Failure of kind `sign-in`, where that names another user than the session
 */
export function requireSameUser(
  user: User,
  username: string,
  reply: string | undefined,
  warn: (message: string) => void,
): void {
  const signedIn = User.safeParse(reply === undefined ? undefined : parseJson(reply)).data;
  if (signedIn && signedIn.Id !== user.Id) throw failOther(username, signedIn.Id, user.Id);
  const names = [user.Username, Email.safeParse(user).data?.EmailAddress].flatMap((name) => name || []);
  const [first] = names;
  if (first === undefined || names.some((name) => isSame(name, username))) return;
  warn(
    `The user who is signed in is called ${shorten(first, MAX_NAME_LENGTH)} at the server, and not ${username}: look whose key it is.`,
  );
}

const Email = z.looseObject({ EmailAddress: z.string().nullish() });

/** A directory's name may be given with its domain, and be without it at the server, or the other way round. */
function isSame(one: string, other: string): boolean {
  const bare = (name: string) => String(name.split('\\').at(-1)?.split('@')[0]).toLowerCase();
  return bare(one) === bare(other);
}

function failOther(username: string, signedIn: string, owner: string): Failure {
  const [one, other] = [signedIn, owner].map((id) => shorten(id, MAX_NAME_LENGTH));
  return new Failure({
    kind: 'sign-in',
    attempt: `sign in as ${username}`,
    reason: `the portal signed in ${one}, and the session that the browser then had belongs to ${other}`,
    hint: 'Run again; if it happens again, look who else serves pages on the host name of OCTOPUS_URL (--url).',
  });
}
