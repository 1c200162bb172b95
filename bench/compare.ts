import { type CommandLine, type Outcome, startProgram } from '../tests/start-command.ts';
import { median } from './median.ts';

/** A program that is measured as a whole process. */
export interface Contestant {
  readonly program: string;
  readonly words: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
}

/** What one contestant is measured by. */
export interface Ratio<Name extends string> {
  readonly of: Name;
  /** What they take together: whoever is named more than once counts so often. */
  readonly against: readonly Name[];
  /** The goal; without it the ratio is told only. */
  readonly atMost?: number;
}

/** A table of contestants that take turns, since a machine's speed drifts: the ratios count, not the seconds. */
export interface Comparison<Name extends string> {
  readonly title: string;
  readonly contestants: Readonly<Record<Name, Contestant>>;
  readonly ratios: readonly Ratio<Name>[];
}

const ROUNDS = Number(process.env.BENCH_ROUNDS ?? 7);
const FEWEST_ROUNDS = Math.min(3, ROUNDS);
// A machine that is slower, or busy, does fewer rounds.
const ENOUGH_MS = 75_000;

/** Milliseconds, by contestant. */
type Times<Name extends string> = Readonly<Record<Name, number>>;

/**
 * Measures, and prints what came of it.
 * @param line what each contestant is started with
 */
export async function compare<Name extends string>(
  { title, contestants, ratios }: Comparison<Name>,
  line: CommandLine,
): Promise<void> {
  const names = Object.keys(contestants) as Name[];
  const rounds: Times<Name>[] = [];
  const begun = performance.now();
  // The first round only warms the machine's caches.
  for (let round = 0; round <= ROUNDS; round += 1) {
    if (rounds.length >= FEWEST_ROUNDS && performance.now() - begun > ENOUGH_MS) break;
    const times: [Name, number][] = [];
    for (const name of names) times.push([name, (await time(contestants[name], line)).took]);
    if (round > 0) rounds.push(Object.fromEntries(times) as Times<Name>);
  }
  process.stdout.write(`\n${title}, ${rounds.length} rounds\n`);
  for (const name of names) printRow(median(rounds.map((times) => times[name])), name);
  for (const ratio of ratios) printRatio(ratio, rounds);
}

/**
 * Runs a contestant to its end.
 * @throws Error, where it fails
 */
export async function time(
  contestant: Contestant,
  line: CommandLine,
): Promise<Outcome & { readonly took: number }> {
  const { program, words, env, cwd = line.cwd } = contestant;
  const begun = performance.now();
  const started = startProgram(program, { ...line, args: words, cwd, env: { ...line.env, ...env } });
  const outcome = await started.exited;
  const took = performance.now() - begun;
  if (outcome.code === 0) return { ...outcome, took };
  throw new Error(`${program} ${words.join(' ')} ended with ${outcome.code}:\n${outcome.stderr}`);
}

/** Prints how long something took. */
export function printRow(milliseconds: number, name: string): void {
  process.stdout.write(`  ${Math.round(milliseconds).toString().padStart(6)} ms  ${name}\n`);
}

function printRatio<Name extends string>(
  { of, against, atMost }: Ratio<Name>,
  rounds: readonly Times<Name>[],
): void {
  const together = (times: Times<Name>) => against.reduce((sum, name) => sum + times[name], 0);
  const ratio = median(rounds.map((times) => times[of] / together(times)));
  const goal = atMost === undefined ? '' : ratio <= atMost ? `, at most ${atMost}` : `, MORE THAN ${atMost}`;
  process.stdout.write(`  ${ratio.toFixed(2).padStart(6)} ×   ${of} / ${sayTogether(against)}${goal}\n`);
}

/** @returns `(an empty file + 2 × Chromium alone)` */
function sayTogether(names: readonly string[]): string {
  const parts = [...new Set(names)].map((name) => {
    const count = names.filter((each) => each === name).length;
    return count > 1 ? `${count} × ${name}` : name;
  });
  return parts.length > 1 ? `(${parts.join(' + ')})` : parts.join();
}
