import type { CommandLine } from '../tests/start-command.ts';
import { type Contestant, printRow, time } from './compare.ts';
import { median } from './median.ts';

const ROUNDS = Number(process.env.BENCH_ROUNDS ?? 7);
const [LOADING, BETWEEN, LEAVING] = ['loading the bundle, reading the settings', 'between steps', 'leaving'];

interface Entry {
  readonly time: string;
  readonly step?: string;
  /** Milliseconds; of the line that ends a step. */
  readonly took?: number;
}

/** Prints what each part of a mint takes, as the command's own log has it: medians, of each part by itself. */
export async function breakDown(title: string, mint: Contestant, line: CommandLine): Promise<void> {
  const rounds: Record<string, number>[] = [];
  for (let round = 0; round <= ROUNDS; round += 1) {
    const { took: start } = await time({ program: mint.program, words: ['--eval', '0'] }, line);
    const begun = performance.timeOrigin + performance.now();
    const { took, stderr } = await time(
      { ...mint, env: { ...mint.env, LOG_LEVEL: 'debug', LOG_FORMAT: 'json' } },
      line,
    );
    if (round > 0) rounds.push({ "Node's own start": start, ...divide(stderr, begun, took, start) });
  }
  process.stdout.write(`\n${title}: medians of ${rounds.length} rounds\n`);
  for (const part of Object.keys(rounds[0] ?? {}))
    printRow(median(rounds.map(({ [part]: took = 0 }) => took)), part);
}

/** @returns milliseconds by part; a step within another is part of that */
function divide(log: string, begun: number, took: number, start: number): Record<string, number> {
  const parts: Record<string, number> = {};
  let end = begun + start;
  let inside = 0;
  for (const { time, step, took } of readEntries(log)) {
    if (step === undefined) continue;
    const now = Date.parse(time);
    inside += took === undefined ? 1 : -1;
    const isOutermost = inside === (took === undefined ? 1 : 0);
    if (!isOutermost) continue;
    const part = took !== undefined ? step : end === begun + start ? LOADING : BETWEEN;
    parts[part] = (parts[part] ?? 0) + now - end;
    end = now;
  }
  return { ...parts, [LEAVING]: begun + took - end };
}

function readEntries(log: string): Entry[] {
  return log.split('\n').flatMap((text) => (text.startsWith('{') ? [JSON.parse(text) as Entry] : []));
}
