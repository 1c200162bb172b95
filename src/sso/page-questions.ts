import { DocumentGone } from '../browser/isolated-world.ts';
import type { Run } from '../core/run.ts';
import { writeLogLine } from '../core/standard-error.ts';
import type { OnUnknown } from '../core/values.ts';
import type { PageKind } from '../in-page/page-kinds.ts';
import type { Secret } from '../secrets/secret.ts';
import type { PageAnswers } from './answer-page.ts';
import { FileAsker } from './ask-by-file.ts';
import { TerminalAsker } from './ask-on-terminal.ts';
import type { OneTimeCodes } from './one-time-codes.ts';
import { type Look, readOrigins } from './provider-page.ts';
import {
  type Answer,
  type Asker,
  type Choice,
  formQuestion,
  type Question,
  type TextName,
} from './question.ts';
import type { WalkGuards } from './walk-guards.ts';

const MAX_QUESTIONS = 10;
const LOOK_INTERVAL_MS = 250;

/** What the answers of a walk are followed with. */
export interface AnswerMeans {
  readonly onUnknown: OnUnknown;
  readonly username: string | undefined;
  readonly password: Secret | undefined;
  readonly codes: OneTimeCodes | undefined;
  /** Origins that may have what is typed. */
  readonly origins: readonly string[];
  readonly guards: WalkGuards;
  readonly answers: PageAnswers;
  /** @returns the page as it stands; undefined where another is just coming */
  readonly lookAgain: () => Promise<Look | undefined>;
}

/** What came of a question. */
export type Outcome =
  /** There is nothing to choose from; or it was asked often enough. */
  | { readonly kind: 'not asked'; readonly reason?: string }
  | { readonly kind: 'stopped' | 'to wait' | 'nothing' }
  /** What was chosen would be sent to an origin that may not have it, and was left alone. */
  | { readonly kind: 'foreign'; readonly origin: string; readonly look: Look }
  /** It was typed, and pressed if nothing came between; `none` where nothing was typed, or what nobody had before. */
  | { readonly kind: 'done'; readonly typed: PageKind; readonly isPressed: boolean };

/** Asks somebody about the pages that a walk cannot answer, and does there what was chosen. */
export class PageQuestions {
  readonly #means: AnswerMeans;
  readonly #run: Run;
  readonly #asker: Asker | undefined;
  #count = 0;
  #open: { readonly withdrawal: AbortController; readonly asking: Promise<Answer> } | undefined;

  constructor(means: AnswerMeans, run: Run) {
    this.#means = means;
    this.#run = run;
    this.#asker = openAsker(means.onUnknown, run);
  }

  /** Whether anybody is asked at all. */
  get areAsked(): boolean {
    return this.#asker !== undefined;
  }

  /** Whether an answer is awaited. */
  get isOpen(): boolean {
    return this.#open !== undefined;
  }

  /**
   * @param reason why the walk cannot answer the page
   * @param hasPassword whether the password was not given yet
   * @throws what the run was stopped with; Failure, where nobody can be asked
   */
  async askAbout(look: Look, reason: string, hasPassword: boolean): Promise<Outcome> {
    if (this.#count >= MAX_QUESTIONS)
      return { kind: 'not asked', reason: `it was asked about ${MAX_QUESTIONS} times` };
    try {
      const pinned = await look.world.call('pinOffers');
      if (pinned.offers.length === 0) return { kind: 'not asked' };
      const question = formQuestion(look, pinned, reason, this.#listTexts(hasPassword));
      return await this.#takeUp(await this.#ask(question, look), look);
    } catch (error) {
      if (error instanceof DocumentGone) return this.#tellUnpressed();
      throw error;
    }
  }

  #listTexts(hasPassword: boolean): TextName[] {
    const { username, codes, guards } = this.#means;
    const isSent = guards.all.some((guard) => guard.what === 'password' && guard.isSent);
    return [
      ...(username === undefined ? [] : (['username'] as const)),
      ...(hasPassword && !isSent ? (['password'] as const) : []),
      ...(codes ? (['code'] as const) : []),
    ];
  }

  /**
   * Asks, and meanwhile looks after the page.
   * @returns undefined where it is another by itself, or the time is over: the question is withdrawn then
   */
  async #ask(question: Question, look: Look): Promise<Answer | undefined> {
    const { deadline } = this.#run;
    if (!this.#asker) throw new Error('nobody is to be asked');
    this.#count += 1;
    const withdrawal = new AbortController();
    const asking = this.#asker.ask(question, withdrawal.signal);
    this.#open = { withdrawal, asking };
    try {
      for (;;) {
        const answer = await Promise.race([asking, deadline.pause(LOOK_INTERVAL_MS)]);
        if (answer) return answer;
        if (deadline.signal.aborted || !(await this.#isStill(look))) return undefined;
      }
    } finally {
      await this.close();
    }
  }

  async #isStill(look: Look): Promise<boolean> {
    const now = await this.#means.lookAgain();
    return now?.world.document === look.world.document && now.kind === look.kind;
  }

  /** Withdraws a question that nobody has answered, and leaves nothing of it. */
  async close(): Promise<void> {
    const open = this.#open;
    open?.withdrawal.abort();
    await open?.asking.catch(() => {});
    this.#open = undefined;
  }

  async #takeUp(answer: Answer | undefined, look: Look): Promise<Outcome> {
    if (!answer) this.#run.info('The page has changed by itself: the question about it is withdrawn.');
    if (!answer) return { kind: 'nothing' };
    if (answer.kind === 'choice') return await this.#follow(answer, look);
    if (answer.kind === 'wrong') this.#run.warn(`The answer is not followed: ${answer.reason}.`);
    if (answer.kind === 'wait') return { kind: 'to wait' };
    return { kind: answer.kind === 'stop' ? 'stopped' : 'nothing' };
  }

  /** Does what was chosen, if the page still shows what it was chosen from, and where it may be done. */
  async #follow({ typing, fields, press, given }: Choice, look: Look): Promise<Outcome> {
    const { username, password, codes, origins, guards } = this.#means;
    if (given && guards.isSpent(given, look.world)) {
      this.#run.warn('The answer is not followed: it was given there already.');
      return { kind: 'nothing' };
    }
    const code = typing === 'code' && !given ? await codes?.next(this.#run.deadline) : undefined;
    const places = fields.map((id) => id - 1);
    const button = press === undefined ? null : press - 1;
    const isSame = await this.#isStill(look);
    const target = isSame ? await look.world.call('chooseOffers', typing, places, button) : undefined;
    if (target === undefined) return this.#tellUnpressed(code);
    const chosen = { ...look, kind: typing, target };
    const origin = readOrigins(chosen).find((one) => !origins.includes(one));
    if (origin !== undefined) return { kind: 'foreign', origin, look: chosen };
    this.#run.deadline.requireGoing();
    if (this.#run.deadline.signal.aborted) return { kind: 'nothing' };
    this.#run.info("Going on at the provider's page as was answered.");
    const typeable = { username, password, code, given };
    const isPressed = await this.#means.answers.give(chosen, typeable);
    if (!isPressed) this.#tellUnpressed(code);
    // A page that is known has not asked for what somebody has given now.
    return { kind: 'done', typed: given ? 'none' : typing, isPressed };
  }

  /** @param code that was to be typed, and may be again where it has not left */
  #tellUnpressed(code?: Secret): Outcome {
    const { codes, guards } = this.#means;
    const isSent = guards.all.some((guard) => guard.what === 'one-time code' && guard.isSent);
    if (code && !isSent) codes?.takeBack();
    this.#run.warn(UNPRESSED);
    return { kind: 'nothing' };
  }
}

const UNPRESSED =
  'Nothing was pressed: the page has changed since it was asked about, or does not keep what is typed.';

function openAsker(onUnknown: OnUnknown, run: Run): Asker | undefined {
  if (onUnknown === 'fail') return undefined;
  return onUnknown === 'ask'
    ? new TerminalAsker(process.stdin, writeLogLine)
    : new FileAsker(onUnknown.folder, run);
}
