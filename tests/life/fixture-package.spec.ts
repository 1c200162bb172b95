import { copyFile, readFile, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { credentials, expect, test } from '../fixtures.ts';
import { type CommandLine, type Outcome, runProgram, startProgram } from '../start-command.ts';

/**
 * npm's own program, run by this Node: a shell would find it by another name on Windows. It is given all of the developer's
 * environment, since only that tells it where its registry and its cache are.
 */
async function npm(words: readonly string[], cwd: string): Promise<void> {
  const program = process.env.npm_execpath;
  const [command, first] = program ? [process.execPath, [program]] : ['npm', []];
  const args = [...first, ...words, '--no-audit', '--no-fund', '--ignore-scripts'];
  await runProgram(command, { args, cwd, env: process.env as Record<string, string> });
}

function node(program: string, words: readonly string[], line: CommandLine = {}): Promise<Outcome> {
  return runProgram(process.execPath, { ...line, args: [program, ...words] });
}

const WRONG_TYPE = `import { test } from 'octopus-key-mint';
test('', async ({ octopusKey }) => {
  octopusKey.apiKey satisfies number;
});
`;

test('the package gives a test of another project a key and takes it back, types included', {
  tag: '@extended',
}, async ({ startServer, folder }) => {
  test.setTimeout(180_000);
  const server = await startServer();
  const { version, devDependencies } = JSON.parse(await readFile('package.json', 'utf8'));
  // What is packed was built before: npm runs prepack only where scripts may run.
  const compiler = resolve('node_modules/typescript/bin/tsc');
  const here = { cwd: '.' };
  await node(compiler, ['--project', 'tsconfig.package.json'], here);
  await npm(['pack', '--pack-destination', folder], '.');

  const types = { module: 'nodenext', target: 'es2022', strict: true, noEmit: true, skipLibCheck: true };
  await writeFile(join(folder, 'package.json'), '{"private": true}');
  await writeFile(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions: types }));
  await copyFile('examples/octopus.spec.ts', join(folder, 'octopus.spec.ts'));
  await npm(
    [
      'install',
      '--prefer-offline',
      `./octopus-key-mint-${version}.tgz`,
      `@playwright/test@${devDependencies['@playwright/test']}`,
      `@types/node@${devDependencies['@types/node']}`,
    ],
    folder,
  );
  const tsc = () => node(compiler, ['-p', folder]);
  const args = [join(folder, 'node_modules/@playwright/test/cli.js'), 'test', '--reporter=line'];
  const env = credentials(server);
  const { stdout } = await runProgram(process.execPath, { args, cwd: folder, env });

  expect(stdout).toContain('1 passed');
  expect(server.madeKeys().map(({ purpose }) => purpose)).toEqual(['who holds the key is somebody']);
  expect(server.madeKeys()[0]?.lastUsed).not.toBeNull();
  expect(server.liveKeys()).toEqual([]);
  expect(server.liveSessions()).toBe(0);
  await tsc();

  const wrong = await startProgram(process.execPath, {
    args,
    cwd: folder,
    env: { ...env, OCTOPUS_PASSWORD: 'fake-wrong' },
  }).exited;
  expect(wrong.stdout).toContain('No API key could be had: Could not sign in as admin');
  await writeFile(join(folder, 'wrong.spec.ts'), WRONG_TYPE);
  await expect(tsc()).rejects.toThrow();
});
