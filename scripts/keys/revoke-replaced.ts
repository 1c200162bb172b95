import type { Run } from '../run/run.ts';
import type { MintOrder } from './mint-order.ts';
import { revoke, type Speakers } from './revoke.ts';

/**
 * Revokes the keys that a new one takes the place of, once it is delivered.
 * @param speakers the new key among them: the access may have been by the very key that was replaced
 * @throws Failure with the command that does it
 */
export async function revokeReplaced(
  replaced: readonly { readonly Id: string }[],
  { userId, account }: Pick<MintOrder, 'userId' | 'account'>,
  speakers: Speakers,
  run: Run,
): Promise<void> {
  for (const { Id } of replaced) {
    await run.step('revoke the old key', `Revoking the old key ${Id}`, () =>
      revoke({ id: Id, userId }, account, speakers, run.deadline),
    );
  }
}
