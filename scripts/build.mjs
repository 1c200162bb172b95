// Bundles every command, and the fixture that starts one of them, into dist/: one file each, and one that they share. Inside is all
// that they need, but the browser's driver and the keyring, which bring programs of their own.
import { mkdir, readdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { rolldown } from 'rolldown';

const FOLDER = 'dist';
const OUTSIDE = /^(?:playwright|@playwright\/test|@napi-rs\/keyring)(?:\/|$)/;

const commands = await readdir('src/commands');
const bundle = await rolldown({
  input: ['src/fixture.ts', ...commands.map((name) => `scripts/${name}`)],
  platform: 'node',
  external: OUTSIDE,
  transform: { target: 'node20' },
});
const { output } = await bundle.generate({
  format: 'cjs',
  chunkFileNames: '[name].js',
  codeSplitting: { groups: [{ name: 'shared', minShareCount: 2 }] },
});
await bundle.close();

await mkdir(FOLDER, { recursive: true });
for (const { fileName, code } of output) await replace(join(FOLDER, fileName), code);

/** Somebody may be running what is there: a file changes at once or not at all. */
async function replace(path, text) {
  const old = await readFile(path, 'utf8').catch(() => undefined);
  if (old === text) return;
  const beside = `${path}.${process.pid}`;
  await writeFile(beside, text);
  await rename(beside, path);
}
