import { sayCommands } from '../core/command-names.ts';
import { describeError, Failure, type FailureKind } from '../core/failure.ts';
import { escapeControls, formatJson } from '../core/text.ts';
import { redactTexts } from '../secrets/clean-json.ts';
import { redactor } from '../secrets/redactor.ts';

/** What came of looking at one thing. */
export interface Outcome {
  readonly state: 'ok' | 'warning' | 'failed' | 'skipped';
  /** What was found, in one sentence. */
  readonly found: string;
  /** What to do about it; none where all is well. */
  readonly advice?: string;
  /** What a failure of it means for a run. */
  readonly kind?: FailureKind;
}

export interface Finding extends Outcome {
  /** What was looked at. */
  readonly check: string;
}

/** @returns that all is well */
export function fine(found: string): Outcome {
  return { state: 'ok', found };
}

/** @returns that a run may go well all the same */
export function warn(found: string, advice: string): Outcome {
  return { state: 'warning', found, advice: sayCommands(advice) };
}

/** @returns that a run would fail */
export function fail(kind: FailureKind, found: string, advice: string): Outcome {
  return { state: 'failed', kind, found, advice: sayCommands(advice) };
}

/** @returns that it could not be looked at, or need not be */
export function skip(found: string): Outcome {
  return { state: 'skipped', found };
}

/** @returns the error of a run as a finding: its message ends with what to do, which becomes the advice */
export function fromError(error: unknown, kind: FailureKind): Outcome {
  const message = describeError(error);
  if (!(error instanceof Failure)) return fail(kind, message, 'Run with LOG_LEVEL=debug to see more.');
  const found = message.replace(error.hint, '').trim().replace(/\.$/, '');
  return fail(error.kind, found, error.hint);
}

const MARKS: Readonly<Record<Finding['state'], string>> = {
  ok: 'ok',
  warning: 'warning',
  failed: 'FAILED',
  skipped: '-',
};

/** Writes findings as text, one a line, with a line break at its end. */
export function formatFindings(findings: readonly Finding[], format: 'table' | 'json'): string {
  if (format === 'json') return formatJson(redactTexts(findings), 2);
  const width = Math.max(...findings.map(({ check }) => check.length));
  const lines = findings.map(({ check, state, found, advice }) => {
    const rest = redactor.redact(advice ? `${found}. ${advice}` : found);
    return `${MARKS[state].padEnd(8)}${check.padEnd(width)}  ${escapeControls(rest)}`;
  });
  return `${lines.join('\n')}\n`;
}
