import type { Page, Request } from 'playwright';
import type { IsolatedWorld } from '../browser/isolated-world.ts';
import type { Deadline } from '../core/deadline.ts';
import { type PageKind, takesCode, takesName, takesPassword } from '../in-page/page-kinds.ts';
import { CredentialGuard } from '../portal/credential-guard.ts';
import type { Credential } from '../portal/credential-requests.ts';
import type { Secret } from '../secrets/secret.ts';
import { UserNameGuard } from './user-name-guard.ts';

/** What may be typed on a provider's pages. */
export interface Typeable {
  readonly username: string | undefined;
  readonly password: Secret | undefined;
  readonly code: Secret | undefined;
  /** What somebody gives now, to be typed in the place of a code. */
  readonly given: Secret | undefined;
}

/**
 * The guards of all that is typed on the way through a provider's pages. Each secret has one of its own for each origin that asks
 * for it, leaves once from there, and goes nowhere twice.
 */
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
  async cover(world: IsolatedWorld, kind: PageKind, typeable: Typeable): Promise<void> {
    const { username, password, code, given } = typeable;
    const secret = takesPassword(kind) ? password : (given ?? code);
    this.#last = undefined;
    if (takesName(kind) && username !== undefined) await this.#coverName(world, username);
    if (!(takesPassword(kind) || takesCode(kind)) || !secret) return;
    const codeOrGiven = given ? 'answer' : 'one-time code';
    this.#last = this.#guardOf(secret, takesPassword(kind) ? 'password' : codeOrGiven, world.origin ?? '');
    // What is typed together leaves together: whatever takes either along, that was the one time.
    if (takesPassword(kind) && takesCode(kind) && code) this.#last.guardAlong(code);
    await this.#last.cover(world);
  }

  async #coverName(world: IsolatedWorld, username: string): Promise<void> {
    const isHeldBeside = async (request: Request) => {
      const held = await Promise.all([...this.#secrets.values()].map((guard) => guard.holds(request)));
      return held.includes(true);
    };
    const guarded = { server: this.#server, username, origins: this.#origins, isHeldBeside };
    if (!this.#name || this.#name.isOver) this.#name = new UserNameGuard(this.#page, guarded, this.#deadline);
    await this.#name.cover(world);
  }

  #guardOf(secret: Secret, what: Credential, origin: string): CredentialGuard {
    const key = keyOf(secret, origin);
    const known = this.#secrets.get(key);
    if (known && !isDone(known, what)) return known;
    const all = () => [...this.#secrets.values()];
    // Others may be sent the password while this one waits.
    const origins = () => {
      const had = what === 'password' ? this.withPassword.filter((each) => each !== guard.sentTo) : [];
      return this.#origins.filter((each) => !had.includes(each));
    };
    const guard: CredentialGuard = new CredentialGuard(
      this.#page,
      { server: this.#server, what, secret, origins, all },
      this.#deadline,
    );
    this.#secrets.set(key, guard);
    return guard;
  }

  /** Whether what somebody gives for a document has left another of its origin, and may not again: a page may still send the first one anew. */
  isSpent(given: Secret, world: IsolatedWorld): boolean {
    const known = this.#secrets.get(keyOf(given, world.origin ?? ''));
    return !!known?.hasLeftBefore(world) && !isDone(known, 'answer');
  }

  /** That of the secret that was typed last; undefined where what was typed last is none. */
  get ofSecret(): CredentialGuard | undefined {
    return this.#last;
  }

  /** The origins that the password was sent to. */
  get withPassword(): string[] {
    const secrets = [...this.#secrets.values()];
    return secrets.flatMap(({ what, sentTo = [] }) => (what === 'password' ? sentTo : []));
  }

  /** The origins that a password or a code was sent to. */
  get sentTo(): string[] {
    return [...this.#secrets.values()].flatMap(({ sentTo = [] }) => sentTo);
  }

  /** Those of them that have answered. */
  get answeredBy(): string[] {
    return [...this.#secrets.values()].flatMap(({ sentTo = [], knownReply }) =>
      knownReply?.kind === 'answered' ? sentTo : [],
    );
  }

  /** That of the user name, as it was typed last. */
  get ofName(): UserNameGuard | undefined {
    return this.#name;
  }

  /** All that there were. */
  get all(): readonly (CredentialGuard | UserNameGuard)[] {
    return [...(this.#name ? [this.#name] : []), ...this.#secrets.values()];
  }

  /**
   * Ends those whose document is left, if what they guard has arrived: they slow every request.
   * @param main what the page's main frame shows
   */
  async endOnceLeft(main: IsolatedWorld): Promise<void> {
    for (const guard of this.all) await guard.endOnceLeft(main);
  }

  /** Lets nothing of it leave any more, and waits for what comes of what has. */
  async end(): Promise<void> {
    await Promise.all([...this.#secrets.values()].map((guard) => guard.stopSending()));
    for (const guard of this.all) guard.endWithPage();
  }
}

function keyOf(secret: Secret, origin: string): string {
  return `${origin} ${secret.reveal()}`;
}

/** Whether the same answer may be given anew: somebody has chosen it again, and nothing of the first one can be sent any more. */
function isDone(known: CredentialGuard, what: Credential): boolean {
  return known.isOver && known.what === 'answer' && what === 'answer';
}
