import { type StandIn, startNodes } from '../../stand-in/stand-in.ts';
import { findProgram } from '../find-program.ts';
import { test as base, expect } from '../fixtures.ts';
import { readDelivered, runFleet, startFleet } from '../fleet/start-fleet.ts';
import { startHaproxy } from './start-haproxy.ts';

// Two nodes of one server behind a load balancer, each of which learns seconds later what the other has done.

const LAG_MS = 2_000;

const balancers = {
  'one after the other': [],
  'each at a node of its own, by a cookie': ['cookie SERVER insert indirect httponly'],
} as const;

interface Balanced {
  readonly url: string;
  readonly nodes: readonly [StandIn, StandIn];
}

interface Fixtures {
  readonly balance: (rules: readonly string[]) => Promise<Balanced>;
}

const test = base.extend<Fixtures>({
  balance: async ({ folder }, use) => {
    const started: AsyncDisposable[] = [];
    await use(async (rules) => {
      const nodes = await startNodes({}, LAG_MS);
      started.push(...nodes);
      const haproxy = await startHaproxy(folder, { servers: nodes, rules });
      started.push(haproxy);
      return { url: haproxy.url, nodes };
    });
    for (const each of started.reverse()) await each[Symbol.asyncDispose]();
  },
});

function credentials({ url, nodes: [node] }: Balanced): Record<string, string> {
  return { OCTOPUS_URL: url, OCTOPUS_USERNAME: node.username, OCTOPUS_PASSWORD: node.password };
}

/** All nodes have learnt of it by then. */
async function expectEverywhere({ nodes }: Balanced, keys: number): Promise<void> {
  for (const node of nodes) {
    await expect.poll(() => node.liveSessions()).toBe(0);
    await expect.poll(() => node.liveKeys().length).toBe(keys);
  }
}

test.describe('behind haproxy, with two nodes', { tag: '@extended' }, () => {
  test.use({ sharesBrowser: true });
  test.skip(!findProgram('haproxy'), 'haproxy is not installed (apt-get install haproxy)');

  for (const [how, rules] of Object.entries(balancers)) {
    test(`a key is made, used, and listed, ${how}`, async ({ balance, runCommand }) => {
      const balanced = await balance(rules);
      const env = credentials(balanced);
      const minted = await runCommand('mint-key', { env });
      expect(minted.code, minted.stderr).toBe(0);
      const made = balanced.nodes.flatMap((node) => node.madeKeys());
      expect(made.map(({ key }) => `${key}\n`)).toEqual([minted.stdout]);
      await expectEverywhere(balanced, 1);

      const listed = await runCommand('list-keys', { env, words: ['--format', 'json'] });
      expect(listed.code, listed.stderr).toBe(0);
      expect(listed.stdout).toContain(made[0]?.id);
      await expectEverywhere(balanced, 1);
    });

    test(`a key is lent to a command that is done at once, and revoked at every node, ${how}`, async ({
      balance,
      runCommand,
    }) => {
      const balanced = await balance(rules);
      const command = ['--', process.execPath, '-e', 'process.exitCode = 5'];
      const lent = await runCommand('with-key', { env: credentials(balanced), words: command });

      expect(lent.code, lent.stderr).toBe(5);
      expect(lent.stderr).not.toMatch(/MAY STILL BE LIVE|MAY HAVE BEEN MADE/);
      expect(balanced.nodes.flatMap((node) => node.madeKeys())).toHaveLength(1);
      await expectEverywhere(balanced, 0);
    });

    test(`a fleet makes its keys, and the doctor signs in, ${how}`, async ({
      balance,
      runCommand,
      folder,
      startBrowser,
    }) => {
      const balanced = await balance(rules);
      const purposes = ['one', 'two', 'three', 'four', 'five', 'six'];
      await using fleet = await startFleet(folder, { count: 1, address: () => balanced.url, purposes });
      const made = await runFleet(fleet, [], { OCTOPUS_BROWSER: await startBrowser() });
      expect(made.code, made.stderr).toBe(0);
      expect(Object.keys(await readDelivered(folder))).toHaveLength(purposes.length);
      await expectEverywhere(balanced, purposes.length);

      const doctor = await runCommand('doctor', { env: credentials(balanced), words: ['--sign-in'] });
      expect(doctor.code, doctor.stdout).toBe(0);
      await expectEverywhere(balanced, purposes.length);
    });
  }
});
