import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from '../fixtures.ts';
import { awaitFleet, PURPOSE, readDelivered, runFleet, spawnFleet, startFleet } from './start-fleet.ts';

const COUNT = Number(process.env.FLEET_TARGETS ?? 20);
const KILLS = 20;

test(`killed with SIGKILL at ${KILLS} random moments and run again each time: one live key a server, delivered`, async ({
  folder,
}) => {
  test.skip(process.platform === 'win32', 'Windows has no such signals');
  test.setTimeout(60_000 + KILLS * 12_000 + COUNT * 4_000);
  await using fleet = await startFleet(folder, { count: COUNT });
  let left = 0;
  for (let kill = 0; kill < KILLS; kill += 1) {
    const child = spawnFleet(fleet);
    const ended = awaitFleet(child);
    await Promise.race([awaitWork(fleet.servers), ended]);
    // Some time between the first login and the end of whatever is under way then.
    await sleep(Math.random() * 700);
    child.kill('SIGKILL');
    await ended;
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

type Servers = Awaited<ReturnType<typeof startFleet>>['servers'];

/** Settles when a run has begun to sign in. */
async function awaitWork(servers: Servers): Promise<void> {
  const count = () => servers.reduce((sum, { requests }) => sum + requests.length, 0);
  const before = count();
  while (count() === before) await sleep(10);
}

function countUndelivered(servers: Servers, delivered: Readonly<Record<string, string>>): number {
  const held = new Set(Object.values(delivered));
  return servers.flatMap((server) => server.liveKeys()).filter(({ key }) => !held.has(key)).length;
}
