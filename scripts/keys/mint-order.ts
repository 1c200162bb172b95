import type { ListedApiKey } from '../api/schemas.ts';
import type { Account } from './advise-revoking.ts';
import type { KeyScope } from './key-scope.ts';

/** What is to be minted, and what it takes to settle a reply that is lost. */
export interface MintOrder {
  readonly account: Account;
  readonly userId: string;
  readonly purpose: string;
  /** Undefined: never. */
  readonly expires: Date | undefined;
  /** What somebody wished for, and is made sure of. */
  readonly scope: KeyScope;
  /** What is asked for: the wish, and for the rest what the portal asks for. */
  readonly request: KeyScope;
  /** The keys from before, where `expires` alone would not tell ours from another's of the same purpose. */
  readonly before: readonly ListedApiKey[] | undefined;
}
