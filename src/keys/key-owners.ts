import type { Access } from '../api/access.ts';
import type { ListedApiKey } from '../api/schemas.ts';
import type { Run } from '../core/run.ts';
import { readKeyList } from './list.ts';
import { findKeyOwner, type OwnerWish } from './owner.ts';

/** Who a key is for, and the keys that they had when they were first asked about. */
export interface KnownOwner {
  readonly userId: string;
  readonly existing: readonly ListedApiKey[];
}

/** Finds out about each owner of keys once, however many keys there are to be. */
export class KeyOwners {
  readonly #access: Access;
  readonly #run: Run;
  readonly #known = new Map<string, Promise<KnownOwner>>();

  constructor(access: Access, run: Run) {
    this.#access = access;
    this.#run = run;
  }

  /** @throws Failure of kind `key` */
  find(wish: OwnerWish): Promise<KnownOwner> {
    const name = wish.serviceAccount ?? '';
    const finding = this.#known.get(name) ?? this.#ask(wish);
    this.#known.set(name, finding);
    return finding;
  }

  async #ask(wish: OwnerWish): Promise<KnownOwner> {
    const { api, user } = this.#access;
    const { Id: userId } = await findKeyOwner(api, user, wish, this.#run);
    return { userId, existing: await readKeyList(api, userId, this.#run) };
  }
}
