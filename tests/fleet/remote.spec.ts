import { type ChildProcess, spawn } from 'node:child_process';
import { join, resolve } from 'node:path';
import { findSystemBrowser } from '../../src/browser/find-browser.ts';
import { expect, inherit, test } from '../fixtures.ts';
import { serve } from '../serve.ts';
import { awaitFleet, PURPOSE, readDelivered, readResults, spawnFleet, startFleet } from './start-fleet.ts';

const COUNT = Number(process.env.FLEET_TARGETS ?? 16);

test('two Playwright servers, one killed half-way: everything is minted, by the other', async ({
  folder,
}) => {
  test.setTimeout(60_000 + COUNT * 5_000);
  await using fleet = await startFleet(folder, { count: COUNT });
  await using first = await startPlaywrightServer();
  await using second = await startPlaywrightServer();
  const words = ['--browser', first.address, '--browser', second.address, '--concurrency', '4'];
  const child = spawnFleet(fleet, [...words, '--results', 'results.jsonl']);
  const ended = awaitFleet(child);
  const made = () => fleet.servers.filter((server) => server.liveKeys().length > 0).length;
  await expect.poll(made, { timeout: 50_000, intervals: [20] }).toBeGreaterThanOrEqual(COUNT / 4);
  first.end();
  const { code, stderr } = await ended;

  expect(code, stderr).toBe(0);
  const delivered = await readDelivered(folder);
  for (const [at, server] of fleet.servers.entries()) {
    expect(server.liveKeys().map(({ key }) => key)).toEqual([delivered[`server-${at}/${PURPOSE}.key`]]);
    const logins = server.requests.filter(({ path }) => path === '/api/users/login');
    expect(logins.length).toBeLessThanOrEqual(2);
  }
  expect(await readResults(join(folder, 'results.jsonl'))).toHaveLength(COUNT);
});

test('a Chromium with a debugging port will do, and an address where nothing is is passed over', async ({
  folder,
}) => {
  const path = process.env.OCTOPUS_BROWSER ?? findSystemBrowser({ headed: false });
  test.skip(path === undefined, 'there is no Chromium but Playwright’s own');
  await using fleet = await startFleet(folder, { count: 3 });
  await using chromium = await startDebugged(path ?? '', folder);
  const nowhere = `http://127.0.0.1:${await findPort()}`;
  const child = spawnFleet(fleet, [], { OCTOPUS_BROWSER: `${nowhere},${chromium.address}` });
  const { code, stderr } = await awaitFleet(child);

  expect(code, stderr).toBe(0);
  for (const server of fleet.servers) expect(server.liveKeys()).toHaveLength(1);
});

test('an address of the DevTools socket itself will do, as Selenium Grid gives for a session', async ({
  folder,
}) => {
  const path = process.env.OCTOPUS_BROWSER ?? findSystemBrowser({ headed: false });
  test.skip(path === undefined, 'there is no Chromium but Playwright’s own');
  await using fleet = await startFleet(folder, { count: 1 });
  await using chromium = await startDebugged(path ?? '', folder);
  const version = (await (await fetch(`${chromium.address}/json/version`)).json()) as Record<string, string>;
  const socket = `${version.webSocketDebuggerUrl}`.replace('ws:', 'http:');
  const { code, stderr } = await awaitFleet(spawnFleet(fleet, ['--browser', socket]));

  expect(code, stderr).toBe(0);
  expect(fleet.servers[0]?.liveKeys()).toHaveLength(1);
});

test('no browser at all: exit 7, with the address, for every key', async ({ folder }) => {
  await using fleet = await startFleet(folder, { count: 2 });
  const nowhere = `ws://127.0.0.1:${await findPort()}/?token=Fake-grid-token`;
  const { code, stderr } = await awaitFleet(spawnFleet(fleet, ['--browser', nowhere]));

  expect(code, stderr).toBe(7);
  expect(stderr).toContain('connect to the remote browser');
  expect(stderr).not.toContain('Fake-grid-token');
  for (const server of fleet.servers) expect(server.madeKeys()).toEqual([]);
});

interface Remote extends AsyncDisposable {
  readonly address: string;
  /** Kills it, with its browsers. */
  end(): void;
}

async function startPlaywrightServer(): Promise<Remote> {
  const program = resolve('tests/fleet/playwright-server.ts');
  const child = spawn(process.execPath, [resolve('node_modules/ts-node/dist/bin.js'), program], {
    env: inherit({}),
    stdio: ['ignore', 'pipe', 'inherit'],
    detached: true,
  });
  return { address: await readLine(child), ...endOf(child) };
}

async function startDebugged(path: string, folder: string): Promise<Remote> {
  const port = await findPort();
  const flags = [`--remote-debugging-port=${port}`, `--user-data-dir=${join(folder, 'remote')}`];
  const child = spawn(path, ['--headless', '--no-sandbox', ...flags], { stdio: 'ignore', detached: true });
  const address = `http://127.0.0.1:${port}`;
  await expect
    .poll(
      () =>
        fetch(`${address}/json/version`).then(
          () => true,
          () => false,
        ),
      { timeout: 20_000 },
    )
    .toBe(true);
  return { address, ...endOf(child) };
}

function endOf(child: ChildProcess): Omit<Remote, 'address'> {
  const gone = new Promise<void>((done) => child.once('exit', () => done()));
  const end = () => {
    if (child.exitCode === null && child.signalCode === null && child.pid)
      process.kill(-child.pid, 'SIGKILL');
  };
  return {
    end,
    [Symbol.asyncDispose]: async () => {
      end();
      await gone;
    },
  };
}

function readLine(child: ChildProcess): Promise<string> {
  return new Promise((done, fail) => {
    child.stdout?.once('data', (chunk: Buffer) => done(chunk.toString().trim()));
    child.once('exit', (code) => fail(new Error(`it ended with ${code}`)));
  });
}

/** One where nothing listens. */
async function findPort(): Promise<number> {
  await using served = await serve(() => {});
  return Number(new URL(served.url).port);
}
