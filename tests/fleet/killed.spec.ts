import fs, { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { Journal } from '../../src/fleet/journal.ts';
import { planFleet } from '../../src/fleet/plan.ts';
import { readManifest } from '../../src/fleet/read-manifest.ts';
import { startHoldingProxy } from '../faults/fault-proxy.ts';
import { forward, pass } from '../faults/faults.ts';
import { expect, SEED, test } from '../fixtures.ts';
import { serve } from '../serve.ts';
import { type Fleet, PURPOSE, readDelivered, runFleet, spawnFleet, startFleet } from './start-fleet.ts';

const HOUR = 3_600_000;

const fleets: readonly { readonly count: number; readonly kills: number; readonly tag: string | string[] }[] =
  [
    { count: 6, kills: 3, tag: [] },
    { count: 200, kills: 20, tag: '@extended' },
  ];

for (const { count, kills, tag } of fleets)
  test(`killed with SIGKILL at ${kills} moments and run again each time: one live key on each of ${count} servers, delivered`, {
    tag,
  }, async ({ folder }) => {
    test.skip(process.platform === 'win32', 'Windows has no such signals');
    test.setTimeout(60_000 + kills * 12_000 + count * 4_000);
    await using fleet = await startFleet(folder, { count });
    // Some time between the first request and the first keys of all that are under way at once.
    const moments = fc.sample(fc.integer({ min: 1, max: Math.min(count, 60) }), {
      seed: SEED,
      numRuns: kills,
    });
    let left = 0;
    for (const moment of moments) {
      await killAfterRequests(fleet, moment);
      left += countUndelivered(fleet.servers, await readDelivered(folder));
      for (const server of fleet.servers) server.endSessions();
      // What is there is made anew on every other server, or the later kills would find little to do.
      for (const server of fleet.servers.filter((_, at) => at % 2 === 0)) server.revokeKeys();
    }
    test.info().annotations.push({ type: 'keys that a kill left undelivered', description: String(left) });
    const { code, stderr } = await runFleet(fleet);

    expect(code, stderr).toBe(0);
    const delivered = await readDelivered(folder);
    for (const [at, server] of fleet.servers.entries()) {
      const live = server.liveKeys().filter(({ purpose }) => purpose === PURPOSE);
      expect(live.map(({ key }) => key)).toEqual([delivered[`server-${at}/${PURPOSE}.key`]]);
    }
  });

test('a key that a killed run had made, and had not delivered, is revoked by the next, which makes and delivers another', async ({
  folder,
}) => {
  await using fleet = await startFleet(folder, { count: 1 });
  const [server] = fleet.servers;
  const target = planFleet(readManifest(fleet.manifest)).signIns[0]?.keys[0]?.id ?? '';
  const expires = new Date(Date.now() + 3_599_123);
  const left = server?.addKey(PURPOSE, { expires });
  {
    using journal = new Journal(`${fleet.manifest}.journal`);
    journal.noteMade(journal.ask(target, expires.toISOString(), null), left?.id ?? '');
  }
  const { code, stderr } = await runFleet(fleet, ['--direct']);

  expect(code, stderr).toBe(0);
  expect(stderr).toContain(`The key ${left?.id}, which an earlier run had made when it was cut short`);
  const live = server?.liveKeys().map(({ key }) => key);
  expect(live).toHaveLength(1);
  expect(live).not.toContain(left?.key);
  expect(Object.values(await readDelivered(folder))).toEqual(live);
});

test('a rotation that was killed before it revoked the old key leaves one live key, though the next run makes only what is missing', async ({
  folder,
  startServer,
}) => {
  const server = await startServer();
  let kill: (() => void) | undefined;
  await using front = await serve(async (incoming, outgoing) => {
    const exchange = { incoming, outgoing, target: server.url, elsewhere: '' };
    if (incoming.method !== 'DELETE' || !kill) return pass(exchange, await forward(exchange));
    kill();
    kill = undefined;
  });
  await using fleet = await startFleet(folder, { count: 1, address: () => front.url });
  const old = server.addKey(PURPOSE);
  await using cut = spawnFleet(fleet, ['--direct', '--if-exists', 'rotate']);
  kill = cut.kill;
  await cut.exited;
  const others = server.addKey(PURPOSE);
  expect(server.liveKeys()).toHaveLength(3);
  const { code, stderr } = await runFleet(fleet, ['--direct']);

  expect(code, stderr).toBe(0);
  const live = server.liveKeys().map(({ key }) => key);
  expect(live, stderr).not.toContain(old.key);
  expect(live.sort()).toEqual([...Object.values(await readDelivered(folder)), others.key].sort());
});

test('a rotation that was cut short is gone on with for a time, and begun anew after that', ({ folder }) => {
  const path = join(folder, 'journal');
  const at = new Date(Date.now() - 24 * HOUR).toISOString();
  const entry = { event: 'rotation', shard: '1/1', at };
  writeFileSync(path, `${JSON.stringify(entry)}\n`, { mode: 0o600 });
  using journal = new Journal(path);
  expect(journal.beginRotation('1/1', 25 * HOUR)).toMatchObject({ since: at, isNew: false });
  const { since, isNew } = journal.beginRotation('1/1', 23 * HOUR);
  expect(isNew).toBe(true);
  expect(since > at).toBe(true);
});

for (const ahead of [HOUR, -HOUR])
  test(`killed before the reply to its key request, at a server whose clock is an hour ${ahead > 0 ? 'ahead' : 'behind'}: the next run does not take the key for one that somebody holds, and names it`, {
    tag: ahead > 0 ? [] : '@extended',
  }, async ({ folder, startServer }) => {
    const server = await startServer({ clockAheadMs: ahead });
    await using front = await startHoldingProxy(server.url, 'key', 'reply');
    await using fleet = await startFleet(folder, { count: 1, address: () => front.url });
    const text = JSON.parse(readFileSync(fleet.manifest, 'utf8'));
    text.defaults.signIn.direct = true;
    text.defaults.keys = [{ purpose: PURPOSE, expiresIn: 'never' }];
    writeFileSync(fleet.manifest, JSON.stringify(text));
    await using cut = spawnFleet(fleet);
    await front.held;
    cut.kill();
    await cut.exited;
    front.release();
    const { code, stderr } = await runFleet(fleet);

    expect(code, stderr).toBe(5);
    expect(server.liveKeys()).toHaveLength(1);
    expect(stderr).toContain(`one of the keys ${server.liveKeys()[0]?.id} may have been made by the run of`);
  });

test('a key of a killed run is not passed over by a run as another user, and revoked by the next as the same', async ({
  folder,
  startServer,
}) => {
  const server = await startServer();
  await using front = await startHoldingProxy(server.url, 'key', 'reply');
  await using fleet = await startFleet(folder, { count: 1, address: () => front.url });
  const text = JSON.parse(readFileSync(fleet.manifest, 'utf8'));
  text.defaults.signIn = { password: { env: 'FLEET_PASSWORD' }, direct: true };
  writeFileSync(fleet.manifest, JSON.stringify(text));
  const as = (username: string) => ({ OCTOPUS_USERNAME: username });
  await using cut = spawnFleet(fleet, [], as(server.username));
  await front.held;
  cut.kill();
  await cut.exited;
  front.release();
  const [left] = server.liveKeys();
  const other = await runFleet(fleet, [], { ...as('other'), LOG_LEVEL: 'error' });
  expect(other.code, other.stderr).toBe(5);
  expect(other.stderr).toMatch(
    /A KEY MAY BE LIVE that nobody holds \(its id is not known\).* for Users-1 at /,
  );
  expect(server.madeKeys()).toEqual([left]);

  const { code, stderr } = await runFleet(fleet, [], as(server.username));
  expect(code, stderr).toBe(0);
  expect(stderr).toContain(`The key ${left?.id}, which an earlier run had made when it was cut short`);
  expect(server.liveKeys().map(({ key }) => key)).toEqual(Object.values(await readDelivered(folder)));
});

test('where somebody holds the key that a killed run may have made, it is told how the next run passes it over, and it does', async ({
  folder,
}) => {
  await using fleet = await startFleet(folder, { count: 1 });
  const target = planFleet(readManifest(fleet.manifest)).signIns[0]?.keys[0]?.id ?? '';
  const held = fleet.servers[0]?.addKey(PURPOSE);
  const path = `${fleet.manifest}.journal`;
  {
    using journal = new Journal(path);
    journal.ask(target, null, []);
  }
  const doubtful = await runFleet(fleet, ['--direct']);
  expect(doubtful.code, doubtful.stderr).toBe(5);
  const [, id = 'none'] = /remove the lines with (\S+) from the journal/.exec(doubtful.stderr) ?? [];
  const lines = readFileSync(path, 'utf8').split('\n');
  writeFileSync(path, lines.filter((line) => !line.includes(id)).join('\n'));
  const { code, stderr } = await runFleet(fleet, ['--direct']);

  expect(code, stderr).toBe(0);
  expect(fleet.servers[0]?.madeKeys()).toEqual([held]);
});

test('what is noted of a key is there for the next run, wherever a journal was cut off, and whatever stands behind that', {
  tag: '@extended',
}, ({ folder }) => {
  const path = join(folder, 'journal');
  const note = (target: string) => {
    using journal = new Journal(path);
    journal.noteMade(journal.ask(target, '2030-01-01T00:00:00.000Z', null), `apikeys-${target}`);
  };
  const read = (target: string) => {
    using journal = new Journal(path);
    return journal.unsettled(target).map(({ key }) => key);
  };
  note('first');
  const whole = readFileSync(path);
  // Each line begins with a break, too.
  const asked = whole.indexOf('\n', 1);
  const made = whole.length - 1;
  for (const rest of ['', '\0'.repeat(64), '\ufeff{}'])
    for (let end = 0; end <= whole.length; end += 1) {
      // Of a line that has lost its end alone, nothing is missing but where something stands behind it.
      if (rest !== '' && (end === asked || end === made)) continue;
      writeFileSync(path, Buffer.concat([whole.subarray(0, end), Buffer.from(rest)]), { mode: 0o600 });
      const known = end < asked ? [] : [end < made ? undefined : 'apikeys-first'];
      expect(read('first'), String(end)).toEqual(known);
      note('second');
      expect(read('second'), String(end)).toEqual(['apikeys-second']);
    }
});

/** Has a journal ask for `first`, for the beginning of which alone the disk has room. @param meanwhile what is done right before */
function askWithoutRoom(journal: Journal, meanwhile: () => void = () => {}): void {
  const { appendFileSync } = fs;
  fs.appendFileSync = (file, text) => {
    fs.appendFileSync = appendFileSync;
    meanwhile();
    appendFileSync(file, String(text).slice(0, 20));
    throw new Error('the disk is full');
  };
  try {
    expect(() => journal.ask('first', '2030-01-01T00:00:00.000Z', null)).toThrow('the disk is full');
  } finally {
    fs.appendFileSync = appendFileSync;
  }
}

test('of what a full disk had no room for, no part spoils what is noted later', ({ folder }) => {
  const path = join(folder, 'journal');
  {
    using journal = new Journal(path);
    askWithoutRoom(journal);
    journal.ask('second', '2030-01-01T00:00:00.000Z', null);
  }
  using next = new Journal(path);
  expect(['first', 'second'].map((target) => next.unsettled(target).length)).toEqual([0, 1]);
});

test('of what another process notes in the same journal, nothing goes where the disk has no room for what is noted here', ({
  folder,
}) => {
  const path = join(folder, 'journal');
  {
    using journal = new Journal(path);
    using other = new Journal(path);
    askWithoutRoom(journal, () => other.ask('others', '2030-01-01T00:00:00.000Z', null));
    other.ask('later', '2030-01-01T00:00:00.000Z', null);
  }
  using next = new Journal(path);
  expect(['first', 'others', 'later'].map((target) => next.unsettled(target).length)).toEqual([0, 1, 1]);
});

type Servers = Fleet['servers'];

/** Starts a run and kills it once it has made so many requests, unless it ends before. */
async function killAfterRequests(fleet: Fleet, moment: number): Promise<void> {
  const count = () => fleet.servers.reduce((sum, { requests }) => sum + requests.length, 0);
  const before = count();
  await using run = spawnFleet(fleet);
  const { child } = run;
  const isOver = () => child.exitCode !== null || count() - before >= moment;
  await expect.poll(isOver, { timeout: 50_000, intervals: [10] }).toBe(true);
}

function countUndelivered(servers: Servers, delivered: Readonly<Record<string, string>>): number {
  const held = new Set(Object.values(delivered));
  return servers.flatMap((server) => server.liveKeys()).filter(({ key }) => !held.has(key)).length;
}
