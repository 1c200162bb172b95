import { resolve } from 'node:path';
import { type CommandName, verbs } from '../../src/core/command-names.ts';
import { credentials, expect, type Outcome, test } from '../fixtures.ts';
import { type CommandLine, startProgram } from '../start-command.ts';

// The program of the installed package, and what it and each command say of themselves.

function runVerb(words: readonly string[], line: CommandLine = {}): Promise<Outcome> {
  return startProgram(process.execPath, { ...line, args: [resolve('dist/bin.js'), ...words] }).exited;
}

const names = Object.keys(verbs) as CommandName[];

for (const name of names) {
  const tag = ['mint-key', 'with-key', 'revoke-key'].includes(name) ? [] : '@extended';
  test(`${verbs[name]} --help keeps to 80 columns, to its own options and defaults, and to how it is started`, {
    tag,
  }, async () => {
    const { code, stdout } = await runVerb([verbs[name], '--help']);
    const options = [...stdout.matchAll(/^ {2}(?:-\w, )?(--[a-z-]+)/gm)].map(([, option]) => option);
    const [, examples = ''] = stdout.split('\nExamples:\n');
    const lines = examples.split('\n').filter((line) => line !== '');

    expect(code).toBe(0);
    expect(stdout).toContain(`Usage: octopus-key-mint ${verbs[name]} [options]`);
    expect(stdout.split('\n').filter((line) => line.length > 80)).toEqual([]);
    expect(stdout).not.toMatch(/npx |scripts\/|\((?:[^)]*; )?(?:with-key|mint-fleet): |(?<!-)\blist-keys\b/);
    expect(stdout).toMatch(/^ {2}2 +wrong options/m);
    expect(options).toContain('--log-format');
    expect(lines.length).toBeGreaterThan(0);
    for (const line of lines) {
      expect(line).toMatch(new RegExp(`^ {2}octopus-key-mint ${verbs[name]}(?: |$)`));
      const [own = ''] = line.split(' -- ');
      for (const [option] of own.matchAll(/--[a-z-]+/g)) expect(options).toContain(option);
    }
  });
}

test('help tells the exit codes that a command can end with, and no others', async () => {
  const [list, mint, install] = await Promise.all(
    ['list', 'mint', 'install-browser'].map((verb) => runVerb([verb, '--help'])),
  );
  const codesOf = (outcome?: Outcome) =>
    [...(outcome?.stdout.matchAll(/^ {2}(\d) {5,}/gm) ?? [])].map(([, code]) => code).join('');

  expect([codesOf(list), codesOf(mint), codesOf(install)]).toEqual(['012347', '01234567', '0127']);
});

test('a default is that of the command: a key for a command lives an hour, others 90 days', async () => {
  const [mint, wrap, fleet] = await Promise.all(
    ['mint', 'with-key', 'fleet'].map(async (verb) => (await runVerb([verb, '--help'])).stdout),
  );

  expect(mint).toMatch(/--expires-in <time>\n.*\(default: 90d\)/);
  expect(wrap).toMatch(/--expires-in <time>\n.*\(default: 1h\)/);
  expect(fleet).toMatch(/--timeout <time>\n.*--wait.*\(default: 24h\)/);
});

test('octopus-key-mint names all its commands, and runs each by its verb and by its name in a clone', async () => {
  const help = await runVerb(['--help']);
  const version = await runVerb(['--version']);
  const byName = await runVerb(['list-keys', '--version']);

  expect([help.code, version.code, byName.code]).toEqual([0, 0, 0]);
  for (const verb of Object.values(verbs)) expect(help.stdout).toMatch(new RegExp(`^${verb} {2,}\\w`, 'm'));
  expect(version.stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
  expect(byName.stdout).toBe(version.stdout);
});

const mistaken: [string, string[], RegExp][] = [
  ['none', [], /^Usage: octopus-key-mint <command>/],
  ['one with two letters swapped', ['mitn'], /did you mean mint\?/],
  ['one that no command is like', ['fake-canary'], /^The first word is no command of octopus-key-mint\. See/],
  ['an option in front of it', ['--quiet', 'mint'], /no command/],
];

for (const [title, words, said] of mistaken) {
  test(`where the command is ${title}, the exit code is 2, and nothing is written to standard output`, async () => {
    const { code, stdout, stderr } = await runVerb(words);

    expect(code).toBe(2);
    expect(stdout).toBe('');
    expect(stderr).toMatch(said);
    expect(stderr).not.toContain('canary');
  });
}

test('an option that is mistyped by a letter is guessed, and one that is like none is not', async () => {
  const { code, stderr } = await runVerb(['mint', '--purpos', 'x', '--zzzzzz']);

  expect(code).toBe(2);
  expect(stderr).toContain(
    '--purpos is no option of octopus-key-mint mint: see --help; did you mean --purpose?',
  );
  expect(stderr).toContain('--zzzzzz is no option of octopus-key-mint mint: see --help"');
});

test('what the installed program advises is a command of it, which does what is advised', async ({
  startServer,
  folder,
}) => {
  const server = await startServer();
  const env = { ...credentials(server), LOG_FORMAT: 'json' };
  // Nobody may write below a file.
  const failed = await runVerb(['mint', '--direct', '--out', '/dev/null/key'], { env, cwd: folder });
  const missing = await runVerb(['mint', '--session', 'none'], {
    env: { ...env, OCTOPUS_SESSION_KEY: 'fake-session-key-for-tests' },
    cwd: folder,
  });
  const key = server.addKey('left over');
  const stuck = await runVerb(['revoke', '--direct', '--older-than', '0d'], { env, cwd: folder });
  const revoked = await runVerb(['revoke', '--direct', '--id', key.id], { env, cwd: folder });

  expect(failed.code, failed.stderr).toBe(2);
  expect(missing.stderr).toContain('octopus-key-mint sign-in --save-session');
  expect(`${failed.stderr}${missing.stderr}${stuck.stderr}`).not.toMatch(/npx ts-node|scripts\//);
  expect(revoked.code, revoked.stderr).toBe(0);
  expect(server.liveKeys()).toEqual([]);
});

test('shells complete commands, their own options and the values of these, by what complete writes', async () => {
  const ask = async (...typed: string[]) =>
    (await runVerb(['complete', '--', ...typed])).stdout.split('\n').map((line) => line.split('\t')[0]);
  const bash = await runVerb(['complete', 'bash']);
  const other = await runVerb(['complete', 'cmd']);
  const parsed = await startProgram('bash', { args: ['-n'], stdin: bash.stdout }).exited;

  expect(await ask('rev')).toEqual(expect.arrayContaining(['revoke']));
  expect(await ask('list', '--fo')).toContain('--format');
  expect(await ask('list', '--out')).not.toContain('--out');
  expect(await ask('mint', '--format', '')).toEqual(expect.arrayContaining(['json', 'shell']));
  expect([bash.code, parsed.code], parsed.stderr).toEqual([0, 0]);
  expect([other.code, other.stdout]).toEqual([2, '']);
  for (const shell of ['zsh', 'fish', 'powershell'])
    expect((await runVerb(['complete', shell])).stdout).toContain('octopus-key-mint');
});

test('--quiet tells what went wrong, and nothing else; the log is text where it is asked for', async ({
  startServer,
}) => {
  const server = await startServer();
  const env = credentials(server);
  const quiet = await runVerb(['list', '--direct', '--quiet'], { env });
  const text = await runVerb(['list', '--direct', '--log-format', 'text'], { env });
  const onCi = await runVerb(['list', '--direct'], { env: { ...env, CI: 'true' } });
  const json = await runVerb(['list', '--direct'], { env: { ...env, CI: 'true', LOG_FORMAT: 'json' } });
  const both = await runVerb(['list', '--quiet', '--log-level', 'info'], { env });

  expect(quiet.stderr).toBe('');
  expect(text.stderr).toMatch(/^\[[\d:]+\] INFO: Asking/m);
  expect(onCi.stderr).toMatch(/^\[[\d:]+\] INFO: Asking/m);
  // biome-ignore lint/suspicious/noControlCharactersInRegex: nobody asked for colours.
  expect(`${text.stderr}${onCi.stderr}`).not.toMatch(/\u001b/);
  expect(() =>
    json.stderr
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line)),
  ).not.toThrow();
  expect(both.code).toBe(2);
  expect(both.stderr).toContain('--quiet and --log-level contradict each other');
});
