import { appendFileSync, closeSync, fstatSync } from 'node:fs';
import type { Deadline } from '../core/deadline.ts';
import type { FailureKind } from '../core/failure.ts';
import { findStream, openStream, writeAll } from '../core/streams.ts';
import { formatJson } from '../core/text.ts';
import { cutInPlace, openInPlace } from '../core/write.ts';
import { redactTexts } from '../secrets/clean-json.ts';
import type { TrustOutcome } from '../trust/provide-identity.ts';

/** What is told of all that was wanted. Times are ISO 8601, durations milliseconds. */
interface WantedRecord {
  /** The server's name, as the manifest gives it. */
  readonly server: string;
  readonly url: string;
  /** Who signed in; null where the manifest does not say and nobody got that far. */
  readonly user: string | null;
  /** One line: what happened, what the server said, what to do next. */
  readonly error: string | null;
  readonly kind: FailureKind | null;
  /** The exit code that it alone would have ended with. */
  readonly exitCode: number;
  /** The step that failed. */
  readonly step: string | null;
  readonly endedAt: string;
  readonly took: number;
}

/** What became of one key that was wanted, without the secret. */
export interface KeyRecord extends WantedRecord {
  readonly serviceAccount: string | null;
  readonly purpose: string;
  readonly outcome: 'minted' | 'rotated' | 'skipped' | 'failed';
  readonly keyId: string | null;
  readonly created: string | null;
  readonly expires: string | null;
  /** Ids of the keys that were revoked for it. */
  readonly replaced: readonly string[];
  /** The path of a file, or the command that was given it. */
  readonly deliveredTo: string | null;
}

/** What became of one OpenID Connect identity that was wanted: nothing of it is secret. */
export interface TrustRecord extends WantedRecord {
  /** Its name. */
  readonly serviceAccount: string;
  readonly accountId: string | null;
  /** What its tokens are meant for: the `service_account_id` of a job. */
  readonly serviceAccountId: string | null;
  readonly identityId: string | null;
  readonly issuer: string;
  readonly subject: string;
  /** What the tokens have as `aud`; null: `serviceAccountId`. */
  readonly audience: string | null;
  readonly outcome: TrustOutcome['outcome'] | 'failed';
}

/** One step of a sign-in, on the fleet's time line: milliseconds since the fleet began. */
export interface StepRecord {
  readonly step: string;
  readonly begun: number;
  readonly took: number;
}

/** One user of one server, from the wait for a browser to the sign-out. */
export interface SignInRecord {
  readonly server: string;
  readonly url: string;
  readonly user: string | null;
  /** Where its browser ran: `this machine`, or the address of a remote one without its query. */
  readonly browser: string | null;
  /** Milliseconds since the fleet began. */
  readonly begun: number;
  readonly took: number;
  readonly steps: readonly StepRecord[];
  readonly keys: readonly KeyRecord[];
  readonly trust: readonly TrustRecord[];
}

/** What became of a fleet. */
export interface FleetRecord {
  /** As it was named on the command line. */
  readonly manifest: string;
  /** Such as `3/16`. */
  readonly shard: string | null;
  readonly startedAt: string;
  readonly took: number;
  readonly concurrency: number;
  readonly signIns: readonly SignInRecord[];
}

/** What became of each key and identity, as a line of JSON, written as soon as it is known. */
export class ResultsFile implements Disposable {
  readonly #file: number | undefined;
  /** A stream of this process stays open, and has what was there before. */
  readonly #isStream: boolean = false;
  readonly #deadline: Deadline;
  /** Whoever reads from a pipe may take their time: settles once all lines are written, and fails with the first that is not. */
  #writing: Promise<unknown> = Promise.resolve();

  /**
   * @param path what was there before is replaced; undefined: nothing is written
   * @param deadline for a pipe that nobody reads
   * @throws what `openInPlace` and `openStream` throw
   */
  constructor(path: string | undefined, deadline: Deadline) {
    this.#deadline = deadline;
    if (path === undefined) return;
    const stream = findStream(path);
    this.#isStream = stream !== undefined;
    this.#file = stream === undefined ? openInPlace(path) : openStream(stream);
    if (!this.#isStream && fstatSync(this.#file).isFile()) cutInPlace(this.#file, path, 0);
  }

  /** @throws what the file system throws; after that, for every further line */
  async write(outcome: KeyRecord | TrustRecord): Promise<void> {
    const file = this.#file;
    if (file === undefined) return;
    const line = formatJson(redactTexts(outcome));
    if (fstatSync(file).isFile()) return appendFileSync(file, line);
    this.#writing = this.#writing.then(() => writeAll(file, line, this.#deadline));
    await this.#writing;
  }

  [Symbol.dispose](): void {
    if (this.#file !== undefined && !this.#isStream) closeSync(this.#file);
  }
}
