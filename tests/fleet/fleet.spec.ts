import { existsSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { StandIn } from '../../stand-in/stand-in.ts';
import { forward, pass } from '../faults/faults.ts';
import { spell } from '../find-leaks.ts';
import { expect, test } from '../fixtures.ts';
import { serve } from '../serve.ts';
import { startSso } from '../sso/start-sso.ts';
import { startProgram, wordsOf } from '../start-command.ts';
import { PURPOSE, readDelivered, readResults, runFleet, spawnFleet, startFleet } from './start-fleet.ts';

test('one sign-in a server, however many keys: each delivered to a file of its own, no session left, no secret told', async ({
  folder,
}) => {
  const purposes = ['one', 'two', 'three', 'four', 'five', 'six'];
  await using fleet = await startFleet(folder, { count: 3, purposes });
  const files = ['--results', 'results.jsonl', '--report', 'report.html'];
  const { code, stdout, stderr } = await runFleet(fleet, files, { LOG_LEVEL: 'trace', DEBUG: 'pw:*' });

  expect(code, stderr).toBe(0);
  expect(stdout).toBe('');
  const delivered = await readDelivered(folder);
  const results = await readResults(join(folder, 'results.jsonl'));
  expect(results.map(({ outcome }) => outcome)).toEqual(Array(18).fill('minted'));
  for (const [at, server] of fleet.servers.entries()) {
    const keys = server.liveKeys();
    expect(server.requests.filter(({ path }) => path === '/api/users/login')).toHaveLength(1);
    expect(keys.map(({ purpose }) => purpose).sort()).toEqual([...purposes].sort());
    for (const { id, key, purpose } of keys) {
      expect(delivered[`server-${at}/${purpose}.key`]).toBe(key);
      expect(results.find(({ keyId }) => keyId === id)).toMatchObject({ server: `server-${at}`, purpose });
    }
    expect(server.liveSessions()).toBe(0);
  }
  const told = [
    stderr,
    ...(await Promise.all(['results.jsonl', 'report.html', 'fleet.json.journal'].map(read))),
  ];
  const secrets = fleet.servers.flatMap((server) => [
    server.password,
    ...server.liveKeys().map(({ key }) => key),
  ]);
  for (const spelling of new Set(secrets.flatMap(spell)))
    for (const text of told) expect(text.includes(spelling)).toBe(false);

  function read(name: string): Promise<string> {
    return readFile(join(folder, name), 'utf8');
  }
});

test('what is there is left: a second run makes nothing, and makes what is missing', {
  tag: '@extended',
}, async ({ folder }) => {
  await using fleet = await startFleet(folder, { count: 3 });
  expect((await runFleet(fleet)).code).toBe(0);
  const before = fleet.servers.map((server) => server.liveKeys().map(({ id }) => id));
  fleet.servers[1]?.revokeKeys();
  const again = await runFleet(fleet, ['--results', 'results.jsonl']);

  expect(again.code, again.stderr).toBe(0);
  const results = await readResults(join(folder, 'results.jsonl'));
  const outcomes = Object.fromEntries(results.map(({ server, outcome }) => [server, outcome]));
  expect(outcomes).toEqual({ 'server-0': 'skipped', 'server-1': 'minted', 'server-2': 'skipped' });
  expect(fleet.servers[0]?.liveKeys().map(({ id }) => id)).toEqual(before[0]);
  expect((await readDelivered(folder))['server-1/fleet.key']).toBe(fleet.servers[1]?.liveKeys()[0]?.key);
});

test('--if-exists rotate leaves one key, the new one; error leaves the old and says so', {
  tag: '@extended',
}, async ({ folder }) => {
  await using fleet = await startFleet(folder, { count: 2 });
  const old = fleet.servers.map((server) => server.addKey(PURPOSE).id);
  const refused = await runFleet(fleet, ['--if-exists', 'error']);
  expect(refused.code, refused.stderr).toBe(5);
  expect(refused.stderr).toContain('is there already');
  expect(fleet.servers.map((server) => server.liveKeys()[0]?.id)).toEqual(old);

  const rotated = await runFleet(fleet, ['--if-exists', 'rotate', '--results', 'results.jsonl']);
  expect(rotated.code, rotated.stderr).toBe(0);
  const delivered = await readDelivered(folder);
  for (const [at, server] of fleet.servers.entries())
    expect(server.liveKeys().map(({ key }) => key)).toEqual([delivered[`server-${at}/fleet.key`]]);
  const replaced = (await readResults(join(folder, 'results.jsonl'))).flatMap((each) => each.replaced);
  expect(replaced.sort()).toEqual(old.sort());
});

test('a command is given the key on its standard input, and no secret in its environment; one that fails costs one key', async ({
  folder,
}) => {
  test.skip(process.platform === 'win32', 'the commands are those of a POSIX shell');
  await using fleet = await startFleet(folder, { count: 3 });
  const text = JSON.parse(await readFile(fleet.manifest, 'utf8'));
  text.defaults.deliver = {
    command: 'cat > {server}-{purpose}; env > {server}.env; test {server} != server-1',
  };
  await writeFile(fleet.manifest, JSON.stringify(text));
  // On Windows that is the same variable.
  const { code, stderr } = await runFleet(fleet, [], { Fleet_Password: 'Fake-password-in-another-spelling' });

  expect(code, stderr).toBe(6);
  expect(stderr).toContain('the command ended with exit code 1');
  expect(fleet.servers.map((server) => server.liveKeys().length)).toEqual([1, 0, 1]);
  expect(await readFile(join(folder, 'server-0-fleet'), 'utf8')).toBe(fleet.servers[0]?.liveKeys()[0]?.key);
  expect(await readFile(join(folder, 'server-0.env'), 'utf8')).not.toMatch(/FLEET_PASSWORD/i);
});

test('no piece of a key is told that a command writes in pieces, with a line of the log between them', async ({
  folder,
}) => {
  test.skip(process.platform === 'win32', 'the commands are those of a POSIX shell');
  await using fleet = await startFleet(folder, { count: 2 });
  const text = JSON.parse(await readFile(fleet.manifest, 'utf8'));
  const waitFor = (name: string) => `until test -e ${name}; do sleep 0.05; done`;
  const first = `${waitFor('begun')}; cat >/dev/null`;
  const second = `key=$(cat); printf 'it is %.9s' "$key" >&2; touch begun; ${waitFor('told')}; echo "$key" | tail -c +10 >&2`;
  text.defaults.deliver = { command: `case {server} in server-0) ${first};; *) ${second};; esac` };
  await writeFile(fleet.manifest, JSON.stringify(text));
  const run = spawnFleet(fleet);
  await run.waitForLine('minted (');
  await writeFile(join(folder, 'told'), '');
  const { code, stderr } = await run.exited;

  expect(code, stderr).toBe(0);
  const key = fleet.servers[1]?.liveKeys()[0]?.key ?? '';
  expect(key).toMatch(/^API-\w{20,}$/);
  expect(stderr).toContain('it is ');
  expect(stderr).toContain('[redacted]\n');
  for (const piece of [key.slice(0, 9), key.slice(9)]) expect(stderr).not.toContain(piece);
});

test('two users of one server sign in once each; a service account has its key from the user who may, and is put in its teams', {
  tag: '@extended',
}, async ({ folder }) => {
  // Whoever looks for the account meanwhile does not find it.
  const makeAccountsSlowly = ({ url }: StandIn) =>
    serve(async (incoming, outgoing) => {
      const exchange = { incoming, outgoing, target: url, elsewhere: '' };
      if (incoming.method === 'POST' && incoming.url === '/api/users') await pause(1_000);
      pass(exchange, await forward(exchange));
    });
  await using fleet = await startFleet(folder, { count: 1, purposes: ['own'], address: makeAccountsSlowly });
  const text = JSON.parse(await readFile(fleet.manifest, 'utf8'));
  const { url, name } = text.servers[0];
  text.servers.push({
    url,
    name: `${name}-more`,
    keys: [
      { purpose: 'a', serviceAccount: 'deployer', createServiceAccount: true },
      { purpose: 'b', serviceAccount: 'deployer', team: ['Deployers'] },
    ],
  });
  text.servers.push({ url, name: 'wrong', signIn: { username: 'nobody' } });
  await writeFile(fleet.manifest, JSON.stringify(text));
  const { code, stderr } = await runFleet(fleet, ['--results', 'results.jsonl']);

  expect(code, stderr).toBe(4);
  const results = await readResults(join(folder, 'results.jsonl'));
  expect(results.map(({ purpose, outcome }) => `${purpose} ${outcome}`).sort()).toEqual([
    'a minted',
    'b minted',
    'own failed',
    'own minted',
  ]);
  const logins = fleet.servers[0]?.requests.filter(({ path }) => path === '/api/users/login');
  expect(logins?.map(({ body }) => (body as { Username: string }).Username).sort()).toEqual([
    'admin',
    'nobody',
  ]);
  expect(fleet.servers[0]?.members('Deployers')).toEqual(['other', 'deployer']);
});

test('an account that one entry of a fleet wants made is made, though another wants it as it is: that one alone has no key', async ({
  folder,
}) => {
  await using fleet = await startFleet(folder, { count: 1 });
  const text = JSON.parse(await readFile(fleet.manifest, 'utf8'));
  const [server] = text.servers;
  server.signIn = { ...text.defaults.signIn, direct: true };
  server.keys = [
    { purpose: 'a', serviceAccount: 'deployer' },
    { purpose: 'b', serviceAccount: 'deployer', createServiceAccount: true },
  ];
  await writeFile(fleet.manifest, JSON.stringify(text));
  await runFleet(fleet);
  const { code, stderr } = await runFleet(fleet);

  expect(code, stderr).toBe(0);
  expect(Object.keys(await readDelivered(folder))).toHaveLength(2);
});

test('service accounts of one server that are to be in the same team are all in it', async ({ folder }) => {
  await using fleet = await startFleet(folder, { count: 1 });
  const text = JSON.parse(await readFile(fleet.manifest, 'utf8'));
  const [server] = text.servers;
  const names = ['a', 'b', 'c', 'd', 'e', 'f'];
  const own = { createServiceAccount: true, team: ['Deployers'] };
  server.signIn = { ...text.defaults.signIn, direct: true };
  server.keys = names.map((name) => ({ purpose: name, serviceAccount: name, ...own }));
  await writeFile(fleet.manifest, JSON.stringify(text));
  const { code, stderr } = await runFleet(fleet);

  expect(code, stderr).toBe(0);
  expect([...(fleet.servers[0]?.members('Deployers') ?? [])].sort()).toEqual([...names, 'other']);
});

test('on a terminal a table in place shows what is done, what runs and what failed', {
  tag: '@extended',
}, async ({ folder }) => {
  test.skip(!existsSync('/usr/bin/script'), 'there is no script(1), which gives a command a terminal');
  await using fleet = await startFleet(folder, { count: 3 });
  const text = JSON.parse(await readFile(fleet.manifest, 'utf8'));
  text.servers[1].signIn = { username: 'nobody' };
  await writeFile(fleet.manifest, JSON.stringify(text));
  const words = wordsOf('mint-fleet');
  const command = `stty cols 150 rows 30; exec ${words.join(' ')} fleet.json --concurrency 1`;
  const { code, stdout } = await startProgram('/usr/bin/script', {
    args: ['-qefc', command, '/dev/null'],
    cwd: folder,
    env: { FLEET_PASSWORD: fleet.servers[0]?.password ?? '', TERM: 'xterm' },
  }).exited;

  expect(code, stdout).toBe(4);
  expect(stdout).toMatch(/ {2}server-\d {2}\S.*, \d+ s/);
  expect(stdout).toMatch(/1 of 3 keys: 1 minted, 1 failed; \d\.\d a second, \d+ s left/);
  expect(stdout).toContain('failed: server-1: Could not sign in');
  expect(stdout).toMatch(/2 of 3 keys: 2 minted, 1 failed; \d\.\d a second\.\S*\s/);
  expect(stdout).toMatch(/Could not make every key: 1 of 3 failed\..*\s*$/);
});

test('servers with single sign-on: each user signs in by the provider, and has its keys', {
  tag: '@extended',
}, async ({ folder }) => {
  await using sso = await startSso({ pages: ['username', 'password'] });
  const { server, provider } = sso;
  const manifest = join(folder, 'fleet.yaml');
  await mkdir(join(folder, 'temporary'));
  const text = `servers:
  - url: ${server.url}
    signIn:
      provider: AzureAD
      ssoOrigins: [${provider.issuer}]
      username: ${provider.username}
      password: { env: FLEET_PASSWORD }
    keys:
      - { purpose: one, deliver: { file: one.key } }
      - { purpose: two, deliver: { file: two.key } }
`;
  await writeFile(manifest, text);
  const fleet = { manifest, folder, servers: [{ ...server, password: provider.password }] };
  const { code, stderr } = await runFleet(fleet);

  expect(code, stderr).toBe(0);
  const keys = Object.fromEntries(server.liveKeys().map(({ purpose, key }) => [purpose, key]));
  for (const purpose of ['one', 'two'])
    expect((await readFile(join(folder, `${purpose}.key`), 'utf8')).trim()).toBe(keys[purpose]);
  expect(server.liveSessions()).toBe(0);
});

test('passwords of other shards are not in the environment of a command', { tag: '@extended' }, async ({
  folder,
}) => {
  test.skip(process.platform === 'win32', 'the command is that of a POSIX shell');
  await using fleet = await startFleet(folder, { count: 6 });
  const text = JSON.parse(await readFile(fleet.manifest, 'utf8'));
  for (const [at, server] of text.servers.entries())
    server.signIn = { password: { env: `FLEET_PASSWORD_${at}` } };
  text.defaults.deliver = { command: 'cat > {server}; env > {server}.env' };
  await writeFile(fleet.manifest, JSON.stringify(text));
  const password = fleet.servers[0]?.password ?? '';
  const env = Object.fromEntries(fleet.servers.map((_, at) => [`FLEET_PASSWORD_${at}`, password]));
  const { code, stderr } = await runFleet(fleet, ['--shard', '1/2'], env);

  const live = fleet.servers.flatMap((server, at) => server.liveKeys().map(({ key }) => [at, key] as const));
  expect(live.length).toBeGreaterThan(0);
  expect(live.length).toBeLessThan(6);
  expect(code, stderr).toBe(0);
  for (const [at, key] of live) {
    expect(await readFile(join(folder, `server-${at}`), 'utf8')).toBe(key);
    expect(await readFile(join(folder, `server-${at}.env`), 'utf8')).not.toContain('PASSWORD');
  }
});
