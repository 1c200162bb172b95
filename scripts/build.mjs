// Bundles every command, and the fixture that starts one of them, into dist/: one file each, and one that they share. Inside is all
// that they need, but the browser's driver and the keyring, which bring programs of their own.
import { mkdir, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { bundle, replace } from './bundle.mjs';

const FOLDER = 'dist';

const commands = await readdir('src/commands');
const files = await bundle(['src/fixture.ts', ...commands.map((name) => `scripts/${name}`)]);

await mkdir(FOLDER, { recursive: true });
for (const [name, text] of files) await replace(join(FOLDER, name), text);
await replace(join(FOLDER, 'own-code.txt'), await readSources('src'));
await replace(join(FOLDER, 'bin.js'), await readFile('scripts/bin.cjs', 'utf8'));

/** Among them the redactor looks for passwords that are words of our messages: the bundle holds those of all libraries, too. */
async function readSources(folder) {
  const names = await readdir(folder, { recursive: true });
  const sources = names.filter((name) => name.endsWith('.ts')).sort();
  return (await Promise.all(sources.map((name) => readFile(join(folder, name), 'utf8')))).join('');
}
