import type { CreatedApiKey } from '../api/schemas.ts';
import { Failure } from '../core/failure.ts';
import { mayStandFor } from './lost-reply.ts';
import type { KeyOrder } from './wish.ts';

/** What was asked for, of an order. */
interface Asked extends Pick<KeyOrder, 'userId' | 'purpose' | 'expires'> {
  readonly listed: readonly { readonly Id: string }[];
  readonly before: readonly { readonly Id: string }[] | undefined;
}

/**
 * Makes sure that the reply to a key request is the reply to this one: something on the way may have repeated another, or swapped
 * two. What the reply does not tell speaks neither for nor against it.
 * @param made ids of the keys that the session has made before
 * @throws Failure of kind `key`; what the reply brought is somebody else's then, and not to be touched
 */
export function requireOwnReply(reply: CreatedApiKey, asked: Asked, made: ReadonlySet<string>): void {
  const reason = findContradiction(reply, asked, made);
  if (reason === undefined) return;
  throw new Failure({
    kind: 'key',
    attempt: 'mint the key',
    reason: `the server answered with another key (${reply.Id}): ${reason}`,
    hint: 'Check what stands between this machine and the server: it must not store the replies of the API.',
  });
}

function findContradiction(
  { Id, UserId, Purpose, Created, Expires }: CreatedApiKey,
  { userId, purpose, expires, listed, before }: Asked,
  made: ReadonlySet<string>,
): string | undefined {
  if (made.has(Id) || listed.some((key) => key.Id === Id)) return 'it was there before';
  if (UserId != null && UserId !== userId) return "it is another user's";
  if (Purpose != null && !mayBeKeptAs(Purpose, purpose)) return 'its purpose is not what was asked for';
  const isTold = Expires === null || !Number.isNaN(Date.parse(Expires ?? ''));
  const isLikely =
    !isTold || mayStandFor(Expires, expires, before !== undefined) || isCapped(Expires, Created, expires);
  return isLikely ? undefined : 'its expiry is not what was asked for';
}

// No server is known to have a limit, and nobody would set a shorter one.
const MIN_PURPOSE_LIMIT = 50;

/** Whether a server could tell a purpose as that: it may trim it, or cut it off. */
function mayBeKeptAs(told: string, asked: string): boolean {
  const [kept, whole] = [simplify(told), simplify(asked)];
  // One character less, where it cut off behind a space.
  return kept === whole || (kept.length >= MIN_PURPOSE_LIMIT - 1 && whole.startsWith(kept));
}

function simplify(purpose: string): string {
  return purpose.normalize('NFKC').replace(/\s+/g, ' ').trim().toLowerCase();
}

const SECOND = 1_000;
const DAY = 86_400_000;

/** Whether an expiry can be the most that a server allows: whole days from the making, by the server's own clock. */
function isCapped(
  told: string | null | undefined,
  created: string | null | undefined,
  asked: Date | undefined,
): boolean {
  if (told == null || created == null || asked === undefined || Date.parse(told) > asked.getTime())
    return false;
  const days = Math.round((Date.parse(told) - Date.parse(created)) / DAY);
  const most = Date.parse(created) + days * DAY;
  return days > 0 && (Math.abs(Date.parse(told) - most) < SECOND || mayStandFor(told, new Date(most), false));
}
