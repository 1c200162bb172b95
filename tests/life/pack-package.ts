import { cp, mkdir, readdir, readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { type CommandLine, type Outcome, runProgram } from '../start-command.ts';

/**
 * Runs npm's own program by this Node: a shell would find it by another name on Windows. It is given all of the developer's
 * environment, since only that tells it where its registry and its cache are.
 * @param mayRunScripts whether it runs the package's own scripts
 */
export async function npm(
  words: readonly string[],
  cwd: string,
  { mayRunScripts = false } = {},
): Promise<void> {
  const program = process.env.npm_execpath;
  const [command, first] = program ? [process.execPath, [program]] : ['npm', []];
  const quiet = ['--no-audit', '--no-fund', ...(mayRunScripts ? [] : ['--ignore-scripts'])];
  const args = [...first, ...words, ...quiet];
  await runProgram(command, { args, cwd, env: process.env as Record<string, string> });
}

/** Runs a program of Node's. */
export function node(program: string, words: readonly string[], line: CommandLine = {}): Promise<Outcome> {
  return runProgram(process.execPath, { ...line, args: [program, ...words] });
}

/**
 * Packs what `npm pack` would, in a folder of its own: other tests read this one's package.json meanwhile.
 * @returns the path of the packed file
 */
export async function packPackage(folder: string): Promise<string> {
  // What is packed was built before: npm runs prepack only where scripts may run.
  await node(resolve('node_modules/typescript/bin/tsc'), ['--project', 'tsconfig.package.json'], {
    cwd: '.',
  });
  const staging = join(folder, 'staging');
  await mkdir(join(staging, 'scripts'), { recursive: true });
  for (const name of ['package.json', 'README.md', 'LICENSE', 'dist', 'scripts/packed-manifest.mjs'])
    await cp(name, join(staging, name), { recursive: true });
  await node(join(staging, 'scripts/packed-manifest.mjs'), ['--write']);
  await npm(['pack', '--pack-destination', folder], staging);
  await node(join(staging, 'scripts/packed-manifest.mjs'), ['--restore']);
  if ((await readFile(join(staging, 'package.json'), 'utf8')) !== (await readFile('package.json', 'utf8')))
    throw new Error('package.json is not what it was before it was packed');
  const packed = (await readdir(folder)).find((name) => name.endsWith('.tgz'));
  return join(folder, packed ?? '');
}
