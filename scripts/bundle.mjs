import { readdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { rolldown } from 'rolldown';

const OUTSIDE = /^(?:playwright|@playwright\/test|@napi-rs\/keyring)(?:\/|$)/;

/**
 * Bundles programs with all libraries that they use, but those that bring programs of their own.
 * @param inputs paths of the programs
 * @param elsewhere where the bundle finds such a library, by its name; by default by that name
 * @returns the texts of the bundle's files by their names: a file a program, `shared.js`, `licenses.txt`
 */
export async function bundle(inputs, elsewhere = {}) {
  const resolveId = (id) => {
    if (id === 'undici') return resolve('scripts/undici.cjs');
    return id in elsewhere ? { id: elsewhere[id], external: true } : null;
  };
  const bundled = await rolldown({
    input: inputs,
    platform: 'node',
    external: (id) => !(id in elsewhere) && OUTSIDE.test(id),
    plugins: [{ name: 'libraries', resolveId }],
    transform: { target: 'node20' },
  });
  const { output } = await bundled.generate({
    format: 'cjs',
    chunkFileNames: '[name].js',
    codeSplitting: { groups: [{ name: 'shared', minShareCount: 2 }] },
  });
  await bundled.close();
  const licenses = await readLicenses(output.flatMap(({ moduleIds = [] }) => moduleIds));
  return new Map([...output.map(({ fileName, code }) => [fileName, code]), ['licenses.txt', licenses]]);
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

/** Writes a file, if it is not so yet. Somebody may be running what is there: it changes at once or not at all. */
export async function replace(path, text) {
  const old = await readFile(path).catch(() => undefined);
  if (old?.equals(Buffer.from(text))) return;
  const beside = `${path}.${process.pid}`;
  await writeFile(beside, text);
  await rename(beside, path);
}
