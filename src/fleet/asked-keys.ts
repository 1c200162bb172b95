import type { ListedApiKey } from '../api/schemas.ts';
import { readDifference, type ServerFacts } from '../api/server-facts.ts';
import { readInstant } from '../core/text.ts';

/** Whose a key is, and for which planned key it was asked for. */
export interface KeyPlace {
  /** As the server itself says which it is. */
  readonly installationId: string | undefined;
  readonly userId: string;
  /** Id of the planned key. */
  readonly target: string;
}

// The server's clock may be further behind than it tells, by so much.
const MAX_CLOCK_SKEW_MS = 10 * 60_000;

/**
 * The keys that a fleet has asked for in one run: a manifest may have one server under two names, whose entries would take each other's
 * key for the old one. A server can say that it is another one, and call its keys as it likes, but no key of that other one bears the instant
 * that only we asked for, or is as new as what this run has made.
 */
export class AskedKeys {
  readonly #begun = Date.now();
  readonly #targets = new Map<string, string>();

  /** @param mark the instant that was asked for, or the id of what was made */
  note(mark: Date | string, place: KeyPlace): void {
    this.#targets.set(nameMark(mark, place), place.target);
  }

  /** Whether a key was made in this run for another planned key. */
  isAnothers(
    { Id, Created, Expires }: ListedApiKey,
    place: KeyPlace,
    server: Pick<ServerFacts, 'clockAhead'>,
  ): boolean {
    // What stands in front of a server may tell its own time: what is old is so by both clocks.
    const begun = this.#begun + Math.min(0, readDifference(server));
    const isNew = !(readInstant(Created) < begun - MAX_CLOCK_SKEW_MS);
    const marks = [...(isNew ? [Id] : []), ...(Expires ? [new Date(Expires)] : [])];
    return marks.some((mark) => (this.#targets.get(nameMark(mark, place)) ?? place.target) !== place.target);
  }
}

function nameMark(mark: Date | string, { installationId, userId }: KeyPlace): string {
  return JSON.stringify([installationId, userId, typeof mark === 'string' ? mark : mark.getTime()]);
}
