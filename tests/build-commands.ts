import { resolve } from 'node:path';
import { runProgram } from './start-command.ts';

/** Before any test: builds the commands that the tests start, from the very sources that are tested. */
export default async function buildCommands(): Promise<void> {
  const build = (script: string, ...more: readonly string[]) =>
    runProgram(process.execPath, { args: [resolve(`scripts/${script}`), ...more], cwd: resolve('.') });
  // What CI tests is what was committed.
  for (const script of ['build-in-page.mjs', 'build-action.mjs'])
    await build(script, ...(process.env.CI ? ['--check'] : []));
  await build('build.mjs');
}
