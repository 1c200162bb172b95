import { mkdir, rename, writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { build } from 'rolldown';

/** The folder below `node_modules` that bundles are in. */
export const BUNDLES = '.bundles';

const FOLDER = resolve('tests/front-ends');
// Made once in each worker.
const bundles = new Map<string, Promise<void>>();

/** Bundles `<name>.mjs` with what it imports into `<name>.js`, which a browser runs. */
export async function bundlePage(name: string): Promise<void> {
  const bundle = bundles.get(name) ?? writeBundle(name);
  bundles.set(name, bundle);
  await bundle;
}

async function writeBundle(name: string): Promise<void> {
  const { output } = await build({
    input: `${FOLDER}/${name}.mjs`,
    write: false,
    platform: 'browser',
    transform: { define: { 'process.env.NODE_ENV': '"production"', global: 'globalThis' } },
    output: { format: 'iife', minify: true, codeSplitting: false },
    logLevel: 'silent',
  });
  const folder = `${FOLDER}/node_modules/${BUNDLES}`;
  // Another worker may be reading it.
  const unfinished = `${folder}/${name}.${process.pid}.js`;
  await mkdir(folder, { recursive: true });
  await writeFile(unfinished, output[0].code);
  await rename(unfinished, `${folder}/${name}.js`);
}
