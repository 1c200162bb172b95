import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, homedir, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { findSystemBrowser } from '../src/browser/find-browser.ts';
import { chooseConcurrency } from '../src/fleet/concurrency.ts';
import { type Started, startCommand, startProgram } from '../tests/start-command.ts';
import { median } from './median.ts';
import { watchMemory } from './watch-memory.ts';

// How many keys a second a fleet makes, what each costs, and what memory it takes, against mint-key in a loop, a plain
// Playwright script with a fresh context a target, and the same HTTP requests with no browser. All in one run, on stand-ins
// in a process of their own: the ratios count, not the seconds.

const TARGETS = Number(process.env.BENCH_TARGETS ?? 200);
const MANY = { servers: Math.max(1, TARGETS / 10), keys: 100 };
const LOOP = 10;
const ROUNDS = 3;

// Gone at the end and not sooner: ext4 looks past inodes that were freed in the last minutes, which makes a new file after
// thousands of deleted ones cost twenty times as much.
const folders: string[] = [];
process.once('exit', () => {
  for (const folder of folders) rmSync(folder, { recursive: true });
});

type Environment = Readonly<Record<string, string>>;

interface Farm {
  readonly urls: readonly string[];
  readonly env: Environment;
  /** Takes all keys back. @returns CPU seconds that the servers have used so far */
  forget(): Promise<number>;
  end(): void;
}

/** What a contestant took for its keys. */
interface Taken {
  /** Seconds. */
  readonly wall: number;
  /** Seconds of all processors, the servers' left out. */
  readonly cpu: number;
  /** Megabytes at the most; undefined where this system does not tell. */
  readonly memory: number | undefined;
}

async function startFarm(count: number, kind: string): Promise<Farm> {
  const args = [String(count), kind];
  const serving = startCommand('bench/serve-fleet.ts', { args, stdin: 'open', stderr: 'inherit' });
  const { urls, username, password } = JSON.parse(await serving.waitForLine('"urls"', 'stdout'));
  let asked = 0;
  const forget = async () => {
    asked += 1;
    serving.child.stdin?.write(`${asked}\n`);
    return JSON.parse(await serving.waitForLine(`"asked":"${asked}"`, 'stdout')).cpu as number;
  };
  const env = { OCTOPUS_USERNAME: username, OCTOPUS_PASSWORD: password };
  return { urls, env, forget, end: serving.kill };
}

async function take(farm: Farm, start: (env: Environment) => Started): Promise<Taken> {
  const [served, busy, begun] = [await farm.forget(), countBusy(), performance.now()];
  const { child, exited } = start({ ...farm.env, LOG_LEVEL: 'error' });
  const memory = watchMemory(child.pid);
  const { code } = await exited;
  if (code !== 0) throw new Error(`${child.spawnargs.join(' ')} ended with ${code}`);
  const wall = (performance.now() - begun) / 1000;
  return { wall, cpu: countBusy() - busy - ((await farm.forget()) - served), memory: memory.peak() };
}

/** @returns seconds that the processors of this machine have worked */
function countBusy(): number {
  return cpus().reduce((sum, { times }) => sum + times.user + times.nice + times.sys + times.irq, 0) / 1000;
}

function runFleet(farm: Farm, count: number, keys: number, direct = false): Promise<Taken> {
  const folder = mkdtempSync(join(tmpdir(), 'octopus-key-mint-bench-'));
  folders.push(folder);
  const manifest = join(folder, 'fleet.json');
  const wanted = Array.from({ length: keys }, (_, at) => ({ purpose: `bench ${at}`, expiresIn: '1d' }));
  const deliver = { file: join(folder, 'keys/{server}/{purpose}') };
  const servers = farm.urls.slice(0, count).map((url) => ({ url }));
  writeFileSync(
    manifest,
    JSON.stringify({ defaults: { signIn: { direct }, keys: wanted, deliver }, servers }),
  );
  return take(farm, (env) => start('scripts/mint-fleet.ts', [manifest], env));
}

function runScript(
  farm: Farm,
  script: string,
  count: number,
  keys: number,
  concurrency: number,
): Promise<Taken> {
  const browser = process.env.OCTOPUS_BROWSER ?? findSystemBrowser({ headed: false });
  const more = {
    BENCH_URLS: farm.urls.slice(0, count).join(','),
    BENCH_KEYS: String(keys),
    BENCH_CONCURRENCY: String(concurrency),
    ...(browser ? { OCTOPUS_BROWSER: browser } : {}),
  };
  return take(farm, (env) => start(script, [], { ...env, ...more }));
}

/** One after the other, as a shell's loop does it. */
async function runLoop(farm: Farm): Promise<Taken> {
  const all: Taken[] = [];
  for (const OCTOPUS_URL of farm.urls.slice(0, LOOP)) {
    const args = ['--no-install', 'ts-node', resolve('scripts/mint-key.ts')];
    // npx has its cache in the home folder.
    const more = { OCTOPUS_URL, HOME: homedir() };
    const line = { args, cwd: '.', stdout: 'ignore', stderr: 'ignore' } as const;
    all.push(await take(farm, (env) => startProgram('npx', { ...line, env: { ...env, ...more } })));
  }
  const sum = (read: (each: Taken) => number) => all.reduce((total, each) => total + read(each), 0);
  const memory = Math.max(...all.map((each) => each.memory ?? Number.NaN));
  return { wall: sum(({ wall }) => wall), cpu: sum(({ cpu }) => cpu), memory };
}

function start(script: string, args: readonly string[], env: Environment): Started {
  return startCommand(script, { args, env, stdout: 'ignore', stderr: 'inherit' });
}

async function bench(kind: string): Promise<void> {
  const farm = await startFarm(TARGETS, kind);
  const concurrency = chooseConcurrency([], false);
  say(`\nA ${kind} portal, ${TARGETS} servers × 1 key, ${concurrency} at the same time`);
  const fleet = await runFleet(farm, TARGETS, 1);
  const others: Readonly<Record<string, readonly [Taken, number]>> = {
    'mint-fleet --direct': [await runFleet(farm, TARGETS, 1, true), TARGETS],
    'a plain script, one at a time': [await runScript(farm, 'bench/plain-fleet.ts', TARGETS, 1, 1), TARGETS],
    'a plain script, as many at the same time': [
      await runScript(farm, 'bench/plain-fleet.ts', TARGETS, 1, concurrency),
      TARGETS,
    ],
    'mint-key in a loop': [await runLoop(farm), LOOP],
    'no browser, the same requests': [
      await runScript(farm, 'bench/bare-requests.ts', TARGETS, 1, concurrency),
      TARGETS,
    ],
  };
  print('mint-fleet', fleet, TARGETS);
  for (const [name, [taken, keys]] of Object.entries(others)) print(name, taken, keys, TARGETS / fleet.wall);

  for (const count of [10, 50].filter((each) => each < TARGETS)) {
    const { memory } = await runFleet(farm, count, 1);
    say(
      `  memory at ${count} servers: ${tellMemory(memory)}; at ${TARGETS} ${ratio(fleet.memory, memory)} times that`,
    );
  }
  if (kind === 'light') await benchMany(farm, concurrency);
  farm.end();
}

/** What each further key costs on a server that is signed in to: differences of two runs, so there are several rounds. */
async function benchMany(farm: Farm, concurrency: number): Promise<void> {
  const { servers, keys } = MANY;
  say(`\n${servers} servers × ${keys} keys, ${ROUNDS} rounds`);
  const runBare = (each: number) => runScript(farm, 'bench/bare-requests.ts', servers, each, concurrency);
  const rounds: { one: Taken; many: Taken; bareOne: Taken; bareMany: Taken }[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    rounds.push({
      one: await runFleet(farm, servers, 1),
      bareOne: await runBare(1),
      many: await runFleet(farm, servers, keys),
      bareMany: await runBare(keys),
    });
  }
  for (const { many, bareMany } of rounds) {
    print('mint-fleet', many, servers * keys);
    print('no browser, the same requests', bareMany, servers * keys, (servers * keys) / many.wall);
  }
  for (const [what, read] of [
    ['time', ({ wall }: Taken) => wall],
    ['CPU', ({ cpu }: Taken) => cpu],
  ] as const) {
    const costOf = (more: 'many' | 'bareMany', less: 'one' | 'bareOne') =>
      median(rounds.map((round) => read(round[more]) - read(round[less])));
    const [ours, bare] = [costOf('many', 'one'), costOf('bareMany', 'bareOne')];
    const each = (seconds: number) => `${((seconds * 1000) / servers / (keys - 1)).toFixed(1)} ms`;
    say(
      `  ${what} of each further key: ${each(ours)}, of its bare requests ${each(bare)}: ${ratio(ours, bare)} times that`,
    );
  }
}

/** @param fleetRate keys a second of the fleet, to compare with */
function print(name: string, { wall, cpu, memory }: Taken, keys: number, fleetRate?: number): void {
  const rate = keys / wall;
  const compared = fleetRate ? `   mint-fleet makes ${(fleetRate / rate).toFixed(2)} times as many` : '';
  const each = `${rate.toFixed(2)} keys/s  ${(cpu / keys).toFixed(3)} CPU s a key  ${tellMemory(memory)}`;
  say(`  ${each}  ${name}${compared}`);
}

function tellMemory(memory: number | undefined): string {
  return memory ? `${Math.round(memory)} MB` : 'unknown';
}

function ratio(a: number | undefined, b: number | undefined): string {
  return a && b ? (a / b).toFixed(2) : 'unknown';
}

function say(text: string): void {
  process.stdout.write(`${text}\n`);
}

// What was started is ended as this process exits.
process.once('SIGINT', () => process.exit(130));
bench('light').then(() => bench('heavy'));
