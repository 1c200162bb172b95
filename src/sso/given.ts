import { type PageKind, takesCode, takesName, takesPassword } from '../in-page/page-kinds.ts';

/** How often what was given on the way, by whose pages asked for it: one provider knows nothing of what another was given. */
export class Given {
  readonly #counts = new Map<string, Map<PageKind, number>>();

  /** How often at an origin. */
  count(kind: PageKind, origin: string): number {
    return this.#counts.get(origin)?.get(kind) ?? 0;
  }

  has(kind: PageKind, origin: string): boolean {
    return this.count(kind, origin) > 0;
  }

  hasPassword(origin: string): boolean {
    return this.#kindsAt(origin).some(takesPassword);
  }

  hasCode(origin: string): boolean {
    return this.#kindsAt(origin).some(takesCode);
  }

  hasAnywhere(kind: PageKind): boolean {
    return [...this.#counts.keys()].some((origin) => this.has(kind, origin));
  }

  /** Whether any has been given the user name. */
  get hasName(): boolean {
    return [...this.#counts.keys()].some((origin) => this.#kindsAt(origin).some(takesName));
  }

  /** @returns the origins that have been given the password */
  get withPassword(): string[] {
    return [...this.#counts.keys()].filter((origin) => this.hasPassword(origin));
  }

  /** @returns those that have been given a one-time code */
  get withCode(): string[] {
    return [...this.#counts.keys()].filter((origin) => this.hasCode(origin));
  }

  note(kind: PageKind, origin: string): void {
    const counts = this.#counts.get(origin) ?? new Map<PageKind, number>();
    this.#counts.set(origin, counts.set(kind, this.count(kind, origin) + 1));
  }

  /** What was typed at an origin has never left. */
  takeBack(origin: string): void {
    const secret = this.#kindsAt(origin).filter((kind) => takesPassword(kind) || takesCode(kind));
    for (const kind of secret) this.#counts.get(origin)?.delete(kind);
  }

  #kindsAt(origin: string): PageKind[] {
    return [...(this.#counts.get(origin)?.keys() ?? [])];
  }
}
