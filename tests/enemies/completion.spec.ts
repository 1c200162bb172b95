import { chmod, readdir, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { expect, test } from '../fixtures.ts';
import { runProgram } from '../start-command.ts';

test.skip(process.platform === 'win32', 'there is no bash');

const PROGRAM = 'octopus-key-mint';

/** Presses the tab key behind a command line, in a bash that completes by what `complete bash` writes, without any package for that. */
const PRESS_TAB = `
${PROGRAM}() { "$NODE" "$BIN" "$@"; }
source <(${PROGRAM} complete bash)
[[ $(complete -p ${PROGRAM}) =~ -F\\ ([^\\ ]+) ]]
COMP_LINE=$1 COMP_POINT=\${#1}
read -ra COMP_WORDS <<< "$1 "
"\${BASH_REMATCH[1]}"
printf '%s\\n' "\${COMPREPLY[@]}"`;

async function complete(line: string, folder: string): Promise<string[]> {
  const env = { NODE: process.execPath, BIN: resolve('dist/bin.js') };
  const args = ['-c', PRESS_TAB, 'bash', line];
  const { stdout, stderr } = await runProgram('bash', { args, env, cwd: folder });
  expect(stderr).toBe('');
  return stdout.trimEnd().split('\n');
}

const hostile = [
  ...['$(touch pwned)', '`touch pwned`', 'x;touch pwned', 'x&touch pwned', "'", '"'],
  ...[
    'a[$(touch pwned)]:1',
    '--insecure-tls',
    '-x',
    '~root',
    '*',
    '{a,b}',
    'a b',
    'a\\b',
    '#',
    '!!',
    ':8',
    '',
  ],
  ...['\u2019;touch pwned;\u2019', '\u001b]0;x\u0007', 'a\nb', 'a\tb', '\u202e', '%x', '=ls', '<(id)'],
];

test('a shell that completes a line in a folder that somebody else has filled runs nothing of what stands there, and offers nothing that it would run', async ({
  folder,
}) => {
  const names = ['prod', 'lab-2.a@b', 'größe', ...hostile];
  const profiles = Object.fromEntries(names.map((name) => [name, { url: 'https://octopus.example' }]));
  await writeFile(join(folder, 'octopus-key-mint.yaml'), JSON.stringify({ profiles }));
  await chmod(join(folder, 'octopus-key-mint.yaml'), 0o600);

  expect(await complete(`${PROGRAM} mint --profile `, folder)).toEqual(['prod', 'lab-2.a@b', 'größe']);
  expect(await complete(`${PROGRAM} mint --profile=lab`, folder)).toEqual(['lab-2.a@b']);
  expect(await readdir(folder)).toEqual(['octopus-key-mint.yaml']);
});

test('what was typed is completed, and not run: no command in it, and no file that it leads to is written or read', {
  tag: '@extended',
}, async ({ folder }) => {
  await writeFile(join(folder, 'key'), 'kept');
  const typed = ['> key', '>> key', '< none', '$(touch pwned)', '"$(touch pwned)"', '`touch pwned`', '> new'];

  for (const words of typed)
    expect(await complete(`${PROGRAM} list ${words} --form`, folder), words).toEqual(['--format']);
  expect(await readdir(folder)).toEqual(['key']);
  expect(await runProgram('cat', { args: ['key'], cwd: folder })).toMatchObject({ stdout: 'kept' });
});
