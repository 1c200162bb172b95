import { writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { expect, test } from '../fixtures.ts';
import { startProgram } from '../start-command.ts';

test.use({ sharesBrowser: true });

for (const [option, names] of Object.entries({
  '': ['OCTOPUS_URL', 'OCTOPUS_USERNAME', 'OCTOPUS_PASSWORD'],
  '--sso': [
    ...['OCTOPUS_URL', 'OCTOPUS_PROVIDER', 'OCTOPUS_SSO_ORIGINS'],
    ...['OCTOPUS_USERNAME', 'OCTOPUS_PASSWORD', 'OCTOPUS_TOTP_SECRET'],
  ],
})) {
  test(`npm run stand-in${option && ` -- ${option}`} prints the lines of a .env with which a key is made there`, {
    tag: option ? [] : '@extended',
  }, async ({ runCommand, folder }) => {
    const words = ['node_modules/ts-node/dist/bin.js', 'scripts/stand-in.ts'].map((path) => resolve(path));
    const args = [...words, ...(option ? [option] : [])];
    await using standIn = startProgram(process.execPath, { args, cwd: resolve('.') });
    const lines = await Promise.all(names.map((name) => standIn.waitForLine(`${name}=`, 'stdout')));
    await writeFile(join(folder, '.env'), lines.join('\n'), { mode: 0o600 });
    const { code, stdout, stderr } = await runCommand('mint-key', { cwd: folder });
    expect(code, stderr).toBe(0);
    expect(stdout).toMatch(/^API-\w+\n$/);
  });
}
