import type { Logger } from 'pino';
import { writeLogLine } from '../core/standard-error.ts';
import { escapeJson, escapeLines } from '../core/text.ts';
import { redactTexts } from '../secrets/clean-json.ts';
import type { Values } from './settings.ts';

export type Log = Logger;

type LogFormat = NonNullable<Values<'logFormat'>['logFormat']>;

/**
 * Makes the log, on standard error. It is written before the call returns, since a worker's log cannot be flushed when the process
 * ends.
 * @param format undefined: text where people read it, on a terminal and on CI systems, and JSON lines elsewhere
 */
export function createLog(level: string, format: LogFormat = chooseFormat()): Log {
  const { pino } = require('pino') as typeof import('pino');
  const print = format === 'text' ? createPrinter() : printJson;
  const options = {
    level,
    base: null,
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label: string) => ({ level: label }) },
  };
  return pino(options, { write: (line) => writeLogLine(print(redactTexts(JSON.parse(line)))) });
}

function chooseFormat(): LogFormat {
  const { LOG_FORMAT } = process.env;
  if (LOG_FORMAT === 'text' || LOG_FORMAT === 'json') return LOG_FORMAT;
  const { isCI } = require('ci-info') as typeof import('ci-info');
  return process.stderr.isTTY || isCI ? 'text' : 'json';
}

function printJson(entry: unknown): string {
  return `${escapeJson(JSON.stringify(entry))}\n`;
}

function createPrinter(): (entry: unknown) => string {
  const { prettyFactory } = require('pino-pretty') as typeof import('pino-pretty');
  const pretty = prettyFactory({
    colorize: process.stderr.isTTY && !process.env.NO_COLOR && process.env.TERM !== 'dumb',
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
