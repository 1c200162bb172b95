import { mkdtempSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { homedir, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { chromium } from 'playwright';
import { findSystemBrowser, hasPlaywrightsOwn } from '../src/browser/find-browser.ts';
import { type StandIn, startStandIn } from '../stand-in/stand-in.ts';
import { runProgram, startProgram } from '../tests/start-command.ts';
import { median } from './median.ts';

// How long a mint takes as a whole process under npx, against a plain Playwright script that does the same job under
// the same runner, and against Chromium alone loading and dumping the sign-in page. All in one run, taking turns, since
// a machine's speed drifts: the ratios count, not the seconds. Then the same without a browser, from the bundle and without npx, which
// would only hide the difference, against a Node that loads that bundle, too, and sends the same requests.

const ROUNDS = Number(process.env.BENCH_ROUNDS ?? 7);

interface Contestant {
  readonly name: string;
  readonly program: string;
  readonly words: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
}

/** @param contestants the first of them is compared with the others */
async function compare(server: StandIn, title: string, contestants: readonly Contestant[]): Promise<void> {
  const times = new Map<string, number[]>(contestants.map(({ name }) => [name, []]));
  for (let round = 0; round <= ROUNDS; round += 1) {
    for (const contestant of contestants) {
      const took = await time(contestant, server);
      // The first round only warms the machine's caches.
      if (round > 0) times.get(contestant.name)?.push(took);
    }
  }
  print(title, times);
}

function listContestants({ url }: StandIn): Contestant[] {
  const windowless = pick(false);
  const whole = pick(true) ?? windowless;
  const flags = ['--headless', '--no-sandbox', '--disable-gpu', '--dump-dom', `${url}/app`];
  const script = (path: string) => ['--no-install', 'ts-node', resolve(path)];
  const names = new Set([windowless, whole].filter((path) => path !== undefined));
  return [
    { name: 'mint-key', program: 'npx', words: script('scripts/mint-key.ts') },
    ...[...names].flatMap((browser) => [
      {
        name: `plain script, ${browser}`,
        program: 'npx',
        words: script('bench/plain-script.ts'),
        env: { OCTOPUS_BROWSER: browser },
      },
      { name: `Chromium alone, ${browser}`, program: browser, words: flags },
    ]),
  ];
}

function listWithoutBrowser(): Contestant[] {
  const program = process.execPath;
  const [mint, bare] = [resolve('dist/mint-key.js'), resolve('bench/bare-mint.mjs')];
  return [
    { name: 'mint-key --direct', program, words: [mint, '--direct'] },
    { name: 'the bundle, and its bare requests', program, words: [bare, '--load-bundle'] },
    { name: 'its bare requests, nothing loaded', program, words: [bare] },
    { name: 'mint-key, in a browser', program, words: [mint] },
  ];
}

function pick(headed: boolean): string | undefined {
  return (
    findSystemBrowser({ headed }) ??
    (hasPlaywrightsOwn({ headed: false }) ? chromium.executablePath() : undefined)
  );
}

/** @returns milliseconds */
async function time({ program, words, env }: Contestant, server: StandIn): Promise<number> {
  const folder = mkdtempSync(join(tmpdir(), 'octopus-key-mint-bench-'));
  const { exited } = startProgram(program, {
    args: words,
    cwd: '.',
    stdout: 'ignore',
    stderr: 'ignore',
    env: {
      OCTOPUS_URL: server.url,
      OCTOPUS_USERNAME: server.username,
      OCTOPUS_PASSWORD: server.password,
      // npx has its cache there.
      HOME: homedir(),
      XDG_CONFIG_HOME: folder,
      ...env,
    },
  });
  const begun = performance.now();
  const { code } = await exited;
  const took = performance.now() - begun;
  await rm(folder, { recursive: true, force: true });
  if (code !== 0) throw new Error(`${program} ${words.join(' ')} ended with ${code}`);
  return took;
}

function print(title: string, times: ReadonlyMap<string, readonly number[]>): void {
  const [[first = '', own = []] = []] = times;
  process.stdout.write(`\n${title}, ${ROUNDS} rounds\n`);
  for (const [name, each] of times) {
    const ratios = own.map((mint, round) => mint / (each[round] ?? Number.NaN));
    const comparison = name === first ? '' : `   ${first} takes ${median(ratios).toFixed(2)} of that`;
    process.stdout.write(`  ${Math.round(median(each)).toString().padStart(6)} ms  ${name}${comparison}\n`);
  }
}

async function bench(): Promise<void> {
  await runProgram(process.execPath, { args: [resolve('scripts/build.mjs')], cwd: resolve('.') });
  for (const heavy of [false, true]) {
    await using server = await startStandIn({ heavy });
    await compare(
      server,
      heavy ? 'A portal as heavy as a real one' : 'A light portal',
      listContestants(server),
    );
    if (!heavy) await compare(server, 'Without a browser', listWithoutBrowser());
  }
}
// What was started is ended as this process exits.
process.once('SIGINT', () => process.exit(130));
bench();
