import { rm } from 'node:fs/promises';
import { resolve } from 'node:path';
import { startStandIn } from '../stand-in/stand-in.ts';
import { KEPT_CODE, runProgram, startProgram } from './start-command.ts';

/** Before any test: builds the commands that the tests start, from the very sources that are tested. */
export default async function buildCommands(): Promise<void> {
  const build = (script: string, ...more: readonly string[]) =>
    runProgram(process.execPath, { args: [resolve(`scripts/${script}`), ...more], cwd: resolve('.') });
  // What CI tests is what was committed.
  const check = process.env.CI ? ['--check'] : [];
  await build('build-in-page.mjs', ...check);
  await Promise.all([build('build-action.mjs', ...check), build('build.mjs').then(keepCode)]);
}

/** Has what V8 compiles of the bundles for a mint be there for all who start them. */
async function keepCode(): Promise<void> {
  await rm(resolve('node_modules/.cache/kept-code'), { recursive: true, force: true });
  const server = await startStandIn();
  const somebody = { OCTOPUS_USERNAME: server.username, OCTOPUS_PASSWORD: server.password };
  const env = { OCTOPUS_URL: server.url, ...somebody, KEEPS_CODE: 'yes' };
  const args = [...KEPT_CODE, resolve('dist/mint-key.js')];
  // Where it fails, the tests say so, and why.
  await startProgram(process.execPath, { args, env }).exited;
  await server.close();
}
