import { redactor } from '../secrets/redactor.ts';
import { sayCommands } from './command-names.ts';
import { sayOptions } from './option-words.ts';
import { shorten } from './shorten.ts';
import { escapeControls } from './text.ts';

/** The exit codes of the command contract, by the class of failure. */
export const exitCodes = {
  defect: 1,
  options: 2,
  server: 3,
  'sign-in': 4,
  key: 5,
  delivery: 6,
  browser: 7,
  hangup: 129,
  interrupted: 130,
  quit: 131,
  terminated: 143,
} as const;

export type FailureKind = keyof typeof exitCodes;

export interface FailureParts {
  readonly kind: FailureKind;
  /** What was attempted, as in "sign in as admin"; the message begins "Could not …". */
  readonly attempt: string;
  readonly reason: string;
  /** What the server said, in its own words, one entry a sentence. */
  readonly serverSaid?: readonly string[];
  /** What the user can do next: one sentence. It names options as mint-key has them. */
  readonly hint: string;
  readonly cause?: unknown;
}

// What holds for a message of an Octopus Server, and for all that one of ours needs, ids of keys included.
const MAX_SENTENCES = 20;
const MAX_SAID_LENGTH = 2_000;
const MAX_REASON_LENGTH = 20_000;

/**
 * Whatever ends a run: what happened, what the server said, what to do next, in one line.
 * It is redacted and its control characters are escaped when it is built, so that no sink can leak it.
 */
export class Failure extends Error {
  override readonly name = 'Failure';
  readonly kind: FailureKind;
  readonly hint: string;

  constructor({ kind, attempt, reason, serverSaid = [], hint, cause }: FailureParts) {
    const words = serverSaid
      .slice(0, MAX_SENTENCES)
      .map((text) => endSentence(shorten(text, MAX_SAID_LENGTH)));
    const said = words.length > 0 ? ` The server said: ${words.join(' ')}` : '';
    const why = endSentence(shorten(reason, MAX_REASON_LENGTH));
    const advice = sayCommands(sayOptions(hint));
    super(escapeControls(redactor.redact(`Could not ${attempt}: ${why}${said} ${advice}`)), { cause });
    this.kind = kind;
    this.hint = advice;
  }

  get exitCode(): number {
    return exitCodes[this.kind];
  }
}

/**
 * Turns anything thrown into one line of text.
 * @returns the message, its first line only, without the colours that Playwright puts in.
 */
export function describeError(error: unknown): string {
  const said = error instanceof Error ? error.message : String(error);
  // biome-ignore lint/suspicious/noControlCharactersInRegex: terminal colours begin with one
  const text = said.replace(/\u001b\[[0-9;]*m/g, '');
  // What is ours is short, but for what it names.
  const clean = error instanceof Failure ? redactor.redact(text) : shorten(text, MAX_REASON_LENGTH);
  const [firstLine = ''] = clean.split('\n', 1);
  return firstLine.trim();
}

function endSentence(text: string): string {
  return /[.!?]$/.test(text) ? text : `${text}.`;
}

/** Thrown where what a user wrote is wrong: every mistake, each naming what is wrong and how to mend it. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
  readonly mistakes: readonly string[];

  constructor(mistakes: readonly string[]) {
    super(mistakes.join('; '));
    this.mistakes = mistakes;
  }
}
