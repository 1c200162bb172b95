import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { readSettings } from '../../src/cli/read-settings.ts';
import { type SettingName, settings } from '../../src/cli/settings.ts';
import { hideCredentials } from '../../src/core/text.ts';
import { expect, test } from '../fixtures.ts';
import { startCommand } from '../start-command.ts';

// Who mistypes an address, or writes a secret where its place is wanted, does not find it in a log.

const PASSWORD = 'Fake-pw1';
const TOKEN = 'FakeToken0123456789FakeToken';

/** Values that hold a credential, and that hardly any setting can read. */
const misread: readonly string[] = [
  `https//user:${PASSWORD}@host`,
  `https://user:${PASSWORD}@host`,
  `https://user:p@ss/${PASSWORD}@host/path`,
  `http:/user:${PASSWORD}@host`,
  `https:user:${PASSWORD}@host`,
  `user:${PASSWORD}@host`,
  `user:${PASSWORD}`,
  `ws://user:${PASSWORD}@host:no-port`,
  `ws://host:no-port/?token=${PASSWORD}`,
  `wss//host?token=${PASSWORD}`,
  `https//host/#${PASSWORD}`,
  `password=${PASSWORD}`,
  `https//host/${TOKEN}`,
  TOKEN,
];

const names = Object.keys(settings) as SettingName[];

for (const name of names.filter((each) => !settings[each].secret)) {
  test(`a credential in what is misread as the ${name} is in no message`, async ({ folder }) => {
    const { option = '', variable } = settings[name];
    for (const value of misread) {
      const ways = [
        ...(option.includes('<') ? [{ words: [`${option.split(' ')[0]}=${value}`], env: {} }] : []),
        ...(variable ? [{ words: [], env: { [variable]: value } }] : []),
        // An option that takes no value.
        ...(option.includes('<') ? [] : [{ words: [`${option}=${value}`], env: {} }]),
      ];
      expect(ways).not.toEqual([]);
      for (const { words, env } of ways) {
        const description = {
          name: 'mint-key',
          summary: '',
          examples: [],
          uses: [name],
          isLenient: true,
        } as const;
        const told = await tellMistakes(() => readSettings(description, words, env, folder));
        expect(told, value).not.toContain(PASSWORD);
        expect(told, value).not.toContain(TOKEN);
      }
    }
  });
}

async function tellMistakes(read: () => Promise<{ readonly warnings: readonly string[] }>): Promise<string> {
  try {
    return (await read()).warnings.join('\n');
  } catch (error) {
    const { mistakes = [], message } = error as { mistakes?: readonly string[]; message: string };
    return [message, ...mistakes].join('\n');
  }
}

test('what is left of a misread value is enough to know it again by', () => {
  const left = {
    'octopus.example.com': 'octopus.example.com',
    'ftp://octopus.example.com:8080/path': 'ftp://octopus.example.com:8080/path',
    '2030-13-01T00:00:00Z': '2030-13-01T00:00:00Z',
    soon: 'soon',
    'https//user:PW@host/path': 'https//[redacted]@host/path',
    'http:/user:PW@host': 'http:/[redacted]@host',
    'user:PW@host': '[redacted]@host',
    'user:PW': 'user:[redacted]',
    'wss//host?token=PW': 'wss//host?[redacted]',
    'password=PW': 'password=[redacted]',
  };
  for (const [value, shown] of Object.entries(left)) expect(hideCredentials(value)).toBe(shown);
});

const SERVER = 'http://127.0.0.1:1';
const known = { OCTOPUS_URL: SERVER, OCTOPUS_USERNAME: 'admin', OCTOPUS_PASSWORD: 'Fake-other' };

interface Run {
  readonly command?: string;
  readonly words?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** Files to be there. */
  readonly files?: Readonly<Record<string, string>>;
  readonly code: number;
  readonly says: RegExp;
}

const fleetOf = (server: string, rest = '') =>
  `defaults: { signIn: { username: a, password: { env: FLEET_PASSWORD }${rest} }, deliver: { file: k } }\nservers: [{ ${server}, keys: [{ purpose: a }] }]\n`;

const runs: Readonly<Record<string, Run>> = {
  'a secret as an option, behind its letter': { words: [`-p${PASSWORD}`], code: 2, says: /-p is no option/ },
  'an unknown option that holds an address': {
    words: [`--https://user:${PASSWORD}@host`],
    code: 2,
    says: /--https is no option/,
  },
  'a server in .env': {
    env: { OCTOPUS_URL: '' },
    files: { '.env': `OCTOPUS_URL=https//user:${PASSWORD}@host\n` },
    code: 2,
    says: /https\/\/\[redacted\]@host/,
  },
  'the password in the place of its file': {
    env: { OCTOPUS_PASSWORD: '', OCTOPUS_PASSWORD_FILE: PASSWORD },
    code: 2,
    says: /OCTOPUS_PASSWORD_FILE names a file that cannot be read \(ENOENT\)/,
  },
  "Terraform's query": {
    words: ['--format', 'terraform'],
    files: { input: JSON.stringify({ url: `https//u:${PASSWORD}@host`, [`u:${PASSWORD}`]: 'x' }) },
    code: 2,
    says: /url in Terraform's query/,
  },
  'a browser whose address is misspelled': {
    words: ['--browser', `ws//user:${PASSWORD}@127.0.0.1:1/?token=${TOKEN}`],
    code: 7,
    says: /ws\/\/\[redacted\]@127\.0\.0\.1:1\/\?\[redacted\], which does not exist/,
  },
  'a browser whose address is none': {
    words: ['--browser', `ws://user:${PASSWORD}@host:no-port/${TOKEN}`],
    code: 2,
    says: /--browser is no address of a remote browser/,
  },
  'a browser out of reach, with a password': {
    env: { OCTOPUS_BROWSER: `ws://user:${PASSWORD}@127.0.0.1:1/` },
    code: 7,
    says: /connect to the remote browser/,
  },
  'a browser out of reach, at a path that is not to be guessed': {
    env: { OCTOPUS_BROWSER: `ws://127.0.0.1:1/${TOKEN}?key=${PASSWORD}` },
    code: 7,
    says: /connect to the remote browser/,
  },
  'a debugging port out of reach': {
    env: { OCTOPUS_BROWSER: `http://user:${PASSWORD}@127.0.0.1:1/${TOKEN}` },
    code: 7,
    says: /connect to the remote browser/,
  },
  'a browser that doctor tells of': {
    command: 'doctor',
    env: { OCTOPUS_BROWSER: `ws://user:${PASSWORD}@127.0.0.1:1/${TOKEN}`, OCTOPUS_URL: '' },
    code: 7,
    says: /a remote one at ws:\/\/127\.0\.0\.1:1/,
  },
  'a manifest that is an address': {
    command: 'mint-fleet',
    words: [`https://user:${PASSWORD}@host/${TOKEN}`],
    code: 2,
    says: /https:\/\/\[redacted\]@host\/\[redacted\] is not there/,
  },
  "a manifest's server": {
    command: 'mint-fleet',
    words: ['fleet.yaml'],
    files: { 'fleet.yaml': fleetOf(`url: 'https//user:${PASSWORD}@host'`) },
    code: 2,
    says: /https\/\/\[redacted\]@host/,
  },
  "a manifest's origin": {
    command: 'mint-fleet',
    words: ['fleet.yaml'],
    files: { 'fleet.yaml': fleetOf(`url: '${SERVER}'`, `, ssoOrigins: ['https://u:${PASSWORD}@host/x']`) },
    code: 2,
    says: /https:\/\/\[redacted\]@host\/x/,
  },
  "an address in the place of a manifest's field": {
    command: 'mint-fleet',
    words: ['fleet.yaml'],
    files: { 'fleet.yaml': fleetOf(`url: '${SERVER}', 'https://user:${PASSWORD}@host': {}`) },
    code: 2,
    says: /fleet\.yaml:2: servers\[0\]\.a name is no field of it/,
  },
  "a token in the place of a manifest's field": {
    command: 'mint-fleet',
    words: ['fleet.yaml'],
    files: { 'fleet.yaml': fleetOf(`url: '${SERVER}', signIn: { ${TOKEN}: password }`) },
    code: 2,
    says: /fleet\.yaml:2: servers\[0\]\.signIn\.\[redacted\] is no field of it/,
  },
  'a secret in the place of a variable': {
    command: 'mint-fleet',
    words: ['fleet.yaml'],
    files: { 'fleet.yaml': fleetOf(`url: '${SERVER}', signIn: { password: { env: Fake_pw1 } }`) },
    code: 2,
    says: /password names a variable that is not set/,
  },
  'a secret in the place of a file': {
    command: 'mint-fleet',
    words: ['fleet.yaml'],
    files: { 'fleet.yaml': fleetOf(`url: '${SERVER}', signIn: { password: { file: ${PASSWORD} } }`) },
    code: 2,
    says: /the manifest names a file that cannot be read/,
  },
  'a secret that YAML takes for an alias': {
    command: 'mint-fleet',
    words: ['fleet.yaml'],
    files: { 'fleet.yaml': `servers: [{ url: '${SERVER}', signIn: { password: *${PASSWORD} } }]\n` },
    code: 2,
    says: /fleet\.yaml:1: /,
  },
  'a secret that YAML takes for a type': {
    command: 'mint-fleet',
    words: ['fleet.yaml'],
    files: { 'fleet.yaml': `servers: [{ url: '${SERVER}', signIn: { password: !${PASSWORD} x } }]\n` },
    code: 2,
    says: /fleet\.yaml:1: /,
  },
  'a secret that YAML takes for an alias, with a quote within': {
    command: 'mint-fleet',
    words: ['fleet.yaml'],
    files: { 'fleet.yaml': `servers: [{ url: '${SERVER}', signIn: { password: *a"${PASSWORD} } }]\n` },
    code: 2,
    says: /fleet\.yaml:1: unidentified alias …/,
  },
  'a secret that YAML takes for a type, but for its characters': {
    command: 'mint-fleet',
    words: ['fleet.yaml'],
    files: { 'fleet.yaml': `servers: [{ url: '${SERVER}', signIn: { password: !${PASSWORD}^ x } }]\n` },
    code: 2,
    says: /fleet\.yaml:1: tag name cannot contain such characters: …/,
  },
  'a secret that YAML takes for a type, in a profile': {
    words: ['--profile', 'a'],
    files: { 'octopus-key-mint.yaml': `profiles:\n  a:\n    username: !${PASSWORD}^\n` },
    code: 2,
    says: /octopus-key-mint\.yaml:3: tag name cannot contain such characters: …/,
  },
  'a secret in JSON that is none': {
    command: 'mint-fleet',
    words: ['fleet.yaml'],
    files: { 'fleet.yaml': `{"password": ${PASSWORD}` },
    code: 2,
    says: /fleet\.yaml:\d: /,
  },
  'a session and a trace that are addresses': {
    words: ['--session', `https//u:${PASSWORD}@host/`, '--trace', `https//u:${PASSWORD}@host/x`],
    code: 2,
    says: /--trace names a file that cannot be written/,
  },
  'a proxy': {
    command: 'doctor',
    env: { HTTPS_PROXY: `http://user:${PASSWORD}@127.0.0.1:1`, OCTOPUS_BROWSER: '/nowhere' },
    code: 7,
    says: /the proxy http:\/\/127\.0\.0\.1:1 \(HTTPS_PROXY\) is not used for this server/,
  },
};

test('no command repeats a credential that it was given in a wrong place, at any log level', async ({
  folder,
}) => {
  const outcomes = Object.entries(runs).map(async ([what, run], at) => {
    const { command = 'mint-key', words = [], env = {}, files = {}, code, says } = run;
    const { cwd, input } = await lay(join(folder, String(at)), files);
    const all = { ...known, FLEET_PASSWORD: 'Fake-other', LOG_LEVEL: 'trace', DEBUG: 'pw:*', ...env };
    const outcome = await startCommand(command, { args: words, env: all, cwd, stdin: input }).exited;
    const told = outcome.stdout + outcome.stderr;
    expect(outcome.code, `${what}: ${told}`).toBe(code);
    expect(told, what).toMatch(says);
    for (const secret of [PASSWORD, TOKEN, 'Fake_pw1']) expect(told, what).not.toContain(secret);
  });
  await Promise.all(outcomes);
});

/** @returns a new folder with files in it, and what is to be read from standard input */
async function lay(
  cwd: string,
  { input = '', ...files }: Readonly<Record<string, string>>,
): Promise<{ cwd: string; input: string }> {
  await mkdir(cwd);
  for (const [name, text] of Object.entries(files)) await writeFile(join(cwd, name), text);
  return { cwd, input };
}
