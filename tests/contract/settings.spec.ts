import { chmod, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { readSettings } from '../../src/cli/read-settings.ts';
import { accessSettings } from '../../src/cli/settings/access.ts';
import { deliverySettings } from '../../src/cli/settings/delivery.ts';
import { orderSettings } from '../../src/cli/settings/key.ts';
import {
  type CommandDescription,
  commonSettings,
  type SettingName,
  settings,
} from '../../src/cli/settings.ts';
import { mintKeyCommand } from '../../src/commands/mint-key.ts';
import { revokeKeyCommand } from '../../src/commands/revoke-key.ts';
import { rotateKeyCommand } from '../../src/commands/rotate-key.ts';
import { trustIssuerCommand } from '../../src/commands/trust-issuer.ts';
import { expect, test } from '../fixtures.ts';
import { readLog } from '../start-command.ts';

// None of these gets as far as a server, so any address will do.
const complete = {
  OCTOPUS_URL: 'http://127.0.0.1:1',
  OCTOPUS_USERNAME: 'admin',
  OCTOPUS_PASSWORD: 'fake-password-for-tests',
};

interface Mistake {
  readonly title: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly words?: readonly string[];
  readonly says: readonly (string | RegExp)[];
}

const mistakes: readonly Mistake[] = [
  { title: 'no server', env: { OCTOPUS_URL: '' }, says: ['OCTOPUS_URL (--url) is missing', 'https://'] },
  { title: 'no user', env: { OCTOPUS_USERNAME: '' }, says: ['OCTOPUS_USERNAME (--username) is missing'] },
  {
    title: 'no password',
    env: { OCTOPUS_PASSWORD: '' },
    says: ['OCTOPUS_PASSWORD is missing', 'OCTOPUS_PASSWORD_FILE'],
  },
  {
    title: 'an address without a scheme',
    env: { OCTOPUS_URL: 'octopus.example.com' },
    says: ['OCTOPUS_URL', 'https://'],
  },
  {
    title: 'an address of another scheme',
    words: ['--url', 'ftp://octopus.example.com'],
    says: ['--url', 'https://'],
  },
  {
    title: 'an address with a user in it',
    words: ['--url', 'https://me:fake@host'],
    says: ['--url', 'user name or password'],
  },
  {
    title: 'an address with a line break',
    env: { OCTOPUS_URL: 'https://a\nb' },
    says: ['OCTOPUS_URL', 'control character'],
  },
  { title: 'an address with a query', words: ['--url', 'https://host/?a=b'], says: ['--url', 'query'] },
  { title: 'an unknown option', words: ['--purposes', 'x'], says: ['--purposes', '--help'] },
  {
    title: 'a password as an option',
    words: ['--password', 'fake'],
    says: ['--password', 'OCTOPUS_PASSWORD'],
  },
  { title: 'a word too many', words: ['extra'], says: ['options only'] },
  { title: 'an option without its value', words: ['--purpose'], says: ['--purpose needs a value'] },
  { title: 'a blank purpose', words: ['--purpose', ' '], says: ['--purpose', 'empty'] },
  {
    title: 'an expiry that is none',
    words: ['--expires-in', 'soon'],
    says: ['--expires-in', '90d', 'never'],
  },
  {
    title: 'an expiry without a unit',
    env: { OCTOPUS_KEY_EXPIRES_IN: '90' },
    says: ['OCTOPUS_KEY_EXPIRES_IN', '90d'],
  },
  { title: 'an expiry of no time', words: ['--expires-in', '0d'], says: ['--expires-in', '90d'] },
  {
    title: 'an expiry in the past',
    words: ['--expires-in', '2020-01-01T00:00:00Z'],
    says: ['--expires-in', 'past'],
  },
  {
    title: 'an expiry without an offset',
    words: ['--expires-in', '2099-01-01T00:00:00'],
    says: ['--expires-in', 'T00:00:00Z'],
  },
  {
    title: 'an unknown format',
    words: ['--format', 'xml'],
    says: ['--format', 'raw, json, dotenv, shell, powershell, terraform'],
  },
  {
    title: 'an unknown way with existing keys',
    words: ['--if-exists', 'ask'],
    says: ['--if-exists', 'skip, rotate, error'],
  },
  {
    title: 'a file in a folder that is not there',
    words: ['--out', '/nowhere/key'],
    says: ['--out', 'folder'],
  },
  { title: 'a receipt that is a folder', words: ['--receipt', '.'], says: ['--receipt'] },
  {
    title: 'a trace in a folder that is not there',
    words: ['--trace', '/nowhere/t.zip'],
    says: ['--trace', 'folder'],
  },
  { title: 'a time-out that is none', words: ['--timeout', 'long'], says: ['--timeout', '30s'] },
  { title: 'a time-out without its unit', words: ['--timeout', '30'], says: ['no unit', '30s', '30m'] },
  { title: 'a time-out beyond all dates', words: ['--timeout', '104000000d'], says: ['than 1000 years'] },
  { title: 'an expiry beyond all dates', words: ['--expires-in', '104000000d'], says: ['is no expiry'] },
  { title: 'a wait without its unit', words: ['--wait', '1.5'], says: ['no unit', '1.5m'] },
  { title: 'a time-out of no time', words: ['--timeout', '0'], says: ['--timeout', 'more than 0'] },
  { title: 'a wait that is none', words: ['--wait', '-5'], says: ['--wait'] },
  { title: 'a slow motion that is none', words: ['--slow-mo', 'slow'], says: ['--slow-mo', 'milliseconds'] },
  { title: 'an unknown log level', env: { LOG_LEVEL: 'loud' }, says: ['LOG_LEVEL', 'debug'] },
  {
    title: 'a password file that is not there',
    env: { OCTOPUS_PASSWORD: '', OCTOPUS_PASSWORD_FILE: '/nowhere/password' },
    says: ['OCTOPUS_PASSWORD_FILE', '/nowhere/password', 'ENOENT'],
  },
  {
    title: 'a provider, by its variable, whose password would go to the server itself',
    env: { OCTOPUS_PROVIDER: 'Fake' },
    words: ['--direct'],
    says: ['OCTOPUS_PROVIDER (--provider) and --direct contradict each other: keep one'],
  },
  {
    title: 'a password given twice',
    env: { OCTOPUS_PASSWORD_FILE: '/nowhere/password' },
    says: ['OCTOPUS_PASSWORD and OCTOPUS_PASSWORD_FILE are both set'],
  },
  ...['31.02.2030', '2030-02-31T00:00:00Z', '2030-13-01T00:00:00Z', '1y', '-1d', 'P90D', '2030-01-31'].map(
    (wish) => ({
      title: `the expiry ${wish}, which is none`,
      words: [`--expires-in=${wish}`],
      says: ['--expires-in', '2030-01-31T00:00:00Z'],
    }),
  ),
];

/** What mint-key reads. */
const description = {
  name: 'mint-key',
  summary: '',
  examples: [],
  uses: [...accessSettings, ...orderSettings, 'ifExists', ...deliverySettings, 'logLevel', 'timeout', 'wait'],
} as const;

/** @returns what is told of settings that cannot be read; nothing where they can */
async function findMistakes(
  env: Readonly<Record<string, string>>,
  words: readonly string[],
  folder: string,
  uses: readonly SettingName[] = description.uses,
): Promise<readonly string[]> {
  try {
    await readSettings({ ...description, uses }, words, { ...env }, folder);
    return [];
  } catch (error) {
    return (error as { mistakes: readonly string[] }).mistakes;
  }
}

for (const { title, env, words = [], says } of mistakes) {
  test(`a mistake is named, with how to mend it: ${title}`, async ({ folder }) => {
    const told = await findMistakes({ ...complete, ...env }, words, folder);

    expect(told).toHaveLength(1);
    for (const words of says) expect(told[0]).toMatch(words instanceof RegExp ? words : literally(words));
    expect(told[0]).not.toContain(complete.OCTOPUS_PASSWORD);
  });
}

test('settings without a mistake are read', async ({ folder }) => {
  expect(await findMistakes(complete, [], folder)).toEqual([]);
});

test('exit 2, with every mistake and how to mend it, and no secret repeated', async ({ runCommand }) => {
  const { code, stdout, stderr } = await runCommand('mint-key', {
    env: { OCTOPUS_API_KEY: 'fake-canary' },
    words: ['--format', 'xml', '--frobnicate'],
  });

  expect(code).toBe(2);
  expect(stdout).toBe('');
  const names = ['OCTOPUS_URL', 'OCTOPUS_API_KEY', 'OCTOPUS_USERNAME', 'OCTOPUS_PASSWORD', '--format'];
  for (const name of [...names, '--frobnicate']) expect(stderr).toContain(name);
  expect(stderr.trim().split('\n')).toHaveLength(6);
  expect(stderr).not.toContain('    at ');
  expect(stderr).not.toContain('fake-canary');
});

test('every mistake is a JSON line of its own where standard error is no terminal', async ({
  runCommand,
}) => {
  const { stderr } = await runCommand('mint-key');

  expect(readLog(stderr).map(({ level }) => level)).toEqual(['error', 'error', 'error']);
});

const MISTYPED: readonly (readonly [CommandDescription<SettingName>, string, string])[] = [
  [trustIssuerCommand, '--servce-account ci --github acme/web', '--service-account'],
  [trustIssuerCommand, '-service-account ci --list', '--service-account'],
  [trustIssuerCommand, '--service-account ci --githb acme/web', '--github'],
  [trustIssuerCommand, '--service-account ci --lst', '--list'],
  [trustIssuerCommand, '--service-account ci --subject x --isuer https://ci.example', '--issuer'],
  [revokeKeyCommand, '--older-thn 30d', '--older-than'],
  [rotateKeyCommand, '--profle lab', '--profile'],
  [mintKeyCommand, '--sesion saved', '--session'],
  [mintKeyCommand, '--interactve', '--interactive'],
];

for (const [command, line, meant] of MISTYPED)
  test(`of an option that is mistyped, nothing is told but that, and not what is missing without it: ${command.name} ${line}`, async ({
    folder,
  }) => {
    const { OCTOPUS_URL, OCTOPUS_USERNAME, OCTOPUS_PASSWORD } = complete;
    const isWayIn = ['--profile', '--session', '--interactive'].includes(meant);
    const env = isWayIn ? {} : { OCTOPUS_URL, OCTOPUS_USERNAME, OCTOPUS_PASSWORD };
    const url = meant === '--profile' || !isWayIn ? [] : ['--url', OCTOPUS_URL];
    const told = await readMistakes(command, [...line.split(' '), ...url], env, folder);

    expect(told).toEqual([expect.stringContaining(`see --help; did you mean ${meant}?`)]);
  });

test('of a value that is wrong, nothing is told but that, and not what is missing without it', async ({
  folder,
}) => {
  const needed = ['--service-account', 'ci', '--subject', 'x', '--issuer', 'ci'];
  const chosen = ['--older-than', '30'];
  const told = [
    await readMistakes(trustIssuerCommand, needed, complete, folder),
    await readMistakes(revokeKeyCommand, chosen, complete, folder),
  ];
  expect(told).toEqual([
    [expect.stringContaining('--issuer "ci" is no issuer')],
    [expect.stringContaining('--older-than "30" has no unit')],
  ]);
});

test('beside an option that nobody can guess, or a mistyped one, all else that is wrong is told', async ({
  folder,
}) => {
  const { OCTOPUS_URL: _, ...others } = complete;
  const unknown = await readMistakes(trustIssuerCommand, ['--zzzzzz'], others, folder);
  expect(unknown).toEqual([
    expect.stringMatching(/^--zzzzzz is no option .* see --help$/),
    expect.stringContaining('OCTOPUS_URL (--url) is missing'),
    expect.stringContaining('OCTOPUS_SERVICE_ACCOUNT (--service-account) is missing'),
    expect.stringContaining('nothing says whose jobs are meant'),
  ]);
  const words = ['--servce-account', 'ci', '--if-exists', 'never'];
  expect(await readMistakes(trustIssuerCommand, words, others, folder)).toEqual([
    expect.stringContaining('did you mean --service-account?'),
    expect.stringContaining('OCTOPUS_URL (--url) is missing'),
    expect.stringContaining('--if-exists'),
  ]);
});

/** @returns what is told of the settings of a command; nothing where they can be read */
async function readMistakes(
  command: CommandDescription<SettingName>,
  words: readonly string[],
  env: Readonly<Record<string, string>>,
  folder: string,
): Promise<readonly string[]> {
  const uses = [...command.uses, ...commonSettings];
  return await readSettings({ ...command, uses }, words, { ...env }, folder).then(
    () => [],
    ({ mistakes }: { mistakes: readonly string[] }) => mistakes,
  );
}

test('what stands behind an unknown option is not printed: it could be a secret', async ({ runCommand }) => {
  const words = ['--password', 'fake-canary-one', '--token=fake-canary-two'];
  const { stderr } = await runCommand('mint-key', { env: complete, words });

  expect(stderr).not.toContain('fake-canary');
});

test('--help goes to standard output with exit 0 and names every option, variable and exit code', async ({
  runCommand,
}) => {
  const { code, stdout } = await runCommand('mint-key', { words: ['--help'] });

  expect(code).toBe(0);
  for (const name of [
    '--url',
    'OCTOPUS_URL',
    'OCTOPUS_PASSWORD_FILE',
    '--if-exists',
    '--receipt',
    'Exit codes',
    '143',
  ]) {
    expect(stdout).toContain(name);
  }
});

test('a variable of the environment goes before one of .env, and an option before both', async ({
  folder,
}) => {
  await writeFile(
    join(folder, '.env'),
    'OCTOPUS_URL=from-dotenv\nOCTOPUS_USERNAME=admin\nLOG_LEVEL=from-dotenv',
  );
  const env = { LOG_LEVEL: 'from-environment' };
  const told = (await findMistakes(env, ['--log-level', 'from-option'], folder)).join('\n');
  const withoutOption = (await findMistakes(env, [], folder)).join('\n');

  expect(told).toContain('OCTOPUS_URL "from-dotenv"');
  expect(told).toContain('--log-level "from-option"');
  expect(told).not.toContain('OCTOPUS_USERNAME');
  expect(withoutOption).toContain('LOG_LEVEL "from-environment"');
});

test('a secret file that others can read gets a warning', async ({ runCommand, folder }) => {
  test.skip(process.platform === 'win32', 'Windows has no such modes');
  const file = join(folder, 'password');
  await writeFile(file, 'fake-password-for-tests\n');
  await chmod(file, 0o644);
  const env = {
    ...complete,
    OCTOPUS_PASSWORD: '',
    OCTOPUS_PASSWORD_FILE: file,
    OCTOPUS_BROWSER: '/nowhere/chromium',
  };
  const { code, stderr } = await runCommand('mint-key', { env });

  expect(code).toBe(7);
  expect(stderr).toContain(`chmod 600 ${file}`);
});

function literally(text: string): RegExp {
  return new RegExp(
    JSON.stringify(text)
      .slice(1, -1)
      .replace(/[\\^$.*+?()[\]{}|]/g, '\\$&'),
  );
}

// What is given where a setting is one of two, or has to stand beside another.
const samples: Partial<Record<SettingName, readonly string[]>> = {
  id: ['--id', 'ApiKeys-1'],
  olderThan: ['--older-than', '30d'],
  expiresAt: ['--expires-at', '2030-01-31T00:00:00Z'],
  selectedPurpose: ['--purpose', 'fake'],
  purpose: ['--purpose', 'fake'],
  expiresIn: ['--expires-in', '30d'],
  serviceAccount: ['--service-account', 'fake'],
  team: ['--team', 'fake'],
  accessLevel: ['--access-level', 'read-only'],
  actorType: ['--actor-type', 'ai-agent'],
  pipeTo: ['--pipe-to', 'cat'],
  out: ['--out', 'key.txt'],
  registerPasskey: ['--register-passkey', 'fake.passkey'],
  saveSession: ['--save-session', 'fake.session'],
  trace: ['--trace', 'trace.zip'],
  proxy: ['--proxy', 'http://proxy.example.com:3128'],
  provider: ['--provider', 'Fake'],
  passkey: ['--passkey', 'fake.passkey'],
  browser: ['--browser', '/nowhere/chromium'],
  slowMo: ['--slow-mo', '500'],
  onUnknown: ['--on-unknown', 'fail'],
  logLevel: ['--log-level', 'info'],
  github: ['--github', 'acme/web'],
  gitlab: ['--gitlab', 'acme/web'],
  azureDevops: ['--azure-devops', 'acme/web/octopus'],
  teamcity: ['--teamcity', 'project7/bt42'],
  kubernetes: ['--kubernetes', 'deployments/octopus'],
  octopus: ['--octopus', 'default/web'],
  branch: ['--branch', 'main'],
  tag: ['--tag', 'v1'],
  environment: ['--environment', 'production'],
  issuer: ['--issuer', 'https://ci.example.com'],
  subject: ['--subject', 'fake'],
  audience: ['--audience', 'fake'],
  identityName: ['--name', 'fake'],
  ifTrusted: ['--if-exists', 'skip'],
  identityId: ['--id', 'ServiceAccountOidcIdentitys-1'],
};

/** @returns a setting's option and a value of it, where it takes one */
function give(name: SettingName): readonly string[] {
  return samples[name] ?? [settings[name].option ?? ''];
}

test('two options that contradict each other are refused, and so is one without that which it needs', async ({
  folder,
}) => {
  const names = Object.keys(settings) as SettingName[];
  const pairs = names.flatMap((name) => {
    const { excludes = [], needs }: { excludes?: readonly string[]; needs?: string } = settings[name];
    return [...excludes, ...(needs ? [needs] : [])].map((other) => [name, other as SettingName] as const);
  });

  expect(pairs.length).toBeGreaterThan(15);
  for (const [name, other] of pairs) {
    const isNeeded = (settings[name] as { needs?: string }).needs === other;
    const told = async (words: readonly string[]) =>
      (await findMistakes(complete, words, folder, [name, other])).filter((mistake) =>
        mistake.includes(isNeeded ? ' means nothing without ' : ' contradict each other: keep one'),
      );
    const alone = await told(give(name));
    const both = await told([...give(name), ...give(other)]);

    expect.soft(alone, `${name} without ${other}`).toHaveLength(isNeeded ? 1 : 0);
    expect.soft(both, `${name} with ${other}`).toHaveLength(isNeeded ? 0 : 1);
  }
});
