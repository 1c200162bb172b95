import { generateKeyPairSync } from 'node:crypto';
import { chmodSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readSettings } from '../../src/cli/read-settings.ts';
import { rotateKeyCommand } from '../../src/commands/rotate-key.ts';
import { signInCommand } from '../../src/commands/sign-in.ts';
import { Variables } from '../../src/core/variables.ts';
import { redactor } from '../../src/secrets/redactor.ts';
import type { Secret } from '../../src/secrets/secret.ts';
import { credentials, expect, test } from '../fixtures.ts';

// No field of a form holds a line break, and secrets that are mounted from files or made with echo often end with one.

const PASSWORD = 'Fake-password-on-one-line';
const KEY = 'API-FAKEFAKEFAKEFAKEFAKEFAKE1';
const PEM = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({
  type: 'pkcs8',
  format: 'pem',
});
const complete = { OCTOPUS_URL: 'http://127.0.0.1:1', OCTOPUS_USERNAME: 'admin', OCTOPUS_PASSWORD: PASSWORD };
const description = {
  name: 'mint-key',
  summary: '',
  examples: [],
  uses: ['url', 'apiKey', 'sessionKey', 'username', 'password', 'totpSecret'],
} as const;

function read(env: Readonly<Record<string, string>>, folder: string) {
  return readSettings({ ...description, uses: [...description.uses] }, [], { ...complete, ...env }, folder);
}

function reveal(secret: Secret | undefined): string | undefined {
  return secret?.reveal();
}

const endings: Readonly<Record<string, string>> = {
  'a line feed': '\n',
  'a carriage return': '\r',
  'both, as on Windows': '\r\n',
  several: '\r\n\n\n',
};

for (const [what, ending] of Object.entries(endings)) {
  test(`a secret that ends with ${what} loses it, wherever it comes from, with a warning that names the variable alone`, async ({
    folder,
  }) => {
    const file = join(folder, 'secret');
    writeFileSync(file, PASSWORD + ending, { mode: 0o600 });
    writeFileSync(join(folder, '.env'), `OCTOPUS_SESSION_KEY="${PASSWORD}${ending}"\n`);
    const { values, warnings } = await read(
      {
        OCTOPUS_USERNAME: `admin${ending}`,
        OCTOPUS_PASSWORD: '',
        OCTOPUS_PASSWORD_FILE: file,
        OCTOPUS_API_KEY: KEY + ending,
        OCTOPUS_TOTP_SECRET: `FAKEFAKE${ending}`,
      },
      folder,
    );
    const source = new Variables({ FLEET_PASSWORD: PASSWORD + ending }, folder);
    const followed = [source.follow({ env: 'FLEET_PASSWORD' }), source.follow({ file })];

    expect(values.username).toBe('admin');
    const secrets = [values.password, values.sessionKey, values.apiKey, values.totpSecret].map(reveal);
    expect(secrets).toEqual([PASSWORD, PASSWORD, KEY, 'FAKEFAKE']);
    expect(redactor.redact(`the field holds ${PASSWORD}.`)).toBe('the field holds [redacted].');
    const named = ['OCTOPUS_API_KEY', 'OCTOPUS_SESSION_KEY', 'OCTOPUS_USERNAME'];
    expect([...warnings].sort()).toEqual(
      [...named, 'OCTOPUS_TOTP_SECRET', `${file} (OCTOPUS_PASSWORD_FILE)`]
        .map((name) => `${name} ends with a line break, which is left out.`)
        .sort(),
    );
    expect(followed).toEqual([PASSWORD, PASSWORD]);
    expect(source.warnings).toEqual([
      'FLEET_PASSWORD ends with a line break, which is left out.',
      `${file} (the manifest) ends with a line break, which is left out.`,
    ]);
  });
}

test('a secret without a line break is left as it is, blanks included, without a warning', async ({
  folder,
}) => {
  const { values, warnings } = await read({ OCTOPUS_PASSWORD: ` ${PASSWORD}\t ` }, folder);

  expect(reveal(values.password)).toBe(` ${PASSWORD}\t `);
  expect(warnings).toEqual([]);
});

test('a password that is too short to be taken out of texts is told to be so, and one of four characters is not', async ({
  folder,
}) => {
  const short = await read({ OCTOPUS_PASSWORD: 'xyz' }, folder);
  const long = await read({ OCTOPUS_PASSWORD: 'wxyz' }, folder);

  expect(reveal(short.values.password)).toBe('xyz');
  expect(short.warnings).toEqual([
    'OCTOPUS_PASSWORD has fewer than 4 characters, too few to be told from other text: where a server or a page repeats it, it stays readable. Use a longer one.',
  ]);
  expect(long.warnings).toEqual([]);
});

for (const variable of ['OCTOPUS_USERNAME', 'OCTOPUS_PASSWORD', 'OCTOPUS_API_KEY', 'OCTOPUS_TOTP_SECRET']) {
  test(`${variable} with a line break within is a mistake, and one of nothing else is empty`, async ({
    folder,
  }) => {
    for (const lineBreak of ['\n', '\r', '\r\n']) {
      const broken = read({ [variable]: `Fake-first${lineBreak}Fake-second\n` }, folder);
      await expect(broken).rejects.toThrow(`${variable} holds a line break within: give it on one line`);
      await expect(broken).rejects.not.toThrow('Fake-');
      await expect(read({ [variable]: lineBreak }, folder)).rejects.toThrow(`${variable} is empty`);
    }
  });
}

test('what a manifest refers to is a mistake with a line break within', ({ folder }) => {
  const file = join(folder, 'secret');
  writeFileSync(file, 'Fake-first\nFake-second\n');
  chmodSync(file, 0o600);
  const source = new Variables({ FLEET_USER: 'Fake-first\r\nFake-second' }, folder);

  expect(() => source.follow({ env: 'FLEET_USER' })).toThrow(
    'names the variable FLEET_USER, which holds a line break within',
  );
  expect(() => source.follow({ file })).toThrow(`names ${file}, which holds a line break within`);
});

test('a password whose file ends with line breaks signs in, and one on two lines ends with exit 2', async ({
  startServer,
  runCommand,
  folder,
}) => {
  const server = await startServer();
  const file = join(folder, 'password');
  writeFileSync(file, `${server.password}\r\n\n`, { mode: 0o600 });
  const env = { ...credentials(server), OCTOPUS_PASSWORD: '' };
  const minted = await runCommand('mint-key', { env: { ...env, OCTOPUS_PASSWORD_FILE: file } });
  const refused = await runCommand('mint-key', {
    env: { ...env, OCTOPUS_USERNAME: 'ad\nmin', OCTOPUS_PASSWORD: 'Fake-first\nFake-second' },
  });

  expect(minted.code, minted.stderr).toBe(0);
  expect(minted.stderr).toContain(
    `${file} (OCTOPUS_PASSWORD_FILE) ends with a line break, which is left out.`,
  );
  expect(minted.stderr).not.toContain(server.password);
  expect(refused.code).toBe(2);
  for (const name of ['OCTOPUS_USERNAME', 'OCTOPUS_PASSWORD'])
    expect(refused.stderr).toContain(`${name} holds a line break within`);
  expect(refused.stderr).not.toContain('Fake-');
});

// Below a folder for temporary files, to which everybody finds the way.
for (const { mode, folderMode, told } of [
  { mode: 0o644, folderMode: 0o755, told: 'every user of this machine' },
  { mode: 0o644, folderMode: 0o711, told: 'every user of this machine' },
  { mode: 0o640, folderMode: 0o755, told: 'its group' },
  { mode: 0o644, folderMode: 0o750, told: 'its group' },
  { mode: 0o640, folderMode: 0o710, told: 'its group' },
  { mode: 0o640, folderMode: 0o700, told: undefined },
  { mode: 0o600, folderMode: 0o755, told: undefined },
]) {
  const names = `${mode.toString(8)} in a folder of mode ${folderMode.toString(8)}`;
  test(`a .env of mode ${names} can be read by ${told ?? 'its owner alone'}`, async ({ folder }) => {
    test.skip(process.platform !== 'linux', 'elsewhere folders for temporary files are closed');
    const path = join(folder, '.env');
    writeFileSync(path, `OCTOPUS_SESSION_KEY=${PASSWORD}\nOCTOPUS_TOTP_SECRET=FAKEFAKE\n`);
    chmodSync(path, mode);
    chmodSync(folder, folderMode);
    const { findExposed, warnings } = await read({}, folder);
    const secrets = 'OCTOPUS_SESSION_KEY, OCTOPUS_TOTP_SECRET';
    const wanted = told && `${path} holds ${secrets}, and ${told} can read it: chmod 600 ${path}`;
    expect(findExposed()).toEqual(wanted ? [wanted] : []);
    expect(warnings).toEqual([]);
  });
}

test('a .env that everybody can read is told of for our secrets alone, also where the environment has others', async ({
  folder,
}) => {
  test.skip(process.platform !== 'linux', 'as above');
  chmodSync(folder, 0o755);
  const path = join(folder, '.env');
  writeFileSync(path, `OCTOPUS_URL=http://127.0.0.1:1\nNPM_TOKEN=${PASSWORD}\n`, { mode: 0o644 });
  expect((await read({}, folder)).findExposed()).toEqual([]);
  writeFileSync(path, `OCTOPUS_PASSWORD=${PASSWORD}\n`);
  expect((await read({}, folder)).findExposed()).toEqual([
    expect.stringContaining('holds OCTOPUS_PASSWORD,'),
  ]);
});

test('a file that secrets are read from is none that is written, by whatever name', async ({ folder }) => {
  const file = join(folder, 'secret');
  writeFileSync(file, `Name: ${PASSWORD}`, { mode: 0o600 });
  symlinkSync('secret', join(folder, 'link'));
  const keyFile = join(folder, 'private.key');
  writeFileSync(keyFile, PEM, { mode: 0o600 });
  const password = { OCTOPUS_PASSWORD: '', OCTOPUS_PASSWORD_FILE: join(folder, 'link') };
  const sources = [
    { name: 'OCTOPUS_PASSWORD_FILE', env: password, words: [] },
    { name: 'OCTOPUS_HEADERS_FILE', env: { OCTOPUS_HEADERS_FILE: file }, words: [] },
    { name: '--headers-file', env: {}, words: ['--headers-file', file] },
    { name: '--session', env: {}, words: ['--session', file] },
    { name: 'OCTOPUS_PASSKEY (--passkey)', env: { OCTOPUS_PASSKEY: file }, words: [] },
    { name: 'OCTOPUS_CLIENT_KEY (--client-key)', env: { OCTOPUS_CLIENT_KEY: keyFile }, words: [] },
  ];
  for (const { name, env, words } of sources)
    for (const option of ['--out', '--receipt', '--trace']) {
      const line = [...words, option, name.includes('CLIENT') ? keyFile : file];
      await expect(readSettings(rotateKeyCommand, line, { ...complete, ...env }, folder)).rejects.toThrow(
        `${option} would replace the file that ${name} names, which is read`,
      );
    }
});

test('a .env that holds anything is none that is written, but by a new key where there is only a key in it', async ({
  folder,
}) => {
  const path = join(folder, '.env');
  const write = (option: string) => readSettings(rotateKeyCommand, [option, path], { ...complete }, folder);
  writeFileSync(path, `OCTOPUS_URL=http://127.0.0.1:1\nOCTOPUS_PASSWORD=${PASSWORD}\n`, { mode: 0o600 });
  for (const option of ['--out', '--receipt'])
    await expect(write(option)).rejects.toThrow(`${option} would replace ${path}, which is read`);
  writeFileSync(path, `OCTOPUS_URL=http://127.0.0.1:1\nOCTOPUS_API_KEY=${KEY}\n`);
  await expect(write('--receipt')).rejects.toThrow(`--receipt would replace ${path}, which is read`);
  await expect(write('--out')).rejects.toThrow(`--out would replace ${path}, which is read`);
  const renewed = ['--out', path, '--format', 'dotenv'];
  expect((await readSettings(rotateKeyCommand, renewed, { ...complete }, folder)).values.out).toBe(path);
  writeFileSync(path, '# nothing yet\n');
  expect((await write('--receipt')).values.receipt).toBe(path);
});

test('a file of profiles that was read, and one of authorities, are none that is written', async ({
  folder,
}) => {
  const profiles = join(folder, 'octopus-key-mint.yaml');
  const authorities = join(folder, 'ca.pem');
  writeFileSync(profiles, 'profiles: { lab: { expires-in: 30d }, other: {} }\n', { mode: 0o600 });
  writeFileSync(authorities, 'fake');
  const env = { ...complete, OCTOPUS_PROFILE: 'lab', NODE_EXTRA_CA_CERTS: authorities };
  const write = (option: string, path: string) =>
    readSettings(rotateKeyCommand, [option, path], { ...env }, folder);
  for (const option of ['--out', '--receipt', '--trace']) {
    await expect(write(option, profiles)).rejects.toThrow(
      `${option} would replace ${profiles}, which is read`,
    );
    await expect(write(option, authorities)).rejects.toThrow(
      `${option} would replace the file that NODE_EXTRA_CA_CERTS names, which is read`,
    );
  }
});

test('a key and a passkey may be renewed in the files that hold the old ones', async ({ folder }) => {
  const path = join(folder, 'old');
  writeFileSync(path, KEY, { mode: 0o600 });
  const rotation = readSettings(
    rotateKeyCommand,
    ['--out', path],
    { ...complete, OCTOPUS_API_KEY_FILE: path },
    folder,
  );
  const registration = readSettings(
    signInCommand,
    ['--register-passkey', path],
    { ...complete, OCTOPUS_PASSKEY: path },
    folder,
  );
  expect((await rotation).values.out).toBe(path);
  expect((await registration).values.registerPasskey).toBe(path);
});
