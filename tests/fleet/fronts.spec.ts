import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { findFronted } from '../../src/fleet/fronted-servers.ts';
import { readManifest } from '../../src/fleet/read-manifest.ts';
import type { StandIn } from '../../stand-in/stand-in.ts';
import { forward, pass } from '../faults/faults.ts';
import { credentials, expect, test } from '../fixtures.ts';
import { serve } from '../serve.ts';
import { loadForAnother } from '../sso/remote-browser.ts';
import { startFleet } from './start-fleet.ts';

// Which servers of a fleet get what lets requests pass what stands in front of one.

const PASSWORD = 'fake-front-password-0123456789';
const FRONT = { OCTOPUS_HTTP_USERNAME: 'fake-front-user', OCTOPUS_HTTP_PASSWORD: PASSWORD };
const [ONE, TWO, DEEPER] = ['https://one.example', 'https://two.example', 'https://one.example/octopus'];

for (const [what, manifest, fronted] of [
  ['one server', { servers: [{ url: ONE }] }, [ONE]],
  ['servers of one origin', { servers: [{ url: ONE }, { url: DEEPER }] }, [ONE, DEEPER]],
  ['one server that says no', { servers: [{ url: ONE, front: false }] }, []],
  ['two, of which one says yes', { servers: [{ url: ONE, front: true }, { url: TWO }] }, [ONE]],
  ['two, of which one says no', { servers: [{ url: ONE, front: false }, { url: TWO }] }, []],
  ['two, by the defaults', { defaults: { front: true }, servers: [{ url: ONE }, { url: TWO }] }, [ONE, TWO]],
  [
    'two, by the defaults, one of which says no',
    { defaults: { front: true }, servers: [{ url: ONE }, { url: TWO, front: false }] },
    [ONE],
  ],
] as const)
  test(`what lets requests pass goes to the servers that are meant: ${what}`, {
    tag: what.startsWith('one') ? [] : '@extended',
  }, async ({ folder }) => {
    const file = join(folder, 'fleet.json');
    await writeFile(file, JSON.stringify(manifest));
    const found = findFronted(readManifest(file), { httpUsername: 'fake-front-user' });
    expect(found).toEqual({ fronted, mistakes: [] });
  });

test("one server's password for what stands in front goes to no other server of a fleet", async ({
  startServer,
  runCommand,
  folder,
}) => {
  const [one, two] = [await startServer(), await startServer()];
  const write = (marks: object) =>
    writeFile(
      join(folder, 'fleet.json'),
      JSON.stringify({
        defaults: {
          signIn: { username: one.username, password: { env: 'FLEET_PASSWORD' }, direct: true },
          deliver: { file: join(folder, 'keys/{server}.key') },
          keys: [{ purpose: 'fake' }],
        },
        servers: [
          { name: 'one', url: one.url, ...marks },
          { name: 'two', url: two.url },
        ],
      }),
    );
  const env = { ...FRONT, FLEET_PASSWORD: credentials(one).OCTOPUS_PASSWORD ?? '' };
  const run = () => runCommand('mint-fleet', { env, words: ['fleet.json'] });

  await write({});
  const unsaid = await run();
  expect(unsaid.code, unsaid.stderr).toBe(2);
  expect(unsaid.stderr).toContain('fleet.json:1: servers have several origins');
  expect(unsaid.stderr).toContain('write front: true at each server');
  expect([...one.requests, ...two.requests]).toEqual([]);

  await write({ front: true });
  const said = await run();
  expect(said.code, said.stderr).toBe(0);
  const basic = `Basic ${Buffer.from(`fake-front-user:${PASSWORD}`).toString('base64')}`;
  expect(new Set(one.requests.map(({ headers }) => headers.authorization))).toEqual(new Set([basic]));
  expect(new Set(two.requests.map(({ headers }) => headers.authorization))).toEqual(new Set([undefined]));
  expect([...one.liveKeys(), ...two.liveKeys()]).toHaveLength(2);
});

test("in a remote browser, a fleet's pages pass what stands in front of their servers", {
  tag: '@extended',
}, async ({ startBrowser, runCommand, folder }) => {
  const basic = `Basic ${Buffer.from(`fake-front-user:${PASSWORD}`).toString('base64')}`;
  const address = ({ url: target }: StandIn) =>
    serve(async (incoming, outgoing) => {
      const { authorization } = incoming.headers;
      if (authorization !== basic) return void outgoing.writeHead(401).end('Not without it');
      const exchange = { incoming, outgoing, target, elsewhere: '' };
      pass(exchange, await forward(exchange));
    });
  await using fleet = await startFleet(folder, { count: 2, address });
  const OCTOPUS_BROWSER = await startBrowser();
  const env = { ...FRONT, FLEET_PASSWORD: fleet.servers[0]?.password ?? '', OCTOPUS_BROWSER };
  const text = JSON.parse(await readFile(fleet.manifest, 'utf8'));
  text.defaults.front = true;
  await writeFile(fleet.manifest, JSON.stringify(text));
  const { code, stderr } = await runCommand('mint-fleet', { env, words: [fleet.manifest] });
  expect(code, stderr).toBe(0);
  expect(fleet.servers.map((server) => server.liveKeys().length)).toEqual([1, 1]);
  // Nothing of the run is left that would hold others back.
  for (const url of text.servers.map((each: { url: string }) => each.url))
    expect(await loadForAnother(OCTOPUS_BROWSER, `${url}/app`)).toBe(401);
});
