import { readdirSync, readFileSync } from 'node:fs';
import { load as parse } from 'js-yaml';
import { expect, test } from '../fixtures.ts';
import { expectPinnedActions, expectSoundShell, findScripts } from './pipelines.ts';

const WORKFLOWS = ['examples/github-actions.yml', 'examples/github-rotate.yml', 'deploy/github-actions.yml'];

for (const name of readdirSync('examples').filter((file) => file.endsWith('.yml'))) {
  test(`examples/${name} is sound YAML, its shell scripts are sound shell, and it mints`, async () => {
    const text = readFileSync(`examples/${name}`, 'utf8');
    const scripts = findScripts(parse(text));

    expect(scripts.join('\n')).toMatch(/npx ts-node scripts\/(?:mint|with|rotate)-key\.ts/);
    expect(scripts.join('\n')).toContain('npm run set-up');
    await expectSoundShell(scripts);
  });
}

test('no workflow puts what a server said, or somebody gave, into the text of a script', () => {
  for (const name of WORKFLOWS) {
    const scripts = findScripts(parse(readFileSync(name, 'utf8')));
    const filled = scripts.flatMap((script) => script.match(/\$\{\{.*?\}\}/g) ?? []);
    expect(new Set(filled.filter((expression) => !expression.includes('matrix.'))), name).toEqual(new Set());
  }
});

test('workflow examples pin actions by commit, with the tag in a comment', () => {
  for (const name of WORKFLOWS) expectPinnedActions(readFileSync(name, 'utf8'));
});
