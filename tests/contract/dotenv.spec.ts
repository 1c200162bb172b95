import { mkdirSync, rmdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readSettings } from '../../src/cli/read-settings.ts';
import { expect, test } from '../fixtures.ts';

// What somebody has pasted into a `.env` or a file for a secret is what the program means, or it says so before a try is spent.

const PASSWORD = 'Fake-pass#word';
const description = {
  name: 'mint-key',
  summary: '',
  examples: [],
  uses: ['url', 'username', 'password'],
} as const;
const complete = { OCTOPUS_URL: 'http://127.0.0.1:1', OCTOPUS_USERNAME: 'admin' };

async function read(folder: string, env: Readonly<Record<string, string>> = {}) {
  const reading = readSettings(
    { ...description, uses: [...description.uses] },
    [],
    { ...complete, ...env },
    folder,
  );
  return await reading.catch(({ mistakes }: { mistakes: readonly string[] }) => ({
    mistakes,
    warnings: [],
    values: undefined,
    dotenv: undefined,
  }));
}

const CUT = /OCTOPUS_PASSWORD ends at the #/;
const BROKEN = /OCTOPUS_PASSWORD holds .* in double quotes/;

/** What a line of `.env` gives, and what is said of it. */
const lines: Readonly<Record<string, { readonly value: string; readonly warned?: RegExp }>> = {
  'OCTOPUS_PASSWORD=Fake-pass#word': { value: 'Fake-pass', warned: CUT },
  'OCTOPUS_PASSWORD=Fake-pass #word': { value: 'Fake-pass', warned: CUT },
  'export OCTOPUS_PASSWORD = Fake-pass#word': { value: 'Fake-pass', warned: CUT },
  'OCTOPUS_PASSWORD: Fake-pass#word': { value: 'Fake-pass', warned: CUT },
  'OCTOPUS_PASSWORD="Fake-pass#word': { value: '"Fake-pass', warned: CUT },
  "OCTOPUS_PASSWORD='Fake-it's#word": { value: "'Fake-it's", warned: CUT },
  'OCTOPUS_PASSWORD=Fake-pass # of the admin': { value: 'Fake-pass' },
  'OCTOPUS_PASSWORD="Fake-pass#word"': { value: PASSWORD },
  "OCTOPUS_PASSWORD='Fake-pass#word' # it's his": { value: PASSWORD },
  'OCTOPUS_PASSWORD=`Fake-pass#word`': { value: PASSWORD },
  "OCTOPUS_PASSWORD='Fake\\new'": { value: 'Fake\\new' },
  'OCTOPUS_PASSWORD=Fake\\new': { value: 'Fake\\new' },
  'OCTOPUS_PASSWORD=Fake-other#1\nOCTOPUS_PASSWORD="Fake-pass#word"': { value: PASSWORD },
};

for (const [line, { value, warned }] of Object.entries(lines)) {
  test(`a .env with ${JSON.stringify(line)} gives ${value}${warned ? ', with a warning' : ''}`, async ({
    folder,
  }) => {
    writeFileSync(join(folder, '.env'), `# Fake's#\n\n${line}\nOTHER=a#b\n`, { mode: 0o600 });
    const { values, warnings } = await read(folder);
    expect(values?.password?.reveal()).toBe(value);
    expect(warnings).toEqual(warned ? [expect.stringMatching(warned)] : []);
    if (warned) expect(warnings[0]).toContain(`line 3 of ${join(folder, '.env')}: `);
  });
}

const refusals: Readonly<Record<string, RegExp>> = {
  'OCTOPUS_PASSWORD=#word': CUT,
  'OCTOPUS_PASSWORD="C:\\new"': BROKEN,
  'OCTOPUS_PASSWORD="Fake\\rword"': BROKEN,
};

for (const [line, told] of Object.entries(refusals)) {
  test(`a .env with ${line} is refused, saying what the line means`, async ({ folder }) => {
    writeFileSync(join(folder, '.env'), `${line}\n`, { mode: 0o600 });
    const outcome = await read(folder);
    expect('mistakes' in outcome && outcome.mistakes).toEqual([
      expect.stringMatching(/^OCTOPUS_PASSWORD (?:is missing|holds a line break)/),
      expect.stringMatching(told),
    ]);
  });
}

type Encode = (text: string) => Buffer;
const encodings: Readonly<Record<string, Encode>> = {
  'UTF-8 with a byte order mark': (text) => Buffer.from(`\ufeff${text}`),
  'UTF-16 as Windows writes it': (text) => Buffer.from(`\ufeff${text}\r\n`, 'utf16le'),
  'UTF-16, the other way round': (text) => Buffer.from(`\ufeff${text}`, 'utf16le').swap16(),
};

for (const [encoding, encode] of Object.entries(encodings)) {
  test(`a .env, and a file for a secret, in ${encoding} are read as what they are`, async ({ folder }) => {
    const file = join(folder, 'secret');
    writeFileSync(file, encode(PASSWORD), { mode: 0o600 });
    const ofFile = await read(folder, { OCTOPUS_PASSWORD_FILE: file });
    expect(ofFile.values?.password?.reveal()).toBe(PASSWORD);
    writeFileSync(join(folder, '.env'), encode(`OCTOPUS_PASSWORD='${PASSWORD}'`), { mode: 0o600 });
    const ofDotenv = await read(folder);
    expect(ofDotenv.values?.password?.reveal()).toBe(PASSWORD);
  });
}

test('a secret in an encoding that is none of these is refused before it is sent, and is not repeated', async ({
  folder,
}) => {
  const bytes = Buffer.from('Fake-p\u00e4ss', 'latin1');
  const file = join(folder, 'secret');
  writeFileSync(file, bytes, { mode: 0o600 });
  const ofFile = await read(folder, { OCTOPUS_PASSWORD_FILE: file });
  const dotenv = Buffer.concat([Buffer.from('OTHER=1\nOCTOPUS_PASSWORD='), bytes]);
  writeFileSync(join(folder, '.env'), dotenv, { mode: 0o600 });
  const ofDotenv = await read(folder);
  for (const outcome of [ofFile, ofDotenv]) {
    const mistakes = 'mistakes' in outcome ? outcome.mistakes : [];
    expect(mistakes).toEqual([
      expect.stringMatching(/^OCTOPUS_PASSWORD\S* holds a byte that is no text in UTF-8/),
    ]);
    expect(mistakes.join()).not.toContain('Fake-p');
  }
});

test('a .env in UTF-16 that does not say so is refused, naming it', async ({ folder }) => {
  const path = join(folder, '.env');
  writeFileSync(path, Buffer.from(`OCTOPUS_PASSWORD=${PASSWORD}`, 'utf16le'), { mode: 0o600 });
  const outcome = await read(folder);
  expect('mistakes' in outcome && outcome.mistakes).toEqual([`${path} is no text: save it as UTF-8`]);
});

test('where a variable is missing, it is said that there is no .env, or that it could not be read', async ({
  folder,
}) => {
  const path = join(folder, '.env');
  const sayLast = async () => {
    const outcome = await read(folder);
    return 'mistakes' in outcome ? outcome.mistakes.at(-1) : undefined;
  };
  expect(await sayLast()).toContain(` (${path} is not there)`);
  mkdirSync(path);
  expect(await sayLast()).toContain(` (${path} is a folder)`);
  // What is missing is not the fault of a .env that was read.
  rmdirSync(path);
  writeFileSync(path, 'OTHER=1\n', { mode: 0o600 });
  expect(await sayLast()).toMatch(/^OCTOPUS_PASSWORD is missing[^(]*$/);
});

test('which variables .env gave is known, those of the environment and empty ones are not among them', async ({
  folder,
}) => {
  const path = join(folder, '.env');
  writeFileSync(path, `OCTOPUS_USERNAME=other\nOCTOPUS_PASSWORD_FILE=\nOCTOPUS_PASSWORD="${PASSWORD}"\n`, {
    mode: 0o600,
  });
  const said = `${path} was read, and gave OCTOPUS_PASSWORD`;
  expect((await read(folder)).dotenv).toEqual({ said, isAbsent: false, isUnread: false });
});

test('the doctor, and the log at level debug, say what became of .env', { tag: '@extended' }, async ({
  folder,
  runCommand,
}) => {
  const path = join(folder, '.env');
  mkdirSync(path);
  const env = { LOG_LEVEL: 'debug' };
  const { stdout, stderr } = await runCommand('doctor', { env, words: ['--format', 'json'] });
  const findings = JSON.parse(stdout) as readonly { check: string; state: string; found: string }[];
  expect(findings.find(({ check }) => check === '.env')).toMatchObject({
    state: 'warning',
    found: `${path} is a folder`,
  });
  expect(stderr).toContain(`"level":"debug"`);
  expect(stderr).toContain(`${path} is a folder.`);
});
