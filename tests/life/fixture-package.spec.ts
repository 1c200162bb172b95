import { copyFile, readFile, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { credentials, expect, test } from '../fixtures.ts';
import { runProgram, startProgram } from '../start-command.ts';
import { node, npm, packPackage } from './pack-package.ts';

const WRONG_TYPE = `import { test } from 'octopus-key-mint';
test('', async ({ octopusKey }) => {
  octopusKey.apiKey satisfies number;
});
`;

test('the package gives a test of another project a key and takes it back, types included', {
  tag: '@extended',
}, async ({ startServer, folder }) => {
  test.setTimeout(600_000);
  const server = await startServer();
  const { devDependencies } = JSON.parse(await readFile('package.json', 'utf8'));
  const compiler = resolve('node_modules/typescript/bin/tsc');
  const packed = await packPackage(folder);

  const types = { module: 'nodenext', target: 'es2022', strict: true, noEmit: true, skipLibCheck: true };
  await writeFile(join(folder, 'package.json'), '{"private": true}');
  await writeFile(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions: types }));
  await copyFile('examples/octopus.spec.ts', join(folder, 'octopus.spec.ts'));
  await npm(
    [
      'install',
      '--prefer-offline',
      packed,
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

const GIVES = `const { test } = require(process.env.FIXTURE);
for (const given of JSON.parse(process.env.GIVEN))
  test.describe(Object.keys(given).join(), () => {
    test.use({ octopusServer: given });
    test('has a key', async ({ octopusKey }) => {});
  });
`;

test('what a test gives its key by goes before a key and files that are around', {
  tag: '@extended',
}, async ({ startServer, startBrowser, folder }) => {
  const server = await startServer();
  const { key: apiKey } = server.addKey('of the test');
  const { username, password } = server;
  const around = { 'api-key': server.addKey('around', { userId: 'Users-3' }).key, password: 'fake-wrong' };
  for (const [name, text] of Object.entries(around))
    await writeFile(join(folder, name), text, { mode: 0o600 });
  await writeFile(join(folder, 'gives.spec.js'), GIVES);
  const env = {
    ...{ FIXTURE: resolve('dist/fixture.js'), GIVEN: JSON.stringify([{ apiKey }, { username, password }]) },
    ...{ OCTOPUS_URL: server.url, OCTOPUS_BROWSER: await startBrowser() },
    OCTOPUS_API_KEY_FILE: join(folder, 'api-key'),
    OCTOPUS_PASSWORD_FILE: join(folder, 'password'),
  };
  const args = [resolve('node_modules/@playwright/test/cli.js'), 'test', '--reporter=line', '--workers=1'];
  const { stdout } = await startProgram(process.execPath, { args, cwd: folder, env }).exited;

  expect(stdout).toContain('2 passed');
  const made = server.madeKeys().filter(({ purpose }) => purpose === 'has a key');
  expect(made.map(({ userId }) => userId)).toEqual([server.userId, server.userId]);
});

test("a test that names a user is given no key by another user's that is around", {
  tag: '@extended',
}, async ({ startServer, folder }) => {
  const server = await startServer();
  await writeFile(join(folder, 'gives.spec.js'), GIVES);
  const env = {
    ...{ FIXTURE: resolve('dist/fixture.js'), GIVEN: JSON.stringify([{ username: 'other' }]) },
    ...{ OCTOPUS_URL: server.url, OCTOPUS_API_KEY: server.addKey('around').key },
  };
  const args = [resolve('node_modules/@playwright/test/cli.js'), 'test', '--reporter=line', '--workers=1'];
  const { stdout } = await startProgram(process.execPath, { args, cwd: folder, env }).exited;

  expect(stdout).toContain('No API key could be had: Could not come in by the API key as other');
  expect(server.madeKeys().map(({ purpose }) => purpose)).toEqual(['around']);
});
