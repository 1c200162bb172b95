import type { Logger } from 'pino';
import { writeLogLine } from '../core/standard-error.ts';

export type Log = Logger;

/**
 * Makes the log: readable on a terminal, JSON lines elsewhere, on standard error in either case. It is written
 * before the call returns, since a worker's log cannot be flushed when the process ends.
 */
export function createLog(level: string): Log {
  const { pino } = require('pino') as typeof import('pino');
  const print = process.stderr.isTTY ? createPrinter() : (line: string) => line;
  const options = {
    level,
    base: null,
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label: string) => ({ level: label }) },
  };
  return pino(options, { write: (line) => writeLogLine(print(line)) });
}

function createPrinter(): (line: string) => string {
  const { prettyFactory } = require('pino-pretty') as typeof import('pino-pretty');
  const pretty = prettyFactory({
    colorize: !process.env.NO_COLOR,
    ignore: 'step,took',
    translateTime: 'SYS:HH:MM:ss',
    levelFirst: false,
  });
  return (line) => pretty(line) ?? '';
}
