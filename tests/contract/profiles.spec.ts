import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { findConfigFolder } from '../../src/cli/config-file.ts';
import { readSettings } from '../../src/cli/read-settings.ts';
import {
  type CommandDescription,
  commonSettings,
  type Setting,
  type SettingName,
  settings,
} from '../../src/cli/settings.ts';
import { mintKeyCommand } from '../../src/commands/mint-key.ts';
import { descriptions } from '../../src/commands/octopus-key-mint.ts';
import { revokeKeyCommand } from '../../src/commands/revoke-key.ts';
import { rotateKeyCommand } from '../../src/commands/rotate-key.ts';
import { signOutCommand } from '../../src/commands/sign-out.ts';
import { expect, test } from '../fixtures.ts';
import { startCommand } from '../start-command.ts';

// What one configuration file says of several servers goes behind all else, holds no secret, and destroys nothing.

const PASSWORD = 'fake-password-for-tests';
const LOCAL = 'octopus-key-mint.yaml';

interface Given {
  /** What stands below `profiles:` in the file of the working directory, and in the user's own. */
  readonly local?: string;
  readonly own?: string;
  readonly words?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  readonly dotenv?: string;
}

function writeFiles(folder: string, { local, own, dotenv }: Given): void {
  mkdirSync(join(folder, 'config/octopus-key-mint'), { recursive: true });
  const write = (path: string, text: string | undefined) => {
    if (text !== undefined) writeFileSync(join(folder, path), text, { mode: 0o644 });
  };
  write(LOCAL, local && `profiles:\n${local}`);
  write('config/octopus-key-mint/config.yaml', own && `profiles:\n${own}`);
  write('.env', dotenv);
}

/** Reads the settings of a command, with the profile `lab` unless another is named. */
async function read(
  folder: string,
  given: Given,
  command: CommandDescription<SettingName> = mintKeyCommand as CommandDescription<SettingName>,
) {
  writeFiles(folder, given);
  const { words = ['--profile', 'lab'], env = {} } = given;
  const environment = { XDG_CONFIG_HOME: join(folder, 'config'), OCTOPUS_PASSWORD: PASSWORD, ...env };
  const uses = [...command.uses, ...commonSettings];
  return await readSettings({ ...command, uses }, words, environment, folder).then(
    ({ values, profile }) => ({ values, profile, mistakes: [] as readonly string[] }),
    ({ mistakes }: { mistakes: readonly string[] }) => ({ values: undefined, profile: undefined, mistakes }),
  );
}

const LAB = `  lab:
    url: https://lab.example.com
    username: 007
    purpose: of the profile
    expires-in: 12h
    sso-origin: [https://login.example.com, https://id.example.com]
    direct: true
    timeout: 30s
    headed: false
`;

test('a profile gives what is given nowhere else: texts as they stand, lists, and what is switched on or off', async ({
  folder,
}) => {
  const { values, profile } = await read(folder, { local: LAB });
  expect(values).toMatchObject({
    url: 'https://lab.example.com',
    username: '007',
    purpose: 'of the profile',
    expiresIn: { kind: 'after', duration: 43_200_000 },
    ssoOrigin: ['https://login.example.com', 'https://id.example.com'],
    direct: true,
    timeout: 30_000,
    headed: false,
  });
  expect(profile).toMatch(
    /^the profile lab of \S+octopus-key-mint\.yaml was read, and gave url, direct, username, /,
  );
});

test('no file is read where no profile is chosen', async ({ folder }) => {
  const { mistakes } = await read(folder, { local: 'nonsense', words: [] });
  expect(mistakes).toEqual([
    expect.stringContaining('OCTOPUS_URL (--url) is missing'),
    expect.stringContaining('OCTOPUS_USERNAME (--username) is missing'),
  ]);
});

test('OCTOPUS_PROFILE chooses one, also in .env, and --profile goes before it', async ({ folder }) => {
  const own = `${LAB}  other: { url: https://other.example.com, username: them }\n`;
  const ofVariable = await read(folder, { own, words: [], env: { OCTOPUS_PROFILE: 'other' } });
  const ofDotenv = await read(folder, { own, words: [], dotenv: 'OCTOPUS_PROFILE=other\n' });
  const ofOption = await read(folder, { own, env: { OCTOPUS_PROFILE: 'other' } });
  const urls = [ofVariable, ofDotenv, ofOption].map(({ values }) => values?.url);
  expect(urls).toEqual(['https://other.example.com', 'https://other.example.com', 'https://lab.example.com']);
});

test('an option goes before the environment, that before .env, .env before the profile, and that before the default', async ({
  folder,
}) => {
  const purposes: (string | undefined)[] = [];
  const words = ['--profile', 'lab'];
  const env = { OCTOPUS_KEY_PURPOSE: 'of the environment' };
  const dotenv = 'OCTOPUS_KEY_PURPOSE=of .env\n';
  for (const given of [
    { words: [...words, '--purpose', 'of the option'], env, dotenv },
    { env, dotenv },
    { dotenv },
    { dotenv: '' },
    { words: ['--url', 'https://lab.example.com', '--username', 'admin'] },
  ])
    purposes.push((await read(folder, { local: LAB, ...given })).values?.purpose);
  expect(purposes).toEqual(['of the option', 'of the environment', 'of .env', 'of the profile', undefined]);
});

test('an option goes before what it contradicts in a profile; what contradicts itself there is a mistake', async ({
  folder,
}) => {
  const words = ['--profile', 'lab', '--provider', 'Fake'];
  const { values } = await read(folder, { local: LAB, words });
  expect(values).toMatchObject({ provider: 'Fake', direct: false });

  const local = `${LAB}    provider: Fake\n`;
  expect((await read(folder, { local })).mistakes).toEqual([
    '--direct and --provider contradict each other: keep one',
  ]);
  const env = { OCTOPUS_PROVIDER: 'Fake' };
  expect((await read(folder, { local: LAB, env })).mistakes).toEqual([
    'OCTOPUS_PROVIDER (--provider) and --direct contradict each other: keep one',
  ]);
});

test('what another command wants of a profile is passed over', async ({ folder }) => {
  const local = `${LAB}    format: terraform\n    mask-output: true\n    concurrency: 8\n`;
  for (const name of ['list-keys', 'doctor', 'mint-fleet']) {
    const command = descriptions.find((each) => each.name === name);
    expect(command).toBeDefined();
    const words = ['--profile', 'lab', ...(name === 'mint-fleet' ? ['fleet.yaml'] : [])];
    expect((await read(folder, { local, words }, command)).mistakes, name).toEqual([]);
  }
});

const secrets = Object.entries(settings).flatMap(([name, { secret, variable = '' }]) =>
  secret ? [[name, variable] as const] : [],
);

test('a secret in a profile is refused, by whatever name, chosen or not, and is not repeated; the variable is named', async ({
  folder,
}) => {
  expect(secrets.length).toBeGreaterThan(4);
  for (const [name, variable] of [...secrets, ['httpUsername', 'OCTOPUS_HTTP_USERNAME']] as const) {
    const kebab = name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
    for (const key of [
      name,
      kebab,
      kebab.replaceAll('-', '_'),
      variable,
      `${kebab}-file`,
      `${variable}_FILE`,
    ]) {
      const { mistakes } = await read(folder, { local: `${LAB}  other:\n    ${key}: fake-canary\n` });
      expect(mistakes, key).toHaveLength(1);
      expect(mistakes[0]).toContain(`${key} in the profile other of ${join(folder, LOCAL)} is a secret`);
      expect(mistakes[0]).toContain(`give it in ${variable}, or in a file that ${variable}_FILE names`);
      expect(mistakes[0]).not.toContain('fake-canary');
    }
  }
});

interface Refusal extends Given {
  readonly says: readonly string[];
}

test('only the profile that is chosen is judged, but for secrets: a bad one beside it spoils nothing, and hides no name that is not there', async ({
  folder,
}) => {
  const bad = '  bad: { branch: main, frobnicate: true }\n  worse: fake-canary\n';
  expect((await read(folder, { local: `${LAB}${bad}` })).values?.url).toBe('https://lab.example.com');
  const absent = await read(folder, { local: `${LAB}${bad}`, words: ['--profile', 'lob'] });
  expect(absent.mistakes).toEqual([
    `--profile or OCTOPUS_PROFILE names lob, and ${join(folder, LOCAL)} has lab, bad, worse; did you mean lab?`,
  ]);
  const chosen = await read(folder, { local: `${LAB}${bad}`, words: ['--profile', 'bad'] });
  expect(chosen.mistakes).toHaveLength(2);
  expect(chosen.mistakes.join()).not.toContain('canary');
});

/** Options by name, with all settings that have one of that name. */
function listOptions(isMeant: (setting: Setting) => boolean): string[] {
  const all = Object.values(settings).filter(({ option }) => option !== undefined);
  const name = ({ option = '' }: Setting) => option.split(' ')[0] ?? '';
  const names = new Set(all.map(name));
  return [...names].filter((each) => all.filter((setting) => name(setting) === each).every(isMeant)).sort();
}

test('docs/profiles.md lists the very names that are refused: everywhere, and in the file of a working directory', async () => {
  const page = readFileSync('docs/profiles.md', 'utf8');
  const listIn = (part: RegExp) =>
    [...(part.exec(page)?.[0] ?? '').matchAll(/`(--[\w-]+)`/g)].map(([, name]) => name);
  expect(listIn(/^- \*\*What each command line says for itself[^;]*;/m).sort()).toEqual(
    listOptions(({ isNeverInProfile }) => !!isNeverInProfile),
  );
  expect(listIn(/^In the file of a working directory.*?Your own file/ms).sort()).toEqual(
    listOptions(
      ({ isOwnInProfile, isWritten, isSecretFile }) => !!(isOwnInProfile || isWritten || isSecretFile),
    ),
  );
});

const LABEL = `in the profile lab of `;

const refusals: Readonly<Record<string, Refusal>> = {
  'there is no file': { says: ['names a profile, and there is neither', LOCAL, 'nor', 'config.yaml'] },
  'there is no such profile': {
    local: '  lob: { url: https://lab.example.com }\n  other: {}\n',
    says: ['names lab, and', `${LOCAL} has lob, other; did you mean lob?`],
  },
  'it is in both files': {
    local: LAB,
    own: LAB,
    says: [LOCAL, 'config.yaml both have a profile lab', 'keep one'],
  },
  'it has a name that is no option': {
    local: '  lab: { user-name: fake }\n',
    says: [`user-name ${LABEL}`, 'is no option; did you mean username?'],
  },
  'it has a variable for a name': {
    local: '  lab: { OCTOPUS_URL: https://lab.example.com }\n',
    says: [`OCTOPUS_URL ${LABEL}`, 'is no option; did you mean url?'],
  },
  'it has a name that could be meant for a secret': {
    local: '  lab: { auth-token: fake-canary }\n',
    says: [`auth-token ${LABEL}`, 'is no option; secrets are given in variables, such as OCTOPUS_PASSWORD'],
  },
  'it has what could be a secret for a name': {
    local: '  lab: { "fake canary: of a secret\\n": fake }\n',
    says: [`a name ${LABEL}`, 'is no option'],
  },
  'it names another profile': {
    local: '  lab: { profile: other }\n',
    says: [`profile ${LABEL}`, '--profile'],
  },
  'it is no map': { local: '  lab: fake-canary\n', says: ['the profile lab of ', 'is no map of options'] },
  'its file holds something else': {
    local: `${LAB}defaults: { url: fake-canary }\n`,
    says: [LOCAL, 'should hold `profiles:` alone'],
  },
  'its file is no YAML': { local: '  lab: { url: "fake-canary\n', says: [`${LOCAL}:`] },
  'a name is there twice': {
    local: `${LAB}    url: https://fake-canary\n`,
    says: [`${LOCAL}:11:`, 'duplicated'],
  },
  'a text is a list': { local: '  lab: { url: [fake-canary] }\n', says: [`url ${LABEL}`, 'is no text'] },
  'a list is a map': {
    local: '  lab: { sso-origin: { fake: canary } }\n',
    says: [`sso-origin ${LABEL}`, 'is neither a text nor a list of texts'],
  },
  'a switch is neither on nor off': {
    local: '  lab: { direct: yes }\n',
    says: [`direct ${LABEL}`, 'is neither true nor false'],
  },
  'a value is wrong': {
    local: `${LAB.replace('12h', 'soon')}`,
    says: [`expires-in ${LABEL}`, '"soon" is no expiry: write 12h'],
  },
  'an address holds credentials': {
    local: `${LAB}    proxy: http://me:fake-canary@proxy.example.com\n`,
    says: [`proxy ${LABEL}`, 'holds a user name or a password: give it in OCTOPUS_PROXY'],
  },
};

for (const [why, { says, ...given }] of Object.entries(refusals)) {
  test(`a profile is refused, saying why, where ${why}`, async ({ folder }) => {
    const { mistakes } = await read(folder, given);
    expect(mistakes).toHaveLength(1);
    for (const text of says) expect(mistakes[0]).toContain(text);
    expect(mistakes[0]).not.toContain('canary');
    expect(mistakes[0]).not.toMatch(/[\r\n]/);
  });
}

test('what is destroyed is said on the command line, and in no profile', async ({ folder }) => {
  const names = [
    'id',
    'expired',
    'older-than',
    'expires-at',
    'yes',
    'dry-run',
    'if-exists',
    'if-older-than',
    'overlap',
  ];
  for (const name of names) {
    const { mistakes } = await read(folder, { own: `${LAB}    ${name}: true\n` });
    expect(mistakes, name).toEqual([
      expect.stringContaining(`is said on the command line alone: give it as --${name}`),
    ]);
  }
  const own = `${LAB}    session: fake.session\n`;
  const revoked = await read(folder, { own }, revokeKeyCommand as CommandDescription<SettingName>);
  const rotated = await read(folder, { own }, rotateKeyCommand as CommandDescription<SettingName>);
  const ended = await read(folder, { own }, signOutCommand as CommandDescription<SettingName>);
  expect(revoked.mistakes).toEqual([expect.stringContaining('nothing says which keys to revoke')]);
  expect(rotated.mistakes).toEqual([
    expect.stringMatching(/^--purpose is missing: what is destroyed is said on the command line/),
  ]);
  expect(ended.mistakes).toContainEqual(expect.stringMatching(/^--session is missing: what is destroyed/));

  const words = ['--profile', 'lab', '--purpose', 'of the option'];
  const named = await read(folder, { own: LAB, words }, rotateKeyCommand as CommandDescription<SettingName>);
  expect(named.values?.purpose).toBe('of the option');
});

test('a file in the working directory says neither what runs, nor what is written, nor where secrets are, nor what is no longer checked', async ({
  folder,
}) => {
  const guarded = [
    'pipe-to',
    'browser',
    'insecure-tls',
    'allow-http',
    'accept-consent',
    'on-unknown',
    'negotiate',
  ];
  const written = Object.values(settings).flatMap(({ isWritten, option = '' }) =>
    isWritten ? [option.split(' ')[0]?.slice(2) ?? ''] : [],
  );
  expect(written).toContain('out');
  const ofSecrets = ['headers-file', 'client-certificate', 'client-key'];
  for (const name of [...guarded, ...written, ...ofSecrets]) {
    const { mistakes } = await read(folder, { local: `${LAB}    ${name}: "true"\n` });
    expect(mistakes, name).toEqual([expect.stringContaining('is taken from no file in a working directory')]);
  }
  const own = `${LAB}    insecure-tls: true\n    out: ${join(folder, 'key.txt')}\n`;
  const { values } = await read(folder, { own, local: '  other: {}\n' });
  expect(values).toMatchObject({ insecureTls: true, out: join(folder, 'key.txt') });
});

test("the user's own file is not believed either, where others could have written it", async ({ folder }) => {
  test.skip(process.platform === 'win32', 'Windows has no such modes');
  writeFiles(folder, { own: LAB });
  const path = join(folder, 'config/octopus-key-mint/config.yaml');
  chmodSync(path, 0o666);
  const { mistakes } = await read(folder, {});
  expect(mistakes[0]).toContain(`${path} is not believed: others can write to it`);
});

test('the user’s own file is where each system has such files', () => {
  const env = { XDG_CONFIG_HOME: '/config', APPDATA: 'C:\\Roaming' };
  expect(findConfigFolder(env, 'linux', '/home/me')).toBe('/config');
  expect(findConfigFolder({ XDG_CONFIG_HOME: 'relative' }, 'linux', '/home/me')).toBe('/home/me/.config');
  expect(findConfigFolder({}, 'linux', '/home/me')).toBe('/home/me/.config');
  expect(findConfigFolder(env, 'darwin', '/Users/me')).toBe('/Users/me/Library/Application Support');
  expect(findConfigFolder(env, 'win32', 'C:\\Users\\me')).toBe('C:\\Roaming');
  expect(findConfigFolder({}, 'win32', '/Users/me')).toBe(join('/Users/me', 'AppData', 'Roaming'));
});

test('a command goes by a profile, and says which; the doctor says it, too, and shells complete its name', async ({
  startServer,
  folder,
}) => {
  const server = await startServer();
  const local = `  lab: { url: "${server.url}", username: ${server.username}, direct: true, purpose: of the profile }\n`;
  writeFiles(folder, { local });
  const env = { OCTOPUS_PASSWORD: server.password, OCTOPUS_PROFILE: 'lab' };
  const start = (name: string, ...args: string[]) => startCommand(name, { args, env, cwd: folder }).exited;
  const minted = await start('mint-key');
  const looked = await start('doctor', '--format', 'json');
  const completed = await start('octopus-key-mint', 'complete', '--', 'mint', '--profile', '');

  expect(minted.code, minted.stderr).toBe(0);
  expect(server.liveKeys().map(({ purpose }) => purpose)).toEqual(['of the profile']);
  const said = `the profile lab of ${join(folder, LOCAL)} was read, and gave url, direct, username, purpose`;
  expect(minted.stderr).toContain(`"level":"info"`);
  expect(minted.stderr).toContain(`Settings: ${said}.`);
  const findings = JSON.parse(looked.stdout) as readonly { check: string; state: string; found: string }[];
  expect(findings.find(({ check }) => check === 'profile')?.found).toContain('the profile lab of');
  expect(completed.stdout.split(/\s/)).toContain('lab');
});
