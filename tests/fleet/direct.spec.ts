import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ListedApiKey } from '../../src/api/schemas.ts';
import { Variables } from '../../src/core/variables.ts';
import { AskedKeys } from '../../src/fleet/asked-keys.ts';
import { chooseConcurrency } from '../../src/fleet/concurrency.ts';
import { Credentials } from '../../src/fleet/credentials.ts';
import { planFleet } from '../../src/fleet/plan.ts';
import { readManifest } from '../../src/fleet/read-manifest.ts';
import { expect, test } from '../fixtures.ts';
import { type Fleet, readDelivered, readResults, runFleet, startFleet } from './start-fleet.ts';

const HOUR = 3_600_000;
const NO_BROWSER = { OCTOPUS_BROWSER: '/nowhere/chromium' };

/** Has a manifest say how everybody signs in, or one server. */
async function change(
  { manifest }: Fleet,
  defaults: Readonly<Record<string, unknown>>,
  first: Readonly<Record<string, unknown>> = {},
): Promise<void> {
  const text = JSON.parse(await readFile(manifest, 'utf8'));
  Object.assign(text.defaults.signIn, defaults);
  text.servers[0].signIn = first;
  await writeFile(manifest, JSON.stringify(text, null, 1));
}

for (const [how, defaults, words] of [
  ['its manifest says so', { direct: true }, []],
  ['an option says so', {}, ['--direct']],
] as const)
  test(`a fleet makes its keys without a browser where ${how}, and leaves no session`, async ({ folder }) => {
    await using fleet = await startFleet(folder, { count: 5, purposes: ['one', 'another'] });
    await change(fleet, defaults);
    const line = ['--results', 'results.jsonl', '--report', 'report.html', ...words];
    const { code, stderr } = await runFleet(fleet, line, NO_BROWSER);

    expect(code, stderr).toBe(0);
    const live = fleet.servers.flatMap((server) => server.liveKeys().map(({ key }) => key));
    expect(live).toHaveLength(10);
    expect(Object.values(await readDelivered(folder)).sort()).toEqual(live.sort());
    for (const server of fleet.servers) {
      expect(server.liveSessions()).toBe(0);
      expect(server.requests.filter(({ path }) => path.endsWith('/login'))).toHaveLength(1);
    }
    const results = await readResults(join(folder, 'results.jsonl'));
    expect(results.map(({ outcome }) => outcome)).toEqual(Array(10).fill('minted'));
  });

test("a manifest may refer to the program's own variables, as those of the pipelines in deploy/ do", async ({
  folder,
}) => {
  await using fleet = await startFleet(folder, { count: 2 });
  const reference = { password: { env: 'OCTOPUS_PASSWORD' }, totpSecret: { env: 'OCTOPUS_TOTP_SECRET' } };
  await change(fleet, { ...reference, username: { env: 'OCTOPUS_USERNAME' } });
  const { username = '', password = '' } = fleet.servers[0] ?? {};
  const own = { OCTOPUS_USERNAME: username, OCTOPUS_PASSWORD: password, OCTOPUS_TOTP_SECRET: 'FAKEFAKE' };
  const { code, stderr } = await runFleet(fleet, ['--direct'], { ...NO_BROWSER, ...own });

  expect(code, stderr).toBe(0);
  expect(fleet.servers.map((server) => server.liveKeys().length)).toEqual([1, 1]);
  for (const name of ['github-actions.yml', 'gitlab-ci.yml'])
    expect(await readFile(`deploy/${name}`, 'utf8')).toContain('{ env: OCTOPUS_PASSWORD }');
});

test('of a fleet, only those sign in without a browser that say so', async ({ folder }) => {
  await using fleet = await startFleet(folder, { count: 2 });
  await change(fleet, { direct: true }, { direct: false });
  const { code, stderr } = await runFleet(fleet, [], NO_BROWSER);

  expect(code, stderr).toBe(7);
  expect(fleet.servers.map((server) => server.liveKeys().length)).toEqual([0, 1]);
});

test("a server without forms login is told in the manifest's own words, and stops no other", async ({
  folder,
  startServer,
}) => {
  const cloud = await startServer({ formsLogin: false, otherProviders: ['Octopus ID'] });
  await using fleet = await startFleet(folder, {
    count: 2,
    address: ({ url }, at) => (at ? url : cloud.url),
  });
  await change(fleet, { direct: true });
  const { code, stderr } = await runFleet(fleet, [], NO_BROWSER);

  expect(code, stderr).toBe(4);
  expect(stderr).toContain("Leave out the manifest's signIn.direct.");
  expect(cloud.requests.filter(({ method }) => method === 'POST')).toEqual([]);
  expect(fleet.servers.map((server) => server.liveKeys().length)).toEqual([0, 1]);
});

interface Said {
  readonly defaults?: string;
  readonly own?: string;
  readonly direct?: boolean;
  readonly provider?: string;
}

const said: readonly (readonly [what: string, Said, { direct: boolean; provider: string | undefined }])[] = [
  ['nothing', {}, { direct: false, provider: undefined }],
  ['an option', { direct: true }, { direct: true, provider: undefined }],
  ['the defaults', { defaults: 'direct: true' }, { direct: true, provider: undefined }],
  [
    'a server, where the defaults name a provider',
    { defaults: 'provider: Fake', own: 'direct: true' },
    { direct: true, provider: undefined },
  ],
  [
    'a server, where a variable names a provider',
    { own: 'direct: true', provider: 'Fake' },
    { direct: true, provider: undefined },
  ],
  [
    'the defaults, where a server names a provider',
    { defaults: 'direct: true', own: 'provider: Fake' },
    { direct: false, provider: 'Fake' },
  ],
  [
    'an option, where a server names a provider',
    { direct: true, own: 'provider: Fake' },
    { direct: false, provider: 'Fake' },
  ],
  [
    'the defaults, where a server says the contrary',
    { defaults: 'direct: true', own: 'direct: false' },
    { direct: false, provider: undefined },
  ],
  [
    'an option, where a server says the contrary',
    { direct: true, own: 'direct: false' },
    { direct: false, provider: undefined },
  ],
];

for (const [what, { defaults, own, direct = false, provider }, expected] of said)
  test(`who says that a server is signed in to without a browser: ${what}`, async ({ folder }) => {
    const path = join(folder, 'fleet.yaml');
    await writeFile(
      path,
      `defaults: { signIn: { username: admin, password: { env: FAKE }${defaults ? `, ${defaults}` : ''} }, deliver: { command: cat }, keys: [{ purpose: p }] }
servers: [{ url: 'https://one.example.com'${own ? `, signIn: { ${own} }` : ''} }]
`,
    );
    const manifest = readManifest(path);
    const { signIns, mistakes } = planFleet(manifest);
    const usual = { username: undefined, password: undefined, totpSecret: undefined, ssoOrigin: [] };
    const credentials = new Credentials(
      { ...usual, direct, provider, allowHttp: false },
      new Variables({ FAKE: 'fake-password' }, folder),
    );
    const [signIn] = signIns;
    if (!signIn) throw new Error('nobody signs in');

    expect(credentials.find(signIn, manifest.servers[0]?.signIn)).toMatchObject(expected);
    expect([...manifest.mistakes, ...mistakes, ...credentials.mistakes]).toEqual([]);
  });

test('a sign-in by a provider and without a browser at once is a mistake, told with its line: exit 2', async ({
  folder,
  runCommand,
}) => {
  const text = `servers:
  - url: https://one.example.com
    signIn:
      direct: true
      provider: Fake
    keys: [{ purpose: p, deliver: { command: cat } }]
`;
  await writeFile(join(folder, 'fleet.yaml'), text);
  const { code, stderr } = await runCommand('mint-fleet', { words: ['fleet.yaml', '--dry-run'] });

  expect(code, stderr).toBe(2);
  expect(stderr).toMatch(/fleet\.yaml:3: servers\[0\]\.signIn is by a provider and direct/);
});

test('the example for thousands of servers is right, and says of all but one that nobody needs a browser', () => {
  const manifest = readManifest('deploy/fleet-direct.yaml');
  const { signIns, mistakes } = planFleet(manifest);

  expect([...manifest.mistakes, ...mistakes]).toEqual([]);
  expect(signIns.map(({ signIn: { direct, provider } }) => direct ?? provider)).toEqual([
    'Azure AD',
    true,
    true,
  ]);
});

test('without a page, more sign in at the same time', () => {
  expect(chooseConcurrency([], true)).toBeGreaterThan(chooseConcurrency(['ws://one'], false));
});

test('a rotation after one that ran while the clock was an hour ahead rotates', async ({ folder }) => {
  await using fleet = await startFleet(folder, { count: 1 });
  await change(fleet, { direct: true });
  expect((await runFleet(fleet, ['--if-exists', 'rotate'], NO_BROWSER)).code).toBe(0);
  const [first] = fleet.servers[0]?.liveKeys() ?? [];
  const journal = `${fleet.manifest}.journal`;
  const noted = await readFile(journal, 'utf8');
  const inAnHour = (at: string) => new Date(Date.parse(at) + 3_600_000).toISOString();
  await writeFile(journal, noted.replace(/(?<="at":")[^"]+/g, inAnHour));
  const { code, stderr } = await runFleet(fleet, ['--if-exists', 'rotate'], NO_BROWSER);

  expect(code, stderr).toBe(0);
  const live = fleet.servers[0]?.liveKeys().map(({ key }) => key);
  expect(live).not.toContain(first?.key);
  expect(Object.values(await readDelivered(folder))).toEqual(live);
});

for (const { ahead, expiresIn, where } of [
  { ahead: 0, expiresIn: '1h', where: '' },
  { ahead: -3_600_000, expiresIn: 'never', where: ', whose clock is an hour behind,' },
])
  test(`of two entries that mean one server${where} under two names, the second does not take the key of the first for an old one: exit 2`, async ({
    folder,
    startServer,
  }) => {
    const server = await startServer({ clockAheadMs: ahead });
    await using fleet = await startFleet(folder, { count: 1, address: () => server.url });
    await change(fleet, { direct: true });
    const text = JSON.parse(await readFile(fleet.manifest, 'utf8'));
    text.defaults.keys[0].expiresIn = expiresIn;
    const old = server.addKey(text.defaults.keys[0].purpose);
    text.servers.push({ name: 'again', url: server.url.replace('127.0.0.1', 'localhost') });
    await writeFile(fleet.manifest, JSON.stringify(text));
    const words = ['--if-exists', 'rotate', '--concurrency', '1', '--results', 'results.jsonl'];
    const { code, stderr } = await runFleet(fleet, words, NO_BROWSER);

    expect(code, stderr).toBe(2);
    const live = server.liveKeys().map(({ key }) => key);
    expect(Object.values(await readDelivered(folder))).toEqual(live);
    expect(live).toHaveLength(1);
    expect(live).not.toContain(old.key);
    const results = await readResults(join(folder, 'results.jsonl'));
    expect(results.map(({ outcome, error }) => [outcome, error ?? ''])).toEqual([
      ['rotated', ''],
      ['failed', expect.stringContaining('another entry of the manifest wants the key')],
    ]);
  });

test('of two entries that mean one server under two names, the second does not take the key of the first for one that it has already: exit 2', async ({
  folder,
  startServer,
}) => {
  const server = await startServer();
  await using fleet = await startFleet(folder, { count: 1, address: () => server.url });
  await change(fleet, { direct: true });
  const text = JSON.parse(await readFile(fleet.manifest, 'utf8'));
  text.servers.push({ name: 'again', url: server.url.replace('127.0.0.1', 'localhost') });
  await writeFile(fleet.manifest, JSON.stringify(text));
  const { code, stderr } = await runFleet(fleet, ['--concurrency', '1'], NO_BROWSER);

  expect(code, stderr).toBe(2);
  expect(stderr).toContain('another entry of the manifest wants the key of Users-1');
  const live = server.liveKeys().map(({ key }) => key);
  expect(Object.values(await readDelivered(folder))).toEqual(live);
});

test("a server that says it is another one, and calls its key as that one's old key, keeps nobody from replacing that", () => {
  const asked = new AskedKeys();
  const place = { installationId: 'one', userId: 'Users-1', target: 'first' };
  const expires = new Date(Date.now() + HOUR);
  asked.note('APIKeys-1', place);
  asked.note(expires, place);
  const [old, recent] = [HOUR, 0].map((age) => new Date(Date.now() - age).toISOString());
  const isAnothers = (key: Partial<ListedApiKey>, target = 'second') =>
    asked.isAnothers({ Id: 'APIKeys-1', ...key }, { ...place, target }, { clockAhead: undefined });

  expect(isAnothers({ Created: old })).toBe(false);
  expect(isAnothers({ Created: recent })).toBe(true);
  expect(isAnothers({})).toBe(true);
  expect(isAnothers({ Id: 'APIKeys-2', Created: old, Expires: expires.toISOString() })).toBe(true);
  expect(isAnothers({ Created: recent }, place.target)).toBe(false);
});
