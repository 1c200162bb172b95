import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Journal } from '../../src/fleet/journal.ts';
import { planFleet } from '../../src/fleet/plan.ts';
import { readManifest } from '../../src/fleet/read-manifest.ts';
import { assignShards } from '../../src/fleet/shard.ts';
import { expect, test } from '../fixtures.ts';
import { runFleet, startFleet } from './start-fleet.ts';

const COUNT = 4;

function writeServers(names: readonly string[]): string {
  const servers = names.map((name) => ({ url: `https://${name}.example.com` }));
  const defaults = { keys: [{ purpose: 'p' }], deliver: { file: '{server}.key' } };
  return JSON.stringify({ defaults, servers });
}

test('shards are disjoint and complete, balanced, and stay what they are when the manifest grows at its end', async ({
  folder,
  runCommand,
}) => {
  const names = Array.from({ length: 1000 }, (_, at) => `octopus-${at}`);
  const more = Array.from({ length: 100 }, (_, at) => `new-${at}`);
  await writeFile(join(folder, 'fleet.json'), writeServers(names));
  await writeFile(join(folder, 'more.json'), writeServers([...names, ...more]));
  const pick = async (file: string, index: number) => {
    const words = [file, '--dry-run', '--shard', `${index}/${COUNT}`];
    const { code, stdout, stderr } = await runCommand('mint-fleet', { words });
    expect(code, stderr).toBe(0);
    return stdout.match(/https:\/\/[\w-]+(?=\.example)/g) ?? [];
  };
  const indexes = Array.from({ length: COUNT }, (_, at) => at + 1);
  const shards = await Promise.all(indexes.map((index) => pick('fleet.json', index)));
  const grown = await Promise.all(indexes.map((index) => pick('more.json', index)));

  const all = shards.flat();
  expect(all.length).toBe(names.length);
  expect(new Set(all).size).toBe(names.length);
  const sizes = shards.map((shard) => shard.length);
  expect(Math.max(...sizes)).toBeLessThanOrEqual((names.length / COUNT) * 1.1);
  expect(Math.min(...sizes)).toBeGreaterThanOrEqual((names.length / COUNT) * 0.75);
  for (const [at, shard] of shards.entries()) expect(grown[at]).toEqual(expect.arrayContaining(shard));
  expect(grown.flat().length).toBe(names.length + more.length);
});

test("Kubernetes' JOB_COMPLETION_INDEX, which counts from 0, tells which shard", {
  tag: '@extended',
}, async ({ folder, runCommand }) => {
  const names = Array.from({ length: 20 }, (_, at) => `octopus-${at}`);
  await writeFile(join(folder, 'fleet.json'), writeServers(names));
  const plan = (shard: readonly string[], env: Record<string, string> = {}) =>
    runCommand('mint-fleet', { words: ['fleet.json', '--dry-run', ...shard], env });

  const third = await plan(['--shard', '3/4']);
  const told = await plan(['--shard', '4'], { JOB_COMPLETION_INDEX: '2' });
  expect(told.code, told.stderr).toBe(0);
  expect(told.stdout).toBe(third.stdout);
  const explicit = await plan(['--shard', '3/4'], { JOB_COMPLETION_INDEX: '0' });
  expect(explicit.stdout).toBe(third.stdout);

  for (const [shard, env] of [
    [['--shard', '4'], { JOB_COMPLETION_INDEX: '4' }],
    [['--shard', '4'], {}],
    [[], { JOB_COMPLETION_INDEX: '0' }],
    [['--shard', '0/4'], {}],
    [['--shard', '5/4'], {}],
    [['--shard', 'all'], {}],
  ] as const) {
    const { code, stdout } = await plan(shard, env);
    expect(code).toBe(2);
    expect(stdout).toBe('');
  }
});

test('what a killed run has left of a sign-in that is in another shard by now is named, exit 5, unless that has the same journal', async ({
  folder,
}) => {
  await using fleet = await startFleet(folder, { count: 2 });
  const text = JSON.parse(await readFile(fleet.manifest, 'utf8'));
  text.defaults.signIn.direct = true;
  await writeFile(fleet.manifest, JSON.stringify(text));
  const { signIns } = planFleet(readManifest(fleet.manifest));
  const [now = 1] = assignShards(signIns, 2);
  const left = signIns[0]?.keys[0]?.id ?? '';
  {
    using journal = new Journal(`${fleet.manifest}.journal`);
    journal.ask(left, '2030-01-01T00:00:00.123Z', null);
  }
  const run = (shard: number) => runFleet(fleet, ['--shard', `${shard}/2`]);
  const { code, stderr } = await run(3 - now);
  expect(code, stderr).toBe(5);
  expect(stderr).toContain('A KEY MAY BE LIVE that nobody holds');
  expect(stderr).toMatch(
    new RegExp(
      `which falls to shard ${now}/2 now\\. Unless that runs with this journal.* remove the lines with`,
    ),
  );

  expect((await run(now)).code).toBe(0);
  const again = await run(3 - now);
  expect(again.code, again.stderr).toBe(0);
  expect(again.stderr).not.toContain('A KEY MAY BE LIVE');
});
