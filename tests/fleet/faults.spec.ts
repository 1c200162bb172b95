import { join } from 'node:path';
import { startDecoy, startFaultProxy } from '../faults/fault-proxy.ts';
import { type FaultName, faults } from '../faults/faults.ts';
import { requests } from '../faults/requests.ts';
import { expect, test } from '../fixtures.ts';
import { PURPOSE, readDelivered, readResults, runFleet, startFleet } from './start-fleet.ts';

// Among the servers of a fleet some are ill, each in a way of its own: a request of the run, and what happens to it.
const EVERY = 5;
const COUNTS = [20, 100];

// A mint goes on after these, or they are a matter of rotations and of full disks.
const HARMLESS: readonly string[] = ['the sign-out'];
const requestsOfMint = requests.filter(
  ({ command, toFullDisk, name, kind }) =>
    !command && !toFullDisk && !HARMLESS.includes(name) && kind !== 'login',
);

for (const count of COUNTS)
  test(`of ${count} servers one in ${EVERY} is ill: each is named, all others are minted, nothing is lost`, {
    tag: '@extended',
  }, async ({ folder }) => {
    test.setTimeout(60_000 + count * 4_000);
    await using decoy = await startDecoy();
    const illnesses = new Map<string, string>();
    const names = Object.keys(faults) as FaultName[];
    await using fleet = await startFleet(folder, {
      count,
      address: ({ url }, at) => {
        if (at % EVERY !== 3) return url;
        const fault = names[(at * 7) % names.length] as FaultName;
        const request = requestsOfMint[
          Math.floor(at / EVERY) % requestsOfMint.length
        ] as (typeof requests)[number];
        illnesses.set(`server-${at}`, `${request.name} × ${fault}`);
        return startFaultProxy(url, decoy.url, request, fault);
      },
    });
    const { code, stderr } = await runFleet(fleet, [
      '--results',
      'results.jsonl',
      '--timeout',
      `${60 + count}s`,
    ]);

    const results = await readResults(join(folder, 'results.jsonl'));
    expect(results, 'a line a key').toHaveLength(count);
    const delivered = await readDelivered(folder);
    const failed = results.filter(({ outcome }) => outcome === 'failed').map(({ server }) => server);
    expect(code === 0, stderr).toBe(failed.length === 0);
    expect([...illnesses.keys()], JSON.stringify([...illnesses])).toEqual(expect.arrayContaining(failed));
    for (const [at, server] of fleet.servers.entries()) {
      const name = `server-${at}`;
      const live = server.liveKeys().filter(({ purpose }) => purpose === PURPOSE);
      const file = delivered[`${name}/${PURPOSE}.key`];
      if (!failed.includes(name)) expect(live.map(({ key }) => key)).toEqual([file]);
      else {
        expect(file, illnesses.get(name)).toBeUndefined();
        expect(stderr, illnesses.get(name)).toContain(`${name}: `);
        for (const { id } of live) expect(stderr, illnesses.get(name)).toContain(`--id ${id}`);
      }
      const logins = server.requests.filter(({ path }) => path === '/api/users/login');
      expect(logins.length, name).toBeLessThanOrEqual(1);
    }
  });
