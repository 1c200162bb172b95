import { escapeControls } from '../failure/escape-controls.ts';
import { redactor } from '../secret/redactor.ts';
import type { Finding } from './finding.ts';

const MARKS: Readonly<Record<Finding['state'], string>> = {
  ok: 'ok',
  warning: 'warning',
  failed: 'FAILED',
  skipped: '-',
};

/** Writes findings as text, one a line, with a line break at its end. */
export function formatFindings(findings: readonly Finding[], format: 'table' | 'json'): string {
  if (format === 'json') return redactor.redact(`${JSON.stringify(findings, null, 2)}\n`);
  const width = Math.max(...findings.map(({ check }) => check.length));
  const lines = findings.map(({ check, state, found, advice }) => {
    const rest = escapeControls(advice ? `${found}. ${advice}` : found);
    return `${MARKS[state].padEnd(8)}${check.padEnd(width)}  ${rest}`;
  });
  return redactor.redact(`${lines.join('\n')}\n`);
}
