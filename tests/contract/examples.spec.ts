import { readdirSync, readFileSync } from 'node:fs';
import { test as base, expect } from '@playwright/test';
import { load as parse } from 'js-yaml';
import { expectPinnedActions, expectSoundShell, findScripts } from './pipelines.ts';

for (const name of readdirSync('examples').filter((file) => file.endsWith('.yml'))) {
  base(`examples/${name} is sound YAML, its shell scripts are sound shell, and it mints`, () => {
    const text = readFileSync(`examples/${name}`, 'utf8');
    const scripts = findScripts(parse(text));

    expect(scripts.join('\n')).toMatch(/npx ts-node scripts\/(?:mint|with)-key\.ts/);
    expect(scripts.join('\n')).toContain('npm run set-up');
    expectSoundShell(scripts);
  });
}

base('workflow examples pin actions by commit, with the tag in a comment', () => {
  expectPinnedActions(readFileSync('examples/github-actions.yml', 'utf8'));
});
