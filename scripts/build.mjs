// Bundles every command, and the fixture that starts one of them, into dist/: one file each, and one that they share. Inside is all
// that they need, but the browser's driver and the keyring, which bring programs of their own.
import { mkdir, readdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { rolldown } from 'rolldown';

const FOLDER = 'dist';
const OUTSIDE = /^(?:playwright|@playwright\/test|@napi-rs\/keyring)(?:\/|$)/;

const commands = await readdir('src/commands');
const bundle = await rolldown({
  input: ['src/fixture.ts', ...commands.map((name) => `scripts/${name}`)],
  platform: 'node',
  external: OUTSIDE,
  plugins: [
    { name: 'parts of undici', resolveId: (id) => (id === 'undici' ? resolve('scripts/undici.cjs') : null) },
  ],
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
await replace(join(FOLDER, 'own-code.txt'), await readSources('src'));
await replace(
  join(FOLDER, 'licenses.txt'),
  await readLicenses(output.flatMap(({ moduleIds = [] }) => moduleIds)),
);
await replace(join(FOLDER, 'bin.js'), await readFile('scripts/bin.cjs', 'utf8'));

/** Among them the redactor looks for passwords that are words of our messages: the bundle holds those of all libraries, too. */
async function readSources(folder) {
  const names = await readdir(folder, { recursive: true });
  const sources = names.filter((name) => name.endsWith('.ts')).sort();
  return (await Promise.all(sources.map((name) => readFile(join(folder, name), 'utf8')))).join('');
}

/** Whoever passes on what a library's bundle holds has to pass on its licence. */
async function readLicenses(files) {
  const folders = files.flatMap(
    (file) => /^.*\/node_modules\/(?:@[^/]+\/)?[^/]+/.exec(file.replaceAll('\\', '/')) ?? [],
  );
  const texts = [...new Set(folders)].sort().map(async (folder) => {
    const { name, version, license } = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8'));
    const file = (await readdir(folder)).find((each) => /^licen[cs]e/i.test(each));
    const text = file === undefined ? '' : await readFile(join(folder, file), 'utf8');
    return `${name} ${version} (${license})\n\n${text.trim()}\n`;
  });
  return (await Promise.all(texts)).join(`\n${'-'.repeat(72)}\n\n`);
}

/** Somebody may be running what is there: a file changes at once or not at all. */
async function replace(path, text) {
  const old = await readFile(path, 'utf8').catch(() => undefined);
  if (old === text) return;
  const beside = `${path}.${process.pid}`;
  await writeFile(beside, text);
  await rename(beside, path);
}
