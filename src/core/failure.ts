import { redactor } from '../secrets/redactor.ts';
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
  /** What the user can do next: one sentence. */
  readonly hint: string;
  readonly cause?: unknown;
}

/**
 * Whatever ends a run: what happened, what the server said, what to do next, in one line.
 * It is redacted and its control characters are escaped when it is built, so that no sink can leak it.
 */
export class Failure extends Error {
  override readonly name = 'Failure';
  readonly kind: FailureKind;
  readonly hint: string;

  constructor({ kind, attempt, reason, serverSaid = [], hint, cause }: FailureParts) {
    const said = serverSaid.length > 0 ? ` The server said: ${serverSaid.map(endSentence).join(' ')}` : '';
    super(redactor.redact(escapeControls(`Could not ${attempt}: ${endSentence(reason)}${said} ${hint}`)), {
      cause,
    });
    this.kind = kind;
    this.hint = hint;
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
  const text = error instanceof Error ? error.message : String(error);
  // biome-ignore lint/suspicious/noControlCharactersInRegex: terminal colours begin with one
  const [firstLine = ''] = text.replace(/\u001b\[[0-9;]*m/g, '').split('\n');
  return redactor.redact(firstLine.trim());
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
