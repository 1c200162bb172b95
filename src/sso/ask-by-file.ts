import { randomUUID } from 'node:crypto';
import { lstatSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { readBelieved } from '../core/believed-file.ts';
import { describeError, Failure } from '../core/failure.ts';
import type { Run } from '../core/run.ts';
import { formatJson, parseJson } from '../core/text.ts';
import { writeTo } from '../core/write.ts';
import { redactTexts } from '../secrets/clean-json.ts';
import { type Answer, type Asker, type Question, readAnswer, wrong } from './question.ts';

const POLL_INTERVAL_MS = 100;
// Whoever writes an answer may not have finished.
const HALF_WRITTEN_MS = 1_000;
const MAX_ANSWER_SIZE = 65_536;

/**
 * Asks by a file in a folder, for whoever drives this: a script, another program. Each question has a name of its own, and the
 * answer to it, too: none is taken for that to another. Neither file is left.
 */
export class FileAsker implements Asker {
  readonly #folder: string;
  readonly #run: Run;

  /** @param folder that nobody else can write to */
  constructor(folder: string, run: Run) {
    this.#folder = folder;
    this.#run = run;
  }

  /** @throws Failure, where the question cannot be written */
  async ask(question: Question, signal: AbortSignal): Promise<Answer> {
    const name = randomUUID().slice(0, 8);
    const asked = join(this.#folder, `question-${name}.json`);
    const answered = join(this.#folder, `answer-${name}.json`);
    const remove = () => [asked, answered].forEach(removeIfFile);
    // A browser that dies may end the run in the midst of it.
    process.once('exit', remove);
    try {
      await this.#write(asked, { ...question, answer: `answer-${name}.json` });
      this.#run.warn(
        `A question about the provider's page is in ${asked}; its answer is awaited in ${answered}.`,
      );
      return readAnswer(await awaitJson(answered, signal), question);
    } catch (error) {
      if (error instanceof Failure) throw error;
      return wrong(describeError(error));
    } finally {
      process.off('exit', remove);
      remove();
    }
  }

  async #write(path: string, question: object): Promise<void> {
    try {
      await writeTo(path, formatJson(redactTexts(question), 2), this.#run.deadline, false);
    } catch (error) {
      throw new Failure({
        kind: 'sign-in',
        attempt: "ask about the provider's page",
        reason: describeError(error),
        hint: 'Mend that, or name another folder with --on-unknown ask:FOLDER.',
        cause: error,
      });
    }
  }
}

function removeIfFile(path: string): void {
  if (lstatSync(path, { throwIfNoEntry: false })?.isFile()) rmSync(path, { force: true });
}

/**
 * Waits for a file with JSON.
 * @returns undefined where what it holds is none, and stays so
 * @throws Error, where it is not to be believed
 */
async function awaitJson(path: string, signal: AbortSignal): Promise<unknown> {
  let last: { readonly text: string; readonly since: number } | undefined;
  while (!signal.aborted) {
    const text = readBelieved(path, MAX_ANSWER_SIZE);
    const value = text === undefined ? undefined : parseJson(text);
    if (value !== undefined) return value;
    if (text !== undefined && text !== last?.text) last = { text, since: performance.now() };
    if (last && performance.now() - last.since > HALF_WRITTEN_MS) return undefined;
    await sleep(POLL_INTERVAL_MS, undefined, { signal }).catch(() => {});
  }
  return undefined;
}
