import { join } from 'node:path';
import { findSystemBrowser } from '../../src/browser/find-browser.ts';
import { expect, test } from '../fixtures.ts';
import { serve } from '../serve.ts';
import { type Started, startCommand, startProgram } from '../start-command.ts';
import { PURPOSE, readDelivered, readResults, runFleet, spawnFleet, startFleet } from './start-fleet.ts';

const COUNT = 16;

test('two Playwright servers, one killed half-way: everything is minted, by the other', {
  tag: '@extended',
}, async ({ folder }) => {
  test.setTimeout(60_000 + COUNT * 5_000);
  await using fleet = await startFleet(folder, { count: COUNT });
  await using first = await startPlaywrightServer();
  await using second = await startPlaywrightServer();
  const words = ['--browser', first.address, '--browser', second.address, '--concurrency', '4'];
  const { exited } = spawnFleet(fleet, [...words, '--results', 'results.jsonl']);
  const made = () => fleet.servers.filter((server) => server.liveKeys().length > 0).length;
  await expect.poll(made, { timeout: 50_000, intervals: [20] }).toBeGreaterThanOrEqual(COUNT / 4);
  first.kill();
  const { code, stderr } = await exited;

  expect(code, stderr).toBe(0);
  const delivered = await readDelivered(folder);
  for (const [at, server] of fleet.servers.entries()) {
    expect(server.liveKeys().map(({ key }) => key)).toEqual([delivered[`server-${at}/${PURPOSE}.key`]]);
    const logins = server.requests.filter(({ path }) => path === '/api/users/login');
    expect(logins.length).toBeLessThanOrEqual(2);
  }
  expect(await readResults(join(folder, 'results.jsonl'))).toHaveLength(COUNT);
});

test('a Chromium with a debugging port will do, and an address where nothing is is passed over', {
  tag: '@extended',
}, async ({ folder }) => {
  const path = process.env.OCTOPUS_BROWSER ?? findSystemBrowser({ headed: false });
  test.skip(path === undefined, 'there is no Chromium but Playwright’s own');
  await using fleet = await startFleet(folder, { count: 3 });
  await using chromium = await startDebugged(path ?? '', folder);
  const nowhere = `http://127.0.0.1:${await findPort()}`;
  const env = { OCTOPUS_BROWSER: `${nowhere},${chromium.address}` };
  const { code, stderr } = await runFleet(fleet, [], env);

  expect(code, stderr).toBe(0);
  for (const server of fleet.servers) expect(server.liveKeys()).toHaveLength(1);
});

test('an address of the DevTools socket itself will do, as Selenium Grid gives for a session', {
  tag: '@extended',
}, async ({ folder }) => {
  const path = process.env.OCTOPUS_BROWSER ?? findSystemBrowser({ headed: false });
  test.skip(path === undefined, 'there is no Chromium but Playwright’s own');
  await using fleet = await startFleet(folder, { count: 1 });
  await using chromium = await startDebugged(path ?? '', folder);
  const version = (await (await fetch(`${chromium.address}/json/version`)).json()) as Record<string, string>;
  const socket = `${version.webSocketDebuggerUrl}`.replace('ws:', 'http:');
  const { code, stderr } = await runFleet(fleet, ['--browser', socket]);

  expect(code, stderr).toBe(0);
  expect(fleet.servers[0]?.liveKeys()).toHaveLength(1);
});

test('no browser at all: exit 7, with the address, for every key', { tag: '@extended' }, async ({
  folder,
}) => {
  await using fleet = await startFleet(folder, { count: 2 });
  const nowhere = `ws://127.0.0.1:${await findPort()}/?token=Fake-grid-token`;
  const { code, stderr } = await runFleet(fleet, ['--browser', nowhere]);

  expect(code, stderr).toBe(7);
  expect(stderr).toContain('connect to the remote browser');
  expect(stderr).not.toContain('Fake-grid-token');
  for (const server of fleet.servers) expect(server.madeKeys()).toEqual([]);
});

/** A browser, or what has some; killed with its scope. */
interface Remote extends Started {
  readonly address: string;
}

async function startPlaywrightServer(): Promise<Remote> {
  const started = startCommand('tests/fleet/playwright-server.ts');
  return { ...started, address: await started.waitForLine('ws://', 'stdout') };
}

async function startDebugged(path: string, folder: string): Promise<Remote> {
  const flags = ['--remote-debugging-port=0', `--user-data-dir=${join(folder, 'remote')}`];
  const started = startProgram(path, { args: ['--headless', '--no-sandbox', ...flags] });
  const line = await started.waitForLine('DevTools listening on ');
  return { ...started, address: line.replace(/.* ws:(.*)\/devtools.*/, 'http:$1') };
}

/** One where nothing listens. */
async function findPort(): Promise<number> {
  await using served = await serve(() => {});
  return Number(new URL(served.url).port);
}
