import { readFileSync } from 'node:fs';
import { symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import Ajv2020 from 'ajv/dist/2020';
import { load as parse } from 'js-yaml';
import { formatManifestSchema } from '../../src/fleet/manifest.ts';
import { planFleet } from '../../src/fleet/plan.ts';

import { readManifest } from '../../src/fleet/read-manifest.ts';
import { expect, type Outcome, test } from '../fixtures.ts';

const wrong = `defaults:
  signIn:
    username: admin
    password: Fake-hunter2
  deliver: { file: 'keys/{server}/{purpos}.key' }
servers:
  - url: octopus.example.com
  - url: https://one.example.com
    keys:
      - purpose: deploy
        expiresIn: soon
      - purpose: [deploy]
  - name: two
    keys: [{ purpose: deploy }]
  - url: https://three.example.com
    keyz: []
  - url: https://four.example.com
    keys:
      - { purpose: a, deliver: { file: same.key } }
      - { purpose: b, deliver: { file: same.key } }
      - { purpose: a, deliver: { file: other.key } }
      - { purpose: c, deliver: { file: x, command: y } }
      - { purpose: d, accessLevel: everything, deliver: { command: 'store {user}' } }
  - url: http://five.example.com
    keys: []
  - url: https://six.example.com
    keys: [{ purpose: a, team: [Deployers], deliver: { file: six.key } }]
`;

test('a wrong manifest: every mistake with its line, exit 2, no secret repeated, nothing asked of anybody', async ({
  folder,
  runCommand,
}) => {
  await writeFile(join(folder, 'fleet.yaml'), wrong);
  const { code, stdout, stderr } = await runCommand('mint-fleet', { words: ['fleet.yaml'] });

  expect(code).toBe(2);
  expect(stdout).toBe('');
  expect(stderr).not.toContain('hunter2');
  const mistakes = readMessages({ stderr });
  const expected = [
    /:4: defaults\.signIn\.password is no reference: write \{ env: NAME \}/,
    /:7: servers\[0\]\.url "octopus\.example\.com" is no address/,
    /:11: servers\[1\]\.keys\[0\]\.expiresIn "soon" is no expiry/,
    /:12: servers\[1\]\.keys\[1\]\.purpose should be a text/,
    /:13: servers\[2\]\.url is missing/,
    /:16: servers\[3\]\.keyz is no field of it/,
    /:22: servers\[4\]\.keys\[3\]\.deliver wants a file or a command, and not both/,
    /:23: servers\[4\]\.keys\[4\]\.accessLevel is none of full-access, read-only/,
    /:25: servers\[5\]\.keys is empty/,
    /:27: servers\[6\]\.keys\[0\] has a team and no serviceAccount to put in it/,
  ];
  for (const pattern of expected) expect(mistakes).toContainEqual(expect.stringMatching(pattern));
  expect(mistakes).toHaveLength(expected.length);
});

test('what no single field shows is told with its line, too, beside the rest', async ({
  folder,
  runCommand,
}) => {
  const text = wrong
    .replace('password: Fake-hunter2', 'password: { env: NOT_SET }')
    .replace(
      "      - { purpose: c, deliver: { file: x, command: y } }\n      - { purpose: d, accessLevel: everything, deliver: { command: 'store {user}' } }\n",
      "      - { purpose: d, deliver: { command: 'store {user}' } }\n",
    )
    .replace('    keys: []\n', '    keys: [{ purpose: e }]\n')
    .replace(' team: [Deployers],', '');
  await writeFile(join(folder, 'fleet.yaml'), text);
  const mistakes = readMessages(await runCommand('mint-fleet', { words: ['fleet.yaml'] }));

  for (const pattern of [
    /:4: defaults\.signIn\.password names the variable NOT_SET, which is not set/,
    /:7: servers\[0\]\.url/,
    /:20: servers\[4\]\.keys\[1\] goes to same\.key, as another key does: first at servers\[4\]/,
    /:21: servers\[4\]\.keys\[2\] is wanted twice/,
    /:22: servers\[4\]\.keys\[3\] has a placeholder \{user\}/,
    /:23: servers\[5\]\.url is plain http to another machine/,
    /servers\[5\]\.keys\[0\] has a placeholder \{purpos\}/,
  ])
    expect(mistakes).toContainEqual(expect.stringMatching(pattern));
});

test('a key that would go to the file of the results, of the report or of the journal is refused', async ({
  folder,
  runCommand,
}) => {
  const keys = ['results', 'report', 'fleet.yaml.journal'].map((file) => ({
    purpose: file,
    deliver: { file: file === 'results' ? './Results' : file },
  }));
  const signIn = { username: 'admin', password: { env: 'FLEET_PASSWORD' } };
  const servers = [{ url: 'http://127.0.0.1:1', signIn, keys }];
  await writeFile(join(folder, 'fleet.yaml'), JSON.stringify({ servers }));
  const words = ['fleet.yaml', '--results', 'results', '--report', 'report'];
  const { code, stderr } = await runCommand('mint-fleet', { words, env: { FLEET_PASSWORD: 'Fake-hunter2' } });

  expect(code, stderr).toBe(2);
  for (const option of ['--results', '--report', '--journal'])
    expect(stderr).toMatch(new RegExp(`goes to [\\w./]+, which ${option} writes`));
});

const unreadable: Readonly<Record<string, readonly [text: string, message: RegExp]>> = {
  'broken YAML': ['servers:\n  - url: "https://a\n', /fleet\.yaml:\d+: /],
  'broken JSON': ['{"servers": [\n  {"url": }]}', /fleet\.yaml/],
  'a field given twice': ['servers:\n  - url: https://a\n    url: https://b\n', /fleet\.yaml:3: .*unique/],
  'a field given twice in JSON': [
    '\ufeff{"servers": [\n\t{"url": "https://a",\n\t"url": "https://b"}]}',
    /fleet\.yaml:3: .*unique/,
  ],
  'broken JSON, with its line': ['{"servers": [\n\t{"url": }\n,]}', /fleet\.yaml:\d+: /],
  'JSON in which something is wrong': [
    '{"servers": [\n\t{"url": "ftp://a"}]}',
    /fleet\.yaml:2: servers\[0\]\.url /,
  ],
  'something wrong behind an alias': [
    'x: &a { url: ftp://a }\nservers:\n  - *a\n',
    /fleet\.yaml:3: servers\[0\]\.url /,
  ],
  'no servers': ['servers: []\n', /fleet\.yaml:1: servers is empty/],
  'an empty file': ['', /fleet\.yaml:1: .*empty/],
  'a list': ['- https://a\n', /fleet\.yaml:1: the manifest should be a map of fields/],
};

for (const [what, [text, message]] of Object.entries(unreadable)) {
  test(`${what}: told with its line`, async ({ folder }) => {
    const path = join(folder, 'fleet.yaml');
    await writeFile(path, text);
    expect(findMistakes(path).join('\n')).toMatch(message);
  });
}

test('no manifest, and one that is not there: exit 2, and what to do', async ({ runCommand }) => {
  const none = await runCommand('mint-fleet');
  expect(none.code).toBe(2);
  expect(none.stderr).toContain('there is no manifest');
  const gone = await runCommand('mint-fleet', { words: ['gone.yaml'] });
  expect(gone.code).toBe(2);
  expect(gone.stderr).toContain('gone.yaml is not there');
});

test('the schema for editors is that of the code; it takes the example and refuses a secret', () => {
  const text = readFileSync('fleet.schema.json', 'utf8');
  expect(text, 'write it with: npm run schema').toBe(formatManifestSchema());
  const validate = new Ajv2020({ strict: false }).compile(JSON.parse(text));
  const example = parse(readFileSync('deploy/fleet.yaml', 'utf8')) as object;
  expect(validate(example), JSON.stringify(validate.errors)).toBe(true);
  expect(validate({ ...example, defaults: { signIn: { password: 'Fake-hunter2' } } })).toBe(false);
});

/** @returns what is told of a manifest, of its fields and of what they ask for together */
function findMistakes(path: string): readonly string[] {
  try {
    const manifest = readManifest(path);
    return manifest.locate([...manifest.mistakes, ...planFleet(manifest).mistakes]).mistakes;
  } catch (error) {
    return (error as { mistakes: readonly string[] }).mistakes;
  }
}

function readMessages({ stderr }: Pick<Outcome, 'stderr'>): string[] {
  return stderr
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => (JSON.parse(line) as { msg: string }).msg);
}

test('keys that would go to one place, or be one key, are told with their lines', async ({ folder }) => {
  const text = `defaults:
  signIn: { username: admin, password: { env: PW } }
  deliver: { command: 'store {server}' }
servers:
  - url: https://one.example.com
    keys:
      - { purpose: a }
      - { purpose: b }
      - { purpose: c, serviceAccount: Deployer, deliver: { file: x.key } }
  - url: https://one.example.com
    signIn: { username: other }
    keys:
      - { purpose: c, serviceAccount: deployer, deliver: { file: y.key } }
      - { purpose: d, deliver: { file: ./x.key } }
  - url: https://one.example.com
    signIn: { password: { env: PW2 } }
    keys: [{ purpose: e, deliver: { file: z.key } }]
`;
  await writeFile(join(folder, 'fleet.yaml'), text);
  const mistakes = findMistakes(join(folder, 'fleet.yaml'));
  const expected = [
    /:8: servers\[0\]\.keys\[1\] goes to "store one\.example\.com", as another key does/,
    /:13: servers\[1\]\.keys\[0\] is wanted twice: first at servers\[0\]/,
    /:14: servers\[1\]\.keys\[1\] goes to \.\/x\.key, as another key does: first at servers\[0\]\.keys\[2\]/,
    /:15: servers\[2\] signs in otherwise than servers\[0\], as the same user/,
  ];
  for (const pattern of expected) expect(mistakes).toContainEqual(expect.stringMatching(pattern));
  expect(mistakes).toHaveLength(expected.length);
});

test('accounts, purposes and names that are the same words, one behind another, are told apart', async ({
  folder,
}) => {
  const text = `defaults: { signIn: { username: admin, password: { env: FAKE } }, deliver: { command: cat } }
servers:
  - url: https://one.example.com
    keys:
      - { purpose: agent deploy, serviceAccount: build }
      - { purpose: deploy, serviceAccount: build agent }
      - { purpose: 'agent" deploy', serviceAccount: '"build' }
    trust:
      - { serviceAccount: build, name: agent deploy, issuer: https://ci.example.com, subject: 'job:one' }
      - { serviceAccount: build agent, name: deploy, issuer: https://ci.example.com, subject: 'job:two' }
`;
  await writeFile(join(folder, 'fleet.yaml'), text);
  const { signIns, mistakes } = planFleet(readManifest(join(folder, 'fleet.yaml')));

  expect(mistakes).toEqual([]);
  expect(new Set(signIns.flatMap(({ keys, trust }) => [...keys, ...trust].map(({ id }) => id))).size).toBe(5);
});

/** Pairs of purposes, whose keys go to files that are one on some system. */
const collisions: Readonly<Record<string, readonly [string, string]>> = {
  'letter case': ['Deploy', 'deploy'],
  'letter case beyond ASCII': ['Überwachung', 'überwachung'],
  'an accent that is written in two ways': ['caf\u00e9', 'cafe\u0301'],
  'both of these': ['CAFE\u0301', 'caf\u00e9'],
  'a letter that has two small ones': ['\u03c3\u03b1\u03c3', '\u03c3\u03b1\u03c2'],
  'a dot at the end': ['deploy.', 'deploy'],
  'a capital sharp s': ['STRA\u1e9eE', 'stra\u00dfe'],
  'what Windows calls the content of a file': ['deploy::$Data', 'deploy'],
  'a letter that nobody sees': ['de\u200cploy', 'deploy'],
};

for (const [what, [first, second]] of Object.entries(collisions)) {
  test(`keys whose files differ in no more than ${what} are told, naming both, on every system`, {
    tag: what === 'both of these' ? [] : '@extended',
  }, async ({ folder }) => {
    const path = join(folder, 'fleet.json');
    const keys = [first, 'other', second].map((purpose) => ({
      purpose,
      deliver: { file: `keys/${purpose}` },
    }));
    await writeFile(path, JSON.stringify({ servers: [{ url: 'https://one.example.com', keys }] }));
    expect(findMistakes(path)).toEqual([
      expect.stringContaining(
        `servers[0].keys[2] goes to keys/${second}, which is the same file as keys/${first} on this system, Windows or macOS: first at servers[0].keys[0]`,
      ),
    ]);
    const apart = { url: 'https://one.example.com', keys: keys.slice(0, 2) };
    await writeFile(path, JSON.stringify({ servers: [apart] }));
    expect(findMistakes(path)).toEqual([]);
  });
}

test('purposes Deploy and deploy go to one file by their placeholder, and names of servers are compared in the same way', async ({
  folder,
}) => {
  const path = join(folder, 'fleet.json');
  const servers = ['One', 'one', 'two'].map((name, at) => ({ url: `https://s${at}.example.com`, name }));
  const defaults = { deliver: { file: 'keys. /{server}/{purpose}' }, keys: [{ purpose: 'a' }] };
  const keys = [
    { purpose: 'A', deliver: { file: 'Keys/TWO/{purpose}' } },
    { purpose: 'Deploy' },
    { purpose: 'deploy' },
  ];
  const last = { url: 'https://s3.example.com', name: 'three', keys };
  await writeFile(path, JSON.stringify({ defaults, servers: [...servers, last] }));
  expect(findMistakes(path)).toEqual([
    expect.stringMatching(
      /servers\[1\] goes to .*one\/a, .* same file as .*One\/a .*: first at servers\[0\]$/,
    ),
    expect.stringMatching(/servers\[3\]\.keys\[0\] goes to .* as .*two\/a on .*: first at servers\[2\]$/),
    expect.stringMatching(
      /servers\[3\]\.keys\[2\] goes to .*deploy, .* as .*Deploy on .*: first at servers\[3\]\.keys\[1\]$/,
    ),
  ]);
});

test('keys that go to one file by a link are told, though what it leads to is not there yet', async ({
  folder,
}) => {
  test.skip(process.platform === 'win32', 'not everybody may make links on Windows');
  await Promise.all([symlink('real/keys', join(folder, 'link')), symlink('circle', join(folder, 'circle'))]);
  const keys = ['real/keys/a.key', 'link/a.key', 'link/b.key', 'circle/a.key'].map((name) => ({
    purpose: name,
    deliver: { file: join(folder, name) },
  }));
  const path = join(folder, 'fleet.json');
  await writeFile(path, JSON.stringify({ servers: [{ url: 'https://one.example.com', keys }] }));
  expect(findMistakes(path)).toEqual([
    expect.stringMatching(/keys\[1\] goes to .*link\/a\.key, which is the same file as .*real\/keys\/a\.key/),
  ]);
});

test('a file of a name that is a device on Windows is told there, and nowhere else', async ({ folder }) => {
  const path = join(folder, 'fleet.json');
  const purposes = ['con', 'NUL.key', 'lpt1', 'console', 'com', 'auxiliary'];
  const keys = purposes.map((purpose) => ({ purpose }));
  const defaults = { deliver: { file: 'keys/{purpose}.key' }, keys };
  await writeFile(path, JSON.stringify({ defaults, servers: [{ url: 'https://one.example.com' }] }));
  const manifest = readManifest(path);

  expect(planFleet(manifest, 'linux').mistakes).toEqual([]);
  expect(planFleet(manifest, 'win32').mistakes.map(({ message }) => message)).toEqual(
    ['con.key', 'NUL.key.key', 'lpt1.key'].map(
      (name) => `goes to keys/${name}, which is a device on Windows`,
    ),
  );
});

test('ten thousand servers that take what others have by merge keys are read, and what is wrong with the last is told with its line', {
  tag: '@extended',
}, async ({ folder }) => {
  const path = join(folder, 'fleet.yaml');
  const servers = Array.from(
    { length: 10_000 },
    (_, at) => `  - { <<: *usual, url: https://s${at}.example.com }`,
  );
  const head =
    'servers:\n  - &usual\n    url: https://first.example.com\n    keys: [{ purpose: deploy, expiresIn: 2099-01-01T00:00:00Z }]\n';
  await writeFile(path, `${head}${servers.join('\n')}\n`);
  const { mistakes, servers: read } = readManifest(path);
  expect(mistakes).toEqual([]);
  expect(read).toHaveLength(10_001);
  expect(read[10_000]?.url).toBe('https://s9999.example.com');
  expect(read[10_000]?.keys?.[0]?.expiresIn).toMatchObject({ kind: 'at' });

  await writeFile(path, `${head}${servers.join('\n')}\n  - { <<: *usual, url: wrong }\n`);
  const wrong = readManifest(path);
  expect(wrong.locate(wrong.mistakes).mistakes).toEqual([
    `${path}:10005: servers[10001].url "wrong" is no address: write it as https://octopus.example.com`,
  ]);
});

test('plain http to a provider on another machine is refused with its line, wherever its origin is given', async ({
  folder,
  runCommand,
}) => {
  const text = `defaults:
  signIn: { username: admin, password: { env: FAKE } }
  keys: [{ purpose: deploy }]
  deliver: { file: 'keys/{server}.key' }
servers:
  - url: https://one.example.com
    signIn:
      provider: Fake
      ssoOrigins: [https://login.example.com, http://login.example.com]
  - url: https://two.example.com
    signIn: { provider: Fake }
  - url: https://three.example.com
`;
  await writeFile(join(folder, 'fleet.yaml'), text);
  const env = { FAKE: 'fake-password-for-tests', OCTOPUS_SSO_ORIGINS: 'http://login.example.com' };
  const mistakes = readMessages(await runCommand('mint-fleet', { words: ['fleet.yaml'], env }));

  expect(mistakes).toEqual([
    expect.stringMatching(/:9: servers\[0\]\.signIn\.ssoOrigins is plain http to another machine/),
    expect.stringMatching(
      /:10: servers\[1\] signs in at an origin of OCTOPUS_SSO_ORIGINS that is plain http/,
    ),
  ]);
});

test("a file that a fleet reads is none that it writes: its manifest's secrets, .env, and what variables name", async ({
  folder,
  runCommand,
}) => {
  const signIn = { username: 'admin', password: { file: 'password' } };
  for (const file of ['password', './fleet.json', '.env', 'headers']) {
    const keys = [{ purpose: 'a', deliver: { file } }];
    const manifest = { servers: [{ url: 'http://127.0.0.1:9', signIn, keys }] };
    await writeFile(join(folder, 'fleet.json'), JSON.stringify(manifest));
    for (const name of ['password', 'headers'])
      await writeFile(join(folder, name), 'Name: Fake-secret', { mode: 0o600 });
    await writeFile(join(folder, '.env'), 'OCTOPUS_TOTP_SECRET=FAKEFAKE\n', { mode: 0o600 });
    const line = { env: { OCTOPUS_HEADERS_FILE: 'headers' }, words: ['fleet.json'] };
    const { code, stderr } = await runCommand('mint-fleet', line);
    expect(code, stderr).toBe(2);
    expect(stderr).toContain(`goes to ${file}, and would replace`);
  }
  const { code, stderr } = await runCommand('mint-fleet', { words: ['fleet.json', '--report', 'password'] });
  expect(code, stderr).toBe(2);
  expect(stderr).toContain('--report would replace the file that the manifest names, which is read');
});

test('a command that gets several keys, and is told by nothing which is which, is warned of: the last could be all that it keeps', async ({
  folder,
  runCommand,
}) => {
  const manifest = (deliver: object) => ({
    defaults: { signIn: { username: 'admin', password: { env: 'FAKE' } }, deliver, keys: [{ purpose: 'a' }] },
    servers: ['https://one.example.com', 'https://two.example.com', 'https://three.example.com'].map(
      (url) => ({ url }),
    ),
  });
  const command = 'cat > last.key';
  await writeFile(join(folder, 'fleet.json'), JSON.stringify(manifest({ command })));
  const env = { FAKE: 'fake-password-for-tests' };
  const { code, stderr } = await runCommand('mint-fleet', { words: ['fleet.json', '--dry-run'], env });

  expect(code, stderr).toBe(0);
  expect(readMessages({ stderr }).filter((message) => message.includes(command))).toEqual([
    expect.stringMatching(/:1: servers\[1\] goes to "cat > last\.key", .* \(first at servers\[0\]\)/),
  ]);
  const path = join(folder, 'other.json');
  const told = [
    { command, format: 'json' },
    { command, format: 'dotenv' },
    { command: 'cat > {server}.key' },
  ];
  for (const deliver of told) {
    await writeFile(path, JSON.stringify(manifest(deliver)));
    expect(planFleet(readManifest(path)).warnings).toEqual([]);
  }
  // The server's address alone does not tell two of its keys apart.
  const { defaults, servers } = manifest({ command, format: 'dotenv' });
  const keys = [{ purpose: 'a' }, { purpose: 'b' }];
  await writeFile(path, JSON.stringify({ defaults: { ...defaults, keys }, servers }));
  expect(planFleet(readManifest(path)).warnings).toHaveLength(3);
});
