import { appendFileSync, closeSync, openSync } from 'node:fs';
import { redactor } from '../secret/redactor.ts';
import type { KeyOutcome } from './record.ts';

const OWNER_ONLY = 0o600;

/** What became of each key, as a line of JSON, written as soon as it is known. */
export class ResultsFile implements Disposable {
  readonly #file: number | undefined;

  /**
   * @param path what was there before is replaced; undefined: nothing is written
   * @throws what the file system throws
   */
  constructor(path: string | undefined) {
    this.#file = path === undefined ? undefined : openSync(path, 'w', OWNER_ONLY);
  }

  /** @throws what the file system throws */
  write(outcome: KeyOutcome): void {
    if (this.#file !== undefined) appendFileSync(this.#file, `${redactor.redact(JSON.stringify(outcome))}\n`);
  }

  [Symbol.dispose](): void {
    if (this.#file !== undefined) closeSync(this.#file);
  }
}
