import { execFile, execFileSync } from 'node:child_process';
import fs, { closeSync, constants, openSync } from 'node:fs';
import { link, readFile, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { Deadline } from '../../src/core/deadline.ts';
import type { Run } from '../../src/core/run.ts';
import { Journal, takeLock } from '../../src/fleet/journal.ts';
import { findExitCode, mintFleet } from '../../src/fleet/mint-fleet.ts';
import { planFleet } from '../../src/fleet/plan.ts';
import { Progress } from '../../src/fleet/progress.ts';
import { readManifest } from '../../src/fleet/read-manifest.ts';
import type { FleetRecord, KeyRecord, SignInRecord } from '../../src/fleet/results.ts';
import { ResultsFile } from '../../src/fleet/results.ts';
import type { KeyWish } from '../../src/keys/wish.ts';
import { redactor } from '../../src/secrets/redactor.ts';
import { Secret } from '../../src/secrets/secret.ts';
import { startFaultProxy } from '../faults/fault-proxy.ts';
import { RecordedRun } from '../faults/provide-here.ts';
import { requests } from '../faults/requests.ts';
import { expect, hasFullDisk, test } from '../fixtures.ts';
import { startCommand, startProgram, wordsOf } from '../start-command.ts';
import {
  type Fleet,
  PURPOSE,
  readDelivered,
  readResults,
  runFleet,
  spawnFleet,
  startFleet,
} from './start-fleet.ts';

// Time, disks, other runs and other people in the way of a fleet.

test('a rotation that failed in part is gone on with: what it has rotated stays', {
  tag: '@extended',
}, async ({ folder }) => {
  await using fleet = await startFleet(folder, { count: 3 });
  const text = JSON.parse(await readFile(fleet.manifest, 'utf8'));
  const broken = structuredClone(text);
  broken.servers[1].signIn = { username: 'nobody' };
  await writeFile(fleet.manifest, JSON.stringify(broken));
  const partly = await runFleet(fleet, ['--if-exists', 'rotate'], { LOG_LEVEL: 'error' });
  expect(partly.code, partly.stderr).toBe(4);
  expect(partly.stderr).toMatch(/^\{"level":"error",.*Could not make every key: 1 of 3 failed\..*\n$/);
  const first = fleet.servers.map((server) => server.liveKeys()[0]?.id);

  await writeFile(fleet.manifest, JSON.stringify(text));
  expect((await runFleet(fleet, ['--if-exists', 'rotate'])).code).toBe(0);
  const second = fleet.servers.map((server) => server.liveKeys()[0]?.id);
  expect([second[0], second[2]]).toEqual([first[0], first[2]]);
  expect(second[1]).toBeDefined();

  expect((await runFleet(fleet, ['--if-exists', 'rotate'])).code).toBe(0);
  const third = fleet.servers.map((server) => server.liveKeys().map(({ id }) => id));
  for (const [at, ids] of third.entries()) {
    expect(ids).toHaveLength(1);
    expect(ids[0]).not.toBe(second[at]);
  }
});

test('two runs of one fleet at the same time: the second does nothing, and says why', {
  tag: '@extended',
}, async ({ folder }) => {
  await using fleet = await startFleet(folder, { count: 2 });
  const both = await Promise.all([runFleet(fleet), runFleet(fleet)]);

  const told = both.map(({ stderr }) => stderr).join('\n');
  expect(both.map(({ code }) => code).sort(), told).toEqual([0, 2]);
  expect(told).toContain('another run on this machine is at work');
  for (const server of fleet.servers) expect(server.liveKeys()).toHaveLength(1);
});

test('two runs of one journal are noticed by whatever name it has, and whatever number of shards they take; shards of one number are not in the way of each other', async ({
  folder,
}) => {
  await using fleet = await startFleet(folder, { count: 1 });
  const path = `${fleet.manifest}.journal`;
  await writeFile(path, '', { mode: 0o600 });
  const whole = await takeLock(path, '1/1');
  expect(whole).toBeTruthy();
  await link(path, `${path}.hard`);
  await symlink(path, `${path}.soft`);
  for (const way of [path, `${path}.hard`, `${path}.soft`])
    expect(await takeLock(way, '1/1'), way).toBeUndefined();
  const half = await runFleet(fleet, ['--shard', '1/2', '--journal', `${path}.hard`]);
  expect(half.code, half.stderr).toBe(2);
  expect(half.stderr).toContain('another run on this machine is at work');
  expect(fleet.servers[0]?.madeKeys()).toEqual([]);

  whole?.[Symbol.dispose]();
  using first = await takeLock(path, '1/2');
  using second = await takeLock(path, '2/2');
  expect([first, second]).not.toContain(undefined);
  using journal = new Journal(path);
  expect([await journal.hasRival('1/2'), await journal.hasRival('2/2')]).toEqual([false, false]);
  expect([await journal.hasRival('1/1'), await journal.hasRival('1/3')]).toEqual([true, true]);
});

test('stopped in the middle by SIGINT: what is made is delivered or revoked, the rest is told, exit 130', async ({
  folder,
}) => {
  test.skip(process.platform === 'win32', 'Windows has no such signals');
  await using fleet = await startFleet(folder, { count: 8 });
  const { child, exited } = spawnFleet(fleet, ['--concurrency', '2', '--results', 'results.jsonl']);
  const isUnderWay = () => fleet.servers.some((server) => server.liveKeys().length > 0);
  await expect.poll(isUnderWay, { timeout: 50_000, intervals: [10] }).toBe(true);
  child.kill('SIGINT');
  const { code, stderr } = await exited;

  expect(code, stderr).toBe(130);
  const held = new Set(Object.values(await readDelivered(folder)));
  for (const server of fleet.servers) {
    expect(server.liveKeys().filter(({ key }) => !held.has(key))).toEqual([]);
    expect(server.liveSessions()).toBe(0);
  }
  expect(await readResults(join(folder, 'results.jsonl'))).toHaveLength(8);
});

test('a key that is there while its file is gone is left, and told of', { tag: '@extended' }, async ({
  folder,
}) => {
  await using fleet = await startFleet(folder, { count: 1 });
  fleet.servers[0]?.addKey(PURPOSE);
  const { code, stderr } = await runFleet(fleet);

  expect(code, stderr).toBe(0);
  expect(stderr).toContain('if nobody holds it, use --if-exists rotate');
  expect(fleet.servers[0]?.madeKeys()).toHaveLength(1);
});

test('results that cannot be written are told of once, and stop nothing', async () => {
  test.skip(!hasFullDisk, 'there is no disk that is always full');
  using results = new ResultsFile('/dev/full', Deadline.ofRun(60_000));
  const told: string[] = [];
  const run = { warn: (message: string) => told.push(message), info: () => {} } as unknown as Run;
  using progress = new Progress([], results, run);
  const outcome = {
    outcome: 'minted',
    server: 'one',
    purpose: PURPOSE,
    replaced: [],
  } as unknown as KeyRecord;
  for (let time = 0; time < 3; time += 1) progress.key(outcome);
  await progress.settle();

  expect(told).toEqual([expect.stringContaining('The results can no longer be written: ENOSPC')]);
});

test('results wait for whoever reads them from a pipe, and none is lost', async ({ folder }) => {
  test.skip(process.platform === 'win32', 'Windows has no such pipes');
  const pipe = join(folder, 'pipe');
  execFileSync('mkfifo', [pipe]);
  const reader = openSync(pipe, constants.O_RDONLY | constants.O_NONBLOCK);
  const results = new ResultsFile(pipe, Deadline.ofRun(60_000));
  const outcome = { outcome: 'minted', server: 'one', error: 'x'.repeat(500) } as unknown as KeyRecord;
  // More than a pipe holds.
  const writing = Promise.all(Array.from({ length: 500 }, () => results.write(outcome)));
  const reading = promisify(execFile)('cat', [pipe]);
  await writing;
  results[Symbol.dispose]();
  closeSync(reader);
  const lines = (await reading).stdout.trimEnd().split('\n');
  expect(lines).toHaveLength(500);
  for (const line of lines) expect(JSON.parse(line)).toEqual(outcome);
});

test('results are written to a stream of this process, which stays what it is: a pipe, or a file that is added to', async ({
  folder,
}) => {
  test.skip(process.platform === 'win32', 'Windows has no such streams');
  await using fleet = await startFleet(folder, { count: 1 });
  await writeFile(join(folder, 'file'), 'earlier\n');
  const env = { FLEET_PASSWORD: fleet.servers[0]?.password ?? '' };
  const line = '"$@" --results /dev/stdout';
  for (const [script, before] of [
    [`${line} | cat`, ''],
    [`${line} >>file; cat file`, 'earlier\n'],
  ] as const) {
    const args = ['-c', script, 'sh', ...wordsOf('mint-fleet'), fleet.manifest, '--direct'];
    const { stdout, stderr } = await startProgram('sh', { args, env, cwd: folder }).exited;
    expect(stdout.slice(0, before.length), stderr).toBe(before);
    expect(JSON.parse(stdout.slice(before.length) || '{}'), stderr).toMatchObject({
      purpose: PURPOSE,
      exitCode: 0,
    });
  }
});

/** Is loaded by a run before anything else: there is no room in the journal for what comes last. */
const FULL_DISK = `const fs = require('node:fs');
const { appendFileSync } = fs;
fs.appendFileSync = (file, text) => {
  if (/"event":"(delivered|trusted)"/.test(text)) throw new Error('ENOSPC: no space left on device');
  appendFileSync(file, text);
};
`;

test('a key that was delivered, and an identity that was made, stay where there is no room to note it: a warning each, exit 0', async ({
  folder,
}) => {
  await using fleet = await startFleet(folder, { count: 1 });
  const text = JSON.parse(await readFile(fleet.manifest, 'utf8'));
  const serviceAccount = { serviceAccount: 'ci', createServiceAccount: true };
  text.defaults.trust = [{ ...serviceAccount, github: 'acme/web', branch: 'main' }];
  await writeFile(fleet.manifest, JSON.stringify(text));
  await writeFile(join(folder, 'full.cjs'), FULL_DISK);
  const env = { NODE_OPTIONS: `--require=${join(folder, 'full.cjs')}` };
  const { code, stderr } = await runFleet(fleet, ['--direct'], env);

  expect(code, stderr).toBe(0);
  expect(stderr.split('the journal can no longer be written: ENOSPC')).toHaveLength(3);
  const [server] = fleet.servers;
  expect(server?.liveKeys()).toHaveLength(1);
  expect(server?.liveKeys().map(({ key }) => key)).toEqual(Object.values(await readDelivered(folder)));
  expect(server?.identities()).toHaveLength(1);
});

/** Mints in this process, where there is no room in the journal for entries of some kinds. */
async function mintWithoutRoom(
  { manifest, folder, servers }: Fleet,
  ifExists: KeyWish['ifExists'],
  entries: readonly string[],
  run: Run,
): Promise<FleetRecord> {
  const { signIns } = planFleet(readManifest(manifest));
  const openPassword = () => new Secret(servers[0]?.password ?? '');
  const usual = { provider: undefined, direct: true, totpSecret: undefined, ssoOrigin: [] };
  const credentials = { ...usual, username: servers[0]?.username ?? '', openPassword };
  using journal = new Journal(join(folder, 'journal'));
  const settings = {
    ...{ manifest, shard: '1/1', signIns, journal, concurrency: 1, browsers: [], ifExists },
    ...{ network: { insecureTls: false }, acceptConsent: false, passkey: undefined, wait: 0 },
    credentials: new Map(signIns.map(({ id }) => [id, credentials])),
  };
  const follower = { step() {}, end() {}, key() {}, trust() {} };
  const { appendFileSync } = fs;
  fs.appendFileSync = (file, text) => {
    if (entries.some((event) => String(text).includes(`"event":"${event}"`)))
      throw new Error('ENOSPC: no space left on device');
    appendFileSync(file, text);
  };
  try {
    return await redactor.forgetAfter(() => mintFleet(settings, follower, run));
  } finally {
    fs.appendFileSync = appendFileSync;
  }
}

test('where there is no room in the journal for what is about to be made, nothing is: exit 6, with what to do', async ({
  folder,
}) => {
  await using fleet = await startFleet(folder, { count: 1 });
  const text = JSON.parse(await readFile(fleet.manifest, 'utf8'));
  text.defaults.trust = [{ serviceAccount: 'service', github: 'acme/web', branch: 'main' }];
  await writeFile(fleet.manifest, JSON.stringify(text));
  const record = await mintWithoutRoom(fleet, 'skip', ['asked', 'trusting'], new RecordedRun(60_000));

  const failed = {
    kind: 'delivery',
    exitCode: 6,
    error: expect.stringMatching(/^Could not write the journal: ENOSPC.*Make room for it/),
  };
  expect(record.signIns).toMatchObject([{ keys: [failed], trust: [failed] }]);
  expect(findExitCode(record.signIns)).toBe(6);
  expect(fleet.servers[0]?.madeKeys()).toEqual([]);
  expect(fleet.servers[0]?.identities()).toEqual([]);
});

test('where there is no room in the journal for a rotation that begins, nobody signs in, and it is told as a delivery that fails', async ({
  folder,
}) => {
  await using fleet = await startFleet(folder, { count: 1 });
  const minting = mintWithoutRoom(fleet, 'rotate', ['rotation'], new RecordedRun(60_000));

  await expect(minting).rejects.toMatchObject({
    kind: 'delivery',
    message: expect.stringContaining('Could not write the journal: ENOSPC'),
  });
  expect(fleet.servers[0]?.requests).toEqual([]);
});

test('where there is no room to note that a key is revoked which could not be delivered, that is a warning beside what failed', async ({
  folder,
}) => {
  await using fleet = await startFleet(folder, { count: 1 });
  const text = JSON.parse(await readFile(fleet.manifest, 'utf8'));
  text.defaults.deliver = { command: 'exit 1' };
  await writeFile(fleet.manifest, JSON.stringify(text));
  const run = new RecordedRun(60_000);
  const record = await mintWithoutRoom(fleet, 'skip', ['settled'], run);

  expect(record.signIns[0]?.keys).toMatchObject([
    { exitCode: 6, error: expect.not.stringContaining('ENOSPC') },
  ]);
  expect(run.log.join('')).toContain('the journal can no longer be written: ENOSPC');
  expect(fleet.servers[0]?.madeKeys()).toHaveLength(1);
  expect(fleet.servers[0]?.liveKeys()).toEqual([]);
});

test('a rotation whose end there is no room to note is no failure, and it is told what the next one does', async ({
  folder,
}) => {
  await using fleet = await startFleet(folder, { count: 1 });
  const old = fleet.servers[0]?.addKey(PURPOSE);
  const run = new RecordedRun(60_000);
  const record = await mintWithoutRoom(fleet, 'rotate', ['rotated'], run);

  expect(findExitCode(record.signIns), JSON.stringify(record)).toBe(0);
  expect(run.log.join('')).toMatch(
    /The journal can no longer be written \(ENOSPC.*\): the next rotation goes on with this one/,
  );
  const live = fleet.servers[0]?.liveKeys().map(({ key }) => key);
  expect(live).not.toContain(old?.key);
  expect(Object.values(await readDelivered(folder))).toEqual(live);
});

for (const [signal, stopped] of Object.entries({ SIGINT: 130, SIGQUIT: 131, SIGTERM: 143, SIGHUP: 129 }))
  test(`a fleet that ${signal} stopped ends with ${stopped}, whatever else went wrong before`, () => {
    const keys = [4, stopped, 5].map((exitCode) => ({ exitCode }));
    const records = [
      { keys: [{ exitCode: 0 }], trust: [{ exitCode: 3 }] },
      { keys, trust: [] },
    ];
    expect(findExitCode(records as unknown as SignInRecord[])).toBe(stopped);
  });

test('a key that was refused once is not looked for later: somebody else’s of the same purpose stays', {
  tag: '@extended',
}, async ({ folder }) => {
  await using fleet = await startFleet(folder, { count: 1 });
  const [server] = fleet.servers;
  const text = JSON.parse(await readFile(fleet.manifest, 'utf8'));
  text.defaults.keys = [{ purpose: PURPOSE, expiresIn: 'never' }];
  const found = requests.find(({ name }) => name === 'the key request');
  if (!server || !found) throw new Error('there is no server, or no such request');
  const { url } = server;
  {
    await using proxy = await startFaultProxy(url, 'http://localhost:9', found, '403');
    text.servers[0].url = proxy.url;
    await writeFile(fleet.manifest, JSON.stringify(text));
    expect((await runFleet(fleet)).code).toBe(5);
    // It goes on at the same address, so that it is the same key of the same server.
    proxy.heal();
    const theirs = server.addKey(PURPOSE);
    const again = await runFleet(fleet);

    expect(again.code, again.stderr).toBe(0);
    expect(server.liveKeys().map(({ id }) => id)).toEqual([theirs.id]);
  }
});

test('when the time is over no further key is asked for, and none is left that nobody holds', {
  tag: '@extended',
}, async ({ folder }) => {
  test.skip(process.platform === 'win32', 'the command is that of a POSIX shell');
  const purposes = Array.from({ length: 40 }, (_, at) => `p${at}`);
  await using fleet = await startFleet(folder, { count: 1, purposes });
  const text = JSON.parse(await readFile(fleet.manifest, 'utf8'));
  // Few are taken; whoever is to take a further one never ends.
  const taken = 'p[0-3]) cat > {server}-{purpose};;';
  text.defaults.deliver = { command: `case {purpose} in ${taken} *) tail -f /dev/null;; esac` };
  await writeFile(fleet.manifest, JSON.stringify(text));
  const { code, stderr } = await runFleet(fleet, ['--timeout', '20s', '--results', 'results.jsonl']);

  expect(code, stderr).toBe(6);
  const results = await readResults(join(folder, 'results.jsonl'));
  expect(results).toHaveLength(40);
  expect(results.filter(({ error }) => error?.includes('before its turn came')).length).toBeGreaterThan(0);
  for (const { key, purpose } of fleet.servers[0]?.liveKeys() ?? [])
    expect(await readFile(join(folder, `server-0-${purpose}`), 'utf8')).toBe(key);
});

test('two entries that mean one key under two names: the second is refused, and the first is held', {
  tag: '@extended',
}, async ({ folder }) => {
  await using fleet = await startFleet(folder, { count: 1 });
  const text = JSON.parse(await readFile(fleet.manifest, 'utf8'));
  text.servers.push({ ...text.servers[0], name: 'twin', signIn: { username: { env: 'FLEET_USER' } } });
  await writeFile(fleet.manifest, JSON.stringify(text));
  const env = { FLEET_USER: fleet.servers[0]?.username ?? '' };
  const { code, stderr } = await runFleet(fleet, ['--if-exists', 'rotate'], env);

  expect(code, stderr).toBe(2);
  expect(stderr).toContain('another entry of the manifest wants the key');
  const live = fleet.servers[0]?.liveKeys() ?? [];
  expect(live).toHaveLength(1);
  expect(Object.values(await readDelivered(folder))).toEqual(live.map(({ key }) => key));
});

test('a key that an earlier run may have left, of an entry that is gone, is told of', {
  tag: '@extended',
}, async ({ folder }) => {
  await using fleet = await startFleet(folder, { count: 1 });
  {
    using journal = new Journal(`${fleet.manifest}.journal`);
    journal.noteMade(journal.ask('https://gone.example.com admin  fleet', null, null), 'apikeys-of-long-ago');
    journal.noteDelivered(journal.ask('https://held.example.com admin  fleet', null, null));
  }
  const { code, stderr } = await runFleet(fleet);

  expect(code, stderr).toBe(0);
  expect(stderr).toMatch(/A KEY MAY BE LIVE .*apikeys-of-long-ago.*https:\/\/gone\.example\.com/);
  expect(stderr).not.toContain('held.example.com');
});

test('a report that cannot be written is an error of its own, exit 6: the keys are there all the same', async ({
  folder,
}) => {
  test.skip(!hasFullDisk, 'no disk is full here');
  await using fleet = await startFleet(folder, { count: 1 });
  const { code, stderr } = await startCommand('mint-fleet', {
    args: [fleet.manifest, '--direct', '--results', 'results', '--report', '/dev/stdout'],
    cwd: folder,
    env: { FLEET_PASSWORD: fleet.servers[0]?.password ?? '', LOG_LEVEL: 'error' },
    stdout: 'full disk',
  }).exited;

  expect(code, stderr).toBe(6);
  expect(stderr).toContain('Could not write the report to /dev/stdout: ENOSPC');
  expect(await readResults(join(folder, 'results'))).toMatchObject([{ exitCode: 0 }]);
  expect(fleet.servers[0]?.liveKeys()).toHaveLength(1);
});
