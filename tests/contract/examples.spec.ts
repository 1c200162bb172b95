import { readdirSync, readFileSync } from 'node:fs';
import { load as parse } from 'js-yaml';
import { expect, test } from '../fixtures.ts';
import { expectPinnedActions, expectSoundShell, findScripts } from './pipelines.ts';

for (const name of readdirSync('examples').filter((file) => file.endsWith('.yml'))) {
  test(`examples/${name} is sound YAML, its shell scripts are sound shell, and it mints`, async () => {
    const text = readFileSync(`examples/${name}`, 'utf8');
    const scripts = findScripts(parse(text));

    expect(scripts.join('\n')).toMatch(/npx ts-node scripts\/(?:mint|with)-key\.ts/);
    expect(scripts.join('\n')).toContain('npm run set-up');
    await expectSoundShell(scripts);
  });
}

test('workflow examples pin actions by commit, with the tag in a comment', () => {
  expectPinnedActions(readFileSync('examples/github-actions.yml', 'utf8'));
});
