import fc from 'fast-check';
import { expect, SEED, test } from '../fixtures.ts';
import { type Fleet, PURPOSE, readDelivered, runFleet, spawnFleet, startFleet } from './start-fleet.ts';

const COUNT = Number(process.env.FLEET_TARGETS ?? 20);
const KILLS = 20;
// Some time between the first request and the end of whatever is under way then.
const MOMENTS = fc.sample(fc.integer({ min: 1, max: COUNT * 5 }), { seed: SEED, numRuns: KILLS });

test(`killed with SIGKILL at ${KILLS} moments and run again each time: one live key a server, delivered`, async ({
  folder,
}) => {
  test.skip(process.platform === 'win32', 'Windows has no such signals');
  test.setTimeout(60_000 + KILLS * 12_000 + COUNT * 4_000);
  await using fleet = await startFleet(folder, { count: COUNT });
  let left = 0;
  for (const moment of MOMENTS) {
    await killAfterRequests(fleet, moment);
    left += countUndelivered(fleet.servers, await readDelivered(folder));
    for (const server of fleet.servers) server.endSessions();
    const isDone = fleet.servers.every((server) => server.liveKeys().length === 1);
    // What is all there is made anew, or the later kills would come to nothing.
    if (isDone) for (const server of fleet.servers.slice(0, COUNT / 2)) server.revokeKeys();
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
