import type { Page } from 'playwright';
import type { IsolatedWorld } from '../browser/isolated-world.ts';
import type { Deadline } from '../core/deadline.ts';
import type { PageKind } from '../in-page/judge-page.ts';
import { CredentialGuard } from '../portal/credential-guard.ts';
import type { Secret } from '../secrets/secret.ts';
import { UserNameGuard } from './user-name-guard.ts';

/** What may be typed on a provider's pages. */
export interface Typeable {
  readonly username: string | undefined;
  readonly password: Secret | undefined;
  readonly code: Secret | undefined;
}

/** The guards of all that is typed on the way through a provider's pages. Each secret has one of its own, and leaves once. */
export class WalkGuards {
  readonly #page: Page;
  readonly #server: string;
  readonly #origins: readonly string[];
  readonly #deadline: Deadline;
  readonly #secrets = new Map<string, CredentialGuard>();
  #name: UserNameGuard | undefined;
  #last: CredentialGuard | undefined;

  /**
   * @param server the portal's address
   * @param origins those that may have what is typed
   */
  constructor(page: Page, server: string, origins: readonly string[], deadline: Deadline) {
    this.#page = page;
    this.#server = server;
    this.#origins = origins;
    this.#deadline = deadline;
  }

  /** Guards what will be typed into a document of some kind, from before it is. */
  async cover(world: IsolatedWorld, kind: PageKind, { username, password, code }: Typeable): Promise<void> {
    const secret = kind === 'code' ? code : password;
    const hasSecret = kind === 'code' || kind === 'password' || kind === 'both';
    const hasName = kind === 'username' || kind === 'both';
    this.#last = undefined;
    if (hasName && username !== undefined) await this.#coverName(world, username);
    if (!hasSecret || !secret) return;
    this.#last = this.#guardOf(secret, kind === 'code' ? 'one-time code' : 'password');
    await this.#last.cover(world);
  }

  async #coverName(world: IsolatedWorld, username: string): Promise<void> {
    const guarded = { server: this.#server, username, origins: this.#origins };
    if (!this.#name || this.#name.isOver) this.#name = new UserNameGuard(this.#page, guarded, this.#deadline);
    await this.#name.cover(world);
  }

  #guardOf(secret: Secret, what: 'password' | 'one-time code'): CredentialGuard {
    const key = secret.reveal();
    const guarded = { server: this.#server, what, secret, origins: this.#origins };
    const guard = this.#secrets.get(key) ?? new CredentialGuard(this.#page, guarded, this.#deadline);
    this.#secrets.set(key, guard);
    return guard;
  }

  /** That of the secret that was typed last; undefined where what was typed last is none. */
  get ofSecret(): CredentialGuard | undefined {
    return this.#last;
  }

  /** That of the user name, as it was typed last. */
  get ofName(): UserNameGuard | undefined {
    return this.#name;
  }

  /** All that there were. */
  get all(): readonly (CredentialGuard | UserNameGuard)[] {
    return [...(this.#name ? [this.#name] : []), ...this.#secrets.values()];
  }

  /** Ends those whose document is left, if what they guard has arrived: they slow every request. */
  async endOnceLeft(world: IsolatedWorld): Promise<void> {
    for (const guard of this.all) await guard.endOnceLeft(world);
  }

  /** Lets nothing of it leave any more, and waits for what comes of what has. */
  async end(): Promise<void> {
    await Promise.all([...this.#secrets.values()].map((guard) => guard.stopSending()));
    for (const guard of this.all) guard.endWithPage();
  }
}
