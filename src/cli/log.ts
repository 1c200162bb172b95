import type { Logger } from 'pino';
import { writeLogLine } from '../core/standard-error.ts';
import { escapeJson, escapeLines } from '../core/text.ts';
import { redactTexts } from '../secrets/clean-json.ts';

export type Log = Logger;

/**
 * Makes the log: readable on a terminal, JSON lines elsewhere, on standard error in either case. It is written
 * before the call returns, since a worker's log cannot be flushed when the process ends.
 */
export function createLog(level: string): Log {
  const { pino } = require('pino') as typeof import('pino');
  const print = process.stderr.isTTY ? createPrinter() : printJson;
  const options = {
    level,
    base: null,
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label: string) => ({ level: label }) },
  };
  return pino(options, { write: (line) => writeLogLine(print(redactTexts(JSON.parse(line)))) });
}

function printJson(entry: unknown): string {
  return `${escapeJson(JSON.stringify(entry))}\n`;
}

function createPrinter(): (entry: unknown) => string {
  const { prettyFactory } = require('pino-pretty') as typeof import('pino-pretty');
  const pretty = prettyFactory({
    colorize: !process.env.NO_COLOR,
    ignore: 'step,took',
    translateTime: 'SYS:HH:MM:ss',
    levelFirst: false,
  });
  return (entry) => pretty(escapeTexts(entry)) ?? '';
}

/** The stack of an error is of several lines, and so is what a library says of one. */
function escapeTexts(value: unknown): unknown {
  if (typeof value === 'string') return escapeLines(value);
  if (Array.isArray(value)) return value.map(escapeTexts);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => [escapeLines(name), escapeTexts(inner)]),
  );
}
