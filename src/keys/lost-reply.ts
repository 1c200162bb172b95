import { listApiKeys } from '../api/endpoints.ts';
import type { OctopusApi } from '../api/octopus-api.ts';
import type { ListedApiKey } from '../api/schemas.ts';
import { describeError } from '../core/failure.ts';
import type { Run } from '../core/run.ts';
import type { MintOrder } from './mint.ts';
import { adviseRevoking, takeBack } from './revoke.ts';

// A server that has lost its client may still be at work on the request.
const LOOKS = 3;
const BETWEEN_LOOKS = 400;

/**
 * After a key request whose reply was lost: looks whether the server made the key all the same, and revokes it.
 * Nothing is posted again, and no key is touched that could be another's. It never throws; what stays open is
 * reported with the ids.
 */
export async function settleLostReply(order: MintOrder, session: OctopusApi, run: Run): Promise<void> {
  const deadline = run.deadline.forCleaningUp();
  try {
    for (let look = 1; look <= LOOKS; look += 1) {
      const candidates = findCandidates(await listApiKeys(session, order.userId, deadline), order);
      const [only] = candidates;
      if (only && candidates.length === 1) {
        return await takeBack({ id: only.Id, userId: order.userId }, order.account, [session], run);
      }
      if (only) return run.warn(describeDoubt(candidates, order));
      if (look < LOOKS) await deadline.pause(BETWEEN_LOOKS);
    }
    run.info('The key list shows that no key was made.');
  } catch (error) {
    run.warn(
      `A KEY MAY HAVE BEEN MADE that nobody holds, and the key list could not be read (${describeError(error)}). ` +
        `Look for a key with the purpose "${order.purpose}"${order.expires ? `, expiring ${order.expires.toISOString()}` : ''} ` +
        `in the Web Portal, under Profile, My API Keys, and revoke it with: ${adviseRevoking(['<id>'], order.account)}`,
    );
  }
}

/** What a key whose reply was lost is known by. */
export interface LostOrder extends Pick<MintOrder, 'purpose' | 'expires'> {
  readonly before: readonly { readonly Id: string }[] | undefined;
}

/** @returns the keys that can be ours: by the exact instant that only we asked for, or else by being new */
export function findCandidates(
  keys: readonly ListedApiKey[],
  { purpose, expires, before }: LostOrder,
): ListedApiKey[] {
  const samePurpose = keys.filter((key) => key.Purpose === purpose);
  if (before === undefined && expires) {
    const exact = samePurpose.filter(
      ({ Expires }) => Expires != null && Date.parse(Expires) === expires.getTime(),
    );
    return exact.length > 0 ? exact : samePurpose.filter(({ Expires }) => isSameSecond(Expires, expires));
  }
  const known = new Set(before?.map(({ Id }) => Id));
  const isNew = samePurpose.filter(({ Id }) => !known.has(Id));
  return expires ? isNew.filter(({ Expires }) => Expires == null || isSameSecond(Expires, expires)) : isNew;
}

/** A server may keep less of an instant than it is given. */
function isSameSecond(listed: string | null | undefined, asked: Date): boolean {
  return listed != null && Math.floor(Date.parse(listed) / 1000) === Math.floor(asked.getTime() / 1000);
}

function describeDoubt(candidates: readonly ListedApiKey[], { account }: MintOrder): string {
  const ids = candidates.map(({ Id }) => Id);
  return (
    `ONE OF THE KEYS ${ids.join(', ')} IS LIVE and nobody holds it; the others belong to runs of the same moment. ` +
    `Find out which, then revoke it with: ${adviseRevoking(['<id>'], account)}`
  );
}
