import type { User } from '../api/schemas.ts';
import type { Run } from '../core/run.ts';
import { type OwnerWish, readServiceAccount } from '../keys/owner.ts';
import type { Session } from '../session/session.ts';
import type { WantedIdentity } from './presets.ts';
import { type IfTrusted, provideIdentity, type TrustOutcome } from './provide-identity.ts';

/** What became of an identity, and whose it is. */
export interface ProvidedTrust extends TrustOutcome {
  readonly account: User;
}

/** What else to do about a name that is a person's. */
export const FOR_TRUST =
  'Only service accounts can trust somebody: name one, or another name with --create-service-account.';

/**
 * Sees to it that a service account, which is made where that was asked for, has an identity.
 * @param begin is called before anything is asked for that a run that is killed would leave behind
 * @throws Failure; what was made before, or may have been, is told
 */
export async function provideTrust(
  session: Session,
  wish: OwnerWish,
  wanted: WantedIdentity,
  ifTrusted: IfTrusted,
  run: Run,
  begin?: () => void,
): Promise<ProvidedTrust> {
  const { account, left } = await readServiceAccount(session, wish, FOR_TRUST, run);
  using _ = left === undefined ? undefined : run.transactions.begin(left);
  try {
    return { ...(await provideIdentity(session.api, account, wanted, ifTrusted, run, begin)), account };
  } catch (error) {
    if (left !== undefined) run.alert(left);
    throw error;
  }
}
